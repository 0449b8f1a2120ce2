"""Characters: many texts laid out as one array, so that a rule on characters needs no loop.

Owns the layout and the fingerprints: one number for the characters of a text that a rule keeps,
equal for equal ones. It knows nothing of fields; texts of any alphabet will do.
"""

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.pool import spread

_CHUNK = 1 << 13  # texts whose characters fit the processor's own memory
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
    def _said(self) -> Array:
        """How often each letter is said, up to the last one that is."""
        return np.bincount(self._places, minlength=1)

    @cached_property
    def _places(self) -> Array:
        return self.signs.astype(np.intp)

    @cached_property
    def owner(self) -> Array:
        """The text of each character."""
        return np.repeat(np.arange(len(self.lengths), dtype=np.int32), self.lengths)

    @cached_property
    def place(self) -> Array:
        """The place of each character within its text."""
        starts = self.starts.astype(np.int32)
        return np.arange(len(self.signs), dtype=np.int32) - np.repeat(starts, self.lengths)

    def between(self, begins: Array, ends: Array) -> Array:
        """Tell the characters from one place on to before another, of each text."""
        begins = np.clip(begins, self.starts, self.ends)
        ends = np.clip(ends, begins, self.ends)
        sizes = np.stack([begins - self.starts, ends - begins, self.ends - ends], axis=1)
        inside = np.broadcast_to(np.array([False, True, False]), sizes.shape)
        return np.repeat(inside.ravel(), sizes.ravel())

    def looked_up(self, value_of: Callable[[str], int], kind: type = np.uint64) -> Array:
        """Give for each character what its letter stands for."""
        values: Array = np.zeros(len(self._said), dtype=kind)
        for sign in np.flatnonzero(self._said).tolist():
            values[sign] = value_of(chr(sign))
        return np.asarray(values.take(self._places))

    def where(self, test: Callable[[str], bool]) -> Array:
        """Tell which characters pass a test."""
        return self.looked_up(test, np.bool_)

    def counts(self, kept: Array) -> Array:
        """Count the kept characters of each text."""
        upto = np.zeros(len(kept) + 1, dtype=np.int32)
        np.cumsum(kept, dtype=np.int32, out=upto[1:])
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
        end = np.cumsum(counts)
        rank = np.arange(len(at)) - np.repeat(end - counts, counts)
        if most is not None:
            first = rank < most
            at, rank, counts = at[first], rank[first], np.minimum(counts, most)
            end = np.cumsum(counts)
        state = spread_bits((rank.astype(np.uint64) << _PLACE_BITS) + self.signs[at] + _BIT)
        upto = np.zeros(len(at) + 1, dtype=np.uint64)
        np.cumsum(state, out=upto[1:])
        return np.asarray(upto[end] - upto[end - counts])


def is_at(letter: str) -> bool:
    """Tell the sign between the user and the domain of an address."""
    return letter == "@"


def spread_bits(numbers: Array) -> Array:
    """Spread numbers over all 64 bits, 0 staying 0 (the finisher of the splitmix64 generator)."""
    state = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state ^= state >> np.uint64(27)
    state *= np.uint64(0x94D049BB133111EB)
    state ^= state >> np.uint64(31)
    return np.asarray(state)


def per_text(texts: Sequence[str], rule: Callable[[Characters], Array]) -> Array:
    """Give what a rule tells of each text, or a row for each thing it tells.

    Not all characters are laid out at once.
    """
    parts = spread(
        lambda at: rule(Characters(texts[at : at + _CHUNK])), range(0, max(len(texts), 1), _CHUNK)
    )
    return np.concatenate(parts, axis=-1)


def text_starts(texts: Sequence[str], length: int) -> Array:
    """Give a fingerprint of the first characters of each text."""
    return whole_texts([text[:length] for text in texts])


def whole_texts(texts: Sequence[str]) -> Array:
    """Give a fingerprint of each text."""
    return per_text(texts, lambda c: c.fingerprints(np.ones(len(c.signs), dtype=bool)))
