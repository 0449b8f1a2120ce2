"""Cohesion: what holds the records of one person together, and which of them argues against it.

Owns the weakest merge and the standing of each member. The tree of merges is not kept with an
identity table, so the clustering's own functions build it again from the members' pairs.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.block import split_pairs
from vibecli.identity.cluster import Clusters, average_linkage, one_to_one
from vibecli.identity.components import components
from vibecli.identity.linkage import HIGHEST, LOWEST, member_bits, merge_bits

_EVERY = -np.inf  # no merge is too weak


@dataclass(frozen=True)
class MemberPairs:
    """Every pair of a person's records, by their numbers from 0, as a match scores them."""

    source: Array  # of each record
    pairs: Array  # sorted, as in block
    bits: Array
    bound: Array  # joined before anything is clustered
    company: float = 0.0  # bits that records have company
    one_to_one: bool = False

    @property
    def size(self) -> int:
        """The number of records."""
        return len(self.source)

    def square(self) -> Array:
        """Give the bits of each record with each other one; those with itself are the lowest."""
        table = np.full((self.size, self.size), -np.inf)
        left, right = split_pairs(self.pairs, self.size)
        table[left, right] = table[right, left] = self.bits
        return table


class Merge(NamedTuple):
    """Two groups of records that were put together, or that nothing puts together."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    bits: float
    pair: int  # the best between them
    eligible: bool  # False: their best pair speaks against it


class Standing(NamedTuple):
    """How a record stands among the others of its person."""

    record: int
    mean: float  # bits to the others, each clipped as in clustering
    bits: float  # for belonging to them
    best: int  # the other record that speaks most for it


def weakest_merge(members: MemberPairs) -> Merge | None:
    """Give the merge with the fewest bits; None where all were joined before clustering."""
    left, right = split_pairs(members.pairs[members.bound], members.size)
    start = components(members.size, left, right)
    clusters = _clusters(members, start)
    groups = _groups(start)
    merges = [*_replayed(groups, clusters), *_never_put_together(members, groups)]
    return min(merges, key=lambda merge: (merge.bits, merge.left), default=None)


def standings(members: MemberPairs) -> tuple[Standing, ...]:
    """Give the records by how they stand, the one that argues most against the others first."""
    table = members.square()
    others = max(members.size - 1, 1)
    together = np.zeros(members.size, dtype=np.int64)
    bits = member_bits(together, members.pairs, members.bits, members.company)
    mean = np.where(np.isfinite(table), np.clip(table, LOWEST, HIGHEST), 0.0).sum(axis=1) / others
    best = table.argmax(axis=1)
    found = [
        Standing(record, float(mean[record]), float(bits[record]), int(best[record]))
        for record in range(members.size)
    ]
    return tuple(sorted(found, key=lambda one: (one.mean, one.record)))


def _clusters(members: MemberPairs, start: Array) -> Clusters:
    if members.one_to_one:
        return one_to_one(
            members.source, members.pairs, members.bits, _EVERY, start, members.company
        )
    return average_linkage(start, members.pairs, members.bits, _EVERY, company=members.company)


def _groups(start: Array) -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = {}
    for record, label in enumerate(start.tolist()):
        found.setdefault(label, []).append(record)
    return {label: tuple(records) for label, records in found.items()}


def _replayed(groups: dict[int, tuple[int, ...]], clusters: Clusters) -> Iterator[Merge]:
    """Give the merges with the records of both sides; `groups` is left as they leave it."""
    merges = clusters.merges
    sides = zip(merges.left.tolist(), merges.right.tolist(), strict=True)
    for (low, high), bits, pair in zip(
        sides, merges.bits.tolist(), merges.pair.tolist(), strict=True
    ):
        left, right = groups[low], groups.pop(high)
        groups[low] = tuple(sorted((*left, *right)))
        yield Merge(left, right, bits, pair, eligible=True)


def _never_put_together(
    members: MemberPairs, groups: Mapping[int, tuple[int, ...]]
) -> Iterator[Merge]:
    """Give the nearest two of the groups that are left, when there are several."""
    table = members.square()
    labels = sorted(groups)
    found = [
        _between(table, groups[one], groups[two], members.company)
        for at, one in enumerate(labels)
        for two in labels[at + 1 :]
    ]
    if found:
        yield max(found, key=lambda merge: merge.bits)


def _between(table: Array, left: tuple[int, ...], right: tuple[int, ...], company: float) -> Merge:
    block = table[np.ix_(left, right)]
    one, two = np.unravel_index(int(block.argmax()), block.shape)
    low, high = sorted((left[int(one)], right[int(two)]))
    sizes = np.array(float(len(left))), np.array(float(len(right)))
    bits = merge_bits(np.clip(block, LOWEST, HIGHEST).mean(), block.max(), *sizes) + company
    return Merge(left, right, float(bits), low * len(table) + high, eligible=False)
