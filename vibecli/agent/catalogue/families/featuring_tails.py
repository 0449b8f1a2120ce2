"""What may follow a feature: the window, the time of day, which of the events count, their noun.

Owns several windows of one feature, which are as many features.
"""

from collections.abc import Iterator

from vibecli.agent.catalogue.adjectives import adjective
from vibecli.agent.catalogue.conditions import condition, conditions
from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families import featuring_words as said
from vibecli.agent.catalogue.families.featuring_item import Item, snake
from vibecli.agent.catalogue.predicates import both
from vibecli.data.catalog import TableInfo
from vibecli.learn.proposal import entities, times
from vibecli.learn.reading import moment

MOST_DAYS = 3_650
_HOURS = {"night": (22, 6), "evening": (18, 22), "morning": (6, 12), "afternoon": (12, 18)}
_NAMED = (*_HOURS, "nights", "evenings", "mornings", "afternoons")
_NOON, _DAY = 12, 24
_WEEKDAYS = {
    "weekend": "IN (0, 6)", "weekday": "NOT IN (0, 6)", "working day": "NOT IN (0, 6)",
    "sunday": "= 0", "monday": "= 1", "tuesday": "= 2", "wednesday": "= 3", "thursday": "= 4",
    "friday": "= 5", "saturday": "= 6",
}  # fmt: skip
_ON_DAYS = {form: day for day in _WEEKDAYS for form in (day, f"{day}s")}


def ended(cursor: Cursor, item: Item) -> Iterator[Item]:
    """Read what may follow one, in any order; several windows give a feature each."""
    spans: tuple[int, ...] = ()
    while True:
        if item.days is None and not spans and (spans := cursor.first((_windows,)) or ()):
            item = item._replace(days=spans[0])
            continue
        more = cursor.first((daytime, _clock, _on_days, _some, _whose, _per), item)
        if more is None:
            break
        item = more
    yield item
    yield from (item._replace(days=days) for days in spans[1:])


def window(cursor: Cursor) -> int | None:
    """Read one window: `in the last 7 days`, `over 90 days`, `of all time`."""
    found = cursor.first((_windows,))
    return found[0] if found else None


def _windows(cursor: Cursor) -> tuple[int, ...]:
    """Read `in the last 7 days`, `in the last 7, 30 and 90 days`, `of all time`."""
    if cursor.take(*said.ALL_TIME):
        return (0,)
    if not cursor.take(*said.OVER, "of the last", "from the last", "within", "in the", "for the"):
        return ()
    counts: list[float] = []
    while (number := cursor.number()) is not None:
        counts.append(number)
        if not cursor.first((_another,)):
            break
    unit = _unit(cursor)
    days = [round(count * (unit or 0)) for count in counts or [1]]
    return tuple(days) if unit and all(0 < one <= MOST_DAYS for one in days) else ()


def _another(cursor: Cursor) -> bool:
    """Read the joint before a further number of days."""
    while cursor.take(",", "and", "or"):
        if cursor.rest and (cursor.rest[0].kind == "number"):
            return True
    return False


def _unit(cursor: Cursor) -> float | None:
    """Read days, weeks, half a year."""
    half = bool(cursor.take("half a", "half"))
    word = cursor.rest[0] if cursor.rest else None
    unit = said.UNITS.get(word.stem) if word else None
    if unit is None:
        return None
    cursor.move(1)
    return unit / 2 if half else unit


def daytime(cursor: Cursor, item: Item) -> Item | None:
    """Read `at night`, `in the evening`."""
    if item.hours is not None or not cursor.take("at", "in", "during", "by", "are at", "are in"):
        return None
    cursor.skip()
    named = cursor.take(*_NAMED).removesuffix("s")
    return item._replace(hours=_HOURS[named], about=_about(item, named)) if named else None


def _clock(cursor: Cursor, item: Item) -> Item | None:
    """Read `between 6 and 9 in the morning`, `from 22 to 6 o'clock`, `between 6 pm and 9 pm`."""
    if item.hours is not None or not cursor.take("between", "from"):
        return None
    start, first = cursor.number(), cursor.take("am", "pm", "h", "o clock")
    if start is None or not cursor.take("and", "to", "until"):
        return None
    end, last = cursor.number(), cursor.take("am", "pm", "h", "o clock", "oclock", "hours")
    part = cursor.take("in the morning", "in the evening", "at night", "in the afternoon")
    if end is None or not (first or last or part) or start % 1 or end % 1:
        return None
    late = part in ("in the evening", "in the afternoon")
    hours = (
        _hour(int(start), first or last, late=late),
        _hour(int(end), last or first, late=late),
    )
    if not all(0 <= hour <= _DAY for hour in hours) or hours[0] == hours[1]:
        return None
    return item._replace(hours=hours, about=_about(item, f"{hours[0]}_to_{hours[1]}"))


def _hour(number: int, half: str, *, late: bool) -> int:
    if half == "am":
        return number % _NOON
    if (half == "pm" or late) and number < _NOON:
        return number + _NOON
    return number


def _on_days(cursor: Cursor, item: Item) -> Item | None:
    """Read `on weekends`, `on Mondays`."""
    if item.table is None or not cursor.take("on", "at", "during", "on the", "are on"):
        return None
    named = cursor.take(*_ON_DAYS)
    if not named:
        return None
    day = _ON_DAYS[named]
    sql = f"dayofweek({moment(times(item.table)[0])}) {_WEEKDAYS[day]}"
    return _held(item, sql, day)


def _some(cursor: Cursor, item: Item) -> Item | None:
    """Read which of the events count: `from the app`, `over 100 euro`."""
    if item.table is None:
        return None
    cursor.take(",")
    only = cursor.take("only", "just", "only for", "counting only", "but only")
    paid, start = cursor.take(*said.PAID_BY), cursor.at
    one = reads(adjective)(cursor, item.table) if paid else None
    if one is not None:
        return _held(item, one.sql, cursor.text.raw(start, cursor.at))
    found = conditions(cursor, item.table, until=_no_condition)
    ends = found or _no_condition(cursor)
    sql = both(found) if ends else reads(_bare)(cursor, item.table, only=bool(only))
    return _held(item, sql, cursor.text.raw(start, cursor.at)) if sql else None


def _bare(cursor: Cursor, table: TableInfo, *, only: bool) -> str:
    """Read a value with or without its column: `canal web`, `cancelled`."""
    found = condition(cursor, table, bare=True) if only else adjective(cursor, table)
    return found.sql if found else ""


def _held(item: Item, sql: str, raw: str) -> Item:
    where = f"({item.where}) AND ({sql})" if item.where else sql
    return item._replace(where=where, about=_about(item, snake(raw)))


def _about(item: Item, more: str) -> str:
    return f"{item.about}_{more}" if item.about else more


def _no_condition(cursor: Cursor) -> bool:
    """True for words that begin something else than a condition on the events."""
    with cursor.attempt():
        whose = cursor.sees(*said.PER, *said.AS_FEATURE, *said.OWN_MOMENT)
        return bool(cursor.first((_windows,))) or whose or _times_of_day(cursor)


def _times_of_day(cursor: Cursor) -> bool:
    item = Item("count")
    return bool(cursor.first((daytime, _clock), item)) or bool(
        cursor.take("on", "at", "during", "are on") and cursor.take(*_ON_DAYS)
    )


def _per(cursor: Cursor, item: Item) -> Item | None:
    """Read `per customer` between the events and the window."""
    if item.table is None or item.whose is not None or not cursor.take(*said.PER):
        return None
    table = cursor.table()
    known = table is not None and table.name in entities(item.table.name, cursor.world.catalog)
    return item._replace(whose=table) if known else None


def _whose(cursor: Cursor, item: Item) -> Item | None:
    """Read the noun of the events of a measure: average amount `of an order`, `per purchase`."""
    if not cursor.take("of", "per", "in", "from", "on"):
        return None
    cursor.skip()
    table = cursor.table()
    if table is None or (item.table is not None and table != item.table):
        return None
    return item if item.table else item._replace(table=table)
