"""Calibration: how often pairs of so many bits are one person, told by the clusters they lie in.

Owns the curve. Fields err together, so a pair that disagrees in several is likelier one person than
the sum of its fields says. Other records tell: of the pairs of so many bits, some were put together
through third records, and the engine knows how sure it is of that. No truth is needed, and with few
pairs the bits stand as they are.
"""

from dataclasses import dataclass

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.block import split_pairs
from vibecli.identity.linkage import (
    HIGHEST,
    RESERVE,
    clipped_bits,
    mean_bits,
    member_bits,
    merge_bits,
)
from vibecli.identity.weights import bits_of, probability

_EDGES = (-6.0, -4.5, -3.0, -1.5, 0.0, 1.5, 3.0, 4.5, 6.0, 9.0, HIGHEST)
_SURE = 9.0  # bits above which few pairs are left to tell
_PRIOR = 4.0  # pairs that say that the bits are right
_SAMPLE = 200_000


@dataclass(frozen=True)
class Calibration:
    """The bits as clusters have them, at some bits; between them the curve is straight."""

    knots: tuple[tuple[float, float], ...] = ()

    @property
    def misfit(self) -> float:
        """The most bits by which pairs that look like one person are too sure of it."""
        return max([0.0, *(at - told for at, told in self.knots if 0.0 <= at <= _SURE)])

    def of(self, bits: Array) -> Array:
        """Give bits as clusters have them."""
        if not self.knots:
            return np.asarray(bits)
        at, told = np.array(self.knots).T
        return np.asarray(bits + np.interp(bits, at, told - at))


@dataclass(frozen=True)
class Linked:
    """Records as they were put together, and the scored pairs within components."""

    labels: Array
    pairs: Array
    bits: Array
    company: float


def learnt_calibration(linked: Linked, pairs: Array, bits: Array) -> Calibration:
    """Give the curve from the candidate pairs that do not speak clearly against."""
    step = max(len(pairs) // _SAMPLE, 1)
    pairs, bits = pairs[::step], bits[::step]
    band = np.searchsorted(_EDGES, bits, side="right")
    inside = (band > 0) & (band < len(_EDGES))
    pairs, bits, band = pairs[inside], bits[inside], band[inside] - 1
    if not len(pairs):
        return Calibration()
    chance = probability(_bits_together(linked, pairs, bits))
    count = np.bincount(band, minlength=len(_EDGES) - 1).astype(np.float64)
    seen = np.flatnonzero(count)
    before = (np.bincount(band, probability(bits))[seen]) / count[seen]
    found = np.bincount(band, chance)[seen] + _PRIOR * before
    told = _rising(found / (count[seen] + _PRIOR), count[seen])
    sides = ([*map(bits_of, shares.tolist()), HIGHEST] for shares in (before, told))
    return Calibration(tuple((round(a, 6), round(b, 6)) for a, b in zip(*sides, strict=True)))


def _bits_together(linked: Linked, pairs: Array, bits: Array) -> Array:
    """Give the bits for the records of each pair being one person, all others considered.

    That records have company tells nothing of two that have it already.
    """
    labels, company = linked.labels, linked.company
    size = max(len(labels), 1)
    left, right = split_pairs(pairs, size)
    one, two = labels[left], labels[right]
    own = member_bits(labels, linked.pairs, linked.bits, company)
    sizes = np.bincount(labels, minlength=size).astype(np.float64)
    found = _between(linked, sizes, one, two, bits + RESERVE)
    found += np.where((sizes[one] == 1) | (sizes[two] == 1), company, 0.0)
    return np.where(one == two, np.minimum(own[left], own[right]), found)


def _between(linked: Linked, sizes: Array, one: Array, two: Array, alone: Array) -> Array:
    """Give the bits for merging the clusters of each pair; those of no component stand alone."""
    size = len(sizes)
    left, right = split_pairs(linked.pairs, size)
    sides = linked.labels[left], linked.labels[right]
    key = np.minimum(*sides) * size + np.maximum(*sides)
    order = np.argsort(key, kind="stable")
    key, bits = key[order], linked.bits[order]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    if not len(first):
        return alone
    low, high = (sizes[side] for side in split_pairs(key[first], size))
    total, best = (
        np.add.reduceat(clipped_bits(bits), first),
        np.maximum.reduceat(bits, first),
    )
    mean = mean_bits(total, np.diff(np.append(first, len(key))), low * high)
    asked = np.minimum(one, two) * size + np.maximum(one, two)
    at = np.minimum(np.searchsorted(key[first], asked), len(first) - 1)
    return np.where(key[first][at] == asked, merge_bits(mean, best, low, high)[at], alone)


def _rising(shares: Array, counts: Array) -> Array:
    """Give the nearest shares that never fall, by pooling neighbours that do."""
    pools: list[tuple[float, float, int]] = []
    for share, count in zip(shares.tolist(), counts.tolist(), strict=True):
        pools.append((share, count, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (one, n, a), (two, m, b) = pools[-2:]
            pools[-2:] = [((one * n + two * m) / (n + m), n + m, a + b)]
    return np.concatenate([np.full(many, share) for share, _, many in pools])
