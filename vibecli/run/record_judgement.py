"""Judging by records with their entities: measures of pairs, clusters and records, and misses.

Owns which counts make which number of the evaluation. Pure on the arrays it is given.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.evaluate import Score, Scores, pair_score, scores
from vibecli.identity.misses import Miss, misses
from vibecli.identity.segments import segment_scores
from vibecli.run.evaluation import Counts, Measure, Segment, TruthColumn
from vibecli.run.judged import JudgedRecords
from vibecli.run.segments import Segments

Scored = tuple[Array, Array, Array]


@dataclass(frozen=True)
class RecordJudgement:
    """One truth of records beside the persons of an identity table."""

    known: JudgedRecords
    persons: Array  # of every record of the identity table
    scores: Scores
    form: ClassVar[Literal["records"]] = "records"

    @classmethod
    def of(cls, known: JudgedRecords, persons: Array) -> "RecordJudgement":
        """Score what is known."""
        return cls(known, persons, scores(known.truth, persons[known.number]))

    @property
    def records(self) -> Array:
        """The numbers of the records judged."""
        return self.known.number

    @property
    def columns(self) -> tuple[TruthColumn, ...]:
        """The columns of the truth by their parts."""
        chosen = self.known.columns
        parts = (("record", chosen.record), ("source", chosen.source), ("entity", chosen.entity))
        return tuple(TruthColumn(part=part, column=name) for part, name in parts if name)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Pairs of records, whole clusters, and the mean over the records."""
        score = self.scores
        return (
            Measure.of("pairs", score.pairs),
            Measure.of("clusters", score.clusters),
            Measure.of("b_cubed", score.b_cubed),
        )

    @property
    def counts(self) -> Counts:
        """What the measures were counted from."""
        score = self.scores
        return Counts(
            right_pairs=score.right_pairs,
            found_pairs=score.found_pairs,
            true_pairs=score.true_pairs,
            true_clusters=score.true_clusters,
            found_clusters=score.found_clusters,
            largest_true=score.largest_true,
            largest_found=score.largest_found,
        )

    def segments(self, by: Segments) -> tuple[Segment, ...]:
        """Give the measures by segment."""
        known = self.known
        found = segment_scores(
            known.truth, self.persons[known.number], by.codes[known.number], by.count
        )
        return tuple(
            Segment(
                **by.named(at),
                records=int(found.records[at]),
                true_pairs=int(found.true_pairs[at]),
                found_pairs=int(found.found_pairs[at]),
                pairs=Measure.of("pairs", found.pairs(at)),
                b_cubed=Measure.of("b_cubed", found.b_cubed(at)),
            )
            for at in range(by.count)
        )

    def judge(self, labels: Array) -> Score:
        """Give the score of the pairs, were these the persons."""
        return pair_score(self.known.truth, labels[self.known.number])

    def wrong(self, scored: Scored, most: int) -> tuple[tuple[Miss, ...], tuple[Miss, ...]]:
        """Choose false positives and false negatives, by the numbers of their records."""
        number = self.known.number
        place = np.full(len(self.persons), -1)
        place[number] = np.arange(len(number))
        left, right, bits = scored
        judged = (place[left] >= 0) & (place[right] >= 0)
        pairs = place[left[judged]], place[right[judged]], bits[judged]
        found, truth = self.persons[number], self.known.truth
        together, apart = (
            tuple(
                miss._replace(left=int(number[miss.left]), right=int(number[miss.right]))
                for miss in misses(group, part, pairs, most)
            )
            for group, part in ((found, truth), (truth, found))
        )
        return together, apart
