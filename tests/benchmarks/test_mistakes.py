"""Mistakes in text: only where asked for, and small ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import DamerauLevenshtein

from tests.benchmarks.mistakes import misspelt, without_marks

WORDS = st.lists(st.text("abcdefghijklmnopqrstuvwxyz0123456789 -éüA", max_size=14), min_size=1)


@given(WORDS, st.integers(0, 99))
def test_a_mistake_is_small_and_hits_only_what_it_should(words, seed):
    values = np.array(words, dtype="U40")
    hit = np.arange(len(values)) % 2 == 0
    changed = misspelt(np.random.default_rng(seed), values, hit)
    assert (changed[~hit] == values[~hit]).all()
    for before, after in zip(values.tolist(), changed.tolist(), strict=True):
        assert DamerauLevenshtein.distance(before, after) <= 2
        assert len(before) > 2 or before == after


def test_most_values_are_changed_and_their_case_is_kept():
    values = np.full(2_000, "JOHNSON", dtype="U40")
    changed = misspelt(np.random.default_rng(1), values, np.ones(2_000, dtype=bool))
    assert (changed != values).mean() > 0.9
    letters = "".join(changed.tolist())
    assert letters.upper() == letters


@pytest.mark.parametrize(
    ("text", "german", "plain"),
    [
        ("Müller", True, "Mueller"),
        ("Müller", False, "Muller"),
        ("Łukasz", False, "Lukasz"),
        ("Satō", False, "Sato"),
        ("Smith", True, "Smith"),
    ],
)
def test_marks_are_left_out_as_a_clerk_does(text, german, plain):
    assert without_marks(np.array([text], dtype="U40"), german).tolist() == [plain]
