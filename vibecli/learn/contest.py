"""Contest: champion against challenger on rows that neither of them had seen."""

import numpy as np

from vibecli.errors import DataError
from vibecli.learn import metrics
from vibecli.learn.frame import Bools, Floats, Frame, Whole
from vibecli.learn.judging import FEW, interval, judged
from vibecli.learn.report import Contest, Interval, Verdict
from vibecli.learn.scorer import Scorer

RULE = (
    "by the 95 % intervals of the differences on the same rows. worse: all of the AUC's lies "
    "below 0, or all of the Brier score's above 0 and not all of the AUC's; better: all of the "
    "AUC's lies above 0 and not all of the Brier score's, or all of the Brier score's below 0; "
    "else no worse"
)


def compare(
    champion: Scorer, challenger: Scorer, frame: Frame, own: Frame | None = None
) -> Contest:
    """Judge two models on the rows of a labelled frame that neither had seen.

    `own` has the same rows with the features the champion knows, where those are others.
    Raises DataError where there are too few of them.
    """
    old, old_rows = champion.unseen(frame if own is None else own)
    new, new_rows = challenger.unseen(frame)
    rows = old_rows & new_rows
    truth = frame.truth[rows]
    if min(truth.sum(), (~truth).sum()) < FEW:
        raise DataError(
            f"only {len(truth)} rows are new to both models, {truth.sum()} of them with the label",
            hint="compare them again when more labels have matured",
        )
    return contested(old[rows], new[rows], truth, challenger.fold_of(frame)[rows])


def contested(old: Floats, new: Floats, truth: Bools, folds: Whole) -> Contest:
    """Judge two scores of the same rows."""
    auc, brier = _auc_gain(old, new, truth, folds), _brier_gain(old, new, truth)
    return Contest(
        rows=len(truth),
        positives=int(truth.sum()),
        champion=judged(old, truth, folds),
        challenger=judged(new, truth, folds),
        auc=auc,
        brier=brier,
        verdict=verdict(auc, brier),
        rule=RULE,
    )


def verdict(auc: Interval, brier: Interval) -> Verdict:
    """Apply the rule."""
    if auc.high < 0 or (brier.low > 0 and auc.low <= 0):
        return "worse"
    if (auc.low > 0 and brier.low <= 0) or (brier.high < 0 and auc.high >= 0):
        return "better"
    return "no worse"


def _auc_gain(old: Floats, new: Floats, truth: Bools, folds: Whole) -> Interval:
    measured = metrics.areas_over_folds(np.array([old, new]), truth, folds)
    gain = float(measured.areas[1] - measured.areas[0])
    return interval(gain, measured.error_between(0, 1))


def _brier_gain(old: Floats, new: Floats, truth: Bools) -> Interval:
    gains = (new - truth) ** 2 - (old - truth) ** 2
    return interval(float(gains.mean()), float(gains.std(ddof=1) / np.sqrt(len(gains))))
