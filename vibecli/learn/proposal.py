"""A set of features proposed from a table of events and what is known of it, for words to choose.

Owns the usual features of each kind of column. What is set after an event is left out, and what
was decided without being told is said in the notes. It reads the catalog alone.
"""

import re
from collections.abc import Iterator, Sequence

from vibecli.data.catalog import FIRST_EVENT, Catalog, ColumnInfo, Role, TableInfo
from vibecli.engine.names import TableName, literal, quote
from vibecli.engine.types import NUMBERS
from vibecli.errors import PlanError
from vibecli.learn.definition import EventSource, FeatureColumn, FeatureSet, Measure
from vibecli.learn.later import of_event, of_time
from vibecli.learn.paths import Path, paths
from vibecli.model import Model
from vibecli.tagging.name_tokens import name_tokens

WINDOWS = (7, 30, 90)
_LONG, _MONTH = WINDOWS[-1], WINDOWS[1]
_TIMES = ("DATE", "TIMESTAMP")
_HAPPENED = frozenset(
    {
        "happened", "occurred", "event", "ordered", "purchased", "created", "ts", "time",
        "timestamp",
    }
)  # fmt: skip
_KINDS = frozenset(["event", "type", "action", "kind", "activity", "name", "category"])
_MOST_KINDS, _COUNTED_KINDS = 20, 6
_NIGHT = (22, 6)
_MANY = 50  # values that two columns do not share the number of by chance


class Proposal(Model):
    """What is proposed, and what was decided without being told."""

    features: FeatureSet
    output: str
    notes: tuple[str, ...]


def entities(events: str, catalog: Catalog) -> tuple[str, ...]:
    """Give the tables that the events of a table lead to, the likeliest first."""
    found = paths(_known(catalog, events), catalog)
    ranked = sorted(found, key=lambda path: -path.covers)
    return tuple(dict.fromkeys(path.entity for path in ranked))


def times(table: TableInfo) -> tuple[str, ...]:
    """Give the columns that may say when an event happened, the likeliest first."""
    found = [
        column
        for column in table.columns
        if column.type.startswith(_TIMES)
        and of_time(column) is None
        and of_event(table, column, "") is None
    ]

    def rank(column: ColumnInfo) -> tuple[bool, bool]:
        told = _HAPPENED & set(name_tokens(column.name))
        return not told, not column.type.startswith("TIMESTAMP")

    return tuple(column.name for column in sorted(found, key=rank))


def propose(
    events: str | Sequence[str], catalog: Catalog, *, entity: str | None = None, name: str = ""
) -> Proposal:
    """Give the usual features of tables of events. Raises PlanError where they lead nowhere."""
    tables = [_known(catalog, one) for one in ([events] if isinstance(events, str) else events)]
    entity = _entity(tables, catalog, entity)
    name = name or set_name([table.name for table in tables])
    sources = [_source(table, entity, catalog) for table in tables]
    made: dict[str, FeatureColumn] = {}
    alone = _known(catalog, entity).from_events
    for table, source in zip(tables, sources, strict=True):
        prefix = f"{_snake(table.table.name)}_" if len(tables) > 1 else ""
        twins = _twins(table, source) if alone else ()
        for feature in _Usual(table, source, prefix, tuple(twins)).features():
            made.setdefault(feature.name, feature)
    features = FeatureSet(
        name=name,
        entity=entity,
        key=_key(_known(catalog, entity)),
        sources=tuple(sources),
        features=tuple(made.values()),
        born=FIRST_EVENT if alone else None,
    )
    notes = tuple(note for pair in zip(tables, sources, strict=True) for note in _notes(*pair))
    return Proposal(features=features, output=f"{name}_features", notes=notes)


def set_name(events: Sequence[str]) -> str:
    """Give the name of the set of tables of events."""
    return "_".join(_snake(TableName.parse(name).text) for name in events)


def _known(catalog: Catalog, name: str) -> TableInfo:
    found = catalog.table(name)
    if found is None:
        raise PlanError(f"there is no table {name}", hint="vibecli tables lists the tables")
    return found


def _entity(tables: Sequence[TableInfo], catalog: Catalog, wanted: str | None) -> str:
    """Give the table that all events lead to: the one wanted, else the likeliest of the first."""
    reached = [entities(table.name, catalog) for table in tables]
    shared = [one for one in reached[0] if all(one in others for others in reached)]
    if wanted is not None:
        wanted = _known(catalog, wanted).name
        shared = [one for one in shared if one == wanted]
    if not shared:
        names = " and ".join(table.name for table in tables)
        raise PlanError(
            f"nothing leads from {names} to {wanted or 'a table of customers'}",
            hint="say which column holds the key of whom",
        )
    return shared[0]


def _source(table: TableInfo, entity: str, catalog: Catalog) -> EventSource:
    found = times(table)
    if not found:
        raise PlanError(
            f"no column of {table.name} says when an event happened",
            hint="name one, or make it a timestamp first",
        )
    own = [path for path in paths(table, catalog, time=found[0]) if path.entity == entity]
    links = [path.link for path in sorted(own, key=_nearness)]
    return EventSource(table=table.name, time=found[0], links=tuple(links), where=None)


def _twins(table: TableInfo, source: EventSource) -> Iterator[str]:
    """Give further numbers of the customers, by which nothing is to be measured of one."""
    keys = [c for link in source.links if (c := table.column(link.column)) and not link.bridge]
    told = {(c.type, c.distinct, c.null_share) for c in keys if (c.distinct or 0) >= _MANY}
    for column in table.columns:
        if (column.type, column.distinct, column.null_share) in told:
            yield column.name


def _nearness(path: Path) -> tuple[bool, bool, float]:
    """Order links: whom an event was matched to, the key itself, then what leads to it."""
    return path.link.bridge is not None, path.link.since, -path.covers


class _Usual:
    """The usual features of one table of events."""

    def __init__(
        self, table: TableInfo, source: EventSource, prefix: str, twins: Sequence[str]
    ) -> None:
        self._table, self._source, self._prefix = table, source, prefix
        self._noun = _snake(table.table.name)
        linked = {link.column for link in source.links} | {source.time, *table.key, *twins}
        self._columns = [
            column
            for column in table.columns
            if column.name not in linked and of_event(table, column, source.time) is None
        ]

    def features(self) -> Iterator[FeatureColumn]:
        """Give them: how often and when, by kind, money, and what else is told."""
        kind = self._kind()
        yield from self._timing(stream=kind is not None)
        if kind is not None:
            yield from self._kinds(kind)
        for column in self._columns:
            if column.role is Role.AMOUNT:  # text such as 0001 is no number to add up
                yield from self._amount(column) if column.type.startswith(NUMBERS) else ()
            elif column is not kind and column.role in (Role.CATEGORY, Role.CODE):
                yield from self._named(column)

    def _timing(self, *, stream: bool) -> Iterator[FeatureColumn]:
        for days in WINDOWS:
            text = f"{self._noun} in the last {days} days"
            yield self._made(f"{self._noun}_{days}d", text, "count", days)
        yield self._made("recency_days", "days since the newest event", "recency")
        yield self._made("tenure_days", "days since the first event", "tenure")
        yield self._made("gap_days", "days between two events, on average", "gap")
        text = f"events of the newer half of {_LONG} days against the older, from -1 to 1"
        yield self._made(f"trend_{_LONG}d", text, "trend", _LONG)
        text = f"days with an event in the last {_MONTH} days"
        yield self._made(f"active_days_{_MONTH}d", text, "days_active", _MONTH)
        if stream and self._clocked:
            yield from self._visits()

    def _visits(self) -> Iterator[FeatureColumn]:
        """Give what is told of events that come in visits."""
        last = f"in the last {_MONTH} days"
        end = f"{_MONTH}d"
        yield self._made(f"sessions_{end}", f"visits {last}", "sessions", _MONTH)
        text = f"events a visit {last}"
        yield self._made(f"session_events_{end}", text, "session_events", _MONTH)
        text = f"minutes a visit {last}"
        yield self._made(f"session_minutes_{end}", text, "session_minutes", _MONTH)
        yield self._made(
            f"streak_{end}", f"most days in a row with an event {last}", "streak", _MONTH
        )
        start, stop = _NIGHT
        night = self._made(
            f"night_share_{end}",
            f"share of events from {start} to {stop} o'clock{self._zone} {last}",
            "hour_share",
            _MONTH,
        )
        yield night.model_copy(update={"from_hour": start, "to_hour": stop})

    def _kinds(self, kind: ColumnInfo) -> Iterator[FeatureColumn]:
        """Give how often each frequent kind of event came."""
        for top in kind.top[:_COUNTED_KINDS]:
            where = f"{quote(kind.name)} = {literal(top.value)}"
            text = f"{top.value} events in the last {_MONTH} days"
            feature = self._made(f"{_snake(top.value)}_{_MONTH}d", text, "count", _MONTH)
            yield feature.model_copy(update={"where": where})
        name, column = _snake(kind.name), quote(kind.name)
        name = "kind" if name == "name" else name  # last_name is a surname
        text = f"different kinds of events in the last {_LONG} days"
        yield self._made(f"kinds_{_LONG}d", text, "distinct", _LONG, column)
        yield self._made(f"last_{name}", "kind of the newest event", "last", None, column)

    def _amount(self, of: ColumnInfo) -> Iterator[FeatureColumn]:
        """Give what is told of a number: how much, on average, at most."""
        name, column = _snake(of.name), quote(of.name)
        for days in (_MONTH, _LONG):
            text = f"sum of {of.name} in the last {days} days"
            yield self._made(f"{name}_{days}d", text, "sum", days, column)
        yield self._made(f"{name}_total", f"sum of {of.name} of all time", "sum", None, column)
        text = f"{of.name} an event, on average, in the last {_LONG} days"
        yield self._made(f"{name}_average_{_LONG}d", text, "average", _LONG, column)
        text = f"highest {of.name} of all time"
        yield self._made(f"{name}_highest", text, "maximum", None, column)

    def _named(self, of: ColumnInfo) -> Iterator[FeatureColumn]:
        """Give what is told of a name: how many different ones, and the last of few."""
        name, column = _snake(of.name), quote(of.name)
        text = f"different values of {of.name} in the last {_LONG} days"
        yield self._made(f"{name}_different_{_LONG}d", text, "distinct", _LONG, column)
        if of.role is Role.CATEGORY:
            last = self._noun if name == "name" else name  # last_name is a surname
            yield self._made(f"last_{last}", f"{of.name} of the newest event", "last", None, column)

    def _made(
        self, name: str, meaning: str, measure: Measure, days: int | None = None,
        column: str | None = None,
    ) -> FeatureColumn:  # fmt: skip
        if self._prefix and not meaning.startswith(self._noun):
            meaning = f"{self._noun}: {meaning}"
        return FeatureColumn(
            name=name if name.startswith(self._prefix) else f"{self._prefix}{name}",
            meaning=meaning,
            source=self._table.name,
            measure=measure,
            column=column,
            where=None,
            days=days,
        )

    def _kind(self) -> ColumnInfo | None:
        """Give the column that says what kind of event each is."""
        few = [c for c in self._columns if c.role is Role.CATEGORY and c.top]
        few = [c for c in few if len(c.top) > 1 and (c.distinct or 0) <= _MOST_KINDS]
        return next((c for c in few if _KINDS & set(name_tokens(c.name))), None)

    @property
    def _zone(self) -> str:
        """What is said of hours: those of moments with a zone are told in UTC."""
        time = self._table.column(self._source.time)
        return " UTC" if time is not None and "ZONE" in time.type else ""

    @property
    def _clocked(self) -> bool:
        """True when events have an hour."""
        time = self._table.column(self._source.time)
        return time is not None and time.type.startswith("TIMESTAMP")


def _key(table: TableInfo) -> str:
    return table.key[0] if table.key else table.columns[0].name


def _notes(table: TableInfo, source: EventSource) -> Iterator[str]:
    """Tell what was decided of a table, and what was left out."""
    others = times(table)[1:]
    if others:
        yield f"{table.name}: {source.time} is when an event happened, not {', '.join(others)}"
    later = [c.name for c in table.columns if of_event(table, c, source.time)]
    if later:
        yield f"{table.name}: {', '.join(later)} left out, set after the event"
    yield from mixed(table)


def mixed(table: TableInfo) -> Iterator[str]:
    """Tell that amounts of a table are added up though they are in several currencies."""
    units = (c for c in table.columns if "currency" in name_tokens(c.name))
    several = next((c for c in units if (c.distinct or 0) > 1), None)
    if several and table.with_role(Role.AMOUNT):
        yield f"{table.name}: amounts are added up whatever their {several.name}"


def _snake(text: str) -> str:
    """Give a text as the name of a column."""
    made = re.sub(r"\W+", "_", text.lower(), flags=re.ASCII).strip("_") or "x"
    return made if made[0].isalpha() else f"n{made}"
