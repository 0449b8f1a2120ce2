"""Forms of a name: first word, initial, start, nickname groups; prepared once a distinct value."""

from collections.abc import Sequence

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.nicknames import groups_of

_START = 3
_WORD_BITS = 63
_SHORTEST_WORD = 3


class NameForms:
    """What two different names can share, by their codes."""

    def __init__(self, values: Sequence[str]) -> None:
        numbers: dict[str, int] = {}

        def number(part: str) -> int:
            return numbers.setdefault(part, len(numbers))

        split = [value.split() or [""] for value in values]
        self._first = np.array([number(s[0]) for s in split], dtype=np.int64)
        self._last = np.array([number(s[-1]) for s in split], dtype=np.int64)
        self._start = np.array([number(s[0][:_START]) for s in split], dtype=np.int64)
        self._initial = np.array([number(s[0][:1]) for s in split], dtype=np.int64)
        self._is_initial = np.array([len(s[0]) == 1 for s in split], dtype=bool)
        self._long_first = np.array([len(s[0]) >= _SHORTEST_WORD for s in split], dtype=bool)
        self._long_last = np.array([len(s[-1]) >= _SHORTEST_WORD for s in split], dtype=bool)
        self._groups = _group_masks([s[0] for s in split])

    def same_start(self, one: Array, two: Array) -> Array:
        """Tell pairs that start alike, or where one is the other's initial."""
        initial = self._is_initial[one] | self._is_initial[two]
        abbreviated = initial & (self._initial[one] == self._initial[two])
        return np.asarray((self._start[one] == self._start[two]) | abbreviated)

    def interchangeable(self, one: Array, two: Array) -> Array:
        """Tell pairs with the same first word, or forms of one given name."""
        shared = (self._groups[one] & self._groups[two]).any(axis=1)
        same_first = (self._first[one] == self._first[two]) & self._long_first[one]
        return np.asarray(shared | same_first)

    def share_word(self, one: Array, two: Array) -> Array:
        """Tell pairs that have a word in common, as double-barrelled names do with single ones."""
        first, last = self._first, self._last
        begins = ((first[one] == first[two]) | (first[one] == last[two])) & self._long_first[one]
        ends = ((last[one] == last[two]) | (last[one] == first[two])) & self._long_last[one]
        return np.asarray(begins | ends)


def _group_masks(names: Sequence[str]) -> Array:
    """Give the nickname groups of each name as bits."""
    groups = [groups_of(name) for name in names]
    width = 1 + max((max(g) for g in groups if g), default=0) // _WORD_BITS
    masks = np.zeros((len(names), width), dtype=np.int64)
    for at, group in enumerate(groups):
        for member in group:
            masks[at, member // _WORD_BITS] |= 1 << (member % _WORD_BITS)
    return masks
