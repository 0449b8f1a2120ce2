"""Persons who must not come in again: keyed hashes of what names them, and leaving their rows out.

Owns table `suppressed` of schema `vibecli` and the test of incoming rows against it. A value is
never kept; an email or a phone counts in any column, a key or code in the column it is of.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from vibecli.engine.base import Column, Session
from vibecli.engine.names import TableName, literal, quote
from vibecli.errors import UsageError
from vibecli.identity.seal import KINDS, IdentifierKind, Seal, is_phone
from vibecli.run.seal_key import FILE, VARIABLE

SCHEMA = "vibecli"
_NAME = "suppressed"
SUPPRESSED = TableName(SCHEMA, _NAME).sql
_CREATE = f"""
CREATE TABLE IF NOT EXISTS {SUPPRESSED} (
    kind VARCHAR NOT NULL, -- email, phone or id
    place VARCHAR NOT NULL, -- table.column in lower case; empty: any column
    mark VARCHAR NOT NULL, -- keyed hash of the normal form
    key VARCHAR NOT NULL, -- print of the key
    plan_id VARCHAR NOT NULL, made_at VARCHAR,
    lifted VARCHAR NOT NULL -- id of the plan that let the person in again
)"""
Mark = tuple[str, str, str]  # kind, place, mark


@dataclass(frozen=True)
class Suppressed:
    """The marks in force, and the seal they are made with."""

    seal: Seal
    marks: frozenset[Mark]

    def leave_out(
        self, session: Session, table: str, columns: Sequence[Column], relation: str
    ) -> tuple[str, int]:
        """Give the condition that keeps all other rows, and how many rows it leaves out."""
        tests = []
        for column in columns:
            if raw := self._raw(session, table, column, relation):
                text = f"CAST({quote(column.name)} AS VARCHAR)"
                tests.append(f"coalesce({text} IN ({', '.join(map(literal, raw))}), false)")
        if {"source", "record_id"} <= {column.name.lower() for column in columns}:
            tests += self._records(session, relation)
        if not tests:
            return "true", 0
        keep = " AND ".join(f"NOT coalesce({test}, false)" for test in tests)
        out = session.value(f"SELECT count(*) FROM {relation} WHERE NOT ({keep})")
        return keep, int(out)

    def _records(self, session: Session, relation: str) -> list[str]:
        """Give the conditions of rows that name a record of a suppressed person by its key."""
        keyed: dict[str, set[str]] = {}
        for kind, place, mark in self.marks:
            if kind == "id" and place:
                keyed.setdefault(place.rpartition(".")[0], set()).add(mark)
        tests = []
        for source, marks in sorted(keyed.items()):
            named = f"lower(CAST(source AS VARCHAR)) = {literal(source)}"
            rows = session.rows(
                f"SELECT DISTINCT CAST(record_id AS VARCHAR) FROM {relation}"
                f" WHERE {named} AND record_id IS NOT NULL"
            )
            found = self.seal.marked("id", (str(record) for (record,) in rows))
            raw = sorted(record for record, mark in found if mark in marks)
            if raw:
                listed = ", ".join(map(literal, raw))
                tests.append(f"({named} AND CAST(record_id AS VARCHAR) IN ({listed}))")
        return tests

    def names(self, line: str) -> bool:
        """True for a line of a file that names such a person by email or phone."""
        parts = [part.strip().strip('"') for part in _PARTS.split(line)]
        for kind in _ANYWHERE:
            marks = {mark for k, where, mark in self.marks if k == kind}
            fit = filter(_FITS[kind], parts) if marks else ()
            if any(mark in marks for _, mark in self.seal.marked(kind, fit)):
                return True
        return False

    def _raw(self, session: Session, table: str, column: Column, relation: str) -> list[str]:
        """Give the values of a column that are of suppressed persons."""
        place = place_of(table, column.name)
        kinds = {kind: marks for kind in KINDS if (marks := self._of(kind, place))}
        if not kinds or (column.type not in _NAMING and not column.type.startswith("DECIMAL")):
            return []
        rows = session.rows(
            f"SELECT DISTINCT CAST({quote(column.name)} AS VARCHAR) FROM {relation}"
            f" WHERE {quote(column.name)} IS NOT NULL"
        )
        values = [str(value) for (value,) in rows]
        found: set[str] = set()
        for kind, marks in kinds.items():
            fit = filter(_FITS[kind], values)
            found |= {value for value, mark in self.seal.marked(kind, fit) if mark in marks}
        return sorted(found)

    def _of(self, kind: IdentifierKind, place: str) -> set[str]:
        return {mark for k, where, mark in self.marks if k == kind and where in ("", place)}


def read_suppressed(session: Session, seal: Seal | None, catalog: str = "") -> Suppressed | None:
    """Give the marks of a database, None where nobody is suppressed.

    Raises UsageError when they were made with a key that is not at hand: rows would come back.
    """
    known = _there(session, catalog)
    own = f"{quote(catalog)}.{SUPPRESSED}" if catalog else SUPPRESSED
    standing = f"SELECT kind, place, mark, key FROM {own} WHERE lifted = ''"
    rows = session.rows(standing) if known else []
    if not rows:
        return None
    if seal is None or any(key != key_print(seal) for *_, key in rows):
        raise UsageError(
            "the key that suppressed persons are sealed with is missing: they would come back",
            hint=f"put {FILE} back into the state folder, or set {VARIABLE}",
        )
    return Suppressed(seal, frozenset((kind, place, mark) for kind, place, mark, _ in rows))


def write_marks(
    session: Session, seal: Seal, marks: Iterable[Mark], *, plan_id: str, at: str
) -> int:
    """Add marks that are not there yet; gives their number."""
    session.run(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    session.run(_CREATE)
    standing = f"SELECT kind, place, mark FROM {SUPPRESSED} WHERE lifted = ''"
    known = {tuple(row) for row in session.rows(standing)}
    fresh = sorted(set(marks) - known)
    for kind, place, mark in fresh:
        session.run(
            f"INSERT INTO {SUPPRESSED} VALUES (?, ?, ?, ?, ?, ?, '')",
            [kind, place, mark, key_print(seal), plan_id, at],
        )
    return len(fresh)


def lift_marks(session: Session, marks: Collection[str], *, plan_id: str) -> int:
    """Let in again whom these marks name, with all that was noted of them; gives the number."""
    if not _there(session):
        return 0
    gone = (
        "lifted = '' AND (list_contains(?, mark) OR plan_id IN"
        f" (SELECT plan_id FROM {SUPPRESSED} WHERE lifted = '' AND list_contains(?, mark)))"
    )
    listed = sorted(marks)
    count = session.value(f"SELECT count(*) FROM {SUPPRESSED} WHERE {gone}", [listed, listed])
    session.run(f"UPDATE {SUPPRESSED} SET lifted = ? WHERE {gone}", [plan_id, listed, listed])
    return int(count)


def take_back_marks(session: Session, plan_id: str) -> None:
    """Take back what a plan noted or lifted; inside the transaction of its undo."""
    if _there(session):
        session.run(f"DELETE FROM {SUPPRESSED} WHERE plan_id = ?", [plan_id])
        session.run(f"UPDATE {SUPPRESSED} SET lifted = '' WHERE lifted = ?", [plan_id])


def _there(session: Session, catalog: str = "") -> bool:
    return bool(
        session.value(
            "SELECT count(*) FROM duckdb_tables() WHERE schema_name = ? AND table_name = ?"
            " AND database_name = coalesce(nullif(?, ''), current_database())",
            [SCHEMA, _NAME, catalog],
        )
    )


def marks_of(
    seal: Seal,
    named: Mapping[IdentifierKind, Iterable[str]],
    keys: Mapping[tuple[str, str], Iterable[str]],
) -> set[Mark]:
    """Give the marks of values that count anywhere, and of keys in their columns."""
    marks: set[Mark] = set()
    for kind, values in named.items():
        marks |= {(kind, "", mark) for _, mark in seal.marked(kind, values)}
    for (table, column), values in keys.items():
        place = place_of(table, column)
        marks |= {("id", place, mark) for _, mark in seal.marked("id", values)}
    return marks


def place_of(table: str, column: str) -> str:
    """Give a column as marks name it."""
    return f"{TableName.parse(table).text}.{column}".lower()


def key_print(seal: Seal) -> str:
    """Give what a key is told by."""
    return seal.mark("key", "print")[:16]


_ANYWHERE: tuple[IdentifierKind, ...] = ("email", "phone")
_PARTS = re.compile(r"[,;|\t]")
_NAMING = frozenset(
    {"VARCHAR", "JSON", "UUID", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT",
     "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}
)  # fmt: skip
_FITS: dict[IdentifierKind, Callable[[str], bool]] = {
    "email": lambda text: "@" in text,
    "phone": is_phone,
    "id": bool,
}
