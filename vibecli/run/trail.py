"""What the audit log is told, and when: before anything is written, and of how it ended.

Owns which events there are in the life of a plan and that one which cannot be logged beforehand
does not take place. It decides nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TypedDict

from vibecli.data.mask import mask_error
from vibecli.errors import ActionNeeded, Blocked, Interrupted, Stale, UsageError, VibeError
from vibecli.plan.hash import canonical
from vibecli.run.audit import (
    AuditEvent,
    AuditLog,
    AuditRule,
    Event,
    Head,
    intent_print,
    read_line,
    told_rules,
)
from vibecli.run.model import Decision, Override, Receipt, Review, Run, TableReceipt
from vibecli.run.policies import Recorded
from vibecli.runtime import Runtime

_REFUSALS = (ActionNeeded, Blocked, Stale, UsageError)


@dataclass(frozen=True)
class Trail:
    """The audit log as the verbs write it, for the person of one runtime."""

    runtime: Runtime

    @cached_property
    def log(self) -> AuditLog:
        """The log of this workspace."""
        return AuditLog(self.runtime.settings.state)

    def reviewed(self, review: Review) -> Review:
        """Tell of a review that would change something, where the log can be written."""
        if not review.diff.empty or review.verdict == "blocked":
            with suppress(UsageError):
                self._tell("reviewed", **_of(review), tables=_counts(review))
        return review

    def discarded(self, review: Review, decision: Decision) -> None:
        """Tell that a person decided against a review."""
        self._imported(review, decision)
        self._tell("discarded", by=decision.by, **_of(review), note=mask_error(decision.reason))

    def refused(self, review: Review, error: VibeError) -> None:
        """Tell that a plan could not be applied."""
        with suppress(UsageError):
            self._tell("refused", **_of(review), note=_reason(error))

    @contextmanager
    def applying(self, review: Review, decision: Decision) -> Iterator[Head]:
        """Announce a commit, and tell when it is refused or fails. Raises UsageError before it."""
        self._imported(review, decision)
        if decision.overrides:
            overrides = tuple(_masked(override) for override in decision.overrides)
            self._tell("overridden", by=decision.by, **_of(review), overrides=overrides)
        head = self._tell("applying", by=decision.by, **_of(review), tables=_counts(review))
        with self._ending(lambda event, why: self._tell(event, **_of(review), note=why)):
            yield head

    def approved(self, review: Review, decision: Decision, missing: int) -> None:
        """Tell that a person approved a plan that needs more persons. Raises UsageError."""
        self._imported(review, decision)
        note = f"{missing} more {'person' if missing == 1 else 'persons'} must approve"
        self._tell("approved", by=decision.by, **_of(review), note=note)

    def policy(self, record: Recorded) -> None:
        """Tell of the policy in force, or what a person let it be loosened in. Raises UsageError.

        The line holds the whole of it, so that the next one can be compared with it.
        """
        event: Event = "loosened" if record.loosened else "policy"
        self._tell(event, note=canonical(record).decode())

    def revealed(self, what: str, plan_id: str) -> None:
        """Tell that a person is shown raw personal values. Raises UsageError before it."""
        self._tell("revealed", plan_id=plan_id, note=what)

    def last_policy(self, place: str) -> Recorded | None:
        """Give the last policy the log has for a database."""
        marks = (b'"event":"policy"', b'"event":"loosened"')
        for text in reversed(self.log.lines()):
            line = read_line(text) if any(mark in text for mark in marks) else None
            if line and line.event in ("policy", "loosened"):
                record = Recorded.model_validate_json(line.note)
                if record.place == place:
                    return record
        return None

    @contextmanager
    def undoing(self, run: Run, *, partial: bool) -> Iterator[Head]:
        """Announce an undo, and tell when it is refused or fails. Raises UsageError before it."""
        named = _named(run.plan_id, run.intent)
        head = self._tell("undoing", **named, note="in part" if partial else "")
        with self._ending(lambda event, why: self._tell(event, **named, note=why)):
            yield head

    @contextmanager
    def pruning(self, note: str) -> Iterator[Head]:
        """Announce a pruning, and tell when it fails. Raises UsageError before it."""
        head = self._tell("pruning", note=note)
        with self._ending(lambda event, why: self._tell(event, note=why)):
            yield head

    def pruned(self, note: str) -> None:
        """Tell what a pruning dropped, where the log can take it now."""
        with suppress(UsageError):
            self._tell("pruned", note=note)

    def streaming(self, note: str) -> Head:
        """Announce that a stream starts. Raises UsageError before it."""
        return self._tell("streaming", note=note)

    def streamed(self, note: str) -> None:
        """Tell how far a stream came, where the log can take it now."""
        with suppress(UsageError):
            self._tell("streamed", note=note)

    def exported(self, rows: int, tables: int) -> None:
        """Announce that all data of one person is written out. Raises UsageError before it."""
        self._tell("exported", note=f"{rows} rows of one person in {tables} tables")

    def done(self, event: Event, receipt: Receipt, intent: str) -> Receipt:
        """Tell what was written. It is: a log that cannot take it now is told in the receipt."""
        note = "had been applied before" if receipt.already else ""
        if receipt.left_rows:
            note = f"in part: {receipt.left_rows} rows stay"
        named = _named(receipt.plan_id, intent)
        try:
            self._tell(event, by=receipt.by, **named, tables=receipt.tables, note=note)
        except UsageError as error:
            return receipt.model_copy(update={"unlogged": error.message})
        return receipt

    def _imported(self, review: Review, decision: Decision) -> None:
        if decision.channel == "file":
            self._tell("imported", by=decision.by, **_of(review), note=decision.verdict)

    @contextmanager
    def _ending(self, tell: Callable[[Event, str], object]) -> Iterator[None]:
        try:
            yield
        except (VibeError, KeyboardInterrupt) as error:
            with suppress(UsageError):
                refused = isinstance(error, _REFUSALS)
                tell("refused" if refused else "failed", _reason(error))
            raise

    def _tell(  # noqa: PLR0913 - the parts of one line
        self,
        event: Event,
        *,
        by: str = "",
        plan_id: str = "",
        intent: str = "",
        tables: Sequence[TableReceipt] = (),
        rules: Sequence[AuditRule] = (),
        overrides: Sequence[Override] = (),
        note: str = "",
    ) -> Head:
        person = self.runtime.person()
        return self.log.append(
            AuditEvent(
                at=self.runtime.now().isoformat(timespec="seconds"),
                event=event,
                user=person,
                by=by or person,
                plan_id=plan_id,
                intent=intent_print(intent) if intent else "",
                tables=tuple(tables),
                rules=tuple(rules),
                overrides=tuple(overrides),
                note=note,
            )
        )


class _Named(TypedDict):
    """What names a plan in a line, and what the rules said of it."""

    plan_id: str
    intent: str
    rules: tuple[AuditRule, ...]


def _of(review: Review) -> _Named:
    return {**_named(review.plan_id, review.intent), "rules": told_rules(review)}


def _named(plan_id: str, intent: str) -> _Named:
    return {"plan_id": plan_id, "intent": intent, "rules": ()}


def _counts(review: Review) -> tuple[TableReceipt, ...]:
    return tuple(
        TableReceipt(table=t.table, added=t.added, changed=t.changed, removed=t.removed)
        for t in review.diff.tables
    )


def _masked(override: Override) -> Override:
    return override.model_copy(update={"reason": mask_error(override.reason)})


def _reason(error: BaseException) -> str:
    """Give why in one line, without the values that an engine's message repeats."""
    if not isinstance(error, VibeError):
        return Interrupted.__name__
    plain = isinstance(error, Stale | UsageError)  # made of names and counts
    return f"{type(error).__name__}, {error.message if plain else mask_error(error.message)}"
