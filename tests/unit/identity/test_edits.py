"""Edits of packed texts: those of the plain definition, whatever the texts."""

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA, JaroWinkler

from vibecli.identity.characters import Characters
from vibecli.identity.distance import Distances
from vibecli.identity.edits import edits, packed

SHORT = st.text("ab1", min_size=1, max_size=10)
TEXTS = st.text("abc10.é", min_size=1, max_size=13)


@given(SHORT, SHORT)
@example("1980", "1908")
@example("abcdefghij", "bacdefghji")
@example("ab", "a")
def test_edits_are_those_of_the_alignment(one, two):
    a, b = packed(Characters([one])), packed(Characters([two]))
    for most in (1, 2):
        if one != two:
            assert edits(a, b, most).tolist() == [min(OSA.distance(one, two), most + 1)]


@given(st.lists(TEXTS, min_size=1, max_size=6, unique=True))
def test_long_and_odd_texts_are_measured_too(texts):
    left, right = np.triu_indices(len(texts), k=1)
    found = Distances(texts).edits(left, right, 2).tolist()
    assert found == [
        min(OSA.distance(texts[a], texts[b]), 3) for a, b in zip(left, right, strict=True)
    ]


@given(st.lists(st.text("abcde", min_size=1, max_size=8), min_size=2, max_size=6, unique=True))
def test_similarity_is_right_or_nought_where_it_is_low(texts):
    left, right = np.triu_indices(len(texts), k=1)
    found = Distances(texts).similarity(left, right, 0.8).tolist()
    for a, b, score in zip(left.tolist(), right.tolist(), found, strict=True):
        likeness = JaroWinkler.similarity(texts[a], texts[b])
        shared = len(set(texts[a]) & set(texts[b])) * 4
        close = likeness >= 0.8 - 1e-6 and shared >= len(set(texts[a])) + len(set(texts[b]))
        assert abs(score - (likeness if close else 0)) < 1e-6
