"""Scores against hand-counted cases, and against counting pair by pair."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vibecli.errors import DataError
from vibecli.identity.evaluate import Score, scores

# truth, found: precision and recall of pairs, of exact clusters, of B-cubed
HAND = [
    # a pair and a single, cut wrongly: one of one found pairs is false
    ("aab", "xyy", (0, 0), (0, 0), (2 / 3, 2 / 3)),
    # all in one: of 6 pairs 2 are true
    ("aabb", "xxxx", (1 / 3, 1), (0, 0), (1 / 2, 1)),
    # nothing put together: no pair is false, none is found
    ("aabb", "wxyz", (1, 0), (0, 0), (1, 1 / 2)),
    # a triple split: one of three pairs; the single is exact
    ("aaab", "xxyz", (1, 1 / 3), (1 / 3, 1 / 2), (1, (5 / 3 + 1) / 4)),
    # one record moved over
    ("aaabb", "xxyyy", (1 / 2, 1 / 2), (0, 0), ((2 + 1 / 3 + 4 / 3) / 5, (4 / 3 + 1 / 3 + 2) / 5)),
    ("aabcc", "zzyxx", (1, 1), (1, 1), (1, 1)),
]


@pytest.mark.parametrize(("truth", "found", "pairs", "clusters", "b_cubed"), HAND)
def test_hand_counted(truth, found, pairs, clusters, b_cubed):
    got = scores(np.array(list(truth)), np.array(list(found)))
    assert got.pairs == pytest.approx(pairs)
    assert got.clusters == pytest.approx(clusters)
    assert got.b_cubed == pytest.approx(b_cubed)


def test_the_largest_clusters_and_the_true_pairs_are_counted():
    got = scores(np.array([7, 7, 7, 2, 2, 5]), np.array([1, 1, 2, 2, 2, 2]))
    assert (got.largest_true, got.largest_found, got.true_pairs) == (3, 4, 4)


def test_only_pairs_across_sources_count_in_a_link():
    truth, source = np.array([1, 1, 1, 2]), np.array(["a", "a", "b", "b"])
    got = scores(truth, np.array([1, 1, 2, 2]), source)
    assert got.true_pairs == 2
    assert got.pairs == Score(1.0, 0.0)  # 1-1 lies within a, 2-2 within b


@pytest.mark.parametrize("labels", [[], [3]])
def test_nothing_to_pair_is_perfect(labels):
    got = scores(np.array(labels, dtype=np.int64), np.array(labels, dtype=np.int64))
    assert (got.pairs.f1, got.clusters.f1, got.b_cubed.f1) == (1.0, 1.0, 1.0)


def test_a_missing_label_is_refused():
    with pytest.raises(DataError, match="3 true labels do not fit 2 found ones"):
        scores(np.arange(3), np.arange(2))


LABELS = st.lists(
    st.tuples(st.integers(-3, 3), st.sampled_from("pqrs"), st.integers(0, 1)), max_size=14
)


def plain(truth, found, across):
    """Count every pair, every cluster and every record one by one."""
    every = [p for p in combinations(range(len(truth)), 2) if across[p[0]] != across[p[1]]]
    known = {p for p in every if truth[p[0]] == truth[p[1]]}
    said = {p for p in every if found[p[0]] == found[p[1]]}
    true, got = (
        {frozenset(i for i, v in enumerate(side) if v == label) for label in side}
        for side in (truth, found)
    )
    same = [
        (len(t & f), len(f), len(t)) for r in range(len(truth)) for t in true for f in got
        if r in t and r in f
    ]  # fmt: skip
    return (
        (share(len(known & said), len(said)), share(len(known & said), len(known))),
        (share(len(true & got), len(got)), share(len(true & got), len(true))),
        tuple(share(sum(s[0] / s[side] for s in same), len(truth)) for side in (1, 2)),
    )


def share(part, whole):
    return part / whole if whole else 1.0


@given(LABELS, st.booleans())
def test_counting_one_by_one_gives_the_same(records, link):
    truth, found, source = zip(*records, strict=True) if records else ((), (), ())
    across = source if link else range(len(truth))
    arrays = (np.array(truth, dtype=np.int64), np.array(found, dtype=object))
    got = scores(*arrays, np.array(source, dtype=np.int64) if link else None)
    want = plain(truth, found, across)
    assert (got.pairs, got.clusters, got.b_cubed) == tuple(pytest.approx(w) for w in want)


@given(LABELS)
def test_turning_truth_and_found_around_swaps_precision_and_recall(records):
    truth, found, _ = zip(*records, strict=True) if records else ((), (), ())
    one, two = np.array(truth, dtype=np.int64), np.array(found, dtype=object)
    straight, turned = scores(one, two), scores(two, one)
    for name in ("pairs", "clusters", "b_cubed"):
        assert getattr(straight, name) == pytest.approx(getattr(turned, name)[::-1])


def test_a_million_records_are_counted_exactly():
    truth = np.repeat(np.arange(400_000), [3, 2] * 200_000)
    found = np.where(np.arange(len(truth)) % 5 == 0, -1 - truth, truth)  # the first of each triple
    got = scores(truth[::-1], found[::-1])
    assert got.true_pairs == 200_000 * 4
    assert got.pairs == Score(1.0, 0.5)
    assert got.clusters == pytest.approx((200_000 / 600_000, 0.5))
    assert got.b_cubed == pytest.approx((1.0, (200_000 * (5 / 3 + 2)) / 1_000_000))
