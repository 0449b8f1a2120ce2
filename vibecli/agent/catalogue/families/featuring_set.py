"""From what was said of features to the step: of which events and of whom, and which are kept.

Which features there are is proposed from the events (`learn.proposal`); words choose among them.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families.as_of import AsOf
from vibecli.agent.catalogue.families.featuring_item import Item
from vibecli.agent.catalogue.families.featuring_kept import added, kept_set, standing
from vibecli.agent.catalogue.families.featuring_made import made
from vibecli.agent.catalogue.fields import is_profile
from vibecli.agent.catalogue.links import PERSON_ROLES, made_by_us
from vibecli.agent.catalogue.notes import MAX_OPTIONS, Declined, Draft, NoEvents, one_of_these
from vibecli.agent.catalogue.spending import is_money
from vibecli.counting import counted
from vibecli.data.catalog import TableInfo
from vibecli.errors import PlanError
from vibecli.learn.definition import FeatureColumn, FeatureSet, Measure
from vibecli.learn.definition_file import Defined
from vibecli.learn.proposal import Proposal, entities, propose, set_name, times
from vibecli.steps.feature import NEWEST, Feature

_WINDOW = re.compile(r"_(\d+)d$")


class Wanted(NamedTuple):
    """What was said of features."""

    events: tuple[TableInfo, ...] = ()
    entity: TableInfo | None = None
    measures: tuple[Measure, ...] = ()  # empty: the usual ones
    days: tuple[int, ...] = ()
    name: str = ""
    items: tuple[Item, ...] = ()  # each as it was said
    as_of: AsOf | None = None  # else: just after the newest event


def draft(cursor: Cursor, wanted: Wanted) -> Draft:
    """Give the plan that makes the features, with those of the set there is."""
    kept = kept_set(cursor, wanted.name, wanted.entity) if wanted.name else None
    if kept is None or wanted.events:
        wanted = wanted._replace(events=wanted.events or _told(cursor, wanted))
        name = wanted.name or set_name([table.name for table in wanted.events])
        kept = kept_set(cursor, name, wanted.entity)
    if kept is not None and _says_no_more(wanted, kept):
        return standing(cursor, kept, _moment(wanted, kept.features, kept))
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
        as_of=_moment(wanted, chosen, kept),
        output=output,
        mode="auto",
    )
    if not (wanted.as_of or kept):
        cursor.assume("features are as of just after the newest event", "guess")
    told = counted(len(chosen.features), "feature")
    understood = f"{told} of {_tables(chosen)} for each row of {chosen.entity}"
    return Draft(f"Features {chosen.name}", f"{understood}, into {output}", (step,))


def _moment(wanted: Wanted, chosen: FeatureSet, kept: Defined | None) -> str:
    """Give what the rows are as of. Declines the newest event of one table of several."""
    if wanted.as_of is None:
        return kept.as_of if kept else NEWEST
    named, read = wanted.as_of.events, [source.table for source in chosen.sources]
    if named is not None and read != [named.name]:
        raise Declined(
            f"each one's own moment is that of the newest event in {' and '.join(read)}, not of"
            f" {named.name} alone",
            f"add features for {read[0]}, as of each customer's own newest event",
        )
    return wanted.as_of.at


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


def tables_of_events(cursor: Cursor) -> list[TableInfo]:
    """Give the tables of events that lead to customers."""
    catalog = cursor.world.catalog
    tables = (t for t in catalog.tables if not made_by_us(t) and t.kind == "table" and times(t))
    return [table for table in tables if entities(table.name, catalog)]


def _told(cursor: Cursor, wanted: Wanted) -> tuple[TableInfo, ...]:
    """Give the table of events that is meant when none is named: of money one with an amount."""
    found = tables_of_events(cursor)
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
        are = "is" if len(kept) == 1 else "are"
        told = counted(len(kept), "other feature")
        cursor.assume(f"{told} of {proposal.output} {are} kept", "schema")
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
