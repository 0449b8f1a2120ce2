"""Lookup: the known records worth comparing with a batch of new ones, found by their keys.

Owns the same choice that `block` makes for all records at once: a block within the cap is compared
whole, a larger one is split by each other field. Blocks are counted over all shelves, those taken
off included, so that it does not matter on which shelf a record lies.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.block import ROW_MASK, largest_block, sorted_unique
from vibecli.identity.shelf import Rules, Shelf

_CHUNK = 100  # records whose blocks fit the processor's own memory
_MANY = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Stock:
    """A shelf whose records count, or (sign -1) no longer count, as known."""

    shelf: Shelf
    sign: int
    first: int  # number of its first record among all


@dataclass(frozen=True)
class Candidates:
    """Pairs of a new record and another one (numbered among all stocks)."""

    new: Array
    other: Array


class Triples:
    """All three fields together: the rules of two of them, and the field each leaves."""

    def __init__(self, rules: Rules) -> None:
        number = {rule.fields: at for at, rule in enumerate(rules) if len(rule.fields) > 1}
        self.fields = sorted({field for rule in rules for field in rule.fields})
        rows = [
            [(number.get(pair, -1), *(set(three) - set(pair))) for pair in combinations(three, 2)]
            for three in combinations(self.fields, 3)
        ]
        table = np.array(rows, dtype=np.int64).reshape(-1, 3, 2)
        table = table[(table[:, :, 0] >= 0).any(axis=1)]
        self.rules, self.third = table[:, :, 0], table[:, :, 1]


@dataclass(frozen=True)
class _Ranges:
    """For every rule and new record: the places of its block on each stock, and how large it is."""

    low: Array  # (stocks, rules, new)
    high: Array
    size: Array  # (rules, new), most where the record has no key


class Lookup:
    """Finds candidates on some stocks; the last of these holds the new records themselves."""

    def __init__(self, rules: Rules, triples: Triples, stocks: Sequence[Stock], size: int) -> None:
        self._triples, self._stocks = triples, stocks
        self._batch = stocks[-1].shelf
        self._keys = self._batch.key_rows(rules)
        self._total = max(stocks[-1].first + self._batch.size, 1)
        self._cap = largest_block(size)

    def candidates(self) -> Candidates:
        """Give the pairs worth comparing, each once, in a fixed order."""
        new = np.arange(self._batch.size)
        parts = [self._some(new[at : at + _CHUNK]) for at in range(0, len(new), _CHUNK)]
        every = sorted_unique(np.concatenate(parts)) if parts else np.empty(0, dtype=np.int64)
        of, other = every // self._total, every % self._total
        once = (other < self._stocks[-1].first) | (other > of + self._stocks[-1].first)
        return Candidates(of[once], other[once])

    def _some(self, new: Array) -> Array:
        ranges = self._ranges(new)
        small = np.nonzero(ranges.size <= self._cap)
        found = [
            self._joined(new[small[1][asked]], stock, rows)
            for stock, asked, rows in self._expanded(ranges, *small)
            if stock.sign > 0
        ]
        return np.concatenate([*found, *self._split(new, ranges)])

    def _ranges(self, new: Array) -> _Ranges:
        keys = self._keys[:, new]
        shape = (len(self._stocks), *keys.shape)
        low, high = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        size = np.zeros(keys.shape, dtype=np.int64)
        for at, stock in enumerate(self._stocks):
            low[at] = np.searchsorted(stock.shelf.keys, keys)
            high[at] = np.searchsorted(stock.shelf.keys, keys | ROW_MASK, side="right")
            size += stock.sign * (high[at] - low[at])
        return _Ranges(low, high, np.where(keys == 0, _MANY, size))

    def _split(self, new: Array, ranges: _Ranges) -> list[Array]:
        """Give the records of large blocks that share a third field too, where few enough do."""
        rule, column, third = self._asked(ranges)
        count = np.zeros(len(rule), dtype=np.int64)
        found: list[tuple[Stock, Array, Array]] = []
        for stock, asked, rows in self._expanded(ranges, rule, column):
            same = self._shares(stock.shelf, third[asked], new[column[asked]], rows)
            count += stock.sign * np.bincount(asked[same], minlength=len(count))
            if stock.sign > 0:
                found.append((stock, asked[same], rows[same]))
        few = count <= self._cap
        return [
            self._joined(new[column[asked[few[asked]]]], stock, rows[few[asked]])
            for stock, asked, rows in found
        ]

    def _asked(self, ranges: _Ranges) -> tuple[Array, Array, Array]:
        """Give what to look through: three fields by the smallest block of two of them.

        Gives the rule, the new record and the field left to compare, in the order of these.
        """
        rules, keyed = self._triples.rules, ranges.size != _MANY
        large = keyed & (ranges.size > self._cap)
        triple, column = np.nonzero((large[rules] & (rules >= 0)[:, :, None]).any(axis=1))
        of = rules[triple]
        sizes = np.where(of >= 0, ranges.size[of, column[:, None]], _MANY)
        best = sizes.argmin(axis=1)
        each = np.arange(len(triple))
        third = self._triples.third[triple, best]
        order = np.argsort(third, kind="stable")
        return of[each, best][order], column[order], third[order]

    def _expanded(
        self, ranges: _Ranges, rules: Array, columns: Array
    ) -> list[tuple[Stock, Array, Array]]:
        """Give the records of blocks on each stock, and which of the blocks each is of."""
        found = []
        for at, stock in enumerate(self._stocks):
            low, high = ranges.low[at][rules, columns], ranges.high[at][rules, columns]
            length = high - low
            asked = np.repeat(np.arange(len(rules)), length)
            place = np.arange(len(asked)) + (low - np.cumsum(length) + length)[asked]
            rows = (stock.shelf.keys[place] & ROW_MASK).astype(np.int64)
            found.append((stock, asked, rows))
        return found

    def _shares(self, shelf: Shelf, third: Array, new: Array, rows: Array) -> Array:
        """Tell which records have the same token of the third field (sorted)."""
        same = np.zeros(len(rows), dtype=bool)
        fields = np.flatnonzero(np.bincount(third))
        cuts = np.append(np.searchsorted(third, fields), len(third)).tolist()
        for field, start, end in zip(fields.tolist(), cuts, cuts[1:], strict=False):
            own = self._batch.forms[field].tokens("coarse", new[start:end])
            known = shelf.forms[field].tokens("coarse", rows[start:end])
            same[start:end] = (own == known) & (own != 0)
        return same

    def _joined(self, new: Array, stock: Stock, rows: Array) -> Array:
        return np.asarray(new * self._total + rows + stock.first)
