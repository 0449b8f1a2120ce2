"""Judging by labelled pairs: measures with the intervals they may lie in, and the pairs missed.

Owns which counts make which number of the evaluation. Pure on the arrays it is given.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.evaluate import Score
from vibecli.identity.misses import Miss
from vibecli.run.evaluation import Counts, Measure, Segment, TruthColumn
from vibecli.run.judged import JudgedPairs
from vibecli.run.segments import Segments


@dataclass(frozen=True)
class PairJudgement:
    """Labelled pairs beside the persons of an identity table."""

    known: JudgedPairs
    persons: Array  # of every record of the identity table
    form: ClassVar[Literal["pairs"]] = "pairs"

    @property
    def records(self) -> Array:
        """The numbers of the records judged, once for every pair."""
        return np.concatenate([self.known.left, self.known.right])

    @property
    def together(self) -> Array:
        """Whether the identity has each pair together."""
        return np.asarray(self.persons[self.known.left] == self.persons[self.known.right])

    @property
    def columns(self) -> tuple[TruthColumn, ...]:
        """The columns of the truth by their parts."""
        chosen = self.known.columns
        sources = chosen.sources or (None, None)
        parts = (
            ("left", chosen.left),
            ("left source", sources[0]),
            ("right", chosen.right),
            ("right source", sources[1]),
            ("verdict", chosen.verdict),
        )
        return tuple(TruthColumn(part=part, column=name) for part, name in parts if name)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Precision and recall of the labelled pairs."""
        return (Measure.sampled(*_counts(self.together, self.known.same)),)

    @property
    def counts(self) -> Counts:
        """What the measures were counted from."""
        right, found, true = _counts(self.together, self.known.same)
        return Counts(
            right_pairs=right, found_pairs=found, true_pairs=true, pairs=len(self.known.same)
        )

    def segments(self, by: Segments) -> tuple[Segment, ...]:
        """Give the measures by segment; a pair counts for that of each of its records."""
        left, right = by.codes[self.known.left], by.codes[self.known.right]
        return tuple(self._segment(by, at, (left == at) | (right == at)) for at in range(by.count))

    def judge(self, labels: Array) -> Score:
        """Give the score of the pairs, were these the persons."""
        together = labels[self.known.left] == labels[self.known.right]
        return Score.counted(*_counts(together, self.known.same))

    def wrong(self, scored: object, most: int) -> tuple[tuple[Miss, ...], tuple[Miss, ...]]:
        """Choose false positives and false negatives, those of the largest persons first."""
        del scored
        together, same = self.together, self.known.same
        return self._chosen(together & ~same, most), self._chosen(~together & same, most)

    def _segment(self, by: Segments, at: int, inside: Array) -> Segment:
        right, found, true = _counts(self.together[inside], self.known.same[inside])
        ends = [numbers[by.codes[numbers] == at] for numbers in (self.known.left, self.known.right)]
        return Segment(
            **by.named(at),
            records=len(set(np.concatenate(ends).tolist())),
            true_pairs=true,
            found_pairs=found,
            pairs=Measure.sampled(right, found, true),
        )

    def _chosen(self, wrong: Array, most: int) -> tuple[Miss, ...]:
        left, right = self.known.left[wrong], self.known.right[wrong]
        sizes = np.bincount(self.persons)
        one, two = self.persons[left], self.persons[right]
        records = np.where(one == two, sizes[one], sizes[one] + sizes[two])
        order = np.lexsort((right, left, -records))[:most]
        return tuple(
            Miss(int(left[at]), int(right[at]), int(records[at]), 2) for at in order.tolist()
        )


def _counts(together: Array, same: Array) -> tuple[int, int, int]:
    """Count the pairs that are right, found and true."""
    return int((together & same).sum()), int(together.sum()), int(same.sum())
