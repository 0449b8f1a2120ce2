"""The policy in force here: whether it may be worked under, and what a person does about it.

Owns when a policy is recorded and when a looser one stops a run. Whoever can edit the file can
loosen it; nobody can do so unseen, and no run goes on before a person at a terminal said so.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from vibecli.errors import Blocked, Stale, UsageError, VibeError
from vibecli.policybook import Policy
from vibecli.run import journal
from vibecli.run.approvals import approvers, counts
from vibecli.run.audit import print_of
from vibecli.run.commit import check_decision
from vibecli.run.loosened import loosened
from vibecli.run.model import Decision, Review
from vibecli.run.place import place_of
from vibecli.run.policies import Recorded, keep_policy, policy_print
from vibecli.run.store import PlanStore
from vibecli.run.trail import Trail
from vibecli.run.transaction import Transaction, transact, writing
from vibecli.runtime import Runtime
from vibecli.workspace import Workspace


@dataclass(frozen=True)
class Policing:
    """The verbs about the policy, bound to one workspace."""

    workspace: Workspace
    runtime: Runtime
    store: PlanStore

    @cached_property
    def policy(self) -> Policy:
        """The policy with what the glossary protects."""
        return self.runtime.settings.policy.with_protected(self.workspace.glossary.protected)

    @cached_property
    def _trail(self) -> Trail:
        return Trail(self.runtime)

    @cached_property
    def _place(self) -> str:
        settings = self.runtime.settings
        return print_of(place_of(settings.database, settings.state).way.encode())[:16]

    def loosened(self) -> tuple[str, ...]:
        """Give what the policy lets through that the last one recorded here did not."""
        logged = None
        with suppress(UsageError):  # a log that cannot be read stops what must be written there
            logged = self._trail.last_policy(self._place)
        if logged and logged.print == policy_print(self.policy):
            return ()
        known = [logged.policy] if logged else []
        with suppress(VibeError):  # no database yet, or another process has it: told by the run
            known += [kept] if (kept := self.workspace.kept_policy) else []
        return tuple(dict.fromkeys(line for one in known for line in loosened(one, self.policy)))

    def check(self) -> None:
        """Raise Blocked where the policy is looser than the last one recorded; record a new one."""
        if "_checked" in self.__dict__:
            return
        lines = self.loosened()
        if lines:
            more = f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""
            raise Blocked(
                f"the policy is looser than it was: {lines[0]}{more}; nothing was run",
                hint="vibecli policy accept, typed by a person at a terminal",
                details={"loosened": list(lines)},
            )
        if self.policy != Policy():
            with suppress(UsageError):  # what is applied needs the log anyway
                self.record()
        self.__dict__["_checked"] = True

    def record(self) -> None:
        """Have the audit log know the policy in force. Raises UsageError."""
        logged = self._trail.last_policy(self._place)
        if logged is None or logged.print != policy_print(self.policy):
            self._trail.policy(Recorded(policy=self.policy, place=self._place))

    def accept(self, lines: tuple[str, ...]) -> None:
        """Record that the person at the terminal lets the policy be looser.

        Raises UsageError, DatabaseLocked.
        """
        settings = self.runtime.settings
        self._trail.policy(Recorded(policy=self.policy, place=self._place, loosened=lines))
        if not settings.database.exists():
            return

        def write(work: Transaction) -> None:
            keep_policy(work.session, self.policy)

        writing(
            self.workspace.engine,
            settings.database,
            settings.lock_timeout,
            lambda session: transact(session, write, "vibecli policy accept"),
        )

    def check_review(self, review: Review) -> None:
        """Raise Stale when a plan was reviewed under another policy."""
        if review.policy != policy_print(self.policy):
            raise Stale(
                f"the policy has changed since plan {review.short_id} was reviewed",
                hint=f"vibecli apply {review.short_id} --rebase runs it anew",
            )

    def approvers(self, review: Review, *more: Decision) -> tuple[str, ...]:
        """Give who has approved a plan since it was last applied, and with further decisions."""
        with self.workspace.own() as session:
            runs = [run for run in journal.history(session) if run.plan_id == review.plan_id]
        applied = {run.applied_at for run in runs}
        return approvers((*self.store.meta(review.plan_id).decisions, *more), applied)

    def approved(
        self, review: Review, decision: Decision, check_open: Callable[[Review], None]
    ) -> Decision:
        """Give the decision with all who approved; it is kept while some are missing.

        Raises Blocked while they are, and for a looser policy; Stale for another one; ActionNeeded,
        UsageError for what is no approval.
        """
        self.check()
        self.check_review(review)
        if review.approvals == 1:
            return decision
        check_open(review)
        check_decision(review.plan_id, review, decision)
        persons = self.approvers(review, decision)
        missing = review.approvals - len(persons)
        if missing <= 0:
            return decision.model_copy(update={"approved_by": persons})
        kept = "an approval counts at a terminal or in a reviewer's file"
        if counts(decision):
            self._trail.approved(review, decision, missing)
            self.store.decide(review.plan_id, decision)
            kept = "the approval is kept"
        by = f" ({', '.join(persons)})" if persons else ""
        raise Blocked(
            f"policy.approvals: {len(persons)} of {review.approvals} persons approved{by}, "
            f"{missing} more must; {kept}, nothing was written",
            hint=f"another person: vibecli apply {review.short_id}, or review --import FILE",
            details={"needed": review.approvals, "approved_by": list(persons)},
        )

    def reveal(self, what: str, plan_id: str = "") -> None:
        """Let the person at hand see raw personal values, and tell the audit log before.

        Raises Blocked, UsageError.
        """
        self.check_raw()
        self._trail.revealed(what, plan_id)

    def check_raw(self) -> None:
        """Raise Blocked where raw personal values are shown to nobody."""
        if self.policy.raw_personal == "deny":
            raise Blocked(
                "policy.raw_personal: raw personal values are shown to nobody here",
                hint='masked values need no permission; raw_personal = "reveal" allows the others',
            )
        self.check()
