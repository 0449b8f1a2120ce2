"""Rehearsals: what the dry run of a saved intent says, as `check` tells it."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from vibecli.data.catalog import Catalog
from vibecli.errors import Blocked, Stale, UsageError, VibeError
from vibecli.plan.drift import Drift, SchemaColumn, schema_drift, schema_print
from vibecli.plan.saved import SavedIntent
from vibecli.run.check_outcome import CheckOutcome, CheckStatus
from vibecli.run.expectations import EXPECTATION
from vibecli.run.model import Review
from vibecli.run.rules import BOUNDS

_OWN = frozenset({BOUNDS, EXPECTATION})  # what the file itself asks for
_TOLD = 3  # drifts in the one line of an error
_LISTED = 20  # drifts told one a line
_SHORT = 8
CHANGED = "the schema changed since this intent was saved"


class Cell(NamedTuple):
    """One dry run of a file: with which values."""

    file: str
    intent: str = ""
    given: tuple[str, ...] = ()


class Repinning(NamedTuple):
    """A saved intent that drifted, run on the schema as it is: what a person decides from."""

    path: Path
    drift: list[Drift]
    review: Review
    columns: tuple[SchemaColumn, ...]  # to be pinned
    pinned: bool = True  # false: the file has no pinned schema yet

    @property
    def pin(self) -> str:
        """The name of the schema to be pinned."""
        return schema_print(self.columns)[:_SHORT]


def check_schema(saved: SavedIntent, catalog: Catalog) -> None:
    """Raise Stale when the schema is not the one a saved intent is pinned to."""
    drift = schema_drift(saved.columns, catalog)
    if not drift:
        return
    more = f" (and {len(drift) - _TOLD:,} more)" if len(drift) > _TOLD else ""
    raise Stale(
        f"{CHANGED}: {'; '.join(one.text for one in drift[:_TOLD])}{more}",
        hint="ask again and save the new plan",
        details={"drift": [one.model_dump() for one in drift]},
    )


def rehearsed(cell: Cell, review: Review, seconds: float) -> CheckOutcome:
    """Give the outcome of a dry run from its rules, bounds and expectations."""
    blocks = [rule for rule in review.rules if rule.status == "block"]
    blocked = tuple(rule.message for rule in blocks if rule.rule not in _OWN)
    broken = tuple(rule.message for rule in blocks if rule.rule in _OWN)
    status: CheckStatus = "blocked" if blocked else "failed" if broken else "passed"
    return CheckOutcome(
        **cell._asdict(),
        status=status,
        messages=(*blocked, *broken),
        review=review,
        seconds=seconds,
        exit_code=0 if status == "passed" else 4,
    )


def not_rehearsed(cell: Cell, error: VibeError, seconds: float) -> CheckOutcome:
    """Give the outcome of a saved intent that could not be run."""
    drift = tuple(Drift.model_validate(one) for one in error.details.get("drift", ()))
    messages = (CHANGED, *drift_lines(drift)) if drift else (error.message,)
    if isinstance(error, UsageError) and error.hint:
        messages = (*messages, f"hint: {error.hint}")
    return CheckOutcome(
        **cell._asdict(),
        status=_status(error),
        messages=messages,
        seconds=seconds,
        exit_code=error.exit_code,
        drift=drift,
    )


def drift_lines(drift: Sequence[Drift]) -> list[str]:
    """Give a line a drift, of very many the first and their number."""
    lines = [one.text for one in drift[:_LISTED]]
    return lines + [f"and {len(drift) - _LISTED:,} more"] * (len(drift) > _LISTED)


def _status(error: VibeError) -> CheckStatus:
    match error:
        case Stale():
            return "stale"
        case Blocked():
            return "blocked"
        case _:
            return "error"
