"""Gates: what the `check` steps of a plan found, kept for the rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from vibecli.steps.base import GateResult


@dataclass(frozen=True)
class GateFound:
    """A gate's result and the first rows it found, as text."""

    result: GateResult
    sample: tuple[tuple[str | None, ...], ...]

    @classmethod
    def of(cls, result: GateResult, sample: Sequence[Sequence[object]]) -> Self:
        """Keep a result with its first rows."""
        rows = tuple(tuple(None if v is None else str(v) for v in row) for row in sample)
        return cls(result, rows)
