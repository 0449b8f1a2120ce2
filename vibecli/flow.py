"""The verbs of vibecli, the only door for every front end: plan, shadow, review, apply, undo.

Each long verb is a generator: it yields events as they happen and returns its outcome. The flow never prints,
never prompts, and applies nothing without a Decision made by a person.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from vibecli.agent.planner import Answer
from vibecli.data.catalog import Catalog
from vibecli.model import Model
from vibecli.plan.model import Plan, Question, Refusal
from vibecli.plan.saved import SavedIntent
from vibecli.run.events import Notice, StepDone, StepProgress, StepStarted
from vibecli.run.model import Decision, Receipt, Review, Run
from vibecli.runtime import Runtime


class Planning(Model):
    """A planner is at work (attempt 2 and 3 are repairs)."""

    event: str = "planning"
    planner: str
    attempt: int = 1


class Planned(Model):
    """A checked plan is there; the shadow run comes next."""

    event: str = "planned"
    understood: str
    planner: str
    plan: Plan


class Asked(Model):
    """The outcome of an ask that needs an answer."""

    understood: str
    intent: str
    question: Question


class Refused(Model):
    """The outcome of an ask that could not be planned."""

    understood: str
    intent: str
    refusal: Refusal


class CheckOutcome(Model):
    """What a dry run of one saved intent gave."""

    file: str
    intent: str
    status: str  # passed, failed, blocked, stale, error
    messages: tuple[str, ...]
    review: Review | None = None
    seconds: float = 0.0


FlowEvent = Planning | Planned | StepStarted | StepProgress | StepDone | Notice
Outcome = Review | Asked | Refused


@dataclass
class Flow:
    """The verbs, bound to one runtime (settings, environment, clock, person)."""

    runtime: Runtime

    def catalog(self, *, profile: bool = True) -> Catalog:
        """Give what is known of the database. Raises NotFound, DatabaseLocked."""
        raise NotImplementedError

    def ask(
        self, intent: str, *, previous: Review | None = None, answers: Sequence[Answer] = ()
    ) -> Generator[FlowEvent, None, Outcome]:
        """Plan an intent, check it, run it on the shadow; with `previous` the intent refines that plan."""
        raise NotImplementedError

    def prompt(self, intent: str) -> str:
        """Give the exact request body a model would be sent for this intent; sends nothing."""
        raise NotImplementedError

    def rehearse(self, saved: SavedIntent) -> Generator[FlowEvent, None, Review]:
        """Run a saved intent on the shadow. Raises Stale when the schema it relies on changed."""
        raise NotImplementedError

    def check(self, path: Path) -> Generator[FlowEvent, None, CheckOutcome]:
        """Dry-run one saved intent file and compare the diff with its bounds; never writes to the database."""
        raise NotImplementedError

    def save(self, review: Review, path: Path) -> SavedIntent:
        """Keep a reviewed plan as a saved intent file."""
        raise NotImplementedError

    def review(self, plan_id: str = "") -> Review:
        """Give a review by id prefix, or the newest one. Raises NotFound."""
        raise NotImplementedError

    def reviews(self) -> tuple[Review, ...]:
        """Give the saved reviews, newest first."""
        raise NotImplementedError

    def decide(
        self, review: Review, *, channel: str, confirmed: Sequence[str] = (), apply: bool = True
    ) -> Decision:
        """Make the decision of the person at hand."""
        raise NotImplementedError

    def apply(self, review: Review, decision: Decision) -> Receipt:
        """Commit exactly the reviewed change set. Raises Blocked, ActionNeeded, Stale, DatabaseLocked."""
        raise NotImplementedError

    def undo(self, plan_id: str = "") -> Receipt:
        """Put back what an applied plan changed (the last one without id). Raises Stale, NotFound."""
        raise NotImplementedError

    def history(self) -> tuple[Run, ...]:
        """Give the applied plans, newest first."""
        raise NotImplementedError

    def rows(
        self, review: Review, table: str, *, limit: int, where: str = "", unmask: bool = False
    ) -> tuple[tuple[str, ...], list[tuple[str | None, ...]]]:
        """Give changed rows of one table: header (mark, why, column before/after...) and rows as text."""
        raise NotImplementedError
