"""Identity tables as a look-up: which person a row is of, and which records a person has.

Owns the tables that name records by source and id (identity, its events, provenance of profiles)
and how they tie to the rest. It reads only.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from vibecli.data.catalog import TableInfo
from vibecli.identity.ground import RID, Ground
from vibecli.identity.seal import Seal, Sealed

if TYPE_CHECKING:
    from vibecli.identity.subject import Subject

_IDENTITY = frozenset({"person_id", "source", "record_id", "probability"})
_NAMED = frozenset({"source", "record_id"})
_PROVENANCE = "_provenance"
Link = tuple[str, str, str, str]  # table and column, and the table and column it refers to


class Clusters:
    """The identity tables of one database."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        known = [t for t in ground.catalog.tables if t.kind == "table"]
        self.tables = tuple(t for t in known if _names(t) >= _IDENTITY)
        self._naming = tuple(t for t in known if _names(t) >= _NAMED)
        self._sources: set[str] = set()
        for table in self.tables:
            self._sources |= {name.lower() for name in ground.distinct(table.name, "source")}

    def is_identity(self, table: TableInfo) -> bool:
        """True for an identity table."""
        return table in self.tables

    def is_source(self, table: TableInfo) -> bool:
        """True when the records of a table were matched: its rows are told apart by cluster."""
        return table.name.lower() in self._sources

    def persons(self, info: TableInfo, rids: Sequence[int]) -> set[str]:
        """Give the persons that rows are of, each with its identity table."""
        if not self.is_source(info):
            return set()
        ids = sorted(self._ground.record_ids(info, rids).values())
        found = set()
        for table in self.tables:
            rows = self._ground.session.rows(
                f"SELECT DISTINCT CAST(person_id AS VARCHAR) FROM {self._rows(table)}"
                " WHERE person_id IS NOT NULL AND lower(source) = lower(?)"
                " AND list_contains(?, trim(CAST(record_id AS VARCHAR)))",
                [info.name, ids],
            )
            found |= {f"{table.name}|{person}" for (person,) in rows}
        return found

    def persons_marked(self, seal: Seal, one: Sealed) -> set[str]:
        """Give the persons whose id an identifier is."""
        mark = one.kinds.get("id")
        found = set()
        for table in self.tables if mark and not one.place else ():
            ids = self._ground.distinct(table.name, "person_id")
            found |= {f"{table.name}|{v}" for v, made in seal.marked("id", ids) if made == mark}
        return found

    def members(self, table: TableInfo, persons: set[str]) -> dict[str, set[str]]:
        """Give the record ids of persons by source."""
        rows = self._ground.session.rows(
            "SELECT source, trim(CAST(record_id AS VARCHAR)) FROM"
            f" {self._rows(table)} WHERE list_contains(?, CAST(person_id AS VARCHAR))",
            [_ids(table, persons)],
        )
        found: dict[str, set[str]] = {}
        for source, record in rows:
            found.setdefault(str(source), set()).add(str(record))
        return found

    def take(self, identity: TableInfo, persons: set[str], found: "Subject") -> None:
        """Take in the rows that name the persons and their records."""
        ids, members = _ids(identity, persons), self.members(identity, persons)
        for table in self._naming:
            for column in ("person_id", "other_person_id"):
                if ids and column in _names(table):
                    rows = self._ground.holding(table.name, column, ids)
                    found.add(table.name, rows, f"the person in {identity.name}")
            for source, records in members.items():
                rows = self._record_rows(table, source, records)
                found.add(table.name, rows, "names a record of this person")

    def links(self) -> Iterator[Link]:
        """Give how profiles hang on their provenance, and other tables on person ids."""
        catalog = self._ground.catalog
        for table in self._naming:
            if table.name.endswith(_PROVENANCE) and "profile_key" in _names(table):
                profile = catalog.table(table.name.removesuffix(_PROVENANCE))
                if profile is not None and len(profile.key) == 1:
                    yield profile.name, profile.key[0], table.name, "profile_key"
                    yield table.name, "profile_key", profile.name, profile.key[0]
        for table in catalog.tables:
            if table.kind == "table" and "person_id" in _names(table) and table not in self._naming:
                for identity in self.tables:
                    yield table.name, "person_id", identity.name, "person_id"

    def governs(self, table: str, column: str, to_table: str) -> bool:
        """True for an inferred link that source and record id together tell better."""
        naming = {t.name.lower() for t in self._naming}
        if to_table.lower() in naming:
            return True
        return table.lower() in naming and column.lower() in ("record_id", "profile_key")

    def _record_rows(self, table: TableInfo, source: str, records: set[str]) -> list[int]:
        rows = self._ground.session.rows(
            f"SELECT {RID} FROM {self._rows(table)} WHERE lower(source) = lower(?)"
            " AND list_contains(?, trim(CAST(record_id AS VARCHAR))) ORDER BY 1",
            [source, sorted(records)],
        )
        return [int(rid) for (rid,) in rows]

    def _rows(self, table: TableInfo) -> str:
        return f"(SELECT * FROM {self._ground.tables.numbered(table.name)})"


def _names(table: TableInfo) -> set[str]:
    return {column.name.lower() for column in table.columns}


def _ids(table: TableInfo, persons: set[str]) -> list[str]:
    start = f"{table.name}|"
    return sorted(one.removeprefix(start) for one in persons if one.startswith(start))
