"""Columns as people name them: customer emails, the tier of gold members."""

from collections.abc import Sequence
from dataclasses import dataclass

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.lexicon import PROFILE_STRONG
from vibecli.agent.catalogue.links import PERSON_ROLES, made_by_us, roles_of
from vibecli.agent.catalogue.notes import table_question
from vibecli.agent.catalogue.rows import Rows, head_rows, rows
from vibecli.agent.catalogue.words import Word, name_tokens
from vibecli.data.catalog import ColumnInfo, TableInfo

_LONGEST = 4  # words of a table's name
_AND = ("and", ",", "plus", "as well as", "and also", "and the")
_OF = (
    "of",
    "in",
    "from",
    "on",
    "for",
    "across",
    "within",
    "inside",
    "are in",
    "are there in",
    "are on",
)


@dataclass(frozen=True)
class Fields:
    """Columns of rows."""

    rows: Rows
    columns: tuple[ColumnInfo, ...]

    @property
    def table(self) -> TableInfo:
        """The table the columns are of."""
        return self.rows.table


def column_list(
    cursor: Cursor, table: TableInfo, *, many: bool = False, partial: bool = True
) -> tuple[ColumnInfo, ...]:
    """Read columns of a table joined by `and`; with `partial` a part of a name will do."""
    found = list(cursor.columns(table, many=many, partial=partial))
    while found and (more := _next_columns(cursor, table, many=many, partial=partial)):
        found.extend(column for column in more if column not in found)
    return tuple(found)


def all_columns(cursor: Cursor, table: TableInfo) -> tuple[ColumnInfo, ...]:
    """Read columns of a table joined by `and`, all that fit alike."""
    return column_list(cursor, table, many=True)


@reads
def _next_columns(
    cursor: Cursor, table: TableInfo, *, many: bool, partial: bool
) -> tuple[ColumnInfo, ...]:
    return cursor.columns(table, many=many, partial=partial) if cursor.take(*_AND) else ()


def fields(
    cursor: Cursor,
    *,
    many: bool = False,
    conditions: bool = True,
    at_hand: TableInfo | None = None,
) -> Fields | None:
    """Read columns with their rows, in either order, or alone: of the table at hand first."""
    return (
        _columns_of_rows(cursor, many=many, conditions=conditions)
        or _rows_then_columns(cursor, many=many)
        or _columns_at_hand(cursor, at_hand, many=many)
        or _columns_alone(cursor, many=many)
    )


def _columns_at_hand(cursor: Cursor, table: TableInfo | None, *, many: bool) -> Fields | None:
    columns = column_list(cursor, table, many=many) if table else ()
    return Fields(Rows(table), columns) if table and columns else None


@reads
def _rows_then_columns(cursor: Cursor, *, many: bool) -> Fields | None:
    head = head_rows(cursor)
    cursor.take("table", ".")
    columns = column_list(cursor, head.table, many=many, partial=False) if head else ()
    return Fields(head, columns) if head and columns else None


def _columns_of_rows(cursor: Cursor, *, many: bool, conditions: bool) -> Fields | None:
    def columns_of(cursor: Cursor, table: TableInfo) -> Fields | None:
        columns = column_list(cursor, table, many=many)
        if not columns or not cursor.take(*_OF):
            return None
        cursor.take("each", "every")
        found = rows(cursor) if conditions else head_rows(cursor)
        return Fields(found, columns) if found and found.table.name == table.name else None

    return cursor.of_tables(columns_of)


def _columns_alone(cursor: Cursor, *, many: bool) -> Fields | None:
    tables, furthest = _tables_named(cursor, many=many)
    if not tables:
        return None
    said = cursor.text.raw(cursor.at, furthest)
    tables = _by_exact_name(cursor, tables, furthest) or tables
    later = _told_later(cursor, tables, furthest)
    keyed = _whose_key(cursor, tables) if len(tables) > 1 and not later else []
    table = (later or keyed or tables)[0]
    if keyed:
        cursor.assume(f"{said} is the key of {table.name}", "schema")
    elif len(tables) > 1 and not later:
        table = cursor.choose(table_question(said, tables), {t.name: t for t in tables})
    elif len(cursor.world.catalog.tables) > 1 and not later:
        cursor.assume(f"{said} is a column of {table.name}", "schema")
    return Fields(Rows(table), column_list(cursor, table, many=many))


def _told_later(cursor: Cursor, tables: Sequence[TableInfo], end: int) -> list[TableInfo]:
    """Give the one of several tables that is named further on: set phone to null in crew."""
    words = cursor.text.words
    starts = [at + 1 for at in range(end, len(words) - 1) if words[at].form in _OF]
    spans = (_said(words[at : at + n]) for at in starts for n in range(1, _LONGEST + 1))
    hits = [hit for said in spans if said and (hit := cursor.world.link.tables(said))]
    told = {t.name: t for hit in hits if len(hit.tables) == 1 for t in hit.tables}
    found = [table for table in tables if table.name in told]
    return found if len(found) == 1 < len(tables) else []


def _tables_named(cursor: Cursor, *, many: bool) -> tuple[list[TableInfo], int]:
    """Give the tables whose columns take most of the words, and where these words end."""
    nouns, start = _table_end(cursor), cursor.at
    own = [table for table in cursor.world.catalog.tables if not made_by_us(table)]
    with cursor.attempt():
        reached = cursor.furthest(lambda c, table: column_list(c, table, many=many), own)
        tables = [table for table, _ in reached if cursor.at > nouns]
        tables = [table for table in tables if table.kind == "table"] or tables
        return _of_people(tables, cursor.text.words[start : cursor.at]), cursor.at


def _of_people(tables: list[TableInfo], words: Sequence[Word]) -> list[TableInfo]:
    """Prefer tables whose columns are names of people to those with names of things."""
    roles = set(PERSON_ROLES) & set(roles_of(_said(words)))
    return [t for t in tables if t.with_role(*roles)] or tables


def _said(words: Sequence[Word]) -> list[Word]:
    """Give words without articles and the like."""
    return [word for word in words if not word.is_filler]


def _table_end(cursor: Cursor) -> int:
    """Give where a table's name that begins here ends, or -1: a table's own noun is no column."""
    with cursor.attempt():
        return cursor.at if cursor.table() else -1


def _by_exact_name(cursor: Cursor, tables: Sequence[TableInfo], end: int) -> list[TableInfo]:
    """Prefer the one table that has a column of just this name: amount before its synonyms.

    An e-mail is one whatever its column is called, so no name is preferred among e-mails.
    """
    words = _said(cursor.text.words[cursor.at : end])
    if set(roles_of(words)) & set(PERSON_ROLES):
        return []
    stems = tuple(word.stem for word in words)
    named = [t for t in tables if any(name_tokens(c.name) == stems for c in t.columns)]
    return named if len(named) == 1 else []


def _whose_key(cursor: Cursor, tables: Sequence[TableInfo]) -> list[TableInfo]:
    """Prefer the one table whose key the words name: customer_id is the key of customers."""
    with cursor.attempt():
        reached = cursor.furthest(column_list, tables)
    keyed = [table for table, columns in reached if tuple(c.name for c in columns) == table.key]
    return keyed if len(keyed) == 1 else []


def is_profile(table: TableInfo) -> bool:
    """True for tables named as a unified profile."""
    return bool(PROFILE_STRONG & set(name_tokens(table.table.name))) and not made_by_us(table)
