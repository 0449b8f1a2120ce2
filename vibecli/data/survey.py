"""The survey of a database: every user table and view, what is declared, and what its rows tell.

Owns `read_catalog`. Writes nothing but its cache file; a view that does not bind is left out and
named in the notes.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal

from vibecli.data import survey_cache
from vibecli.data.catalog import Catalog, ColumnInfo, Relationship, TableInfo
from vibecli.data.generated import is_generated
from vibecli.data.likeness import likenesses
from vibecli.data.mask import mask_error
from vibecli.data.profile import profile_table
from vibecli.data.record_columns import told_sources, with_record_ids
from vibecli.data.relations import relate
from vibecli.data.shares import Shares
from vibecli.engine.attaching import attached_names
from vibecli.engine.base import Column, Session
from vibecli.engine.names import TableName, quote
from vibecli.errors import EngineError, Interrupted

OWN_SCHEMA = "vibecli"
_PRINT_LENGTH = 32
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
# A small database: what its rows could cost is bounded, as no view computes any.
_SMALL_BYTES, _SMALL_ROWS, _FEW_COLUMNS = 16 << 20, 200_000, 500
_SMALL = f"""
SELECT coalesce(sum(estimated_size), 0) <= {_SMALL_ROWS}
   AND coalesce(max(column_count), 0) <= {_FEW_COLUMNS}
   AND NOT EXISTS (FROM duckdb_views() WHERE NOT internal)
   AND (SELECT sum(block_size * total_blocks) <= {_SMALL_BYTES} FROM pragma_database_size())
FROM duckdb_tables()
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
    read_only: bool


def read_catalog(
    session: Session,
    *,
    profile: bool = True,
    cache: Path | None = None,
) -> Catalog:
    """Give what is known of every user table of the session's database and of those attached.

    Args:
        session: an open database.
        profile: read the rows too; without it only what the schema says.
        cache: a JSON file that keeps the catalog until the database file changes, and what was
            found about a table until its rows do.
    """
    own, *attached = _databases(session)
    objects = _objects(session, own, attached)
    stamp = survey_cache.stamp(session, [own, *attached], objects) if profile and cache else None
    known = survey_cache.read(cache, stamp) if cache and stamp else None
    if known:
        return known
    memory = _Memory(session, cache) if cache and stamp else None
    catalog = _catalog(session, objects, profile=profile, memory=memory)
    catalog = catalog.model_copy(update={"attached": tuple(attached)})
    if cache and stamp and memory:
        survey_cache.write(cache, stamp, catalog, memory.parts())
    return catalog


def is_small(session: Session) -> bool:
    """Tell whether a survey of the session's databases can cost neither much time nor memory."""
    return bool(session.value(_SMALL))


def known_catalog(session: Session, cache: Path) -> Catalog | None:
    """Give the catalog that was kept, when the session's database is as it was then."""
    stamp = database_stamp(session)
    return survey_cache.read(cache, stamp) if stamp else None


def database_stamp(session: Session) -> str | None:
    """Give what the session's database files are now, as one hash; None without a file."""
    own, *attached = _databases(session)
    return survey_cache.stamp(session, [own, *attached], _objects(session, own, attached))


def table_states(session: Session, tables: Sequence[TableInfo], cache: Path) -> dict[str, str]:
    """Give what the rows of tables are now, as a text that others would change; by lower name.

    Nothing where there is no file to go by.
    """
    stamp = database_stamp(session)
    if stamp is None:
        return {}
    prints = survey_cache.read_prints(cache, stamp)
    names = [table.name.lower() for table in tables]
    return {name: prints.get(name, stamp) for name in names}


def _databases(session: Session) -> tuple[str, ...]:
    """Give the names of the session's own database and of those attached to be read beside it."""
    own = str(session.value("SELECT current_database()"))
    return own, *attached_names(session, own)


class _Memory:
    """What was found before about tables whose rows are as they were."""

    def __init__(self, session: Session, cache: Path) -> None:
        self._session = session
        self._form = survey_cache.form(session)
        self._known = survey_cache.read_parts(cache, self._form)
        self._profiles: dict[str, survey_cache.Profile] = {}
        self.shares = Shares(self._known.shares)

    def info(self, found: _Object, make: Callable[[], TableInfo]) -> TableInfo:
        """Give the profile of a table: the known one, else a new one."""
        name, stamp = found.table.text, _print(self._session, found)
        known = self._known.profiles.get(name)
        kept = known if known and known.print == stamp else None
        profile = kept or survey_cache.Profile(print=stamp, table=make())
        self._profiles[name] = profile
        self.shares.prints[name] = stamp
        return profile.table

    def parts(self) -> survey_cache.Parts:
        """Give what is worth keeping for the next time."""
        return survey_cache.Parts(
            form=self._form, profiles=self._profiles, shares=self.shares.asked
        )


def _print(session: Session, found: _Object) -> str:
    """Give a hash of a table's definition and of all its rows, at their places."""
    relation = found.table.sql
    columns = found.columns if found.kind == "table" else session.describe(f"FROM {relation}")
    named = [f"__t.{quote(column.name)}" for column in columns]
    if found.kind == "table" and "rowid" not in {column.name.lower() for column in columns}:
        named.append("__t.rowid")
    told = session.rows(
        "SELECT count(*), bit_xor(h)::VARCHAR, sum(h)::VARCHAR"
        f" FROM (SELECT hash({', '.join(named)}) AS h FROM {relation} AS __t)"
    )[0]
    facts = repr((replace(found, rows=None), columns, told))
    return hashlib.sha256(facts.encode()).hexdigest()[:_PRINT_LENGTH]


def _catalog(
    session: Session,
    objects: Sequence[_Object],
    *,
    profile: bool,
    memory: _Memory | None = None,
) -> Catalog:
    tables: list[TableInfo] = []
    notes: list[str] = []
    for found in objects:
        make = partial(_info, session, found, profile=profile)
        try:
            tables.append(memory.info(found, make) if memory else make())
        except Interrupted:
            raise
        except EngineError as error:
            if found.kind == "table":
                raise
            notes.append(f"view {found.table.text} is left out: {_unreadable(error)}")
    declared = _declared(session)
    if not profile:
        return Catalog(tables=tuple(tables), relationships=declared, notes=tuple(notes))
    shares = memory.shares if memory else Shares({})
    related, relationships = relate(session, tables, declared, shares=shares)
    told = tuple(with_record_ids(table, related, told_sources) for table in related)
    return Catalog(
        tables=told,
        relationships=relationships,
        likenesses=likenesses(session, tables, shares=shares),
        notes=tuple(notes),
    )


def _unreadable(error: EngineError) -> str:
    """Say why a view cannot be read."""
    if error.message.startswith("Permission Error"):
        return "it reads files, which stay closed here; load them to use their rows"
    return mask_error(error.message)


def _info(session: Session, found: _Object, *, profile: bool) -> TableInfo:
    relation = found.table.sql
    columns = (
        found.columns if found.kind == "table" else session.describe(f"SELECT * FROM {relation}")
    )
    plain = TableInfo(
        name=found.table.text,
        kind=found.kind,
        rows=found.rows or 0,
        read_only=found.read_only,
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
    told = profile_table(session, relation, plain.name, columns, order=order, before=plain)
    return told.model_copy(update={"read_only": plain.read_only})


def _objects(session: Session, own: str, attached: Sequence[str]) -> tuple[_Object, ...]:
    """Give the tables and views of the own database, then those of each attached one."""
    return (*_listed(session, own), *(o for name in attached for o in _listed(session, name, name)))


def _listed(session: Session, database: str, attached: str = "") -> Iterator[_Object]:
    columns: dict[TableName, list[Column]] = {}
    nullable: dict[TableName, dict[str, bool]] = {}
    for schema, table, column, kind, null in session.rows(_COLUMNS, [database]):
        name = TableName.qualified(attached, schema, table)
        columns.setdefault(name, []).append(Column(column, kind))
        nullable.setdefault(name, {})[column] = bool(null)
    keys = _keys(session, database, attached, nullable)
    for schema, table, kind, rows, ddl in session.rows(_OBJECTS, [database, OWN_SCHEMA] * 2):
        name = TableName.qualified(attached, schema, table)
        key = keys.get(name, ())
        listed = tuple(columns.get(name, ()))
        computed = frozenset(c.name for c in listed if is_generated(ddl or "", c.name, c.type))
        null = nullable.get(name, {})
        yield _Object(name, kind, listed, null, key, rows, computed, bool(attached))


def _keys(
    session: Session,
    database: str,
    attached: str,
    nullable: Mapping[TableName, Mapping[str, bool]],
) -> dict[TableName, tuple[str, ...]]:
    """Give the declared keys: primary keys, else the first UNIQUE of columns that are NOT NULL."""
    keys: dict[TableName, tuple[str, ...]] = {}
    unique: dict[TableName, tuple[str, ...]] = {}
    for schema, table, kind, columns, *_ in session.rows(_CONSTRAINTS, [database]):
        name = TableName.qualified(attached, schema, table)
        if kind == "PRIMARY KEY":
            keys[name] = tuple(columns)
        elif kind == "UNIQUE" and not any(nullable[name].get(c, True) for c in columns):
            unique.setdefault(name, tuple(columns))
    return unique | keys


def _declared(session: Session) -> tuple[Relationship, ...]:
    """Give the declared foreign keys of one column."""
    own, *attached = _databases(session)
    rows = [("", *row) for row in session.rows(_CONSTRAINTS, [own])]
    rows += [(name, *row) for name in attached for row in session.rows(_CONSTRAINTS, [name])]
    return tuple(
        Relationship(
            table=TableName.qualified(database, schema, table).text,
            column=columns[0],
            to_table=TableName.qualified(database, schema, parent).text,
            to_column=parents[0],
            declared=True,
        )
        for database, schema, table, kind, columns, parent, parents in rows
        if kind == "FOREIGN KEY" and parent and len(columns) == 1
    )
