"""A rule on the tables as they are: types, the SQL that reads a batch, and whether it all fits.

Made once a stream; where a table changed since the rule was made, that is told here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from vibecli.engine.base import Column, Session
from vibecli.engine.names import TableName, literal, quote
from vibecli.engine.types import WHOLE
from vibecli.errors import Stale
from vibecli.run.definition import exists
from vibecli.steps.predicate import called
from vibecli.steps.standing import StandingRule, Survivor, misfits, names_key, of_table
from vibecli.steps.unify_provenance import PROVENANCE_TYPES, provenance_table

BATCH = "__stream_batch"
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_TIMES = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "DATE")


@dataclass(frozen=True)
class Slot:
    """A field of an event as a type of the engine has it."""

    field: str
    type: str
    name: str  # its column of a batch


@dataclass(frozen=True)
class Shape:
    """A rule and the types of what it writes."""

    rule: StandingRule
    event_types: dict[str, str]  # by column in lower case
    profile_types: dict[str, str]

    @classmethod
    def of(cls, session: Session, rule: StandingRule) -> "Shape":
        """Read the tables. Raises Stale where the rule does not fit them."""
        shape = cls(rule, _types(session, rule.events, rule), _types(session, rule.profile, rule))
        more = (*shape.provenance_problems(session), *shape.required_problems(session))
        for problem in (*shape.problems(), *more):
            raise Stale(
                f"standing rule {rule.name} does not fit the tables: {problem}",
                hint="make the rule anew; nothing was taken",
            )
        return shape

    def problems(self) -> Iterator[str]:
        """Give what does not fit, one line each."""
        return misfits(self.rule, self.event_types, self.profile_types)

    def provenance_problems(self, session: Session) -> Iterator[str]:
        """Give what a provenance table of before lacks, or has otherwise."""
        name = TableName.parse(provenance_table(self.rule.profile))
        if not exists(session, name):
            return
        there = {c.name.lower(): c.type for c in session.describe(f"SELECT * FROM {name.sql}")}
        if lacking := ", ".join(sorted(set(PROVENANCE_TYPES) - set(there))):
            yield f"{name.text} has no {lacking}: it was made by an earlier version"
        for column, kind in PROVENANCE_TYPES.items():
            if there.get(column, kind) != kind:
                yield f"{name.text}.{column} is {there[column]}, not {kind}"

    def required_problems(self, session: Session) -> Iterator[str]:
        """Give the columns that every event must have and that the rule gives nothing."""
        rule = self.rule
        given = {one.column.lower() for one in rule.columns} | {(rule.person_column or "").lower()}
        rows = session.rows(
            "SELECT column_name FROM duckdb_columns() WHERE schema_name = ? AND table_name = ?"
            " AND database_name = current_database() AND NOT is_nullable"
            " AND column_default IS NULL ORDER BY column_index",
            TableName.parse(rule.events)[:2],
        )
        for (name,) in rows:
            if name.lower() not in given:
                yield f"{rule.events}.{name} may not be NULL, and no field of an event fills it"

    def make_provenance(self, session: Session) -> None:
        """Make the provenance table if it is not there."""
        columns = ", ".join(f"{name} {kind}" for name, kind in PROVENANCE_TYPES.items())
        session.run(f"CREATE TABLE IF NOT EXISTS {self.provenance} ({columns})")

    def is_profile(self, place: str) -> bool:
        """True for a column of the profile table."""
        return of_table(place, self.rule.profile)

    # Names

    @property
    def events(self) -> str:
        """The events table in SQL."""
        return TableName.parse(self.rule.events).sql

    @property
    def profile(self) -> str:
        """The profile table in SQL."""
        return TableName.parse(self.rule.profile).sql

    @property
    def provenance(self) -> str:
        """The provenance table in SQL."""
        return TableName.parse(provenance_table(self.rule.profile)).sql

    @property
    def written(self) -> tuple[str, ...]:
        """The tables whose rows are found by row id."""
        return self.events, self.profile, self.provenance

    @property
    def key(self) -> str:
        """The key column of the profile."""
        return self.rule.key

    @property
    def key_type(self) -> str:
        """The type of the key."""
        return self.profile_types[self.key.lower()]

    @property
    def numbered(self) -> bool:
        """True where keys are whole numbers, which go on from the largest."""
        return self.key_type.startswith(WHOLE)

    @cached_property
    def key_field(self) -> str | None:
        """The field of an event that is the key of its person's row; a new person gets it."""
        if not (self.numbered or self.key_type == "VARCHAR"):
            return None
        own = {taken.field: self.event_types[taken.column.lower()] for taken in self.rule.columns}
        for one in self.rule.identifiers:
            if names_key(one, self.rule) and own.get(one.field) == self.key_type:
                return one.field
        return None

    def key_of(self, value: str | None) -> str | None:
        """Give a value of that field as the engine writes the key; None where it is no key."""
        if value is None or not self.numbered:
            return value
        return str(int(value)) if _WHOLE.fullmatch(value) else None

    @cached_property
    def places(self) -> dict[str, int]:
        """The number of each column that survivorship writes, in lower case."""
        return {one.column.lower(): at for at, one in enumerate(self.rule.survivorship)}

    @cached_property
    def id_column(self) -> str | None:
        """The column that takes the id of an event."""
        wanted = self.rule.id_field
        return next((t.column for t in self.rule.columns if t.field == wanted), None)

    # The batch

    @cached_property
    def slots(self) -> dict[tuple[str, str], Slot]:
        """Every field in each type it is needed in."""
        rule = self.rule
        wanted = [(t.field, self.event_types[t.column.lower()]) for t in rule.columns]
        wanted += [(one.field, self._value_type(one)) for one in rule.survivorship if one.field]
        wanted.append((rule.time_field, "TIMESTAMP"))
        return {pair: Slot(*pair, f"s{at}") for at, pair in enumerate(dict.fromkeys(wanted))}

    @property
    def time(self) -> str:
        """The column of a batch with the time of an event."""
        return self.slots[self.rule.time_field, "TIMESTAMP"].name

    @property
    def numbered_id(self) -> bool:
        """True where an id is no text: two texts may be the same id."""
        return self.id_column is not None and self.event_types[self.id_column.lower()] != "VARCHAR"

    @property
    def id_slot(self) -> str | None:
        """The column of a batch with the id of an event."""
        if self.id_column is None or self.rule.id_field is None:
            return None
        return self.slots[self.rule.id_field, self.event_types[self.id_column.lower()]].name

    def event_slot(self, column: str, field: str) -> str:
        """Give the column of a batch for a column of the events table."""
        return self.slots[field, self.event_types[column.lower()]].name

    def acting(self, session: Session, good: frozenset[int], *, every: bool) -> frozenset[int]:
        """Give which events of a batch the action is told of, by their own rows."""
        if self.rule.which is None or every or not good:
            return good
        told = [(t.column, f"b.{self.event_slot(t.column, t.field)}") for t in self.rule.columns]
        row = ", ".join(f"{slot} AS {quote(column)}" for column, slot in told)
        rows = called(f"(SELECT b.n AS __n, {row} FROM {BATCH} b)", self.rule.events)
        found = session.rows(f"SELECT __n FROM {rows} WHERE ({self.rule.which}\n)")
        return frozenset(n for (n,) in found)

    def survivor_slot(self, one: Survivor) -> str:
        """Give the column of a batch for a column of the profile; of a count without field none."""
        return self.slots[one.field, self._value_type(one)].name if one.field else "n"

    def _value_type(self, one: Survivor) -> str:
        """A count counts whatever there is."""
        return "VARCHAR" if one.rule == "count" else self.profile_types[one.column.lower()]

    @cached_property
    def batch_sql(self) -> str:
        """The SQL that makes a batch, typed, of the registered texts `f0`, `f1`, ...

        With it goes why an event is no good, its time in microseconds and the hash of its id.
        """
        at = {field: f"l.f{number}" for number, field in enumerate(self.rule.fields)}
        slots = self.slots.values()
        typed = ", ".join(f"{_typed(at[s.field], s.type)} AS {s.name}" for s in slots)
        there = ", ".join(f"{at[s.field]} IS NOT NULL AS {s.name}_given" for s in slots)
        own = f"hash({self.id_slot})::UBIGINT" if self.id_slot else "0::UBIGINT"
        columns = ", ".join(s.name for s in slots)
        return (
            f"CREATE OR REPLACE TEMP TABLE {BATCH} AS SELECT n, {columns}, {self._bad} AS bad,"
            f" coalesce(epoch_us({self.time}), 0) AS moment, {own} AS hash"
            f" FROM (SELECT l.n, {typed}, {there} FROM __stream_lines l)"
        )

    @property
    def _bad(self) -> str:
        cases = [
            f"WHEN {s.name}_given AND {s.name} IS NULL THEN {literal(f'{s.field} is no {s.type}')}"
            for s in self.slots.values()
        ]
        needed = [(self.time, self.rule.time_field)]
        if self.id_slot and self.rule.id_field:
            needed.append((self.id_slot, self.rule.id_field))
        cases += [f"WHEN {slot} IS NULL THEN {literal(self._lacks(f))}" for slot, f in needed]
        return f"CASE {' '.join(cases)} END"

    @property
    def check_sql(self) -> str:
        """The SQL that tells what is known of each event of the batch."""
        return f"SELECT bad, moment, hash FROM {BATCH} ORDER BY n"

    @staticmethod
    def _lacks(field: str) -> str:
        return f"it has no {field}"


def _typed(text: str, kind: str) -> str:
    """Give the SQL of a text as a value, NULL where it is none; whole numbers are not rounded."""
    if kind == "VARCHAR":
        return text
    if kind.startswith(WHOLE):
        whole = rf"regexp_full_match({text}, '\s*[+-]?\d+(\.0*)?\s*')"
        return f"CASE WHEN {whole} THEN TRY_CAST({text} AS {kind}) END"
    if kind in _TIMES:
        # An offset counts; ten or thirteen digits are seconds or milliseconds since 1970.
        return (
            f"CAST(CASE WHEN regexp_full_match({text}, '(\\d{{10}}|\\d{{13}})(\\.\\d+)?') THEN"
            f" make_timestamp(CAST(TRY_CAST({text} AS DECIMAL(24, 6))"
            f" * CASE WHEN {text}[11:11] IN ('', '.') THEN 1000000 ELSE 1000 END AS BIGINT))"
            f" ELSE CAST(TRY_CAST({text} AS TIMESTAMPTZ) AS TIMESTAMP) END AS {kind})"
        )
    return f"TRY_CAST({text} AS {kind})"


def _types(session: Session, table: str, rule: StandingRule) -> dict[str, str]:
    name = TableName.parse(table)
    if not exists(session, name):
        raise Stale(
            f"standing rule {rule.name} does not fit the tables: there is no table {name.text}",
            hint="make the rule anew; nothing was taken",
        )
    columns: tuple[Column, ...] = session.describe(f"SELECT * FROM {name.sql}")
    return {column.name.lower(): column.type for column in columns}
