"""Rows that cannot be right, said in any order: keys found nowhere, dates in the wrong order.

Owns what the pieces of such an intent come to: as a rule (make sure that no ...) or as a search
(which ...). Every word must be a piece, and tables must be tied by a known relationship.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families import defects_words as words
from vibecli.agent.catalogue.families.pieces import Classes, Piece, cut
from vibecli.agent.catalogue.families.properties import select_keys
from vibecli.agent.catalogue.families.sensitive import roles_said
from vibecli.agent.catalogue.faults import gone
from vibecli.agent.catalogue.links import TableHit
from vibecli.agent.catalogue.lexicon import FUNCTION_WORDS
from vibecli.agent.catalogue.notes import Draft
from vibecli.agent.catalogue.predicates import Predicate, family
from vibecli.agent.catalogue.question.columns import beginnings
from vibecli.agent.catalogue.question.names import Names, parts
from vibecli.agent.catalogue.question.routes import routes, way_said
from vibecli.agent.catalogue.question.spec import Path
from vibecli.agent.catalogue.rows import Rows
from vibecli.agent.catalogue.talk import begins
from vibecli.agent.catalogue.timing import times_of
from vibecli.agent.catalogue.words import Word, name_tokens
from vibecli.agent.catalogue.written_dates import day_sql
from vibecli.data.catalog import ColumnInfo, Relationship, TableInfo
from vibecli.engine.names import TableName, quote
from vibecli.steps.check import Check
from vibecli.steps.query import Query

_CLASSES = Classes.of(words.DEFECTS)
_LONGEST, _FAR = 4, 0.5
_OK = re.compile(r"\bok(ay)?\b", re.IGNORECASE)
_ID = frozenset({"number", "id", "code", "key", "no", "nr", "identifier", "reference"})
_DATE = frozenset({"date", "day", "moment", "time", "timestamp", "on", "at", "dt", "ts", "d", "am",
                   "of", "the", "datum", "tag"})  # fmt: skip
_FIRST = frozenset({"rule", "before", "after", "within"})


@dataclass(frozen=True)
class When:
    """A date that was named, and the tables it may be of."""

    column: ColumnInfo
    table: TableInfo


@dataclass
class _Named:
    tables: list[TableInfo]
    names: Names
    columns: list[When] = field(default_factory=list)


def read(cursor: Cursor) -> Draft | None:
    """Read an intent about keys found nowhere or dates in the wrong order."""
    named = _Named(named_tables(cursor), Names(cursor.world.catalog))
    rules = {
        "nulls": reads(lambda c: no_fault(c, named.tables)),
        "span": lambda c: c.duration(),
        "date": lambda c: _dates(c, named),
        "key": lambda c: _key(c, named),
        "table": lambda c: c.table(),
    }
    pieces = cut(cursor, _CLASSES, rules, _FIRST)
    if pieces is None:
        return None
    kinds = {piece.kind for piece in pieces}
    if "within" in kinds:
        return _inside(cursor, pieces)
    signs = [n for n, p in enumerate(pieces) if p.kind in ("before", "after")]
    if len(signs) == 1:
        return _ordered(cursor, pieces, signs[0])
    if not signs and kinds & {"lost", "found"}:
        return _lost(cursor, pieces, kinds)
    return None


def named_tables(cursor: Cursor) -> list[TableInfo]:
    """Give the tables named anywhere in the intent, in their order."""
    found: list[TableInfo] = []
    start, known = cursor.at, len(cursor.notes)
    while cursor.rest:
        table = cursor.table()
        if table is None:
            cursor.at += 1
        elif table not in found:
            found.append(table)
    cursor.at = start
    del cursor.notes[known:]
    return found


def _dates(cursor: Cursor, named: _Named) -> tuple[When, ...]:
    """Read a date by the words for it: of the tables named, else of any."""
    cursor.skip()
    for length in range(min(_LONGEST, len(cursor.rest)), 0, -1):
        said = cursor.rest[:length]
        if said[-1].kind != "word" or (length == 1 and said[0].form in FUNCTION_WORDS):
            continue
        noun = cursor.world.link.tables(said) if said[-1].stem not in _DATE else None
        for tables in (named.tables, named.names.tables):
            near = tuple(w for w in _fitting(named, tables, said) if not _is_of(w, noun))
            if near and not (noun and tables is not named.tables):
                cursor.move(length)
                return near
    return ()


def _is_of(when: When, noun: TableHit | None) -> bool:
    """True when the words for a date are rather the noun of its own table: a contact."""
    return noun is not None and when.table in noun.tables


def _fitting(named: _Named, tables: Sequence[TableInfo], said: Sequence[Word]) -> list[When]:
    """Give the dates of these tables that the words fit best."""
    hits = [
        (0.1 if _says(said, column) else cost, When(column, table))
        for table in tables
        for column in times_of(table)
        for cost in [h.cost for h in named.names.column(table, said) if h.what == column] or [1.0]
    ]
    best = min((cost for cost, _ in hits), default=1.0)
    return [when for cost, when in hits if cost <= best < _FAR]


def _says(said: Sequence[Word], column: ColumnInfo) -> bool:
    """True when the words mean the column's name, words for a date aside: closing day, closedOn."""
    spoken = parts(tuple(word.form for word in said if word.stem not in _DATE))
    written = parts(tuple(token for token in name_tokens(column.name) if token not in _DATE))
    matched = all(any(one & other for other in written) for one in spoken)
    return bool(spoken) and len(spoken) == len(written) and matched


def _key(cursor: Cursor, named: _Named) -> tuple[Relationship, ...]:
    """Read a column that refers to another table: their store code; a table's own noun is none."""
    cursor.skip()
    for length in range(min(_LONGEST, len(cursor.rest)), 0, -1):
        said = cursor.rest[:length]
        spelled = any(c.name == said[0].text for t in named.tables for c in t.columns)
        if said[-1].stem not in _ID and not spelled and cursor.world.link.tables(said[-1:]):
            return ()
        found = tuple(
            link
            for table in named.tables
            for hit in named.names.column(table, said)
            for link in cursor.world.catalog.relationships
            if (link.table, link.column) == (table.name, hit.what.name)
        )
        if found:
            cursor.move(length)
            return found
    return ()


def no_fault(cursor: Cursor, tables: Sequence[TableInfo]) -> bool:
    """Read a clause that says missing values are no fault: null org = ok, empty is fine."""
    none, fine, start = False, False, cursor.at
    while cursor.rest and not (none and fine and begins(cursor.text, cursor.at)):
        word = cursor.rest[0]
        none = none or word.form in words.NULL
        fine = fine or word.form in words.FINE
        if word.form in words.NULL | words.FINE | words.AROUND or word.is_filler:
            cursor.move(1)
        elif word.kind == "comma":
            cursor.move(1)
        elif not any(cursor.columns(t) for t in tables) and cursor.table() is None:
            if not roles_said(cursor):
                return False
        fine = fine or _all_right(cursor, start)
    return none and fine


def _all_right(cursor: Cursor, start: int) -> bool:
    """True when `ok`, which is set aside as courtesy, stands in what was read."""
    text, words_ = cursor.text.text, cursor.text.words
    end = words_[cursor.at].start if cursor.at < len(words_) else len(text)
    return bool(_OK.search(text[words_[start].start : end]))


def _lost(cursor: Cursor, pieces: Sequence[Piece], kinds: set[str]) -> Draft | None:
    """Give the rows whose key is in no row of the table it refers to."""
    ruled = "rule" in kinds or ("every" in kinds and "lost" not in kinds)
    denied = "none" in kinds and "lost" not in kinds  # no card belongs to ...: not a key lost
    if ("lost" not in kinds and not ruled) or denied or "date" in kinds:
        return None
    tables = list(dict.fromkeys(p.value.name for p in pieces if isinstance(p.value, TableInfo)))
    said = [set(p.value) for p in pieces if p.kind == "key" and isinstance(p.value, tuple)]
    links = [k for k in cursor.world.catalog.relationships if k.table in tables or not tables]
    links = [k for k in links if k.to_table in tables or any(k in keys for keys in said)]
    if said:
        links = [k for k in links if any(k in keys for keys in said)]
    others = {name for name in tables if any(name in (k.table, k.to_table) for k in links)}
    if len(links) != 1 or others != set(tables):
        return None
    table = cursor.world.catalog.table(links[0].table)
    broken = gone(links[0], table) if table else None
    if table is None or broken is None:
        return None
    return draft_of(table, broken, ruled=ruled)


def _ordered(cursor: Cursor, pieces: Sequence[Piece], at: int) -> Draft | None:
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


def _inside(cursor: Cursor, pieces: Sequence[Piece]) -> Draft | None:
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
        on = f"CAST({alias}.{quote(link.to_column)} AS VARCHAR) = CAST({before}.{quote(link.column)} AS VARCHAR)"
        joins.append((f"{far} AS {alias}", on))
        before = alias
    tables = ", ".join(source for source, _ in joins)
    met = " AND ".join([*(on for _, on in joins), f"{mine} {sign} {_value(second, before, cast=days)}"])
    return f"EXISTS (SELECT 1 FROM {tables} WHERE {met})"


def _value(when: When, alias: str, *, cast: bool) -> str:
    name = quote(when.column.name)
    value = f"{alias}.{name}"
    if family(when.column) == "text":
        value = day_sql(when.table, when.column).replace(name, value)
    return f"CAST({value} AS DATE)" if cast else value


def draft_of(
    table: TableInfo, broken: Predicate, *, ruled: bool, columns: Sequence[ColumnInfo] = ()
) -> Draft:
    """Give the rule that there is no such row, or those rows with the columns asked for."""
    found = Rows(table, (broken,))
    if ruled:
        said = f"no {found.said}"
        why, select = f"rule: {said}", select_keys(found, ())
        step = Check(id="s1", why=why, name=said, select=select, severity="block")
        return Draft(f"Rule on {table.name}", f"check that {said}", (step,))
    told = f"show {found.said}"
    shown = ", ".join(quote(column.name) for column in columns) or "*"
    query = Query(id="s1", why=told, select=f"SELECT {shown} {found.from_where}{found.order}")
    return Draft(f"Rows of {table.name}", told, (query,))
