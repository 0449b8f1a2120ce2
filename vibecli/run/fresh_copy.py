"""All of one database into an empty other one, whatever its rows refer to.

The engine copies a database at once, but not rows that refer to rows of their own table: those go
in level by level, so that what a row refers to is there before it.
"""

from collections.abc import Sequence

from vibecli.data.generated import is_generated
from vibecli.engine.base import Session
from vibecli.engine.names import TableName, quote
from vibecli.errors import DataError, EngineError
from vibecli.run.transaction import NOTHING


def copy_all(session: Session, source: str, target: str) -> None:
    """Copy the database attached as `source` into the empty one attached as `target`."""
    session.run("BEGIN")
    try:
        session.run(f"COPY FROM DATABASE {quote(source)} TO {quote(target)}")
        session.run("COMMIT")
    except EngineError as error:
        session.run("ROLLBACK")
        if "foreign key" not in error.message.lower():
            raise
        session.run(f"COPY FROM DATABASE {quote(source)} TO {quote(target)} (SCHEMA)")
        for table in _parents_first(session, source):
            _copy_levels(session, table, source, target)


def _parents_first(session: Session, source: str) -> Sequence[TableName]:
    tables = session.rows(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = ?"
        " AND NOT internal ORDER BY ALL",
        [source],
    )
    parents: dict[TableName, set[TableName]] = {TableName(*row): set() for row in tables}
    for schema, child, parent, *_ in _references(session, source):
        if child != parent:
            parents[TableName(schema, child)].add(TableName(schema, parent))
    ordered: list[TableName] = []
    while left := [table for table in parents if table not in ordered]:
        ordered += [t for t in left if parents[t] <= {*ordered}] or left[:1]
    return ordered


def _references(session: Session, source: str) -> list[tuple[str, str, str, list[str], list[str]]]:
    rows = session.rows(
        "SELECT schema_name, table_name, referenced_table, constraint_column_names,"
        " referenced_column_names FROM duckdb_constraints()"
        " WHERE database_name = ? AND constraint_type = 'FOREIGN KEY'"
        " AND referenced_table IS NOT NULL ORDER BY ALL",
        [source],
    )
    return [(str(a), str(b), str(c), list(d), list(e)) for a, b, c, d, e in rows]


def _copy_levels(session: Session, table: TableName, source: str, target: str) -> None:
    """Copy a table's rows, those first that refer to no row of it which is still to come."""
    own = [
        (columns, keys)
        for schema, child, parent, columns, keys in _references(session, source)
        if (schema, child) == (table.schema, table.name) and child == parent
    ]
    here, there = f"{quote(target)}.{table.sql}", f"{quote(source)}.{table.sql}"
    names = ", ".join(_written(session, table, source))
    ready = " AND ".join(_ready(columns, keys, here) for columns, keys in own) or "true"
    session.run("CREATE OR REPLACE TEMP TABLE __copied (row BIGINT)")
    while True:
        rows = f"FROM {there} AS s WHERE s.rowid NOT IN (SELECT row FROM __copied) AND {ready}"
        session.run(f"CREATE OR REPLACE TEMP TABLE __level AS SELECT s.rowid AS row {rows}")
        if not session.value("SELECT count(*) FROM __level"):
            break
        level = "SELECT row FROM __level"
        session.run(
            f"INSERT INTO {here} ({names}) SELECT {names} FROM {there} AS s"
            f" WHERE s.rowid IN ({level}) ORDER BY s.rowid"
        )
        session.run(f"INSERT INTO __copied {level}")
    left = session.value(f"SELECT count(*) - (SELECT count(*) FROM __copied) FROM {there}")
    if left:
        raise DataError(f"rows of {table.text} refer to each other in a circle; {NOTHING}")


def _ready(columns: Sequence[str], keys: Sequence[str], here: str) -> str:
    """Give the condition that what a row refers to is there, or that it refers to nothing."""
    none = " OR ".join(f"s.{quote(column)} IS NULL" for column in columns)
    pairs = zip(columns, keys, strict=True)
    same = " AND ".join(f"h.{quote(key)} = s.{quote(column)}" for column, key in pairs)
    return f"(({none}) OR EXISTS (SELECT 1 FROM {here} AS h WHERE {same}))"


def _written(session: Session, table: TableName, source: str) -> list[str]:
    """Give the columns that are not computed."""
    rows = session.rows(
        "SELECT c.column_name, c.data_type, c.column_default, t.sql FROM duckdb_columns() AS c"
        " JOIN duckdb_tables() AS t USING (database_name, schema_name, table_name)"
        " WHERE database_name = ? AND schema_name = ? AND table_name = ? ORDER BY c.column_index",
        [source, table.schema, table.name],
    )
    return [
        quote(name)
        for name, kind, default, sql in rows
        if not (default and is_generated(sql, name, kind))
    ]
