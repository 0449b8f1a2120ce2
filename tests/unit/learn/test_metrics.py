"""Measures of scores: against their definitions, equal scores included, and against a bootstrap."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.learn.customers import scored
from vibecli.learn import calibration, metrics
from vibecli.learn.contest import verdict
from vibecli.learn.judging import interval, judged


def wins(score, truth):
    """Give for each positive and negative whether the positive is above: half where equal."""
    gap = score[truth][:, None] - score[~truth]
    return (np.sign(gap) + 1) / 2


@given(scored(), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_areas_and_their_covariances_are_those_of_the_definition(rows, chance):
    score, truth = rows
    other = score.copy()
    chance.shuffle(other)
    tables = [wins(one, truth) for one in (score, other)]
    found = metrics.areas(np.array([score, other]), truth)
    assert found.areas == pytest.approx([table.mean() for table in tables])
    above = np.cov([table.mean(axis=1) for table in tables]) / truth.sum()
    below = np.cov([table.mean(axis=0) for table in tables]) / (~truth).sum()
    assert found.covariances == pytest.approx(above + below, abs=1e-12)
    assert metrics.area(score, truth) == pytest.approx(tables[0].mean())


def test_the_error_of_a_difference_is_that_of_a_bootstrap():
    draw = np.random.default_rng(3)
    truth = draw.random(400) < 0.3
    signal = truth + draw.normal(size=400)
    scores = np.array([signal + draw.normal(size=400), signal + draw.normal(size=400)]).round(1)
    again = [draw.integers(0, 400, 400) for _ in range(400)]
    gaps = [
        metrics.area(scores[0][rows], truth[rows]) - metrics.area(scores[1][rows], truth[rows])
        for rows in again
    ]
    assert metrics.areas(scores, truth).error_between(0, 1) == pytest.approx(np.std(gaps), rel=0.1)


def test_areas_of_folds_are_those_within_them():
    score = np.array([0.1, 0.2, 0.8, 0.9])  # between the folds everything is in order
    truth, folds = np.array([True, False, True, False]), np.array([0, 0, 1, 1])
    assert metrics.areas_over_folds(score[None], truth, folds).areas[0] == 0


@given(scored(), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_order_of_rows_changes_no_metric(rows, chance):
    score, truth = rows
    order = list(range(len(score)))
    chance.shuffle(order)
    one, other = judged(score, truth), judged(score[order], truth[order])
    for name in ("average_precision", "brier", "lift", "log_loss"):
        assert getattr(one, name) == pytest.approx(getattr(other, name))
    assert one.auc.value == pytest.approx(other.auc.value)
    assert [b.rows for b in one.bins] == [b.rows for b in other.bins]
    assert sum(b.rows for b in one.bins) == len(score)


def test_lift_counts_the_border_in_part():
    score, truth = np.repeat([0.9, 0.5], [1, 19]), np.arange(20) < 2
    # The top two of twenty: the first, and one of nineteen equal ones with one more positive.
    assert metrics.lift(score, truth) == pytest.approx((1 + 1 / 19) / 2 / 0.1)


@given(scored(least=10), st.sampled_from(calibration.KINDS[1:]))
@settings(max_examples=40)
def test_calibration_keeps_the_order_and_the_rate(rows, kind):
    score, truth = rows
    curve = calibration.fitted(score * 4 - 2, truth, kind)
    found = curve.probabilities(np.linspace(-3, 3, 50))
    assert (np.diff(found) > 0).all()
    assert found.min() > 0
    assert found.max() < 1
    assert curve.probabilities(score * 4 - 2).mean() == pytest.approx(truth.mean(), abs=0.08)


def test_the_simplest_calibration_that_is_as_good_is_taken():
    draw = np.random.default_rng(0)
    margin, folds = draw.normal(size=4000), np.arange(4000) % 5
    fine = draw.random(4000) < 1 / (1 + np.exp(-margin))
    steep = draw.random(4000) < 1 / (1 + np.exp(-margin / 3 - 1))
    stepped = draw.random(4000) < np.where(margin > 0.3, 0.9, 0.1)
    found = [calibration.best_kind(margin, truth, folds) for truth in (fine, steep, stepped)]
    assert found == ["none", "platt", "isotonic"]


@pytest.mark.parametrize(
    ("auc", "brier", "expected"),
    [
        (0.0, 0.0, "no worse"),
        (0.03, 0.0, "better"),
        (-0.03, 0.0, "worse"),
        (-0.03, -0.03, "worse"),
        (0.0, 0.03, "worse"),
        (0.0, -0.03, "better"),
        (0.03, 0.03, "no worse"),
    ],
)
def test_the_verdict_follows_the_intervals(auc, brier, expected):
    assert verdict(interval(auc, 0.01), interval(brier, 0.01)) == expected
