"""Customers that only events tell of: a plan about them makes their table first.

Owns how words are read as if that table were there, the question which column names the customers,
and the step that makes the table or brings it up to date, in front of the others.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from vibecli.agent.catalogue.cursor import Cursor, World
from vibecli.agent.catalogue.links import Linker
from vibecli.agent.catalogue.notes import (
    MAX_OPTIONS,
    Declined,
    Draft,
    NoEvents,
    one_of_these,
)
from vibecli.agent.catalogue.words import name_tokens
from vibecli.agent.customers_step import catching_up, customers_step
from vibecli.data.catalog import Catalog, TableInfo
from vibecli.engine.names import column_text
from vibecli.learn.lone import Lone, lone, of_persons, unled, with_customers
from vibecli.learn.proposal import keyless
from vibecli.plan.glossary import Term
from vibecli.steps.feature import Feature
from vibecli.steps.registry import AnyStep
from vibecli.steps.score import Score
from vibecli.steps.train import Train
from vibecli.steps.trigger import Trigger
from vibecli.steps.write import Write
from vibecli.tagging.name_words import words
from vibecli.tagging.table_words import PERSON_TABLES

Rule = Callable[[Cursor], Draft | None]
_STAFF = words("employee employees staff mitarbeiter empleados employes dipendenti lead leads")


def with_their_table(cursor: Cursor, rule: Rule) -> Draft | None:
    """Give what a rule reads; where events lead to no customers, as if these had a table.

    Raises Declined.
    """
    declined: Declined | None = None
    with cursor.attempt() as tried:
        try:
            draft = rule(cursor)
        except Declined as no:
            declined, draft = no, None
        if draft is not None and not _of_things(draft, cursor.world.catalog):
            tried.keep()
            return _up_to_date(cursor, draft)
        place, notes = cursor.at, cursor.notes[tried.notes :]
    if draft is None and declined is None and not cursor.far:
        return None
    found = lone(cursor.world.catalog)
    if made := _as_if_there(cursor, rule, declined, found):
        return made
    if declined is not None and not (found and isinstance(declined, NoEvents)):
        raise declined
    if draft is not None:
        cursor.move(place - cursor.at)
        cursor.notes.extend(notes)
    return draft


def _of_things(draft: Draft, catalog: Catalog) -> bool:
    """True for a plan about what is no customer: it was read so for want of others."""
    tables = (catalog.table(name) for name, _ in map(_about, draft.steps) if name)
    return any(table is not None and not of_persons(table) for table in tables)


def _about(step: AnyStep) -> tuple[str, str]:
    """Give the table of the customers that a step is about, and its key."""
    match step:
        case Feature():
            return step.features.entity, step.features.key
        case Train() if step.features is not None:
            return step.features.entity, step.features.key
        case Score():
            return step.entity, step.key
        case Trigger():
            return step.rule.profile, step.rule.key
    return "", ""


def _as_if_there(
    cursor: Cursor, rule: Rule, declined: Declined | None, found: Sequence[Sequence[Lone]]
) -> Draft | None:
    """Read with the table of the customers of some events; None where no plan needs one.

    Raises NoEvents where there is a table of customers that the events do not lead to.
    """
    said = {column for each in found for one in each if (column := _said(cursor, one))}
    if isinstance(declined, NoEvents) and not said:
        if any(keyless(cursor.world.catalog)):  # a table of customers but for a key that repeats
            raise declined
        _refuse_unrelated(cursor.world.catalog, found)
    refused: Declined | None = None
    for each in found:
        chosen = [one for one in each if _said(cursor, one) in said] if said else each
        with cursor.attempt() as tried:
            made = _chosen(cursor, chosen) if chosen else None
            try:
                draft = _read(cursor, rule, made) if made else None
            except Declined as no:
                refused, draft = refused or no, None
            if made and draft and made.table.text in dict(map(_about, draft.steps)):
                tried.keep()
                told = f"the customers of {made.events[0].name} are told by its {made.column.name}"
                cursor.assume(told, "schema" if made.sure else "guess")
                return _first(draft, customers_step(made))
    if refused is not None:
        raise refused
    return None


def _said(cursor: Cursor, one: Lone) -> str:
    """Give the column of that name, where the words say it; a mere `customer` says none."""
    tokens = name_tokens(one.column.name)
    if set(tokens) <= PERSON_TABLES:
        return ""
    spoken = [part for word in cursor.text.words for part in name_tokens(word.text)]
    places = range(len(spoken) - len(tokens) + 1)
    said = any(tuple(spoken[at:][: len(tokens)]) == tokens for at in places)
    return one.column.name if said else ""


def _chosen(cursor: Cursor, ways: Sequence[Lone]) -> Lone:
    """Give the column there is, or the one that is chosen."""
    if len(ways) == 1:
        return ways[0]
    table = ways[0].events[0]
    means = {
        one.column.name: f"{one.column.distinct or 0:,} customers, in"
        f" {1 - (one.column.null_share or 0):.0%} of the rows"
        for one in ways[:MAX_OPTIONS]
    }
    asked = one_of_these(
        f"Which column of {table.name} names its customers?", f"customers of {table.name}", means
    )
    return cursor.choose(asked, {one.column.name: one for one in ways})


def _read(cursor: Cursor, rule: Rule, made: Lone) -> Draft | None:
    """Give what a rule reads where the customers have a table, also by the name of its key."""
    world = cursor.world
    cursor.world = _world(world, made)
    try:
        return rule(cursor)
    except NoEvents:
        return None
    finally:
        cursor.world = world


def _world(world: World, made: Lone) -> World:
    catalog = with_customers(world.catalog, made)
    named = Term(name=made.column.name, meaning="", table=made.table.text)
    glossary = world.glossary.model_copy(update={"terms": (*world.glossary.terms, named)})
    return replace(world, catalog=catalog, glossary=glossary, link=Linker(catalog, glossary))


def _refuse_unrelated(catalog: Catalog, found: Sequence[Sequence[Lone]]) -> None:
    """Raise NoEvents where events and customers are there, and nothing leads from one to other."""
    events = next(iter(unled(catalog)), None)
    people = next((t for t in catalog.tables if _are_customers(t, events)), None)
    if events is None or people is None:
        return
    key = column_text(people.name, people.key[0]) if len(people.key) == 1 else people.name
    ways = [
        f"add features for {events.name} per {one.column.name}" for each in found for one in each
    ]
    raise NoEvents(
        f"{events.name} and {people.name} do not belong together: no column of {events.name} has"
        f" the values of {key}",
        *ways[:MAX_OPTIONS],
    )


def _are_customers(table: TableInfo, events: TableInfo | None) -> bool:
    own = not (table.kept or table.featured or _STAFF & set(name_tokens(table.table.name)))
    return own and table is not events and of_persons(table)


def _up_to_date(cursor: Cursor, draft: Draft) -> Draft:
    """Give a plan with the step before it that takes in customers who came since."""
    for name, key in dict.fromkeys(map(_about, draft.steps)):
        if name and (step := catching_up(cursor.world.catalog, name, key)):
            if step.mode == "upsert":
                told = f"{name} lags behind its events: new customers are taken in"
                cursor.assume(told, "schema")
            draft = _first(draft, step)
    return draft


def _first(draft: Draft, step: Write) -> Draft:
    """Give a plan with a step before all others, which are numbered anew."""
    ids = {one.id: f"s{number}" for number, one in enumerate(draft.steps, 2)}
    others = [
        one.model_copy(
            update={"id": ids[one.id], "needs": (step.id, *(ids[need] for need in one.needs))}
        )
        for one in draft.steps
    ]
    said = f"{step.summary()}, as {step.target}; then {draft.said}"
    return Draft(draft.title, said, (step, *others))
