"""Lookup: the known records worth comparing with a batch of new ones, found by their keys.

Owns the same choice that `block` makes for all records at once: a block within the cap is compared
whole, a larger one is split by each other field. Blocks are counted over all shelves, those taken
off included, so that it does not matter on which shelf a record lies.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.block import ROW_MASK, largest_block, sorted_unique
from vibecli.identity.shelf import Rule, Shelf

_CHUNK = 2_000


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


@dataclass(frozen=True)
class _Ranges:
    """For every rule and new record: the places of its block on each stock, and how large it is."""

    low: Array  # (stocks, rules, new)
    high: Array
    size: Array  # (rules, new)
    keyed: Array  # (rules, new)


class Lookup:
    """Finds candidates on some stocks; the last of these holds the new records themselves."""

    def __init__(self, rules: Sequence[Rule], stocks: Sequence[Stock], size: int) -> None:
        self._rules, self._stocks = rules, stocks
        self._cap = largest_block(size)
        self._number = {rule.fields: at for at, rule in enumerate(rules) if len(rule.fields) > 1}
        self._fields = sorted({field for rule in rules for field in rule.fields})

    def candidates(self) -> Candidates:
        """Give the pairs worth comparing, each once, in a fixed order."""
        batch = self._stocks[-1]
        parts = [
            self._some(np.arange(start, min(start + _CHUNK, batch.shelf.size)))
            for start in range(0, batch.shelf.size, _CHUNK)
        ]
        every = sorted_unique(np.concatenate(parts)) if parts else np.empty(0, dtype=np.int64)
        total = batch.first + batch.shelf.size
        new, other = every // max(total, 1), every % max(total, 1)
        twice = (other >= batch.first) & (other <= new + batch.first)
        return Candidates(new[~twice], other[~twice])

    def _some(self, new: Array) -> Array:
        ranges = self._ranges(new)
        small = ranges.keyed & (ranges.size <= self._cap)
        found = list(self._whole(new, ranges, small))
        found += self._split(new, ranges, ranges.keyed & ~small)
        return np.concatenate(found)

    def _ranges(self, new: Array) -> _Ranges:
        batch = self._stocks[-1].shelf
        keys = np.stack([batch.own_keys(rule, new) for rule in self._rules])
        shape = (len(self._stocks), *keys.shape)
        low, high = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        for at, stock in enumerate(self._stocks):
            for rule, known in enumerate(stock.shelf.keys):
                if len(known):
                    low[at, rule] = np.searchsorted(known, keys[rule])
                    high[at, rule] = np.searchsorted(known, keys[rule] | ROW_MASK, side="right")
        signs = np.array([stock.sign for stock in self._stocks])
        size = ((high - low) * signs[:, None, None]).sum(axis=0)
        return _Ranges(low, high, size, keys != 0)

    def _whole(self, new: Array, ranges: _Ranges, wanted: Array) -> Iterator[Array]:
        """Give every record of the wanted blocks."""
        rules, columns = np.nonzero(wanted)
        for at, stock in enumerate(self._stocks):
            if stock.sign > 0:
                asked, rows = self._expanded(at, ranges, rules, columns)
                yield self._joined(new[columns[asked]], stock, rows)

    def _split(self, new: Array, ranges: _Ranges, large: Array) -> list[Array]:
        """Give the records that share a third field too, where few enough do."""
        triple, column, rule, third = self._triples(ranges, large)
        count = np.zeros(len(triple), dtype=np.int64)
        found: list[tuple[Stock, Array, Array]] = []
        for at, stock in enumerate(self._stocks):
            asked, rows = self._expanded(at, ranges, rule, column)
            same = self._shares(new, stock, third[asked], column[asked], rows)
            asked, rows = asked[same], rows[same]
            count += stock.sign * np.bincount(asked, minlength=len(count))
            if stock.sign > 0:
                found.append((stock, asked, rows))
        few = count <= self._cap
        return [
            self._joined(new[column[asked[few[asked]]]], stock, rows[few[asked]])
            for stock, asked, rows in found
        ]

    def _triples(self, ranges: _Ranges, large: Array) -> tuple[Array, Array, Array, Array]:
        """Give what to look through: three fields by the smallest block of two of them.

        Gives the number of the three, the new record, the rule and the field left to compare.
        """
        parts = [np.empty((4, 0), dtype=np.int64)]
        for number, fields in enumerate(combinations(self._fields, 3)):
            sides = [(pair, self._number.get(pair)) for pair in combinations(fields, 2)]
            known = [(r, *(set(fields) - set(pair))) for pair, r in sides if r is not None]
            if not known:
                continue
            rules = np.array([rule for rule, _ in known])
            columns = np.flatnonzero(large[rules].any(axis=0))
            if not len(columns):
                continue
            sizes = np.where(ranges.keyed[rules], ranges.size[rules], np.iinfo(np.int64).max)
            best = sizes[:, columns].argmin(axis=0)
            third = np.array([field for _, field in known])[best]
            parts.append(np.stack([np.full(len(columns), number), columns, rules[best], third]))
        triple, column, rule, third = np.concatenate(parts, axis=1)
        return triple, column, rule, third

    def _expanded(
        self, at: int, ranges: _Ranges, rules: Array, columns: Array
    ) -> tuple[Array, Array]:
        """Give the records of blocks on one stock, and which of the blocks each is of."""
        low, high = ranges.low[at][rules, columns], ranges.high[at][rules, columns]
        length = high - low
        asked = np.repeat(np.arange(len(rules)), length)
        ends = np.cumsum(length)
        place = np.arange(len(asked)) - (ends - length)[asked] + low[asked]
        rows = np.empty(len(asked), dtype=np.int64)
        of_rule = rules[asked]
        for rule in np.flatnonzero(np.bincount(rules, minlength=1)):
            some = np.flatnonzero(of_rule == rule)
            rows[some] = (self._stocks[at].shelf.keys[rule][place[some]] & ROW_MASK).astype(np.int64)
        return asked, rows

    def _shares(
        self, new: Array, stock: Stock, third: Array, column: Array, rows: Array
    ) -> Array:
        """Tell which records have the same token of the third field."""
        batch = self._stocks[-1].shelf
        same = np.zeros(len(rows), dtype=bool)
        for field in self._fields:
            some = np.flatnonzero(third == field)
            if len(some):
                mine, known = batch.forms[field], stock.shelf.forms[field]
                own = mine.tokens(mine.coarse, new[column[some]])
                same[some] = (own == known.tokens(known.coarse, rows[some])) & (own != 0)
        return same

    def _joined(self, new: Array, stock: Stock, rows: Array) -> Array:
        batch = self._stocks[-1]
        return np.asarray(new * (batch.first + batch.shelf.size) + rows + stock.first)
