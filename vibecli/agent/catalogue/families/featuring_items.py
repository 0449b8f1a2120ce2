"""Features one by one in words: `number of orders in the last 7 days`, `days since the last visit`.

Owns the grammar of one feature and what it comes to. Of which table one is goes by its noun, its
column, or the tables named; one that could be of two is asked about.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from vibecli.agent.catalogue.adjectives import adjective
from vibecli.agent.catalogue.conditions import conditions
from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families import featuring_words as said
from vibecli.agent.catalogue.families.featuring_words import WHOM
from vibecli.agent.catalogue.families.learning_label import amounts, is_activity, is_money
from vibecli.agent.catalogue.notes import MAX_OPTIONS, one_of_these
from vibecli.agent.catalogue.predicates import both, family
from vibecli.data.catalog import ColumnInfo, Role, TableInfo
from vibecli.engine.names import quote
from vibecli.learn.definition import FeatureColumn, Measure
from vibecli.learn.proposal import times
from vibecli.learn.reading import moment

_KEYS = (Role.KEY, Role.FOREIGN_KEY, Role.CODE)
_MOST_DAYS = 3_650
_HOURS = {"night": (22, 6), "evening": (18, 22), "morning": (6, 12), "afternoon": (12, 18)}


class Item(NamedTuple):
    """One feature as it was said."""

    measure: Measure
    table: TableInfo | None = None
    column: ColumnInfo | None = None
    where: str | None = None
    days: int | None = None
    hours: tuple[int, int] | None = None
    about: str = ""  # what it is called beside its measure: night, web
    raw: str = ""


def items(cursor: Cursor, sources: Sequence[TableInfo]) -> tuple[Item, ...]:
    """Read a list of features, each of one of the tables of events."""
    found: list[Item] = []
    while True:
        with cursor.attempt() as tried:
            while found and cursor.take(*said.AND):
                pass
            cursor.skip()
            start = cursor.at
            one = cursor.first(_RULES, sources)
            if one is None:
                return tuple(found)
            found.append(_ended(cursor, one)._replace(raw=cursor.text.raw(start, cursor.at)))
            tried.keep()


def _ended(cursor: Cursor, item: Item) -> Item:
    """Read what may follow one: its events, a condition on them, the window, the time of day."""
    every: tuple[Callable[[Cursor, Item], Item | None], ...] = (_window, _daytime, _some, _whose)
    while more := cursor.first(every, item):
        item = more
    return item


def _counted(cursor: Cursor, sources: Sequence[TableInfo]) -> Item | None:
    """Read `number of orders`, `how many visits they made`, `visits in the last 30 days`."""
    led = cursor.take(*said.NUMBER_OF)
    table = _events(cursor, sources)
    if table is None:
        return None
    cursor.take(*said.MADE)
    with cursor.attempt():
        bare = _window(cursor, Item("count")) or _daytime(cursor, Item("count"))
    return Item("count", table) if led or bare else None


def _frequency(cursor: Cursor, sources: Sequence[TableInfo]) -> Item | None:
    """Read `how often they used the app`, `how often each customer bought`."""
    if not cursor.take("how often", "how many times", "how frequently", "frequency of"):
        return None
    _they(cursor)
    if cursor.take(*said.USED):
        table = _of_kind(sources, money=False)
    elif cursor.take(*said.BOUGHT):
        table = _of_kind(sources, money=True)
    else:
        table = _events(cursor, sources)
    return Item("count", table) if table else None


def _recency(cursor: Cursor, sources: Sequence[TableInfo]) -> Item | None:
    """Read `days since the last order`, `days since the first visit`."""
    lead = cursor.take(*said.SINCE_LAST, *said.SINCE_FIRST)
    if not lead:
        return None
    table = _events(cursor, sources)
    return Item("recency" if lead in said.SINCE_LAST else "tenure", table) if table else None


def _amount(cursor: Cursor, sources: Sequence[TableInfo]) -> Item | None:
    """Read `average basket`, `total dollars`, `highest amount`, `how much they spent`."""
    lead = cursor.take(*said.AMOUNTS)
    if not lead:
        return None
    measure = said.AMOUNTS[lead]
    if lead in said.SPENDING:
        _they(cursor)
        found = _money(cursor, sources) if cursor.take(*said.SPENT) else None
        return Item(measure, *found) if found else None
    cursor.take("of", "number of", "amount of", "value of", "the")
    found = cursor.first((_spent, _number), sources)
    if found is None:
        return None
    return Item(measure, *found)


def _distinct(cursor: Cursor, sources: Sequence[TableInfo]) -> Item | None:
    """Read `number of different studios`, `how many distinct products they bought`."""
    cursor.take(*said.NUMBER_OF)
    if not cursor.take("different", "distinct", "unique"):
        return None
    found = _column(cursor, sources)
    _they(cursor)
    cursor.take("visited", "bought", "used", "ordered", "saw", "went to", *said.MADE)
    return Item("distinct", *found) if found else None


def _share(cursor: Cursor, sources: Sequence[TableInfo]) -> Item | None:
    """Read `share of visits in the evening`, `share of orders from the app`."""
    if not cursor.take("share of", "percentage of", "proportion of", "part of", "ratio of"):
        return None
    table = _events(cursor, sources)
    if table is None:
        return None
    ended = _ended(cursor, Item("share", table))
    return ended if ended.hours or ended.where else None


_RULES = (_recency, _distinct, _share, _frequency, _amount, _counted)


# What follows


def _window(cursor: Cursor, item: Item) -> Item | None:
    """Read `in the last 7 days`, `over 90 days`, `in the last quarter`, `of all time`."""
    if item.days is not None:
        return None
    if cursor.take("of all time", "in total", "ever", "overall", "all time", "so far"):
        return item._replace(days=0)
    if not cursor.take(*said.OVER, "of the last", "from the last", "within"):
        return None
    days = _days(cursor)
    return item._replace(days=days) if days else None


def _days(cursor: Cursor) -> int | None:
    number = cursor.number()
    word = cursor.rest[0] if cursor.rest else None
    unit = said.UNITS.get(word.stem) if word else None
    if unit is None or (number is not None and number <= 0):
        return None
    cursor.move(1)
    days = round((number or 1) * unit)
    return days if 0 < days <= _MOST_DAYS else None


def _daytime(cursor: Cursor, item: Item) -> Item | None:
    """Read `at night`, `in the evening`, `between 22 and 6`."""
    if item.hours is not None or not cursor.take("at", "in", "during", "by"):
        return None
    cursor.skip()
    named = cursor.take(*_HOURS, "nights", "evenings", "mornings", "afternoons").removesuffix("s")
    return item._replace(hours=_HOURS[named], about=named) if named else None


def _some(cursor: Cursor, item: Item) -> Item | None:
    """Read which of the events count: `from the app`, `over 100 euro`."""
    if item.table is None or item.where is not None or item.measure in ("recency", "tenure"):
        return None
    start = cursor.at
    found = conditions(cursor, item.table, until=_no_condition)
    if not found and not _no_condition(cursor) and (bare := reads(adjective)(cursor, item.table)):
        found = [bare]
    raw = cursor.text.raw(start, cursor.at)
    return item._replace(where=both(found), about=_snake(raw)) if found else None


def _no_condition(cursor: Cursor) -> bool:
    """True for words that begin something else than a condition on the events."""
    with cursor.attempt():
        return bool(_window(cursor, Item("count"))) or cursor.sees(*said.PER, *said.AS_FEATURE)


def _whose(cursor: Cursor, item: Item) -> Item | None:
    """Read the noun of the events of a measure: average amount `of an order`, `per purchase`."""
    if not cursor.take("of", "per", "in", "from", "on"):
        return None
    cursor.skip()
    table = cursor.table()
    if table is None or (item.table is not None and table != item.table):
        return None
    return item if item.table else item._replace(table=table)


def _they(cursor: Cursor) -> None:
    """Move past who does it: they, each patient."""
    if cursor.take("each", "every", "a", "one") and (cursor.take(*WHOM) or cursor.table()):
        return
    cursor.take(*said.THEY)


# Tables and columns


@reads
def _events(cursor: Cursor, sources: Sequence[TableInfo]) -> TableInfo | None:
    """Read a table of events by its noun."""
    cursor.take(*said.KIND)
    table = cursor.table()
    return (
        table if table is not None and (table in sources or not sources) and times(table) else None
    )


def _of_kind(sources: Sequence[TableInfo], *, money: bool) -> TableInfo | None:
    """Give the one table of purchases, or the one of use."""
    found = [t for t in sources if is_money(t) == money and (money or is_activity(t.name))]
    return found[0] if len(found) == 1 else None


def _spent(cursor: Cursor, sources: Sequence[TableInfo]) -> tuple[TableInfo, ColumnInfo] | None:
    """Read `basket`, `order value`: what was spent."""
    return _money(cursor, sources) if cursor.take(*said.BASKET, *said.SPENT) else None


def _money(cursor: Cursor, sources: Sequence[TableInfo]) -> tuple[TableInfo, ColumnInfo] | None:
    """Give what was spent: the one amount of the one table that has any."""
    found = [(table, amounts(table)[0]) for table in sources if is_money(table)]
    if len(found) != 1:
        return None
    table, column = found[0]
    cursor.assume(f"what is spent is {table.name}.{column.name}", "schema")
    return table, column


def _number(cursor: Cursor, sources: Sequence[TableInfo]) -> tuple[TableInfo, ColumnInfo] | None:
    found = reads(_column)(cursor, sources)
    return found if found and family(found[1]) == "number" else None


def _column(cursor: Cursor, sources: Sequence[TableInfo]) -> tuple[TableInfo, ColumnInfo] | None:
    """Read a column of one of the tables, no key of them; asked where several have it."""
    told = cursor.furthest(lambda c, table: c.column(table), sources)
    found = [(table, c) for table, c in told if c is not None and c.role not in _KEYS]
    if len(found) > 1:
        places = {f"{table.name}.{column.name}": (table, column) for table, column in found}
        means = dict.fromkeys([*places][:MAX_OPTIONS], "this one is measured")
        return cursor.choose(one_of_these("Which column is meant?", "feature", means), places)
    return found[0] if found else None


# What it comes to


def made(chosen: Sequence[Item], *, prefixed: bool) -> Iterator[FeatureColumn]:
    """Give the features, each under a name of its own; with several tables the noun comes first."""
    names: set[str] = set()
    for item in chosen:
        assert item.table is not None
        name = _name(item, prefixed=prefixed)
        if name in names:
            continue
        names.add(name)
        yield _feature(item, item.table, name)


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
    noun, end = _snake(item.table.table.name), f"_{item.days}d" if item.days else ""
    about = f"_{item.about}" if item.about else ""
    column = _snake(item.column.name) if item.column else ""
    stem = {
        "count": f"{noun}{about}", "recency": "recency_days", "tenure": "tenure_days",
        "sum": f"{column}{about}", "average": f"{column}{about}_average",
        "maximum": f"{column}{about}_highest", "minimum": f"{column}{about}_lowest",
        "distinct": f"{column}{about}_different", "share": f"{item.about or noun}_share",
    }[item.measure]  # fmt: skip
    stem += "_total" if item.measure == "sum" and not end else ""
    return f"{stem if stem.startswith(noun) or not prefixed else f'{noun}_{stem}'}{end}"


def _snake(text: str) -> str:
    made_ = re.sub(r"\W+", "_", text.lower(), flags=re.ASCII).strip("_") or "x"
    return made_[:30].strip("_") if made_[0].isalpha() else f"n{made_[:30]}"
