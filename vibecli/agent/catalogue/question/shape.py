"""How the answer is laid out: groups, order, limit, and the columns shown."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from vibecli.agent.catalogue.predicates import is_time
from vibecli.agent.catalogue.question import frames
from vibecli.agent.catalogue.question.conditions import States, dates, numeric
from vibecli.agent.catalogue.question.names import meanings, parts
from vibecli.agent.catalogue.question.routes import routes, way_said
from vibecli.agent.catalogue.question.spec import Group, Measure, Path, Ref, Spec
from vibecli.agent.catalogue.question.state import Choice, Reader, State, column_choice
from vibecli.agent.catalogue.words import name_tokens
from vibecli.data.catalog import ColumnInfo, Role, TableInfo

_HOP = 0.15
_EACH = ("per", "for each", "for every")  # orders per month are counted
_RANKED_BY = (
    "by",
    "by their",
    "in terms of",
    "according to",
    "measured by",
    "going by",
    "in",
    "with the",
)
_OF = ("of", "from", "for", "at", "of their", "of its", "in")
Found = Iterator[tuple[int, Ref, float, tuple[Choice, ...]]]


_BEGINNINGS = frozenset(
    "created opened started issued placed captured booking contacted returned".split()
)


def beginnings(table: TableInfo) -> list[ColumnInfo]:
    """Give the one column that tells when a row began to be: opened, created, placed, issued."""
    found = [
        c
        for c in table.columns
        if is_time(c) and _BEGINNINGS & frozenset().union(*parts(name_tokens(c.name)))
    ]
    return found if len(found) == 1 else []


def column(reader: Reader, table: TableInfo, at: int) -> Found:
    """Give the columns named here: of the table, or of one its rows refer to."""
    for end, named, text in reader.columns(at, table):
        yield end, Ref(named.what, table), named.cost, (column_choice(text, table, named.what),)
    for other in reader.names.tables:
        for path in routes(reader.world.catalog, table, other):
            for end, ref, cost, text in _of_other(reader, other, path, at):
                ways = (
                    column_choice(text, other, ref.column),
                    Choice(other.name, way_said(path), way_said(path)),
                )
                yield end, ref, cost + _HOP * len(path), ways


def _of_other(
    reader: Reader, other: TableInfo, path: Path, at: int
) -> Iterator[tuple[int, Ref, float, str]]:
    """Read `the name of the company`, `company name`, `the customer's town`."""
    for end, named, text in reader.columns(at, other):
        start = reader.after(end, _OF)
        for last, cost in reader.other(start, other) if start is not None else ():
            yield last, Ref(named.what, other, path), named.cost + cost, text
        yield end, Ref(named.what, other, path), named.cost + 1.0, text
    for end, cost in reader.other(at, other):
        for last, named, text in reader.columns(end, other):
            yield last, Ref(named.what, other, path), named.cost + cost, text


def names_of(table: TableInfo, path: Path = ()) -> tuple[Ref, ...]:
    """Give the columns by which people know a row."""
    for roles in ((Role.FULL_NAME,), (Role.GIVEN_NAME, Role.FAMILY_NAME)):
        if table.with_role(*roles):
            return tuple(Ref(c, table, path) for c in table.with_role(*roles))
    named = [c for c in table.columns if any("name" in p for p in parts(name_tokens(c.name)))]
    return tuple(Ref(c, table, path) for c in named[:1])


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
    if not state.spec.measures and not state.share:
        spec, named = state.spec, state.named and reader.after(state.at, _EACH) is not None
        if not named or spec.columns or spec.order or spec.limit:
            return
        state = replace(
            state, spec=replace(spec, measures=(Measure("count"),)), cost=state.cost + 0.1
        )
    start = reader.after(state.at, frames.PER)
    for reached in _groups(reader, state, start) if start is not None else ():
        yield reached
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
        more = reader.after(end, ("and", ", and", "and by", "and per", "and for each"))
        if more is None and end < len(reader.words) and reader.words[end].kind == "comma":
            more = end + 1
        if more is not None and len(state.spec.groups) < 2:  # noqa: PLR2004
            yield from _groups(reader, reached, more)


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
    for found, end, cost, text in dates(reader, table, at):
        for unit in frames.UNITS:
            last = reader.after(end, (unit,))
            if last is not None:
                yield (
                    last,
                    Group(Ref(found, table), frames.UNITS[unit]),
                    cost,
                    (column_choice(text, table, found),),
                )


def named_date(reader: Reader, state: State) -> States:
    """Read which date counts: going by booking date, or the date alone: (invoice date)."""
    start = reader.after(state.at, frames.BY_DATE)
    for end, named, text in reader.columns(
        start if start is not None else state.at, state.spec.table
    ):
        plain = is_time(named.what) and named.what.role is not Role.BIRTH_DATE
        if plain and state.spec.date is None:
            spec = replace(state.spec, date=named.what)
            yield state.to(end, named.cost + (0 if start else 0.1), spec=spec)


def order(reader: Reader, state: State) -> States:
    """Read `sorted by name`, `newest first`, `top 5`."""
    start = reader.after(state.at, frames.ORDER)
    by = state.way and not state.spec.measures and state.spec.order is None
    ranked = reader.after(state.at, _RANKED_BY) if by else None
    for end, ref, cost, choices in column(reader, state.spec.table, ranked) if ranked else ():
        spec = replace(state.spec, order=ref)
        yield replace(state.to(end, cost, spec=spec), choices=(*state.choices, *choices))
    if start is not None:
        for end, ref, cost, choices in column(reader, state.spec.table, start):
            comma = end < len(reader.words) and reader.words[end].kind == "comma"
            down = reader.after(end + comma, frames.DOWN)
            up = reader.after(end + comma, frames.UP)
            spec = replace(state.spec, order=ref, down=down is not None)
            if not state.spec.measures:
                yield replace(
                    state.to(down or up or end, cost, spec=spec), choices=(*state.choices, *choices)
                )
    bare = reader.after(state.at, ("by",)) if not (state.spec.measures or state.way) else None
    for end, ref, cost, choices in column(reader, state.spec.table, bare) if bare else ():
        comma = end < len(reader.words) and reader.words[end].kind == "comma"
        down, up = (reader.after(end + comma, way) for way in (frames.DOWN, frames.UP))
        if down or up:
            spec = replace(state.spec, order=ref, down=down is not None)
            reached = state.to(down or up or end, cost, spec=spec)
            yield replace(reached, choices=(*state.choices, *choices))
    for words, down in ((frames.DOWN, True), (frames.UP, False)):
        end = reader.after(reader.after(state.at, frames.ORDER) or state.at, words)
        if end is not None and state.spec.measures and state.spec.groups:
            yield state.to(end, spec=replace(state.spec, down=down, order=state.spec.measures[0]))
        elif end is not None and state.spec.order is None and not state.spec.measures:
            yield from _timely(state, end, down=down)


def _timely(state: State, end: int, *, down: bool) -> States:
    times = [c for c in state.spec.table.columns if is_time(c) and c.role is not Role.BIRTH_DATE]
    for one in times:
        spec = replace(state.spec, order=Ref(one, state.spec.table), down=down)
        chosen = column_choice("the order", state.spec.table, one)
        yield state.to(end, 0.1, spec=spec).chose(chosen)


def limited(reader: Reader, state: State) -> States:
    """Read `top 5`, `only the first 10` after what is asked."""
    lead = reader.after(
        state.at,
        ("top", "only the top", "limit", "limit to", "only the first", "the first", "at most"),
    )
    number = reader.number(lead) if lead is not None else None
    if number and not state.spec.limit and number[0] >= 1 and not number[0] % 1:
        yield state.to(number[1], spec=replace(state.spec, limit=int(number[0])))


def shown(reader: Reader, state: State) -> States:
    """Read the columns to be shown: with the name of the company; just name and mail."""
    if state.spec.measures:
        return
    for leads, only in ((frames.ONLY, True), (frames.COLUMNS_WITH, False)):
        start = reader.after(state.at, leads)
        if (
            start is None
            and not only
            and state.at < len(reader.words)
            and reader.words[state.at].kind == "comma"
        ):
            start = state.at + 1
        for end, refs, cost, choices in (
            listed(reader, state.spec.table, start) if start is not None else ()
        ):
            spec = replace(
                state.spec, columns=(*state.spec.columns, *refs), only=only or state.spec.only
            )
            plain = len(refs) == 1 and not refs[0].path and _with_only(reader, state.at)
            cost += 0.45 if plain else 0.05  # with email: rows that have one
            yield replace(
                state.to(end, cost, spec=spec, columns=True),
                choices=(*state.choices, *choices),
            )


def _with_only(reader: Reader, at: int) -> bool:
    """True for a bare `with`, as in with email; with the email shows it."""
    end = reader.after(at, ("with",))
    return end == at + 1 == reader.fillers(at + 1)


def listed(
    reader: Reader, table: TableInfo, at: int
) -> Iterator[tuple[int, tuple[Ref, ...], float, tuple[Choice, ...]]]:
    """Give the lists of columns that begin here."""
    single = ((end, (ref,), cost, ways) for end, ref, cost, ways in best(column(reader, table, at)))
    for end, firsts, cost, choices in (*_full_names(reader, table, at), *single):
        yield end, firsts, cost, choices
        more = reader.after(end, ("and", ", and", "and the", "as well as", "plus", "and also"))
        if more is None and end < len(reader.words) and reader.words[end].kind == "comma":
            more = end + 1
        for last, refs, price, others in listed(reader, table, more) if more is not None else ():
            yield last, (*firsts, *refs), cost + price, (*choices, *others)


def _full_names(
    reader: Reader, table: TableInfo, at: int
) -> Iterator[tuple[int, tuple[Ref, ...], float, tuple[Choice, ...]]]:
    """Read `the name of the customer` where first and last name are columns of their own."""
    end = reader.after(at, ("name", "names", "full name", "full names"))
    if end is None:
        return
    both = (Role.GIVEN_NAME, Role.FAMILY_NAME)
    if len(table.with_role(*both)) > 1:
        yield end, names_of(table), 0.1, ()
    for other in reader.names.tables:
        owner = reader.after(end, _OF)
        for path in routes(reader.world.catalog, table, other) if owner is not None else ():
            for last, cost in reader.other(owner or end, other):
                if len(other.with_role(*both)) > 1:
                    way = Choice(other.name, way_said(path), way_said(path))
                    yield last, names_of(other, path), cost + _HOP * len(path), (way,)


def best(found: Found) -> Found:
    """Give, for each place a name may end, the columns that are no dearer than the best."""
    ends: dict[int, list[tuple[int, Ref, float, tuple[Choice, ...]]]] = {}
    for one in found:
        ends.setdefault(one[0], []).append(one)
    for ones in ends.values():
        least = min(one[2] for one in ones)
        yield from (one for one in ones if one[2] <= least + 0.2)


SHAPES: Sequence = (group, order, limited, shown, named_date)
