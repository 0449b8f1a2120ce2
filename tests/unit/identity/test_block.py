"""Candidate pairs: none between records that share nothing, all small blocks, never a bomb."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.identity.people import persons, source, source_of
from vibecli.data.catalog import Role
from vibecli.identity.block import (
    candidate_pairs,
    joined_pairs,
    merged,
    sorted_unique,
    split_pairs,
)
from vibecli.identity.fields import inferred_fields
from vibecli.identity.frame import build_frame


def framed(*sources):
    return build_frame(sources, inferred_fields(sources))


def test_records_with_one_equal_address_are_a_pair():
    mails = ["a@x.example", "b@x.example", "a@x.example", "c@x.example"]
    frame = framed(source("t", range(4), ("email", Role.EMAIL, mails)))
    assert candidate_pairs(frame, across_only=False).pairs.tolist() == [0 * 4 + 2]


def test_pairs_within_a_source_are_left_out_when_asked():
    people = persons(30)
    frame = framed(source_of("a", range(30), people), source_of("b", range(30), people))
    left, right = split_pairs(candidate_pairs(frame, across_only=True).pairs, frame.size)
    assert len(left)
    assert (frame.source[left] != frame.source[right]).all()


def test_one_value_in_every_record_does_not_pair_all_with_all():
    size = 3_000
    people = persons(size)
    frame = framed(
        source_of(
            "t", range(size), [(*p[:5], "bonn" if i else "ulm") for i, p in enumerate(people)]
        )
    )
    assert len(candidate_pairs(frame, across_only=False).pairs) < 200_000


def test_candidates_are_sorted_without_repeats_and_lower_first():
    frame = framed(source_of("t", range(200), persons(100) * 2))
    pairs = candidate_pairs(frame, across_only=False).pairs
    left, right = split_pairs(pairs, frame.size)
    assert (np.diff(pairs) > 0).all()
    assert (left < right).all()


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=1))
def test_a_pair_is_split_into_what_it_was_joined_from(pairs):
    one, two = np.array(pairs, dtype=np.int64).T
    low, high = split_pairs(joined_pairs(one, two, 100), 100)
    assert low.tolist() == np.minimum(one, two).tolist()
    assert high.tolist() == np.maximum(one, two).tolist()


@given(st.lists(st.integers(0, 20)))
def test_sorted_unique_is_a_sorted_set(values):
    assert sorted_unique(np.array(values, dtype=np.int64)).tolist() == sorted(set(values))


def test_runs_too_long_to_sort_together_are_merged_in_parts():
    runs = [np.arange(start, 5_000_000, step) for start, step in ((0, 3), (1, 4), (9, 9), (7, 2))]
    said = np.zeros(5_000_000, dtype=bool)
    for run in runs:
        said[run] = True
    assert np.array_equal(merged(runs), np.flatnonzero(said))
