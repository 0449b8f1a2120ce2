"""Spans of time with their preposition: since 2024, before 1 May 2026, in the last 30 days.

Owns the words around a date; `calendar` owns the dates.
"""

from vibecli.agent.catalogue import calendar
from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.predicates import Predicate, family, within
from vibecli.data.catalog import ColumnInfo

_BOUNDS = (
    (("after", "later than", "newer than", ">"), calendar.after),
    (("before", "earlier than", "older than", "<", "prior to", "ahead of"), calendar.before),
    (("until", "up to", "till", "on or before", "no later than", "not later than", "up until",
      "up to and including", "through to", "until and including", "by the end of",
      "until the end of", "up to the end of", "till the end of"), calendar.until),
    (("after the end of",), calendar.after),
    (("before the start of", "before the beginning of"), calendar.before),
)  # fmt: skip
SINCE = (
    "since", "starting", "from", "as of", "on or after", "starting from", "starting in",
    "not before", "no earlier than", "since the beginning of", "since the start of",
    "from the beginning of",
    "from the start of", "beginning with", "beginning in", "starting with", "in or after",
    "after the start of",
)  # fmt: skip
_WITHIN = ("in", "during", "on", "between", "within", ">=", "of", "for", "in the course of",
           "over the course of", "throughout", "dated", "from within")  # fmt: skip
_OLDER, _NEWER = ("older than", "longer ago than"), ("newer than", "younger than")
_MORE, _LESS = ("more than", "over"), ("less than", "under")
_ONWARDS = ("on", "onwards", "onward", "and later", "or later", "or after", "and after", "or newer",
            "and onwards", "and newer")  # fmt: skip
_LEADS = (*SINCE, *_WITHIN, *(lead for leads, _ in _BOUNDS for lead in leads))


def time_span(cursor: Cursor) -> calendar.Span | None:
    """Read a span of time with its preposition."""
    return cursor.first((_ago, _calendar_span))


def bare_span(cursor: Cursor) -> calendar.Span | None:
    """Read a span of time without a preposition: 2024 or later, Q2 2025."""
    at = cursor.moment()
    return _from_to(cursor, "", at) if at else None


def _ago(cursor: Cursor) -> calendar.Span | None:
    """Read `older than 30 days`, `more than a year ago`, `less than 2 weeks old`."""
    word = cursor.take(*_OLDER, *_NEWER, *_MORE, *_LESS)
    length = cursor.duration() if word else None
    told = length and cursor.take("ago", "old")
    if length is None or not (told or word in (*_OLDER, *_NEWER)):
        return None
    return calendar.ago(*length, longer=word in (*_OLDER, *_MORE))


@reads
def lapse(cursor: Cursor) -> calendar.Span | None:
    """Read `for 6 months`, `in over a year`: the last so long, about what did not happen."""
    if not cursor.take("for", "in", "within"):
        return None
    cursor.take("more than", "over", "at least", "last", "past")
    length = cursor.duration()
    return calendar.ago(*length, longer=False) if length else None


def dated(cursor: Cursor, column: ColumnInfo, span: calendar.Span) -> Predicate:
    """Give the condition that a column lies in a span; says so when its text may be no date."""
    if family(column) == "text":
        text = f"{column.name} is text; what is no date in it counts as unknown"
        cursor.assume(text, "schema")
    return within(column, span)


def _calendar_span(cursor: Cursor) -> calendar.Span | None:
    if cursor.sees("from before", "from after", "from until"):
        cursor.take("from")
    return _span(cursor, cursor.take(*_LEADS))


def _span(cursor: Cursor, word: str) -> calendar.Span | None:
    if word in ("", "in", "during", "within", "from", "since", "of", "for") and (
        span := cursor.relative()
    ):
        return span if word != "since" else calendar.Span(span.start, "", f"since: {span.said}")
    if not word:
        return None
    at = cursor.moment()
    if at is None:
        past = word in _BOUNDS[1][0] and cursor.take("today", "now")
        return calendar.Span("", "current_date", "before today") if past else None
    for leads, bound in _BOUNDS:
        if word in leads:
            return bound(at)
    return _from_to(cursor, word, at)


def _from_to(cursor: Cursor, word: str, at: calendar.Moment) -> calendar.Span | None:
    last = _last(cursor) if word in ("between", "from") else None
    if last is not None or word == "between":
        return calendar.during(at, last) if last else None
    if cursor.take(*_ONWARDS):
        return calendar.since(at)
    if cursor.take("or earlier", "and earlier", "or before", "and before", "or older"):
        return calendar.until(at)
    if word != "since" and (following := _next_to(cursor, at)):
        return calendar.during(at, following)
    if word == "from" and not at.one_day:
        return calendar.during(at)
    return calendar.since(at) if word in (*SINCE, ">=") else calendar.during(at)


@reads
def _next_to(cursor: Cursor, at: calendar.Moment) -> calendar.Moment | None:
    """Read the month or year that comes right after: in November or December 2024."""
    found = cursor.moment() if cursor.take("and", "or") else None
    return found if found and found.first == at.after and not at.one_day else None


@reads
def _last(cursor: Cursor) -> calendar.Moment | None:
    return cursor.moment() if cursor.take("and", "to", "until") else None


def next_span(cursor: Cursor, before: calendar.Span) -> tuple[str, calendar.Span] | None:
    """Read `or in 2025`, and after a whole month or year its name alone: or 2025."""
    joint = cursor.take("or", "and")
    span = time_span(cursor) if joint else None
    if span is None and joint and before.closed and (at := cursor.moment()):
        span = calendar.during(at)
    return (joint, span) if span else None
