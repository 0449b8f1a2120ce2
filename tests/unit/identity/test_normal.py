"""Normal forms: spellings of one value meet, and nothing breaks on odd text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vibecli.identity import normal
from vibecli.identity.kinds import Kind


@pytest.mark.parametrize(
    ("form", "spellings", "expected"),
    [
        (normal.given_name, ["Dr. Zoë", "zoe ", "ZOE"], "zoe"),
        (normal.family_name, ["Müller", "MULLER Jr.", "muller"], "muller"),
        (normal.family_name, ["O'Brien", "OBRIEN", "O\u2019Brien"], "obrien"),
        (
            normal.email,
            ["Jo.Do+news@GMAIL.com", "jodo@googlemail.com", " jodo@gmail.com "],
            "jodo@gmail.com",
        ),
        (normal.phone, ["+49 (0)170 1234567", "0170/1234567", "0049170-1234567"], "701234567"),
        (normal.phone, ["5551234567.0", "(555) 123-4567", "+1 555 123 4567 ext. 9"], "551234567"),
        (normal.postcode, ["02139", "2139", "02139-4307", "2139.0"], "2139"),
        (normal.postcode, ["sw1a 1aa", "SW1A1AA"], "sw1a1aa"),
        (normal.street, ["12 Main Street", "12 MAIN ST."], "12 main st"),
        (normal.street, ["Hauptstraße 5", "Hauptstr. 5", "HAUPTSTRASSE 5"], "hauptstr 5"),
        (normal.family_name, ["Y\u0131lmaz", "Yilmaz"], "yilmaz"),
        (normal.given_name, ["Ma?gorzata", "Ma\ufffdgorzata"], "magorzata"),
        (normal.code, ["AB-12 34", "ab1234"], "ab1234"),
        (normal.number, ["1,200.50", "1200.5"], "1200.5"),
        (normal.plain, ["Köln", "KOLN"], "koln"),
        (normal.family_name, ["Щербаков", "ЩЕРБАКОВ", "Shcherbakov"], "shcherbakov"),
        (normal.given_name, ["Ελένη", "Eleni"], "eleni"),
        (normal.family_name, ["王", "Wang"], "wang"),
    ],
)
def test_spellings_of_one_value_meet(form, spellings, expected):
    assert {form(spelling) for spelling in spellings} == {expected}


@pytest.mark.parametrize("text", ["N/A", "unknown", "  ", "null", "-"])
def test_words_for_nothing_say_nothing(text):
    assert normal.given_name(text) is normal.family_name(text) is normal.plain(text) is None
    assert normal.email(text) is normal.phone(text) is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Anna Maria Lopez", ("anna", "lopez")),
        ("Lopez, Anna", ("anna", "lopez")),
        ("Dr. Anna Lopez Jr.", ("anna", "lopez")),
        ("Lopez", (None, "lopez")),
        ("", (None, None)),
        ("Anna Lopez, PhD", ("anna", "lopez")),
        ("van der Berg, Hans", ("hans", "van der berg")),
    ],
)
def test_full_names_are_split(text, parts):
    assert normal.split_name(text) == parts


@pytest.mark.parametrize(
    ("values", "text", "expected"),
    [
        (["13/02/1980"], "03/02/1980", "19800203"),
        (["02/13/1980"], "03/02/1980", "19800302"),
        ([], "1980-2-3", "19800203"),
        ([], "1980-02-03 00:00:00", "19800203"),
        ([], "3 Feb 1980", "19800203"),
        ([], "Feb 3, 1980", "19800203"),
        ([], "03.02.80", "19800203"),
        ([], "19800203", "19800203"),
        ([], "1980", "1980"),
        ([], "1980-13-45", "19801345"),
        ([], "soon", None),
    ],
)
def test_dates_in_any_order(values, text, expected):
    assert normal.normaliser(Kind.BIRTH, values)(text) == expected


SETTLING = (Kind.GIVEN, Kind.FAMILY, Kind.EMAIL, Kind.CITY, Kind.CODE, Kind.TEXT)


@given(st.text(max_size=40), st.sampled_from(sorted(Kind)))
def test_a_normal_form_never_fails_and_settles(text, kind):
    form = normal.normaliser(kind, [text])
    once = form(text)
    assert once is None or once
    if once and kind in SETTLING:
        assert form(once) in (once, None)


@given(st.text(max_size=30))
def test_folding_leaves_no_direction_marks(text):
    folded = normal.fold("\u202e" + text + "\u200f")
    assert "\u202e" not in folded
    assert "\u200f" not in folded
