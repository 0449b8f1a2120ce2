"""Relationships: which column holds another table's key, as declared or as names and values tell.

A column is taken to refer when its name leads to the key and nearly all its values are found there,
or when codes are found there without fail. A table's own key refers only when it is named for the
other table. Reads distinct values only, and not more than a fixed number.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from vibecli.data.catalog import ColumnInfo, Relationship, Role, TableInfo
from vibecli.data.shares import Shares
from vibecli.engine.base import Session
from vibecli.engine.names import quote
from vibecli.engine.types import WHOLE
from vibecli.tagging.name_tokens import name_tokens
from vibecli.tagging.table_words import ID_WORDS

_VALUES = 5_000
_CONTAINED = 0.9
_CONTAINED_UNNAMED = 0.99
_MIN_UNNAMED = 50  # distinct values before contents alone are believed
_REFERRING = frozenset(
    {None, Role.KEY, Role.FOREIGN_KEY, Role.CODE, Role.AMOUNT, Role.TEXT, Role.CATEGORY}
)
_REFERENCE = Role.FOREIGN_KEY
_PEOPLE = (Role.EMAIL, Role.PHONE, Role.GIVEN_NAME, Role.FAMILY_NAME, Role.FULL_NAME)
_EXACT, _BY_TABLE, _ENDING, _UNNAMED = 3, 2, 1, 0


@dataclass(frozen=True)
class _Candidate:
    """A column that may hold another table's key, and how well its name leads there."""

    table: TableInfo
    column: ColumnInfo
    parent: TableInfo
    key: ColumnInfo
    name: int


def relate(
    session: Session,
    tables: Sequence[TableInfo],
    declared: Sequence[Relationship],
    *,
    shares: Shares,
) -> tuple[tuple[TableInfo, ...], tuple[Relationship, ...]]:
    """Give the tables with foreign keys as roles, and every relationship."""
    known = {(d.table, d.column) for d in declared}
    found = list(declared)
    for table in tables:
        for column in table.columns:
            if (table.name, column.name) in known:
                continue
            best = _best(session, list(_candidates(table, column, tables)), shares)
            if best:
                found.append(best)
    found.sort(key=lambda r: (r.table, r.column, r.to_table))
    return tuple(_with_roles(table, found, tables) for table in tables), tuple(found)


def _best(
    session: Session, candidates: Sequence[_Candidate], shares: Shares
) -> Relationship | None:
    """Give the most convincing relationship of one column."""
    ranked = []
    for candidate in candidates:
        child = candidate.table.name, candidate.column.name
        parent = candidate.parent.name, candidate.key.name
        share = shares.share(child, parent, partial(_contained, session, candidate))
        if _convinces(candidate, share):
            leads = _leads(candidate.parent, candidate.table)
            order = (-candidate.name, -(share or 0.0), not leads, candidate.parent.name)
            ranked.append((order, candidate, share))
    if not ranked:
        return None
    _, chosen, share = min(ranked, key=lambda entry: entry[0])
    return Relationship(
        table=chosen.table.name,
        column=chosen.column.name,
        to_table=chosen.parent.name,
        to_column=chosen.key.name,
        contained=share,
    )


def _convinces(candidate: _Candidate, share: float | None) -> bool:
    if _is_made_of(candidate.column, candidate.parent, candidate.key):
        return True  # which may lag behind: customers come with events
    if share is None:  # a column still to be filled: only a name that says it all
        return candidate.name == _EXACT
    if candidate.name == _UNNAMED:
        return share >= _CONTAINED_UNNAMED and (candidate.column.distinct or 0) >= _MIN_UNNAMED
    return share >= _CONTAINED


def _candidates(
    table: TableInfo, column: ColumnInfo, tables: Sequence[TableInfo]
) -> Iterator[_Candidate]:
    if table.kind == "view":
        return
    for parent in tables:
        key = parent.column(parent.key[0]) if len(parent.key) == 1 else None
        if parent is table or key is None or parent.kind == "view" or parent.featured:
            continue
        if _is_made_of(column, parent, key) and not table.from_events:
            yield _Candidate(table, column, parent, key, _EXACT)
            continue
        if not _same_family(column, key) or _too_many(column, key):
            continue
        name = _name(column, parent, key)
        if column.role not in _REFERRING and not _same_number(column, name):
            continue
        if table.featured and name < _EXACT:
            continue  # events_7d counts events, and names none
        own = table.key == (column.name,)
        if own and (name < _BY_TABLE or not _owns(column, parent, table, name)):
            continue
        if name > _UNNAMED or _code_like(column, key):
            yield _Candidate(table, column, parent, key, name)


def _is_made_of(column: ColumnInfo, parent: TableInfo, key: ColumnInfo) -> bool:
    """Tell the column that a table of customers was made from: it has its name and type."""
    same = (column.name.lower(), column.type) == (key.name.lower(), key.type)
    return parent.from_events and same


def _same_number(column: ColumnInfo, name: int) -> bool:
    """Tell a key's own name from chance: a card number refers, though it looks like a phone's."""
    return name == _EXACT and bool(set(_words(column.name)) & ID_WORDS)


def _name(column: ColumnInfo, parent: TableInfo, key: ColumnInfo) -> int:
    """Tell how well a column's name leads to a key: same name, table and key, or its ending."""
    mine, theirs = _words(column.name), _words(key.name)
    table = _words(parent.table.name)
    schema = _words(parent.table.schema)
    specific = set(theirs) - ID_WORDS
    if mine == theirs and specific:
        return _EXACT
    if set(mine) == set(schema) | set(theirs) and specific:
        return _EXACT
    if set(table) <= set(mine) and set(mine) & (ID_WORDS | {table[-1]}):
        return _BY_TABLE
    if specific and len(mine) > len(theirs) and mine[-len(theirs) :] == theirs:
        return _ENDING
    return _UNNAMED


def _owns(column: ColumnInfo, parent: TableInfo, table: TableInfo, name: int) -> bool:
    """Tell whose key a key is: of scores by customer_id, the customers'."""
    leads = name == _EXACT and _leads(parent, table) and not _leads(table, parent)
    return leads or _named_for(column, parent, table)


def _leads(parent: TableInfo, table: TableInfo) -> bool:
    """Tell the table of people that facts are about, though both are keyed by the same number."""
    return bool(parent.with_role(*_PEOPLE)) and not table.with_role(*_PEOPLE)


def _named_for(column: ColumnInfo, parent: TableInfo, table: TableInfo) -> bool:
    words = set(_words(column.name))
    own, other = set(_words(table.table.name)), set(_words(parent.table.name))
    return bool(words & other) and not words & (own - other)


def _words(name: str) -> tuple[str, ...]:
    """Give the words of a name, plural endings cut."""
    return tuple(_singular(word) for word in name_tokens(name)) or (name.lower(),)


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _same_family(column: ColumnInfo, key: ColumnInfo) -> bool:
    return _family(column.type) == _family(key.type) != ""


def _family(kind: str) -> str:
    if kind in WHOLE:
        return "whole"
    return kind if kind in {"VARCHAR", "UUID"} else ""


def _too_many(column: ColumnInfo, key: ColumnInfo) -> bool:
    """Tell that a column has far more values than the key, so it cannot be contained in it."""
    return (column.distinct or 0) * (2 * _CONTAINED - 1) > (key.distinct or 0)


def _code_like(column: ColumnInfo, key: ColumnInfo) -> bool:
    """Tell codes such as C-000123, which no other table has by chance."""
    shared = set(column.shapes) & set(key.shapes)
    return any("9" in form and form.strip("9") for form in shared)


def _contained(session: Session, candidate: _Candidate) -> float | None:
    """Give the share of distinct values that are found in the key; None when there are none."""
    column, key = quote(candidate.column.name), quote(candidate.key.name)
    child, parent = candidate.table.table.sql, candidate.parent.table.sql
    # with a hash and then the value the same values are looked at every time
    values = (
        f"SELECT DISTINCT {column} AS v FROM {child} WHERE {column} IS NOT NULL "
        f"ORDER BY hash(v), v LIMIT {_VALUES:d}"
    )
    total, inside = session.rows(
        f"SELECT count(*), count_if(v IN (SELECT {key} FROM {parent} WHERE {key} IS NOT NULL))"
        f" FROM ({values})"
    )[0]
    return inside / total if total else None


def _with_roles(
    table: TableInfo, found: Sequence[Relationship], tables: Sequence[TableInfo]
) -> TableInfo:
    """Give the table with its references as such; one to a personal key stays personal."""
    keys = {(t.name, c.name): c for t in tables for c in t.columns if c.personal}
    mine = {r.column: keys.get((r.to_table, r.to_column)) for r in found if r.table == table.name}
    columns = tuple(
        column.model_copy(
            update={"role": key.masked_as if (key := mine[column.name]) else _REFERENCE}
        )
        if column.name in mine and (column.name,) != table.key and column.role in _REFERRING
        else column
        for column in table.columns
    )
    return table.model_copy(update={"columns": columns})
