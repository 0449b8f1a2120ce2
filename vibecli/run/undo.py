"""Undo: an applied plan taken back whole, to the exact content before, or not at all.

Reads the journal only, so it works in any later process. It never guesses: when a row it would put
back was changed since, it says so and writes nothing.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from vibecli.engine.base import Engine, Session
from vibecli.engine.names import TableName
from vibecli.errors import Stale, UsageError
from vibecli.run import journal
from vibecli.run.definition import collated, exists, parents_first
from vibecli.run.images import AFTER, BEFORE, Swap, delete_rows, insert_rows, update_rows
from vibecli.run.journal import Entry, JournalRun
from vibecli.run.matched import remove_prints
from vibecli.run.model import Receipt, TableReceipt
from vibecli.run.pairs import clashes, pair_rows, pairs_table, unpaired
from vibecli.run.reshape import check_shape, take_shape_back
from vibecli.run.stale import told_rows
from vibecli.run.transaction import Transaction, transact, writing
from vibecli.run.whole import check_whole, restore_whole


def undo(
    engine: Engine,
    database: Path,
    plan_id: str,
    *,
    by: str,
    now: datetime,
    lock_timeout: float = 10.0,
) -> Receipt:
    """Take back an applied plan (by id prefix; the newest standing one without).

    Raises NotFound, UsageError when it was undone before, Stale when a later change is in the way.
    """
    at = now.isoformat(timespec="seconds")

    def work(session: Session) -> Receipt:
        run = journal.find(session, plan_id)
        if run.undone_at:
            raise UsageError(
                f"plan {run.short_id} was undone already, on {run.undone_at} by {run.undone_by}",
                hint="vibecli history lists what can be undone",
            )
        transact(session, lambda work: _take_back(work, run, at, by))
        return Receipt(plan_id=run.plan_id, action="undo", at=at, by=by, tables=_reversed(run))

    return writing(engine, database, lock_timeout, work)


def _take_back(work: Transaction, run: JournalRun, at: str, by: str) -> None:
    for entry in run.entries:
        told = check_whole(work.session, entry) if entry.whole else ""
        if told:
            raise _stale(work.session, run, entry, told)
    swaps = [_pair(work, run, e) for e in run.entries if not e.whole]
    for entry in reversed(run.entries):
        if entry.whole:
            restore_whole(work, entry)
    _swap_rows(work, run, swaps)
    for swap in swaps:
        work.run(f"DROP TABLE {swap.relation}")
    remove_prints(work.session, run.plan_id, run.attempt)
    journal.mark_undone(work.session, run, at=at, by=by)


def _pair(work: Transaction, run: JournalRun, entry: Entry) -> Swap:
    """Find the rows of the table that are the plan's after-images; refuse when one is missing."""
    session, images = work.session, TableName.parse(entry.images)
    if not exists(session, entry.name):
        raise _stale(session, run, entry, f"{entry.table} is gone since")
    swap = Swap(
        table=entry.name,
        columns=entry.columns,
        relation=pairs_table(images).sql,
        old=AFTER,
        new=BEFORE,
        collated=collated(session, entry.name),
    )
    work.check()
    pair_rows(session, swap, images, entry.key)
    count = unpaired(session, swap)
    if count:
        raise _stale(session, run, entry, f"{told_rows(count)} of {entry.table} changed since")
    count = clashes(session, swap, entry.key)
    if count:
        raise _stale(session, run, entry, f"{told_rows(count)} of {entry.table} are there again")
    if not entry.inverse:
        return swap
    told = check_shape(session, swap, entry)
    if told:
        raise _stale(session, run, entry, told)
    return take_shape_back(work, swap, entry)


def _swap_rows(work: Transaction, run: JournalRun, swaps: Sequence[Swap]) -> None:
    entries = {entry.table: entry for entry in run.entries}
    order = parents_first(work.session, [swap.table for swap in swaps])
    ordered = sorted(swaps, key=lambda swap: order.index(swap.table))
    for swap in reversed(ordered):
        _expect(swap, delete_rows(work, swap), entries[swap.table.text].added)
    for swap in ordered:
        _expect(swap, update_rows(work, swap), entries[swap.table.text].changed)
    for swap in ordered:
        _expect(swap, insert_rows(work, swap), entries[swap.table.text].removed)


def _expect(swap: Swap, rows: int, journalled: int) -> None:
    if rows != journalled:
        raise Stale(
            f"{swap.table.text}: {rows:,} rows instead of {journalled:,}; nothing was written"
        )


def _stale(session: Session, run: JournalRun, entry: Entry, told: str) -> Stale:
    """Say what is in the way, and which later plan put it there when the journal knows."""
    later = [
        other
        for other in journal.runs(session)
        if other.number > run.number
        and other.undone_at is None
        and any(e.table == entry.table for e in other.entries)
    ]
    if not later:
        hint = "undo puts back only what still is as the plan left it"
    else:
        hint = f"vibecli undo {later[0].short_id} first: it changed {entry.table} later"
    return Stale(
        f"plan {run.short_id} cannot be undone: {told}",
        hint=hint,
        details={"table": entry.table, "later": [other.plan_id for other in later]},
    )


def _reversed(run: JournalRun) -> tuple[TableReceipt, ...]:
    """Give the counts of the way back: what was added is removed."""
    return tuple(
        TableReceipt(table=e.table, added=e.removed, changed=e.changed, removed=e.added)
        for e in run.entries
    )
