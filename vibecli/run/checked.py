"""The outcome of a check: one saved intent, dry-run and compared with its rules and bounds.

Owns what passes and what does not. It runs nothing.
"""

from pathlib import Path

from vibecli.errors import Blocked, Stale, VibeError
from vibecli.plan.saved import SavedIntent, check_bounds
from vibecli.run.model import CheckOutcome, CheckStatus, Review


def status_of(error: VibeError) -> CheckStatus:
    """Give how a check that ended in an error went."""
    match error:
        case Stale():
            return "stale"
        case Blocked():
            return "blocked"
        case _:
            return "error"


def checked(path: Path, saved: SavedIntent, review: Review, seconds: float) -> CheckOutcome:
    """Compare a dry run with its rules and bounds."""
    blocked = tuple(rule.message for rule in review.rules if rule.status == "block")
    counts = [(t.table, t.added, t.changed, t.removed) for t in review.diff.tables]
    broken = tuple(check_bounds(saved, counts))
    status: CheckStatus = "blocked" if blocked else "failed" if broken else "passed"
    return CheckOutcome(
        file=str(path),
        intent=saved.intent,
        status=status,
        messages=(*blocked, *broken),
        review=review,
        seconds=seconds,
        exit_code=0 if status == "passed" else 4,
    )
