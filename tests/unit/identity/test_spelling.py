"""Umlauts written out: one spelling where both occur, nothing joined that is two names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vibecli.identity.spelling import one_spelling


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["mueller", "muller"], {"mueller": "muller"}),
        (["soeren", "soren", "anna"], {"soeren": "soren"}),
        (["mueller"], {}),
        (["bauer", "baur", "queen", "quen"], {}),
        (["doe", "do", "joe", "jo"], {}),
        (["goethestr 5", "gothestr 5"], {"goethestr 5": "gothestr 5"}),
    ],
)
def test_spelt_out_umlauts_join_their_bare_form(values, expected):
    assert one_spelling(values) == expected


@given(st.lists(st.text("aeoumnr", max_size=6), max_size=8))
def test_only_values_that_occur_are_joined_and_in_one_go(values):
    joined = one_spelling(values)
    assert set(joined) | set(joined.values()) <= set(values)
    assert not set(joined) & set(joined.values())
