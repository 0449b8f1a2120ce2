"""Forms of a name: first word, initial, start, nickname groups; prepared once a distinct value."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.characters import Characters, per_text
from vibecli.identity.nicknames import groups_of

_START = 3
_WORD_BITS = 63
_SHORTEST_WORD = 3


class NameForms:
    """What two different names can share, by their codes."""

    def __init__(self, values: Sequence[str]) -> None:
        self._values = values
        self._first = per_text(values, lambda c: c.fingerprints(_in_first_word(c)))
        self._last = per_text(values, lambda c: c.fingerprints(_in_last_word(c)))
        self._first_length = per_text(values, lambda c: c.counts(_in_first_word(c)))
        self._last_length = per_text(values, lambda c: c.counts(_in_last_word(c)))

    @cached_property
    def _start(self) -> Array:
        return per_text(self._values, lambda c: c.fingerprints(_in_first_word(c), _START))

    @cached_property
    def _initial(self) -> Array:
        return per_text(self._values, lambda c: c.fingerprints(_in_first_word(c), 1))

    @cached_property
    def _groups(self) -> Array:
        """The nickname groups of each name, as bits."""
        groups = [groups_of(value.split(" ", 1)[0]) for value in self._values]
        width = 1 + max((max(g) for g in groups if g), default=0) // _WORD_BITS
        masks = np.zeros((len(groups), width), dtype=np.int64)
        for at, group in enumerate(groups):
            for member in group:
                masks[at, member // _WORD_BITS] |= 1 << (member % _WORD_BITS)
        return masks

    @cached_property
    def _grouped(self) -> Array:
        return np.asarray(self._groups.any(axis=1))

    def same_start(self, one: Array, two: Array) -> Array:
        """Tell pairs that start alike, or where one is the other's initial."""
        alike = np.asarray(self._start[one] == self._start[two])
        short = np.flatnonzero((self._first_length[one] == 1) | (self._first_length[two] == 1))
        alike[short] |= self._initial[one[short]] == self._initial[two[short]]
        return alike

    def interchangeable(self, one: Array, two: Array) -> Array:
        """Tell pairs with the same first word, or forms of one given name."""
        same = np.asarray(self._first[one] == self._first[two])
        same &= self._first_length[one] >= _SHORTEST_WORD
        known = np.flatnonzero(self._grouped[one] & self._grouped[two])
        same[known] |= (self._groups[one[known]] & self._groups[two[known]]).any(axis=1)
        return same

    def share_word(self, one: Array, two: Array) -> Array:
        """Tell pairs that have a word in common, as double-barrelled names do with single ones."""
        first, last = self._first, self._last
        begins = (first[one] == first[two]) | (first[one] == last[two])
        ends = (last[one] == last[two]) | (last[one] == first[two])
        begins &= self._first_length[one] >= _SHORTEST_WORD
        ends &= self._last_length[one] >= _SHORTEST_WORD
        return np.asarray(begins | ends)


def _in_first_word(characters: Characters) -> Array:
    space = characters.first(characters.where(str.isspace))
    return characters.between(characters.starts, space)


def _in_last_word(characters: Characters) -> Array:
    space = characters.last(characters.where(str.isspace))
    return characters.between(space + 1, characters.ends)
