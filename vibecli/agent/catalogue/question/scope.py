"""Rows to leave out and rows to keep: don't count the cancelled ones, only verified ones."""

from collections.abc import Iterator
from dataclasses import replace

from vibecli.agent.catalogue.predicates import (
    negated,
)
from vibecli.agent.catalogue.question import frames
from vibecli.agent.catalogue.question.conditions import column_value, fact
from vibecli.agent.catalogue.question.numbers import compared
from vibecli.agent.catalogue.question.state import Reader, State, States
from vibecli.data.catalog import TableInfo


def left_out(reader: Reader, state: State) -> States:
    """Read rows to leave out: don't count the cancelled ones, excluding the test accounts."""
    start = reader.after(state.at, frames.LEAVE_OUT)
    if start is None:
        return
    inner = State(start, replace(state.spec, where=()), stage="tail")
    for reached in (
        *fact(reader, inner),
        *column_value(reader, inner),
        *compared(reader, inner),
        *_those(reader, inner),
    ):
        for end in _nouns(reader, state.spec.table, reached.at):
            out = reader.after(end, frames.LEFT_OUT_END) or end
            gone = [negated(p) for p in reached.spec.where]
            spec = state.spec.plus(*gone)
            yield state.to(out, reached.cost, spec=spec).told(*reached.notes)


def kept(reader: Reader, state: State) -> States:
    """Read rows to keep: only verified ones."""
    start = reader.after(state.at, frames.KEEP_ONLY)
    if start is None:
        return
    inner = State(start, replace(state.spec, where=()), stage="tail")
    rules = (fact, column_value, compared)
    for reached in (*(s for rule in rules for s in rule(reader, inner)), *_those(reader, inner)):
        for end in _nouns(reader, state.spec.table, reached.at):
            spec = state.spec.plus(*reached.spec.where)
            yield state.to(end, reached.cost, spec=spec).told(*reached.notes)


def _those(reader: Reader, inner: State) -> States:
    """Read `the ones that are cancelled`, `the bookings with status void`."""
    for end in _nouns(reader, inner.spec.table, inner.at):
        if end == inner.at:
            continue
        past = (
            reader.after(
                end,
                ("that are", "which are", "with", "that were", "with the", "who are", "in", "from"),
            )
            or end
        )
        moved = inner.to(past)
        yield from (*fact(reader, moved), *column_value(reader, moved), *compared(reader, moved))


def _nouns(reader: Reader, table: TableInfo, at: int) -> Iterator[int]:
    """Give the places after a noun that may repeat the table: ones, orders; or none."""
    yield at
    ones = reader.after(
        at, ("ones", "one", "those", "these", "rows", "records", "entries", "lines")
    )
    if ones is not None:
        yield ones
    for end, _ in reader.table(at, table):
        yield end
