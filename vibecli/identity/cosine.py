"""Likeness of texts: the cosine of their words, each weighed by how rare it is.

Owns the word vectors of one text field, as sorted (value, word) entries.
"""

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.frame import Coded
from vibecli.identity.tokens import word_counts

_CHUNK = 50_000


class WordVectors:
    """The unit vector of every value of a text field."""

    def __init__(self, field: Coded) -> None:
        counts = word_counts(field)
        total = max(int(field.counts.sum()), 1)
        number = {word: i for i, word in enumerate(sorted(counts))}
        self._words = max(len(number), 1)
        entries = [
            (code, number[word])
            for code, value in enumerate(field.values)
            for word in sorted(set(value.split()))
        ]
        table = np.array(entries, dtype=np.int64).reshape(-1, 2)
        rarity = np.array([np.log(1 + total / max(counts[w], 1)) for w in sorted(counts)])
        weight = rarity[table[:, 1]] if len(table) else np.empty(0)
        norm = np.sqrt(np.bincount(table[:, 0], weight**2, minlength=len(field.values)))
        order = np.lexsort((table[:, 1], table[:, 0]))
        self._keys = (table[:, 0] * self._words + table[:, 1])[order]
        self._weights = (weight / np.maximum(norm[table[:, 0]], 1e-12))[order]
        sizes = np.bincount(table[:, 0], minlength=len(field.values))
        self._starts = np.concatenate(([0], np.cumsum(sizes)))

    def cosine(self, left: Array, right: Array) -> Array:
        """Give the cosine of each pair of values, by code."""
        parts = [
            self._chunk(left[at : at + _CHUNK], right[at : at + _CHUNK])
            for at in range(0, len(left), _CHUNK)
        ]
        return np.concatenate(parts) if parts else np.empty(0)

    def _chunk(self, left: Array, right: Array) -> Array:
        """Look every word of the left values up among those of the right ones."""
        sizes = self._starts[left + 1] - self._starts[left]
        pair = np.repeat(np.arange(len(left)), sizes)
        offset = np.arange(len(pair)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        entry = self._starts[left][pair] + offset
        wanted = right[pair] * self._words + self._keys[entry] % self._words
        at = np.minimum(np.searchsorted(self._keys, wanted), max(len(self._keys) - 1, 0))
        product = np.where(self._keys[at] == wanted, self._weights[entry] * self._weights[at], 0.0)
        return np.bincount(pair, product, minlength=len(left))
