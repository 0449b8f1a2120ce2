"""Edits between short texts, exact, for whole arrays at once: each text is one integer.

Owns the packing: six bits a letter or digit, the first one lowest, up to ten of them. An edit is a
letter changed, left out or put in, or two neighbours swapped (optimal string alignment). The first
place where two texts differ is where an edit must be, so two edits are found by trying each one.
"""

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.characters import Characters

MOST_LETTERS = 10
MOST_EDITS = 2
_BITS = 6
_LETTERS = {letter: i for i, letter in enumerate("0123456789abcdefghijklmnopqrstuvwxyz", start=1)}
_STEP, _TWO_STEPS = np.uint64(_BITS), np.uint64(2 * _BITS)
_LETTER = np.uint64((1 << _BITS) - 1)
_ONE = np.uint64(1)


def _letter_code(letter: str) -> int:
    return _LETTERS.get(letter, 0)


def packed(characters: Characters) -> Array:
    """Give each text as an integer, 0 for one that is too long or has other characters."""
    letters = characters.looked_up(_letter_code)
    kept = np.minimum(characters.place, MOST_LETTERS).astype(np.uint64)
    upto = np.concatenate((np.zeros(1, np.uint64), np.cumsum(letters << kept * _STEP)))
    texts = upto[characters.ends] - upto[characters.starts]
    fits = (characters.lengths <= MOST_LETTERS) & (characters.counts(letters == 0) == 0)
    return np.where(fits, texts, np.uint64(0))


def edits(one: Array, two: Array, most: int) -> Array:
    """Give the edits between each two different packed texts, `most` + 1 for more than `most`."""
    one, two = _from_difference(one, two)
    found = np.uint8(most + 1) - _one_edit(one, two) * np.uint8(most)
    if most >= MOST_EDITS:
        far = np.flatnonzero(found > 1)
        found[far.take(np.flatnonzero(_two_edits(one.take(far), two.take(far))))] = MOST_EDITS
    return found


def _from_difference(one: Array, two: Array) -> tuple[Array, Array]:
    """Leave out what both texts begin with."""
    differing = one ^ two
    below = (differing & (~differing + _ONE)) - _ONE
    same = (np.bitwise_count(below) // _BITS * _BITS).astype(np.uint64)
    return one >> same, two >> same


def _one_edit(one: Array, two: Array) -> Array:
    """Tell whether texts that differ in the first letter are one edit apart."""
    shorter_one, shorter_two = one >> _STEP, two >> _STEP
    found = (shorter_one == shorter_two) | (shorter_one == two) | (one == shorter_two)
    return np.asarray(found | (_swaps(one, two) & (one >> _TWO_STEPS == two >> _TWO_STEPS)))


def _two_edits(one: Array, two: Array) -> Array:
    shorter_one, shorter_two = one >> _STEP, two >> _STEP
    found = _one_edit(*_from_difference(shorter_one, shorter_two))
    found |= _one_edit(*_from_difference(shorter_one, two))
    found |= _one_edit(*_from_difference(one, shorter_two))
    rest = _one_edit(*_from_difference(one >> _TWO_STEPS, two >> _TWO_STEPS))
    return np.asarray(found | (_swaps(one, two) & rest))


def _swaps(one: Array, two: Array) -> Array:
    """Tell whether the first two letters are the other's first two, swapped."""
    first = (one & _LETTER) == ((two >> _STEP) & _LETTER)
    return np.asarray(first & (((one >> _STEP) & _LETTER) == (two & _LETTER)))
