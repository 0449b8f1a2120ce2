"""Compared candidates: each pair's levels are made once, as long as they fit in little memory.

Weights are learnt from samples of the candidates before all of them are scored. Where the
candidates are too many to hold, the samples alone are compared, and everything again when scored.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.compare import Comparer

_MOST_HELD = 64_000_000  # levels, a byte each
PART = 100_000  # pairs scored together


@dataclass(frozen=True)
class Compared:
    """Candidate pairs, sorted, with a way to their levels."""

    comparer: Comparer
    pairs: Array
    _held: Array | None  # a row a pair; None where they are too many

    @classmethod
    def of(cls, comparer: Comparer, pairs: Array) -> Self:
        """Compare the pairs, if their levels can be held."""
        held = comparer.levels(pairs) if len(pairs) * comparer.width <= _MOST_HELD else None
        return cls(comparer, pairs, held)

    def levels(self, some: Array) -> Array:
        """Give the levels of some of the pairs, a row of its own for each."""
        if self._held is None:
            return self.comparer.levels(some)
        at = np.searchsorted(self.pairs, some)
        return np.asarray(self._held.T.take(at, axis=1).T)  # a field's levels lie together

    def starts(self) -> Iterator[int]:
        """Give where each part begins; there is one at least."""
        return iter(range(0, max(len(self.pairs), 1), PART))

    def part(self, start: int) -> tuple[Array, Array]:
        """Give the pairs of a part and their levels."""
        some = slice(start, start + PART)
        pairs = self.pairs[some]
        held = self._held
        return pairs, self.comparer.levels(pairs) if held is None else held[some]
