"""Clusters: records put together step by step, so that one bad pair cannot chain two persons.

Owns agglomeration and the one-to-one choice. Every round merges all clusters that are each other's
nearest, ties broken by record, so the result does not depend on any order. Scores are bits, and
clipped: many agreeing fields of one pair do not make up for a cluster that disagrees.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.block import split_pairs
from vibecli.identity.components import components, followed
from vibecli.identity.linkage import clipped_bits, lone_merge_bits, mean_bits, merge_bits
from vibecli.identity.pool import spread
from vibecli.identity.record_rules import held_apart, of_clusters

_DECIMALS = 9
_PARTS = 4
_FEW = 10_000  # edges that are merged before threads have started


@dataclass(frozen=True)
class Merges:
    """Clusters put together, in turn: their smallest records, the bits for it, their best pair."""

    left: Array
    right: Array
    bits: Array
    pair: Array
    joined: Array  # how many pairs of records each put together


@dataclass(frozen=True)
class Clusters:
    """The smallest record of each record's cluster, and the merges that led there."""

    labels: Array
    merges: Merges


@dataclass
class _Edges:
    """What lies between clusters: their labels, summed and counted pairs, the best pair."""

    low: Array
    high: Array
    total: Array
    count: Array
    best: Array
    pair: Array

    def picked(self, places: Array) -> "_Edges":
        return _Edges(*(getattr(self, name).take(places) for name in self.__dataclass_fields__))


def average_linkage(  # noqa: PLR0913 - the pairs, and what else is known of the records
    start: Array,
    pairs: Array,
    bits: Array,
    stop: float,
    component: Array | None = None,
    company: float = 0.0,
    *,
    held: Sequence[Array] = (),
) -> Clusters:
    """Merge clusters while the bits for a merge are at least `stop`, beginning with `start`.

    `component`: records that pairs connect, where it is known; `company`: the bits that records
    have company; `held`: numbers that hold records apart, but none of one start.
    """
    edges = _first_edges(start, pairs, bits)
    group = components(len(start), edges.low, edges.high) if component is None else component
    # Components do not touch each other: each part is merged on its own.
    part = group[edges.low] % _PARTS
    parts = [edges.picked(np.flatnonzero(part == number)) for number in np.unique(part)]
    linked = partial(_linked, start, stop - company, group, held)
    done = spread(linked, parts, small=len(edges.low) < _FEW)
    target = np.minimum.reduce([np.arange(len(start)), *(target for target, _ in done)])
    merges = _joined_merges([m for _, own in done for m in own])
    return Clusters(followed(target)[start], replace(merges, bits=merges.bits + company))


def _linked(
    start: Array, stop: float, group: Array, held: Sequence[Array], edges: _Edges
) -> tuple[Array, list[_Edges]]:
    """Give where the merges lead each label, and the merges round by round."""
    keys = [of_clusters(numbers, start) for numbers in held]
    sizes = np.bincount(start, minlength=len(start)).astype(np.float64)
    target = np.arange(len(start))
    scratch = _Scratch(len(start))
    merges: list[_Edges] = []
    while len(edges.low):
        low, high = sizes[edges.low], sizes[edges.high]
        possible = low * high
        bits_for = merge_bits(_mean(edges, possible), edges.best, low, high)
        apart = held_apart(keys, edges.low, edges.high)
        eligible = np.flatnonzero((bits_for >= stop) & (edges.best >= 0) & ~apart)
        chosen = eligible[scratch.reciprocal(edges.picked(eligible), bits_for[eligible])]
        merged = edges.picked(chosen)
        merged.total, merged.count = bits_for[chosen], possible[chosen]
        merges.append(merged)
        sizes[merged.low] += sizes[merged.high]
        for at in keys:
            at[merged.low] = np.maximum(at[merged.low], at[merged.high])
        target[merged.high] = merged.low
        moving = scratch.among(group[edges.low], group[merged.low])
        edges = edges.picked(np.flatnonzero(moving))  # nothing else will ever merge
        ends = np.concatenate([merged.low, merged.high])
        touched = scratch.among(edges.low, ends) | scratch.among(edges.high, ends)
        edges = _relabelled(edges, touched, target)
    return target, merges


class _Scratch:
    """Arrays over all labels, made once; only what a question touches is written."""

    def __init__(self, size: int) -> None:
        self._best = np.empty(size)
        self._first = np.empty(size, dtype=np.int64)
        self._flags = np.zeros(size, dtype=bool)

    def among(self, labels: Array, known: Array) -> Array:
        """Tell which labels are among the known ones."""
        self._flags[known] = True
        found = self._flags[labels]
        self._flags[known] = False
        return np.asarray(found)

    def reciprocal(self, edges: _Edges, bits: Array) -> Array:
        """Give the edges that are the best one of both their clusters, the first among equals."""
        sides = (edges.low, edges.high)
        key = edges.low * len(self._best) + edges.high
        for side in sides:
            self._best[side] = -np.inf
            self._first[side] = np.iinfo(np.int64).max
        for side in sides:
            np.maximum.at(self._best, side, bits)
        for side in sides:
            ties = np.flatnonzero(bits == self._best[side])
            np.minimum.at(self._first, side[ties], key[ties])
        mutual = (self._first[edges.low] == key) & (self._first[edges.high] == key)
        return np.flatnonzero(mutual)


def _joined_merges(rounds: Sequence[_Edges]) -> Merges:
    """Give the merges of all rounds; `total` holds the bits for each, `count` its pairs."""

    def every(name: str, kind: type) -> Array:
        return np.concatenate([np.empty(0, kind), *(getattr(one, name) for one in rounds)])

    return Merges(
        every("low", np.int64),
        every("high", np.int64),
        every("total", np.float64),
        every("pair", np.int64),
        every("count", np.float64),
    )


def one_to_one(
    source: Array, pairs: Array, bits: Array, stop: float, start: Array, company: float = 0.0
) -> Clusters:
    """Link records of different sources that are each other's best, and no others."""
    left, right = split_pairs(pairs, max(len(source), 1))
    bits = lone_merge_bits(bits, company)
    kept = np.flatnonzero((bits >= stop) & (source[left] != source[right]))
    order = kept[np.lexsort((pairs[kept], -bits[kept].round(_DECIMALS)))]
    order = order[mutually_best(left[order], right[order], source)]
    clusters = _OneEach(source, start)
    for at in np.flatnonzero(np.isneginf(bits)).tolist():
        clusters.part(int(left[at]), int(right[at]))
    joined = [clusters.join(int(left[at]), int(right[at])) for at in order.tolist()]
    done = np.array([pair is not None for pair in joined], dtype=bool)
    sides = np.array([pair for pair in joined if pair], dtype=np.int64).reshape(-1, 2)
    many = _pairs_joined(start, sides)
    merges = Merges(sides[:, 0], sides[:, 1], bits[order[done]], pairs[order[done]], many)
    return Clusters(clusters.labels(), merges)


def _pairs_joined(start: Array, sides: Array) -> Array:
    """Give how many pairs of records each merge puts together, beginning with `start`."""
    sizes = np.bincount(start, minlength=len(start)).astype(np.float64)
    found = np.empty(len(sides))
    for at, (low, high) in enumerate(sides.tolist()):
        found[at] = sizes[low] * sizes[high]
        sizes[low] += sizes[high]
    return found


def mutually_best(left: Array, right: Array, source: Array) -> Array:
    """Tell the pairs (best ones first) that are each record's first with the other's source."""
    sources = int(source.max(initial=0)) + 1
    met = np.stack([left * sources + source[right], right * sources + source[left]], axis=1)
    _, first = np.unique(met, return_index=True)
    found = np.zeros(met.size, dtype=bool)
    found[first] = True
    return np.asarray(found.reshape(-1, 2).all(axis=1))


class _OneEach:
    """Clusters that hold at most one record of a source, but for those that began otherwise."""

    def __init__(self, source: Array, start: Array) -> None:
        self._target = start.copy()
        self._sources = [1 << number for number in source.tolist()]  # bits, for cluster labels
        for record in np.flatnonzero(start != np.arange(len(start))).tolist():
            self._sources[int(start[record])] |= self._sources[record]
        self._foes: dict[int, set[int]] = {}  # of a label: records its cluster must not hold

    def part(self, one: int, two: int) -> None:
        """Keep two records' clusters from being put together."""
        for record, other in ((one, two), (two, one)):
            self._foes.setdefault(self._label(record), set()).add(other)

    def join(self, one: int, two: int) -> tuple[int, int] | None:
        """Put two records' clusters together if nothing is against it; gives their labels.

        That is a source in both, or two of their records that are kept apart.
        """
        low, high = sorted((self._label(one), self._label(two)))
        foes = self._foes.get(high, set())
        if self._sources[low] & self._sources[high] or low in map(self._label, foes):
            return None
        if foes:
            self._foes.setdefault(low, set()).update(foes)
        self._sources[low] |= self._sources[high]
        self._target[high] = low
        return low, high

    def labels(self) -> Array:
        """Give the label of each record's cluster."""
        return followed(self._target)

    def _label(self, record: int) -> int:
        while (target := int(self._target[record])) != record:
            record = target
        return record


def _first_edges(labels: Array, pairs: Array, bits: Array) -> _Edges:
    left, right = split_pairs(pairs, len(labels))
    edges = _Edges(
        low=left,
        high=right,
        total=clipped_bits(bits),
        count=np.ones(len(pairs)),
        best=bits.astype(np.float64),
        pair=pairs,
    )
    several = np.bincount(labels, minlength=len(labels))[labels] > 1
    return _relabelled(edges, several[left] | several[right], labels)


def relabelled(labels: Array) -> Array:
    """Give each cluster the label of its smallest record."""
    smallest = np.full(len(labels), len(labels))
    np.minimum.at(smallest, labels, np.arange(len(labels)))
    return np.asarray(smallest[labels])


def _mean(edges: _Edges, possible: Array) -> Array:
    """Give the mean bits of all possible pairs; an unseen one speaks against a merge."""
    return mean_bits(edges.total, edges.count, possible)


def _relabelled(edges: _Edges, touched: Array, target: Array) -> _Edges:
    """Carry touched edges over to merged clusters; those between the same two add up."""
    rest, edges = edges.picked(np.flatnonzero(~touched)), edges.picked(np.flatnonzero(touched))
    one, two = target[edges.low], target[edges.high]
    edges.low, edges.high = np.minimum(one, two), np.maximum(one, two)
    added = _added_up(edges.picked(np.flatnonzero(edges.low != edges.high)), len(target))
    names = edges.__dataclass_fields__
    return _Edges(*(np.concatenate([getattr(rest, n), getattr(added, n)]) for n in names))


def _added_up(edges: _Edges, size: int) -> _Edges:
    """Put the edges between the same two clusters together."""
    key = edges.low * size + edges.high
    if not len(key):
        return edges
    order = np.argsort(key, kind="stable")
    edges, key = edges.picked(order), key[order]
    first = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))
    best = np.maximum.reduceat(edges.best, first)
    each = np.repeat(best, np.diff(np.append(first, len(key))))
    pair = np.where(edges.best == each, edges.pair, np.iinfo(np.int64).max)
    return _Edges(
        edges.low[first],
        edges.high[first],
        np.add.reduceat(edges.total, first),
        np.add.reduceat(edges.count, first),
        best,
        np.minimum.reduceat(pair, first),
    )


def cluster_sizes(labels: Array) -> Sequence[int]:
    """Give the size of every cluster, largest first."""
    sizes = np.bincount(labels)
    return [int(size) for size in np.sort(sizes[sizes > 0])[::-1].tolist()]
