"""Features in words: `add a new feature extraction for mobile app events`, `rfm features`.

Owns the grammar. Which features there are is proposed from the events (`learn.proposal`); words
choose among them.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families import featuring_words as said
from vibecli.agent.catalogue.families.featuring_items import Item, items, made
from vibecli.agent.catalogue.families.featuring_kept import added, kept_set, standing, updated
from vibecli.agent.catalogue.families.learning_label import is_money
from vibecli.agent.catalogue.families.learning_words import AS_OF
from vibecli.agent.catalogue.families.lone_customers import with_their_table
from vibecli.agent.catalogue.families.naming import one_word
from vibecli.agent.catalogue.fields import is_profile
from vibecli.agent.catalogue.links import PERSON_ROLES, made_by_us
from vibecli.agent.catalogue.notes import MAX_OPTIONS, Declined, Draft, NoEvents, one_of_these
from vibecli.data.catalog import TableInfo
from vibecli.errors import PlanError
from vibecli.learn.definition import FeatureColumn, FeatureSet, Measure
from vibecli.learn.definition_file import Defined
from vibecli.learn.proposal import Proposal, entities, propose, set_name, times
from vibecli.plan.model import Question
from vibecli.steps.feature import Feature

_MOST_DAYS = 3_650
_WINDOW = re.compile(r"_(\d+)d$")


class Wanted(NamedTuple):
    """What was said of features."""

    events: tuple[TableInfo, ...] = ()
    entity: TableInfo | None = None
    measures: tuple[Measure, ...] = ()  # empty: the usual ones
    days: tuple[int, ...] = ()
    name: str = ""
    items: tuple[Item, ...] = ()  # each as it was said
    as_of: str = ""  # a moment; empty: just after the newest event


def read(cursor: Cursor) -> Draft | None:
    """Read an order to make features."""
    rules = (updated, _listed, _made, _extracted)
    return with_their_table(cursor, lambda place: place.whole(rules))


def _listed(cursor: Cursor) -> Draft | None:
    """Read `add features: number of orders in the last 7 days and average basket over 90 days`."""
    cursor.take(*said.MAKE)
    cursor.take(*said.NEW)
    noun = cursor.take(*said.FEATURES)
    wanted = Wanted()
    if noun:
        while found := cursor.first((_per, _of, _whose), wanted):
            wanted = found
    cursor.take(":", "namely", "such as", "like", "with", "the")
    asked = items(cursor, wanted.events or _tables_of_events(cursor))
    if not asked:
        return None
    wanted = wanted._replace(items=asked)
    while found := cursor.first((_named, _per, _whose), wanted):
        wanted = found
    cursor.take(",")
    told = cursor.take(*said.AS_FEATURE)
    while found := cursor.first((_named, _per, _whose), wanted):
        wanted = found
    if not (noun or told):
        return None
    tables = tuple(dict.fromkeys(one.table for one in asked if one.table))
    return _draft(cursor, wanted._replace(events=tables))


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
    return _draft(cursor, wanted)


def _as_of(cursor: Cursor, wanted: Wanted) -> Wanted | None:
    """Read `as of 2025-03-01`."""
    at = cursor.moment() if cursor.take(*AS_OF) else None
    return wanted._replace(as_of=at.first.isoformat()) if at else None


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


def _draft(cursor: Cursor, wanted: Wanted) -> Draft:
    kept = kept_set(cursor, wanted.name, wanted.entity) if wanted.name else None
    if kept is None or wanted.events:
        wanted = wanted._replace(events=wanted.events or _told(cursor, wanted))
        name = wanted.name or set_name([table.name for table in wanted.events])
        kept = kept_set(cursor, name, wanted.entity)
    if kept is not None and _says_no_more(wanted, kept):
        return standing(cursor, kept, wanted.as_of)
    proposal = _proposed(cursor, wanted, kept)
    usual = proposal.features
    picked = tuple(made(wanted.items, prefixed=len(usual.sources) > 1))
    usual = usual.model_copy(update={"features": picked}) if picked else _chosen(usual, wanted)
    chosen = added(cursor, kept, usual) if kept else _with_known(cursor, proposal, usual)
    output = kept.table if kept else proposal.output
    for note in proposal.notes:
        cursor.assume(note, "schema")
    step = Feature(
        id="s1",
        why=f"describe each row of {chosen.entity} by its events in {_tables(chosen)}",
        features=chosen,
        as_of=wanted.as_of or (kept.as_of if kept else "newest"),
        output=output,
        mode="auto",
    )
    if not (wanted.as_of or kept):
        cursor.assume("features are as of just after the newest event", "guess")
    count = len(chosen.features)
    understood = f"{count} features of {_tables(chosen)} for each row of {chosen.entity}"
    return Draft(f"Features {chosen.name}", f"{understood}, into {output}", (step,))


def _says_no_more(wanted: Wanted, kept: Defined) -> bool:
    """True when words name a set that is there, and no feature or events beside."""
    read = {source.table for source in kept.features.sources}
    more = wanted.items or wanted.measures or wanted.days
    return not more and all(table.name in read for table in wanted.events)


def _tables(features: FeatureSet) -> str:
    return " and ".join(source.table for source in features.sources)


def _proposed(cursor: Cursor, wanted: Wanted, kept: Defined | None) -> Proposal:
    """Give the usual features of the events said, else of those of the set there is."""
    catalog = cursor.world.catalog
    events = wanted.events
    if kept and not events:
        events = tuple(t for s in kept.features.sources if (t := catalog.table(s.table)))
    entity = wanted.entity.name if wanted.entity else kept.features.entity if kept else None
    entity = entity or _entity(cursor, events, wanted.name)
    try:
        names = [table.name for table in events]
        return propose(names, catalog, entity=entity, name=wanted.name)
    except PlanError as error:
        raise Declined(error.message, error.hint) from None


def _tables_of_events(cursor: Cursor) -> list[TableInfo]:
    """Give the tables of events that lead to customers."""
    catalog = cursor.world.catalog
    tables = (t for t in catalog.tables if not made_by_us(t) and t.kind == "table" and times(t))
    return [table for table in tables if entities(table.name, catalog)]


def _told(cursor: Cursor, wanted: Wanted) -> tuple[TableInfo, ...]:
    """Give the table of events that is meant when none is named: of money one with an amount."""
    found = _tables_of_events(cursor)
    if "sum" in wanted.measures:
        found = [table for table in found if is_money(table)] or found
    if not found:
        raise NoEvents(
            "no table here has events of customers: a time, and a column that leads to whom",
            "show tables",
        )
    names = {table.name: table for table in found[:MAX_OPTIONS]}
    if len(names) == 1:
        return tuple(found)
    means = dict.fromkeys(names, "its events")
    asked = one_of_these("Of which events?", "events", means)
    return (cursor.choose(asked, names),)


def _entity(cursor: Cursor, events: Sequence[TableInfo], name: str) -> str | None:
    """Give whom a set is of already, else the profile or people that all events lead to."""
    catalog = cursor.world.catalog
    reached = [entities(table.name, catalog) for table in events]
    shared = [t for n in reached[0] if all(n in one for one in reached) and (t := catalog.table(n))]
    before = catalog.table(f"{name}_features") if name else None
    kept = [t for t in shared if before and made_by_us(before) and before.column(t.key[0])]
    found = max(kept or shared, key=_tells_people, default=None)
    return found.name if found else None


def _tells_people(table: TableInfo) -> tuple[bool, bool, int]:
    return (
        is_profile(table),
        table.from_events,
        len({column.role for column in table.with_role(*PERSON_ROLES)}),
    )


def _chosen(features: FeatureSet, wanted: Wanted) -> FeatureSet:
    """Give the features that words chose of those proposed, in the windows they say."""
    kept = [f for f in features.features if not wanted.measures or f.measure in wanted.measures]
    if wanted.days:
        kept = [other for one in _once(kept) for other in _windowed(one, wanted.days)]
    names = {one.name for one in kept}
    kept = [one for one in kept if set(one.of) <= names]
    if not kept:
        raise Declined(f"no such feature can be made of {_tables(features)}")
    return features.model_copy(update={"features": tuple(kept)})


def _with_known(cursor: Cursor, proposal: Proposal, chosen: FeatureSet) -> FeatureSet:
    """Give the set with those that its table has already: more features take none away."""
    table = cursor.world.catalog.table(proposal.output)
    there = {column.name for column in table.columns} if table and made_by_us(table) else set()
    if chosen.key not in there:
        return chosen
    days = sorted({int(found[1]) for name in there if (found := _WINDOW.search(name))})
    usual = proposal.features.features
    known = {one.name: one for each in usual for one in (*_windowed(each, days), each)}
    named = {one.name for one in chosen.features}
    kept = tuple(known[name] for name in known if name in there - named)
    if kept:
        cursor.assume(f"{len(kept)} other features of {proposal.output} are kept", "schema")
    return chosen.model_copy(update={"features": (*kept, *chosen.features)})


def _once(features: Sequence[FeatureColumn]) -> list[FeatureColumn]:
    """Give each feature in one of its windows."""
    found: dict[tuple[object, ...], FeatureColumn] = {}
    for one in features:
        what = one.model_copy(update={"name": "", "meaning": "", "days": None, "of": ()})
        key = (what, one.days is None, one.measure == "ratio" and one.name)
        found.setdefault(key, one)
    return list(found.values())


def _windowed(one: FeatureColumn, days: Sequence[int]) -> list[FeatureColumn]:
    if one.days is None or one.measure == "ratio":
        return [one]
    made = []
    for count in days:
        name = one.name.replace(f"_{one.days}d", f"_{count}d")
        meaning = one.meaning.replace(f"{one.days} days", f"{count} days")
        made.append(one.model_copy(update={"name": name, "meaning": meaning, "days": count}))
    return made
