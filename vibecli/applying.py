"""The verbs after a review: decide, apply, discard, undo, prune, and what was done before.

Nothing here runs a plan; what is written is the reviewed change set, under a person's Decision, and
the audit log is told before it is written.
"""

import shlex
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from vibecli.committing import Committing
from vibecli.data.catalog import Catalog
from vibecli.errors import Blocked, Stale, VibeError
from vibecli.policing import Policing
from vibecli.run import journal
from vibecli.run.audit import AuditLine, heads, read_line
from vibecli.run.audit_check import AuditVerdict, verify
from vibecli.run.changeset import FileChange
from vibecli.run.contract_files import Followed, Note, following
from vibecli.run.decisions import Decisions
from vibecli.run.leftover import naming_left, shown_rows
from vibecli.run.model import Channel, Decision, LeftRow, Override, Receipt, Review, Run
from vibecli.run.past import Past, past
from vibecli.run.place import place_of
from vibecli.run.prune import Pruning, prunable, prune
from vibecli.run.stale import check_inputs, naming, needed
from vibecli.run.store import PlanStore
from vibecli.run.trail import Trail
from vibecli.run.undo import undo
from vibecli.runtime import Runtime
from vibecli.stream.rules import ended_otherwise
from vibecli.stream.tables import check_undoable
from vibecli.workspace import Workspace


@dataclass(frozen=True)
class Applying:
    """The verbs about what becomes of a review, bound to one workspace and its plans."""

    workspace: Workspace
    store: PlanStore
    runtime: Runtime

    @cached_property
    def trail(self) -> Trail:
        """What the audit log of this workspace is told."""
        return Trail(self.runtime)

    @cached_property
    def policing(self) -> Policing:
        """The policy in force."""
        return Policing(self.workspace, self.runtime, self.store)

    def decide(
        self,
        review: Review,
        *,
        channel: Channel,
        confirmed: Sequence[str] = (),
        overrides: Sequence[Override] = (),
        apply: bool = True,
        attended: bool = False,
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
            attended=attended,
        )

    def decided(self, review: Review, said: Decisions) -> Decision:
        """Give the decision of a decisions file on a review: its reviewer's, brought in here."""
        return Decision(
            plan_id=review.plan_id,
            verdict="discard" if said.verdict == "discard" else "apply",
            by=said.reviewer.strip(),
            at=self.runtime.now().isoformat(timespec="seconds"),
            channel="file",
            confirmed=said.confirmed,
            reason=said.comment,
            overrides=said.overrides,
            imported_by=self.runtime.person(),
            said_at=said.at,
        )

    def elsewhere(self, review: Review) -> str:
        """Give the database a review is of when that is not the one at hand, else nothing."""
        meta, settings = self.store.meta(review.plan_id), self.runtime.settings
        here = place_of(settings.database, settings.state)
        if any(one.is_at(here) for one in meta.places):
            return ""
        return next((one.file for one in meta.places), "")

    def check_here(self, review: Review) -> None:
        """Raise Stale when a review is of another database: its approval is for that one."""
        if not (other := self.elsewhere(review)):
            return
        here = str(self.runtime.settings.database)
        there, anew = (f"vibecli --db {shlex.quote(one)} apply" for one in (other, here))
        hints = [f"{there} {review.short_id} applies it there"] if Path(other).exists() else []
        hints.append(f"{anew} {review.short_id} --rebase runs it anew on this one")
        raise Stale(
            f"plan {review.short_id} was reviewed on {other}, not on {here}",
            hint="\n".join(hints),
            details={"reviewed_on": other},
        )

    def check_open(self, review: Review) -> None:
        """Raise Stale when a review was applied, or what it read or would change is not as then."""
        if self.applied(review):
            raise Stale(f"plan {review.short_id} is applied already", hint="vibecli history")
        self.check_here(review)
        if part := self._applied_part(review):
            what = f"a part of plan {review.short_id} is applied already: plan {part[:8]}"
            raise Stale(what, hint=f"vibecli undo {part[:8]}")
        record, meta = self.store.record(review.plan_id), self.store.meta(review.plan_id)
        settings = self.runtime.settings
        others = needed(record, settings.attach)
        with self.workspace.read(others) as session:
            engine = self.workspace.engine
            with naming(review.plan_id):
                check_inputs(engine, session, settings.database, record, meta.facts, others)

    def _applied_part(self, review: Review) -> str:
        """Give the id of an applied plan that is a part of this one, or nothing."""
        for run in self.history():
            if run.undone_at is None:
                with suppress(VibeError):
                    derived = self.store.review(run.plan_id).derived
                    if derived is not None and derived.plan_id == review.plan_id:
                        return run.plan_id
        return ""

    def apply(self, review: Review, decision: Decision) -> Receipt:
        """Commit exactly the reviewed change set, after the audit log was told that it begins.

        Raises Blocked, ActionNeeded, Stale, DatabaseLocked, UsageError.
        """
        self.check_here(review)
        policy = self.policing.check()
        decision = self.policing.approved(review, decision, self.check_open)
        decision = decision.model_copy(update={"policy": policy.print})
        record = self.store.record(review.plan_id)
        committing = Committing(self.workspace, self.store, self.runtime)
        with (
            naming(review.plan_id),
            self.trail.applying(review, decision) as head,
            self._followed(self._note(review.plan_id, record.files)) as followed,
        ):
            write = committing.writer(record, review, decision, policy)
            self.store.decide(review.plan_id, decision)
            receipt = write(head)
        if followed.files:
            self.policing.record()
        receipt = _with_files(receipt, followed)
        told = receipt.model_copy(update={"imported_by": decision.imported_by})
        return self.trail.done("applied", told, review.intent)

    def refusing(self, review: Review, check: Callable[[Review], None]) -> None:
        """Have a review checked, and the audit log told when it is blocked. Raises Blocked."""
        try:
            check(review)
        except Blocked as error:
            self.trail.refused(review, error)
            raise

    def undo(self, plan_id: str = "", *, partial: bool = False, unmask: bool = False) -> Receipt:
        """Put back what an applied plan changed (the last one without id), in part if asked.

        Raises Stale, NotFound, UsageError, and Blocked where it would write what the policy forbids
        since the plan was applied.
        """
        with self.workspace.own() as session:
            check_undoable(session, plan_id)
            run = journal.find(session, plan_id)
            files = () if run.undone_at else journal.files(session, run)
        policy = self.policing.for_undo()
        note = self._note(run.plan_id, files, back=True)
        if partial:
            note = note.model_copy(update={"files": note.unedited()})
        try:
            with (
                self.trail.undoing(run, partial=partial) as head,
                self._followed(note) as followed,
            ):
                receipt = undo(
                    self.workspace.engine,
                    self.runtime.settings.database,
                    run.plan_id,
                    by=self.runtime.person(),
                    now=self.runtime.now(),
                    lock_timeout=self.runtime.settings.lock_timeout,
                    partial=partial,
                    head=head,
                    policy=policy,
                )
        except Stale as error:
            left = self._shown(error.details.get("left", ()), unmask=unmask)
            with self.workspace.own() as session:
                hint = ended_otherwise(session, run, error.hint)
            told = Stale(error.message, hint=hint, details=error.details)
            raise naming_left(told, left) from error
        receipt = self.trail.done("undone", _with_files(receipt, followed), run.intent)
        return receipt.model_copy(update={"left": self._shown(receipt.left, unmask=unmask)})

    def _followed(self, note: Note) -> AbstractContextManager[Followed]:
        """Have the files of a plan written once what is done inside is committed."""
        self.workspace.finish_contracts()
        return following(self.runtime.settings.state, note)

    def _note(self, plan_id: str, files: tuple[FileChange, ...], *, back: bool = False) -> Note:
        """Give what is to be written of a plan, and where."""
        return Note(
            plan_id=plan_id,
            database=str(self.runtime.settings.database.absolute()),
            folder=str(self.workspace.contract_folder),
            features=str(self.workspace.feature_folder),
            files=files,
            back=back,
        )

    def history(self) -> tuple[Run, ...]:
        """Give the applied plans, newest first."""
        with self.workspace.own() as session:
            return journal.history(session)

    def past(self, plan_id: str = "", *, unmask: bool = False) -> Past:
        """Give all the database knows of one applied plan (the last one without id).

        Raises NotFound.
        """
        with self.workspace.own() as session:
            found = past(session, plan_id)
        return found.model_copy(update={"left": self._shown(found.left, unmask=unmask)})

    def events(self) -> tuple[AuditLine, ...]:
        """Give the lines of the audit log, oldest first; what cannot be read is left out."""
        lines = map(read_line, self.trail.log.lines())
        return tuple(line for line in lines if line)

    def verify_log(self) -> AuditVerdict:
        """Compare the audit log with itself and with what the database keeps of it."""
        try:
            with self.workspace.own() as session:
                known = heads(session)
        except VibeError:
            return verify(self.trail.log, None)
        return verify(self.trail.log, known)

    def prunable(self, *, keep: int, days: float) -> Pruning:
        """Give what a pruning would drop; writes nothing."""
        runs: tuple[journal.JournalRun, ...] = ()
        if self.runtime.settings.database.exists():
            with self.workspace.own() as session:
                runs = journal.runs(session)
        return prunable(runs, self.store, keep=keep, days=days, now=self.runtime.now())

    def prune(self, pruning: Pruning) -> None:
        """Drop what a person has seen and agreed to. Raises DatabaseLocked, UsageError."""
        settings = self.runtime.settings
        with self.trail.pruning(pruning.told) as head:
            prune(
                self.workspace.engine,
                settings.database,
                self.store,
                pruning,
                now=self.runtime.now(),
                lock_timeout=settings.lock_timeout,
                head=head,
            )
        self.trail.pruned(pruning.told)

    def applied(self, review: Review) -> bool:
        """True when this plan has been applied and stands; only the journal surely knows."""
        decisions = self.store.meta(review.plan_id).decisions
        if not any(decision.verdict == "apply" for decision in decisions):
            return False  # approvals are kept before the commit begins
        standing = (run.plan_id for run in self.history() if run.undone_at is None)
        return review.plan_id in standing

    def discard(self, review: Review, decision: Decision) -> None:
        """Record that a person decided against a review; it stays readable."""
        self.trail.discarded(review, decision)
        self.store.decide(review.plan_id, decision)

    def _shown(self, left: Sequence[LeftRow], *, unmask: bool) -> tuple[LeftRow, ...]:
        if unmask or not left:
            return tuple(left)
        try:
            catalog = self.workspace.catalog()
        except VibeError:
            catalog = Catalog(tables=())
        return shown_rows(left, catalog.tables)


def _with_files(receipt: Receipt, followed: Followed) -> Receipt:
    return receipt.model_copy(update={"files": followed.files, "unwritten": followed.problem})
