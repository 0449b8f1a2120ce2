"""A suppression applied: keyed hashes of what names a person, in a run that undo takes back.

Writes no user table: only schema `vibecli`, in one transaction with the journal.
"""

from dataclasses import dataclass
from pathlib import Path

from vibecli.data.catalog import Catalog, Role
from vibecli.engine.base import Engine, Session
from vibecli.errors import ActionNeeded, NotFound, Stale, UsageError
from vibecli.identity.ground import OpenDatabase
from vibecli.identity.seal import IdentifierKind, Seal
from vibecli.identity.subject import Subject, SubjectFinder
from vibecli.plan.hash import identity
from vibecli.run import journal
from vibecli.run.audit import Head, keep_head
from vibecli.run.changeset import PlanRecord
from vibecli.run.model import Decision, Receipt, Review
from vibecli.run.suppression import Mark, lift_marks, place_of, write_marks
from vibecli.run.transaction import transact, writing
from vibecli.steps.suppress import Suppress


@dataclass(frozen=True)
class Suppressing:
    """One suppression to be applied."""

    engine: Engine
    database: Path
    catalog: Catalog
    seal: Seal
    lock_timeout: float

    def apply(
        self, step: Suppress, record: PlanRecord, review: Review, decision: Decision, head: Head
    ) -> Receipt:
        """Note, or lift, what names the person. Raises Stale, ActionNeeded, UsageError."""
        plan_id = review.plan_id
        if identity(record) != plan_id or decision.plan_id != plan_id:
            raise Stale("the saved plan was edited", hint="ask again")
        if decision.verdict != "apply":
            raise ActionNeeded("the plan was not approved", details={"action": "approve"})

        def work(session: Session) -> Receipt:
            marks: set[Mark] = set() if step.lift else self._marks(session, step)

            def write(_: object) -> Receipt:
                journal.ensure(session)
                attempt = journal.next_attempt(session, plan_id)
                if not self._write(session, step, marks, plan_id, decision.at):
                    return _receipt(plan_id, decision.at, decision.by, already=True)
                journal.write(
                    session, plan_id=plan_id, attempt=attempt, record=record, review=review,
                    decision=decision, entries=(),
                )  # fmt: skip
                keep_head(session, head)
                return _receipt(plan_id, decision.at, decision.by)

            return transact(session, write, f"vibecli apply {plan_id[:8]}")

        return writing(self.engine, self.database, self.lock_timeout, work)

    def _write(
        self, session: Session, step: Suppress, marks: set[Mark], plan_id: str, at: str
    ) -> int:
        """Note or lift marks; gives how many."""
        if not step.lift:
            return write_marks(session, self.seal, marks, plan_id=plan_id, at=at)
        named = {mark for one in step.sealed(self.seal) for _, mark in one.marks}
        lifted = lift_marks(session, named, plan_id=plan_id)
        if not lifted:
            raise UsageError("nobody is suppressed by that", hint="vibecli history")
        return lifted

    def _marks(self, session: Session, step: Suppress) -> set[Mark]:
        """Give what names the person: what was typed, and what their records state."""
        sealed = step.sealed(self.seal)
        marks: set[Mark] = {(kind, "", mark) for one in sealed for kind, mark in one.marks}
        try:
            found = SubjectFinder(OpenDatabase(session, self.catalog), self.seal).find(sealed)
        except NotFound:
            return {mark for mark in marks if mark[0] != "id"}
        return {mark for mark in marks if mark[0] != "id"} | self._stated(found)

    def _stated(self, found: Subject) -> set[Mark]:
        marks: set[Mark] = set()
        for table, rows in found.records.items():
            info = self.catalog.table(table)
            for column in info.columns if info else ():
                values = sorted({v for row in rows.values() if (v := row.get(column.name))})
                place = place_of(table, column.name)
                if column.role in (Role.EMAIL, Role.PHONE) and column.name not in found.shared:
                    kind: IdentifierKind = "email" if column.role == Role.EMAIL else "phone"
                    marks |= {(kind, "", m) for _, m in self.seal.marked(kind, values)}
                elif column.role == Role.CODE or (info and info.key == (column.name,)):
                    marks |= {("id", place, m) for _, m in self.seal.marked("id", values)}
        for (table, tied), keys in found.ties.items():
            place = place_of(table, tied)
            marks |= {("id", place, m) for _, m in self.seal.marked("id", sorted(keys))}
        return marks


def _receipt(plan_id: str, at: str, by: str, *, already: bool = False) -> Receipt:
    return Receipt(plan_id=plan_id, action="apply", at=at, by=by, tables=(), already=already)
