"""String distances: only distinct pairs of values are measured, and only those that can be close.

Owns the calls to rapidfuzz. A mask of a value's letters tells cheaply that two cannot be similar.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from vibecli.engine.base import Array

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_OTHER_BITS = 6
_LEAST_SHARED = 0.5


def letter_masks(values: Sequence[str]) -> Array:
    """Give one bit for each letter and digit a value has; other signs share a few bits."""
    bit_of = {letter: 1 << i for i, letter in enumerate(_LETTERS)}
    masks = np.zeros(len(values), dtype=np.uint64)
    for i, value in enumerate(values):
        mask = 0
        for letter in set(value):
            mask |= bit_of.get(letter) or 1 << (len(_LETTERS) + ord(letter) % _OTHER_BITS)
        masks[i] = mask
    return masks


class Distances:
    """Distances between the values of one vocabulary, by their codes."""

    def __init__(self, values: Sequence[str]) -> None:
        self._values = np.array(values, dtype=object)
        self._masks = letter_masks(values)

    def similarity(self, left: Array, right: Array) -> Array:
        """Give the Jaro-Winkler similarity of each pair, 0 where it is certainly low."""
        one, two = self._masks[left], self._masks[right]
        shared = np.bitwise_count(one & two).astype(np.float32)
        mean = (np.bitwise_count(one) + np.bitwise_count(two)).astype(np.float32) / 2
        possible = shared >= _LEAST_SHARED * mean
        return self._measured(left, right, possible, JaroWinkler.similarity, absent=0.0)

    def edits(self, left: Array, right: Array, most: int) -> Array:
        """Give the edits (swapped neighbours count once) between each pair, `most` + 1 for more."""
        differing = np.bitwise_count(self._masks[left] ^ self._masks[right])
        found = self._measured(
            left, right, differing <= 2 * most, OSA.distance, absent=most + 1, score_cutoff=most
        )
        return np.minimum(found, most + 1)

    def _measured(
        self,
        left: Array,
        right: Array,
        possible: Array,
        scorer: Callable[..., Any],
        *,
        absent: float,
        score_cutoff: float | None = None,
    ) -> Array:
        out = np.full(len(left), absent, dtype=np.float32)
        at = np.flatnonzero(possible)
        if not len(at):
            return out
        low, high = np.minimum(left[at], right[at]), np.maximum(left[at], right[at])
        distinct, place = np.unique(low * len(self._values) + high, return_inverse=True)
        scores = process.cpdist(
            self._values[distinct // len(self._values)],
            self._values[distinct % len(self._values)],
            scorer=scorer,
            score_cutoff=score_cutoff,
            dtype=np.float32,
        )
        out[at] = scores[place]
        return out
