"""The commit: the reviewed change set, and nothing else, into the user's database, at once.

The only module that writes to user tables for a plan, beside `undo`; a forget has it write a copy,
and a stream writes by a standing rule that a plan approved. It asks for a Decision bound to the
plan, never runs a plan's SQL, and leaves the database untouched when anything is not as reviewed.
"""

from pathlib import Path

from vibecli.engine.base import NO_OTHERS, Engine, Others, Session
from vibecli.engine.names import TableName
from vibecli.errors import ActionNeeded, Blocked, Stale, UsageError
from vibecli.plan.hash import file_sha256, identity
from vibecli.run import journal
from vibecli.run.audit import Head, keep_head
from vibecli.run.changeset import PlanRecord, TableChange
from vibecli.run.definition import collated
from vibecli.run.images import AFTER, BEFORE, Swap, stage
from vibecli.run.journal import Entry
from vibecli.run.matched import intact, write_prints
from vibecli.run.model import Decision, FileFacts, Override, Receipt, Review
from vibecli.run.overriding import granted, standing_blocks
from vibecli.run.policies import Recorded, keep_policy
from vibecli.run.recheck import recheck
from vibecli.run.reshape import reshape
from vibecli.run.stale import check_inputs, check_rows, check_tables
from vibecli.run.swapping import swap_rows
from vibecli.run.transaction import Transaction, transact, writing
from vibecli.run.whole import build_whole, check_count, expect


def commit(  # noqa: PLR0913 - a commit is bound to all of these
    engine: Engine,
    database: Path,
    record: PlanRecord,
    *,
    plan_id: str,
    folder: Path,
    facts: FileFacts,
    review: Review,
    decision: Decision,
    lock_timeout: float = 10.0,
    head: Head | None = None,
    others: Others = NO_OTHERS,
    policy: Recorded | None = None,
) -> Receipt:
    """Write the reviewed change set in one transaction; a plan already applied writes nothing.

    `head` is the line of the audit log that announces it, `others` are the attached databases that
    the plan read: they are compared, never written. Raises ActionNeeded, Blocked, Stale,
    DatabaseLocked, DataError, Interrupted; then nothing was written.
    """
    check_decision(plan_id, review, decision)
    _check_files(plan_id, record, folder)

    def work(session: Session) -> Receipt:
        done = journal.standing(session, plan_id)
        if done:
            kept = done.overrides
            return _receipt(plan_id, done.applied_at, done.by, done.entries, kept, already=True)

        def write(work: Transaction) -> tuple[Entry, ...]:
            check_inputs(engine, session, database, record, facts, others)
            entries = _write(work, record, plan_id, folder, review, decision)
            keep_head(session, head)
            if policy is not None:
                keep_policy(session, policy)
            return entries

        entries = transact(session, write, f"vibecli apply {plan_id[:8]}")
        return _receipt(plan_id, decision.at, decision.by, entries, decision.overrides)

    return writing(engine, database, lock_timeout, work, others)


def check_decision(plan_id: str, review: Review, decision: Decision) -> None:
    """Raise unless the decision lets exactly this reviewed plan be applied."""
    if not plan_id == review.plan_id == decision.plan_id:
        raise Blocked("the decision is about another plan", hint=f"vibecli review {plan_id[:8]}")
    if decision.verdict != "apply":
        raise ActionNeeded("the plan was not approved", details={"action": "approve"})
    standing = standing_blocks(review, granted(decision))
    blocked = [rule.message for rule in standing]
    if blocked:
        raise Blocked(f"a rule forbids it: {blocked[0]}", details={"rules": blocked})
    if review.diff.empty:
        raise UsageError("there is nothing to apply", hint="the plan changes no row")
    confirmed = {name.lower() for name in decision.confirmed}
    asked = [rule.table or "" for rule in review.rules if rule.status == "confirm"]
    missing = sorted({table for table in asked if table.lower() not in confirmed})
    if missing:
        raise ActionNeeded(
            f"the change of {', '.join(missing)} must be confirmed by name",
            hint=" ".join(f"--confirm {table}" for table in missing),
            details={"action": "confirm", "tables": missing},
        )


def _check_files(plan_id: str, record: PlanRecord, folder: Path) -> None:
    """Raise Stale when the record or a file of the change set is not the one reviewed."""
    if identity(record) != plan_id:
        raise Stale("the saved plan was edited", hint="ask again")
    if not intact(record, folder):
        raise Stale("the prints of the records matched were edited", hint="ask again")
    for change in record.changes:
        path = folder / change.file
        if not path.is_file():
            raise Stale(f"the change set of {change.table} is missing", hint="ask again")
        if file_sha256(path) != change.sha256:
            raise Stale(f"the change set of {change.table} was edited", hint="ask again")


def _write(
    work: Transaction,
    record: PlanRecord,
    plan_id: str,
    folder: Path,
    review: Review,
    decision: Decision,
) -> tuple[Entry, ...]:
    session = work.session
    journal.ensure(session)
    attempt = journal.next_attempt(session, plan_id)
    names = [journal.images_table(plan_id, attempt, n + 1) for n in range(len(record.changes))]
    changes = list(zip(record.changes, map(TableName.parse, names), strict=True))
    for change in record.changes:
        check_tables(session, change)
    for change in record.changes:  # before any row: the engine takes them in this order only
        reshape(work, change)
    swaps = [_stage(work, c, images, folder) for c, images in changes if not c.whole]
    _swap(work, swaps, record)
    for swap in swaps:
        if swap.relation not in {images.sql for _, images in changes}:
            work.run(f"DROP TABLE {swap.relation}")
    entries = tuple(build_whole(work, change, images, folder) for change, images in changes)
    for change in record.changes:
        check_count(session, change)
    recheck(session, record.held, record.changes, folder)
    journal.write(
        session,
        plan_id=plan_id,
        attempt=attempt,
        record=record,
        review=review,
        decision=decision,
        entries=entries,
    )
    write_prints(session, record, folder, plan_id, attempt)
    return entries


def _stage(work: Transaction, change: TableChange, images: TableName, folder: Path) -> Swap:
    """Copy the images into the journal and make sure that the rows are still as they were."""
    work.check()
    stage(work.session, images, folder / change.file, change.columns)
    table = TableName.parse(change.table)
    swap = Swap(
        table=table,
        columns=change.columns,
        relation=images.sql,
        old=BEFORE,
        new=AFTER,
        collated=collated(work.session, table),
    )
    return check_rows(work.session, swap, images, change.key)


def _swap(work: Transaction, swaps: list[Swap], record: PlanRecord) -> None:
    """Swap the rows of every table, and count each one written."""
    reviewed = {change.table: change for change in record.changes}
    for done in swap_rows(work, swaps):
        change = reviewed[done.table.text]
        expect(done.table, done.removed, change.removed)
        expect(done.table, done.changed, change.changed)
        expect(done.table, done.added, change.added)


def _receipt(
    plan_id: str,
    at: str,
    by: str,
    entries: tuple[Entry, ...],
    overrides: tuple[Override, ...],
    *,
    already: bool = False,
) -> Receipt:
    return Receipt(
        plan_id=plan_id,
        action="apply",
        at=at,
        by=by,
        tables=journal.receipts(entries),
        already=already,
        overrides=overrides,
    )
