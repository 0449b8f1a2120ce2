"""One of two tables that are compared, as a session reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from vibecli.data.catalog import TableInfo
from vibecli.data.profile import profile_table
from vibecli.engine.base import Array, Column, Session
from vibecli.engine.names import TableName, quote
from vibecli.errors import SqlError, UsageError
from vibecli.run.comparison import Side
from vibecli.run.incoming import STAGING
from vibecli.run.tables import RID

_EXCERPT = 20_000  # rows that roles and a key are inferred from


class Extent(NamedTuple):
    """How many rows a table has, and from which number to which."""

    rows: int
    low: int
    high: int


@dataclass(frozen=True)
class Table:
    """One of the two tables, readable in the session under `relation`; its rows are numbered."""

    side: Side
    relation: str
    rid: str  # the column that numbers them, in the order of a scan
    columns: tuple[Column, ...]
    info: TableInfo
    extent: Extent

    @classmethod
    def of(cls, session: Session, side: Side, catalog: str, number: int) -> "Table":
        """Make a table of an attached database readable; a view's rows are kept first."""
        name = TableName.parse(side.table)
        source, rid = f"{quote(catalog)}.{name.sql}", "rowid"
        stored = session.rows(
            "SELECT 1 FROM duckdb_tables() WHERE database_name = ?"
            " AND lower(schema_name) = lower(?) AND lower(table_name) = lower(?)",
            [catalog, name.schema, name.name],
        )
        try:
            columns = session.describe(f"SELECT * FROM {source}")
        except SqlError as error:
            raise UsageError(f"there is no table {side.name}", hint=error.hint) from error
        taken = next((c.name for c in columns if c.name.lower() in ("rowid", RID)), None)
        if taken:
            what = f"{side.name} has a column called {taken}, as rows are told apart by"
            raise UsageError(what, hint="compare a view of it where the column is called otherwise")
        if not stored:
            kept, rid = f"{STAGING}.{quote(f't{number}')}", "__row"
            numbered = f"(row_number() OVER ()) - 1 AS {rid}"
            session.run(f"CREATE TABLE {kept} AS SELECT {numbered}, * FROM {source}")
            source = kept
        info = side.info or _excerpt(session, side.table, source, columns)
        return cls(side, source, rid, columns, info, _extent(session, source, rid))

    def column(self, name: str) -> Column | None:
        """Find a column by name, ignoring case."""
        return next((c for c in self.columns if c.name.lower() == name.lower()), None)

    def rids(self, session: Session, places: Array) -> Array:
        """Give the row numbers of rows by their places in a scan."""
        extent = self.extent
        if not extent.rows or extent.high - extent.low + 1 == extent.rows:
            return places + extent.low
        found: Array = session.arrays(f"SELECT {self.rid} AS r FROM {self.relation}")["r"][places]
        return found

    def value(self, column: Column) -> str:
        """Give the SQL of a value of a column both tables have, in the type that holds both."""
        own = self.column(column.name)
        assert own is not None
        value = f"__t.{quote(own.name)}"
        return value if own.type == column.type else f"CAST({value} AS {column.type})"


def _extent(session: Session, relation: str, rid: str) -> Extent:
    select = f"SELECT count(*), min({rid}), max({rid}) FROM {relation}"
    rows, low, high = session.rows(select)[0]
    return Extent(rows, low or 0, high or 0)


def _excerpt(session: Session, name: str, source: str, columns: Sequence[Column]) -> TableInfo:
    """Give roles and key of a table nobody has looked at, from its first rows."""
    return profile_table(session, f"(FROM {source} LIMIT {_EXCERPT:d})", name, columns)
