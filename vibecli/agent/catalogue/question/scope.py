"""Rows to leave out and rows to keep: don't count the cancelled ones, only verified ones."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from vibecli.agent.catalogue.predicates import negated
from vibecli.agent.catalogue.question import particles
from vibecli.agent.catalogue.question.conditions import column_value, fact, filled
from vibecli.agent.catalogue.question.dating import dated
from vibecli.agent.catalogue.question.numbers import compared
from vibecli.agent.catalogue.question.state import Reader, State, States
from vibecli.data.catalog import TableInfo

Told = Callable[[Reader, State], States]


def left_out(reader: Reader, state: State) -> States:
    """Read rows to leave out: don't count the cancelled ones, excluding the test accounts."""
    start = reader.after(state.at, particles.LEAVE_OUT)
    if start is None:
        return
    inner = State(start, replace(state.spec, where=()), stage="tail")
    for reached in (*_said_of(reader, inner), *_those(reader, inner)):
        if not reached.spec.where:
            continue
        for end in _nouns(reader, state.spec.table, reached.at):
            out = reader.after(end, particles.LEFT_OUT_END) or end
            gone = [negated(p) for p in reached.spec.where]
            spec = state.spec.plus(*gone)
            left = state.to(out, reached.cost, spec=spec).told(*reached.notes)
            further = list(_further(reader, left))
            yield from further or (left,)


def _further(reader: Reader, state: State) -> States:
    """Read what is left out as well: and the ones with no customer number too."""
    more = reader.after(state.at, ("and", ", and", "or", "nor", "and also"))
    start = reader.after(more, particles.THOSE)
    inner = State(start or 0, replace(state.spec, where=()), stage="tail")
    past = reader.after(start, particles.THAT_ARE)
    if start is None:
        return
    for place in dict.fromkeys((start, past or start)):
        for reached in _said_of(reader, inner.to(place)):
            out = reader.after(reached.at, particles.ALSO_OUT) or reached.at
            gone = [negated(p) for p in reached.spec.where]
            yield state.to(out, reached.cost, spec=state.spec.plus(*gone)).told(*reached.notes)


def _said_of(reader: Reader, inner: State) -> States:
    """Give what is said of rows; a time of which the date is still open can be denied by none."""
    return (s for s in _told_of(reader, inner) if s.spec.undated == inner.spec.undated)


def _told_of(reader: Reader, inner: State) -> States:
    for rule in (fact, column_value, compared, filled, dated):
        yield from rule(reader, inner)


def kept(reader: Reader, state: State) -> States:
    """Read rows to keep: only verified ones."""
    start = reader.after(state.at, particles.KEEP_ONLY)
    if start is None:
        yield from _alone(reader, state)
        return
    inner = State(start, replace(state.spec, where=()), stage="tail")
    for reached in (*_told_of(reader, inner), *_those(reader, inner, told=_told_of)):
        for end in _nouns(reader, state.spec.table, reached.at):
            spec = replace(state.spec.plus(*reached.spec.where), undated=reached.spec.undated)
            yield state.to(end, reached.cost, spec=spec).told(*reached.notes)


def _alone(reader: Reader, state: State) -> States:
    """Read `open stores only`, `paid ones only`."""
    inner = State(state.at, replace(state.spec, where=()), stage="tail")
    for reached in (*fact(reader, inner), *column_value(reader, inner), *_those(reader, inner)):
        for end in _nouns(reader, state.spec.table, reached.at):
            last = reader.after(end, ("only", "alone", "exclusively"))
            if last is not None and reached.spec.where:
                spec = state.spec.plus(*reached.spec.where)
                yield state.to(last, reached.cost, spec=spec).told(*reached.notes)


def _those(reader: Reader, inner: State, told: Told | None = None) -> States:
    """Read `the ones that are cancelled`, `the bookings with status void`."""
    for end in _nouns(reader, inner.spec.table, inner.at):
        if end == inner.at:
            continue
        past = reader.after(end, particles.THAT_ARE) or end
        yield from (told or _said_of)(reader, inner.to(past))


def _nouns(reader: Reader, table: TableInfo, at: int) -> Iterator[int]:
    """Give the places after a noun that may repeat the table: ones, orders; or none."""
    yield at
    ones = reader.after(
        at, ("ones", "one", "those", "these", "rows", "records", "entries", "lines", "who")
    )
    if ones is not None:
        yield ones
    for end, _ in reader.table(at, table):
        yield end
