"""Whole tables made, replaced, built anew or dropped by a commit, and put back by an undo.

Runs inside the transaction of the one or the other; what the way back needs is in the entry.
"""

from pathlib import Path

from vibecli.engine.base import Session
from vibecli.engine.names import MAIN, TableName, quote
from vibecli.errors import Stale
from vibecli.run.changeset import TableChange
from vibecli.run.definition import (
    column_names,
    definition,
    digest,
    exists,
    schema_exists,
)
from vibecli.run.images import AFTER, BEFORE, field, parquet, restored
from vibecli.run.journal import Entry
from vibecli.run.rowname import rows_told
from vibecli.run.stale import AGAIN
from vibecli.run.tables import RID, exact
from vibecli.run.transaction import Transaction


def build_whole(work: Transaction, change: TableChange, images: TableName, folder: Path) -> Entry:
    """Create, replace or drop the table where the change says so, and give its journal entry."""
    entry = Entry.of(change, images.text)
    if not change.whole:
        return entry
    table = TableName.parse(change.table)
    kept: dict[str, object] = {"images": ""}
    if change.change != "create":
        before = TableName.parse(change.was or change.table)
        kept = {"definition": definition(work.session, before)}
        _keep_whole(work, before, images, change)
    if change.change == "create" or change.was:
        kept["made_schema"] = _make_schema(work, table)
    if change.change != "drop":
        _build(work, table, change, folder / change.file, images)
        kept["names"] = tuple(column_names(work.session, table))
        kept["digest"] = digest(work.session, table, [c.name for c in change.columns])
    return entry.model_copy(update=kept)


def _make_schema(work: Transaction, table: TableName) -> bool:
    if table.schema == MAIN or schema_exists(work.session, table.schema):
        return False
    work.run(f"CREATE SCHEMA {quote(table.schema)}")
    return True


def _keep_whole(
    work: Transaction, table: TableName, images: TableName, change: TableChange
) -> None:
    columns = ", ".join(quote(column.name) for column in change.before_columns)
    # Built under the rows' own numbers: rows carried over are told from changed ones by them.
    numbered = f"rowid AS {RID}, " if change.rebuilt and change.change == "change" else ""
    work.run(f"CREATE TABLE {images.sql} AS SELECT {numbered}{columns} FROM {table.sql}")
    work.run(f"DROP TABLE {table.sql}")


def _build(
    work: Transaction, table: TableName, change: TableChange, path: Path, images: TableName
) -> None:
    columns = ", ".join(f"{quote(c.name)} {c.type}" for c in change.columns)
    made, *rest = change.statements or (f"CREATE TABLE {table.sql} ({columns})",)
    work.run(made)
    image = restored(AFTER, change.columns)
    values = ", ".join(f"{field('a', c)} AS {quote(c.name)}" for c in change.columns)
    rows = (
        f"SELECT {RID}, {values} FROM (SELECT {RID}, {image} AS a"
        f" FROM {parquet(path)} WHERE {AFTER} IS NOT NULL)"
    )
    if change.change == "change":
        _check_carried(work.session, change, path, images)
        rows = (
            f"SELECT * FROM {_carried(change, images)} ANTI JOIN {parquet(path)} USING ({RID})"
            f" UNION ALL BY NAME {rows}"
        )
    names = ", ".join(quote(c.name) for c in change.columns)
    added = work.run(
        f"INSERT INTO {table.sql} ({names}) SELECT {names} FROM ({rows})"
        f" ORDER BY {RID} < 0, abs({RID})"
    )
    expect(table, added, change.rows_after)
    for statement in rest:
        work.run(statement)


def _carried(change: TableChange, images: TableName) -> str:
    """Give the relation of the kept rows as the new shape has them."""
    values = ", ".join(f"{c.source} AS {quote(c.name)}" for c in change.columns)
    return f"(SELECT {RID}, {values} FROM {images.sql} AS {BEFORE})"


def _check_carried(session: Session, change: TableChange, path: Path, images: TableName) -> None:
    """Raise Stale when a row to be changed is not the one reviewed."""
    image = restored(BEFORE, change.columns)
    differ = " OR ".join(
        f"{exact(f't.{quote(c.name)}', c.type)} IS DISTINCT FROM {exact(field('c.b', c), c.type)}"
        for c in change.columns
    )
    moved = session.value(
        f"SELECT count(*) FROM (SELECT {RID}, {image} AS b FROM {parquet(path)}"
        f" WHERE {BEFORE} IS NOT NULL) AS c LEFT JOIN {_carried(change, images)} AS t"
        f" USING ({RID}) WHERE t.{RID} IS NULL OR {differ}"
    )
    if moved:
        raise Stale(f"{rows_told(moved)} of {change.table} changed since the review", hint=AGAIN)


def check_count(session: Session, change: TableChange) -> None:
    """Raise Stale unless the table has as many rows as the review says."""
    if change.change != "drop":
        table = TableName.parse(change.table)
        expect(table, int(session.value(f"SELECT count(*) FROM {table.sql}")), change.rows_after)


def expect(table: TableName, rows: int, reviewed: int) -> None:
    """Raise Stale when other than the reviewed number of rows were written."""
    if rows != reviewed:
        raise Stale(
            f"{table.text}: {rows:,} rows instead of the {reviewed:,} reviewed; "
            "nothing was written",
            hint=AGAIN,
        )


def check_whole(session: Session, entry: Entry) -> str:
    """Tell what is in the way of taking a table made or replaced back; nothing when all is well."""
    there = exists(session, entry.name)
    if entry.change == "drop":
        return f"{entry.table} was made again since" if there else ""
    if not there:
        return f"{entry.table} is gone since"
    if entry.was and exists(session, entry.before):
        return f"{entry.was} was made again since"
    names = list(entry.names) or [column.name for column in entry.columns]
    if column_names(session, entry.name) != names:
        return f"the columns of {entry.table} changed since"
    if digest(session, entry.name, [c.name for c in entry.columns]) != entry.digest:
        return f"rows of {entry.table} changed since"
    return ""


def restore_whole(work: Transaction, entry: Entry) -> None:
    """Drop what the plan made and build the table it replaced or dropped anew."""
    if entry.change != "drop":
        work.run(f"DROP TABLE {entry.name.sql}")
    if entry.made_schema and not _in_use(work.session, entry.name.schema):
        work.run(f"DROP SCHEMA {quote(entry.name.schema)}")
    if entry.change == "create":
        return
    images = TableName.parse(entry.images)
    columns = ", ".join(quote(n) for n in column_names(work.session, images) if n != RID)
    table, *rest = entry.definition
    work.run(table)
    work.run(f"INSERT INTO {entry.before.sql} ({columns}) SELECT {columns} FROM {images.sql}")
    for statement in rest:
        work.run(statement)
    work.run(f"DROP TABLE {images.sql}")


def _in_use(session: Session, schema: str) -> bool:
    return bool(
        session.value(
            "SELECT count(*) FROM (SELECT schema_name AS s FROM duckdb_tables() WHERE database_name"
            " = current_database() UNION ALL SELECT schema_name FROM duckdb_views() WHERE "
            "database_name = current_database()) WHERE s = ?",
            [schema],
        )
    )
