"""One applied plan as the journal alone tells it: on any machine, without the state folder.

Owns that document: who, when, what was asked and understood, the plan, what it changed, what the
rules said, the decision, and what became of it. It writes nothing.
"""

from collections.abc import Mapping, Sequence

from pydantic import TypeAdapter, ValidationError

from vibecli.engine.base import Session
from vibecli.engine.names import TableName
from vibecli.errors import DataError, NotFound
from vibecli.model import Model
from vibecli.plan.model import Plan
from vibecli.plan.origin import Origin
from vibecli.run import journal
from vibecli.run.changeset import PlanRecord, StoredColumn, TableChange
from vibecli.run.definition import exists
from vibecli.run.images import AFTER, BEFORE, Swap, field
from vibecli.run.journal import Entry, JournalRun
from vibecli.run.leftover import left_rows
from vibecli.run.model import ColumnDiff, Decision, Derived, LeftRow, RuleResult, Run, TableDiff

_RULES = TypeAdapter(tuple[RuleResult, ...])


class Past(Model):
    """One run of a plan, from the database it changed."""

    number: int  # of the run, from 1
    attempt: int  # of this plan: an undone one may be applied again
    state: str
    run: Run
    understood: str
    plan: Plan
    origin: Origin
    reads: tuple[str, ...]
    tables: tuple[TableDiff, ...]  # columns only while the rows before are kept whole
    rules: tuple[RuleResult, ...]
    decision: Decision
    left: tuple[LeftRow, ...] = ()  # of an undo in part: the first rows that stay
    left_rows: int = 0
    engine: str
    derived: Derived | None = None  # of a part of a plan


def past(session: Session, plan_id: str) -> Past:
    """Give the newest run of a plan, by a prefix of its id; without, the last one that stands.

    Where all is undone, that is the last run.

    Raises NotFound, DataError.
    """
    runs = () if plan_id else journal.runs(session)
    if not plan_id and not runs:
        raise NotFound(
            "no plan has been applied to this database yet", hint="vibecli review --list"
        )
    undone = bool(runs) and all(run.undone_at for run in runs)
    run = runs[0] if undone else journal.find(session, plan_id)
    record, rules, decision = _documents(session, run)
    entries = {entry.table: entry for entry in run.entries}
    partly = run.state == "partly undone"
    return Past(
        number=run.number,
        attempt=run.attempt,
        state=run.state,
        run=run.line(),
        understood=record.understood,
        plan=record.plan,
        origin=record.origin,
        reads=record.reads,
        tables=tuple(_table(session, run, change, entries) for change in record.changes),
        rules=rules,
        decision=decision,
        left=_left(session, run.entries) if partly and not run.pruned_at else (),
        left_rows=run.undos[-1].left_rows if partly else 0,
        engine=record.engine,
        derived=record.derived,
    )


def _documents(
    session: Session, run: JournalRun
) -> tuple[PlanRecord, tuple[RuleResult, ...], Decision]:
    record, rules, decision = journal.document(session, run)
    try:
        return (
            PlanRecord.model_validate_json(record),
            _RULES.validate_json(rules),
            Decision.model_validate_json(decision),
        )
    except ValidationError as error:
        raise DataError(
            f"plan {run.short_id} was applied in a form this version cannot read",
            hint="use the version of vibecli that applied it",
        ) from error


def _table(
    session: Session, run: JournalRun, change: TableChange, entries: Mapping[str, Entry]
) -> TableDiff:
    kept = {name: getattr(change, name) for name in _SHARED}
    entry = entries.get(change.table)
    whole = entry is not None and not run.undos and not run.pruned_at
    columns = _columns(session, entry) if entry and whole else ()
    return TableDiff(**kept, columns=columns, samples=())


_SHARED = (
    "table", "change", "rows_before", "rows_after", "added", "changed", "removed", "file", "sha256",
)  # fmt: skip


def _columns(session: Session, entry: Entry) -> tuple[ColumnDiff, ...]:
    """Count how each column changed, from the rows before and after."""
    images = TableName.parse(entry.images) if entry.images else None
    if entry.whole or images is None or not exists(session, images):
        return ()
    swap = Swap(
        table=entry.name, columns=entry.columns, relation="", old=BEFORE, new=AFTER, collated=True
    )
    counts = ", ".join(part for column in entry.columns for part in _parts(swap, column))
    row = session.rows(
        f"SELECT {counts} FROM {images.sql} c WHERE {BEFORE} IS NOT NULL AND {AFTER} IS NOT NULL"
    )[0]
    found = [(column, row[3 * n : 3 * n + 3]) for n, column in enumerate(entry.columns)]
    return tuple(
        ColumnDiff(column=c.name, type=c.type, filled=filled, replaced=replaced, cleared=cleared)
        for c, (filled, replaced, cleared) in found
        if filled or replaced or cleared
    )


def _parts(swap: Swap, column: StoredColumn) -> tuple[str, str, str]:
    before, after = (field(f"c.{side}", column) for side in (BEFORE, AFTER))
    there = f"{before} IS NOT NULL AND {after} IS NOT NULL"
    return (
        f"count(*) FILTER (WHERE {before} IS NULL AND {after} IS NOT NULL)",
        f"count(*) FILTER (WHERE {there} AND {swap.differs(column, before, after)})",
        f"count(*) FILTER (WHERE {before} IS NOT NULL AND {after} IS NULL)",
    )


def _left(session: Session, entries: Sequence[Entry]) -> tuple[LeftRow, ...]:
    return tuple(row for entry in entries if not entry.undone for row in left_rows(session, entry))
