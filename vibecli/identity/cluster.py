"""Clusters: records put together by average linkage, so that one bad pair cannot chain two persons.

Owns components, the pairs missing inside them, exact agglomeration and the one-to-one choice. Every
round merges all clusters that are each other's nearest, ties broken by record, so the result does
not depend on any order. Scores are bits, and clipped: many agreeing fields of one pair do not make
up for a cluster that disagrees.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.block import among, joined_pairs, sorted_unique, split_pairs

_LOWEST, _HIGHEST = -4.0, 12.0
_UNSEEN = -4.0
_LARGEST_COMPLETED = 60
_DECIMALS = 9
# Measured on labelled sets: the mean of many pairs understates what they say together.
_CREDIT, _MOST_CREDIT = 1.25, 3.25
_DOUBTFUL, _DOUBT = -2.0, 2.0


@dataclass(frozen=True)
class Merge:
    """Two clusters put together: their smallest records, the bits for it, their best pair."""

    left: int
    right: int
    bits: float
    pair: int


@dataclass(frozen=True)
class Clusters:
    """The smallest record of each record's cluster, and the merges that led there."""

    labels: Array
    merges: tuple[Merge, ...]


@dataclass
class _Edges:
    """What lies between clusters: their labels, summed and counted pairs, the best pair."""

    low: Array
    high: Array
    total: Array
    count: Array
    best: Array
    pair: Array

    def picked(self, which: Array) -> "_Edges":
        return _Edges(*(getattr(self, name)[which] for name in self.__dataclass_fields__))


def components(size: int, left: Array, right: Array) -> Array:
    """Give the smallest record each record is connected with."""
    labels = np.arange(size)
    while True:
        lowest = np.minimum(labels[left], labels[right])
        updated = labels.copy()
        np.minimum.at(updated, labels[left], lowest)
        np.minimum.at(updated, labels[right], lowest)
        while (updated[updated] != updated).any():
            updated = updated[updated]
        updated = updated[labels]
        if (updated == labels).all():
            return labels
        labels = updated


def missing_pairs(labels: Array, scored: Array) -> Array:
    """Give the pairs within components of moderate size that are not scored yet (sorted)."""
    size = len(labels)
    order = np.argsort(labels, kind="stable")
    sizes = np.bincount(labels, minlength=size)
    order = order[(sizes[labels[order]] > 2) & (sizes[labels[order]] <= _LARGEST_COMPLETED)]  # noqa: PLR2004
    found = [np.empty(0, dtype=np.int64)]
    at, distance = np.arange(len(order)), 1
    while len(at):
        at = at[at + distance < len(order)]
        at = at[labels[order[at]] == labels[order[at + distance]]]
        found.append(joined_pairs(order[at], order[at + distance], size))
        distance += 1
    every = sorted_unique(np.concatenate(found))
    return np.asarray(every[~among(every, scored)])


def average_linkage(start: Array, pairs: Array, bits: Array, stop: float) -> Clusters:
    """Merge clusters while the bits for a merge are at least `stop`, beginning with `start`."""
    labels = start.copy()
    edges = _first_edges(labels, pairs, bits)
    sizes = np.bincount(labels, minlength=len(labels)).astype(np.float64)
    merges: list[Merge] = []
    while len(edges.low):
        possible = sizes[edges.low] * sizes[edges.high]
        linkage = _linkage(edges, possible)
        bits_for = merge_bits(linkage, possible)
        chosen = _reciprocal(edges, linkage, np.flatnonzero((bits_for >= stop) & (edges.best >= 0)))
        if not len(chosen):
            break
        low, high = edges.low[chosen], edges.high[chosen]
        merges += [
            Merge(*values)
            for values in zip(
                low.tolist(),
                high.tolist(),
                bits_for[chosen].tolist(),
                edges.pair[chosen].tolist(),
                strict=True,
            )
        ]
        sizes[low] += sizes[high]
        target = np.arange(len(labels))
        target[high] = low
        labels = target[labels]
        edges = _relabelled(edges, target)
    return Clusters(labels, tuple(merges))


def one_to_one(source: Array, pairs: Array, bits: Array, stop: float, start: Array) -> Clusters:
    """Link records of different sources that are each other's best, and no others."""
    left, right = split_pairs(pairs, max(len(source), 1))
    labels = start.copy()
    merges: list[Merge] = []
    kept = np.flatnonzero((bits >= stop) & (source[left] != source[right]))
    order = kept[np.lexsort((pairs[kept], -bits[kept].round(_DECIMALS)))]
    best: dict[tuple[int, int], int] = {}
    for at in order.tolist():
        for record, other in ((left[at], right[at]), (right[at], left[at])):
            best.setdefault((int(record), int(source[other])), at)
    for at in order.tolist():
        one, two = int(left[at]), int(right[at])
        mutual = best[one, int(source[two])] == at == best[two, int(source[one])]
        if mutual and _sources_differ(labels, source, one, two):
            low, high = sorted((int(labels[one]), int(labels[two])))
            labels[labels == high] = low
            merges.append(Merge(low, high, float(bits[at]), int(pairs[at])))
    return Clusters(labels, tuple(merges))


def _sources_differ(labels: Array, source: Array, one: int, two: int) -> bool:
    """Tell whether joining two clusters keeps at most one record a source."""
    first, second = source[labels == labels[one]], source[labels == labels[two]]
    return not np.isin(first, second).any()


def _first_edges(labels: Array, pairs: Array, bits: Array) -> _Edges:
    left, right = split_pairs(pairs, len(labels))
    edges = _Edges(
        low=left,
        high=right,
        total=np.clip(bits, _LOWEST, _HIGHEST),
        count=np.ones(len(pairs)),
        best=bits.astype(np.float64),
        pair=pairs,
    )
    return _relabelled(edges, labels)


def member_bits(labels: Array, pairs: Array, bits: Array) -> Array:
    """Give the bits for each record belonging to its cluster; a record alone is certain."""
    size = len(labels)
    left, right = split_pairs(pairs, max(size, 1))
    inside = labels[left] == labels[right]
    left, right, clipped = left[inside], right[inside], np.clip(bits[inside], _LOWEST, _HIGHEST)
    total = np.bincount(left, clipped, minlength=size) + np.bincount(right, clipped, minlength=size)
    seen = np.bincount(left, minlength=size) + np.bincount(right, minlength=size)
    others = np.bincount(labels, minlength=size)[labels] - 1.0
    mean = (total + (others - seen) * _UNSEEN) / np.maximum(others, 1.0)
    return np.where(others > 0, merge_bits(mean, np.maximum(others, 1.0)), np.inf)


def merge_bits(linkage: Array, pairs: Array) -> Array:
    """Give the bits for a merge from the mean over its pairs and their number."""
    credit = np.minimum(_CREDIT * np.log2(pairs), _MOST_CREDIT)
    return np.asarray(linkage + credit + _DOUBT * np.minimum(linkage - _DOUBTFUL, 0.0))


def _linkage(edges: _Edges, possible: Array) -> Array:
    total = edges.total + (possible - edges.count) * _UNSEEN
    return np.asarray((total / possible).round(_DECIMALS))


def _reciprocal(edges: _Edges, linkage: Array, eligible: Array) -> Array:
    """Give the eligible edges that are the best one of both their clusters."""
    order = eligible[np.lexsort((edges.high[eligible], edges.low[eligible], -linkage[eligible]))]
    rank = np.arange(len(order))
    most = int(edges.high.max(initial=0)) + 1
    first = np.full(most, len(order))
    np.minimum.at(first, edges.low[order], rank)
    np.minimum.at(first, edges.high[order], rank)
    mutual = (first[edges.low[order]] == rank) & (first[edges.high[order]] == rank)
    return np.asarray(order[mutual])


def _relabelled(edges: _Edges, target: Array) -> _Edges:
    """Carry edges over to merged clusters, edges between the same two added up."""
    one, two = target[edges.low], target[edges.high]
    edges.low, edges.high = np.minimum(one, two), np.maximum(one, two)
    edges = edges.picked(edges.low != edges.high)
    order = np.lexsort((edges.pair, -edges.best, edges.high, edges.low))
    edges = edges.picked(order)
    if not len(order):
        return edges
    changed = (edges.low[1:] != edges.low[:-1]) | (edges.high[1:] != edges.high[:-1])
    first = np.flatnonzero(np.concatenate(([True], changed)))
    merged = edges.picked(first)
    merged.total = np.add.reduceat(edges.total, first)
    merged.count = np.add.reduceat(edges.count, first)
    return merged


def cluster_sizes(labels: Array) -> Sequence[int]:
    """Give the size of every cluster, largest first."""
    sizes = np.bincount(labels)
    return sorted((int(size) for size in sizes[sizes > 0]), reverse=True)
