"""Linkage: what the pairs between two clusters say for one person, in bits.

Owns the bits for a merge, for a record belonging to its cluster, and for records having company.
Pure arithmetic on arrays; it knows nothing of records.
"""

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.block import split_pairs
from vibecli.identity.weights import MOST_KIN_BITS, probability

LOWEST, HIGHEST = -4.0, 12.0  # bits of a pair, as far as they count
UNSEEN = -4.0
_DECIMALS = 9
# The bits for a merge, fitted on merges of labelled sets: one fit serves large and small clusters,
# sets with many records a person and sets with few. Beside the mean the best pair says something; a
# large cluster is likelier to miss a record, two that have grown apart are likelier two persons.
_OF_MEAN, _OF_BEST = 2 / 3, 1 / 3
_LARGER, _SMALLER = 0.6, -1.75  # for each doubling of a cluster
_DOUBTFUL, _DOUBT = -2.0, 1.5
_MOST_DOUBLINGS = 3.0  # the fit saw few larger ones
RESERVE = -1.2
_USUAL_RECORDS = 10.0  # a table says how often records stand alone when it is larger than this
_MOST_COMPANY = 3.0


def merge_bits(mean: Array, best: Array, low: Array, high: Array) -> Array:
    """Give the bits for a merge from the mean and the best of its pairs and both sizes."""
    smaller, larger = np.minimum(low, high), np.maximum(low, high)
    said = _OF_MEAN * mean + _OF_BEST * np.minimum(best, HIGHEST)
    sizes = _LARGER * np.log2(larger) + _SMALLER * np.minimum(np.log2(smaller), _MOST_DOUBLINGS)
    doubt = _DOUBT * np.minimum(mean - _DOUBTFUL, 0.0)
    return np.asarray((said + sizes + doubt + RESERVE).round(_DECIMALS))


def clipped_bits(bits: Array) -> Array:
    """Give bits within what one pair may say; none makes up for a pair that must not be."""
    return np.where(np.isneginf(bits), bits, np.clip(bits, LOWEST, HIGHEST))


def mean_bits(total: Array, count: Array, possible: Array) -> Array:
    """Give the mean over all possible pairs; an unseen one speaks against a merge."""
    return np.asarray((total + (possible - count) * UNSEEN) / possible)


def joining_bits(clusters: Array, sizes: Array, bits: Array, company: float) -> tuple[Array, Array]:
    """Give the bits for a record joining each cluster, and the place of its best pair.

    `clusters` tells for each pair which one (from 0) it is about, and `sizes` how large each is.
    """
    order = np.lexsort((-bits, clusters))
    best = order[np.flatnonzero(np.diff(clusters[order], prepend=-1))]
    total = np.bincount(clusters, clipped_bits(bits), minlength=len(sizes))
    mean = mean_bits(total, np.bincount(clusters, minlength=len(sizes)), sizes)
    return merge_bits(mean, bits[best], np.ones(len(sizes)), sizes) + company, best


def lone_merge_bits(bits: Array, company: float = 0.0) -> Array:
    """Give the bits for putting two single records together by their pair."""
    return np.asarray(bits + RESERVE + company)


def asked_bits(bits: Array, company: float) -> Array:
    """Give the bits of pairs where a merge is but a question: that of two kin is an even one."""
    return np.where(bits == MOST_KIN_BITS, max(-RESERVE - company, 0.0), bits)


def company_bits(size: int, pairs: Array, bits: Array) -> float:
    """Give the bits for a record's best cluster being its own that lie in having company at all.

    Bits of a pair weigh one record against one other. Where nearly all records have company, the
    best cluster of a record is likelier its own than its pairs say each by themselves.
    """
    left, right = split_pairs(pairs, max(size, 1))
    chance = probability(bits)
    against = np.log2(np.maximum(1.0 - chance, np.finfo(float).eps))
    against = np.bincount(left, against, size) + np.bincount(right, against, size)
    alone = (float(np.exp2(against).sum()) + 1.0) / (size + 2.0)
    others = (2 * float(chance.sum()) + 1.0) / (size + 2.0)
    said = np.log2((1.0 - alone) / (alone * others)) * size / (size + _USUAL_RECORDS)
    return float(np.clip(said, -_MOST_COMPANY, _MOST_COMPANY))


def member_bits(labels: Array, pairs: Array, bits: Array, company: float = 0.0) -> Array:
    """Give the bits for each record belonging to its cluster; a record alone is certain."""
    size = len(labels)
    left, right = split_pairs(pairs, max(size, 1))
    inside = labels[left] == labels[right]
    left, right, clipped = left[inside], right[inside], np.clip(bits[inside], LOWEST, HIGHEST)
    total = np.bincount(left, clipped, minlength=size) + np.bincount(right, clipped, minlength=size)
    seen = np.bincount(left, minlength=size) + np.bincount(right, minlength=size)
    best = np.full(size, UNSEEN)
    np.maximum.at(best, left, clipped)
    np.maximum.at(best, right, clipped)
    alone = np.bincount(labels, minlength=size)[labels] == 1
    others = np.maximum(np.bincount(labels, minlength=size)[labels] - 1.0, 1.0)
    mean = (total + (others - seen) * UNSEEN) / others
    return np.where(alone, np.inf, merge_bits(mean, best, np.ones(size), others) + company)
