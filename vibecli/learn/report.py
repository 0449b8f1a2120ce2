"""What is told of a model: typed, frozen, with a JSON form; the card that lies in its artefact.

Owns the words and figures alone; `fitting` and `contest` fill them in.
"""

from datetime import datetime
from typing import Literal

from vibecli.model import Model

Algorithm = Literal["rule", "logistic", "boosting", "deep boosting", "blend"]
Calibration = Literal["none", "platt", "isotonic"]
Split = Literal["out of time", "folds", "holdout"]
Drift = Literal["stable", "moderate", "shifted"]
Verdict = Literal["better", "no worse", "worse"]


class Spec(Model):
    """How to fit: what the rule looks at, and bounds; all that has a default has a good one."""

    rule: str | None = None  # the column of the rule; null: the number that tells most alone
    rows: int = 200_000  # of more, as many customers as come to so many are learnt from
    smallest: int = 100  # rows of a segment that is judged
    horizon: int = 0  # days from a cut until its labels are known: no row is learnt from before


class Interval(Model):
    """A figure and its 95 % interval."""

    value: float
    low: float
    high: float


class Candidate(Model):
    """One kind of model that was tried, and how well it did on rows it had not seen."""

    algorithm: Algorithm
    words: str
    auc: float
    error: float  # standard
    shortfall: float  # against the best
    shortfall_error: float  # standard, of the difference on the same rows
    chosen: bool


class Bin(Model):
    """Rows of about the same score: what was foreseen and what happened."""

    rows: int
    low: float
    high: float
    score: float  # mean
    rate: float


class Metrics(Model):
    """How good the scores are on rows the model had not seen."""

    rows: int
    positives: int
    rate: float
    score: float  # mean
    auc: Interval
    average_precision: float
    brier: float
    log_loss: float
    lift: float  # at 10 %
    bins: tuple[Bin, ...]


class Segment(Model):
    """The same for a part of the customers."""

    column: str
    level: str
    rows: int
    positives: int
    rate: float
    score: float
    brier: float
    auc: Interval | None  # null: too few rows of one kind


class Profile(Model):
    """How a feature, or the score, was spread in training."""

    name: str
    numeric: bool
    edges: tuple[float, ...]  # numeric: between the bins
    levels: tuple[str, ...]  # else
    rows: tuple[int, ...]  # a bin each, then other levels, then none


class Drifted(Model):
    """How far a feature, or the score, has moved since training."""

    name: str
    psi: float  # population stability index
    drift: Drift


class Importance(Model):
    """How much a feature tells: what the AUC loses when its values are shuffled."""

    feature: str
    loss: float
    error: float  # standard, over the shuffles


class Card(Model):
    """All that is to be known of a model."""

    algorithm: Algorithm
    words: str
    why: str
    split: Split
    folds: int  # the judged ones
    features: tuple[Profile, ...]
    scores: Profile  # of the model as it is used
    candidates: tuple[Candidate, ...]
    calibration: Calibration
    metrics: Metrics
    segments: tuple[Segment, ...]
    drift: tuple[Drifted, ...]  # of the features, from training to the judged cut
    score_drift: Drifted | None
    importance: tuple[Importance, ...]
    rows: int  # learnt from
    positives: int
    cuts: tuple[datetime, ...]  # learnt from
    judged: datetime | None  # the cut it was judged at
    horizon: int  # days from a cut until its labels are known
    packages: dict[str, str]


class Contest(Model):
    """Champion against challenger on the same rows, which neither of them had seen."""

    rows: int
    positives: int
    champion: Metrics
    challenger: Metrics
    auc: Interval  # challenger less champion: more is better
    brier: Interval  # challenger less champion: less is better
    verdict: Verdict
    rule: str
