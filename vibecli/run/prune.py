"""Retention: which rows before and after, plan folders and work folders may go, and dropping them.

Owns the rule (the last so many, or so many days) and what is dropped. It never touches a user
table; a run whose rows are dropped stays in the history and can no longer be undone.
"""

import shutil
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from vibecli.engine.base import Engine, Session
from vibecli.engine.names import TableName
from vibecli.errors import VibeError
from vibecli.model import Model
from vibecli.run import journal
from vibecli.run.audit import Head, keep_head
from vibecli.run.journal import JournalRun
from vibecli.run.store import PlanStore
from vibecli.run.transaction import Transaction, transact, writing


class PrunedRun(Model):
    """An applied plan whose rows before and after would go."""

    plan_id: str
    attempt: int
    applied_at: str
    state: str
    intent: str
    rows: int


class PrunedPlan(Model):
    """The folder of a reviewed plan that would go."""

    plan_id: str
    created_at: str
    applied: bool


class Pruning(Model):
    """What a pruning drops: seen first, then carried out."""

    runs: tuple[PrunedRun, ...]
    plans: tuple[PrunedPlan, ...]
    works: int  # folders of runs that were killed

    @property
    def empty(self) -> bool:
        """True when there is nothing to drop."""
        return not (self.runs or self.plans or self.works)

    @property
    def told(self) -> str:
        """What goes, in one line."""
        parts = (
            (len(self.runs), "applied plan", "rows before and after of"),
            (len(self.plans), "reviewed plan", "the folders of"),
            (self.works, "killed run", "what is left of"),
        )
        return "; ".join(
            f"{what} {count:,} {name}{'' if count == 1 else 's'}"
            for count, name, what in parts
            if count
        )


def prunable(
    runs: Sequence[JournalRun], store: PlanStore, *, keep: int, days: float, now: datetime
) -> Pruning:
    """Give what is beyond the last `keep` or older than `days` (0: that limit is not set)."""
    oldest = (now - timedelta(days=days)).isoformat(timespec="seconds") if days else ""

    def goes(place: int, at: str) -> bool:
        return bool(keep and place >= keep) or bool(oldest and at < oldest)

    old = [r for n, r in enumerate(runs) if not r.pruned_at and goes(n, r.applied_at)]
    kept = {r.plan_id for n, r in enumerate(runs) if not goes(n, r.applied_at)}
    return Pruning(
        runs=tuple(_run(run) for run in old if any(e.images for e in run.entries)),
        plans=tuple(
            plan
            for n, plan in enumerate(_plans(store, {run.plan_id for run in runs}))
            if plan.plan_id not in kept and goes(n, plan.created_at)
        ),
        works=store.abandoned_works(),
    )


def _run(run: JournalRun) -> PrunedRun:
    return PrunedRun(
        plan_id=run.plan_id,
        attempt=run.attempt,
        applied_at=run.applied_at,
        state=run.state,
        intent=run.intent,
        rows=sum(e.added + e.changed + e.removed for e in run.entries),
    )


def _plans(store: PlanStore, applied: AbstractSet[str]) -> Iterator[PrunedPlan]:
    """Give the reviewed plans, newest first."""
    for plan_id in store.newest_first():
        try:
            meta = store.meta(plan_id)
        except VibeError:  # what cannot be read was not made by this version: it stays
            continue
        yield PrunedPlan(plan_id=plan_id, created_at=meta.created_at, applied=plan_id in applied)


def prune(  # noqa: PLR0913 - where, what and when
    engine: Engine,
    database: Path,
    store: PlanStore,
    pruning: Pruning,
    *,
    now: datetime,
    lock_timeout: float,
    head: Head | None,
) -> None:
    """Drop what a person has seen: the journal's tables in one transaction, then the folders."""
    if pruning.runs:
        at = now.isoformat(timespec="seconds")

        def work(session: Session) -> None:
            transact(session, lambda work: _drop_images(work, pruning, at, head), "vibecli prune")

        writing(engine, database, lock_timeout, work)
    for plan in pruning.plans:
        with suppress(VibeError):
            shutil.rmtree(store.folder(plan.plan_id), ignore_errors=True)
    store.sweep()


def _drop_images(work: Transaction, pruning: Pruning, at: str, head: Head | None) -> None:
    wanted = {(one.plan_id, one.attempt) for one in pruning.runs}
    for run in journal.runs(work.session):
        if (run.plan_id, run.attempt) not in wanted:
            continue
        for entry in run.entries:
            if entry.images:
                work.run(f"DROP TABLE IF EXISTS {TableName.parse(entry.images).sql}")
        gone = [entry.model_copy(update={"pruned_at": at}) for entry in run.entries]
        journal.set_entries(work.session, run, gone)
    keep_head(work.session, head)
