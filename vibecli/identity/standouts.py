"""What to look at first: the weakest merges and the biggest clusters of a resolution.

Owns which ones they are and what holds a cluster together. Words for people are made elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.block import split_pairs
from vibecli.identity.cluster import Clusters, Merges
from vibecli.identity.evidence import reasons
from vibecli.identity.frame import Frame
from vibecli.identity.kinds import LEVELS
from vibecli.identity.weights import Weights, probability

_SHOWN = 3
_BIG = 3  # records from which a cluster can hang together by a thread
_FIELDS = 3


@dataclass(frozen=True)
class WeakMerge:
    """A merge that was accepted on little: its best pair, its probability, what speaks for it."""

    left: int  # record number
    right: int
    probability: float
    joined: int  # pairs of records put together
    why: str


@dataclass(frozen=True)
class BigCluster:
    """A cluster of many records, and what its pairs have in common."""

    record: int  # the smallest record number
    records: int
    pairs: int  # those compared
    equal: tuple[tuple[str, int], ...]  # fields that are equal in most pairs: label, pairs
    weakest: float | None  # the least probability of a merge, None when none was needed


@dataclass(frozen=True)
class Standouts:
    """The weakest merges, weakest first, and the biggest clusters, biggest first."""

    merges: tuple[WeakMerge, ...] = ()
    clusters: tuple[BigCluster, ...] = ()


def standouts(
    frame: Frame, weights: Weights | None, clusters: Clusters, pairs: Array, levels: Array
) -> Standouts:
    """Give what stands out; `pairs` are sorted and `levels` are theirs, a row a pair."""
    return Standouts(
        tuple(_weakest(frame, weights, clusters.merges, pairs, levels)),
        tuple(_biggest(frame, clusters, pairs, levels)),
    )


def _weakest(
    frame: Frame, weights: Weights | None, merges: Merges, pairs: Array, levels: Array
) -> Sequence[WeakMerge]:
    chosen = np.lexsort((merges.pair, merges.bits.round(6)))[:_SHOWN]
    left, right = split_pairs(merges.pair[chosen], max(frame.size, 1))
    why = reasons(frame, weights, levels[np.searchsorted(pairs, merges.pair[chosen])])
    columns = (left, right, probability(merges.bits[chosen]), merges.joined[chosen], why)
    return [
        WeakMerge(int(one), int(other), float(chance), int(joined), str(told))
        for one, other, chance, joined, told in zip(*columns, strict=True)
    ]


def _biggest(frame: Frame, clusters: Clusters, pairs: Array, levels: Array) -> Sequence[BigCluster]:
    sizes = np.bincount(clusters.labels)
    big = np.flatnonzero(sizes >= _BIG)
    big = big[np.lexsort((big, -sizes[big]))[:_SHOWN]]
    left, right = split_pairs(pairs, max(frame.size, 1))
    own, other = clusters.labels[left], clusters.labels[right]
    merged = clusters.labels[clusters.merges.left]
    found = []
    for label in big.tolist():
        inside = levels[(own == label) & (other == label)]
        bits = clusters.merges.bits[merged == label]
        weakest = float(probability(bits.min())) if len(bits) else None
        equal = tuple(_equal(frame, inside))
        found.append(BigCluster(label, int(sizes[label]), len(inside), equal, weakest))
    return found


def _equal(frame: Frame, levels: Array) -> Sequence[tuple[str, int]]:
    """Give the fields that are equal in most pairs, the most common first."""
    top = [LEVELS[field.kind].count - 1 for field in frame.fields]
    counts = (levels == np.array(top, dtype=levels.dtype)).sum(axis=0)
    most = np.argsort(-counts, kind="stable")[:_FIELDS].tolist()
    return [(frame.fields[at].label, int(counts[at])) for at in most if counts[at]]
