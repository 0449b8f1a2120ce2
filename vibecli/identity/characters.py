"""Characters: many texts laid out as one array, so that a rule on characters needs no loop.

Owns the layout and the fingerprints: one number for the characters of a text that a rule keeps,
equal for equal ones. It knows nothing of fields; texts of any alphabet will do.
"""

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np

from vibecli.engine.base import Array

_CHUNK = 1 << 16
_PLACE_BITS = np.uint64(21)  # above every code point
_BIT = np.uint64(1)


class Characters:
    """The characters of texts, one text after the other."""

    def __init__(self, texts: Sequence[str]) -> None:
        joined = "".join(texts)
        plain = joined.isascii()
        encoded = joined.encode("ascii") if plain else joined.encode("utf-32-le", "surrogatepass")
        self.signs: Array = np.frombuffer(encoded, dtype=np.uint8 if plain else "<u4")
        self.lengths: Array = np.fromiter(map(len, texts), np.int64, len(texts))
        self.ends: Array = np.cumsum(self.lengths)
        self.starts: Array = self.ends - self.lengths

    @cached_property
    def owner(self) -> Array:
        """The text of each character."""
        return np.repeat(np.arange(len(self.lengths)), self.lengths)

    @cached_property
    def place(self) -> Array:
        """The place of each character within its text."""
        return np.asarray(np.arange(len(self.signs)) - np.repeat(self.starts, self.lengths))

    def looked_up(self, value_of: Callable[[str], int], kind: type = np.uint64) -> Array:
        """Give for each character what its letter stands for."""
        if self.signs.dtype == np.uint8:
            plain: Array = np.array([value_of(chr(i)) for i in range(128)], dtype=kind)
            return np.asarray(plain[self.signs])
        letters = np.unique(self.signs)
        values: Array = np.array([value_of(chr(i)) for i in letters.tolist()], dtype=kind)
        return np.asarray(values[np.searchsorted(letters, self.signs)])

    def where(self, test: Callable[[str], bool]) -> Array:
        """Tell which characters pass a test."""
        return self.looked_up(test, np.bool_)

    def counts(self, kept: Array) -> Array:
        """Count the kept characters of each text."""
        upto = np.concatenate(([0], np.cumsum(kept)))
        return np.asarray(upto[self.ends] - upto[self.starts])

    def first(self, kept: Array) -> Array:
        """Give the first kept character of each text, the end of the text where there is none."""
        at = np.append(np.flatnonzero(kept), len(self.signs))
        return np.asarray(np.minimum(at[np.searchsorted(at, self.starts)], self.ends))

    def last(self, kept: Array) -> Array:
        """Give the last kept character of each text, one before the text where there is none."""
        at = np.concatenate(([-1], np.flatnonzero(kept)))
        return np.asarray(np.maximum(at[np.searchsorted(at, self.ends) - 1], self.starts - 1))

    def fingerprints(self, kept: Array, most: int | None = None) -> Array:
        """Give a number for the kept characters of each text, in their order; 0 for none of them.

        `most`: how many of them count, the first ones.
        """
        counts = self.counts(kept)
        at = np.flatnonzero(kept)
        rank = np.arange(len(at)) - np.repeat(np.cumsum(counts) - counts, counts)
        state = spread_bits((rank.astype(np.uint64) << _PLACE_BITS) + self.signs[at] + _BIT)
        if most is not None:
            state[rank >= most] = 0
        upto = np.concatenate((np.zeros(1, np.uint64), np.cumsum(state)))
        end = np.cumsum(counts)
        return np.asarray(upto[end] - upto[end - counts])


def spread_bits(numbers: Array) -> Array:
    """Spread numbers over all 64 bits, 0 staying 0 (the finisher of the splitmix64 generator)."""
    state = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state ^= state >> np.uint64(27)
    state *= np.uint64(0x94D049BB133111EB)
    state ^= state >> np.uint64(31)
    return np.asarray(state)


def per_text(texts: Sequence[str], rule: Callable[[Characters], Array]) -> Array:
    """Give what a rule tells of each text; not all characters are laid out at once."""
    parts = [rule(Characters(texts[at : at + _CHUNK])) for at in range(0, len(texts), _CHUNK)]
    return np.concatenate(parts) if parts else rule(Characters(texts))


def text_starts(texts: Sequence[str], length: int) -> Array:
    """Give a fingerprint of the first characters of each text."""
    return per_text(texts, lambda c: c.fingerprints(c.place < length))
