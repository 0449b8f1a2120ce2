"""The shape of the tables a plan runs on: names, columns, types, constraints, as the base has them.

Owns reading them from a session with the base attached. It reads no rows and never writes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from vibecli.data.generated import is_generated
from vibecli.engine.attaching import attached_names
from vibecli.engine.base import BASE, Column, Session
from vibecli.engine.names import TableName, quote
from vibecli.engine.types import FLOATS

RID = "__rid"
WHY = "__why"
MARK = "CASE WHEN __before IS NULL THEN '+' WHEN __after IS NULL THEN '-' ELSE '~' END"
# Base rows in their order, then added rows in theirs.
ROW_ORDER = f"CASE WHEN {RID} < 0 THEN 4611686018427387904 - {RID} ELSE {RID} END"
NO_TYPE = '"NULL"'
_HIDDEN_SCHEMAS = ("vibecli", "information_schema", "pg_catalog")
# Values of these types can be equal and yet differ: one month and 30 days; 12:00+02 and 10:00Z;
# 0.0 and -0.0, which stand in so many columns that their sign is looked at instead of their text.
_EQUAL_BUT_DIFFERENT = ("INTERVAL", "TIME WITH TIME ZONE", *FLOATS)
_SKIPPED_WHEN_EQUAL = ("INTERVAL", *FLOATS)


@dataclass(frozen=True)
class TableColumn:
    """A column as declared; `generated` holds the expression it is computed by."""

    name: str
    type: str
    nullable: bool = True
    default: str | None = None
    generated: str | None = None


@dataclass(frozen=True)
class TableShape:
    """A table's name and columns, and what is known of how its rows are kept."""

    table: TableName
    columns: tuple[TableColumn, ...]
    kind: Literal["table", "view"] = "table"
    collated: bool = False  # some text column compares other than by its bytes
    attached: bool = False  # in another database, which is only read

    @property
    def catalog(self) -> str:
        """The database its name is to be looked up in; empty where the name says it."""
        return "" if self.attached else BASE

    @property
    def source(self) -> str:
        """The table as it is stored, for FROM."""
        return self.table.sql if self.attached else f"{quote(BASE)}.{self.table.sql}"

    @property
    def written(self) -> tuple[TableColumn, ...]:
        """The columns a change set holds: all but the generated ones."""
        return tuple(column for column in self.columns if column.generated is None)

    @property
    def has_rowid(self) -> bool:
        """False when a column of the table's own hides the engine's row id, or the shadow's."""
        return self.hiding is None

    @property
    def hiding(self) -> str | None:
        """The column that hides a row id."""
        names = (column.name for column in self.columns)
        return next((name for name in names if name.lower() in ("rowid", RID)), None)

    def column(self, name: str) -> TableColumn | None:
        """Find a column by name, ignoring case."""
        return next((c for c in self.columns if c.name.lower() == name.lower()), None)

    def plain(self) -> tuple[Column, ...]:
        """Give names and types only."""
        return tuple(Column(column.name, column.type) for column in self.columns)


def base_tables(session: Session) -> dict[str, TableShape]:
    """Give every user table and view of the base and of the databases attached to be read.

    By its text name in lower case.
    """
    shapes = [*_shapes(session, BASE)]
    for name in attached_names(session, BASE):
        shapes += _shapes(session, name, attached=name)
    return {shape.table.text.lower(): shape for shape in shapes}


def _shapes(session: Session, database: str, attached: str = "") -> Iterator[TableShape]:
    ddl = _definitions(session, database)
    columns: dict[tuple[str, str], list[TableColumn]] = {}
    for schema, table, name, kind, nullable, default in session.rows(
        "SELECT schema_name, table_name, column_name, data_type, is_nullable, column_default"
        " FROM duckdb_columns() WHERE database_name = ? AND NOT internal"
        " ORDER BY schema_name, table_name, column_index",
        [database],
    ):
        if (schema, table) in ddl:
            generated = default and is_generated(ddl[schema, table], name, kind)
            columns.setdefault((schema, table), []).append(
                TableColumn(
                    name,
                    kind,
                    nullable=bool(nullable),
                    default=None if generated else default,
                    generated=default if generated else None,
                )
            )
    for key, found in columns.items():
        shape = _shape(TableName.qualified(attached, *key), found, ddl[key])
        yield replace(shape, attached=bool(attached))


def shape_of(table: TableName, columns: Iterable[Column]) -> TableShape:
    """Give the shape of a table with these columns; untyped NULLs become text."""
    return TableShape(
        table,
        tuple(TableColumn(c.name, "VARCHAR" if c.type == NO_TYPE else c.type) for c in columns),
    )


def struct_type(shape: TableShape) -> str:
    """Give the type of a row of this table."""
    return f"STRUCT({', '.join(f'{quote(c.name)} {c.type}' for c in shape.written)})"


def struct_of(shape: TableShape, source: str) -> str:
    """Give the expression that packs a row of `source` into the row type."""
    fields = ", ".join(f"{quote(c.name)} := {source}.{quote(c.name)}" for c in shape.written)
    return f"struct_pack({fields})"


def exact(expression: str, kind: str, *, collated: bool = False) -> str:
    """Give an expression that is equal only for values that are the same in every respect."""
    if collated and kind == "VARCHAR":
        return f"encode({expression})"
    if kind in FLOATS:
        return f"row({expression}, signbit({expression}))"
    if any(word in kind for word in _EQUAL_BUT_DIFFERENT):
        return f"CAST({expression} AS VARCHAR)"
    return expression


def compares_other(session: Session) -> bool:
    """True when some text within reach compares other than by its bytes; hash() then does too."""
    collated = "SELECT count(*) FROM duckdb_tables() WHERE contains(sql, ' COLLATE ')"
    return bool(session.value(collated))


def skipped_when_equal(column: TableColumn) -> bool:
    """True when the engine leaves a different value in place because it counts as equal."""
    return any(word in column.type for word in _SKIPPED_WHEN_EQUAL)


def settled(column: TableColumn, before: str, after: str) -> str:
    """Give the value an UPDATE leaves behind: the engine skips one that equals the old value.

    So INTERVAL '30 days' stays when '1 month' is written over it, and 0.0 when -0.0 is.
    """
    if not skipped_when_equal(column):
        return after
    return f"CASE WHEN {after} IS DISTINCT FROM {before} THEN {after} ELSE {before} END"


def differs(shape: TableShape, columns: Iterable[TableColumn], left: str, right: str) -> str:
    """Give the condition that `left` and `right` differ in one of the columns."""
    tests = [
        f"{exact(f'{left}.{quote(c.name)}', c.type, collated=shape.collated)} IS DISTINCT FROM "
        f"{exact(f'{right}.{quote(c.name)}', c.type, collated=shape.collated)}"
        for c in columns
    ]
    return f"({' OR '.join(tests)})" if tests else "false"


def total_order(shape: TableShape, source: str) -> str:
    """Give an ORDER BY list that leaves no two different rows in a tie."""
    parts = []
    for column in shape.written:
        value = f"{source}.{quote(column.name)}"
        parts.append(exact(value, column.type, collated=shape.collated))
    return ", ".join(parts) or "1"


def _definitions(session: Session, database: str) -> dict[tuple[str, str], str]:
    found = session.rows(
        "SELECT schema_name, table_name, sql FROM duckdb_tables()"
        " WHERE database_name = ? AND NOT internal"
        " UNION ALL SELECT schema_name, view_name, sql FROM duckdb_views()"
        " WHERE database_name = ? AND NOT internal ORDER BY ALL",
        [database, database],
    )
    return {(row[0], row[1]): row[2] or "" for row in found if row[0] not in _HIDDEN_SCHEMAS}


def _shape(table: TableName, columns: list[TableColumn], ddl: str) -> TableShape:
    kind: Literal["table", "view"] = "view" if ddl.startswith("CREATE VIEW") else "table"
    collated = kind == "table" and " COLLATE " in ddl
    return TableShape(table, tuple(columns), kind, collated)
