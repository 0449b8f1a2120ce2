"""Spans of time with their preposition: since 2024, before 1 May 2026, in the last 30 days.

Owns the words around a date; `calendar` owns the dates.
"""

from vibecli.agent.catalogue import calendar
from vibecli.agent.catalogue.cursor import Cursor

_BOUNDS = (
    (("after", "later than", "newer than", ">"), calendar.after),
    (("before", "earlier than", "older than", "<"), calendar.before),
    (("until", "up to", "till"), calendar.until),
)
SINCE = ("since", "starting", "from", "as of", "on or after")


def time_span(cursor: Cursor) -> calendar.Span | None:
    """Read a span of time with its preposition."""
    with cursor.attempt() as tried:
        cursor.take("from") if cursor.sees("from before", "from after", "from until") else None
        word = cursor.take(
            *SINCE,
            "after",
            "later than",
            ">",
            "before",
            "earlier than",
            "until",
            "newer than",
            "older than",
        )
        word = word or cursor.take(
            "up to", "till", "in", "during", "on", "between", "within", "<", ">=", "of"
        )
        span = _span(cursor, word)
        if span:
            tried.keep()
        return span


def _span(cursor: Cursor, word: str) -> calendar.Span | None:
    if word in ("", "in", "during", "within", "from", "since", "of") and (
        span := cursor.relative()
    ):
        return span if word != "since" else calendar.Span(span.start, "", f"since: {span.said}")
    if not word:
        return None
    at = cursor.moment()
    if at is None:
        return None
    for leads, bound in _BOUNDS:
        if word in leads:
            return bound(at)
    return _from_to(cursor, word, at)


def _from_to(cursor: Cursor, word: str, at: calendar.Moment) -> calendar.Span | None:
    if word in ("between", "from"):
        with cursor.attempt() as tried:
            last = cursor.moment() if cursor.take("and", "to", "until") else None
            if last is not None:
                tried.keep()
                return calendar.during(at, last)
        if word == "between":
            return None
    if cursor.take("on", "onwards", "onward", "and later", "or later"):
        return calendar.since(at)
    if word == "from" and not at.one_day:
        return calendar.during(at)
    return calendar.since(at) if word in (*SINCE, ">=") else calendar.during(at)
