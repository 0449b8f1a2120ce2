"""Undo: an applied plan taken back to the exact content before: whole, or (asked for) in part.

Reads the journal only, so it works in any later process. It never guesses: when a row it would put
back was changed since, it names it and writes nothing, or leaves that row and tells which.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from vibecli.engine.base import Engine, Session
from vibecli.engine.names import TableName
from vibecli.errors import Stale, UsageError
from vibecli.learn.registry import MODELS
from vibecli.run import journal
from vibecli.run.audit import Head, keep_head
from vibecli.run.definition import collated, exists
from vibecli.run.images import AFTER, BEFORE, Swap
from vibecli.run.journal import Entry, JournalRun
from vibecli.run.leftover import Leftover, first_rows, in_the_way, set_aside, told, whole_left
from vibecli.run.matched import forget_prints, remove_prints
from vibecli.run.model import Receipt, TableReceipt, TakenBack
from vibecli.run.pairs import pair_rows, pairs_table
from vibecli.run.reshape import check_shape, edited_comment, take_shape_back
from vibecli.run.suppression import take_back_marks
from vibecli.run.swapping import swap_rows
from vibecli.run.transaction import Referenced, Transaction, transact, writing
from vibecli.run.undo_policy import UndoPolicy
from vibecli.run.whole import check_whole, restore_whole
from vibecli.steps.standing import RULES_TABLE


@dataclass(frozen=True)
class _Undo:
    """One undo under way."""

    run: JournalRun
    at: str
    by: str
    partial: bool
    head: Head | None
    policy: UndoPolicy | None


class _Held(Exception):
    """What of a table is in the way of an undo."""

    def __init__(self, left: Leftover, told: str, *, all_of: bool = False) -> None:
        super().__init__(told)
        self.left = left
        self.told = told
        self.all_of = all_of  # no part of the plan can be put back while it is so


def undo(  # noqa: PLR0913 - where, what, by whom and how
    engine: Engine,
    database: Path,
    plan_id: str,
    *,
    by: str,
    now: datetime,
    lock_timeout: float = 10.0,
    partial: bool = False,
    head: Head | None = None,
    policy: UndoPolicy | None = None,
) -> Receipt:
    """Take back an applied plan (by id prefix; the newest standing one without).

    In part, rows that moved since stay as they are and can be taken back later. `head` is the line
    of the audit log that announces it. Raises NotFound, UsageError when it was undone before, Stale
    when a later change is in the way, Blocked where the policy forbids since what it would write.
    """
    at = now.isoformat(timespec="seconds")

    def work(session: Session) -> Receipt:
        run = journal.find(session, plan_id)
        _check_there(run)
        one = _Undo(run, at, by, partial, head, policy)
        again = f"vibecli undo {run.short_id}{' --partial' * partial}"
        try:
            left = transact(session, lambda work: _take_back(work, one), again)
        except Referenced as error:
            told = f"plan {run.short_id} cannot be undone: {error.message}"
            raise Stale(told, hint=error.hint, details={"plan_id": run.plan_id}) from error
        return Receipt(
            plan_id=run.plan_id,
            action="undo",
            at=at,
            by=by,
            tables=_reversed(left),
            left_rows=sum(part.rows for part in left),
            left=first_rows(left),
        )

    return writing(engine, database, lock_timeout, work)


def _check_there(run: JournalRun) -> None:
    if run.undone_at:
        raise UsageError(
            f"plan {run.short_id} was undone already, on {run.undone_at} by {run.undone_by}",
            hint="vibecli history lists what can be undone",
        )
    if any(entry.erased for entry in run.entries):
        raise UsageError(
            f"plan {run.short_id} forgot a person: that cannot be undone, by design",
            hint="vibecli history lists what can be undone",
        )
    if run.pruned_at:
        raise UsageError(
            f"plan {run.short_id} cannot be undone: the rows it replaced were pruned on "
            f"{run.pruned_at}",
            hint="vibecli history lists what can be undone",
        )


def _take_back(work: Transaction, undo: _Undo) -> list[Leftover]:
    """Put back what can be, and give what stays, table by table."""
    run, session = undo.run, work.session
    if undo.policy:
        undo.policy.check(session, run)
    found = _found(work, undo)
    left = _models_of_rules([part for _, part in found])
    pairs = [(swap, part) for swap, part in found if swap is not None]
    rows = sum(part.rows for part in left)
    if rows and all(part.all_of_it for part in left):
        held = _Held(left[-1], "every row it changed was changed since", all_of=True)
        raise _stale(session, undo, held, nothing=True)
    for part in reversed(left):
        if part.entry.whole and not part.rows:
            restore_whole(work, part.entry)
    _swap(work, pairs)
    for swap, _ in pairs:
        work.run(f"DROP TABLE {swap.relation}")
    _note(work, undo, left, rows)
    return left


def _found(work: Transaction, undo: _Undo) -> list[tuple[Swap | None, Leftover]]:
    """Give what of each table goes back and what stays. Raises Stale where all of it is to go."""
    standing = [entry for entry in undo.run.entries if not entry.undone]
    found: list[tuple[Swap | None, Leftover]] = []
    held: list[_Held] = []
    for entry in sorted(standing, key=lambda one: not one.whole):
        try:
            kept = (None, _whole(work, undo, entry)) if entry.whole else None
            found.append(kept or _pair(work, undo, entry))
        except _Held as one:
            held.append(one)
    if held:
        parts = _models_of_rules([*(part for _, part in found), *(one.left for one in held)])
        whole = all(one.all_of or one.left.whole for one in held)
        nothing = whole and all(part.rows for part in parts[: len(found)])
        raise _stale(work.session, undo, held[0], nothing=nothing)
    return found


def _note(work: Transaction, undo: _Undo, left: Sequence[Leftover], rows: int) -> None:
    """Write in the journal what was put back and what stays."""
    run, session = undo.run, work.session
    done = TakenBack(at=undo.at, by=undo.by, tables=_reversed(left), left_rows=rows)
    if rows:
        forget_prints(session, [entry.table for entry in run.entries])
        rest = {part.entry.table: part.rest for part in left}
        kept = [rest.get(entry.table, entry) for entry in run.entries]
        journal.mark_undone(session, run, done, kept)
    else:
        remove_prints(session, run.plan_id, run.attempt)
        journal.mark_undone(session, run, done)
    take_back_marks(session, run.plan_id)
    keep_head(session, undo.head)


def _whole(work: Transaction, undo: _Undo, entry: Entry) -> Leftover:
    """Check a table made, replaced or dropped: it goes back whole, or stays."""
    in_way = check_whole(work.session, entry)
    if in_way and not undo.partial:
        raise _Held(whole_left(entry), in_way)
    return whole_left(entry) if in_way else Leftover(entry)


def _pair(work: Transaction, undo: _Undo, entry: Entry) -> tuple[Swap | None, Leftover]:
    """Find the rows of the table that are the plan's after-images; refuse when one is missing.

    No swap: the table stays as it is.
    """
    session, images = work.session, TableName.parse(entry.images)
    if not exists(session, entry.name):
        raise _Held(Leftover(entry), f"{entry.table} is gone since", all_of=True)
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
    left = in_the_way(session, swap, images, entry)
    if entry.inverse:
        return _shaped_back(work, undo, swap, left)
    if not left.rows:
        return swap, left
    if undo.partial:
        return swap, set_aside(session, swap, images, entry)
    raise _Held(left, told(left))


def _shaped_back(
    work: Transaction, undo: _Undo, swap: Swap, left: Leftover
) -> tuple[Swap | None, Leftover]:
    """Take a table's change of shape back, and give the swap in the shape it has again.

    A table whose rows or shape moved since stays whole: its old shape has no place for them.
    """
    entry = left.entry
    in_way = told(left) if left.rows else edited_comment(work.session, entry)
    in_way = in_way or check_shape(work.session, swap, entry)
    if not in_way:
        return take_shape_back(work, swap, entry), left
    if not undo.partial:
        raise _Held(left if left.rows else whole_left(entry), in_way)
    work.run(f"DROP TABLE {swap.relation}")
    return None, whole_left(entry)


def _models_of_rules(left: Sequence[Leftover]) -> list[Leftover]:
    """Give what stays: models stay where the rules do, as rules made since may go by them."""
    rules = any(part.rows and part.entry.table == RULES_TABLE for part in left)
    return [
        whole_left(part.entry)
        if rules and part.entry.table == MODELS and part.entry.whole
        else part
        for part in left
    ]


def _swap(work: Transaction, pairs: Sequence[tuple[Swap, Leftover]]) -> None:
    """Swap the rows of every table back, and count each one written."""
    journalled = {swap.table: part.put_back for swap, part in pairs}
    for done in swap_rows(work, [swap for swap, _ in pairs]):
        entry = journalled[done.table]
        _expect(done.table, done.removed, entry.added)
        _expect(done.table, done.changed, entry.changed)
        _expect(done.table, done.added, entry.removed)


def _expect(table: TableName, rows: int, journalled: int) -> None:
    if rows != journalled:
        raise Stale(f"{table.text}: {rows:,} rows instead of {journalled:,}; nothing was written")


def _stale(session: Session, undo: _Undo, held: _Held, *, nothing: bool) -> Stale:
    """Say what is in the way, and which later plan put it there when the journal knows.

    `nothing`: nothing of the plan can be taken back in part either.
    """
    run, left = undo.run, held.left
    table = left.entry.table
    later = [
        other
        for other in journal.runs(session)
        if other.number > run.number
        and other.undone_at is None
        and any(e.table == table for e in other.entries)
    ]
    if later:
        hint = f"vibecli undo {later[0].short_id} first: it changed {table} later"
    elif undo.partial or held.all_of or nothing:
        part = "nothing more" if run.undos else "no part"
        hint = f"vibecli show {run.short_id} tells what it changed; {part} of it can be put back"
    else:
        hint = f"vibecli undo {run.short_id} --partial puts back the rest and leaves those"
    return Stale(
        f"plan {run.short_id} cannot be undone: {held.told}",
        hint=hint,
        details={
            "plan_id": run.plan_id,
            "table": table,
            "later": [other.plan_id for other in later],
            "rows": left.rows,
            "left": left.named,
        },
    )


def _reversed(left: Sequence[Leftover]) -> tuple[TableReceipt, ...]:
    """Give the counts of the way back: what was added is removed."""
    return tuple(
        TableReceipt(table=e.table, added=e.removed, changed=e.changed, removed=e.added)
        for e in (part.put_back for part in left)
    )
