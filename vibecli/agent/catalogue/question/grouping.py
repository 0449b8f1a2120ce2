"""What the rows of a question are grouped by: a column, a unit of time, a table they refer to."""

from collections.abc import Iterator
from dataclasses import replace

from vibecli.agent.catalogue.question import frames
from vibecli.agent.catalogue.question.columns import column, names_of
from vibecli.agent.catalogue.question.dating import dates
from vibecli.agent.catalogue.question.measure import Measure
from vibecli.agent.catalogue.question.names import meanings
from vibecli.agent.catalogue.question.routes import routes, way_said
from vibecli.agent.catalogue.question.spec import Group, Path, Ref
from vibecli.agent.catalogue.question.state import (
    Choice,
    Reader,
    State,
    States,
    column_choice,
    remembered,
)
from vibecli.data.catalog import Role, TableInfo

_HOP = 0.15
_EACH_WAY = ("in every", "of every", "for each", "there in")
_EACH = ("per", "for each", "for every")  # orders per month are counted


@remembered
def of_table(
    reader: Reader, table: TableInfo, at: int
) -> Iterator[tuple[int, Group, float, tuple[Choice, ...]]]:
    """Give the group by a table the rows refer to: per customer."""
    for other in reader.names.tables:
        for path in routes(reader.world.catalog, table, other):
            for end, cost in reader.table(at, other):
                yield (
                    end,
                    by_table(reader, table, other, path),
                    cost + _HOP * len(path),
                    (Choice(other.name, way_said(path), f"through {way_said(path)}"),),
                )


def by_table(reader: Reader, table: TableInfo, other: TableInfo, path: Path) -> Group:
    """Give the group by a row that others refer to: its key as held there, and its name."""
    near = reader.world.catalog.table(path[-1].table) or table
    held = near.column(path[-1].column)
    assert held is not None
    return Group(Ref(held, near, path[:-1]), also=names_of(other, path))


def group(reader: Reader, state: State) -> States:
    """Read `per city and month`, `for each agent`, `by start year`."""
    if not state.spec.measures and not state.share and not state.way:
        spec = state.spec
        by = reader.after(state.at, ("by",))
        plainly = reader.after(state.at, _EACH) is not None or reader.after(by, (*frames.UNITS,))
        kind = any(
            g.ref and g.ref.column.role is Role.CATEGORY and not g.also
            for _, g, _, _ in (one_group(reader, spec.table, by) if by is not None else ())
        )
        named = state.named and (plainly or kind)
        if not named or spec.columns or spec.order or spec.limit:
            return
        state = replace(
            state,
            spec=replace(spec, measures=(Measure("count"),)),
            implied=True,
            cost=state.cost + (0.1 if plainly else 0.35),
        )
    start = reader.after(state.at, (*frames.PER, *(_EACH_WAY if state.way else ())))
    yield from _groups(reader, state, start) if start is not None else ()
    for found, end, cost, text in dates(reader, state.spec.table, state.at):
        start = reader.after(end, frames.PER)  # opened each year
        for unit, size in frames.UNITS.items() if start is not None else ():
            last = reader.after(start, (unit,))
            if last is not None:
                spec = replace(
                    state.spec,
                    groups=(*state.spec.groups, Group(Ref(found, state.spec.table), size)),
                )
                yield state.to(last, cost, spec=spec).chose(
                    column_choice(text, state.spec.table, found)
                )


def _groups(reader: Reader, state: State, at: int) -> States:
    for end, found, cost, choices in one_group(reader, state.spec.table, at):
        spec = replace(state.spec, groups=(*state.spec.groups, found))
        reached = replace(state.to(end, cost, spec=spec), choices=(*state.choices, *choices))
        yield reached
        rows = None if state.named else reader.after(end, ("of", "of the", "of our"))
        for last, price in reader.table(rows, state.spec.table):  # source of leads
            yield reached.to(last, price, named=True)
        more = reader.after(end, ("and", ", and", "and by", "and per", "and for each"))
        if more is None and end < len(reader.words) and reader.words[end].kind == "comma":
            more = end + 1
        if more is not None and len(state.spec.groups) < 2:  # noqa: PLR2004
            yield from _groups(reader, reached, more)


@remembered
def one_group(
    reader: Reader, table: TableInfo, at: int
) -> Iterator[tuple[int, Group, float, tuple[Choice, ...]]]:
    """Give what rows may be grouped by here."""
    yield from _time_group(reader, table, at)
    links = {(r.table, r.column) for r in reader.world.catalog.relationships}
    for end, ref, cost, choices in column(reader, table, at):
        if ref.path and (ref.column.name,) == ref.table.key:
            continue  # the group by its table is that
        if ref.column.role is not Role.AMOUNT and (ref.table.name, ref.column.name) not in links:
            yield end, Group(ref), cost, choices
        elif ref.column.role is not Role.AMOUNT and _is_spelled(reader, end):
            yield end, Group(ref), cost + 0.05, choices
    yield from of_table(reader, table, at)


def _is_spelled(reader: Reader, end: int) -> bool:
    """True when a reference is named by its id: per customer number, per org_id."""
    last = reader.words[end - 1]
    return bool(meanings(last.form) & {"identifier", "number"}) or any(
        c.isupper() for c in last.text[1:]
    )


def _time_group(
    reader: Reader, table: TableInfo, at: int
) -> Iterator[tuple[int, Group, float, tuple[Choice, ...]]]:
    """Read `month`, `start year`, `year of opening`, `booking day`."""
    for unit in frames.UNITS:
        end = reader.after(at, (unit,))
        if end is None:
            continue
        yield end, Group(None, frames.UNITS[unit]), 0.05, ()
        start = reader.after(
            end,
            ("of", "of the", "they", "when", "in which they", "they were", "were", "was", "it was"),
        )
        for found, last, cost, text in dates(reader, table, start if start is not None else end):
            yield (
                last,
                Group(Ref(found, table), frames.UNITS[unit]),
                cost,
                (column_choice(text, table, found),),
            )
    for found, middle, cost, text in dates(reader, table, at):
        for unit in frames.UNITS:
            past = reader.after(middle, (unit,))
            if past is not None:
                yield (
                    past,
                    Group(Ref(found, table), frames.UNITS[unit]),
                    cost,
                    (column_choice(text, table, found),),
                )
