"""Conditions by other tables: placed with a platinum card, without an order."""

from collections.abc import Iterator
from dataclasses import replace

from vibecli.agent.catalogue.predicates import Predicate, Quantity
from vibecli.agent.catalogue.question import frames, particles
from vibecli.agent.catalogue.question.conditions import CONDITIONS, column_value, keyed, light
from vibecli.agent.catalogue.question.dating import dates, of_span
from vibecli.agent.catalogue.question.names import meanings
from vibecli.agent.catalogue.question.routes import referred, routes, through, way_said
from vibecli.agent.catalogue.question.spec import Path, Spec, contradicts
from vibecli.agent.catalogue.question.state import Choice, Reader, State, States
from vibecli.agent.catalogue.spans import time_span
from vibecli.data.catalog import TableInfo

_GUESS = 0.2
_HOP, _BARE, _UNNAMED = 0.2, 0.3, 0.25
_MOST_CONDITIONS = 4
_OWNED = frozenset(["of", "from", "with", "to", "the", "their"])
_LEADS = (
    _OWNED
    | frozenset(["have", "has", "had"])
    | frozenset(
        [
            "by",
            "for",
            "in",
            "at",
            "on",
            "via",
            "through",
            "whose",
            "its",
            "our",
            "a",
            "an",
            "any",
            "some",
            "using",
            "that",
            "which",
            "where",
            "when",
        ]
    )
)
_ANY = ("any", "an", "a", "a single", "at all", "even one", "some")


def phrase(reader: Reader, table: TableInfo, at: int) -> Iterator[State]:
    """Give the noun phrases about a table that begin here: adjectives, its name, conditions."""
    start = State(at, Spec(table), stage="noun")
    yield from _nouns(reader, start, _MOST_CONDITIONS)


def _nouns(reader: Reader, state: State, left: int) -> Iterator[State]:
    for end, cost in reader.other(state.at, state.spec.table):
        yield from _tails(reader, state.to(end, cost, stage="tail", named=True), left)
    yield from keyed(reader, state)
    if left:
        for rule in CONDITIONS[:2]:
            for reached in rule(reader, state):
                yield from _nouns(reader, reached, left - 1)
        for reached in column_value(reader, state):  # on an enterprise plan
            yield from _tails(reader, reached.to(reached.at, _UNNAMED, stage="tail"), left - 1)


def _tails(reader: Reader, state: State, left: int) -> Iterator[State]:
    """Give the noun phrase, and with each condition that follows; a bare date is not of it."""
    if contradicts(state.spec):
        return
    yield state
    start = next(iter(light(reader, state)), state)
    start = next(iter(light(reader, start)), start)
    for rule in CONDITIONS if left else ():
        for place in {state.at: state, start.at: start}.values():
            for reached in rule(reader, place):
                if not reached.spec.undated and reached.spec.where != state.spec.where:
                    yield from _tails(reader, reached, left - 1)


def owner(reader: Reader, state: State) -> States:
    """Read a table that the rows refer to: with a platinum card, of german companies."""
    before = reader.words[state.at - 1].form if state.at else ""
    if before not in _LEADS:
        return
    for other in reader.names.tables:
        ahead = range(state.at, min(state.at + _MOST_CONDITIONS, len(reader.words)))
        if not any(True for at in ahead for _ in reader.other(at, other)):
            continue
        for path in routes(reader.world.catalog, state.spec.table, other):
            for found in phrase(reader, other, state.at):
                where = found.spec.where
                if not where and before not in _OWNED:
                    continue
                cost = found.cost + _HOP * len(path) + (0 if where else _BARE)
                yield _chosen(
                    state.to(found.at, cost, spec=state.spec.plus(through(path, where))),
                    path,
                    found,
                )


def by_link(reader: Reader, state: State) -> States:
    """Read a table by the column that refers to it: a home store in Wales."""
    if not state.at or reader.words[state.at - 1].form not in _LEADS:
        return
    for link in reader.world.catalog.relationships:
        other = reader.world.catalog.table(link.to_table)
        if link.table.lower() != state.spec.table.name.lower() or other is None:
            continue
        for end, named, _ in reader.columns(state.at, state.spec.table):
            if named.what.name != link.column:
                continue
            for found in _tails(reader, State(end, Spec(other), stage="tail"), _MOST_CONDITIONS):
                if found.spec.where:
                    met = state.spec.plus(through((link,), found.spec.where))
                    reached = state.to(found.at, named.cost + found.cost + _HOP, spec=met)
                    yield _chosen(reached, (link,), found)


def whose(reader: Reader, state: State) -> States:
    """Read a condition on what the rows refer to: whose company left in 2025."""
    start = reader.after(state.at, frames.WHOSE)
    if start is not None:
        for reached in owner(reader, replace(state, at=start)):
            if len(reached.spec.where) > len(state.spec.where):
                yield reached


def children(reader: Reader, state: State) -> States:
    """Read tables that refer to the rows: without orders, with at least two cards."""
    for leads, has in ((particles.WITHOUT, False), (particles.WITH, True)):
        start = reader.after(state.at, leads)
        if start is None:
            continue
        start = reader.after(start, _ANY) or start
        many, after = _quantity(reader, start) if has else (None, start)
        for other in reader.names.tables:
            for path in routes(reader.world.catalog, other, state.spec.table):
                if many and len(path) > 1:
                    continue
                for found in phrase(reader, other, after):
                    for end, where, cost in _spans(reader, other, found, state.at):
                        met = referred(path, where, has=has, many=many)
                        price = cost + _HOP * len(path)
                        yield _chosen(state.to(end, price, spec=state.spec.plus(met)), path, found)


def happened(reader: Reader, state: State) -> States:
    """Read what happened to rows as rows of another table: never returned, contacted 3 times."""
    negative = reader.after(state.at, frames.NOT)
    for end, words, _ in reader.phrases(negative if negative is not None else state.at, 2):
        verb = words[-1].form.endswith(("ed", "en")) and words[0].kind == "word"
        form = "_".join(w.form for w in words)
        known = meanings(form) | meanings(form.removesuffix("ed")) if verb else frozenset()
        for other in reader.names.tables if known else ():
            if not known & reader.names.of(other):
                continue
            for path in routes(reader.world.catalog, other, state.spec.table):
                many, last = times(reader, end)
                if len(path) > 1 and many:
                    continue
                for at, where, cost in _spans(reader, other, State(last, Spec(other))):
                    met = referred(path, where, has=negative is None, many=many)
                    reached = state.to(at, cost + _HOP * len(path) + 0.1)
                    reached = replace(reached, spec=state.spec.plus(met))
                    yield _chosen(reached, path, State(at, Spec(other)))


def _spans(
    reader: Reader, table: TableInfo, found: State, verb: int | None = None
) -> Iterator[tuple[int, tuple[Predicate, ...], float]]:
    """Give rows with the span of time that follows them: orders since March; it is theirs.

    Which of several dates it is, the verb tells: opened an account in 2024.
    """
    named = [c for c, _, _, _ in dates(reader, table, verb)] if verb is not None else []
    dated = of_span(reader, table, found.at, named)
    if dated is None and verb is not None and time_span(reader.cursor(found.at)):
        return  # it is theirs, but of which date nobody said
    if dated:
        yield dated[1], (*found.spec.where, dated[0]), found.cost
    yield found.at, found.spec.where, found.cost + (_GUESS if dated else 0)


def times(reader: Reader, at: int) -> tuple[Quantity | None, int]:
    """Read `at least 3 times`, `twice or more`."""
    from vibecli.agent.catalogue.kin import quantity

    cursor = reader.cursor(at)
    found = quantity(cursor)
    done = reader.after(cursor.at, ("times", "time")) if found else None
    return (found, done) if done is not None else (None, at)


def _quantity(reader: Reader, at: int) -> tuple[Quantity | None, int]:
    from vibecli.agent.catalogue.kin import quantity

    cursor = reader.cursor(at)
    return quantity(cursor), cursor.at


def _chosen(state: State, path: Path, found: State) -> State:
    first, last = path[0], path[-1]
    other = last.to_table if first.table == state.spec.table.name else first.table
    choice = Choice(other, way_said(path), f"through {way_said(path)}")
    notes = (*found.notes, f"{other} is joined by {way_said(path)}")
    return replace(state.told(*notes), choices=(*state.choices, *found.choices, choice))
