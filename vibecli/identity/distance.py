"""String distances: only pairs of values that can be close are measured.

Owns the calls to rapidfuzz. Which letters a value has, how it begins and how long it is tell
cheaply that two cannot be similar.
"""

from collections.abc import Sequence

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from vibecli.engine.base import Array
from vibecli.identity.characters import Characters, per_text
from vibecli.identity.edits import edits, packed

_LETTERS = {letter: 1 << i for i, letter in enumerate("abcdefghijklmnopqrstuvwxyz0123456789")}
_OTHER_BITS = 6
_HEAD = 4  # the letters a common beginning is rewarded for
_REWARD, _REWARDED = 0.1, 0.7 - 1e-6
_ROUNDING = 1e-6
_HEAD_BITS = np.uint64(8 * _HEAD)
_BIT = np.uint32(1)


def letter_masks(characters: Characters) -> Array:
    """Give one bit for each letter and digit a text has; other signs share a few bits."""
    bits = characters.looked_up(_letter_bit)
    masks = np.zeros(len(characters.lengths), dtype=np.uint64)
    said = characters.lengths > 0
    if said.any():
        masks[said] = np.bitwise_or.reduceat(bits, characters.starts[said])
    return masks


def _letter_bit(letter: str) -> int:
    return _LETTERS.get(letter) or 1 << (len(_LETTERS) + ord(letter) % _OTHER_BITS)


def _heads(characters: Characters) -> Array:
    """Give the first letters, eight bits each; those of other alphabets may look alike."""
    heads = np.zeros(len(characters.lengths), dtype=np.uint32)
    for place in range(_HEAD):
        long_enough = characters.lengths > place
        signs = characters.signs[characters.starts[long_enough] + place]
        heads[long_enough] |= (signs.astype(np.uint32) & 0xFF) << np.uint32(8 * place)
    return heads


class Distances:
    """Distances between the values of one vocabulary, by their codes."""

    def __init__(self, values: Sequence[str], prepared: Array | None = None) -> None:
        self._values = np.array(values, dtype=object)
        if prepared is None:
            prepared = per_text(values, _prepared)
        self._masks, self._outlines, self._packed = prepared
        self._any_packed = bool(self._packed.any())

    def starts(self, letters: int) -> Array:
        """Give for each value what it begins with, up to four plain letters or digits."""
        return np.asarray(self._outlines & np.uint64((1 << 8 * letters) - 1))

    def shorter(self, letters: int) -> Array:
        """Tell which values have fewer letters."""
        return np.asarray(self._outlines >> _HEAD_BITS < letters)

    def similarity(self, left: Array, right: Array, least: float) -> Array:
        """Give the Jaro-Winkler similarity of each pair, 0 where it is certainly below `least`."""
        out = np.zeros(len(left), dtype=np.float32)
        at = self._may_be_similar(left, right, least)
        if len(at):
            out[at] = process.cpdist(
                self._values.take(left[at]),
                self._values.take(right[at]),
                scorer=JaroWinkler.similarity,
                score_cutoff=least - _ROUNDING,
                dtype=np.float32,
            )
        return out

    def edits(self, left: Array, right: Array, most: int) -> Array:
        """Give the edits (swapped neighbours count once) between each pair, `most` + 1 for more."""
        if not self._any_packed:
            return self._measured_edits(left, right, most)
        one, two = self._packed.take(left), self._packed.take(right)
        fits = (one != 0) & (two != 0)
        if fits.all():
            return edits(one, two, most)
        found = np.empty(len(left), dtype=np.uint8)
        found[fits] = edits(one[fits], two[fits], most)
        found[~fits] = self._measured_edits(left[~fits], right[~fits], most)
        return found

    def _measured_edits(self, left: Array, right: Array, most: int) -> Array:
        out = np.full(len(left), most + 1, dtype=np.uint8)
        differing = np.bitwise_count(self._masks.take(left) ^ self._masks.take(right))
        at = np.flatnonzero(differing <= 2 * most)
        if len(at):
            out[at] = process.cpdist(
                self._values.take(left[at]),
                self._values.take(right[at]),
                scorer=OSA.distance,
                score_cutoff=most,
                dtype=np.uint8,
            )
        return out

    def _may_be_similar(self, left: Array, right: Array, least: float) -> Array:
        """Give the pairs with enough letters in common, by their places."""
        one, two = self._masks.take(left), self._masks.take(right)
        shared = np.bitwise_count(one & two)
        only_one, only_two = np.bitwise_count(one) - shared, np.bitwise_count(two) - shared
        at = np.flatnonzero(2 * shared >= only_one + only_two)
        # No more letters can match than a side has, less those the other side lacks.
        shape_one, shape_two = self._outlines.take(left[at]), self._outlines.take(right[at])
        long_one, long_two = (_lengths(shape) for shape in (shape_one, shape_two))
        matching = np.minimum(long_one - only_one[at], long_two - only_two[at])
        most = (matching / long_one + matching / long_two + 1) / 3
        begun = (shape_one ^ shape_two).astype(np.uint32)
        begins = np.bitwise_count((begun & (~begun + _BIT)) - _BIT) >> 3
        most += (most > _REWARDED) * (_REWARD * begins * (1 - most))
        return np.asarray(at[np.flatnonzero(most >= least - _ROUNDING)])


def prepared_together(texts: Sequence[Sequence[str]]) -> list[Array]:
    """Give what the distances of several small vocabularies need, made at once."""
    every = per_text([text for some in texts for text in some], _prepared)
    return np.split(every, np.cumsum([len(some) for some in texts])[:-1], axis=1)


def _prepared(characters: Characters) -> Array:
    return np.stack([letter_masks(characters), _outlines(characters), packed(characters)])


def _outlines(characters: Characters) -> Array:
    """Give how each text begins, and above it how long it is."""
    lengths = characters.lengths.astype(np.uint64) << _HEAD_BITS
    return np.asarray(lengths | _heads(characters))


def _lengths(outlines: Array) -> Array:
    return np.asarray((outlines >> _HEAD_BITS).astype(np.float32))
