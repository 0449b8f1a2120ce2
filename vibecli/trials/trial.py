"""What came of one trial, as it is kept in the scorecard."""

from typing import Literal

from vibecli.model import Model
from vibecli.trials.case import Set

Outcome = Literal["planned", "asked", "refused", "failed"]
Verdict = Literal["right", "wrong", "guessed"]  # guessed: planned though it had to be asked about


class Trial(Model):
    """What came of one case."""

    id: str
    set: Set
    database: str
    type: str
    intent: str
    outcome: Outcome
    verdict: Verdict
    why: str = ""  # what is wrong
    told: str = ""  # what was understood, asked, refused with, or went wrong
    valid: bool = False  # the planner's last answer was a plan, a question or a refusal
    attempts: int = 0
    applied: bool = False
    declined: bool = False  # a change that nobody wanted was shown, and not approved
    calls: int = 0
    tokens_in: int | None = None
    tokens_out: int | None = None
    own_ms: float = 0.0  # planning, outside the model
    violations: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        """True when it is as it should be."""
        return self.verdict == "right"
