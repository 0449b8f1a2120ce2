"""The profile table that does not exist yet: its columns, made of the inputs' columns.

Owns names, types and roles of a new profile table. It never reads rows.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from vibecli.data.catalog import ColumnInfo, Role, TableInfo
from vibecli.engine.names import TableName
from vibecli.identity.keylinks import singular
from vibecli.identity.mapping import PERSON_ROLES, plainest
from vibecli.tagging.name_tokens import name_tokens

PERSON_ID = "person_id"
_BARE_KEYS = frozenset({"id", "key", "number", "code", "uuid", "guid", "pk", "identifier", "ref"})


class Draft(NamedTuple):
    """A profile table to be created, and its columns that hold an input's record key."""

    table: TableInfo
    links: dict[str, int]


def draft_profile(name: str, inputs: Sequence[TableInfo]) -> Draft:
    """Give the union of the inputs' columns under common names, with `person_id` as key."""
    columns: dict[str, ColumnInfo] = {
        PERSON_ID: ColumnInfo(name=PERSON_ID, type="VARCHAR", role=Role.KEY)
    }
    links: dict[str, int] = {}
    split = any(_has_parts(table) for table in inputs)
    for position, table in enumerate(inputs):
        for column in table.columns:
            if column.name in table.key:
                own = _key_name(table, column, columns)
                if len(table.key) == 1:
                    links[own] = position
                columns[own] = ColumnInfo(name=own, type=column.type, role=Role.FOREIGN_KEY)
            elif not (split and column.role is Role.FULL_NAME and not _has_parts(table)):
                _add(columns, _common_name(table, column), column)
    made = TableInfo(name=name, columns=tuple(columns.values()), key=(PERSON_ID,))
    return Draft(made, links)


def _has_parts(table: TableInfo) -> bool:
    return bool(table.with_role(Role.GIVEN_NAME) and table.with_role(Role.FAMILY_NAME))


def _common_name(table: TableInfo, column: ColumnInfo) -> str:
    if column.role in PERSON_ROLES and plainest(table.with_role(column.role)) == column:
        return column.role.value
    return _snake(column.name)


def _add(columns: dict[str, ColumnInfo], name: str, column: ColumnInfo) -> None:
    known = columns.get(name)
    if known and known.role in (Role.KEY, Role.FOREIGN_KEY):
        name, known = f"{name}_value", columns.get(f"{name}_value")
    kind = column.type if known is None else _common_type(known.type, column.type, column.role)
    role = column.role if known is None else known.role
    columns[name] = ColumnInfo(name=name, type=kind, role=role)


def _common_type(left: str, right: str, role: Role | None) -> str:
    if left == right:
        return left
    if role is Role.BIRTH_DATE and "DATE" in (left, right):
        return "DATE"
    return "VARCHAR"


def _key_name(table: TableInfo, column: ColumnInfo, taken: dict[str, ColumnInfo]) -> str:
    name = _snake(column.name)
    words = TableName.parse(table.name)
    owner = singular(_snake(words.name))
    if set(name_tokens(column.name)) <= _BARE_KEYS:
        name = f"{owner}_{name}"
    return name if name not in taken else f"{_snake(words.schema)}_{owner}_{_snake(column.name)}"


def _snake(name: str) -> str:
    spaced = re.sub(r"(?<=[a-z\d])(?=[A-Z])", "_", name)
    return re.sub(r"[\W_]+", "_", spaced).strip("_").lower() or "column"
