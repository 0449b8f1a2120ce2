"""Features beside counts and amounts: streaks, trends, gaps, sessions, first and last, ratios."""

from collections.abc import Callable

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families import featuring_words as said
from vibecli.agent.catalogue.families.featuring_item import (
    Item,
    Sources,
    events,
    named,
    number,
    paid,
    they,
)
from vibecli.learn.definition import Measure

_PLAIN: tuple[tuple[tuple[str, ...], Measure], ...] = (
    (said.STREAK, "streak"),
    (said.ACTIVE_DAYS, "days_active"),
    (said.GAP, "gap"),
    (said.SESSION_LENGTH, "session_minutes"),
    (said.SESSIONS, "sessions"),
)
_ALONE = ("days_active", "session_minutes", "sessions")  # need no noun where events are told
_MADE = (*said.MADE, "used", "chose", "visited", "bought", "they used", "they chose")


def plain_measure(cursor: Cursor, sources: Sources) -> Item | None:
    """Read `longest streak of days with visits`, `days between two orders`, `sessions`."""
    for phrases, measure in _PLAIN:
        item = reads(_measured)(cursor, sources, phrases, measure)
        if item is not None:
            return item
    return None


def _measured(
    cursor: Cursor, sources: Sources, phrases: tuple[str, ...], measure: Measure
) -> Item | None:
    if measure == "sessions" and _is_noun(cursor, sources):
        return None
    if not cursor.take(*phrases):
        return None
    cursor.take("in", "of", "from", "on", "for", "between")
    cursor.take("a", "an", "any", "their", "two")
    table = events(cursor, sources)
    if table is None and measure in _ALONE and len(sources) == 1:
        table = sources[0]
    cursor.take(*said.AVERAGED)
    return Item(measure, table) if table else None


def _is_noun(cursor: Cursor, sources: Sources) -> bool:
    """True where the words are the name of a table of events: sessions of charge_sessions."""
    with cursor.attempt():
        cursor.take(*said.NUMBER_OF)
        return events(cursor, sources) is not None


def per_session(cursor: Cursor, sources: Sources) -> Item | None:
    """Read `pages per session`, `average number of events per session`."""
    cursor.take("average", "mean")
    cursor.take(*said.NUMBER_OF)
    table = events(cursor, sources)
    if table is None and len(sources) == 1 and cursor.rest:
        whole = sources[0]
        about = cursor.rest[0].stem in {word for c in whole.columns for word in (c.name.lower(),)}
        if not (about or cursor.rest[0].stem in ("event", "row", "action", "step", "hit")):
            return None
        cursor.move(1)
        table = whole
    return Item("session_events", table) if table and cursor.take(*said.A_SESSION) else None


def trend(cursor: Cursor, sources: Sources) -> Item | None:
    """Read `trend of orders`, `trend in spending`, `trend of energy_kwh`."""
    if not cursor.take(*said.TREND):
        return None
    cursor.take(*said.NUMBER_OF)
    table = events(cursor, sources)
    if table is not None:
        return Item("trend", table)
    found = paid(cursor, sources) if cursor.take(*said.BASKET, *said.SPENT) else None
    found = found or number(cursor, sources)
    return Item("trend", *found) if found else None


def end_of_time(cursor: Cursor, sources: Sources) -> Item | None:
    """Read `last channel`, `channel of the last order`, `first zahlart each patient used`."""
    lead = cursor.take(*said.ENDS_OF_TIME)
    if lead:
        found = named(cursor, sources)
        they(cursor)
        cursor.take(*_MADE)
        return Item(said.ENDS_OF_TIME[lead], *found) if found else None
    found = named(cursor, sources)
    which = cursor.take(*said.ENDS_OF_TIME) if found and cursor.take(*said.OF_EVENT) else ""
    if not found or not which:
        return None
    table = events(cursor, sources)
    return Item(said.ENDS_OF_TIME[which], *found) if table == found[0] else None


def ratio(
    cursor: Cursor, sources: Sources, one: Callable[[Cursor, Sources], Item | None]
) -> Item | None:
    """Read `ratio of spending in the last 30 days to spending in the last 90 days`."""
    led = cursor.take(*said.RATIO)
    above = one(cursor, sources)
    joint = ("to", "and", "over", "by") if led else ("divided by", "relative to", "as a share of")
    if above is None or not cursor.take(*joint):
        return None
    below = one(cursor, sources)
    if below is None or above.table is None or below.table is None:
        return None
    return Item("ratio", above.table, of=(above, below))
