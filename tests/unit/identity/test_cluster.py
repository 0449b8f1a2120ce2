"""Clusters: average linkage against a plain version, in any order, and never by one bad pair."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from vibecli.identity.block import joined_pairs
from vibecli.identity.cluster import average_linkage, cluster_sizes, one_to_one
from vibecli.identity.components import components, missing_pairs
from vibecli.identity.linkage import member_bits

SIZE = 9
SCORES = st.dictionaries(
    st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)).filter(lambda p: p[0] < p[1]),
    st.integers(-6, 15),
    max_size=14,
)


def arrays(scores, size=SIZE):
    pairs = np.array(sorted(a * size + b for a, b in scores), dtype=np.int64)
    return pairs, np.array([float(scores[int(p) // size, int(p) % size]) for p in pairs])


def groups(labels):
    found = {}
    for record, label in enumerate(labels.tolist()):
        found.setdefault(label, set()).add(record)
    return {frozenset(group) for group in found.values()}


def test_one_bad_pair_does_not_chain_two_clusters():
    inside = {(a, b): 10 for g in ((0, 1, 2), (3, 4, 5)) for a in g for b in g if a < b}
    between = {(a, b): -8 for a in (0, 1, 2) for b in (3, 4, 5)} | {(2, 3): 9}
    found = average_linkage(np.arange(6), *arrays(inside | between, 6), 2.0)
    assert groups(found.labels) == {frozenset({0, 1, 2}), frozenset({3, 4, 5})}


def test_linked_records_stay_together_whatever_speaks_against_it():
    start = np.array([0, 0, 2])
    assert groups(average_linkage(start, *arrays({(0, 1): -9}, 3), 0.0).labels) == {
        frozenset({0, 1}),
        frozenset({2}),
    }


@given(SCORES)
def test_pairs_that_are_far_from_one_person_count_like_pairs_never_compared(scores):
    near = {pair: score for pair, score in scores.items() if score >= -4}
    all_pairs, near_pairs = (
        average_linkage(np.arange(SIZE), *arrays(s), 0.0) for s in (scores, near)
    )
    assert all_pairs.labels.tolist() == near_pairs.labels.tolist()
    assert sorted(all_pairs.merges.bits) == sorted(near_pairs.merges.bits)


@settings(deadline=None)
@given(SCORES, st.permutations(range(SIZE)))
def test_numbering_the_records_anew_gives_the_same_clusters(scores, order):
    # Equal scores are told apart by record number, so they are kept out here.
    distinct = {
        pair: min(max(score, -2), 10) + 0.01 * 1.37**rank
        for rank, (pair, score) in enumerate(sorted(scores.items()))
    }
    found = groups(average_linkage(np.arange(SIZE), *arrays(distinct), 0.0).labels)
    turned = {tuple(sorted((order[a], order[b]))): score for (a, b), score in distinct.items()}
    again = groups(average_linkage(np.arange(SIZE), *arrays(turned), 0.0).labels)
    assert {frozenset(order[r] for r in group) for group in found} == again


@given(SCORES)
def test_every_cluster_is_connected_by_pairs_that_speak_for_it(scores):
    pairs, bits = arrays(scores)
    labels = average_linkage(np.arange(SIZE), pairs, bits, 0.0).labels
    left, right = pairs // SIZE, pairs % SIZE
    good = (bits >= 0) & (labels[left] == labels[right])
    assert groups(components(SIZE, left[good], right[good])) == groups(labels)


@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), max_size=30))
def test_components_are_those_of_a_plain_search(edges):
    left, right = (
        np.array(side, dtype=np.int64) for side in (zip(*edges, strict=True) if edges else ((), ()))
    )
    parent = list(range(20))
    for _ in range(20):
        for a, b in edges:
            parent[a] = parent[b] = min(parent[a], parent[b])
    assert components(20, left, right).tolist() == parent


def test_missing_pairs_complete_small_components():
    labels = np.array([0, 0, 0, 3, 3])
    known = joined_pairs(np.array([0, 1]), np.array([1, 2]), 5)
    assert missing_pairs(labels, known).tolist() == [0 * 5 + 2]


def test_one_to_one_keeps_each_record_once():
    source = np.array([0, 0, 1, 1])
    pairs, bits = arrays({(0, 2): 9, (1, 2): 8, (1, 3): 7}, 4)
    assert groups(one_to_one(source, pairs, bits, 0.0, np.arange(4)).labels) == {
        frozenset({0, 2}),
        frozenset({1}),
        frozenset({3}),
    }


def test_the_odd_member_of_a_cluster_is_the_least_certain():
    labels = np.zeros(3, dtype=np.int64)
    certain = member_bits(labels, *arrays({(0, 1): 12, (0, 2): 1, (1, 2): -2}, 3))
    assert certain.argmin() == 2


def test_sizes_are_counted_largest_first():
    assert cluster_sizes(np.array([0, 0, 2, 3, 3, 3])) == [3, 2, 1]
