"""Components: records that pairs connect, and the pairs within them nobody has looked at."""

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.block import among, joined_pairs, sorted_unique

_LARGEST_COMPLETED, _COMPLETED = 60, 100_000  # records; pairs that larger ones may cost


def components(size: int, left: Array, right: Array) -> Array:
    """Give the smallest record each record is connected with."""
    labels = np.arange(size)
    one, two = left, right
    while len(one):
        np.minimum.at(labels, np.maximum(one, two), np.minimum(one, two))
        labels = followed(labels)
        one, two = labels[one], labels[two]
        apart = one != two
        one, two = one[apart], two[apart]
    return labels


def missing_pairs(labels: Array, scored: Array) -> Array:
    """Give the pairs within components of moderate size that are not scored yet (sorted)."""
    size = len(labels)
    counts = np.bincount(labels, minlength=size)
    sizes = counts[labels]
    members = np.flatnonzero((sizes > 2) & (sizes <= _largest_completed(counts)))  # noqa: PLR2004
    order = members[np.argsort(labels[members], kind="stable")]
    found = [np.empty(0, dtype=np.int64)]
    at, distance = np.arange(len(order)), 1
    while len(at):
        at = at[at + distance < len(order)]
        at = at[labels[order[at]] == labels[order[at + distance]]]
        found.append(joined_pairs(order[at], order[at + distance], size))
        distance += 1
    every = sorted_unique(np.concatenate(found))
    return np.asarray(every[~among(every, scored)])


def _largest_completed(sizes: Array) -> int:
    """Give the size of the largest components completed: moderate, or as all cost few pairs."""
    ordered = np.sort(sizes)
    within = np.cumsum(ordered * (ordered - 1) // 2) <= _COMPLETED
    return max(_LARGEST_COMPLETED, int(ordered[within].max(initial=0)))


def followed(target: Array) -> Array:
    """Follow each label to the one its cluster ended up with."""
    while True:
        further = target[target]
        if np.array_equal(further, target):
            return target
        target = further
