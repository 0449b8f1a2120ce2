"""Estimated precision and recall: hand-made merges, and what must always hold of an interval."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vibecli.identity.accuracy import estimated, with_blocking
from vibecli.identity.block import split_pairs
from vibecli.identity.cluster import Clusters, Merges, average_linkage

SOURCE = np.zeros(6, dtype=np.int64)
NONE = np.empty(0, dtype=np.int64)


def clusters(labels, bits, joined):
    count = np.arange(len(bits))
    return Clusters(
        np.array(labels), Merges(count, count, np.array(bits, float), count, np.array(joined))
    )


def pair(left, right):
    return left * len(SOURCE) + right


def test_a_wrong_merge_is_wrong_for_all_its_pairs():
    # A probability of 2/3 for four pairs, and certain for the one and the one: 2 - 1/3 * 4 of 6.
    found = clusters([0, 0, 0, 0, 4, 5], [40, 40, 1], [1, 1, 4])
    share = estimated(SOURCE, found, NONE, np.empty(0), one_to_one=False).precision
    assert share.value == pytest.approx(1 - 4 / 3 / 6)
    assert share.low < 0.5
    assert share.high == 1


def test_pairs_left_apart_count_against_recall():
    found = clusters([0, 0, 2, 2, 4, 5], [40, 40], [1, 1])
    apart, bits = np.array([pair(0, 4), pair(4, 5)]), np.array([0.0, -40.0])
    share = estimated(SOURCE, found, apart, bits, one_to_one=False).recall
    assert share.value == pytest.approx(2 / 2.5)
    assert share.low < 2 / 2.5 < share.high


def test_one_to_one_a_record_misses_one_partner_at_most():
    source = np.array([0, 0, 0, 1, 1, 1])
    found = clusters([0, 1, 2, 3, 4, 0], [40], [1])
    apart = np.array([pair(1, 3), pair(1, 4), pair(2, 3)])
    share = estimated(source, found, apart, np.array([0.0, 0.0, 0.0]), one_to_one=True).recall
    assert share.value == pytest.approx(1 / 1.5)


def test_recall_falls_with_what_blocking_did_not_find():
    found = clusters([0, 0, 0, 0, 4, 5], [40, 40, 40], [1, 2, 3])
    plain = estimated(SOURCE, found, NONE, np.empty(0), one_to_one=False)
    chain = np.array([pair(0, 1), pair(0, 2), pair(0, 3), pair(1, 2), pair(1, 4)])
    share = with_blocking(plain, found.labels, *split_pairs(chain, 6)).recall
    assert share.value == pytest.approx(plain.recall.value / 3)  # of three pairs implied, one
    assert share.low < share.value < share.high


def test_nothing_is_estimated_from_nothing():
    found = estimated(SOURCE, clusters(range(6), [], []), NONE, np.empty(0), one_to_one=False)
    assert (found.precision, found.recall) == (None, None)
    assert with_blocking(found, np.arange(6), NONE, NONE) == found


@given(st.lists(st.floats(-30, 30, width=32), min_size=15, max_size=15), st.booleans())
def test_an_interval_holds_its_share_and_stays_within_one(bits, one_to_one):
    pairs = np.array([pair(a, b) for a in range(6) for b in range(a + 1, 6)])
    found = average_linkage(np.arange(6), pairs, np.array(bits), 0.0)
    result = estimated(SOURCE, found, pairs, np.array(bits), one_to_one=one_to_one)
    result = with_blocking(result, found.labels, *split_pairs(pairs, 6))
    for share in (result.precision, result.recall):
        assert share is None or 0 <= share.low <= share.value <= share.high <= 1


@given(st.lists(st.floats(-8, 14, width=32), min_size=15, max_size=15))
def test_merges_count_every_pair_of_their_clusters(bits):
    pairs = np.array([pair(a, b) for a in range(6) for b in range(a + 1, 6)])
    found = average_linkage(np.arange(6), pairs, np.array(bits), 0.0)
    sizes = np.bincount(found.labels)
    assert found.merges.joined.sum() == (sizes * (sizes - 1) // 2).sum()


def test_weights_seen_to_be_too_sure_widen_the_interval():
    found = clusters([0, 0, 2, 2, 4, 5], [6, 6], [1, 1])
    apart, bits = np.array([pair(0, 4)]), np.array([-5.0])
    plain, doubted = (
        estimated(SOURCE, found, apart, bits, one_to_one=False, misfit=misfit)
        for misfit in (0.0, 2.0)
    )
    assert doubted.precision.value == plain.precision.value
    assert doubted.precision.low < plain.precision.low
    assert doubted.recall.low < plain.recall.low
