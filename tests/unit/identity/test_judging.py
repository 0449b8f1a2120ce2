"""Segments, threshold curves, misses and intervals, by hand and against counting pair by pair."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vibecli.identity.curve import member_curve, pair_curve
from vibecli.identity.evaluate import Score, pair_score, scores
from vibecli.identity.interval import wilson
from vibecli.identity.misses import Miss, misses
from vibecli.identity.segments import segment_scores

NONE = (np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))
TRUTH = np.array([0, 0, 1, 1, 1, 2])
FOUND = np.array([0, 0, 0, 1, 1, 2])
LABELLED = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=14
)


def columns(records):
    return (np.array(column, dtype=np.int64) for column in zip(*records, strict=True))


@settings(max_examples=50)
@given(LABELLED)
def test_a_segment_counts_the_pairs_that_touch_it(records):
    truth, found, segment = columns(records)
    got = segment_scores(truth, found, segment, 3)
    for at in range(3):
        touching = [
            pair
            for pair in combinations(range(len(records)), 2)
            if at in {segment[pair[0]], segment[pair[1]]}
        ]
        true = {(a, b) for a, b in touching if truth[a] == truth[b]}
        said = {(a, b) for a, b in touching if found[a] == found[b]}
        assert got.pairs(at) == pytest.approx(Score.counted(len(true & said), len(said), len(true)))
        assert got.records[at] == list(segment).count(at)


def test_one_segment_of_all_records_is_the_whole():
    whole, got = scores(TRUTH, FOUND), segment_scores(TRUTH, FOUND, np.zeros(6, np.int64), 1)
    assert got.pairs(0) == whole.pairs
    assert got.b_cubed(0) == pytest.approx(whole.b_cubed)


@settings(max_examples=50)
@given(LABELLED)
def test_the_score_of_pairs_alone_is_that_of_all_scores(records):
    truth, found, _ = columns(records)
    assert pair_score(truth, found) == scores(truth, found).pairs


def test_a_curve_joins_what_pairs_from_the_threshold_on_connect():
    pairs = np.array([0, 1, 3]), np.array([1, 2, 4]), np.array([3.0, 0.5, 1.5])
    seen = []
    points = pair_curve(5, pairs, lambda labels: seen.append(labels.tolist()) or Score(1, 1))
    assert [point.bits for point in points] == [0, 1, 2, 3]
    assert seen == [[0, 0, 2, 3, 4], [0, 0, 2, 3, 4], [0, 0, 2, 3, 3], [0, 0, 0, 3, 3]]


def test_a_curve_of_members_lets_those_below_the_threshold_go():
    bits = np.array([5.0, 5.0, 0.5, np.inf, np.nan, np.inf])
    points = {p.bits: p.score for p in member_curve(FOUND, bits, lambda at: pair_score(TRUTH, at))}
    assert points[0] == Score(1 / 3, 1 / 4)  # a member nobody is sure of stands alone
    assert points[1] == Score(1.0, 1 / 4)
    assert points[6] == Score(1.0, 0.0)


def test_nothing_known_gives_no_curve():
    assert pair_curve(3, NONE, lambda _: Score(1, 1)) == []
    assert member_curve(FOUND, np.full(6, np.nan), lambda _: Score(1, 1)) == []


def test_misses_are_of_the_largest_clusters_one_each_first():
    found = np.array([0, 0, 0, 0, 0, 1, 1, 2])
    truth = np.array([0, 0, 1, 2, 2, 3, 4, 5])
    assert misses(found, truth, NONE, 9) == (
        Miss(0, 3, 5, 3),
        Miss(5, 6, 2, 2),
        Miss(0, 2, 5, 3),
    )
    assert misses(found, truth, NONE, 1) == (Miss(0, 3, 5, 3),)


def test_a_miss_is_the_best_scored_pair_that_bears_it():
    found, truth = np.array([0, 0, 0, 0]), np.array([0, 0, 1, 1])
    scored = np.array([0, 1, 1]), np.array([1, 2, 3]), np.array([9.0, 2.0, 4.0])
    assert misses(found, truth, scored, 5) == (Miss(1, 3, 4, 2),)


@settings(max_examples=50)
@given(LABELLED)
def test_a_miss_is_a_wrong_pair_and_none_is_missed_out(records):
    truth, found, _ = columns(records)
    got = misses(found, truth, NONE, 99)
    for miss in got:
        assert found[miss.left] == found[miss.right]
        assert truth[miss.left] != truth[miss.right]
    mixed = {f for f in found.tolist() if len(set(truth[found == f].tolist())) > 1}
    assert {int(found[miss.left]) for miss in got} == mixed


@pytest.mark.parametrize(
    ("right", "of", "interval"),
    [
        (0, 0, (0, 1)),
        (0, 10, (0, 0.2775)),
        (10, 10, (0.7225, 1)),
        (8, 10, (0.4902, 0.9433)),
        (90, 100, (0.8256, 0.9448)),
    ],
)
def test_intervals_are_those_of_the_tables(right, of, interval):
    assert wilson(right, of) == pytest.approx(interval, abs=1e-4)
