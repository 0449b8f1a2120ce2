"""Judging: scores against what happened, told as metrics, by bins and by segments."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from vibecli.learn import metrics
from vibecli.learn.frame import Bools, Choices, Floats, Frame, Whole
from vibecli.learn.metrics import Z95
from vibecli.learn.report import Bin, Interval, Metrics, Segment

BINS = 10
FEW = 10  # rows of a kind below which no area is told


def interval(value: float, error: float) -> Interval:
    """Give the 95 % interval of a figure with a standard error."""
    return Interval(value=value, low=value - Z95 * error, high=value + Z95 * error)


def judged(scores: Floats, truth: Bools, folds: Whole | None = None) -> Metrics:
    """Give the metrics of probabilities; the area is within the folds that gave them."""
    return Metrics(
        rows=len(truth),
        positives=int(truth.sum()),
        rate=float(truth.mean()),
        score=float(scores.mean()),
        auc=area_of(scores, truth, folds),
        average_precision=metrics.average_precision(scores, truth),
        brier=metrics.brier(scores, truth),
        log_loss=metrics.log_loss(scores, truth),
        lift=metrics.lift(scores, truth),
        bins=tuple(_bins(scores, truth)),
    )


def area_of(scores: Floats, truth: Bools, folds: Whole | None = None) -> Interval:
    """Give the area under the ROC curve with its interval, held to what an area can be."""
    parts = np.zeros(len(truth), np.intp) if folds is None else folds
    measured = metrics.areas_over_folds(scores[None], truth, parts)
    wide = interval(float(measured.areas[0]), measured.error(0))
    return Interval(value=wide.value, low=max(wide.low, 0.0), high=min(wide.high, 1.0))


def by_segment(frame: Frame, scores: Floats, smallest: int) -> tuple[Segment, ...]:
    """Give the metrics of every level of every segment that has enough rows."""
    return tuple(
        segment
        for column in frame.segments
        for segment in _levels(column, scores, frame.truth, smallest)
    )


def _levels(column: Choices, scores: Floats, truth: Bools, smallest: int) -> Iterator[Segment]:
    for place, level in enumerate(column.levels):
        rows = column.codes == place
        if rows.sum() >= smallest:
            yield _segment(column.name, level, scores[rows], truth[rows])


def _segment(column: str, level: str, scores: Floats, truth: Bools) -> Segment:
    enough = min(truth.sum(), (~truth).sum()) >= FEW
    return Segment(
        column=column,
        level=level,
        rows=len(truth),
        positives=int(truth.sum()),
        rate=float(truth.mean()),
        score=float(scores.mean()),
        brier=metrics.brier(scores, truth),
        auc=area_of(scores, truth) if enough else None,
    )


def _bins(scores: Floats, truth: Bools) -> Iterator[Bin]:
    """Give bins of about the same number of rows; equal scores share a bin."""
    order = np.argsort(scores, kind="stable")
    ordered = scores[order]
    cuts = np.searchsorted(ordered, ordered[[len(order) * n // BINS for n in range(1, BINS)]])
    bounds = np.unique([0, *cuts, len(order)])
    for start, stop in pairwise(bounds):
        part = order[start:stop]
        yield Bin(
            rows=len(part),
            low=float(ordered[start]),
            high=float(ordered[stop - 1]),
            score=float(scores[part].mean()),
            rate=float(truth[part].mean()),
        )
