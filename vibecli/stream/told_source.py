"""A source of events as a stream reads it: its columns, and where the rows of each value lie."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vibecli.engine.base import Array, Column, Session
from vibecli.engine.names import TableName, key_of, quote
from vibecli.learn.definition import EventSource, FeatureColumn, FeatureSet
from vibecli.stream.rowindex import RowIndex

_LARGE = 200_000  # events, from which it is worth having those of one person side by side


@dataclass
class ToldSource:
    """A source: where the rows of each value of each link lie."""

    source: EventSource
    name: str  # of the source among all sets
    columns: tuple[Column, ...]  # that are read
    types: tuple[str, ...]  # of the links
    indices: list[RowIndex] | None  # None: a view, whose rows are found by their values
    end: int = 0  # the row id after the last one that is indexed
    past: list[RowIndex] | None = None  # of the copy, in which the events of one value lie together

    @property
    def table(self) -> str:
        """The whole table in SQL."""
        return TableName.parse(self.source.table).sql

    @property
    def events(self) -> str:
        """The table of the few events."""
        return f"__live_events_{self.name}"

    @property
    def copy(self) -> str:
        """The copy of a large table as it was at the start."""
        return f"__live_past_{self.name}"

    def bridge(self, number: int) -> str:
        """The table of the ways by one link."""
        return f"__live_bridge_{self.name}_{number}"

    @property
    def named(self) -> str:
        """The columns that are read, in SQL."""
        return ", ".join(f"o.{quote(column.name)}" for column in self.columns)

    def hashes(self) -> str:
        """Give the SELECT list of the hash of each link's value."""
        links = enumerate(self.source.links)
        return ", ".join(f"hash({quote(link.column)})::UBIGINT AS h{n}" for n, link in links)


def learnt(session: Session, features: FeatureSet, source: EventSource, name: str) -> ToldSource:
    """Learn where the rows of a source lie."""
    whole = session.describe(f"SELECT * FROM {TableName.parse(source.table).sql}")
    own = [f for f in features.features if key_of(f.source) == key_of(source.table)]
    texts = [source.where or "", *(text for f in own for text in expressions(f))]
    links = [link.column for link in source.links]
    types = {column.name.lower(): column.type for column in whole}
    told = ToldSource(
        source,
        name,
        needed(whole, texts, [source.time, *links]),
        tuple(types[name.lower()] for name in links),
        None,
    )
    if "rowid" in types or not _is_table(session, source.table):
        return told
    told.indices = [RowIndex.empty() for _ in links]
    if session.value(f"SELECT count(*) FROM {told.table}") > _LARGE:
        _copy(session, told)
    else:
        take_in(told, session.arrays(indexed(told, told.table)))
    return told


def _copy(session: Session, told: ToldSource) -> None:
    """Copy what is read of a large table, the events of one value together.

    Rows that lie apart are read at a hundredth of the speed.
    """
    columns = [quote(link.column) for link in told.source.links]
    value = "CASE" + "".join(f" WHEN {c} IS NOT NULL THEN hash({c})" for c in columns) + " END"
    session.run(
        f"CREATE OR REPLACE TEMP TABLE {told.copy} AS SELECT {told.named} FROM {told.table} o"
        f" ORDER BY {value}"
    )
    found = session.arrays(indexed(told, told.copy))
    rows = np.ma.getdata(found["rid"])
    told.past = [RowIndex(np.ma.getdata(found[f"h{n}"]), rows) for n in range(len(columns))]
    told.end = int(session.value(f"SELECT coalesce(max(rowid), -1) + 1 FROM {told.table}"))


def indexed(told: ToldSource, table: str) -> str:
    """Give the SQL of row ids and the hash of each link."""
    return f"SELECT rowid AS rid, {told.hashes()} FROM {table}"


def take_in(told: ToldSource, found: dict[str, Array]) -> None:
    """Take in rows that came to the table."""
    rows = np.ma.getdata(found["rid"])
    if not len(rows) or told.indices is None:
        return
    for number, index in enumerate(told.indices):
        index.add(np.ma.getdata(found[f"h{number}"]), rows)
    told.end = int(rows.max()) + 1


def expressions(feature: FeatureColumn) -> tuple[str, str]:
    """Give the expressions of a feature."""
    return feature.column or "", feature.where or ""


def needed(
    columns: Sequence[Column], texts: Sequence[str], names: Sequence[str]
) -> tuple[Column, ...]:
    """Give the columns that are named, or whose name stands anywhere in a text."""
    said, wanted = "\0".join(texts).lower(), {name.lower() for name in names}
    return tuple(c for c in columns if c.name.lower() in wanted or c.name.lower() in said)


def _is_table(session: Session, table: str) -> bool:
    name = TableName.parse(table)
    return bool(
        session.value(
            "SELECT count(*) FROM duckdb_tables() WHERE lower(schema_name) = lower(?)"
            " AND lower(table_name) = lower(?) AND database_name = current_database()",
            [name.schema, name.name],
        )
    )
