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
        self._first, self._long_first, self._last, self._long_last = per_text(values, _ends)

    @cached_property
    def _starts(self) -> Array:
        return per_text(self._values, _starts)

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
        starts, initials = self._starts
        begun_one, begun_two = starts.take(one), starts.take(two)
        alike = begun_one == begun_two
        alike |= begun_one == initials.take(two)
        alike |= begun_two == initials.take(one)
        return np.asarray(alike)

    def interchangeable(self, one: Array, two: Array) -> Array:
        """Tell pairs with the same first word, or forms of one given name."""
        same = np.asarray(self._long_first.take(one) == self._first.take(two))
        known = np.flatnonzero(self._grouped.take(one) & self._grouped.take(two))
        same[known] |= (self._groups[one[known]] & self._groups[two[known]]).any(axis=1)
        return same

    def share_word(self, one: Array, two: Array) -> Array:
        """Tell pairs that have a word in common, as double-barrelled names do with single ones."""
        first, last = self._first.take(two), self._last.take(two)
        begins, ends = self._long_first.take(one), self._long_last.take(one)
        begins_so = (begins == first) | (begins == last)
        return np.asarray(begins_so | (ends == last) | (ends == first))


def _ends(characters: Characters) -> Array:
    """Give the first and the last word of each text, each as it is and as a telling one."""
    spaces = characters.where(str.isspace)
    first = characters.between(characters.starts, characters.first(spaces))
    last = characters.between(characters.last(spaces) + 1, characters.ends)
    return np.stack([*_word(characters, first), *_word(characters, last)])


def _word(characters: Characters, kept: Array) -> tuple[Array, Array]:
    """Give a word of each text, and again where it is long enough to tell names apart, else 0."""
    word = characters.fingerprints(kept)
    return word, word * (characters.counts(kept) >= _SHORTEST_WORD)


def _starts(characters: Characters) -> Array:
    """Give how the first word of each text starts, and its initial."""
    kept = _in_first_word(characters)
    return np.stack([characters.fingerprints(kept, _START), characters.fingerprints(kept, 1)])


def _in_first_word(characters: Characters) -> Array:
    space = characters.first(characters.where(str.isspace))
    return characters.between(characters.starts, space)
