"""Who is whose record: the identity table as a merge reads it, and the persons it is about.

Owns the scratch tables members (source, record, person) and scope (person). It never writes to a
table of the plan.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vibecli.data.catalog import TableInfo
from vibecli.engine.names import TableName, literal
from vibecli.errors import StepFailed
from vibecli.identity.attachment import PROFILE
from vibecli.identity.records import record_ids
from vibecli.identity.scratch import Scratch
from vibecli.steps.base import Shadow
from vibecli.steps.predicate import kept
from vibecli.steps.unify_plan import MergePlan

_SHOWN = 6


@dataclass(frozen=True)
class PersonTest:
    """Keep records of `table` for which `where` holds, or persons who have one."""

    table: str
    where: str


def rows_of(shadow: Shadow, table: str) -> str:
    """Give a table's rows with __rid, for FROM."""
    return f"(SELECT * FROM {shadow.numbered(table)})"


def keyed(shadow: Shadow, info: TableInfo) -> str:
    """Give a SELECT of (__rid, record_id) for a table."""
    return record_ids(info, shadow.columns(info.name), rows_of(shadow, info.name))


class Members:
    """The reading of one identity table."""

    def __init__(self, shadow: Shadow, scratch: Scratch, plan: MergePlan) -> None:
        self._shadow = shadow
        self._scratch = scratch
        self._plan = plan
        self._table = ""
        self.notes: list[str] = []

    def read(self, identity: str, records: Sequence[PersonTest] = ()) -> str:
        """Give the members: (source, record, person), source by its position.

        A record that does not pass a test on those of its table is nobody's.
        """
        relation = rows_of(self._shadow, identity)
        found = [
            row[0]
            for row in self._scratch.session.rows(
                f"SELECT DISTINCT CAST(source AS VARCHAR) FROM {relation} ORDER BY 1"
            )
            if row[0]
        ]
        known = {name: at for name in found if (at := self._position(name)) is not None}
        self._refuse_strangers(identity, known, found)
        cases = " ".join(f"WHEN {literal(name)} THEN {at}" for name, at in known.items())
        place = f"CASE CAST(source AS VARCHAR) {cases} END" if known else "NULL"
        passed = "".join(
            f" AND (source <> {place:d} OR record IN ({select}))"
            for place, select in map(self._tested, records)
        )
        self._table = self._scratch.table(
            "members",
            f"SELECT * FROM (SELECT place AS source, record, min(person) AS person FROM"
            f" (SELECT CAST({place} AS INTEGER) AS place, CAST(record_id AS VARCHAR) AS record,"
            f" CAST(person_id AS VARCHAR) AS person FROM {relation})"
            " WHERE place IS NOT NULL AND record IS NOT NULL AND person IS NOT NULL GROUP BY 1, 2)"
            f" WHERE true{passed}",
        )
        return self._table

    def scope(self, only: Sequence[PersonTest]) -> str:
        """Give the persons that pass every test."""
        select = f"SELECT DISTINCT person FROM {self._table}"
        for place, passed in map(self._tested, only):
            select += (
                f" INTERSECT SELECT person FROM {self._table}"
                f" WHERE source = {place:d} AND record IN ({passed})"
            )
        return self._scratch.table("scope", select)

    def _tested(self, test: PersonTest) -> tuple[int, str]:
        """Give the position of a test's table, and the SELECT of its records that pass."""
        info = self._shadow.table(test.table)
        rows = rows_of(self._shadow, test.table)
        place = self._position(test.table)
        if place is None:
            raise StepFailed(
                f"{test.table} is no input, so no person has a record of it",
                hint=f"filter on {', '.join(self._plan.names)}",
            )
        return place, (
            f"SELECT record_id FROM ({keyed(self._shadow, info)}) WHERE __rid IN"
            f" (SELECT __rid FROM ({kept(rows, test.table, test.where)}))"
        )

    def _position(self, name: str) -> int | None:
        plain = TableName.parse(name).text.lower()
        if self._plan.exists and plain == self._plan.target.name.lower():
            return PROFILE
        names = [each.lower() for each in self._plan.names]
        return names.index(plain) if plain in names else None

    def _refuse_strangers(
        self, identity: str, known: Mapping[str, int], found: Sequence[str]
    ) -> None:
        if found and not any(at >= 0 for at in known.values()):
            raise StepFailed(
                f"{identity} holds no record of {', '.join(self._plan.names)}",
                hint=f"it holds records of {', '.join(found[:_SHOWN])}",
            )
        missing = [name for at, name in enumerate(self._plan.names) if at not in known.values()]
        self.notes += [f"{identity} holds no record of {name}" for name in missing]
