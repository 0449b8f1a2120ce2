"""Characters of many texts: rules on them give what a loop over the texts would."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vibecli.identity.characters import Characters, per_text, text_starts

TEXTS = st.lists(st.text("ab1 é漢", max_size=7), max_size=8)


@given(TEXTS)
def test_counts_first_and_last_are_those_of_each_text(texts):
    characters = Characters(texts)
    digits = characters.where(str.isdigit)
    assert characters.counts(digits).tolist() == [t.count("1") for t in texts]
    first, last = (characters.first(digits), characters.last(digits))
    assert (first - characters.starts).tolist() == [f"{t}1".find("1") for t in texts]
    assert (last - characters.starts).tolist() == [t.rfind("1") for t in texts]


@given(TEXTS)
def test_fingerprints_are_equal_where_the_kept_characters_are(texts):
    prints = per_text(texts, lambda c: c.fingerprints(~c.where(str.isspace), 3)).tolist()
    kept = [t.replace(" ", "")[:3] for t in texts]
    for one, text in zip(prints, kept, strict=True):
        assert (one == 0) == (text == "")
        assert [one == other for other in prints] == [text == other for other in kept]


@pytest.mark.parametrize("texts", [[], [""], ["", "a", ""]])
def test_empty_texts_have_no_fingerprint(texts):
    assert [bool(number) for number in text_starts(texts, 2).tolist()] == list(map(bool, texts))
