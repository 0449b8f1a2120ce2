"""How records share values is the same however they came, and tells what all of them tell."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.identity.people import persons, source_of
from vibecli.identity.options import Options
from vibecli.identity.resolve import resolve
from vibecli.identity.trained import Trained
from vibecli.identity.usage import Usage
from vibecli.identity.weights import rarity_of

COUNTS = st.integers(0, 30)


@given(st.lists(st.tuples(COUNTS, COUNTS), max_size=12))
def test_values_moved_one_by_one_are_those_counted_anew(values):
    before, after = (
        np.array(counts, dtype=np.int64) for counts in zip(*values, (0, 0), strict=True)
    )
    moved = Usage.of(before).moved(before.tolist(), after.tolist())
    assert moved == Usage.of(after) == Usage.from_array(moved.array())


@given(st.lists(COUNTS, max_size=12), st.floats(1, 12))
def test_the_others_with_the_same_value_are_summed_up(counts, single):
    shared = sum(count * max(count - single, 0.0) for count in counts)
    assert Usage.of(np.array(counts, dtype=np.int64)).shared(single) == pytest.approx(shared)


def test_values_are_as_rare_as_in_a_match_of_all():
    people = persons(90, seed=4)
    found = resolve([source_of("people", range(180), [*people, *people])], Options())
    kept = Trained.of(found, found.weights, one_to_one=False)
    for one, rare, coded in zip(
        kept.statistics, rarity_of(found.frame), found.frame.fields, strict=True
    ):
        earlier = type(one).model_validate(one.model_dump() | {"usual": 0.1, "said": 4})
        assert earlier == one
        own = one.rarity(coded.kind, coded.counts, Usage.of(coded.counts))
        assert own == pytest.approx(rare, abs=1e-9)
