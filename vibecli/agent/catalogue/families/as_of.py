"""The moment that counts as now: `as of 1 March`, `as of last month`, `as of each one's own order`.

Owns the words, and that what they leave open goes by the newest event: there is no clock here.
"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from vibecli.agent.catalogue import calendar
from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families.learning_words import EVERYBODY
from vibecli.agent.catalogue.links import made_by_us
from vibecli.agent.catalogue.notes import Declined, one_of_these
from vibecli.agent.catalogue.phrases import phrases
from vibecli.data.catalog import TableInfo
from vibecli.learn.proposal import times
from vibecli.steps.feature import OWN

AS_OF = phrases(
    """as of|as at|as it was on|as seen on|as known on|as they were on|as of the|at the moment of
        |at the time of|as it stood on|as things stood on|as they stood on"""
)
_END = phrases("end of|the end of|close of|after the end of")
_START = phrases("start of|the start of|beginning of|the beginning of")
_LAST = ("last", "past", "previous")
_NOW = phrases("now|today|newest event|latest event|newest data|latest data|right now")
_EACH = phrases("each|every|their|its|his|each one|everyone|everybody|every one")
_NEWEST = phrases("last|latest|newest|most recent|final|first")
_EVENT = phrases("event|events|moment|activity|action|date|one|time|contact")
_OF_EACH = phrases("of each|of every|of each one of")
_UNITS = ("week", "month", "quarter", "year")
_A_YEAR = 12


class AsOf(NamedTuple):
    """A moment in ISO form, or `own`: just after each one's own newest event, maybe of a table."""

    at: str
    events: TableInfo | None = None


@reads
def as_of(cursor: Cursor, own: bool = False) -> AsOf | None:
    """Read a moment; each one's `own` only where rows of features are made."""
    if not cursor.take(*AS_OF):
        return None
    if own and (found := cursor.first((_own,))):
        return found
    at = cursor.first((_dated, _of_this_year, _back, _ago))
    return AsOf(at) if at else None


def _own(cursor: Cursor) -> AsOf | None:
    """Read `each customer's own last order`, `their own newest event`, `own last order of each`."""
    each = bool(cursor.take(*_EACH))
    whom = bool(cursor.take(*EVERYBODY)) or (each and bool(cursor.first((_people,))))
    itself = bool(cursor.take("own"))
    newest = cursor.take(*_NEWEST)
    if newest == "first":
        return None
    table = None if cursor.take(*_EVENT) else cursor.first((_events,))
    noun = table is not None or cursor.text.words[cursor.at - 1].form in _EVENT
    if cursor.take(*_OF_EACH):
        whom = bool(cursor.take(*EVERYBODY) or cursor.first((_people,)) or each)
    if not (noun and (itself or (each and whom and newest))):
        return None
    return AsOf(OWN, table)


def _people(cursor: Cursor) -> TableInfo | None:
    """Read a table whose rows are those that events are of."""
    table = cursor.table()
    return table if table and table.key and table not in event_tables(cursor) else None


def _events(cursor: Cursor) -> TableInfo | None:
    table = cursor.table()
    return table if table and times(table) else None


def _dated(cursor: Cursor) -> str:
    """Read a day, a month or a year; of a month or a year its beginning is told."""
    ends = bool(cursor.take(*_END))
    starts = bool(cursor.take(*_START))
    at = cursor.moment()
    if at is None:
        return ""
    day = at.after if ends else at.first
    if not (at.one_day or starts or ends):
        cursor.assume(f"as of {at.said} is as of {day.isoformat()}, its beginning", "guess")
    return day.isoformat()


def _of_this_year(cursor: Cursor) -> str:
    """Read a day without its year: the last one before the newest event."""
    ends = bool(cursor.take(*_END))
    cursor.take(*_START)
    cursor.skip()
    found = calendar.day_of_year(cursor.rest)
    if found is None:
        return ""
    (month, number), length = found
    said = cursor.text.raw(cursor.at, cursor.at + length)
    newest = _newest(cursor, said)
    cursor.move(length)
    day = _last_such(newest, month, number)
    if day is None:
        return ""
    if ends:
        day = date(day.year + month // _A_YEAR, month % _A_YEAR + 1, 1)
    cursor.assume(f"{said} is {day.isoformat()}: the last one before the newest event", "guess")
    return day.isoformat()


def _last_such(newest: date, month: int, number: int) -> date | None:
    for year in (newest.year, newest.year - 1):
        if number <= monthrange(year, month)[1] and date(year, month, number) <= newest:
            return date(year, month, number)
    return None


def _back(cursor: Cursor) -> str:
    """Read `last month`, which may be its end or its beginning: asked; `end of last year`."""
    ends, starts = bool(cursor.take(*_END)), bool(cursor.take(*_START))
    start = cursor.at
    which = cursor.take(*_LAST, "this")
    unit = cursor.take(*_UNITS) if which else ""
    if not unit or (which == "this" and ends):
        return ""
    said = cursor.text.raw(start, cursor.at)
    this = _begun(_newest(cursor, said), unit)
    last = _begun(this - timedelta(days=1), unit)
    if which == "this":
        return _told(cursor, said, this)
    if ends or starts:
        return _told(cursor, said, this if ends else last)
    means = {
        f"end of {said}": f"as of {this.isoformat()}: it ended there, by the newest event",
        f"start of {said}": f"as of {last.isoformat()}",
    }
    asked = one_of_these(f"As of which moment is {said}?", said, means, default=f"end of {said}")
    days = dict(zip(means, (this, last), strict=True))
    return cursor.choose(asked, days).isoformat()


def _told(cursor: Cursor, said: str, day: date) -> str:
    cursor.assume(f"as of {day.isoformat()}: {said} goes by the newest event", "guess")
    return day.isoformat()


def _ago(cursor: Cursor) -> str:
    """Read `30 days ago`, `yesterday`: counted from the newest event."""
    start = cursor.at
    length = (1, "day") if cursor.take("yesterday") else cursor.duration()
    if length is None or (
        cursor.text.raw(start, cursor.at) != "yesterday" and not cursor.take("ago")
    ):
        return ""
    said = cursor.text.raw(start, cursor.at)
    days = length[0] * {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}[length[1]]
    return _told(cursor, said, _newest(cursor, said) - timedelta(days=days))


def _begun(day: date, unit: str) -> date:
    """Give the first day of the week, month, quarter or year of a day."""
    if unit == "week":
        return day - timedelta(days=day.weekday())
    month = {"month": day.month, "quarter": day.month - (day.month - 1) % 3, "year": 1}[unit]
    return date(day.year, month, 1)


def event_tables(cursor: Cursor) -> list[TableInfo]:
    """Give the tables of rows that happened."""
    own = (t for t in cursor.world.catalog.tables if t.kind == "table" and not made_by_us(t))
    return [table for table in own if times(table) and not _is_of_people(cursor, table)]


def _is_of_people(cursor: Cursor, table: TableInfo) -> bool:
    return table in cursor.world.link.people()


def _newest(cursor: Cursor, said: str) -> date:
    """Give the day of the newest event that the catalog knows of."""
    ends = [end for table in event_tables(cursor) for end in _ends(table)]
    if not ends:
        raise Declined(
            f"which day {said} is goes by the newest event, and there is none", "show tables"
        )
    return max(ends)


def _ends(table: TableInfo) -> Sequence[date]:
    column = table.column(times(table)[0])
    try:
        return [datetime.fromisoformat(column.maximum).date()] if column and column.maximum else []
    except ValueError:
        return []
