"""The tables a person is looked for in: rows by number, values as text; a shadow or a database.

Owns the few questions that are asked of them. Values are handed to the engine as parameters, so
that none stands in SQL that is kept.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from vibecli.data.catalog import Catalog, TableInfo
from vibecli.engine.base import Column, Session
from vibecli.engine.names import TableName, quote
from vibecli.identity.records import record_ids

Values = Mapping[str, str | None]
RID = "__rid"


class Numbered(Protocol):
    """What has tables with numbered rows: the shadow of a plan, or an open database."""

    @property
    def session(self) -> Session:
        """The session they are read in."""
        ...

    @property
    def catalog(self) -> Catalog:
        """What is known of them."""
        ...

    def numbered(self, table: str) -> str:
        """Give a relation (for FROM): `__rid` BIGINT, then the table's columns."""
        ...


@dataclass(frozen=True)
class OpenDatabase:
    """The tables of an open database, numbered as a shadow numbers them."""

    session: Session
    catalog: Catalog

    def numbered(self, table: str) -> str:
        """Give a relation (for FROM): `__rid` BIGINT, then the table's columns."""
        info = self.catalog.table(table)
        hidden = info is None or info.column("rowid") is not None or info.kind == "view"
        number = "row_number() OVER ()" if hidden else "rowid"
        return f"(SELECT {number} AS {RID}, * FROM {TableName.parse(table).sql})"


@dataclass(frozen=True)
class Ground:
    """The questions asked of numbered tables."""

    tables: Numbered

    @property
    def session(self) -> Session:
        """The session they are read in."""
        return self.tables.session

    @property
    def catalog(self) -> Catalog:
        """What is known of them."""
        return self.tables.catalog

    def distinct(self, table: str, column: str, rids: Iterable[int] | None = None) -> list[str]:
        """Give the values of a column as text, each once; of some rows only where told."""
        sql = f"SELECT DISTINCT {_text(column)} AS v FROM {self._rows(table)}"
        found = self.session.rows(
            f"{sql} WHERE {quote(column)} IS NOT NULL{_among(rids)} ORDER BY 1"
        )
        return [str(value) for (value,) in found]

    def holding(self, table: str, column: str, values: Collection[str]) -> list[int]:
        """Give the rows that hold one of these values, given as text."""
        if not values:
            return []
        sql = f"SELECT {RID} FROM {self._rows(table)} WHERE list_contains(?, {_text(column)})"
        return [int(rid) for (rid,) in self.session.rows(f"{sql} ORDER BY 1", [sorted(values)])]

    def naming(
        self, table: str, column: str, needles: Sequence[str], patterns: Sequence[str] = ()
    ) -> dict[int, str]:
        """Give the texts that have one of these in them, in whatever case, by row."""
        text = f"lower({_text(column)})"
        alike = [f"regexp_matches({_text(column)}, ?)"] * len(patterns)
        tests = " OR ".join([*[f"contains({text}, ?)"] * len(needles), *alike]) or "false"
        sql = f"SELECT {RID}, {_text(column)} FROM {self._rows(table)} WHERE {tests} ORDER BY 1"
        found = self.session.rows(sql, [*(needle.lower() for needle in needles), *patterns])
        return {int(rid): str(value) for rid, value in found}

    def values(self, info: TableInfo, rids: Iterable[int]) -> dict[int, Values]:
        """Give rows as text, by number."""
        wanted = sorted(rids)
        if not wanted:
            return {}
        names = [column.name for column in info.columns]
        texts = ", ".join(map(_text, names))
        sql = f"SELECT {RID}, {texts} FROM {self._rows(info.name)} WHERE true{_among(wanted)}"
        found = self.session.rows(f"{sql} ORDER BY 1")
        return {int(row[0]): dict(zip(names, row[1:], strict=True)) for row in found}

    def record_ids(self, info: TableInfo, rids: Iterable[int]) -> dict[int, str]:
        """Give the record ids of rows."""
        named = self._named(info)
        found = self.session.rows(
            f"SELECT {RID}, record_id FROM ({named}) WHERE true{_among(rids)}"
        )
        return {int(rid): str(record) for rid, record in found if record is not None}

    def records(self, info: TableInfo, ids: Collection[str]) -> list[int]:
        """Give the rows of records."""
        sql = f"SELECT {RID} FROM ({self._named(info)}) WHERE list_contains(?, trim(record_id))"
        return [int(rid) for (rid,) in self.session.rows(f"{sql} ORDER BY 1", [sorted(ids)])]

    def _named(self, info: TableInfo) -> str:
        columns = [Column(column.name, column.type) for column in info.columns]
        return record_ids(info, columns, self._rows(info.name))

    def _rows(self, table: str) -> str:
        return f"(SELECT * FROM {self.tables.numbered(table)})"


def _text(column: str) -> str:
    return f"CAST({quote(column)} AS VARCHAR)"


def _among(rids: Iterable[int] | None) -> str:
    if rids is None:
        return ""
    listed = ", ".join(f"{rid:d}" for rid in sorted(rids)) or "NULL"
    return f" AND {RID} IN ({listed})"
