"""How good a resolution looks from its own weights: estimated precision and recall, with intervals.

Owns both estimators. A merge is right or wrong with all the pairs it puts together, so precision
rests on merges. Recall adds what blocking cannot have seen: of the pairs that clusters imply beyond
those that hold them together, the share that blocking had found tells how many it finds at all. An
interval holds the spread of that many chances, weights that are wrong by three bits throughout
(about the most that labelled sets of people showed) and by as many more as clusters show them to be
too sure, and blocking that misses half or twice as much.
"""

from dataclasses import dataclass

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.block import split_pairs
from vibecli.identity.cluster import Clusters, mutually_best
from vibecli.identity.components import components
from vibecli.identity.interval import Z, wilson
from vibecli.identity.weights import probability

_DOUBT = 3.0  # bits
_TIMES = 2.0  # what blocking may miss more, or less


@dataclass(frozen=True)
class Share:
    """A share, and the interval it may lie in."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Accuracy:
    """Precision and recall of pairs; None where there is nothing to tell them from."""

    precision: Share | None = None
    recall: Share | None = None


def estimated(
    source: Array,
    clusters: Clusters,
    pairs: Array,
    bits: Array,
    *,
    one_to_one: bool,
    misfit: float = 0.0,
) -> Accuracy:
    """Give the accuracy of clusters from the bits of their merges and of the pairs left apart.

    `misfit`: the bits by which the weights are seen to be too sure.
    """
    within = _held(clusters.labels)
    if not within:
        return Accuracy()
    doubt = _DOUBT + misfit
    precision = _precision(clusters, within, doubt)
    missed = bits[_left_apart(source, clusters.labels, pairs, bits, one_to_one=one_to_one)]
    return Accuracy(precision, _recall(precision, within, missed, doubt))


def with_inside(accuracy: Accuracy, labels: Array, inside: Array) -> Accuracy:
    """Give the accuracy where pairs of one table are left apart that are surely one person."""
    precision, recall = accuracy.precision, accuracy.recall
    if precision is None or recall is None or not len(inside):
        return accuracy
    left, right = split_pairs(inside, len(labels))
    held = _held(labels)
    missed = _held(components(len(labels), labels[left], labels[right])[labels]) - held
    right_ones = max(precision.value * held, 1.0)
    value, low, high = (
        share / (1.0 + share * missed / right_ones)
        for share in (recall.value, recall.low, recall.high)
    )
    return Accuracy(precision, Share(value, low, high))


def with_blocking(accuracy: Accuracy, labels: Array, left: Array, right: Array) -> Accuracy:
    """Give the accuracy with the recall that blocking leaves; `left`, `right`: candidate pairs."""
    recall = accuracy.recall
    if recall is None:
        return accuracy
    seen = _blocking(labels, left, right)
    low, high = recall.low * seen.low, recall.high * seen.high
    return Accuracy(accuracy.precision, Share(recall.value * seen.value, low, high))


def _held(labels: Array) -> int:
    """Give how many pairs of records clusters hold."""
    records = np.bincount(labels)
    return int((records * (records - 1) // 2).sum())


def _blocking(labels: Array, left: Array, right: Array) -> Share:
    """Give the share of pairs that blocking finds, told by those that clusters imply.

    Where no cluster implies any, as many as clusters hold were found of as many.
    """
    size = len(labels)
    inside = labels[left] == labels[right]
    edges = np.bincount(labels[left[inside]], minlength=size)
    records = np.bincount(labels, minlength=size)
    holding = np.maximum(records - 1, 0)
    implied = records * (records - 1) // 2 - holding
    of = int(implied.sum())
    found = int(np.clip(edges - holding, 0, implied).sum()) if of else int(holding.sum())
    of = of or found
    low, high = wilson(found, of)
    return Share(found / of, max(1.0 - (1.0 - low) * _TIMES, 0.0), 1.0 - (1.0 - high) / _TIMES)


def _left_apart(
    source: Array, labels: Array, pairs: Array, bits: Array, *, one_to_one: bool
) -> Array:
    """Give the pairs that could still be one person; one to one, each record's best at most."""
    left, right = split_pairs(pairs, max(len(labels), 1))
    if not one_to_one:
        return np.flatnonzero(labels[left] != labels[right])
    alone = np.bincount(labels, minlength=len(labels))[labels] == 1
    kept = np.flatnonzero(alone[left] & alone[right] & (source[left] != source[right]))
    kept = kept[np.lexsort((pairs[kept], -bits[kept]))]
    return np.asarray(kept[mutually_best(left[kept], right[kept], source)])


def _precision(clusters: Clusters, pairs: int, most: float) -> Share:
    bits, joined = clusters.merges.bits, clusters.merges.joined
    low, value, high = (
        1.0 - float((joined * probability(-bits - doubt)).sum()) / pairs
        for doubt in (-most, 0.0, most)
    )
    right = probability(bits)
    spread = Z * float(np.sqrt((joined**2 * right * (1.0 - right)).sum())) / pairs
    return Share(value, max(low - spread, 0.0), min(high + spread, 1.0))


def _recall(precision: Share, pairs: int, missed: Array, most: float) -> Share:
    """Give the recall among the pairs compared."""
    low, value, high = (
        float(probability(missed + doubt).sum()) / pairs for doubt in (-most, 0.0, most)
    )
    chance = probability(missed)
    spread = Z * float(np.sqrt((chance * (1.0 - chance)).sum())) / pairs
    return Share(
        _of(precision.value, value),
        _of(precision.low, high + spread),
        _of(precision.high, max(low - spread, 0.0)),
    )


def _of(right: float, missed: float) -> float:
    return right / (right + missed) if right else 0.0
