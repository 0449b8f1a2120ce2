"""How a plan of each kind is written: a commit, a forget in a fresh file, a suppression.

Owns which of the three writes a plan. It decides nothing, and tells nobody: the verb that has it
written does.
"""

from collections.abc import Callable
from dataclasses import dataclass

from vibecli.engine.base import Others
from vibecli.errors import Blocked
from vibecli.input_history import history_file
from vibecli.plan.sealing import forgets, suppression
from vibecli.run.audit import Head
from vibecli.run.changeset import PlanRecord
from vibecli.run.commit import commit
from vibecli.run.erasure import Erasure
from vibecli.run.model import Decision, Receipt, Review
from vibecli.run.policies import Recorded
from vibecli.run.seal_key import made_seal
from vibecli.run.stale import needed
from vibecli.run.store import PlanStore
from vibecli.run.suppressing import Suppressing
from vibecli.runtime import Runtime
from vibecli.workspace import Workspace

Writer = Callable[[Head], Receipt]


@dataclass(frozen=True)
class Committing:
    """What writes reviewed plans, bound to one workspace."""

    workspace: Workspace
    store: PlanStore
    runtime: Runtime

    def writer(
        self, record: PlanRecord, review: Review, decision: Decision, policy: Recorded
    ) -> Writer:
        """Give what writes a plan under a decision, once the audit log has the line it is given.

        Raises Blocked for a forget that nobody watches.
        """
        settings, plan_id = self.runtime.settings, review.plan_id
        facts, others = self.store.meta(plan_id).facts, needed(record, settings.attach)
        if forgets(review.plan):
            self._check_watched(review, decision)
            erasure = self._erasure(others)
            return lambda head: erasure.apply(record, review, decision, facts, head)
        if (step := suppression(review.plan)) is not None:
            suppressing = self._suppressing()
            return lambda head: suppressing.apply(step, record, review, decision, head)
        return lambda head: commit(
            self.workspace.engine,
            settings.database,
            record,
            plan_id=plan_id,
            folder=self.store.folder(plan_id),
            facts=facts,
            review=review,
            decision=decision,
            lock_timeout=settings.lock_timeout,
            head=head,
            others=others,
            policy=policy,
        )

    def _check_watched(self, review: Review, decision: Decision) -> None:
        allowed = self.runtime.settings.policy.forget_unattended == "allow"
        if decision.channel == "yes-flag" and not allowed:
            raise Blocked(
                "--yes may not forget a person; nothing was written",
                hint=f"vibecli apply {review.short_id} --confirm=forget,"
                ' or forget_unattended = "allow" under [policy]',
            )

    def _erasure(self, others: Others) -> Erasure:
        settings = self.runtime.settings
        return Erasure(
            engine=self.workspace.engine,
            database=settings.database,
            workspace=settings.workspace,
            store=self.store,
            catalog=self.workspace.catalog(),
            seal=made_seal(settings.state, self.runtime.environment),
            history=history_file(),
            lock_timeout=settings.lock_timeout,
            others=others,
        )

    def _suppressing(self) -> Suppressing:
        settings = self.runtime.settings
        return Suppressing(
            engine=self.workspace.engine,
            database=settings.database,
            catalog=self.workspace.catalog(),
            seal=made_seal(settings.state, self.runtime.environment),
            lock_timeout=settings.lock_timeout,
        )
