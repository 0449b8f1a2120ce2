"""The policy in force here: whether it may be worked under, and what a person does about it.

Owns when a policy is recorded and when a looser one stops a run, be it that it says less or that a
contract takes a column out of what it covers. Whoever can edit the files can loosen it; nobody can
do so unseen, and no run goes on before a person at a terminal said so.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from vibecli.data.catalog import Catalog
from vibecli.data.covering import Cover, check_patterns, covers, is_marked, patterns
from vibecli.errors import Blocked, Stale, UsageError, VibeError
from vibecli.policybook import Policy, person
from vibecli.run import journal
from vibecli.run.approvals import approvers, counts
from vibecli.run.audit import print_of
from vibecli.run.commit import check_decision
from vibecli.run.loosened import loosened, uncovered
from vibecli.run.model import Decision, Review
from vibecli.run.place import place_of
from vibecli.run.policies import Recorded, keep_policy, policy_print
from vibecli.run.store import PlanStore
from vibecli.run.trail import Trail
from vibecli.run.transaction import Transaction, transact, writing
from vibecli.run.undo_policy import UndoPolicy
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

    def recorded(self, catalog: Catalog | None = None) -> Recorded:
        """Give the policy in force with the columns that it covers by their tags and classes."""
        covered: tuple[Cover, ...] = ()
        marked = any(is_marked(pattern) for _, pattern in patterns(self.policy))
        if marked and self.runtime.settings.database.exists():
            check_patterns(self.policy)
            covered = covers(self.policy, catalog or self.workspace.catalog())
        return Recorded(policy=self.policy, place=self._place, covered=covered)

    def loosened(self, catalog: Catalog | None = None) -> tuple[str, ...]:
        """Give what the policy lets through that the last one recorded here did not."""
        return self._loosened(self.recorded(catalog), catalog)

    def _loosened(self, record: Recorded, catalog: Catalog | None) -> tuple[str, ...]:
        logged = None
        with suppress(UsageError):  # a log that cannot be read stops what must be written there
            logged = self._trail.last_policy(self._place)
        if logged and logged.print == record.print:
            return ()
        known = [logged] if logged else []
        with suppress(VibeError):  # no database yet, or another process has it: told by the run
            known += self.workspace.kept_policies[-1:]
        lines = [line for one in known for line in loosened(one.policy, record.policy)]
        if any(one.covered for one in known):
            now = catalog or self.workspace.catalog()
            lines += [line for one in known for line in uncovered(one.covered, self.policy, now)]
        return tuple(dict.fromkeys(lines))

    def check(self, catalog: Catalog | None = None) -> Recorded:
        """Give the policy in force; a new one is recorded.

        Raises Blocked where it is looser than the last one recorded.
        """
        record = self.recorded(catalog)
        if self.__dict__.get("_checked") == record.print:
            return record
        if lines := self._loosened(record, catalog):
            more = f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""
            raise Blocked(
                f"the policy is looser than it was: {lines[0]}{more}; nothing was run",
                hint="vibecli policy accept, typed by a person at a terminal",
                details={"loosened": list(lines)},
            )
        if self.policy != Policy():
            with suppress(UsageError):  # what is applied needs the log anyway
                self._record(record)
        self.__dict__["_checked"] = record.print
        return record

    def record(self) -> None:
        """Have the audit log know what the policy covers now that contracts were written."""
        if self.policy != Policy():
            with suppress(UsageError):
                self._record(self.recorded())

    def _record(self, record: Recorded) -> None:
        logged = self._trail.last_policy(self._place)
        if logged is None or logged.print != record.print:
            self._trail.policy(record)

    def for_undo(self) -> UndoPolicy:
        """Give the policy as an undo is held to it. Raises Blocked for a looser one."""
        policy = self.check().policy
        marked = any(map(is_marked, policy.protected))
        return UndoPolicy(policy, self.workspace.catalog() if marked else Catalog(tables=()))

    def accept(self, lines: tuple[str, ...]) -> None:
        """Record that the person at the terminal lets the policy be looser.

        Raises UsageError, DatabaseLocked.
        """
        settings = self.runtime.settings
        record = self.recorded().model_copy(update={"loosened": lines})
        self._trail.policy(record)
        if not settings.database.exists():
            return

        def write(work: Transaction) -> None:
            keep_policy(work.session, record)

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
        made = (*self.store.meta(review.plan_id).decisions, *more)
        return approvers(made, self.policy, applied)

    def approved(
        self, review: Review, decision: Decision, check_open: Callable[[Review], None]
    ) -> Decision:
        """Give the decision with all who approved; it is kept while some are missing.

        Raises Blocked while they are; Stale for another policy; ActionNeeded, UsageError for what
        is no approval.
        """
        self.check_review(review)
        if review.approvals == 1:
            return decision
        _check_other(decision)
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
        by = f" ({'; '.join(persons)})" if persons else ""
        raise Blocked(
            f"policy.approvals: {len(persons)} of {review.approvals} persons approved{by}, "
            f"{missing} more must; {kept}, nothing was written",
            hint=self._who_else(review, decision),
            details={"needed": review.approvals, "approved_by": list(persons)},
        )

    def _who_else(self, review: Review, decision: Decision) -> str:
        """Tell who may approve next, and why a file of another name did not count by itself."""
        named = person(decision.by) in map(person, self.policy.reviewers)
        if decision.imported_by and not named:
            name = decision.by.strip()
            return (
                f"what {decision.imported_by} imports counts once, as their own word: another"
                f' person imports or approves, or reviewers = ["{name}"] under [policy]'
            )
        return f"another person: vibecli apply {review.short_id}, or review --import FILE"

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


def _check_other(decision: Decision) -> None:
    """Raise Blocked for a file in the name of the person who brings it in."""
    if decision.imported_by and person(decision.by) == person(decision.imported_by):
        raise Blocked(
            f"policy.approvals: the file names {decision.imported_by}, who imports it, as reviewer",
            hint=f"vibecli apply {decision.plan_id[:8]} at a terminal is your own approval",
        )
