"""The ledger of a match: which records there are now, and which of them are known as they are.

Owns the print of a record: its name and the compared columns as they are written, so that a record
that changed is told from the same one before. It only reads, into scratch tables.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from vibecli.data.catalog import TableInfo
from vibecli.engine.base import Array, Column, Session
from vibecli.engine.names import literal, quote
from vibecli.identity.records import record_ids
from vibecli.identity.scratch import Scratch
from vibecli.identity.source import Source, read_source
from vibecli.identity.trained import Trained

KNOWN, BATCH = "known", "NOT known"
_ROW = {"sources": "source", "records": "record_id", "persons": "person_id"}


@dataclass(frozen=True)
class Input:
    """One input of a match: its rows, and the condition that chooses among them."""

    table: TableInfo
    columns: tuple[Column, ...]
    relation: str
    where: str = ""

    def read(self, scratch: Scratch, rows: str = "") -> Source:
        """Give the records, all of them or those whose row a SELECT gives."""
        also = [f"({self.where}\n)"] if self.where else []
        also += [f"__rid IN ({rows})"] if rows else []
        where = " AND ".join(also)
        return read_source(scratch.session, self.table, self.columns, self.relation, where)


@dataclass(frozen=True)
class Counts:
    """How many records of which kind there are."""

    known: int
    new: int
    changed: int
    gone: int

    @property
    def batch(self) -> int:
        """The records to be matched."""
        return self.new + self.changed


class Ledger:
    """The records of some inputs beside the identity table that a model stands behind."""

    def __init__(
        self,
        scratch: Scratch,
        inputs: Sequence[Input],
        trained: Trained,
        identity: str,
        prints: str,
    ) -> None:
        self._scratch, self._session = scratch, scratch.session
        self._inputs = sorted(inputs, key=lambda one: one.table.name)
        self._identity = identity
        self._matched = scratch.table("matched", f"SELECT print FROM {prints}")
        now = scratch.table("now", prints_now(self._inputs, trained))
        self._state = scratch.table(
            "state",
            "SELECT n.*, i.__rid AS person_rid, i.person_id,"
            " i.person_id IS NOT NULL AND m.print IS NOT NULL AS known"
            f" FROM {now} AS n LEFT JOIN {identity} AS i USING (source, record_id)"
            f" LEFT JOIN {self._matched} AS m USING (print)",
        )
        self._gone = scratch.table(
            "gone",
            f"SELECT __rid, person_id FROM {identity} AS i WHERE NOT EXISTS"
            f" (FROM {now} AS n WHERE n.source = i.source AND n.record_id = i.record_id)",
        )
        self._lost = scratch.table(
            "lost",
            f"SELECT person_id FROM {self._state} WHERE NOT known AND person_id IS NOT NULL"
            f" UNION SELECT person_id FROM {self._gone} WHERE person_id IS NOT NULL",
        )

    @cached_property
    def counts(self) -> Counts:
        """The number of records by kind."""
        known, new, changed = self._session.rows(
            "SELECT count(*) FILTER (known), count(*) FILTER (person_rid IS NULL),"
            f" count(*) FILTER (NOT known AND person_rid IS NOT NULL) FROM {self._state}"
        )[0]
        gone = int(self._session.value(f"SELECT count(*) FROM ({self.gone})"))
        return Counts(int(known), int(new), int(changed), gone)

    @property
    def gone(self) -> str:
        """The SELECT of the identity rows (`__rid`) whose record is no more."""
        return f"SELECT __rid FROM {self._gone}"

    @property
    def moved_prints(self) -> str:
        """The SELECT of the prints that came and those that went."""
        return (
            f"SELECT print, true AS there FROM {self._state} WHERE NOT known UNION ALL"
            f" SELECT print, false FROM {self._matched} ANTI JOIN {self._state} USING (print)"
        )

    def prints(self, kind: str) -> Array:
        """Give the prints of the records of a kind."""
        return _numbers(self._session.arrays(f"SELECT print FROM {self._state} WHERE {kind}"))

    def records(self, kind: str, prints: Array | None = None) -> tuple[list[Source], Array]:
        """Give the records of a kind, or those with some prints, and their prints in this order."""
        state = f"(SELECT * FROM {self._state} WHERE {kind})"
        if prints is not None:
            asked = self._numbers_table("asked", prints)
            state = f"(SELECT * FROM {state} SEMI JOIN {asked} USING (print))"
        sources, found = [], []
        for number, one in enumerate(self._inputs):
            rows = f"SELECT rid FROM {state} WHERE number = {number}"
            sources.append(one.read(self._scratch, rows))
            select = f"SELECT print FROM {state} WHERE number = {number} ORDER BY record_id, rid"
            found.append(_numbers(self._session.arrays(select)))
        return sources, np.concatenate(found)

    def persons(self, prints: Array) -> tuple[list[str], Array]:
        """Give all persons of known records, and the number of each record's, by their prints."""
        found = self._session.arrays(
            "SELECT print, (dense_rank() OVER (ORDER BY person_id) - 1)::INTEGER AS n"
            f" FROM {self._state} WHERE known ORDER BY print"
        )
        names = self._session.rows(
            f"SELECT DISTINCT person_id FROM {self._state} WHERE known ORDER BY person_id"
        )
        place = np.searchsorted(_numbers(found), prints)
        return [str(name) for (name,) in names], np.ma.getdata(found["n"])[place]

    def standing(self, persons: Collection[str]) -> set[str]:
        """Give those of some person ids that the identity table has."""
        asked = self._scratch.lookup("minted", {"person_id": sorted(persons)})
        rows = self._session.rows(
            f"SELECT DISTINCT person_id FROM {self._identity} SEMI JOIN {asked} USING (person_id)"
        )
        return {str(person) for (person,) in rows}

    def lost(self) -> set[str]:
        """Give the persons that a record went from, by a change or altogether."""
        rows = self._session.rows(f"SELECT person_id FROM {self._lost}")
        return {str(person) for (person,) in rows}

    def members(self, prints: Array) -> tuple[Array, list[str]]:
        """Give all known records of the persons that some of them, or a lost one, belonged to."""
        asked = self._numbers_table("members", prints)
        persons = (
            f"SELECT person_id FROM {self._state} SEMI JOIN {asked} USING (print)"
            f" UNION ALL FROM {self._lost}"
        )
        found = self._session.arrays(
            f"SELECT print, person_id FROM {self._state} WHERE known AND person_id IN ({persons})"
            " ORDER BY print"
        )
        return _numbers(found), np.ma.getdata(found["person_id"]).tolist()

    def people(self, persons: Sequence[str]) -> dict[str, Array]:
        """Give the identity rows of some persons, and of those that a record went from."""
        asked = self._scratch.lookup("people", {"person_id": persons})
        theirs = f"person_id IN (FROM {asked} UNION ALL FROM {self._lost})"
        return identity_rows(self._session, self._identity, theirs)

    @cached_property
    def person_count(self) -> int:
        """The number of persons the identity table has."""
        count = f"SELECT count(DISTINCT person_id) FROM {self._identity}"
        return int(self._session.value(count))

    def _numbers_table(self, name: str, prints: Array) -> str:
        self._session.register("__ledger_prints", {"print": prints})
        try:
            return self._scratch.table(name, "SELECT print FROM __ledger_prints")
        finally:
            self._session.unregister("__ledger_prints")


def identity_rows(session: Session, identity: str, where: str = "true") -> dict[str, Array]:
    """Give the sources, records and persons of an identity table; no row has a NULL."""
    texts = ", ".join(f"CAST({own} AS VARCHAR) AS {name}" for name, own in _ROW.items())
    said = " AND ".join(f"{own} IS NOT NULL" for own in _ROW.values())
    found = session.arrays(
        f"SELECT {texts} FROM {identity} WHERE {said} AND {where} ORDER BY 3, 1, 2"
    )
    return {name: np.array(np.ma.getdata(found[name]), dtype=object) for name in _ROW}


def prints_now(inputs: Sequence[Input], trained: Trained) -> str:
    """Give the SELECT of all records (number, rid, source, record_id, print); inputs by name."""
    return " UNION ALL ".join(_prints(one, number, trained) for number, one in enumerate(inputs))


def _prints(one: Input, number: int, trained: Trained) -> str:
    compared = {
        part.column.lower() for field in trained.fields if (part := field.parts[number]) is not None
    }
    texts = [
        f"CAST(t.{quote(c.name)} AS VARCHAR)" for c in one.columns if c.name.lower() in compared
    ]
    where = f" WHERE ({one.where}\n)" if one.where else ""
    chosen = f"(SELECT * FROM {one.relation}{where})"
    name = literal(one.table.name)
    told = f"CAST(to_json([{', '.join([name, 'r.record_id', *texts])}]) AS VARCHAR)"
    return (
        f"SELECT {number} AS number, t.__rid AS rid, {name} AS source, r.record_id,"
        f" md5_number_lower({told}) AS print FROM {chosen} AS t"
        f" JOIN ({record_ids(one.table, one.columns, one.relation)}) AS r USING (__rid)"
    )


def _numbers(found: dict[str, Array]) -> Array:
    return np.ma.getdata(found["print"]).astype(np.uint64)
