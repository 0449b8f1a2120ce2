"""Scores by segment: how good the clusters are among the records of one city, one source, ...

Owns what a segment's score counts: each pair of records once for every segment that one of the two
has, and for B-cubed each record for its own. Counts cells of clusters and segments, never pairs.
"""

from dataclasses import dataclass

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.evaluate import Score


@dataclass(frozen=True)
class SegmentScores:
    """The scores of every segment, by its number."""

    records: Array
    right_pairs: Array  # true and found
    found_pairs: Array
    true_pairs: Array
    precision: Array  # B-cubed, the mean over the segment's records
    recall: Array

    def pairs(self, segment: int) -> Score:
        """Give the score of the pairs that touch a segment."""
        counts = (self.right_pairs, self.found_pairs, self.true_pairs)
        return Score.counted(*(int(count[segment]) for count in counts))

    def b_cubed(self, segment: int) -> Score:
        """Give the B-cubed score of a segment's records."""
        return Score(float(self.precision[segment]), float(self.recall[segment]))


def segment_scores(truth: Array, found: Array, segment: Array, count: int) -> SegmentScores:
    """Give the scores by segment; labels and segments are whole numbers, segments below `count`."""
    both = _coded(truth * (int(found.max(initial=0)) + 1) + found)
    shared = np.bincount(both)[both].astype(np.float64)
    records = np.bincount(segment, minlength=count)
    right, said, known = (_touching(labels, segment, count) for labels in (both, found, truth))
    precision, recall = (
        np.bincount(segment, shared / np.bincount(labels)[labels], minlength=count)
        / np.maximum(records, 1)
        for labels in (found, truth)
    )
    return SegmentScores(records, right, said, known, precision, recall)


def _touching(labels: Array, segment: Array, count: int) -> Array:
    """Count the pairs of one label with at least one record in each segment."""
    sizes = np.bincount(labels)
    packed = np.sort(labels * count + segment)
    first = np.flatnonzero(np.diff(packed, prepend=-1))
    inside = np.diff(np.append(first, len(packed)))
    cells = packed[first]
    own, where = sizes[cells // count], cells % count
    pairs = _pairs(own) - _pairs(own - inside)
    return np.bincount(where, pairs, minlength=count).astype(np.int64)


def _pairs(sizes: Array) -> Array:
    return np.asarray(sizes * (sizes - 1) // 2)


def _coded(values: Array) -> Array:
    """Number values by their order: sorted, because numpy.unique hashes, and slowly."""
    order = np.argsort(values, kind="stable")
    codes = np.empty(len(values), dtype=np.int64)
    codes[order] = np.cumsum(np.diff(values[order], prepend=-1) != 0) - 1
    return codes
