"""The names a plan's SQL reads in the shadow: one view for each table and view of the base.

Owns making them. A view of the user's is made anew over the shadow, so that it shows what earlier
steps did; one that cannot be bound is read from the base, and one that cannot be read is left out.
"""

from collections.abc import Mapping

from vibecli.engine.base import BASE, Session
from vibecli.engine.names import MAIN, TableName, quote
from vibecli.errors import EngineError
from vibecli.run.tables import TableShape


def make_views(session: Session, tables: Mapping[str, TableShape]) -> tuple[str, ...]:
    """Make every table of the base readable; gives the names of views that cannot be read."""
    here = quote(session.value("SELECT current_database()"))
    session.run("BEGIN")
    for schema in sorted({shape.table.schema for shape in tables.values()}):
        session.run(f"CREATE SCHEMA IF NOT EXISTS {here}.{quote(schema)}")
    for shape in tables.values():
        if shape.kind == "table":
            session.run(_base_view(shape))
    session.run("COMMIT")
    waiting = [shape for shape in tables.values() if shape.kind == "view"]
    made = _user_views(session, here, waiting)
    return tuple(
        shape.table.text
        for shape in waiting
        if shape not in made and not _readable(session, _base_view(shape), shape)
    )


def view_texts(session: Session) -> str:
    """Give what the views of the base and of the attached databases are made of."""
    found = session.rows(
        "SELECT sql FROM duckdb_views()"
        " WHERE database_name <> current_database() AND NOT internal ORDER BY ALL"
    )
    return "\n".join(str(sql) for (sql,) in found)


def _user_views(session: Session, here: str, waiting: list[TableShape]) -> list[TableShape]:
    """Make views until none of those left can be made: they may stand on each other."""
    sql = {
        TableName(schema, name): text
        for schema, name, text in session.rows(
            "SELECT schema_name, view_name, sql FROM duckdb_views()"
            " WHERE database_name = ? AND NOT internal",
            [BASE],
        )
    }
    made: list[TableShape] = []
    progress = True
    while progress:
        progress = False
        for shape in (s for s in waiting if s not in made):
            # The stored text names tables as seen from the view's own schema.
            session.run(f"USE {here}.{quote(shape.table.schema)}")
            if _readable(session, sql[shape.table], shape):
                made.append(shape)
                progress = True
    session.run(f"USE {here}.{MAIN}")
    return made


def _base_view(shape: TableShape) -> str:
    columns = ", ".join(quote(column.name) for column in shape.columns)
    return (
        f"CREATE OR REPLACE VIEW {shape.table.sql} AS"
        f" SELECT {columns} FROM {quote(BASE)}.{shape.table.sql}"
    )


def _readable(session: Session, create: str, shape: TableShape) -> bool:
    """Make a view; True when it can be bound and has the columns it should have."""
    try:
        session.run(create)
        found = session.describe(f"SELECT * FROM {shape.table.sql}")
    except EngineError:
        return False
    return [c.name for c in found] == [c.name for c in shape.columns]
