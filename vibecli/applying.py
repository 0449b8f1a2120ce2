"""The verbs after a review: decide, apply, discard, undo, and the history of what was applied.

Nothing here runs a plan; what is written is the reviewed change set, under a person's Decision.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from vibecli.run.commit import commit
from vibecli.run.journal import history
from vibecli.run.model import Decision, Override, Receipt, Review, Run
from vibecli.run.store import PlanStore
from vibecli.run.undo import undo
from vibecli.runtime import Runtime
from vibecli.workspace import Workspace


@dataclass(frozen=True)
class Applying:
    """The verbs about what becomes of a review, bound to one workspace and its plans."""

    workspace: Workspace
    store: PlanStore
    runtime: Runtime

    def decide(
        self,
        review: Review,
        *,
        channel: Literal["terminal", "yes-flag", "command", "file"],
        confirmed: Sequence[str] = (),
        apply: bool = True,
        overrides: Sequence[Override] = (),
    ) -> Decision:
        """Make the decision of the person at hand."""
        return Decision(
            plan_id=review.plan_id,
            verdict="apply" if apply else "discard",
            by=self.runtime.person(),
            at=self.runtime.now().isoformat(timespec="seconds"),
            channel=channel,
            confirmed=tuple(confirmed),
            overrides=tuple(overrides),
        )

    def apply(self, review: Review, decision: Decision) -> Receipt:
        """Commit exactly the reviewed change set.

        Raises Blocked, ActionNeeded, Stale, DatabaseLocked.
        """
        record, meta = self.store.record(review.plan_id), self.store.meta(review.plan_id)
        self.store.decide(review.plan_id, decision)
        receipt = commit(
            self.workspace.engine,
            self.runtime.settings.database,
            record,
            plan_id=review.plan_id,
            folder=self.store.folder(review.plan_id),
            facts=meta.facts,
            review=review,
            decision=decision,
            lock_timeout=self.runtime.settings.lock_timeout,
        )
        self.store.mark_applied(review.plan_id, receipt.at)
        return receipt

    def undo(self, plan_id: str = "") -> Receipt:
        """Put back what an applied plan changed (the last one without id).

        Raises Stale, NotFound.
        """
        return undo(
            self.workspace.engine,
            self.runtime.settings.database,
            plan_id,
            by=self.runtime.person(),
            now=self.runtime.now(),
            lock_timeout=self.runtime.settings.lock_timeout,
        )

    def history(self) -> tuple[Run, ...]:
        """Give the applied plans, newest first."""
        with self.workspace.read() as session:
            return history(session)

    def applied(self, review: Review) -> bool:
        """True when this plan has been applied and stands: the journal tells of an undo."""
        if self.store.meta(review.plan_id).applied_at is None:
            return False
        standing = (run.plan_id for run in self.history() if run.undone_at is None)
        return review.plan_id in standing

    def discard(self, review: Review, decision: Decision) -> None:
        """Record that a person decided against a review; it stays readable."""
        self.store.decide(review.plan_id, decision)
