"""What judging an identity table by a truth gives: the one document every output is made from.

Personal values in it are masked, unless they were asked for. Saved as JSON, versioned.
"""

from typing import Literal, Self

from vibecli.identity.evaluate import Score
from vibecli.identity.interval import wilson
from vibecli.model import Model

FORMAT = 1
_DIGITS = 6
Measured = Literal["pairs", "clusters", "b_cubed"]


class Measure(Model):
    """A share of what was found that is true, of what is true that was found, and their mean.

    The intervals (95 %) are given where the cases are a sample: for labelled pairs.
    """

    name: Measured
    precision: float
    recall: float
    f1: float
    precision_interval: tuple[float, float] | None = None
    recall_interval: tuple[float, float] | None = None

    @classmethod
    def of(cls, name: Measured, score: Score) -> Self:
        """Give a score under its name."""
        precision, recall, f1 = (round(x, _DIGITS) for x in (*score, score.f1))
        return cls(name=name, precision=precision, recall=recall, f1=f1)

    @classmethod
    def sampled(cls, right: int, found: int, true: int) -> Self:
        """Give the score of labelled pairs with the intervals it may lie in."""
        intervals = (wilson(right, of) for of in (found, true))
        low, high = (tuple(round(end, _DIGITS) for end in interval) for interval in intervals)
        plain = cls.of("pairs", Score.counted(right, found, true))
        return plain.model_copy(update={"precision_interval": low, "recall_interval": high})


class Coverage(Model):
    """What became of the rows of the truth: those judged, and why the others were left out."""

    rows: int
    judged: int
    absent: int = 0  # a record of theirs is not in the identity table
    empty: int = 0  # say nothing of a record, an entity or a verdict
    unsure: int = 0  # pairs nobody decided on
    repeated: int = 0  # said again by a later row, or a pair of a record with itself
    identity_records: int = 0
    unjudged: int = 0  # records of the identity table the truth does not know


class Counts(Model):
    """What the measures were counted from."""

    right_pairs: int  # together, and truly so
    found_pairs: int  # together
    true_pairs: int  # truly together
    pairs: int | None = None  # labelled, whatever the label
    true_clusters: int | None = None
    found_clusters: int | None = None
    largest_true: int | None = None
    largest_found: int | None = None


class TruthColumn(Model):
    """The part that a column of the truth was taken for."""

    part: str
    column: str


class Segment(Model):
    """The records of one value of a column, and how good the identity is among them.

    A pair counts for the segment of each of its records. `value` is None where the column is empty
    or missing; `others` stands for all segments not listed.
    """

    value: str | None
    others: bool = False
    records: int
    true_pairs: int
    found_pairs: int
    pairs: Measure
    b_cubed: Measure | None = None


class CurvePoint(Model):
    """The pairs' measures, were the threshold here."""

    bits: float
    probability: float
    precision: float
    recall: float
    f1: float


class Curve(Model):
    """Measures over thresholds, made from the scored pairs of a plan or the members' probability.

    `evidence`: records that a scored pair from the threshold on connects are one cluster.
    `members`: records below the threshold leave their cluster.
    """

    basis: Literal["evidence", "members"]
    plan_id: str | None = None  # whose pairs
    points: tuple[CurvePoint, ...]


class MissedRecord(Model):
    """One record of a pair that is wrong."""

    source: str
    record_id: str


class MissedField(Model):
    """One column of both records."""

    name: str
    left: str | None
    right: str | None
    same: bool | None  # None where a record has no value


class Miss(Model):
    """A pair of records wrongly together (false positive) or wrongly apart (false negative)."""

    left: MissedRecord
    right: MissedRecord
    records: int  # judged records of the cluster that is wrong
    parts: int  # true clusters in it, or found ones it was torn into
    probability: float | None = None  # of the pair, where it was scored
    why: str = ""
    fields: tuple[MissedField, ...] = ()


class Evaluation(Model):
    """How good an identity table is against a known truth."""

    format: int = FORMAT
    kind: Literal["evaluation"] = "evaluation"
    identity: str
    truth: str
    form: Literal["records", "pairs"]
    columns: tuple[TruthColumn, ...]
    coverage: Coverage
    measures: tuple[Measure, ...]
    counts: Counts
    by: str | None = None
    by_columns: tuple[str, ...] = ()  # that the values of the segments are from
    segments: tuple[Segment, ...] = ()
    curve: Curve | None = None
    false_positives: tuple[Miss, ...] = ()
    false_negatives: tuple[Miss, ...] = ()
    notes: tuple[str, ...] = ()
