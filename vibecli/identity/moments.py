"""Columns that date a row: when it last changed, when it was made.

Owns the words such columns are known by. It reads names, types and roles, never rows.
"""

from vibecli.data.catalog import ColumnInfo, Role, TableInfo
from vibecli.tagging.name_tokens import name_tokens

_CHANGED_WORDS = """
updated update modified modification changed change edited revised refreshed synced amended
aktualisiert geaendert modifie
"""
_CREATED_WORDS = """
created create creation registered registration enrolled enrolment enrollment joined join signup
signed since opened added inserted issued collected captured recorded
"""
_CHANGED = frozenset(_CHANGED_WORDS.split())
_CREATED = frozenset(_CREATED_WORDS.split())


def change_time(table: TableInfo) -> ColumnInfo | None:
    """Give the column that tells when a row last changed."""
    return _plainest([c for c in table.columns if dates_change(c)])


def creation_time(table: TableInfo) -> ColumnInfo | None:
    """Give the column that tells when a row was made."""
    return _plainest([c for c in table.columns if dates_creation(c)])


def record_time(table: TableInfo) -> ColumnInfo | None:
    """Give the column that dates a row: of change, else of creation (it is never older)."""
    return change_time(table) or creation_time(table)


def dates_change(column: ColumnInfo) -> bool:
    """Tell a column of change, such as updated_at."""
    return is_time(column) and bool(_CHANGED & set(name_tokens(column.name)))


def dates_creation(column: ColumnInfo) -> bool:
    """Tell a column of creation, such as created_at or joined_on."""
    return is_time(column) and bool(_CREATED & set(name_tokens(column.name)))


def is_time(column: ColumnInfo) -> bool:
    """Tell a column of dates or times that is no birth date."""
    temporal = column.type.upper().startswith(("DATE", "TIMESTAMP"))
    return column.role is Role.TIME or (temporal and column.role is not Role.BIRTH_DATE)


def _plainest(columns: list[ColumnInfo]) -> ColumnInfo | None:
    return min(columns, key=lambda c: len(name_tokens(c.name)), default=None)
