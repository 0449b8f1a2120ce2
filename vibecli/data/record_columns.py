"""Columns that hold record ids of other tables, as those of an identity table do, and their role.

Owns which columns they are: an id beside the column that names its table. An id made of a personal
key is personal; one of any other key is shown like a reference, as is the id of a person that a
match gave records. Reads nothing.
"""

from collections.abc import Callable, Collection, Sequence

from vibecli.data.catalog import PERSONAL_ROLES, ColumnInfo, Role, TableInfo
from vibecli.engine.names import TableName

WHOSE = {"record_id": "source", "left_id": "left_source", "right_id": "right_source"}
_TEXT = "VARCHAR"
_PERSONS = frozenset({"person_id", "other_person_id"})
_PROFILE_KEY, _PROVENANCE = "profile_key", "_provenance"
Sources = Callable[[ColumnInfo], Collection[str] | None]  # the tables a column names, if known


def whose(table: TableInfo, column: ColumnInfo) -> ColumnInfo | None:
    """Give the column that names the table whose record id this column holds."""
    beside = table.column(WHOSE.get(column.name.lower(), ""))
    return beside if beside and column.type == beside.type == _TEXT else None


def with_record_ids(table: TableInfo, tables: Sequence[TableInfo], sources: Sources) -> TableInfo:
    """Give the table with the role and the origin of each column that holds record ids."""

    def told(column: ColumnInfo) -> ColumnInfo:
        beside = whose(table, column)
        if beside is not None:
            return _record_column(column, beside, _named(tables, sources(beside), table))
        if column.name.lower() == _PROFILE_KEY and _personal(_profile(table, tables)):
            return column.model_copy(update={"role": Role.CODE})
        if column.role is Role.CODE and column.name.lower() in _PERSONS and of_records:
            return column.model_copy(update={"role": Role.FOREIGN_KEY})
        return column

    of_records = any(whose(table, column) for column in table.columns)
    return table.model_copy(update={"columns": tuple(map(told, table.columns))})


def told_sources(column: ColumnInfo) -> Collection[str] | None:
    """Give the tables a profiled column names; None when it has more values than are kept."""
    if column.distinct == 0:
        return ()
    return tuple(top.value for top in column.top) or None


def _record_column(
    column: ColumnInfo, beside: ColumnInfo, named: Sequence[TableInfo | None]
) -> ColumnInfo:
    roles = _personal(named)
    if column.personal and column.role is not Role.CODE and column.role not in roles:
        return column  # the values are personal, and no key they could be made of tells why
    role = Role.CODE if roles else Role.FOREIGN_KEY
    return column.model_copy(update={"role": role, "record_of": beside.name})


def _named(
    tables: Sequence[TableInfo], names: Collection[str] | None, own: TableInfo
) -> list[TableInfo | None]:
    """Give the tables of these names; any but its own when the names are not known."""
    if names is None:
        return [table for table in tables if table.name != own.name]
    wanted = {TableName.parse(name).text.lower() for name in names}
    found = [table for table in tables if table.name.lower() in wanted]
    unknown = wanted - {table.name.lower() for table in found}
    return [*found, None] if unknown else [*found]


def _profile(table: TableInfo, tables: Sequence[TableInfo]) -> list[TableInfo | None]:
    """Give the profile table that a provenance table is about."""
    name = table.table
    if not name.name.lower().endswith(_PROVENANCE):
        return []
    profile = name._replace(name=name.name[: -len(_PROVENANCE)]).text
    return [t for t in tables if t.name.lower() == profile.lower()]


def _personal(tables: Sequence[TableInfo | None]) -> set[Role]:
    """Give the personal roles of keys; a table nobody knows may have any key."""
    roles = {role for table in tables if table for role in table.key_roles}
    return {role for role in roles if role in PERSONAL_ROLES} | (
        {Role.CODE} if None in tables else set()
    )
