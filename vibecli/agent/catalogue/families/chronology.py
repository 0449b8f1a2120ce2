"""Dates in the wrong order: of one row, or of rows that refer to each other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families.exceptions import draft_of
from vibecli.agent.catalogue.families.pieces import Piece
from vibecli.agent.catalogue.notes import Draft
from vibecli.agent.catalogue.predicates import Predicate, family
from vibecli.agent.catalogue.question.columns import beginnings
from vibecli.agent.catalogue.question.names import parts
from vibecli.agent.catalogue.question.routes import routes, way_said
from vibecli.agent.catalogue.question.spec import Path
from vibecli.agent.catalogue.timing import times_of
from vibecli.agent.catalogue.words import name_tokens
from vibecli.agent.catalogue.written_dates import day_sql
from vibecli.data.catalog import ColumnInfo, TableInfo
from vibecli.engine.names import TableName, quote


@dataclass(frozen=True)
class When:
    """A date that was named, and the tables it may be of."""

    column: ColumnInfo
    table: TableInfo


def ordered(cursor: Cursor, pieces: Sequence[Piece], at: int) -> Draft | None:
    """Give the rows whose one date lies on the wrong side of the other."""
    left, right = pieces[:at], pieces[at + 1 :]
    sign = "<" if pieces[at].kind == "before" else ">"
    kinds = {piece.kind for piece in pieces}
    spans = [p.value for p in pieces if p.kind == "span"]
    seconds = list(_named_dates(right, 0)) or list(_main_dates(right))[:1]
    firsts = list(_named_dates(left, -1)) or [w for w in _main_dates(left) if w not in seconds][:1]
    found = [
        (first, second, path)
        for first in firsts
        for second in seconds
        for path in _paths(cursor, first, second)
        if first != second
    ]
    if len(found) != 1 or kinds & {"lost"} or _strange(pieces):
        return None
    if "every" in kinds and "none" not in kinds:
        sign = "<=" if sign == ">" else ">="
    first, second, path = found[0]
    if spans:
        exact = any(piece.kind == "exactly" for piece in pieces)
        return _apart(first, second, spans, pieces) if exact and not path else None
    return _compared(cursor, (first, sign, second), path, pieces)


def _apart(
    first: When, second: When, spans: Sequence[object], pieces: Sequence[Piece]
) -> Draft | None:
    """Give the rows whose dates are not exactly so far apart."""
    span = spans[0]
    later = any(piece.kind == "after" for piece in pieces)
    if len(spans) != 1 or not isinstance(span, tuple) or not later:
        return None
    number, unit = span
    start, end = (f"CAST({quote(w.column.name)} AS DATE)" for w in (second, first))
    broken = Predicate(
        f"{end} <> {start} + INTERVAL {int(number)} {unit}",
        f"{first.column.name} is not {int(number)} {unit} after {second.column.name}",
    )
    return draft_of(first.table, broken, ruled=True)


def inside(cursor: Cursor, pieces: Sequence[Piece]) -> Draft | None:
    """Give the rows dated outside the time in which what they refer to ran."""
    tables = list(dict.fromkeys(p.value.name for p in pieces if isinstance(p.value, TableInfo)))
    found = [t for name in tables if (t := cursor.world.catalog.table(name))]
    if len(found) != 2 or "lost" in {p.kind for p in pieces}:  # noqa: PLR2004
        return None
    table, other = found
    own = beginnings(table) or list(times_of(table))
    start, end = (_bound(other, concept) for concept in ("started", "ended"))
    paths = routes(cursor.world.catalog, table, other)
    if len(own) != 1 or start is None or end is None or len(paths) != 1:
        return None
    told = {w for p in pieces if p.kind == "date" and isinstance(p.value, tuple) for w in p.value}
    if not told <= {start, end, When(own[0], table)}:
        return None
    when = When(own[0], table)
    sql = " OR ".join(_sql(table, when, s, w, paths[0]) for s, w in (("<", start), (">", end)))
    said = f"{own[0].name} is outside {start.column.name} to {end.column.name} of {other.name}"
    if not {p.kind for p in pieces} & {"rule", "every"}:
        return None
    return draft_of(table, Predicate(f"({sql})", said), ruled=True)


def _bound(table: TableInfo, concept: str) -> When | None:
    """Give the one date that says when something starts or ends."""
    found = [
        When(c, table)
        for c in times_of(table)
        if concept in frozenset().union(*parts(name_tokens(c.name)))
    ]
    return found[0] if len(found) == 1 else None


def _named_dates(pieces: Sequence[Piece], at: int) -> tuple[When, ...]:
    """Give the dates a side names, those nearest to the comparison."""
    dated = [p.value for p in pieces if p.kind == "date" and isinstance(p.value, tuple)]
    return dated[at] if dated else ()


def _main_dates(pieces: Sequence[Piece]) -> Iterator[When]:
    """Give the main dates of the tables a side names, in their order."""
    for piece in pieces:
        if isinstance(piece.value, TableInfo):
            times = beginnings(piece.value) or list(times_of(piece.value))
            if len(times) == 1:
                yield When(times[0], piece.value)


def _strange(pieces: Sequence[Piece]) -> bool:
    """True when a key is named of a table that is not."""
    tables = {p.value.name for p in pieces if isinstance(p.value, TableInfo)}
    keys = [p.value for p in pieces if p.kind == "key" and isinstance(p.value, tuple)]
    return any(not any(link.to_table in tables for link in key) for key in keys)


def _paths(cursor: Cursor, first: When, second: When) -> list[Path]:
    """Give the way from the one date's table to the other's, whichever refers to which."""
    catalog = cursor.world.catalog
    if first.table == second.table:
        return [()]
    forth = routes(catalog, first.table, second.table)
    return list(forth or routes(catalog, second.table, first.table))


def _compared(
    cursor: Cursor, dates: tuple[When, str, When], path: Path, pieces: Sequence[Piece]
) -> Draft | None:
    first, sign, second = dates
    table = first.table
    if path and path[0].table.lower() != table.name.lower():
        first, second, table = second, first, second.table
        sign = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}[sign]
    if path:
        cursor.assume(f"{second.table.name} is joined by {way_said(path)}", "schema")
    said = f"{first.table.name}.{first.column.name} {sign} {second.table.name}.{second.column.name}"
    broken = Predicate(_sql(table, first, sign, second, path), said)
    kinds = {piece.kind for piece in pieces}
    return draft_of(table, broken, ruled=bool(kinds & {"rule", "none", "every"}))


def _sql(table: TableInfo, first: When, sign: str, second: When, path: Path) -> str:
    """Give the comparison as a condition on the rows of one table."""
    days = {family(first.column), family(second.column)} != {"timestamp"}
    mine = _value(first, quote(table.table.name), cast=days)
    if not path:
        return f"{mine} {sign} {_value(second, quote(table.table.name), cast=days)}"
    joins, before = [], quote(table.table.name)
    for number, link in enumerate(path, start=1):
        alias = quote(f"r{number}")
        far = TableName.parse(link.to_table).sql
        key, own = f"{alias}.{quote(link.to_column)}", f"{before}.{quote(link.column)}"
        on = f"CAST({key} AS VARCHAR) = CAST({own} AS VARCHAR)"
        joins.append((f"{far} AS {alias}", on))
        before = alias
    tables = ", ".join(source for source, _ in joins)
    met = " AND ".join(
        [*(on for _, on in joins), f"{mine} {sign} {_value(second, before, cast=days)}"]
    )
    return f"EXISTS (SELECT 1 FROM {tables} WHERE {met})"


def _value(when: When, alias: str, *, cast: bool) -> str:
    name = quote(when.column.name)
    value = f"{alias}.{name}"
    if family(when.column) == "text":
        value = day_sql(when.table, when.column).replace(name, value)
    return f"CAST({value} AS DATE)" if cast else value
