"""The survey of a database: every user table and view, what is declared, and what its rows tell.

Owns `read_catalog`. Writes nothing but its cache file; a view that does not bind is left out and
named in the notes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from vibecli.data import survey_cache
from vibecli.data.catalog import Catalog, ColumnInfo, Relationship, TableInfo
from vibecli.data.generated import is_generated
from vibecli.data.mask import mask_error
from vibecli.data.profile import profile_table
from vibecli.data.record_columns import told_sources, with_record_ids
from vibecli.data.relations import relate
from vibecli.engine.base import Column, Session
from vibecli.engine.names import TableName, quote
from vibecli.errors import EngineError, Interrupted

OWN_SCHEMA = "vibecli"
_OBJECTS = """
SELECT schema_name, table_name AS name, 'table' AS kind, estimated_size, sql
FROM duckdb_tables()
WHERE database_name = ? AND NOT internal AND NOT temporary AND schema_name <> ?
UNION ALL
SELECT schema_name, view_name, 'view', NULL, '' FROM duckdb_views()
WHERE database_name = ? AND NOT internal AND NOT temporary AND schema_name <> ?
ORDER BY 1, 2
"""
_COLUMNS = """
SELECT schema_name, table_name, column_name, data_type, is_nullable FROM duckdb_columns()
WHERE database_name = ? AND NOT internal ORDER BY schema_name, table_name, column_index
"""
_CONSTRAINTS = """
SELECT schema_name, table_name, constraint_type, constraint_column_names, referenced_table,
       referenced_column_names
FROM duckdb_constraints() WHERE database_name = ?
  AND constraint_type IN ('PRIMARY KEY', 'UNIQUE', 'FOREIGN KEY')
ORDER BY schema_name, table_name, constraint_index
"""


@dataclass(frozen=True)
class _Object:
    """One table or view as the engine lists it."""

    table: TableName
    kind: Literal["table", "view"]
    columns: tuple[Column, ...]
    nullable: Mapping[str, bool]
    key: tuple[str, ...]
    rows: int | None
    generated: frozenset[str]


def read_catalog(
    session: Session,
    *,
    profile: bool = True,
    cache: Path | None = None,
    database: str | None = None,
) -> Catalog:
    """Give what is known of every user table of the session's database.

    Args:
        session: an open database.
        profile: read the rows too; without it only what the schema says.
        cache: a JSON file that keeps the catalog until the database file changes.
        database: the name of an attached database; the session's own when left out.
    """
    name = database or str(session.value("SELECT current_database()"))
    objects = _objects(session, name)
    stamp = survey_cache.stamp(session, name, objects) if profile and cache else None
    known = survey_cache.read(cache, stamp) if cache and stamp else None
    if known:
        return known
    catalog = _catalog(session, name, objects, profile=profile)
    if cache and stamp:
        survey_cache.write(cache, stamp, catalog)
    return catalog


def _catalog(
    session: Session, database: str, objects: Sequence[_Object], *, profile: bool
) -> Catalog:
    tables: list[TableInfo] = []
    notes: list[str] = []
    for found in objects:
        try:
            tables.append(_info(session, database, found, profile=profile))
        except Interrupted:
            raise
        except EngineError as error:
            if found.kind == "table":
                raise
            notes.append(f"view {found.table.text} is left out: {mask_error(error.message)}")
    declared = _declared(session, database)
    if not profile:
        return Catalog(tables=tuple(tables), relationships=declared, notes=tuple(notes))
    related, relationships = relate(session, tables, declared, database=database)
    told = tuple(with_record_ids(table, related, told_sources) for table in related)
    return Catalog(tables=told, relationships=relationships, notes=tuple(notes))


def _info(session: Session, database: str, found: _Object, *, profile: bool) -> TableInfo:
    relation = f"{quote(database)}.{found.table.sql}"
    columns = (
        found.columns if found.kind == "table" else session.describe(f"SELECT * FROM {relation}")
    )
    plain = TableInfo(
        name=found.table.text,
        kind=found.kind,
        rows=found.rows or 0,
        columns=tuple(
            ColumnInfo(
                name=c.name,
                type=c.type,
                nullable=found.nullable.get(c.name, True),
                generated=c.name in found.generated,
            )
            for c in columns
        ),
        key=found.key,
        declared_key=bool(found.key),
    )
    if not profile:
        rows = session.value(f"SELECT count(*) FROM {relation}")
        return plain.model_copy(update={"rows": rows})
    has_rowid = found.kind == "table" and "rowid" not in {c.name.lower() for c in columns}
    order = "rowid" if has_rowid else None
    return profile_table(session, relation, plain.name, columns, order=order, before=plain)


def _objects(session: Session, database: str) -> tuple[_Object, ...]:
    columns: dict[TableName, list[Column]] = {}
    nullable: dict[TableName, dict[str, bool]] = {}
    for schema, table, column, kind, null in session.rows(_COLUMNS, [database]):
        name = TableName(schema, table)
        columns.setdefault(name, []).append(Column(column, kind))
        nullable.setdefault(name, {})[column] = bool(null)
    keys = _keys(session, database, nullable)
    found = []
    for schema, table, kind, rows, ddl in session.rows(_OBJECTS, [database, OWN_SCHEMA] * 2):
        name = TableName(schema, table)
        key = keys.get(name, ())
        listed = tuple(columns.get(name, ()))
        computed = frozenset(c.name for c in listed if is_generated(ddl or "", c.name, c.type))
        found.append(_Object(name, kind, listed, nullable.get(name, {}), key, rows, computed))
    return tuple(found)


def _keys(
    session: Session, database: str, nullable: Mapping[TableName, Mapping[str, bool]]
) -> dict[TableName, tuple[str, ...]]:
    """Give the declared keys: primary keys, else the first UNIQUE of columns that are NOT NULL."""
    keys: dict[TableName, tuple[str, ...]] = {}
    unique: dict[TableName, tuple[str, ...]] = {}
    for schema, table, kind, columns, *_ in session.rows(_CONSTRAINTS, [database]):
        name = TableName(schema, table)
        if kind == "PRIMARY KEY":
            keys[name] = tuple(columns)
        elif kind == "UNIQUE" and not any(nullable[name].get(c, True) for c in columns):
            unique.setdefault(name, tuple(columns))
    return unique | keys


def _declared(session: Session, database: str) -> tuple[Relationship, ...]:
    """Give the declared foreign keys of one column."""
    found = []
    for schema, table, kind, columns, parent, parents in session.rows(_CONSTRAINTS, [database]):
        if kind == "FOREIGN KEY" and parent and len(columns) == 1:
            found.append(
                Relationship(
                    table=TableName(schema, table).text,
                    column=columns[0],
                    to_table=TableName(schema, parent).text,
                    to_column=parents[0],
                    declared=True,
                )
            )
    return tuple(found)
