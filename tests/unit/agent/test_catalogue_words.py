import pytest
from hypothesis import given
from hypothesis import strategies as st

from vibecli.agent.catalogue import calendar
from vibecli.agent.catalogue.words import name_tokens, read_words, stem


@pytest.mark.parametrize(
    ("name", "tokens"),
    [
        ("crm_customers", ("crm", "customer")),
        ("tblMember", ("tbl", "member")),
        ("CustomerID", ("customer", "id")),
        ("Größe der Straße", ("große", "der", "strasse")),
        ("e-mail", ("e", "mail")),
        ("address", ("address",)),
        ("cities", ("city",)),
    ],
)
def test_names_are_read_as_stems(name, tokens):
    assert tuple(t.replace("große", "grosse") for t in tokens) == name_tokens(name)


@pytest.mark.parametrize(
    ("text", "forms", "ignored"),
    [
        (
            "Could you please match customers' e-mails?",
            ["match", "customers", "emails"],
            ("Could you please",),
        ),
        ("don't remove anything", ["do", "not", "remove", "anything"], ()),
        ("what's in accounts", ["what", "is", "in", "accounts"], ()),
        ("amount >= 1,000.50", ["amount", ">=", "1,000.50"], ()),
        ("make it 1:1", ["make", "it", "one", "to", "one"], ()),
    ],
)
def test_text_is_read_as_words(text, forms, ignored):
    words = read_words(text)
    assert [w.form for w in words.words] == forms
    assert words.ignored == ignored


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,000", 1000.0),
        ("5k", 5000.0),
        ("97%", 0.97),
        ("$12.50", 12.5),
        ("-3", -3.0),
        ("€100", 100.0),
    ],
)
def test_numbers_are_read_as_people_write_them(text, value):
    assert read_words(text).words[0].number == value


@pytest.mark.parametrize("text", ['"New York"', "'New York'", "“New York”", "`New York`"])
def test_quoted_text_is_one_word(text):
    (word,) = read_words(text).words
    assert (word.kind, word.text) == ("quoted", "New York")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024", "2024-01-01", "2025-01-01"),
        ("March 2024", "2024-03-01", "2024-04-01"),
        ("December 2024", "2024-12-01", "2025-01-01"),
        ("2024-02-29", "2024-02-29", "2024-03-01"),
        ("31.12.2023", "2023-12-31", "2024-01-01"),
        ("25/12/2023", "2023-12-25", "2023-12-26"),
    ],
)
def test_moments_have_a_first_day_and_a_day_after(text, start, end):
    moment, _ = calendar.moment(read_words(text).words)
    assert (moment.first.isoformat(), moment.after.isoformat()) == (start, end)


@pytest.mark.parametrize("text", ["03/04/2024", "2024-13-01", "45", "May"])
def test_unclear_dates_are_not_read(text):
    assert calendar.moment(read_words(text).words) is None


@given(st.text(max_size=60))
def test_any_text_is_read_and_no_word_is_lost(text):
    words = read_words(text)
    assert all(w.text in words.text or w.kind == "quoted" for w in words.words)


@given(st.from_regex(r"[a-z]{1,12}", fullmatch=True))
def test_a_plural_has_the_stem_of_its_singular(word):
    if not word.endswith(("s", "x", "h", "y", "i", "u", "a", "e")) and len(word) > 3:
        assert stem(word + "s") == stem(word)
