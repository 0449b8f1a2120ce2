"""The journal in the user's own database: which plans were applied, and what they replaced.

Owns schema `vibecli` there: `runs`, one row an applied plan, `undos`, one row an undo, and the
tables that keep the rows before and after. It is written in the same transaction as the data. It
never touches a user table.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Self

from pydantic import TypeAdapter

from vibecli.engine.base import Session
from vibecli.engine.names import TableName
from vibecli.errors import NotFound
from vibecli.run.changeset import ChangedTable, FileChange, PlanRecord
from vibecli.run.definition import exists
from vibecli.run.model import Decision, Review, Run, TableReceipt, TakenBack

SCHEMA = "vibecli"
_RUNS = TableName(SCHEMA, "runs")
RUNS = _RUNS.sql
_ID_LENGTH = 12
_CREATE = f"""
CREATE TABLE IF NOT EXISTS {RUNS} (
    plan_id VARCHAR NOT NULL,
    attempt INTEGER NOT NULL, -- an undone plan may be applied again: the next attempt
    number BIGINT NOT NULL, -- order of the runs, from 1
    intent VARCHAR, planner VARCHAR, record VARCHAR, rules VARCHAR, decision VARCHAR,
    tables VARCHAR, entries VARCHAR,
    applied_at VARCHAR, applied_by VARCHAR, undone_at VARCHAR, undone_by VARCHAR,
    PRIMARY KEY (plan_id, attempt)
)"""
_WHOLE = '"derived":[{]"plan_id":"([0-9a-f]{64})"'  # of a part, in its record
_COLUMNS = (
    "plan_id, attempt, number, intent, planner, tables, entries, applied_at, applied_by AS by,"
    " decision,"
    " undone_at, undone_by,"
    f" coalesce(regexp_extract(record, '{_WHOLE}', 1), '') AS part_of"
)
_UNDOS = TableName(SCHEMA, "undos")
UNDOS = _UNDOS.sql
_CREATE_UNDOS = f"""
CREATE TABLE IF NOT EXISTS {UNDOS} (
    plan_id VARCHAR NOT NULL, attempt INTEGER NOT NULL,
    undone_at VARCHAR, undone_by VARCHAR,
    tables VARCHAR, left_rows BIGINT NOT NULL, -- rows that moved since and stayed
    number BIGINT NOT NULL -- order of the undos, from 1
)"""


class Entry(ChangedTable):
    """What is kept of the change of one table, enough to take it back."""

    images: str  # the journal table; empty when the plan created the table
    definition: tuple[str, ...] = ()  # replaced and dropped tables: their DDL and their indexes
    made_schema: bool = False
    names: tuple[str, ...] = ()  # of the same: their columns, computed ones too
    digest: str = ""  # created and replaced tables: their content after the plan
    undone: bool = False  # taken back by an undo in part, which left something else
    pruned_at: str | None = None  # its images were dropped then
    erased: str = ""  # id of the forget it was written by: nothing takes that back

    @classmethod
    def of(cls, change: ChangedTable, images: str) -> Self:
        """Give the entry of a change whose images are kept in this table."""
        shared = {name: getattr(change, name) for name in ChangedTable.model_fields}
        return cls(images=images, **shared)

    @property
    def name(self) -> TableName:
        """The table in parts."""
        return TableName.parse(self.table)

    @property
    def before(self) -> TableName:
        """The table in parts, as it was called before the plan."""
        return TableName.parse(self.was or self.table)

    @property
    def whole(self) -> bool:
        """True when the table was made, dropped or built anew."""
        return self.change != "change" or bool(self.definition)


class JournalRun(Run):
    """One applied plan with all that an undo needs."""

    attempt: int
    number: int
    entries: tuple[Entry, ...]
    policy: str = ""  # print of the one it was applied under

    @property
    def short_id(self) -> str:
        """The id people type."""
        return self.plan_id[:8]

    def line(self) -> Run:
        """Give the run as the history tells it."""
        return Run(**{name: getattr(self, name) for name in Run.model_fields})


_TABLES = TypeAdapter(tuple[TableReceipt, ...])
_FILES = TypeAdapter(tuple[FileChange, ...])
_ENTRIES = TypeAdapter(tuple[Entry, ...])


def ensure(session: Session) -> None:
    """Make the journal if it is not there; inside the transaction that needs it."""
    session.run(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    session.run(_CREATE)


def images_table(plan_id: str, attempt: int, number: int) -> str:
    """Give the name of the table that keeps the rows of change `number` (from 1)."""
    again = f"_{attempt}" if attempt > 1 else ""
    return TableName(SCHEMA, f"changes_{plan_id[:_ID_LENGTH]}_{number}{again}").text


def history(session: Session) -> tuple[Run, ...]:
    """Give the applied plans, newest first."""
    return tuple(run.line() for run in runs(session))


def runs(session: Session) -> tuple[JournalRun, ...]:
    """Give every run with its entries, newest first."""
    if not exists(session, _RUNS):
        return ()
    select = f"SELECT {_COLUMNS} FROM {RUNS} ORDER BY number DESC"
    names = [column.name for column in session.describe(select)]
    undos = _undos(session)
    return tuple(_run(dict(zip(names, row, strict=True)), undos) for row in session.rows(select))


def _run(
    fields: dict[str, Any], undos: Mapping[tuple[str, int], Sequence[TakenBack]]
) -> JournalRun:
    tables, entries = (json.loads(fields[name]) for name in ("tables", "entries"))
    pruned = [entry["pruned_at"] for entry in entries if entry.get("pruned_at")]
    own = tuple(undos.get((fields["plan_id"], fields["attempt"]), ()))
    decision = json.loads(fields.pop("decision") or "{}")
    told = {
        "imported_by": decision.get("imported_by", ""),
        "approved_by": decision.get("approved_by", ()),
        "policy": decision.get("policy", ""),
        "overrides": decision.get("overrides", ()),
        "tables": tables,
        "entries": entries,
        "undos": own,
        "pruned_at": max(pruned, default=None),
    }
    return JournalRun.model_validate({**fields, **told})


def _undos(session: Session) -> dict[tuple[str, int], list[TakenBack]]:
    if not exists(session, _UNDOS):
        return {}
    found: dict[tuple[str, int], list[TakenBack]] = {}
    names = "plan_id, attempt, undone_at, undone_by, tables, left_rows"
    select = f"SELECT {names} FROM {UNDOS} ORDER BY number"
    for plan_id, attempt, at, by, tables, left in session.rows(select):
        one = TakenBack(at=at, by=by, tables=_TABLES.validate_json(tables), left_rows=left)
        found.setdefault((plan_id, attempt), []).append(one)
    return found


def find(session: Session, prefix: str = "") -> JournalRun:
    """Give the newest run whose plan id starts so; without a prefix the newest not undone."""
    every = runs(session)
    if not prefix:
        standing = [run for run in every if run.undone_at is None]
        if not standing:
            raise NotFound("there is no applied plan to undo", hint="vibecli history lists them")
        return standing[0]
    found = [run for run in every if run.plan_id.startswith(prefix.lower())]
    if not found:
        raise NotFound(f"no applied plan {prefix}", hint="vibecli history lists them")
    if len({run.plan_id for run in found}) > 1:
        raise NotFound(f"more than one applied plan starts with {prefix}", hint="type more of it")
    return found[0]


def standing(session: Session, plan_id: str) -> JournalRun | None:
    """Give the run of a plan that is applied and not undone."""
    return next((r for r in runs(session) if r.plan_id == plan_id and r.undone_at is None), None)


def next_attempt(session: Session, plan_id: str) -> int:
    """Give the number of this attempt to apply a plan: one more than those undone."""
    done = session.value(f"SELECT count(*) FROM {RUNS} WHERE plan_id = ?", [plan_id])
    return int(done) + 1


def write(  # noqa: PLR0913 - the parts of one journal row
    session: Session,
    *,
    plan_id: str,
    attempt: int,
    record: PlanRecord,
    review: Review,
    decision: Decision,
    entries: tuple[Entry, ...],
) -> None:
    """Write the row of a run; the primary key lets each attempt in once."""
    number = session.value(f"SELECT coalesce(max(number), 0) + 1 FROM {RUNS}")
    session.run(
        f"INSERT INTO {RUNS} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)",
        [
            plan_id,
            attempt,
            number,
            record.intent,
            record.planner,
            record.model_dump_json(),
            "[" + ",".join(rule.model_dump_json() for rule in review.rules) + "]",
            decision.model_dump_json(),
            _TABLES.dump_json(receipts(entries)).decode(),
            _ENTRIES.dump_json(entries).decode(),
            decision.at,
            decision.by,
        ],
    )


def receipts(entries: tuple[Entry, ...]) -> tuple[TableReceipt, ...]:
    """Give the counts of a run's tables."""
    return tuple(
        TableReceipt(table=e.table, added=e.added, changed=e.changed, removed=e.removed)
        for e in entries
    )


def mark_undone(
    session: Session, run: JournalRun, undo: TakenBack, left: Sequence[Entry] | None = None
) -> None:
    """Write when and by whom a run was undone; with `left` only in part, and that stays."""
    session.run(_CREATE_UNDOS)
    number = session.value(f"SELECT coalesce(max(number), 0) + 1 FROM {UNDOS}")
    tables = _TABLES.dump_json(undo.tables).decode()
    session.run(
        f"INSERT INTO {UNDOS} VALUES (?, ?, ?, ?, ?, ?, ?)",
        [run.plan_id, run.attempt, undo.at, undo.by, tables, undo.left_rows, number],
    )
    if left is not None:
        set_entries(session, run, left)
        return
    session.run(
        f"UPDATE {RUNS} SET undone_at = ?, undone_by = ? WHERE plan_id = ? AND attempt = ?",
        [undo.at, undo.by, run.plan_id, run.attempt],
    )


def set_entries(session: Session, run: JournalRun, entries: Sequence[Entry]) -> None:
    """Write anew what is kept of a run's changes."""
    session.run(
        f"UPDATE {RUNS} SET entries = ? WHERE plan_id = ? AND attempt = ?",
        [_ENTRIES.dump_json(tuple(entries)).decode(), run.plan_id, run.attempt],
    )


def files(session: Session, run: JournalRun) -> tuple[FileChange, ...]:
    """Give the contracts a run wrote, with their text before and after."""
    record = json.loads(document(session, run)[0])
    return _FILES.validate_python(record.get("files", ()))


def document(session: Session, run: JournalRun) -> tuple[str, str, str]:
    """Give a run's record, rules and decision as JSON."""
    found = session.rows(
        f"SELECT record, rules, decision FROM {RUNS} WHERE plan_id = ? AND attempt = ?",
        [run.plan_id, run.attempt],
    )
    record, rules, decision = found[0]
    return record, rules, decision
