"""Copying the tables of another DuckDB file, with their schemas and, where names stay, constraints.

The file is attached read-only and detached again. Leaves out the schema `vibecli` and all views.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from vibecli.data.load_report import LoadedColumn, LoadReport
from vibecli.data.screen import Screen, screened
from vibecli.engine.base import Session
from vibecli.engine.names import TableName, literal, quote
from vibecli.errors import DatabaseLocked, DataError, EngineError, Interrupted, UsageError

_LOCK_WORDS = ("conflicting lock", "could not set lock", "being used by another process")
_TABLES = """
SELECT t.schema_name, t.table_name, t.sql,
       list(c.column_name ORDER BY c.column_index),
       bool_or(coalesce(c.column_default LIKE '%nextval%', false)
               OR t.sql LIKE '%GENERATED ALWAYS%')
FROM duckdb_tables() t JOIN duckdb_columns() c USING (database_name, schema_name, table_name)
WHERE t.database_name = ? AND NOT t.internal AND t.schema_name <> 'vibecli'
GROUP BY ALL ORDER BY t.schema_name, t.table_name
"""
_PARENTS = """
SELECT schema_name, table_name, referenced_table FROM duckdb_constraints()
WHERE database_name = ? AND constraint_type = 'FOREIGN KEY' AND referenced_table IS NOT NULL
"""


@dataclass(frozen=True)
class _Table:
    """One table to copy: as it is called there, and as it is to be called here."""

    there: TableName
    here: TableName
    ddl: str
    columns: tuple[str, ...]
    parents: frozenset[TableName]
    computed: bool  # by a sequence or an expression, which are not copied

    @property
    def keeps_constraints(self) -> bool:
        """True when the table's own DDL can be run here as it is."""
        return self.there == self.here and not self.computed and self.there not in self.parents


@contextmanager
def attached(session: Session, path: Path, alias: str) -> Iterator[None]:
    """Attach a DuckDB file for reading. Raises DataError, DatabaseLocked."""
    try:
        with path.open("rb") as stream:
            start = stream.read(16)
    except OSError as error:
        raise DataError(
            f"{path.name} cannot be read: {error.strerror}", hint="check the file"
        ) from None
    if start.startswith(b"SQLite format 3"):
        raise DataError(
            f"{path.name} is an SQLite file", hint="export its tables as CSV and load those"
        )
    try:
        session.run(f"ATTACH {literal(str(path))} AS {quote(alias)} (READ_ONLY)")
    except Interrupted:
        raise
    except EngineError as error:
        raise _refused(path, error) from error
    try:
        yield
    finally:
        session.run(f"DETACH {quote(alias)}")


def copy_database(
    session: Session,
    path: Path,
    alias: str,
    *,
    schema: str | None,
    mode: str,
    screen: Screen | None = None,
) -> tuple[LoadReport, ...]:
    """Copy every table of an attached file and give one report a table."""
    tables = _tables(session, alias, schema)
    if not tables:
        raise DataError(f"{path.name} holds no tables", hint="vibecli --db FILE opens it as it is")
    existing = {
        TableName(*row)
        for row in session.rows(
            "SELECT schema_name, table_name FROM duckdb_tables() "
            "WHERE database_name = current_database()"
        )
    }
    clash = [table.here.text for table in tables if table.here in existing]
    if clash and mode == "create":
        raise UsageError(
            f"{path.name} holds {clash[0]}, which is there already",
            hint="--replace, --append, or --schema with another name",
        )
    if mode == "replace":
        for table in reversed(tables):  # children before their parents
            session.run(f"DROP TABLE IF EXISTS {table.here.sql}")
    return tuple(
        _copy(
            session, path, alias, table, screen, append=mode == "append" and table.here in existing
        )
        for table in tables
    )


def _tables(session: Session, alias: str, schema: str | None) -> tuple[_Table, ...]:
    parents: dict[TableName, set[TableName]] = {}
    for owner, name, parent in session.rows(_PARENTS, [alias]):
        # the engine allows foreign keys inside one schema only
        parents.setdefault(TableName(owner, name), set()).add(TableName(owner, parent))
    found = []
    for owner, name, ddl, columns, computed in session.rows(_TABLES, [alias]):
        there = TableName(owner, name)
        here = TableName(schema or owner, name)
        inside = frozenset(parents.get(there, ()))
        found.append(_Table(there, here, ddl, tuple(columns), inside, bool(computed)))
    here_names = [table.here for table in found]
    if len(set(here_names)) < len(here_names):
        raise UsageError("two tables of the file have the same name", hint="leave --schema out")
    return tuple(_parents_first(found))


def _parents_first(tables: Sequence[_Table]) -> Iterator[_Table]:
    done: set[TableName] = set()
    left = list(tables)
    while left:
        ready = [table for table in left if table.parents - {table.there} <= done]
        for table in ready or left[:1]:
            yield table
            done.add(table.there)
            left.remove(table)


def _copy(
    session: Session,
    path: Path,
    alias: str,
    table: _Table,
    screen: Screen | None,
    *,
    append: bool,
) -> LoadReport:
    here = table.here.sql
    source = f"{quote(alias)}.{table.there.sql}"
    columns = ", ".join(quote(name) for name in table.columns)
    notes: tuple[str, ...] = ()
    select = f"SELECT {columns} FROM {source}"
    rows, suppressed = screened(screen, session, table.here.text, select)
    before = session.value(f"SELECT count(*) FROM {here}") if append else 0
    session.run(f"CREATE SCHEMA IF NOT EXISTS {quote(table.here.schema)}")
    if append or table.keeps_constraints:
        if not append:
            session.run(table.ddl)
        session.run(f"INSERT INTO {here} BY NAME {rows}")
    else:
        session.run(f"CREATE TABLE {here} AS {rows}")
        notes = ("copied without its constraints and defaults",)
    kinds = session.describe(f"SELECT * FROM {here}")
    return LoadReport(
        source=path.name,
        table=table.here.text,
        rows=session.value(f"SELECT count(*) FROM {here}") - before,
        columns=tuple(LoadedColumn(name=kind.name, type=kind.type) for kind in kinds),
        suppressed=suppressed,
        notes=notes,
    )


def _refused(path: Path, error: EngineError) -> DataError | DatabaseLocked | UsageError:
    reason = error.message.replace(str(path), path.name)
    if any(word in str(error.__cause__).lower() for word in _LOCK_WORDS):
        return DatabaseLocked(f"{path.name} is held by another program", hint="close that program")
    if "already attached" in reason:
        return UsageError(f"{path.name} is the open database itself", hint="load another file")
    return DataError(f"{path.name} is no DuckDB file this version can read", hint=reason)
