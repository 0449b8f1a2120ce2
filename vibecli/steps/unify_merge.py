"""The merge of one `unify` step, up to but not including its writes.

Owns the scratch tables: members (who is whose record), records (fitted values an input), attached
profile rows, and one table of winners a column. It never writes to a table of the plan.
"""

from collections.abc import Sequence
from typing import Protocol

from vibecli.data.catalog import ColumnInfo, Role, TableInfo
from vibecli.engine.names import literal, quote
from vibecli.engine.types import WHOLE
from vibecli.identity.attachment import (
    OWN_ID,
    Attaching,
    Attachment,
    id_link,
    key_link,
    provenance_link,
    value_link,
)
from vibecli.identity.blanks import blank_sql
from vibecli.identity.fitting import Fitting, same_sql, time_sql
from vibecli.identity.mapping import Field
from vibecli.identity.scratch import Scratch
from vibecli.identity.survivorship import Rule, winners
from vibecli.steps.base import Shadow
from vibecli.steps.unify_members import Members, PersonTest, keyed, rows_of
from vibecli.steps.unify_plan import MergePlan, target_time, unmapped

_SHARED_BY = 10  # a phone or address of more persons than this (and a thousandth) belongs to none
_UNSHARED = frozenset({Role.EMAIL, Role.PHONE})


class Counting(Protocol):
    """What tells which candidates of a column count."""

    def kept(self, number: int, rule: Rule, candidates: str) -> str:
        """Give a SELECT of those that do."""
        ...


class Merge:
    """One merge under way; the steps are called in the order they stand here."""

    def __init__(self, shadow: Shadow, scratch: Scratch, plan: MergePlan) -> None:
        self.shadow = shadow
        self.scratch = scratch
        self.plan = plan
        self.fitting = Fitting(scratch)
        self.fields: list[Field] = list(plan.fields)
        self.rules: list[Rule] = list(plan.rules)
        self.notes: list[str] = []
        self.members = self.scope = self.attached = self.profile = ""
        self.keyed_by_person = False
        self.gone: dict[int, str] = {}  # columns with values that have no say; a SELECT of rid each
        self.edited: dict[int, str] = {}  # columns with values kept as edited; SELECTs of persons
        self._records: list[str] = []

    def relation(self, table: str) -> str:
        """Give a table's rows with __rid, for FROM."""
        return rows_of(self.shadow, table)

    def keyed(self, info: TableInfo) -> str:
        """Give a SELECT of (__rid, record_id) for a table."""
        return keyed(self.shadow, info)

    def read_members(
        self, identity: str, only: Sequence[PersonTest], records: Sequence[PersonTest]
    ) -> None:
        """Read who is whose record, of those that are merged, and which persons are in scope."""
        members = Members(self.shadow, self.scratch, self.plan)
        self.members = members.read(identity, records)
        self.scope = members.scope(only)
        self.notes += members.notes

    # What the inputs say

    def read_records(self) -> None:
        """Read each input's values, fitted to the profile's columns."""
        for place, info in enumerate(self.plan.inputs):
            self.shadow.progress(place, len(self.plan.inputs) + 2, f"reading {info.name}")
            self._records.append(
                self.scratch.table(f"records{place}", self._record_select(place, info))
            )

    def _record_select(self, place: int, info: TableInfo) -> str:
        relation = self.relation(info.name)
        parts = ["m.person", "k.record_id AS record"]
        for number, name in enumerate(self.times_of(place)):
            column = info.column(name)
            parts.append(f"{time_sql(column, relation, self.fitting, info)} AS m{number}")
        for number, field in enumerate(self.all_fields()):
            source = next((s for s in field.sources if s.table == place), None)
            if source is not None:
                value = self.fitting.value(relation, info, source, field.column)
                parts.append(f"{value} AS v{number}")
        return (
            f"SELECT {', '.join(parts)} FROM {relation} t JOIN ({self.keyed(info)}) k"
            f" ON k.__rid = t.__rid JOIN {self.members} m"
            f" ON m.source = {place} AND m.record = k.record_id"
        )

    def times_of(self, place: int) -> list[str]:
        """Give the time columns of an input that any rule orders by."""
        names = {rule.times[place] for rule in self.rules if place in rule.times}
        names |= {self.plan.times[place]} if place in self.plan.times else set()
        return sorted(names)

    def all_fields(self) -> list[Field]:
        """Give the columns to be decided, then those of a natural key."""
        own = list(self.plan.key_fields) if self.plan.key_mode == "natural" else []
        return [*self.fields, *own]

    # Which profile row is whose

    def attach(self, provenance: str | None) -> Attachment:
        """Attach the profile's rows to persons."""
        rows = self.scratch.table("rows", self._row_select())
        attaching = Attaching(self.scratch, rows, self.members)
        if provenance is not None:
            names = [literal(name) for name in self.plan.names]
            relation = self.relation(provenance)
            written = provenance_link(rows, relation, self.members, names)
            attaching.add(id_link(rows, self.members, written))
            attaching.add(written)
        links = {f"l{number}": place for number, place in enumerate(self.plan.links.values())}
        if links:
            attaching.add(key_link(rows, links, self.members))
        for how, row_values, person_values in self._values_in_common(rows):
            attaching.add(value_link(how, row_values, person_values))
        attachment = attaching.done()
        self.attached = attachment.table
        by_id = f"SELECT count(*) FROM {self.attached} WHERE how = {literal(OWN_ID)}"
        self.keyed_by_person = bool(self.scratch.session.value(by_id))
        return attachment

    def _row_select(self) -> str:
        target = self.plan.target
        relation = self.relation(target.name)
        column = target.column(target.key[0]) if len(target.key) == 1 else None
        whole = column is not None and column.type.upper().startswith(WHOLE)
        parts = ["k.__rid AS rid", "k.record_id AS key"]
        parts.append(
            f"{'TRY_CAST(k.record_id AS HUGEINT)' if whole else 'CAST(NULL AS HUGEINT)'} AS sort"
        )
        for number, name in enumerate(self.plan.links):
            linked = target.column(name)
            assert linked is not None, "links name columns of the profile"
            parts.append(f"CAST(t.{quote(linked.name)} AS VARCHAR) AS l{number}")
        for number, field in enumerate(self.fields):
            if field.column.role in _TELLING:
                parts.append(f"{self._same(relation, field.column)} AS s{number}")
        return (
            f"SELECT {', '.join(parts)} FROM {relation} t JOIN ({self.keyed(target)}) k"
            " ON k.__rid = t.__rid"
        )

    def _same(self, relation: str, column: ColumnInfo) -> str:
        return self.fitting.same(relation, column.name, column, f"t.{quote(column.name)}")

    def _values_in_common(self, rows: str) -> list[tuple[str, str, str]]:
        by_role = {
            field.column.role: number
            for number, field in reversed(list(enumerate(self.fields)))
            if field.column.role in _TELLING
        }
        ways = []
        if Role.EMAIL in by_role:
            ways.append(("same e-mail", [by_role[Role.EMAIL]]))
        if Role.PHONE in by_role and Role.FAMILY_NAME in by_role:
            ways.append(
                ("same phone and family name", [by_role[Role.PHONE], by_role[Role.FAMILY_NAME]])
            )
        return [
            (how, self._row_values(rows, numbers), self._person_values(numbers))
            for how, numbers in ways
        ]

    def _row_values(self, rows: str, numbers: Sequence[int]) -> str:
        joined = " || chr(31) || ".join(f"nullif(s{number}, '')" for number in numbers)
        return f"SELECT rid, {joined} AS value FROM {rows}"

    def _person_values(self, numbers: Sequence[int]) -> str:
        selects = []
        for place, records in enumerate(self._records):
            if all(self.has_source(number, place) for number in numbers):
                joined = " || chr(31) || ".join(
                    f"nullif({self._source_same(n)}, '')" for n in numbers
                )
                selects.append(f"SELECT person, {joined} AS value FROM {records}")
        return " UNION ".join(selects) or "SELECT NULL AS person, NULL AS value WHERE false"

    def said(self, number: int, place: int) -> str:
        """Give a relation (record, same): what the records of an input say of a column."""
        return f"(SELECT record, {self._source_same(number)} AS same FROM {self._records[place]})"

    def _source_same(self, number: int) -> str:
        column = self.all_fields()[number].column
        return same_sql(f"CAST(v{number} AS VARCHAR)", column.role)

    def record_times(self) -> str:
        """Give a relation (source, record, recorded): when each record last changed."""
        selects = []
        for place, records in enumerate(self._records):
            if times := self.times_of(place):
                at = times.index(self.plan.times.get(place, times[0]))
                moment = f"max(CAST(m{at} AS TIMESTAMP)) AS recorded"
                selects.append(
                    f"SELECT {place} AS source, record, {moment} FROM {records} GROUP BY record"
                )
        none = "SELECT 0 AS source, '' AS record, CAST(NULL AS TIMESTAMP) AS recorded WHERE false"
        return f"({' UNION ALL '.join([none, *selects])})"

    def has_source(self, number: int, place: int) -> bool:
        """Tell whether an input feeds a column."""
        return any(source.table == place for source in self.all_fields()[number].sources)

    # What the profile says, and who wins

    def read_profile(self, ignore: Sequence[str]) -> int:
        """Read the values of attached rows; gives how many are folded into another."""
        folds = self.scratch.session.value(
            f"SELECT count(*) FROM {self.attached} WHERE {FOLDED} AND person IN (FROM {self.scope})"
        )
        if folds:  # what only a folded row knows must not be lost
            for name in unmapped(self.plan, ignore):
                column = self.plan.target.column(name)
                assert column is not None, "unmapped names columns of the profile"
                self.fields.append(Field(column, ()))
                self.rules.append(Rule("keep_existing"))
        self.profile = self.scratch.table("profile", self._profile_select())
        return int(folds)

    def _profile_select(self) -> str:
        target = self.plan.target
        relation = self.relation(target.name)
        parts = ["a.rid", "a.key", "a.person", "a.rank"]
        parts.append(
            f"{time_sql(target_time(self.plan), relation, self.fitting, target)} AS moment"
        )
        for number, field in enumerate(self.fields):
            parts.append(f"t.{quote(field.column.name)} AS e{number}")
            parts.append(f"{self._same(relation, field.column)} AS s{number}")
        return (
            f"SELECT {', '.join(parts)} FROM {relation} t JOIN {self.attached} a ON a.rid = t.__rid"
            f" WHERE a.person IN (FROM {self.scope}) AND (a.rank = 1 OR {FOLDED})"
        )

    def decide(self, counted: "Counting") -> list[str]:
        """Choose the winner of each column; gives a table each, in the order of `all_fields`."""
        rules = [*self.rules, *[Rule("own_record") for _ in self.all_fields()[len(self.rules) :]]]
        tables = []
        for number, rule in enumerate(rules):
            candidates = self.scratch.table(f"candidates{number}", self._candidates(number, rule))
            kept = f"SELECT * FROM {candidates}{self._unshared(number, candidates)}"
            kept = counted.kept(number, rule, kept)
            role = self.all_fields()[number].column.role
            if role is Role.POSTCODE:  # of 1067 and 01067 the one that lost no zero
                whole = "min(value) OVER (PARTITION BY person, same) AS value"
                kept = f"SELECT * REPLACE ({whole}) FROM ({kept})"
            select = winners(kept, rule, names=role in _NAMES)
            tables.append(self.scratch.table(f"winners{number}", select))
            if number < len(self.fields) and not self.fields[number].sources:
                self._note_lost(number, tables[-1])
        return tables

    def _note_lost(self, number: int, winner: str) -> None:
        """Tell of folded rows whose own value of a column without source goes."""
        lost = self.scratch.session.value(
            f"SELECT count(*) FROM {self.profile} p JOIN {winner} w USING (person)"
            f" WHERE p.rank > 1 AND p.s{number} IS DISTINCT FROM w.same AND p.e{number} IS NOT NULL"
        )
        if lost:
            name = self.fields[number].column.name
            self.notes.append(
                f"{name}: {lost:,} folded profiles say otherwise; the one that stays decides"
            )

    def _candidates(self, number: int, rule: Rule) -> str:
        selects = []
        for source in self.all_fields()[number].sources:
            place = source.table
            times = self.times_of(place)
            moment = f"m{times.index(rule.times[place])}" if place in rule.times else "NULL"
            selects.append(
                f"SELECT person, v{number} AS value, {self._source_same(number)} AS same,"
                f" {place} AS source, record, CAST({moment} AS TIMESTAMP) AS moment,"
                f" {str(source.derived).lower()} AS derived FROM {self._records[place]}"
                f" WHERE v{number} IS NOT NULL AND person IN (FROM {self.scope})"
            )
        if self.profile and number < len(self.fields):
            selects.append(self._existing(number))
        return " UNION ALL ".join(selects)

    def _existing(self, number: int) -> str:
        role = self.fields[number].column.role
        blank = (
            blank_sql(f"CAST(e{number} AS VARCHAR)", role)
            if self.fields[number].sources
            else "false"
        )
        left = f" AND rid NOT IN ({self.gone[number]})" if number in self.gone else ""
        return (
            f"SELECT person, e{number} AS value, s{number} AS same,"
            " -CAST(rank AS INTEGER) AS source, key AS record, moment, false AS derived"
            f" FROM {self.profile} WHERE e{number} IS NOT NULL AND NOT {blank}{left}"
        )

    def _unshared(self, number: int, candidates: str) -> str:
        """Leave out values of so many persons that they identify none."""
        column = self.all_fields()[number].column
        if column.role not in _UNSHARED:
            return ""
        crowd = (
            f"SELECT same FROM {candidates} GROUP BY same HAVING count(DISTINCT person) >"
            f" greatest({_SHARED_BY}, (SELECT count(*) FROM {self.scope}) / 1000)"
        )
        count = self.scratch.session.value(f"SELECT count(*) FROM ({crowd})")
        if not count:
            return ""
        values = "value" if count == 1 else "values"
        self.notes.append(
            f"{column.name}: {count:,} {values} of too many persons, taken for placeholders"
        )
        return f" WHERE same NOT IN ({crowd})"


FOLDED = "(rank > 1 AND how = 'membership')"
_NAMES = frozenset({Role.GIVEN_NAME, Role.FAMILY_NAME, Role.FULL_NAME})
_TELLING = frozenset({Role.EMAIL, Role.PHONE, Role.FAMILY_NAME})
