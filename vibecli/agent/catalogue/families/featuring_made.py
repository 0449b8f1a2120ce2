"""What features said one by one come to: definitions, each under a name of its own."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from vibecli.agent.catalogue.families.featuring_item import Item, snake
from vibecli.data.catalog import TableInfo
from vibecli.engine.names import quote
from vibecli.learn.definition import FeatureColumn
from vibecli.learn.proposal import times
from vibecli.learn.reading import moment

_STEMS = {  # of what the name of a measure is made
    "count": "{noun}{about}", "recency": "recency{about}_days", "tenure": "tenure{about}_days",
    "gap": "gap{about}_days", "sum": "{column}{about}", "average": "{column}{about}_average",
    "maximum": "{column}{about}_highest", "minimum": "{column}{about}_lowest",
    "distinct": "{column}{about}_different", "share": "{share}_share", "trend": "trend{of}{about}",
    "streak": "streak{about}", "days_active": "active_days{about}", "sessions": "sessions{about}",
    "session_events": "session_events{about}", "session_minutes": "session_minutes{about}",
    "first": "first_{column}{about}", "last": "last_{column}{about}",
}  # fmt: skip


def made(chosen: Sequence[Item], *, prefixed: bool) -> Iterator[FeatureColumn]:
    """Give the features, each under a name of its own; with several tables the noun comes first."""
    found: dict[str, FeatureColumn] = {}
    for item in (one for each in chosen for one in (*each.of, each)):
        feature = _ratio(item, prefixed=prefixed) if item.of else _plain(item, prefixed=prefixed)
        if _bare(feature) not in map(_bare, found.values()):
            feature = feature.model_copy(update={"name": _free(feature.name, found)})
            found[feature.name] = feature
    yield from found.values()


def _bare(feature: FeatureColumn) -> FeatureColumn:
    return feature.model_copy(update={"name": "", "meaning": ""})


def _free(name: str, taken: Mapping[str, FeatureColumn]) -> str:
    """Give a name that no other feature has."""
    more = (f"{name}_{number}" for number in count(2))
    return name if name not in taken else next(one for one in more if one not in taken)


def _ratio(item: Item, *, prefixed: bool) -> FeatureColumn:
    above, below = (_name(one, prefixed=prefixed) for one in item.of)
    table = item.of[0].table
    assert table is not None
    return FeatureColumn(
        name=f"{above}_to_{below}",
        meaning=item.raw,
        source=table.name,
        measure="ratio",
        column=None,
        where=None,
        days=None,
        of=(above, below),
    )


def _plain(item: Item, *, prefixed: bool) -> FeatureColumn:
    assert item.table is not None
    return _feature(item, item.table, _name(item, prefixed=prefixed))


def _feature(item: Item, table: TableInfo, name: str) -> FeatureColumn:
    measure, where = item.measure, item.where
    start, end = item.hours or (0, 24)
    if item.hours and measure == "share" and where is None:
        measure = "hour_share"
    elif item.hours:
        inside = _between(times(table)[0], *item.hours)
        where = f"({where}) AND ({inside})" if where else inside
        start, end = 0, 24
    return FeatureColumn(
        name=name,
        meaning=item.raw,
        source=table.name,
        measure=measure,
        column=quote(item.column.name) if item.column else None,
        where=where,
        days=item.days or None,
        from_hour=start,
        to_hour=end,
    )


def _between(time: str, start: int, end: int) -> str:
    hour = f"hour({moment(time)})"
    joint = "AND" if start < end else "OR"
    return f"{hour} >= {start} {joint} {hour} < {end}"


def _name(item: Item, *, prefixed: bool) -> str:
    """Give the name, as the usual features of a table are called."""
    assert item.table is not None
    noun, end = snake(item.table.table.name), f"_{item.days}d" if item.days else ""
    column = snake(item.column.name) if item.column else ""
    parts = {
        "noun": noun,
        "about": f"_{item.about}" if item.about else "",
        "column": column,
        "of": f"_{column}" if column else "",
        "share": item.about or noun,
    }
    stem = _STEMS[item.measure].format(**parts)
    stem += "_total" if item.measure == "sum" and not end else ""
    return f"{stem if stem.startswith(noun) or not prefixed else f'{noun}_{stem}'}{end}"
