"""What is known of a few persons: their events of all sources, as small tables of the same shape.

A set of features computed on these tables gives for these persons what it gives on the whole ones:
every event that can lead to one of them is there, every way of it to whomever it leads, and the
row of each entity it can lead to. Nothing of the whole tables is read but by row id or value.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from vibecli.engine.base import Array, Column, Session
from vibecli.engine.names import TableName, key_of, quote
from vibecli.learn.definition import EventSource, FeatureColumn, FeatureSet
from vibecli.stream.rowindex import RowIndex

TOUCHED = "__live_touched"  # key: the persons whose features are wanted
_ROWS = "__live_rows"
_LOCAL = 1 << 54  # row ids from here on are of the open transaction


@dataclass
class _Told:
    """A source: where the rows of each value of each link lie."""

    source: EventSource
    name: str  # of the source among all sets
    columns: tuple[Column, ...]  # that are read
    types: tuple[str, ...]  # of the links
    indices: list[RowIndex] | None  # None: a view, whose rows are found by their values
    end: int = 0  # the row id after the last one that is indexed

    @property
    def table(self) -> str:
        """The whole table in SQL."""
        return TableName.parse(self.source.table).sql

    @property
    def events(self) -> str:
        """The table of the few events."""
        return f"__live_events_{self.name}"

    def bridge(self, number: int) -> str:
        """The table of the ways by one link."""
        return f"__live_bridge_{self.name}_{number}"

    @property
    def named(self) -> str:
        return ", ".join(f"o.{quote(column.name)}" for column in self.columns)

    def hashes(self) -> str:
        """Give the SELECT list of the hash of each link's value."""
        links = enumerate(self.source.links)
        return ", ".join(f"hash({quote(link.column)})::UBIGINT AS h{n}" for n, link in links)


@dataclass
class Histories:
    """The events of one set of features, by person."""

    session: Session
    features: FeatureSet
    key_type: str
    name: str  # tells one set from others
    told: list[_Told] = field(default_factory=list)

    @classmethod
    def load(
        cls,
        session: Session,
        features: FeatureSet,
        key_type: str,
        name: str,
        more: Sequence[EventSource] = (),
    ) -> "Histories":
        """Learn where the events of every person lie; `more` are sources beside those of the set."""
        found = cls(session, features, key_type, name)
        for number, source in enumerate((*features.sources, *more)):
            found.told.append(_learnt(session, features, source, f"{name}_{number}"))
        return found

    def gather(self, profile_end: int) -> FeatureSet:
        """Make the tables for the persons of TOUCHED; gives the set that reads them, by `named`."""
        self._catch_up()
        for told in self.told:
            self._events(told)
        for told in self.told:
            for number, link in enumerate(told.source.links):
                if link.bridge is not None:
                    self._bridge(told, number, link.bridge)
        self._entities(profile_end)
        sources = tuple(self.local(number) for number in range(len(self.features.sources)))
        return self.features.model_copy(
            update={"entity": f"temp.{quote(self._names[-1])}", "sources": sources}
        )

    def local(self, number: int) -> EventSource:
        """Give a source as it reads the small tables."""
        told = self.told[number]
        links = tuple(
            link
            if link.bridge is None
            else link.model_copy(update={"bridge": f"SELECT * FROM {told.bridge(n)}"})
            for n, link in enumerate(told.source.links)
        )
        table = f"temp.{quote(self._names[number])}"
        return told.source.model_copy(update={"table": table, "links": links})

    @contextmanager
    def named(self) -> Iterator[None]:
        """Have the small tables under the names of the whole ones, which expressions may say."""
        tables = [*(told.events for told in self.told), self._entity]
        for name, table in zip(self._names, tables, strict=True):
            self.session.run(f"CREATE TEMP VIEW {quote(name)} AS SELECT * FROM {table}")
        yield
        for name in self._names:
            self.session.run(f"DROP VIEW temp.{quote(name)}")

    def others(self) -> str:
        """Give the SELECT of further entities that events of these persons can lead to."""
        ways = [
            f"SELECT key FROM {told.bridge(n)}"
            for told in self.told
            for n, link in enumerate(told.source.links)
            if link.bridge is not None
        ]
        ways += [
            f"SELECT CAST({quote(link.column)} AS {self.key_type}) AS key FROM {told.events}"
            for told in self.told
            for link in told.source.links
            if link.bridge is None
        ]
        return (
            f"SELECT DISTINCT key FROM ({' UNION ALL '.join(ways)})"
            f" WHERE key IS NOT NULL AND key NOT IN (SELECT key FROM {TOUCHED})"
        )

    @property
    def _entity(self) -> str:
        return f"__live_entity_{self.name}"

    @property
    def _names(self) -> list[str]:
        """The names the small tables get: those of the sources, then of the entity."""
        names: list[str] = []
        for table in (*(told.source.table for told in self.told), self.features.entity):
            name = TableName.parse(table).name
            taken = {one.lower() for one in names}
            names.append(f"{name}__{len(names)}" if name.lower() in taken else name)
        return names

    def _catch_up(self) -> None:
        """Index the events of the batches that were committed since."""
        for told in self.told:
            if told.indices is None:
                continue
            found = self.session.arrays(
                f"SELECT rowid AS rid, {told.hashes()} FROM {told.table}"
                f" WHERE rowid >= {told.end:d} AND rowid < {_LOCAL:d}"
            )
            _take_in(told, found)

    def _events(self, told: _Told) -> None:
        """Make the table of the events that can lead to a touched person."""
        if told.indices is None:
            wanted = " OR ".join(
                f"o.{quote(link.column)} IN ({self._values(told, n)})"
                for n, link in enumerate(told.source.links)
            )
            select = f"SELECT {told.named} FROM {told.table} o WHERE {wanted}"
        else:
            rows = [
                index.find(self._hashes(told, number)) for number, index in enumerate(told.indices)
            ]
            self.session.register(_ROWS, {"rid": np.unique(np.concatenate(rows))})
            select = (
                f"SELECT {told.named} FROM {_ROWS} r JOIN {told.table} o ON o.rowid = r.rid"
                f" UNION ALL SELECT {told.named} FROM {told.table} o WHERE o.rowid >= {told.end:d}"
            )
        self.session.run(f"CREATE OR REPLACE TEMP TABLE {told.events} AS {select}")

    def _hashes(self, told: _Told, number: int) -> Array:
        value = f"TRY_CAST(value AS {told.types[number]})"
        found = self.session.arrays(
            f"SELECT DISTINCT hash({value})::UBIGINT AS h FROM ({self._values(told, number)})"
            f" WHERE {value} IS NOT NULL"
        )
        return np.ma.getdata(found["h"])

    @staticmethod
    def _values(told: _Told, number: int) -> str:
        """Give the SELECT of the values of a link that can lead to a touched person."""
        bridge = told.source.links[number].bridge
        if bridge is None:
            return f"SELECT key AS value FROM {TOUCHED}"
        return f"SELECT value FROM ({bridge}\n) WHERE key IN (SELECT key FROM {TOUCHED})"

    def _bridge(self, told: _Told, number: int, bridge: str) -> None:
        """Keep every way of the values of these events, to whomever it leads."""
        column = quote(told.source.links[number].column)
        self.session.run(
            f"CREATE OR REPLACE TEMP TABLE {told.bridge(number)} AS SELECT * FROM ({bridge}\n)"
            f" WHERE value IN (SELECT {column} FROM {told.events})"
        )

    def _entities(self, profile_end: int) -> None:
        """Make the table of the entities: the touched ones, and others an event can lead to."""
        key, table = quote(self.features.key), TableName.parse(self.features.entity).sql
        texts = [f.column or "" for f in self.features.features if f.measure == "attribute"]
        columns = _needed(self.session.describe(f"SELECT * FROM {table}"), texts, [self.features.key])
        named = ", ".join(f"o.{quote(column.name)}" for column in columns)
        self.session.run(
            f"CREATE OR REPLACE TEMP TABLE {self._entity} AS SELECT {named} FROM __stream_people p"
            f" JOIN {table} o ON o.rowid = p.rid"
            f" UNION ALL SELECT {named} FROM {table} o WHERE o.rowid >= {profile_end:d}"
        )
        if not self.has_others():
            return
        there = f"SELECT {key} FROM {self._entity}"
        self.session.run(
            f"INSERT INTO {self._entity} SELECT {named} FROM {table} o WHERE o.{key} IN"
            f" (SELECT key FROM ({self.others()}) UNION SELECT key FROM {TOUCHED})"
            f" AND o.{key} NOT IN ({there})"
        )

    def has_others(self) -> bool:
        """True where an event can lead to somebody else."""
        return bool(self.session.value(f"SELECT count(*) FROM ({self.others()})"))


def _learnt(session: Session, features: FeatureSet, source: EventSource, name: str) -> _Told:
    whole = session.describe(f"SELECT * FROM {TableName.parse(source.table).sql}")
    own = [f for f in features.features if key_of(f.source) == key_of(source.table)]
    texts = [source.where or "", *(text for f in own for text in _texts(f))]
    links = [link.column for link in source.links]
    types = {column.name.lower(): column.type for column in whole}
    told = _Told(
        source,
        name,
        _needed(whole, texts, [source.time, *links]),
        tuple(types[name.lower()] for name in links),
        None,
    )
    if "rowid" in types or not _is_table(session, source.table):
        return told
    found = session.arrays(f"SELECT rowid AS rid, {told.hashes()} FROM {told.table}")
    nothing = np.empty(0, np.int64)
    told.indices = [RowIndex(nothing, nothing) for _ in links]
    _take_in(told, found)
    return told


def _take_in(told: _Told, found: dict[str, Array]) -> None:
    rows = np.ma.getdata(found["rid"])
    if not len(rows) or told.indices is None:
        return
    for number, index in enumerate(told.indices):
        index.add(np.ma.getdata(found[f"h{number}"]), rows)
    told.end = int(rows.max()) + 1


def _texts(feature: FeatureColumn) -> tuple[str, str]:
    return feature.column or "", feature.where or ""


def _needed(
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


