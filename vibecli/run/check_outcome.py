"""What the dry run of one saved intent gave, as `check` and its CI report tell it."""

from typing import Literal

from vibecli.model import Model
from vibecli.plan.drift import Drift
from vibecli.run.model import Review

CheckStatus = Literal["passed", "failed", "blocked", "stale", "error"]


class CheckOutcome(Model):
    """What a dry run of one saved intent gave."""

    file: str
    intent: str
    status: CheckStatus
    messages: tuple[str, ...]
    review: Review | None = None
    seconds: float = 0.0
    exit_code: int = 0
    given: tuple[str, ...] = ()  # values of its parameters, NAME=VALUE
    database: str = ""  # of a matrix, as it is named there
    drift: tuple[Drift, ...] = ()
