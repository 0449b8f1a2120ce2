"""Where the rows of a value lie, in memory: row ids by the hash of the value.

A few sorted parts, each about half as large as the one before it, so that news are taken in at
little cost however long a stream runs. Eight bytes a row, and sixteen a value.
"""

from dataclasses import dataclass

import numpy as np

from vibecli.engine.base import Array
from vibecli.stream.hashes import order_of

LOCAL = 1 << 54  # row ids from here on are of the open transaction


@dataclass(frozen=True)
class _Part:
    hashes: Array  # each once, sorted
    starts: Array  # of each in `rows`, and the end
    rows: Array

    @classmethod
    def of(cls, hashes: Array, rows: Array) -> "_Part":
        if len(hashes) > 1 and not (hashes[1:] >= hashes[:-1]).all():
            order = order_of(hashes)
            hashes, rows = hashes[order], rows[order]
        first = np.ones(len(hashes), bool)
        first[1:] = hashes[1:] != hashes[:-1]
        starts = np.append(np.flatnonzero(first), len(hashes))
        return cls(hashes[first], starts, rows)

    def and_(self, other: "_Part") -> "_Part":
        hashes = np.concatenate([self.whole(), other.whole()])
        return self.of(hashes, np.concatenate([self.rows, other.rows]))

    def whole(self) -> Array:
        """Give the hash of every row."""
        rows: Array = np.repeat(self.hashes, np.diff(self.starts))
        return rows

    def find(self, wanted: Array) -> tuple[Array, Array]:
        if not len(self.hashes):
            return self.hashes, self.rows
        at = np.minimum(np.searchsorted(self.hashes, wanted), len(self.hashes) - 1)
        at = at[self.hashes[at] == wanted]
        begins, counts = self.starts[at], self.starts[at + 1] - self.starts[at]
        before = np.cumsum(counts) - counts
        found = self.rows[np.repeat(begins - before, counts) + np.arange(counts.sum())]
        return np.repeat(self.hashes[at], counts), found


class RowIndex:
    """Rows by value; a row is told of each hash it was added with."""

    def __init__(self, hashes: Array, rows: Array) -> None:
        self._parts = [_Part.of(hashes.astype(np.uint64), rows.astype(np.int64))]

    @classmethod
    def empty(cls) -> "RowIndex":
        """Give one that knows nothing."""
        return cls(np.empty(0, np.uint64), np.empty(0, np.int64))

    def find(self, wanted: Array) -> Array:
        """Give the rows of these hashes, the oldest part first."""
        return self.find_each(wanted)[1]

    def find_each(self, wanted: Array) -> tuple[Array, Array]:
        """Give hash and row of all rows of these hashes."""
        asked = np.unique(wanted.astype(np.uint64))
        hashes, rows = zip(*(part.find(asked) for part in self._parts), strict=True)
        return np.concatenate(hashes), np.concatenate(rows)

    def add(self, hashes: Array, rows: Array) -> None:
        """Take in further rows."""
        if not len(hashes):
            return
        self._parts.append(_Part.of(hashes.astype(np.uint64), rows.astype(np.int64)))
        while len(self._parts) > 1 and 2 * len(self._parts[-1].rows) > len(self._parts[-2].rows):
            last = self._parts.pop()
            self._parts[-1] = self._parts[-1].and_(last)
