"""Rehearsals: what the dry run of a saved intent says, as `check` tells it."""

from pathlib import Path

from vibecli.errors import Blocked, Stale, VibeError
from vibecli.run.model import CheckOutcome, CheckStatus, Review
from vibecli.run.rules import BOUNDS


def rehearsed(path: Path, review: Review, seconds: float) -> CheckOutcome:
    """Give the outcome of a dry run from its rules and bounds."""
    blocks = [rule for rule in review.rules if rule.status == "block"]
    blocked = tuple(rule.message for rule in blocks if rule.rule != BOUNDS)
    broken = tuple(rule.message for rule in blocks if rule.rule == BOUNDS)
    status: CheckStatus = "blocked" if blocked else "failed" if broken else "passed"
    return CheckOutcome(
        file=str(path),
        intent=review.intent,
        status=status,
        messages=(*blocked, *broken),
        review=review,
        seconds=seconds,
        exit_code=0 if status == "passed" else 4,
    )


def not_rehearsed(path: Path, intent: str, error: VibeError, seconds: float) -> CheckOutcome:
    """Give the outcome of a saved intent that could not be run."""
    return CheckOutcome(
        file=str(path),
        intent=intent,
        status=_status(error),
        messages=(error.message,),
        seconds=seconds,
        exit_code=error.exit_code,
    )


def _status(error: VibeError) -> CheckStatus:
    match error:
        case Stale():
            return "stale"
        case Blocked():
            return "blocked"
        case _:
            return "error"
