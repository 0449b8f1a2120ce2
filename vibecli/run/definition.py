"""What a table is made of beside its rows: DDL, indexes, comments, references; and content digests.

Owns reading them from the engine's catalog, so that a dropped or replaced table can be made again.
"""

from collections.abc import Sequence

from vibecli.engine.base import Session
from vibecli.engine.names import TableName, literal, quote

_HERE = (
    "schema_name = ? AND table_name = ?"
    " AND database_name = coalesce(nullif(?, ''), current_database())"
)


def exists(session: Session, table: TableName) -> bool:
    """True when there is a table of this name."""
    return bool(session.value(f"SELECT count(*) FROM duckdb_tables() WHERE {_HERE}", [*table]))


def column_names(session: Session, table: TableName) -> list[str]:
    """Give the columns of a table in their order, none when it is not there."""
    rows = session.rows(
        f"SELECT column_name FROM duckdb_columns() WHERE {_HERE} ORDER BY column_index", [*table]
    )
    return [name for (name,) in rows]


def schema_exists(session: Session, schema: str) -> bool:
    """True when there is a schema of this name."""
    return bool(
        session.value(
            "SELECT count(*) FROM duckdb_schemas() WHERE database_name = current_database() "
            "AND schema_name = ?",
            [schema],
        )
    )


def definition(session: Session, table: TableName) -> tuple[str, ...]:
    """Give the statements that make an empty table like this one: DDL, indexes, comments."""
    made = session.rows(f"SELECT sql, comment FROM duckdb_tables() WHERE {_HERE}", [*table])
    indexes = session.rows(
        f"SELECT sql FROM duckdb_indexes() WHERE {_HERE} AND sql IS NOT NULL ORDER BY index_name",
        [*table],
    )
    columns = session.rows(
        f"SELECT column_name, comment FROM duckdb_columns() WHERE {_HERE} "
        "AND comment IS NOT NULL ORDER BY column_index",
        [*table],
    )
    told = [f"COMMENT ON TABLE {table.sql} IS {literal(text)}" for _, text in made if text]
    told += [
        f"COMMENT ON COLUMN {table.sql}.{quote(name)} IS {literal(text)}" for name, text in columns
    ]
    told += [
        f"COMMENT ON INDEX {quote(table.schema)}.{quote(name)} IS {literal(text)}"
        for name, text in session.rows(
            f"SELECT index_name, comment FROM duckdb_indexes() WHERE {_HERE} "
            "AND comment IS NOT NULL ORDER BY index_name",
            [*table],
        )
    ]
    return (*(sql for sql, _ in made), *(sql for (sql,) in indexes), *told)


def collated(session: Session, table: TableName) -> bool:
    """True when some text column of the table compares other than by its bytes."""
    return " COLLATE " in "".join(definition(session, table)[:1]).upper()


def parents_first(session: Session, tables: Sequence[TableName]) -> list[TableName]:
    """Order tables so that one that others refer to comes before them; else as given."""
    refers = {(child, parent) for child, parent in _references(session) if child != parent}
    left, ordered = list(tables), []
    while left:
        free = [t for t in left if not any((t, p) in refers for p in left)]
        step = free or left[:1]
        ordered += step
        left = [table for table in left if table not in step]
    return ordered


def referring(session: Session, tables: Sequence[TableName]) -> list[TableName]:
    """Give the tables that refer to one of these, directly or through others."""
    references = _references(session)
    found: list[TableName] = []
    referred = list(tables)
    while referred:
        new = {child for child, parent in references if parent in referred} - {*found}
        referred = sorted(new)
        found += referred
    return found


def triggers(session: Session, table: TableName) -> bool:
    """True when the table has triggers, which DuckDB knows from 2.0 on."""
    known = "SELECT count(*) FROM duckdb_functions() WHERE function_name = 'duckdb_triggers'"
    return bool(
        session.value(known)
        and session.value(f"SELECT count(*) FROM duckdb_triggers() WHERE {_HERE}", [*table])
    )


def _references(session: Session) -> set[tuple[TableName, TableName]]:
    """Give each table that refers to another, or to itself, with that one."""
    rows = session.rows(
        "SELECT schema_name, table_name, referenced_table FROM duckdb_constraints() "
        "WHERE database_name = current_database() AND constraint_type = 'FOREIGN KEY'"
    )
    # The engine allows references inside one schema only.
    return {(TableName(schema, child), TableName(schema, parent)) for schema, child, parent in rows}


def digest(session: Session, table: TableName, columns: Sequence[str]) -> str:
    """Give an order-free digest of a table's content that no engine version changes."""
    values = ", ".join(f"CAST({quote(column)} AS VARCHAR)" for column in columns)
    row = session.rows(
        "SELECT count(*), coalesce(bit_xor(md5_number(v)), 0), "
        "coalesce(sum(md5_number_lower(v)::HUGEINT), 0) "
        f"FROM (SELECT CAST(to_json([{values}]) AS VARCHAR) AS v FROM {table.sql})"
    )[0]
    return "-".join(str(part) for part in row)
