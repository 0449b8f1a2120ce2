"""The columns a question names: of its table, or of one that its rows refer to."""

from collections.abc import Iterator

from vibecli.agent.catalogue.predicates import is_time
from vibecli.agent.catalogue.question.names import parts
from vibecli.agent.catalogue.question.routes import routes, way_said
from vibecli.agent.catalogue.question.spec import Path, Ref
from vibecli.agent.catalogue.question.state import Choice, Reader, column_choice, remembered
from vibecli.agent.catalogue.words import name_tokens
from vibecli.data.catalog import ColumnInfo, Role, TableInfo

_HOP = 0.15
_MORE = ("and", ", and", "and the", "as well as", "plus", "and also", "and their", "and its",
         "together with", "along with", "and when they", "and since when they are",
         "and their own", "+", "&")  # fmt: skip
_OF = ("of", "from", "for", "at", "of their", "of its", "in")
Found = Iterator[tuple[int, Ref, float, tuple[Choice, ...]]]


_BEGINNINGS = frozenset(
    [
        "created",
        "opened",
        "started",
        "issued",
        "placed",
        "captured",
        "booking",
        "contacted",
        "returned",
    ]
)


def beginnings(table: TableInfo) -> list[ColumnInfo]:
    """Give the one column that tells when a row began to be: opened, created, placed, issued."""
    found = [
        c
        for c in table.columns
        if is_time(c) and _BEGINNINGS & frozenset().union(*parts(name_tokens(c.name)))
    ]
    return found if len(found) == 1 else []


@remembered
def column(reader: Reader, table: TableInfo, at: int | None) -> Found:
    """Give the columns named here: of the table, or of one its rows refer to."""
    for end, named, text in reader.columns(at, table):
        yield end, Ref(named.what, table), named.cost, (column_choice(text, table, named.what),)
    for other in reader.names.tables if at is not None else ():
        for path in routes(reader.world.catalog, table, other):
            for end, ref, cost, text in _of_other(reader, other, path, at):
                ways = (
                    column_choice(text, other, ref.column),
                    Choice(other.name, way_said(path), way_said(path)),
                )
                yield end, ref, cost + _HOP * len(path), ways


def _of_other(
    reader: Reader, other: TableInfo, path: Path, at: int | None
) -> Iterator[tuple[int, Ref, float, str]]:
    """Read `the name of the company`, `company name`, `the customer's town`."""
    for end, named, text in reader.columns(at, other):
        start = reader.after(end, _OF)
        for last, cost in reader.other(start, other):
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


def listed(
    reader: Reader, table: TableInfo, at: int, *, short: bool = True
) -> Iterator[tuple[int, tuple[Ref, ...], float, tuple[Choice, ...]]]:
    """Give the lists of columns that begin here."""
    single = ((end, (ref,), cost, ways) for end, ref, cost, ways in best(column(reader, table, at)))
    brief = _short(reader, table, at) if short else ()
    ways = (*_full_names(reader, table, at), *brief, *single)
    for end, firsts, cost, choices in ways:
        yield end, firsts, cost, choices
        more = reader.after(end, _MORE)
        if more is None and end < len(reader.words) and reader.words[end].kind == "comma":
            more = end + 1
        for last, refs, price, others in (
            listed(reader, table, more, short=short) if more is not None else ()
        ):
            yield last, (*firsts, *refs), cost + price, (*choices, *others)


def _short(
    reader: Reader, table: TableInfo, at: int
) -> Iterator[tuple[int, tuple[Ref, ...], float, tuple[Choice, ...]]]:
    """Read what is said short of the rows: their number, their name, first and last name."""
    key = table.column(table.key[0]) if len(table.key) == 1 else None
    end = reader.after(at, ("number", "no", "id", "nr", "key", "numbers", "ids", "code"))
    if key is not None and end is not None and reader.after(end, ("of",)) is None:
        yield end, (Ref(key, table),), 0.25, ()
    named = reader.after(at, ("name", "names"))
    if named is not None and names_of(table):
        yield named, names_of(table), 0.05, ()
    both = (Role.GIVEN_NAME, Role.FAMILY_NAME)
    for kin, path in ((table, ()), *_people(reader, table)):
        if len(kin.with_role(*both)) > 1:
            end = reader.after(at, ("first and last name", "first and last names",
                "first name and last name",
                                    "first and family name", "given and family name"))  # fmt: skip
            if end is not None:
                yield end, names_of(kin, path), 0.1 + _HOP * len(path), ()


def _people(reader: Reader, table: TableInfo) -> Iterator[tuple[TableInfo, Path]]:
    """Give the tables of people the rows refer to, where there is one way."""
    for other in reader.names.tables:
        ways = routes(reader.world.catalog, table, other)
        if len(ways) == 1:
            yield other, ways[0]


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
