"""The bench a plan is checked on: the user's schema in an empty throw-away database, no rows.

Owns the clones. They are views of typed NULLs, so that nothing is there that the shadow would not
offer as well (no row ids), and no value can appear in an error.
"""

from collections.abc import Sequence
from typing import Self

from vibecli.data.catalog import Catalog
from vibecli.engine.base import Column, Engine, Session
from vibecli.engine.names import MAIN, TableName, key_of, quote
from vibecli.errors import EngineError

_FALLBACK = "VARCHAR"


class EmptyBench:
    """The Bench protocol over an engine's empty database; close it when done."""

    def __init__(self, engine: Engine, catalog: Catalog) -> None:
        """Clone every table and view of the catalog."""
        self.catalog = catalog
        self.engine = engine
        self.session: Session = engine.empty()
        for name in catalog.attached:
            self.session.run(f"ATTACH ':memory:' AS {quote(name)}")
        self._columns: dict[str, tuple[Column, ...]] = {}
        self._names: dict[str, str] = {}
        self._types: dict[str, str] = {}
        for table in catalog.tables:
            self.declare(table.name, [Column(c.name, c.type) for c in table.columns])

    def __enter__(self) -> Self:
        """Give the bench."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close it."""
        self.session.close()

    @property
    def tables(self) -> tuple[str, ...]:
        """The text names of everything that may be read by now."""
        return tuple(self._names.values())

    @property
    def spelt(self) -> dict[str, str]:
        """The text names by the form that names are compared by."""
        return dict(self._names)

    def bind(self, select: str) -> tuple[Column, ...]:
        """Give the result columns of a SELECT. Raises SqlError with the engine's hint."""
        return self.session.describe(select)

    def columns(self, table: str) -> tuple[Column, ...] | None:
        """Give a table's columns as the plan has left them so far, None when there is no table."""
        return self._columns.get(key_of(table))

    def declare(self, table: str, columns: Sequence[Column]) -> None:
        """Let later steps see a table (or a query step's id) with these columns."""
        name = TableName.parse(table)
        if name.catalog or name.place.lower() not in (MAIN, *self.catalog.attached):
            self.session.run(f"CREATE SCHEMA IF NOT EXISTS {name.schema_sql}")
        nulls = ", ".join(f"NULL::{self._known(c.type)} AS {quote(c.name)}" for c in columns)
        self.session.run(
            f"CREATE OR REPLACE VIEW {name.sql} AS SELECT {nulls or 'NULL AS nothing'} WHERE false"
        )
        self._columns[key_of(table)] = tuple(columns)
        self._names[key_of(table)] = name.text

    def forget(self, table: str) -> None:
        """Let later steps no longer see a table."""
        self.session.run(f"DROP VIEW {TableName.parse(table).sql}")
        del self._columns[key_of(table)], self._names[key_of(table)]

    def _known(self, kind: str) -> str:
        """Give a type this engine can make; one it does not know (an extension's) becomes text."""
        if kind not in self._types:
            try:
                self.session.describe(f"SELECT NULL::{kind}")
                self._types[kind] = kind
            except EngineError:
                self._types[kind] = _FALLBACK
        return self._types[kind]
