"""The records of an identity table, numbered, and the values their tables hold for them.

Owns the numbering (by source and record id, so that it does not depend on row order) and the way
from a record id back to its row. Reads only; what it keeps are temporary tables of the session.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from vibecli.data.catalog import PERSONAL_ROLES, Catalog, ColumnInfo, Role, TableInfo
from vibecli.data.nearest import nearest_hint
from vibecli.engine.base import Array, Column, Session
from vibecli.engine.names import TableName, literal, quote
from vibecli.errors import NotFound, UsageError
from vibecli.identity.records import record_ids
from vibecli.identity.scratch import Scratch
from vibecli.identity.source import Source, read_source
from vibecli.steps.match_check import OUTPUT_COLUMNS

Record = tuple[str, str]  # source, record id
_RID = quote("__rid")
TELLING = PERSONAL_ROLES - {Role.CODE} | {Role.CITY, Role.REGION}  # mean the same in any table


class Held(NamedTuple):
    """A column of a source's table."""

    source: str
    table: TableInfo
    column: ColumnInfo


def identity_tables(catalog: Catalog) -> tuple[TableInfo, ...]:
    """Give the identity tables of a database."""
    wanted = {column.name for column in OUTPUT_COLUMNS}
    return tuple(t for t in catalog.tables if {c.name.lower() for c in t.columns} >= wanted)


def identity_table(catalog: Catalog, name: str | None) -> TableInfo:
    """Give the identity table of this name, or the only one. Raises NotFound, UsageError."""
    known = identity_tables(catalog)
    if name is None:
        if not known:
            raise NotFound("no identity table here", hint='vibecli ask "find duplicates in TABLE"')
        if len(known) > 1:
            names = [table.name for table in known]
            raise UsageError(
                f"there are {len(names)} identity tables: {', '.join(names)}",
                hint=f"--identity {names[0]}",
            )
        return known[0]
    found = catalog.table(name)
    if found is None:
        hint = nearest_hint(name, [table.name for table in known], noun="identity table")
        raise NotFound(f"no table {name}", hint=hint)
    if found not in known:
        columns = ", ".join(column.name for column in OUTPUT_COLUMNS)
        raise UsageError(f"{found.name} is no identity table", hint=f"it needs {columns}")
    return found


@dataclass(frozen=True)
class IdentityRecords:
    """The records of one identity table, for as long as its scratch tables last."""

    scratch: Scratch
    catalog: Catalog
    table: TableInfo
    proposed: str = ""  # SELECT of the rows a plan would leave, in place of those of the table

    @property
    def session(self) -> Session:
        """The session the tables are read in."""
        return self.scratch.session

    @cached_property
    def rows(self) -> str:
        """(person_id, source, record_id, probability), a row a record."""
        columns = ", ".join(quote(c.name) for c in OUTPUT_COLUMNS)
        if self.proposed:
            select = f"SELECT {columns} FROM ({self.proposed})"
            return self.scratch.table("proposed", select)
        return f"(SELECT {columns} FROM {self.table.table.sql})"

    @cached_property
    def relation(self) -> str:
        """(n, person, source, record, record_id, probability), a row a record.

        `record` is the trimmed id; `person` is the smallest n of the person.
        """
        numbered = self.scratch.table(
            "numbered",
            "SELECT row_number() OVER (ORDER BY source, record_id, person_id, probability) - 1"
            f" AS n, source, record_id, person_id, probability FROM {self.rows}",
        )
        persons = f"(SELECT person_id, min(n) AS first FROM {numbered} GROUP BY person_id)"
        return self.scratch.table(
            "known",
            "SELECT r.n, coalesce(p.first, r.n) AS person, r.source,"
            " trim(CAST(r.record_id AS VARCHAR)) AS record,"
            f" CAST(r.record_id AS VARCHAR) AS record_id, r.probability FROM {numbered} AS r"
            f" LEFT JOIN {persons} AS p ON r.person_id = p.person_id",
        )

    @cached_property
    def size(self) -> int:
        """How many records there are."""
        return int(self.session.value(f"SELECT count(*) FROM {self.relation}"))

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The names of the tables the records are of."""
        rows = self.session.rows(f"SELECT DISTINCT source FROM {self.rows} ORDER BY 1")
        return tuple(str(row[0]) for row in rows if row[0] is not None)

    @cached_property
    def source_names(self) -> dict[str, str]:
        """The sources by what they may be called: their name, without schema where clear."""
        names = {name: name for name in self.sources}
        bare = [TableName.parse(name).name for name in self.sources]
        for source, short in zip(self.sources, bare, strict=True):
            if bare.count(short) == 1:
                names.setdefault(short, source)
        return names

    @cached_property
    def persons(self) -> Array:
        """The person of each record: the smallest number of it."""
        found = self.session.arrays(f"SELECT person FROM {self.relation} ORDER BY n")
        return np.ma.getdata(found["person"])

    @cached_property
    def bits(self) -> Array:
        """The log-odds of each record belonging to its person; NaN where nothing is said."""
        found = self.session.arrays(f"SELECT probability FROM {self.relation} ORDER BY n")
        chance = np.ma.filled(found["probability"].astype(np.float64), np.nan)
        with np.errstate(divide="ignore"):
            return np.asarray(np.log2(chance) - np.log2(1 - chance))

    def names(self, numbers: Sequence[int]) -> dict[int, Record]:
        """Give the source and the id of records by their numbers."""
        if not numbers:
            return {}
        listed = ", ".join(f"{number:d}" for number in numbers)
        rows = self.session.rows(
            f"SELECT n, source, record_id FROM {self.relation} WHERE n IN ({listed})"
        )
        return {int(n): (str(source), str(record)) for n, source, record in rows}

    def column(self, name: str) -> tuple[str, tuple[Held, ...]]:
        """Keep (source, record_id, value) of a column; gives also the columns that hold it.

        A source without a column of the name has its one column of the same role taken. Raises
        NotFound with the nearest names where no source has such a column.
        """
        held = self._holding(name)
        if not held:
            known = sorted({c.name for _, table in self._held() for c in table.columns})
            hint = nearest_hint(name, ["source", *known], noun="column")
            raise NotFound(f"no column {name} in {', '.join(self.sources)}", hint=hint)
        selects = [
            f"SELECT {literal(one.source)} AS source, i.record_id,"
            f" CAST(t.{quote(one.column.name)} AS VARCHAR) AS value"
            f" FROM {_rows(one.table)} AS t JOIN ({_ids(one.table)}) AS i USING ({_RID})"
            for one in held
        ]
        return self.scratch.table("by", " UNION ALL ".join(selects)), held

    def values(self, records: Sequence[Record]) -> dict[Record, dict[str, str | None]]:
        """Give the values of records as text, by column; a record that is gone has none."""
        return record_values(self.scratch, self._held(), records)

    def read(self, table: TableInfo, only: Collection[str]) -> Source:
        """Give some columns (in lower case) of a source's records that are in the identity table.

        They are read as a match reads them.
        """
        named = f"FROM {self.rows} WHERE source = {literal(table.name)}"
        held, known = self.session.rows(
            f"SELECT (SELECT count(*) {named}), (SELECT count(*) FROM {table.table.sql})"
        )[0]
        wanted = f"SELECT {_RID} FROM ({_ids(table)}) WHERE record_id IN (SELECT record_id {named})"
        where = "" if held == known else f"{_RID} IN ({wanted})"
        columns = [Column(column.name, column.type) for column in table.columns]
        return read_source(self.session, table, columns, _rows(table), where, only=only)

    def info(self, source: str) -> TableInfo | None:
        """Give what is known of a source's table."""
        return self.catalog.table(source)

    def _holding(self, name: str) -> tuple[Held, ...]:
        named = {source: column for source, table in self._held() if (column := table.column(name))}
        roles = [column.role for column in named.values() if column.role in TELLING]
        found = []
        for source, table in self._held() if named else ():
            alike = table.with_role(*roles[:1]) if roles else ()
            column = named.get(source) or (alike[0] if len(alike) == 1 else None)
            if column is not None:
                found.append(Held(source, table, column))
        return tuple(found)

    def _held(self) -> Iterator[tuple[str, TableInfo]]:
        """Give the sources whose table is still there."""
        for source in self.sources:
            if (table := self.info(source)) is not None:
                yield source, table


def record_values(
    scratch: Scratch, tables: Iterable[tuple[str, TableInfo]], records: Sequence[Record]
) -> dict[Record, dict[str, str | None]]:
    """Give the values of records as text, by column; one that its table does not hold has none."""
    found: dict[Record, dict[str, str | None]] = {}
    for source, table in tables:
        wanted = [record for where, record in records if where == source]
        if not wanted:
            continue
        listed = scratch.lookup("wanted", {"record_id": wanted})
        texts = ", ".join(f"CAST(t.{quote(c.name)} AS VARCHAR)" for c in table.columns)
        rows = scratch.session.rows(
            f"SELECT i.record_id, {texts} FROM {_rows(table)} AS t JOIN ({_ids(table)}) AS i"
            f" USING ({_RID}) WHERE i.record_id IN (SELECT record_id FROM {listed})"
        )
        names = [column.name for column in table.columns]
        found |= {(source, str(row[0])): dict(zip(names, row[1:], strict=True)) for row in rows}
    return found


def _rows(table: TableInfo) -> str:
    """Give the table's rows with a row number, as a match numbers them."""
    taken = "rowid" in {column.name.lower() for column in table.columns}
    number = "row_number() OVER ()" if taken or table.kind == "view" else "rowid"
    return f"(SELECT {number} AS {_RID}, * FROM {TableName.parse(table.name).sql})"


def _ids(table: TableInfo) -> str:
    columns = [Column(column.name, column.type) for column in table.columns]
    return record_ids(table, columns, _rows(table))
