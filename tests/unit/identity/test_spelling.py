"""Umlauts written out: one spelling where both occur, nothing joined that is two names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vibecli.identity.spelling import one_spelling, spelt_out


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
    assert one_spelling(spelt_out(values), dict.fromkeys(values, 1)) == expected


def test_the_commonest_spelling_stands_for_the_others():
    bare = spelt_out(["miguel", "mueller"])
    assert one_spelling(bare, {"miguel": 900, "migul": 2}) == {"migul": "miguel"}
    assert one_spelling(bare, {"mueller": 3, "muller": 5}) == {"mueller": "muller"}


@given(st.lists(st.text("aeoumnr", max_size=6), max_size=8))
def test_only_values_that_occur_are_joined_and_in_one_go(values):
    joined = one_spelling(spelt_out(values), dict.fromkeys(values, 1))
    assert set(joined) | set(joined.values()) <= set(values)
    assert not set(joined) & set(joined.values())
