"""Explaining: why two records are one person or not, and what a whole person rests on.

Owns which pairs are looked at. Pure on an excerpt of the records that were matched; how records and
values may be shown is handed in.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.block import joined_pairs, split_pairs
from vibecli.identity.cohesion import MemberPairs, Merge, Standing, standings, weakest_merge
from vibecli.identity.compare import Comparer
from vibecli.identity.excerpt import Excerpt
from vibecli.identity.grounds import (
    ClusterAccount,
    Member,
    NamedRecord,
    Side,
    Waterfall,
    WeakestMerge,
)
from vibecli.identity.record_rules import RuledRecords
from vibecli.identity.scored import IDENTICAL_BITS, LINKED_BITS, telling_equality
from vibecli.identity.waterfall import Joined, Pair, Shown, waterfall
from vibecli.identity.weights import pair_bits, probability

_SIDE = 5  # records of a side of a merge that are named


@dataclass(frozen=True)
class Explainer:
    """The records of an excerpt, every pair of them scored as a match scores it."""

    known: Excerpt
    name: Callable[[int], NamedRecord]
    values: Callable[[int, int], Sequence[Shown]]
    linked: Mapping[tuple[int, int], str]  # pairs that a key joined, and by which
    ruled: RuledRecords = field(default_factory=RuledRecords)  # of the excerpt
    one_to_one: bool = False

    @cached_property
    def pairs(self) -> Array:
        """Every pair, sorted."""
        return joined_pairs(*np.triu_indices(self._size, k=1), self._size)

    def pair(self, one: int, two: int) -> Waterfall:
        """Give the waterfall of two records, in the order they are named."""
        low, high = sorted((one, two))
        at = int(np.searchsorted(self.pairs, low * self._size + high))
        linked = self.linked.get((low, high), "")
        joined = Joined(linked, bool(self._identical[at]), *self._ruled(at), self.one_to_one)
        values = [(b, a) if one > two else (a, b) for a, b in self.values(low, high)]
        records = self.name(one), self.name(two)
        pair = Pair(int(self.pairs[at]), self._levels[at], records, values, joined)
        return waterfall(self.known, pair)

    def account(self, records: int) -> ClusterAccount:
        """Give the account of the records as one person's; `records`: how many it has in all."""
        if self._size < 2:  # noqa: PLR2004 - nothing to compare
            return ClusterAccount(records=records, compared=self._size)
        members = self._members()
        standing = standings(members)
        merge = weakest_merge(members)
        bits = members.square()
        return ClusterAccount(
            records=records,
            compared=self._size,
            members=tuple(self._member(one, float(bits[one.record, one.best])) for one in standing),
            weakest=self._weakest(merge) if merge else None,
            against=self.pair(standing[0].record, standing[0].best),
        )

    @property
    def _size(self) -> int:
        return self.known.frame.size

    @cached_property
    def _levels(self) -> Array:
        return Comparer(self.known.frame).levels(self.pairs)

    @cached_property
    def _bits(self) -> Array:
        return pair_bits(self.known.frame, self.known.weights, self.pairs, self._levels)

    @cached_property
    def _identical(self) -> Array:
        """Tell the pairs whose values are all equal and tell enough."""
        frame = self.known.frame
        left, right = split_pairs(self.pairs, self._size)
        rows = frame.code_rows()
        equal = (rows[left] == rows[right]).all(axis=1)
        return np.asarray(equal & telling_equality(frame, self._levels, self._bits))

    @cached_property
    def _deciding(self) -> Array:
        """The number of the rule that decides each pair, -1 where none does."""
        return self.ruled.deciding(*split_pairs(self.pairs, self._size))

    def _ruled(self, at: int) -> tuple[str, str]:
        """Give the rule that bound a pair, and the one that held it apart."""
        number = int(self._deciding[at])
        if number < 0:
            return "", ""
        rule = self.ruled.rules[number]
        return (rule.name, "") if rule.same else ("", rule.name)

    def _members(self) -> MemberPairs:
        left, right = split_pairs(self.pairs, self._size)
        sides = zip(left.tolist(), right.tolist(), strict=True)
        linked = np.array([pair in self.linked for pair in sides], dtype=bool)
        linked |= [bool(self._ruled(at)[0]) for at in range(len(self.pairs))]
        source = self.known.frame.source
        inside = source[left] == source[right]  # one-to-one, only what is sure is put together
        bound = linked | (inside if self.one_to_one else self._identical)
        bits = np.where(linked, LINKED_BITS, self._bits) + IDENTICAL_BITS * self._identical
        company = self.known.company
        return MemberPairs(source, self.pairs, bits, bound, company, one_to_one=self.one_to_one)

    def _member(self, one: Standing, best_bits: float) -> Member:
        return Member(
            record=self.name(one.record),
            mean=one.mean,
            bits=one.bits,
            probability=_probability(one.bits),
            best=self.name(one.best),
            best_bits=best_bits,
        )

    def _weakest(self, merge: Merge) -> WeakestMerge:
        one, two = divmod(merge.pair, self._size)
        left, right = (merge.left, merge.right) if one in merge.left else (merge.right, merge.left)
        return WeakestMerge(
            left=self._side(left),
            right=self._side(right),
            bits=merge.bits,
            probability=_probability(merge.bits),
            together=merge.eligible,
            pair=self.pair(one, two),
        )

    def _side(self, records: tuple[int, ...]) -> Side:
        return Side(records=len(records), some=tuple(map(self.name, records[:_SIDE])))


def _probability(bits: float) -> float:
    return float(probability(np.array(bits)))
