"""Usage: how the records of a field share its values, in a few numbers that move with each record.

Owns the sums from which follows how often two strangers agree; exact, so that it does not matter in
which order records came.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np

from vibecli.engine.base import Array

_FEW = 12  # no more records of one value are one person's by themselves


@dataclass(frozen=True)
class Usage:
    """Records with a value, squares summed over values, and how many values few records hold."""

    said: int
    squares: int
    few: tuple[int, ...]  # values of one record, of two, and so on

    @classmethod
    def of(cls, counts: Array) -> Self:
        """Give the usage of values by the records of each."""
        counts = counts.astype(np.int64)
        few = np.bincount(np.minimum(counts, _FEW + 1), minlength=_FEW + 2)[1 : _FEW + 1]
        return cls(int(counts.sum()), int((counts * counts).sum()), tuple(few.tolist()))

    @classmethod
    def from_array(cls, kept: Array) -> Self:
        """Give the usage an array was made of."""
        said, squares, *few = kept.tolist()
        return cls(said, squares, tuple(few))

    def array(self) -> Array:
        """Give all of it as one array."""
        return np.array([self.said, self.squares, *self.few], dtype=np.int64)

    def moved(self, before: Iterable[int], after: Iterable[int]) -> "Usage":
        """Give the usage once some values are held by other numbers of records than before."""
        said, squares, few = self.said, self.squares, [0, *self.few]
        for old, new in zip(before, after, strict=True):
            said += new - old
            squares += new * new - old * old
            for many, by in ((old, -1), (new, 1)):
                if 0 < many <= _FEW:
                    few[many] += by
        return Usage(said, squares, tuple(few[1:]))

    def shared(self, single: float) -> float:
        """Sum up, over all records, the others with the same value, but for `single` of each."""
        own = [(many, values) for many, values in enumerate(self.few, start=1) if many <= single]
        squares = self.squares - sum(many * many * values for many, values in own)
        return squares - single * (self.said - sum(many * values for many, values in own))
