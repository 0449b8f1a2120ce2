"""Scores: how well the clusters found agree with the clusters known to be true.

Owns the measures and counts them exactly, from how the records spread over true and found clusters:
never pair by pair, so millions of records take seconds. It judges labels only and never looks at
the records behind them.

Pairs of records and whole clusters as in Menestrina, Whang and Garcia-Molina, Evaluating Entity
Resolution Results (PVLDB 3, 2010); B-cubed as in Bagga and Baldwin, Algorithms for Scoring
Coreference Chains (LREC workshop, 1998).
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from vibecli.engine.base import Array
from vibecli.errors import DataError


class Score(NamedTuple):
    """A share of the found that is true, and of the true that is found; 1 where there is none."""

    precision: float
    recall: float

    @classmethod
    def counted(cls, right: int, found: int, true: int) -> "Score":
        """Give the score of `right` cases among those found and those true."""
        return cls(_share(right, found), _share(right, true))

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True)
class Scores:
    """Three views of one clustering against the truth, and the largest clusters of both."""

    pairs: Score  # pairs of records put together
    clusters: Score  # clusters found exactly as they are
    b_cubed: Score  # the mean over the records
    true_pairs: int
    largest_true: int
    largest_found: int
    found_pairs: int
    right_pairs: int  # both true and found
    true_clusters: int
    found_clusters: int


class _Table(NamedTuple):
    """How many records each pair of a true and a found cluster shares, where they share any."""

    shared: Array
    true_sizes: Array  # of the true cluster of each cell
    found_sizes: Array
    true_count: int
    found_count: int


def scores(truth: Array, found: Array, source: Array | None = None) -> Scores:
    """Give the scores of found labels against true ones, one of each a record.

    Labels may be of any kind that sorts: equal ones are one cluster. With a source a record, only
    pairs of records across sources count in `pairs`, as for a link of tables.
    """
    if len(truth) != len(found):
        raise DataError(
            f"{len(truth):,} true labels do not fit {len(found):,} found ones",
            hint="give one label a record",
        )
    true, got = _codes(truth), _codes(found)
    table = _table(true, got)
    both = _packed(true, got)
    sources = None if source is None else _codes(source)
    right, said, known = (_pair_count(codes, sources) for codes in (both, got, true))
    return Scores(
        pairs=Score.counted(right, said, known),
        clusters=_exact(table),
        b_cubed=_b_cubed(table, len(true)),
        true_pairs=known,
        largest_true=int(table.true_sizes.max(initial=0)),
        largest_found=int(table.found_sizes.max(initial=0)),
        found_pairs=said,
        right_pairs=right,
        true_clusters=table.true_count,
        found_clusters=table.found_count,
    )


def pair_score(truth: Array, found: Array) -> Score:
    """Give the score of the pairs alone, for labels that are small whole numbers; faster."""
    sizes = np.bincount(found)
    together = sizes[found] > 1
    right = _pair_count(_packed(truth[together], found[together]), None)
    said, known = (int((n * (n - 1) // 2).sum()) for n in (sizes, np.bincount(truth)))
    return Score.counted(right, said, known)


def _codes(labels: Array) -> Array:
    """Number labels 0, 1, 2 in their order; sorting, because numpy.unique hashes, and slowly."""
    order = np.argsort(labels, kind="stable")
    ordered = np.asarray(labels)[order]
    codes = np.empty(len(ordered), dtype=np.int64)
    codes[order] = np.cumsum(_starts(ordered)) - 1
    return codes


def _starts(ordered: Array) -> Array:
    """Tell where a new value begins in sorted values."""
    starts = np.ones(len(ordered), dtype=bool)
    starts[1:] = ordered[1:] != ordered[:-1]
    return starts


def _packed(left: Array, right: Array) -> Array:
    """Give one number for each pair of codes."""
    return left * (int(right.max(initial=0)) + 1) + right


def _table(true: Array, found: Array) -> _Table:
    true_sizes, found_sizes = np.bincount(true), np.bincount(found)
    packed = np.sort(_packed(true, found))
    first = np.flatnonzero(_starts(packed))
    cells = packed[first]
    width = max(len(found_sizes), 1)
    return _Table(
        shared=np.diff(np.append(first, len(packed))),
        true_sizes=true_sizes[cells // width],
        found_sizes=found_sizes[cells % width],
        true_count=len(true_sizes),
        found_count=len(found_sizes),
    )


def _pair_count(codes: Array, source: Array | None) -> int:
    """Count the pairs of records of one code, without those of one source."""
    within = 0 if source is None else _pair_count(_packed(codes, source), None)
    ordered = np.sort(codes)
    sizes = np.diff(np.append(np.flatnonzero(_starts(ordered)), len(ordered)))
    return int((sizes * (sizes - 1) // 2).sum()) - within


def _exact(table: _Table) -> Score:
    whole = (table.shared == table.true_sizes) & (table.shared == table.found_sizes)
    count = int(whole.sum())
    return Score(_share(count, table.found_count), _share(count, table.true_count))


def _b_cubed(table: _Table, records: int) -> Score:
    squares = table.shared.astype(np.float64) ** 2
    return Score(
        _share(float((squares / table.found_sizes).sum()), records),
        _share(float((squares / table.true_sizes).sum()), records),
    )


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 1.0
