"""Features in words: `add a new feature extraction for mobile app events`, `rfm features`.

Owns the grammar. What the words come to as a set is decided in `featuring_set`.
"""

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families import featuring_words as said
from vibecli.agent.catalogue.families.as_of import as_of
from vibecli.agent.catalogue.families.featuring_items import items
from vibecli.agent.catalogue.families.featuring_kept import updated
from vibecli.agent.catalogue.families.featuring_set import Wanted, draft, tables_of_events
from vibecli.agent.catalogue.families.lone_customers import with_their_table
from vibecli.agent.catalogue.families.naming import one_word
from vibecli.agent.catalogue.fields import is_profile
from vibecli.agent.catalogue.links import made_by_us
from vibecli.agent.catalogue.notes import Draft
from vibecli.data.catalog import TableInfo
from vibecli.learn.definition import Measure
from vibecli.learn.proposal import entities, times
from vibecli.plan.model import Question

_MOST_DAYS = 3_650


def read(cursor: Cursor) -> Draft | None:
    """Read an order to make features."""
    rules = (updated, _listed, _made, _extracted)
    return with_their_table(cursor, lambda place: place.whole(rules))


def _listed(cursor: Cursor) -> Draft | None:
    """Read `add features: number of orders in the last 7 days and average basket over 90 days`."""
    wanted = cursor.first((_per,), Wanted()) or Wanted()
    cursor.take(",")
    cursor.take(*said.MAKE)
    cursor.take(*said.NEW)
    noun = cursor.take(*said.FEATURES)
    if noun:
        while found := cursor.first((_as_of, _per, _of, _whose), wanted):
            wanted = found
    cursor.take(*said.NAMELY)
    asked = items(cursor, wanted.events or tables_of_events(cursor))
    if not asked:
        return None
    whose = next((one.whose for one in asked if one.whose), None)
    wanted = wanted._replace(items=asked, entity=wanted.entity or whose)
    told = ""
    while True:
        cursor.take(",")
        told = cursor.take(*said.AS_FEATURE) or told
        found = cursor.first((_as_of, _named, _per, _whose), wanted)
        if found is None:
            break
        wanted = found
    told = cursor.take(*said.AS_FEATURE) or told
    if not (noun or told):
        return None
    tables = tuple(dict.fromkeys(one.table for one in asked if one.table))
    return draft(cursor, wanted._replace(events=tables))


def _made(cursor: Cursor) -> Draft | None:
    """Read `add a new feature extraction for mobile app events`, `build rfm features of orders`."""
    begun = cursor.take(*said.MAKE)
    cursor.take(*said.NEW)
    wanted = Wanted(measures=_measures(cursor))
    if not (begun or cursor.sees(*said.FEATURES)):
        return None
    before = _events(cursor, Wanted())
    noun = cursor.take(*said.FEATURES)
    if not (noun or (begun and wanted.measures)):
        return None
    wanted = wanted._replace(events=before.events if before else ())
    return _drafted(cursor, wanted)


def _extracted(cursor: Cursor) -> Draft | None:
    """Read `extract features from app events`, `turn app events into features`."""
    if not cursor.take(*said.EXTRACT):
        return None
    found = _events(cursor, Wanted())
    if found is None or not cursor.take(*said.INTO):
        return None
    return _drafted(cursor, found)


def _drafted(cursor: Cursor, wanted: Wanted) -> Draft | None:
    while found := cursor.first((_as_of, _windows, _named, _per, _of, _whose, _only), wanted):
        wanted = found
    return draft(cursor, wanted)


def _as_of(cursor: Cursor, wanted: Wanted) -> Wanted | None:
    """Read `as of 2025-03-01`, `as of each customer's own last order`."""
    cursor.take(",")
    at = None if wanted.as_of else as_of(cursor, own=True)
    return wanted._replace(as_of=at) if at else None


def _of(cursor: Cursor, wanted: Wanted) -> Wanted | None:
    """Read `for mobile app events and orders`."""
    return _events(cursor, wanted) if cursor.take(*said.OF) else None


@reads
def _events(cursor: Cursor, wanted: Wanted) -> Wanted | None:
    found: list[TableInfo] = []
    while True:
        cursor.take(*said.KIND)
        table = cursor.table()
        if table is None:
            break
        found.append(table)
        if not cursor.take(*said.AND):
            break
    if not found or not all(times(t) and entities(t.name, cursor.world.catalog) for t in found):
        return None
    return wanted._replace(events=tuple(dict.fromkeys((*wanted.events, *found))))


def _per(cursor: Cursor, wanted: Wanted) -> Wanted | None:
    """Read `per customer`, `for each member`: the profile there is, or the table so called."""
    return _entity_said(cursor, wanted) if cursor.take(*said.PER) else None


def _whose(cursor: Cursor, wanted: Wanted) -> Wanted | None:
    """Read `for customers`, `of members`, after events were looked for there."""
    return _entity_said(cursor, wanted) if cursor.take("for", "of") else None


def _entity_said(cursor: Cursor, wanted: Wanted) -> Wanted | None:
    with cursor.attempt() as tried:
        table = cursor.table()
        asked = any(isinstance(note, Question) for note in cursor.notes[tried.notes :])
    if cursor.take(*said.WHOM):
        profile = _profile(cursor)
        return wanted._replace(entity=profile or (None if asked else table))
    table = cursor.table()
    return wanted._replace(entity=table) if table else None


def _profile(cursor: Cursor) -> TableInfo | None:
    profiles = [t for t in cursor.world.catalog.tables if is_profile(t) and not made_by_us(t)]
    return profiles[0] if len(profiles) == 1 else None


def _windows(cursor: Cursor, wanted: Wanted) -> Wanted | None:
    """Read `over the last 30 days`, `with windows of 7, 30 and 90 days`."""
    if not cursor.take(*said.OVER):
        return None
    days: list[int] = []
    while (number := cursor.number()) is not None:
        days.append(int(number))
        cursor.take("days", "day")
        cursor.take(*said.AND)
    if not days or not all(0 < one <= _MOST_DAYS for one in days):
        return None
    cursor.take(*said.DAYS)
    return wanted._replace(days=tuple(days))


def _named(cursor: Cursor, wanted: Wanted) -> Wanted | None:
    """Read `called app_usage`."""
    name = one_word(cursor) if cursor.take(*said.CALLED) else ""
    return wanted._replace(name=name) if name else None


def _only(cursor: Cursor, wanted: Wanted) -> Wanted | None:
    """Read `with recency and frequency`."""
    cursor.take("with", "such as", "like", "including", "only", ":", "namely", "using", "covering")
    found = _measures(cursor)
    return wanted._replace(measures=(*wanted.measures, *found)) if found else None


@reads
def _measures(cursor: Cursor) -> tuple[Measure, ...]:
    found: list[Measure] = []
    while True:
        taken = next((m for names, m in said.MEASURES.items() if cursor.take(*names)), None)
        if taken is None:
            return tuple(dict.fromkeys(found))
        found += taken
        cursor.take(*said.AND)
