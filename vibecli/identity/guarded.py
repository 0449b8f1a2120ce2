"""Average linkage that never puts two standing persons together.

Owns the few clusters in which that would happen: they are merged anew, one best merge at a time,
and a merge of two persons is given as a question instead.
"""

from dataclasses import dataclass

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.block import among, split_pairs
from vibecli.identity.cluster import relabelled
from vibecli.identity.linkage import clipped_bits, mean_bits, merge_bits


@dataclass(frozen=True)
class Guarded:
    """Clusters that hold one standing person each at most, and the merges refused for that."""

    labels: Array
    pairs: Array  # the pair of records that speaks most for each refused merge
    bits: Array
    persons: frozenset[tuple[int, int]]  # their start labels, the lower first


def guarded_linkage(
    start: Array,
    labels: Array,
    scored: tuple[Array, Array],
    owned: Array,
    stop: float,
    company: float,
) -> Guarded:
    """Part the clusters (`labels`, merged from `start`) that hold several standing persons."""
    pairs, bits = scored
    people = np.unique(start[owned])
    contested = np.bincount(labels[people], minlength=len(labels))[labels] > 1
    if not contested.any():
        none = np.empty(0, dtype=np.int64)
        return Guarded(labels, none, none.astype(np.float64), frozenset())
    left, right = split_pairs(pairs, max(len(labels), 1))
    sizes, owns = np.bincount(start, minlength=len(start)), among(np.arange(len(start)), people)
    inside = np.flatnonzero(contested[left] & (labels[left] == labels[right]))
    target = np.arange(len(labels))
    refused: list[tuple[int, float, tuple[int, int]]] = []
    for some in _grouped(labels[left[inside]], inside):
        ends = start[left[some]], start[right[some]]
        contest = _Contest(ends, bits[some], pairs[some], sizes, owns)
        contest.run(stop - company)
        refused += contest.refused
        target[list(contest.targets)] = list(contest.targets.values())
    refused.sort()
    return Guarded(
        labels=relabelled(target[np.where(contested, start, labels)]),
        pairs=np.array([pair for pair, _, _ in refused], dtype=np.int64),
        bits=np.array([one for _, one, _ in refused], dtype=np.float64) + company,
        persons=frozenset(two for _, _, two in refused),
    )


def _grouped(keys: Array, values: Array) -> list[Array]:
    order = np.argsort(keys, kind="stable")
    cuts = np.flatnonzero(np.diff(keys[order])) + 1
    return np.split(values[order], cuts) if len(values) else []


class _Contest:
    """One contested cluster, from its start on."""

    def __init__(
        self, ends: tuple[Array, Array], bits: Array, pairs: Array, sizes: Array, owned: Array
    ) -> None:
        self.refused: list[tuple[int, float, tuple[int, int]]] = []
        self.targets: dict[int, int] = {}
        self._sizes: dict[int, int] = {}
        self._owned: set[int] = set()
        self._links: dict[tuple[int, int], _Link] = {}
        columns = (*ends, clipped_bits(bits), bits, pairs)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        for one, two, cut, own, pair in rows:
            for label in (one, two):
                self._sizes.setdefault(label, int(sizes[label]))
                if owned[label]:
                    self._owned.add(label)
            if one != two:
                self._add((min(one, two), max(one, two)), _Link(cut, 1, own, pair))

    def run(self, stop: float) -> None:
        """Merge the nearest two that may be, until none are near enough."""
        while (best := self._nearest(stop)) is not None:
            bits, (one, two) = best
            if {one, two} <= self._owned:
                self.refused.append((self._links.pop((one, two)).pair, bits, (one, two)))
            else:
                self._merge(one, two)

    def _nearest(self, stop: float) -> tuple[float, tuple[int, int]] | None:
        links = sorted(self._links.items())
        sides = [(self._sizes[one], self._sizes[two]) for (one, two), _ in links]
        low, high = np.array(sides, dtype=np.float64).reshape(-1, 2).T
        total = np.array([link.total for _, link in links])
        mean = mean_bits(total, np.array([link.count for _, link in links]), low * high)
        best = np.array([link.best for _, link in links])
        bits = merge_bits(mean, best, low, high)
        may = (bits >= stop) & (best >= 0)
        if not may.any():
            return None
        at = int(np.where(may, bits, -np.inf).argmax())
        return float(bits[at]), links[at][0]

    def _merge(self, one: int, two: int) -> None:
        """Put two together under the label of the person among them, else the lower one."""
        into, out = (two, one) if two in self._owned else (one, two)
        self._sizes[into] += self._sizes.pop(out)
        del self._links[one, two]
        for ends in [ends for ends in self._links if out in ends]:
            link = self._links.pop(ends)
            other = ends[0] if ends[1] == out else ends[1]
            self._add((min(into, other), max(into, other)), link)
        for label in [label for label, target in self.targets.items() if target == out]:
            self.targets[label] = into
        self.targets[out] = into

    def _add(self, ends: tuple[int, int], link: "_Link") -> None:
        known = self._links.get(ends)
        self._links[ends] = link if known is None else known.joined(link)


@dataclass(frozen=True)
class _Link:
    """What lies between two clusters: summed and counted pairs, the best one's bits and itself."""

    total: float
    count: int
    best: float
    pair: int

    def joined(self, other: "_Link") -> "_Link":
        best, pair = max((self.best, -self.pair), (other.best, -other.pair))
        return _Link(self.total + other.total, self.count + other.count, best, -pair)
