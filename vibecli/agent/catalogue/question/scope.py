"""Rows to leave out and rows to keep: don't count the cancelled ones, only verified ones."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from vibecli.agent.catalogue.predicates import compare, negated, present
from vibecli.agent.catalogue.question import particles
from vibecli.agent.catalogue.question.conditions import column_value, fact, filled
from vibecli.agent.catalogue.question.dating import dated
from vibecli.agent.catalogue.question.numbers import compared, numeric
from vibecli.agent.catalogue.question.state import Reader, State, States
from vibecli.data.catalog import ColumnInfo, TableInfo

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


def included(reader: Reader, state: State) -> States:
    """Read rows said to be among those meant: also the closed ones, closed ones may be in there."""
    lead = reader.after(state.at, particles.ALSO)
    for end, named, _ in reader.columns(state.at, state.spec.table):
        last = reader.after(
            end, ("does not matter", "is not important", "is irrelevant", "plays no role")
        )
        if last is not None:
            yield state.to(last, named.cost).told(f"whatever {named.what.name} is")
    for at in dict.fromkeys(
        (lead or state.at, reader.after(lead or state.at, particles.THOSE) or state.at)
    ):
        inner = State(at, replace(state.spec, where=()), stage="tail")
        for reached in (*_said_of(reader, inner), *_those(reader, inner)):
            for end in _nouns(reader, state.spec.table, reached.at):
                stay = reader.after(end, particles.INCLUDED)
                told = lead and (end > reached.at or at != lead)
                if reached.spec.where and (stay is not None or told):
                    said = " and ".join(p.said for p in reached.spec.where)
                    yield state.to(stay or end).told(f"whether or not {said}")


def left_aside(reader: Reader, state: State) -> States:
    """Read rows to leave out, said first: cancelled ones out, those without a segment too."""
    start = reader.after(state.at, particles.THOSE) or state.at
    inner = State(start, replace(state.spec, where=()), stage="tail")
    nulls = reader.after(
        state.at, ("nulls", "null", "blanks", "empties", "empty ones", "missing ones")
    )
    out = reader.after(nulls, particles.ARE_OUT)
    held = [present(g.ref.column) for g in state.spec.groups if g.ref and not g.ref.path]
    if out is not None and held:
        yield state.to(out, 0.05, spec=state.spec.plus(*held))
    for reached in (*_said_of(reader, inner), *_those(reader, inner)):
        for end in _nouns(reader, state.spec.table, reached.at):
            out = reader.after(end, particles.ARE_OUT)
            if out is not None:
                spec = state.spec.plus(*(negated(p) for p in reached.spec.where))
                yield state.to(out, reached.cost, spec=spec).told(*reached.notes)
    yield from _numbers_out(reader, state, start)


def _numbers_out(reader: Reader, state: State, at: int) -> States:
    """Read numbers of the column in play that are no values: 999 is a dummy, ignore it."""
    columns = [m.column for m in state.spec.measures if m.column is not None and numeric(m.column)]
    columns += [c for c in state.spec.table.columns if numeric(c) and _compares(state, c)]
    column = columns[-1] if columns else None
    at = reader.after(at, ("oh and the", "oh and", "and", "but", "oh")) or at
    at = reader.after(at, ("values", "value", "the value", "numbers", "number")) or at
    found: list[float] = []
    while (number := reader.number(at)) is not None:
        found.append(number[0])
        at = reader.after(number[1], ("and", ", and", "or", ",")) or number[1]
    out = reader.after(at, particles.ARE_OUT) if found else None
    while found and out is None and (more := reader.after(at, particles.DUMMY)) is not None:
        at, out = more, reader.after(more, particles.ARE_OUT)
    if out is not None and column is not None:
        gone = [negated(compare(column, "=", value)) for value in found]
        yield state.to(out, 0.1, spec=state.spec.plus(*gone))


def _compares(state: State, column: ColumnInfo) -> bool:
    return any(p.said.startswith(f"{column.name} ") for p in state.spec.where)


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
