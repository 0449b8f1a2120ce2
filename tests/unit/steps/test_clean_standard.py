"""`clean`: names, addresses, places, postcodes and letters in standard form, and cleaning twice."""

import importlib.util
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vibecli.data.catalog import ColumnInfo, Role
from vibecli.identity.full_name import full_name
from vibecli.identity.garbled import mended
from vibecli.identity.mailbox import mailbox, meant_domain
from vibecli.identity.phone import phone
from vibecli.identity.places import country_standard, state_standard
from vibecli.identity.postcodes import postcode
from vibecli.identity.streets import street_standard
from vibecli.steps.clean import Clean
from vibecli.steps.clean_ops import Value, python_form
from vibecli.steps.clean_proposal import propose
from vibecli.steps.clean_rule import CleanRule
from vibecli.tagging.tag import Tag
from vibecli.tagging.verdict import TagVerdict

_spec = importlib.util.spec_from_file_location(
    "fakeshadow", Path(__file__).parent / "fakeshadow.py"
)
fakeshadow = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(fakeshadow)
FakeShadow = fakeshadow.FakeShadow

TWICE = ("*", "duplicates")
PROBES = ("email", "phone", "name", "full_name", "address", "postcode", "state", "country", "date",
          "spelling", "mojibake", "spaces", "trim", "title", "null_placeholders")  # fmt: skip


def table(columns, *rows, region=None):
    shadow = FakeShadow(region=region)
    names = ", ".join(f'"{name}" VARCHAR' for name in columns)
    shadow.sql(f"CREATE TABLE people ({names})")
    for row in rows:
        marks = ", ".join("?" for _ in row)
        shadow.session.run(f"INSERT INTO people VALUES ({marks})", list(row))
    return shadow


def clean(shadow, *rules, **slots):
    made = tuple(CleanRule(column=c, op=op, args=tuple(args)) for c, op, *args in rules)
    result = Clean(id="s1", why="tidy", table="people", rules=made, **slots).run(shadow)
    return result, shadow.rows("SELECT * FROM people")


@pytest.mark.parametrize(
    ("value", "after", "why"),
    [
        ("SMITH, JOHN", "John Smith", "name case, given name first"),
        ("smith, john jr.", "John Smith Jr.", "name case, given name first"),
        ("MCDONALD, RONALD DR", "Dr. Ronald McDonald", "name case, given name first"),
        ("van der berg, ANNA", "Anna van der Berg", "name case, given name first"),
        ("O'BRIEN, MARY ANN", "Mary Ann O'Brien", "name case, given name first"),
        ("John Smith, Ph.D.", "John Smith PhD", "title and suffix"),
        ("dr. anna o'brien", "Dr. Anna O'Brien", "name case, title and suffix"),
        ("Smith, John, Jr.", "John Smith Jr.", "given name first"),
        ("Schmidt, Eva, Dr.", "Dr. Eva Schmidt", "given name first"),
        ("Smith, Inc.", "Smith, Inc.", ""),  # a firm
        ("Smith, Dr.", "Smith, Dr.", ""),  # no given name
        ("Wei Li", "Wei Li", ""),  # which is the family name is not said
    ],
)
def test_a_full_name_has_one_order(value, after, why):
    assert full_name(value) == (after, "", why)


@pytest.mark.parametrize(
    ("value", "region", "after", "trouble"),
    [
        ("123456789", "US", "12345-6789", ""),
        ("1234", "US", "01234", ""),  # a spreadsheet took the zero
        ("D-10115", "DE", "10115", ""),
        ("1067.0", "DE", "01067", ""),
        ("sw1a1aa", "", "SW1A 1AA", ""),
        ("1234ab", "NL", "1234 AB", ""),
        ("1234", "", "1234", ""),  # of which country?
        ("90210", "GB", "90210", "no postcode of GB"),
        ("abc", "US", "abc", "not a postcode"),
    ],
)
def test_a_postcode_is_written_as_its_country_does(value, region, after, trouble):
    assert postcode(value, region)[:2] == (after, trouble)


def test_street_words_are_written_as_the_column_mostly_does():
    long = street_standard(
        [("12 Main Street", 3), ("1 Elm St", 1), ("Hauptstr. 5", 2), ("Marktstrasse 1", 1)]
    )
    assert [long(v).value for v in ("5 ST JAMES ST", "1 ELM ST., APT 4", "Hauptstraße 7", "5TH AVE", "4 RUE DE L'ÉGLISE")] == [
        "5 St James Street", "1 Elm Street, Apt 4", "Hauptstr. 7", "5th Avenue", "4 Rue de l'Église"]  # fmt: skip
    short = street_standard([("12 Main Street", 1), ("1 Elm St", 2)])
    assert [short(v).value for v in ("12 Main  Street", "Broadway", "Court Street", "p.o. box 7")] == [
        "12 Main St", "Broadway", "Court St", "PO Box 7"]  # fmt: skip


def test_countries_and_states_are_written_as_most_rows_have_them():
    def placed(*pairs):
        return [Value(text, region, rows) for text, region, rows in pairs]

    names = country_standard(placed(("Germany", "", 3), ("DE", "", 1)))
    assert [names(Value(v, "")).value for v in ("de", "U.K.", "Frnace")] == [
        "Germany", "United Kingdom", "Frnace"]  # fmt: skip
    codes = country_standard(placed(("DE", "", 3), ("Germany", "", 1)))
    assert [codes(Value(v, "")).value for v in ("uk", "deutschland")] == ["GB", "DE"]
    states = state_standard(placed(("TX", "", 3), ("Texas", "", 1), ("ON", "CA", 1)))
    assert [states(Value(*v)).value for v in (("texas", ""), ("ontario", "CA"), ("bavaria", "DE"))] == [
        "TX", "ON", "BY"]  # fmt: skip
    open_ = state_standard(placed(("WA", "", 1), ("Texas", "", 2), ("Victoria", "", 2)), "name")
    assert open_(Value("WA", "")) == ("WA", "a state of which country?", "")


def test_garbled_letters_are_mended_and_lost_ones_told():
    assert [mended(v)[:2] for v in ("MÃ¼ller", "donâ€™t", "ÃƒÂ¼", "Müller", "M\ufffdller")] == [
        ("Müller", ""), ("don\u2019t", ""), ("ü", ""), ("Müller", ""), ("M\ufffdller", "letters are lost")]  # fmt: skip


def test_a_slip_in_a_domain_is_suggested_and_not_made():
    assert [meant_domain(d) for d in ("gmial.com", "gmail.con", "gmx.com", "gmail.de", "web.com")] == [
        "gmail.com", "gmail.com", "", "", ""]  # fmt: skip
    shadow = table(["email"], ["Ann@GMIAL.com"], ["bob@gmail.com"])
    result, rows = clean(shadow, ("email", "email"))
    assert sorted(rows) == [("ann@gmial.com",), ("bob@gmail.com",)]
    meant = shadow.saved["s1_meant"]
    assert (meant["value"], meant["domain"], meant["meant"]) == (
        ["ann@gmial.com"], ["gmial.com"], ["gmail.com"])  # fmt: skip
    assert result.rows == ("s1_lookup", "s1_meant")


@pytest.mark.parametrize(
    ("value", "trouble"),
    [("a@b", "not a valid domain"), ("ann@x.example", ""), (f"{'a' * 70}@x.org", "not a valid mailbox")],
)  # fmt: skip
def test_what_no_shape_explains_is_looked_at_without_a_network(value, trouble):
    assert mailbox(value) == (value, trouble, "")


def test_the_lookup_tells_each_value_and_the_share_in_standard_form():
    shadow = table(["email"], ["A@x.org"], ["A@x.org"], ["b@x.org"], ["nobody"])
    result, _ = clean(shadow, ("email", "email"))
    assert shadow.saved["s1_lookup"] == {
        "n": [1], "column": ["email"], "value": ["A@x.org"], "value_role": ["email"],
        "clean": ["a@x.org"], "rows": [2], "why": ["standard address"],
    }  # fmt: skip
    (email,) = result.columns
    assert (email.before, email.after, email.changed, email.left) == (0.25, 0.75, 2, 1)
    assert email.reasons == (("standard address", 2),)


def test_a_value_that_is_kept_stays_whatever_other_rules_say():
    shadow = table(["city"], ["BONN"], ["Bonn"], ["Bonn"], ["KOL"], ["Kol"], ["Kol"])
    _, rows = clean(shadow, ("CITY", "keep", "BONN"), ("city", "spelling"))
    assert sorted(row[0] for row in rows) == ["BONN", "Bonn", "Bonn", "Kol", "Kol", "Kol"]


def test_only_duplicates_is_about_whole_rows():
    wrong = [("*", "trim"), ("city", "duplicates"), ("city", "keep"), ("*", "duplicates")]
    rules = tuple(CleanRule(column=column, op=op) for column, op in wrong)
    found = Clean(id="s1", why="x", table="people", rules=rules).check(table(["city"]))
    assert [finding.message for finding in found] == [
        "trim of *: only duplicates is about rows, of column *",
        "duplicates of city: only duplicates is about rows, of column *",
        "city: keep takes the values that stay",
    ]


def test_rows_that_are_the_same_once_clean_are_left_once():
    shadow = table(["a", "b"], ["x ", "1"], ["x", "1"], ["x", "2"], ["x", "1"])
    result, rows = clean(shadow, ("a", "trim"), TWICE)
    assert sorted(rows) == [("x", "1"), ("x", "2")]
    assert result.headline.endswith("2 exact duplicates removed")
    assert clean(shadow, ("a", "trim"), TWICE)[0].figures[-1].value == 0


def test_states_and_postcodes_are_of_the_country_of_their_row():
    shadow = table(["zip", "state", "country"], ["1067", "by", "Germany"], ["2139", "ma", "US"])
    _, rows = clean(shadow, ("zip", "postcode"), ("state", "state"), ("country", "country"))
    assert sorted(rows) == [("01067", "BY", "DE"), ("02139", "MA", "US")]


def proposed(shadow, columns, rows=None):
    """Give what a table asks for, its columns told by hand."""
    info = shadow.table("people").model_copy(update={"columns": columns, "key": ()})
    return propose(shadow.session, info.model_copy(update={"rows": rows or info.rows}), "DE")


def told(name, role, tag=None, confidence=1.0):
    tagged = TagVerdict(tag=tag, sensitivity="personal", confidence=confidence) if tag else None
    return ColumnInfo(name=name, type="VARCHAR", role=role, tagged=tagged)


def test_what_changes_something_is_proposed_and_what_is_unsure_is_named():
    shadow = table(
        ["v", "t", "u", "w"], *(["A@x.org", "4 Elm St", "n/a", "X"] for _ in range(3)), ["b@x.org", " a  b", "q", "Y"]
    )  # fmt: skip
    found = proposed(
        shadow,
        (
            told("v", Role.TEXT, Tag.EMAIL),  # the tag counts, not the role
            told("t", Role.TEXT),
            told("u", Role.PHONE),  # no value is one
            told("w", Role.TEXT, Tag.PHONE, 0.4),
        ),
    )
    assert [(one.column, [rule.op for rule in one.rules], one.changes) for one in found.columns] == [
        ("v", ["email"], 3), ("t", ["trim"], 1)]  # fmt: skip
    assert found.unsure == ("u (few values fit phone: 0%)", "w (perhaps phone)")


def test_a_large_table_is_looked_at_in_part():
    shadow = FakeShadow()
    shadow.sql("CREATE TABLE people AS SELECT ' a' || i AS v FROM range(60000) t(i)")
    found = proposed(shadow, (told("v", Role.TEXT),), rows=60_000)
    assert found.rows == found.columns[0].changes < 25_000


WORDS = st.sampled_from(
    [
        "smith",
        "john",
        "dr.",
        "DR",
        "jr",
        "Jr.",
        "iii",
        "van",
        "der",
        "O'BRIEN",
        "mc",
        "McDONALD",
        "Müller",
        "MÃ¼ller",
        "12",
        "12b",
        "5TH",
        "Main",
        "ST",
        "St.",
        "Street",
        "Ave",
        "avenue",
        "Str.",
        "hauptstr.",
        "Hauptstraße",
        "STRASSE",
        ",",
        ",",
        ",",
        "po",
        "box",
        "p.o.",
        "Texas",
        "TX",
        "wa",
        "Victoria",
        "Ontario",
        "on",
        "DE",
        "Germany",
        "UK",
        "uk",
        "usa",
        "Deutschland",
        "10115",
        "1067",
        "sw1a1aa",
        "12345-6789",
        "04/05/2021",
        "25.12.2020",
        "2020-01-02",
        "N/A",
        "none",
        "-",
        "000-0000",
        "test@test.com",
        "A@gmial.com",
        "<b@x.org>",
        "+49",
        "(0)151",
        "23456789",
        "'",
        "\xa0",
        "\u200b",
        "Ã¼",
        "â€™",
        "�",
        "&",
        "und",
    ]
)
MESSY = st.one_of(
    st.lists(WORDS, min_size=1, max_size=5).map(" ".join), WORDS, st.text(max_size=12)
)


EVERY = tuple((f"{op}_", op) for op in PROBES)


def cleaned_twice(texts, region):
    """Clean a column for each operation, all of the same texts; give both results and both rows."""
    names = [name for name, _ in EVERY]
    shadow = table([*names, "country"], *([*[text] * len(names), region or None] for text in texts))
    _, once = clean(shadow, *EVERY, TWICE)
    again, rows = clean(shadow, *EVERY, TWICE)
    return once, again, rows


MESSY_VALUES = (
    "SMITH, JOHN DR", "12 MAIN ST", "1 Elm Street", "Hauptstr. 5", "MÃ¼ller", "Texas", "tx", "WA", "DE",
    "usa", "1067", "sw1a1aa", "04/05/2021", "25.12.2020", "4 März 2020", "N/A", "000-0000", "  a \u00a0 b ",
    "test@test.com", " A@GMIAL.com", "+49 (0)151 23456789", "0151 23456789", "M\ufffd", "Bonn", "BONN",
)  # fmt: skip


def test_a_second_run_of_every_operation_changes_nothing():
    once, again, rows = cleaned_twice(MESSY_VALUES, "DE")
    assert (rows, [f.value for f in again.figures if f.name != "left"]) == (once, [0, 0])


@pytest.mark.slow
@given(st.lists(MESSY, min_size=1, max_size=30), st.sampled_from(["", "US", "DE", "AU"]))
@settings(max_examples=8, deadline=None)
def test_a_second_run_changes_nothing(texts, region):
    once, again, rows = cleaned_twice(texts, region)
    assert (rows, [f.value for f in again.figures if f.name != "left"]) == (once, [0, 0])


PYTHON = ("email", "name", "full_name", "address", "postcode", "state", "country", "mojibake")


@pytest.mark.few(2)
@pytest.mark.parametrize("op", PYTHON)
@given(
    texts=st.lists(MESSY, min_size=1, max_size=8),
    region=st.sampled_from(["", "US", "DE", "AU"]),
    rows=st.integers(1, 3),
)
@settings(max_examples=40, deadline=None)
def test_a_function_given_its_own_results_gives_them_back(op, texts, region, rows):
    rule = CleanRule(column="v", op=op)
    values = [Value(text, region, rows) for text in texts]
    once = [python_form(rule, None, values)(value).value for value in values]
    again = [Value(text, region, rows) for text in once]
    standardise = python_form(rule, None, again)
    assert [standardise(value).value for value in again] == once


DIGITS = st.from_regex(r"(\+|00|\+1|\+49|\(0|0|1|8|49|\+39)?[\d() .-]{4,14}", fullmatch=True)


@given(DIGITS, st.sampled_from(["", "US", "DE", "GB", "FR", "IT", "BR", "RU", "KZ", "MX", "CH"]))
@settings(max_examples=40, deadline=None)
def test_the_short_cut_for_plain_numbers_says_what_the_parser_says(text, region):
    short = phone(text, region)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("vibecli.identity.phone.plain_number", lambda *_: None)
        assert phone(text, region) == short
