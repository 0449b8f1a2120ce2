"""`clean` on real DuckDB: what each operation makes of real values, and what it leaves alone."""

import importlib.util
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vibecli.identity.honorifics import says_sir
from vibecli.identity.standard import split_name
from vibecli.steps.clean import Clean
from vibecli.steps.clean_ops import CleanRule, Value, python_form

_spec = importlib.util.spec_from_file_location(
    "fakeshadow", Path(__file__).parent / "fakeshadow.py"
)
fakeshadow = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(fakeshadow)
FakeShadow = fakeshadow.FakeShadow


def step(*rules, table="people", where=None):
    made = tuple(
        CleanRule(column=column, op=op, args=tuple(args[0] if args else ()))
        for column, op, *args in rules
    )
    return Clean(id="s1", why="tidy", table=table, rules=made, where=where)


def people(values, *, column="v", region=None, kind="VARCHAR"):
    shadow = FakeShadow(region=region)
    shadow.sql(f'CREATE TABLE people (id INTEGER, "{column}" {kind})')
    for number, value in enumerate(values):
        shadow.session.run("INSERT INTO people VALUES (?, ?)", [number, value])
    return shadow


def cleaned(op, values, *args, region=None, kind="VARCHAR", column="v"):
    shadow = people(values, region=region, kind=kind, column=column)
    result = step((column, op, *args)).run(shadow)
    return (
        [row[0] for row in shadow.rows(f'SELECT "{column}" FROM people ORDER BY id')],
        result,
        shadow,
    )


@pytest.mark.parametrize(
    ("op", "before", "after"),
    [
        ("trim", "  a b\u00a0\u200b", "a b"),
        ("lower", "ÄB", "äb"),
        ("upper", "äb", "ÄB"),
        ("title", "new YORK-city o'neil", "New York-City O'neil"),
        ("email", " John.Doe@Example.COM.", "john.doe@example.com"),
        ("email", "John <J@x.org>", "j@x.org"),
        ("name", "MCDONALD", "McDonald"),
        ("name", "o'brien", "O'Brien"),
        ("name", "anna van der berg", "Anna van der Berg"),
        ("name", "ANNA VAN DER BERG", "Anna van der Berg"),
        ("name", "john smith ii", "John Smith II"),
        ("name", "DeVito", "DeVito"),
        ("date", "31.12.1980", "1980-12-31"),
        ("date", "4 März 2020", "2020-03-04"),
        ("date", "12/31/1980", "1980-12-31"),
        ("null_placeholders", "N/A", None),
        ("null_placeholders", "NoReply@shop.example", None),
        ("null_placeholders", "000-000-0000", None),
        ("null_placeholders", "1900-01-01", None),
        ("null_placeholders", "Nathalie", "Nathalie"),
        ("phone", "+49 (0)151 23456789", "+4915123456789"),
        ("phone", "0049 151 23456789", "+4915123456789"),
    ],
)
def test_an_operation_gives_the_standard_form(op, before, after):
    values, result, _ = cleaned(op, [before, None])
    assert values == [after, None]
    assert result.figures[0].value == int(before != after)


@pytest.mark.parametrize(
    ("op", "value", "why"),
    [
        ("email", "nobody", "no @ sign"),
        ("email", "a@@b.com", "more than one @ sign"),
        ("phone", "0151 23456789", "no country prefix and no region is set"),
        ("phone", "+49 1", "not a phone number"),
        ("phone", "0000000000", "a placeholder"),
        ("phone", "+1 212 555 2368 ext 5", "carries an extension"),
        ("phone", "+49 30 123456;77", "carries an extension"),
        ("phone", "+49 30 1234 abc", "carries words"),
        ("phone", "+49 30 123456 Durchwahl 12", "carries words"),
        ("name", "'; DROP TABLE people;--", "not a name"),
        ("date", "04/05/2021", "day or month first?"),
        ("date", "30.02.2021", "no such day"),
        ("date", "01/13/25", "a year of two digits"),
        ("date", "2021-03-04 10:30", "carries a time of day"),
    ],
)
def test_what_cannot_be_standardised_stays_and_is_listed(op, value, why):
    values, result, shadow = cleaned(op, [value, value])
    assert values == [value, value]
    assert result.rows == ("s1_unparsed",)
    assert shadow.saved["s1_unparsed"] == {
        "column": ["v"],
        "value": [value],
        "value_role": [shadow.table("people").column("v").role or ""],
        "rows": [2],
        "why": [why],
    }


def test_order_of_day_and_month_is_seen_from_the_column():
    values, _, _ = cleaned("date", ["04/05/2021", "25/12/2020"])
    assert values == ["2021-05-04", "2020-12-25"]
    values, _, _ = cleaned("date", ["04/05/2021", "12/25/2020"])
    assert values == ["2021-04-05", "2020-12-25"]


@pytest.mark.parametrize(
    ("args", "after"),
    [(["DD.MM.YYYY"], "31.12.1980"), (["%Y/%m/%d"], "1980/12/31"), (["mdy"], "1980-12-31")],
)
def test_dates_are_written_in_the_form_asked_for(args, after):
    values, _, _ = cleaned("date", ["1980-12-31", "12/31/1980"], args)
    assert values == [after, after]


def test_texts_are_taken_out_of_values_a_blank_for_any_white_space():
    values, _, _ = cleaned("remove", ["DE12 3456-78\u00a090", "DE1"], [" ", "-"])
    assert values == ["DE1234567890", "DE1"]


def test_the_order_of_day_and_month_may_be_told_for_each_sign():
    values, _, _ = cleaned("date", ["04/05/2021", "04.05.2021"], ["YYYY-MM-DD", "/mdy", ".dmy"])
    assert values == ["2021-04-05", "2021-05-04"]


def test_phone_takes_the_country_of_the_row_then_the_region():
    shadow = FakeShadow(region="US").sql(
        "CREATE TABLE people (phone VARCHAR, country VARCHAR)",
        "INSERT INTO people VALUES ('0151 23456789', 'Germany'), ('020 7946 0958', 'gb'),"
        " ('(212) 555-2368', ''), ('06 12 34 56 78', 'FRA'),"
        " ('612 345 678', 'espana'), (NULL, NULL)",
    )
    result = step(("phone", "phone")).run(shadow)
    assert shadow.rows("SELECT phone FROM people WHERE phone IS NOT NULL ORDER BY 1") == [
        ("+12125552368",),
        ("+33612345678",),
        ("+34612345678",),
        ("+442079460958",),
        ("+4915123456789",),
    ]
    assert "country from country" in result.details[0]


def test_the_region_is_not_used_on_numbers_of_several_countries():
    shadow = people(["+44 7400 653703", "+33 6 12 34 56 78", "07711 367105"], region="DE")
    result = step(("v", "phone")).run(shadow)
    assert ("07711 367105",) in shadow.rows("SELECT v FROM people")
    assert "100% of the prefixed ones are not of DE" in result.details[0]


def test_a_column_of_states_is_no_country():
    shadow = FakeShadow(region="US").sql(
        "CREATE TABLE people (phone VARCHAR, state VARCHAR)",
        "INSERT INTO people VALUES ('(212) 555-2368', 'DE'), ('(415) 555-2671', 'CA')",
    )
    step(("phone", "phone")).run(shadow)
    assert shadow.rows("SELECT min(phone), max(phone) FROM people") == [
        ("+12125552368", "+14155552671")
    ]


def test_rules_of_one_column_run_in_order_and_each_gives_its_reason():
    shadow = people(["  N/A ", " a@B.co ", "x@y.io"], column="e mail")
    result = step(("e mail", "trim"), ("E MAIL", "null_placeholders"), ("e mail", "email")).run(
        shadow
    )
    assert shadow.rows('SELECT "e mail" FROM people ORDER BY id') == [
        (None,),
        ("a@b.co",),
        ("x@y.io",),
    ]
    assert shadow.whys["people"] == [
        "e mail: spaces trimmed, placeholder cleared",
        "e mail: spaces trimmed, standard address",
    ]
    assert [(f.name, f.value) for f in result.figures] == [("standardised", 2), ("left", 0)]


def test_several_columns_change_in_one_row_with_both_reasons():
    shadow = FakeShadow().sql(
        'CREATE TABLE people ("Na""me" VARCHAR, email VARCHAR)',
        "INSERT INTO people VALUES ('ANN', 'A@X.IO'), ('Bob', 'b@x.io'), ('EVE', 'e@x.io')",
    )
    result = step(('Na"me', "name"), ("email", "email")).run(shadow)
    assert shadow.whys["people"] == [
        'Na"me: name case',
        'Na"me: name case; email: standard address',
    ]
    assert result.headline == "3 values standardised in 2 columns"


def test_only_rows_of_the_filter_change():
    shadow = people(["A", "B", "C"])
    step(("v", "lower"), where="people.id > 0 -- not the first").run(shadow)
    assert shadow.rows("SELECT v FROM people ORDER BY id") == [("A",), ("b",), ("c",)]


def test_a_date_column_keeps_its_type():
    values, _, shadow = cleaned("null_placeholders", ["1900-01-01", "1980-05-06"], kind="DATE")
    assert [str(v) for v in values] == ["None", "1980-05-06"]
    assert shadow.columns("people")[1].type == "DATE"
    _, result, _ = cleaned("date", ["1980-05-06"], kind="DATE")
    assert result.headline == "every value is in its standard form already"


def test_what_the_column_cannot_hold_is_left():
    values, result, _ = cleaned("replace", [1, 2], ["1", "one", "2", "3"], kind="INTEGER")
    assert values == [1, 3]
    assert result.headline == "1 value standardised in 1 column, 1 could not be"
    values, result, _ = cleaned("null_placeholders", ["n/a"], kind="VARCHAR NOT NULL")
    assert values == ["n/a"]
    assert "may not be empty" in result.details[0]


def test_the_placeholders_that_are_named_are_the_only_ones():
    values, _, _ = cleaned("null_placeholders", [" N/A", "-", "Tbd", "tbd."], ["tbd"])
    assert values == [" N/A", "-", None, "tbd."]


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("030 12345 / 030 12346", "several numbers"),
        ("600123456 / 601123456", "not a phone number"),
        ("4915123456789", "may begin with its country code"),
        ("0171/5550101", ""),
    ],
)
def test_digits_are_never_put_together_to_a_number_nobody_has(number, why):
    _, _, shadow = cleaned("phone", [number], region="DE")
    assert shadow.saved.get("s1_unparsed", {"why": [""]})["why"] == [why]


def test_a_phone_rule_names_the_country_of_numbers_without_one():
    shadow = FakeShadow(region="US").sql(
        "CREATE TABLE people (v VARCHAR, country VARCHAR);"
        "INSERT INTO people VALUES ('0151 23456789', 'FR'), ('+33 6 12 34 56 78', 'FR')"
    )
    result = step(("v", "phone", ["Germany"])).run(shadow)
    assert shadow.rows("SELECT v FROM people ORDER BY 1") == [
        ("+33612345678",),
        ("+4915123456789",),
    ]
    assert "v without a country prefix: DE as the rule says" in result.details


def test_null_is_a_surname():
    values, _, _ = cleaned("null_placeholders", ["Null", "-"], column="last_name")
    assert values == ["Null", None]


@pytest.mark.parametrize(
    ("rules", "code", "hint"),
    [
        ([("emial", "email")], "unknown-column", "did you mean email?"),
        ([("n", "trim")], "not-text", "leave this column out"),
        ([("email", "replace", ["a"])], "wrong-arguments", ""),
        ([("email", "lower", ["x"])], "wrong-arguments", ""),
        ([("email", "date", ["hello"])], "wrong-arguments", ""),
        ([("email", "phone", ["Nowhere"])], "wrong-arguments", ""),
        ([("email", "phone", ["DE", "FR"])], "wrong-arguments", ""),
        ([("email", "date", ["DD/MM/YYYY", "mdy"])], "wrong-arguments", ""),
        ([], "no-rules", "add a rule"),
    ],
)
def test_check_names_what_is_wrong(rules, code, hint):
    bench = FakeShadow().sql("CREATE TABLE people (email VARCHAR, n INTEGER)")
    findings = step(*rules).check(bench)
    assert [(f.code, f.hint) for f in findings] == [(code, hint)]


def test_check_passes_a_good_step_and_names_unknown_table_and_bad_filter():
    bench = FakeShadow().sql("CREATE TABLE people (email VARCHAR, n INTEGER)")
    assert step(("email", "email"), ("n", "replace", ["1", "2"]), where="n > 1").check(bench) == []
    assert step(("email", "email"), table="peple").check(bench)[0].hint == "did you mean people?"
    assert step(("email", "email"), where="m > 1").check(bench)[0].code == "bad-predicate"


def test_cleaning_twice_changes_nothing_more():
    messy = ["  ANN@x.IO", "bob", "+49 151 23456789", "31.12.1980", "N/A", "mcdonald", "x'; --", ""]
    ops = ["trim", "null_placeholders", "email", "phone", "date", "name", "title", "lower"]
    shadow = people(messy)
    step(*[("v", op) for op in ops]).run(shadow)
    once = shadow.rows("SELECT v FROM people ORDER BY id")
    step(*[("v", op) for op in ops]).run(shadow)
    assert shadow.rows("SELECT v FROM people ORDER BY id") == once


TEXTS = st.one_of(
    st.text(max_size=40),
    st.from_regex(r"[\d+() ./-]{0,18}", fullmatch=True),
    st.from_regex(r"[A-Za-z'. ,-]{0,25}", fullmatch=True),
    st.from_regex(r"[\w.]{0,6}@?[\w.]{0,8}", fullmatch=True),
    st.from_regex(r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{2,4}( 10:00)?", fullmatch=True),
)


@pytest.mark.few(3)
@pytest.mark.parametrize("op", ["title", "email", "phone", "name", "date", "spelling"])
@given(texts=st.lists(TEXTS, max_size=5), region=st.sampled_from(["", "DE", "US"]))
@settings(max_examples=100, deadline=None)
def test_standardising_twice_is_standardising_once(op, texts, region):
    rule = CleanRule(column="v", op=op)
    values = [Value(text, region) for text in texts]
    once = [python_form(rule, None, values)(value).value for value in values]
    again = [Value(text, region) for text in once]
    standardise = python_form(rule, None, again)
    assert [standardise(value).value for value in again] == once


@pytest.mark.slow
@given(texts=st.lists(TEXTS, min_size=1, max_size=6))
@settings(max_examples=15, deadline=None)
def test_no_text_makes_clean_fail(texts):
    ops = [
        "trim",
        "lower",
        "upper",
        "null_placeholders",
        "title",
        "email",
        "phone",
        "name",
        "date",
        "spelling",
    ]
    shadow = people(texts, region="DE")
    result = step(*[("v", op) for op in ops]).run(shadow)
    assert result.headline
    assert shadow.session.value("SELECT count(*) FROM people") == len(texts)


@given(TEXTS)
def test_splitting_a_name_never_fails_and_loses_no_letter_of_plain_names(text):
    parts = split_name(text)
    assert parts is None or (parts.given and parts.family)


def test_spellings_that_differ_in_case_become_the_most_frequent_one():
    towns = [
        "Paris",
        "Paris",
        "PARIS",
        "paris",
        "BONN",
        "Bonn",
        "Köln",
        "LYON",
        None,
        "lyon",
        "LYON",
    ]
    values, result, shadow = cleaned("spelling", towns)
    assert values == ["Paris"] * 4 + ["Bonn", "Bonn", "Köln", "LYON", None, "LYON", "LYON"]
    assert "v: 4 most frequent spelling" in result.details
    again = step(("v", "spelling")).run(shadow)
    assert again.headline == "every value is in its standard form already"


@pytest.mark.parametrize(
    ("numbers", "region", "told"),
    [
        (["06 12 34 56 78", "+33612345679", "06 12 34 56 70"], None, ("2 numbers in v without a country prefix: set"
         ' VIBECLI_REGION=FR, or region = "FR" in vibecli.toml, if they are of FR')),
        (["06 12 34 56 78"], None, ("1 number in v without a country prefix: set"
         ' VIBECLI_REGION=DE, or region = "DE" in vibecli.toml, for German numbers, say')),
        (["06 12 34 56 78"], "FR", None),
        (["+33612345679"], None, None),
    ],
)  # fmt: skip
def test_a_number_without_country_tells_what_to_set(numbers, region, told):
    _, _, shadow = cleaned("phone", numbers, region=region)
    assert shadow.notices == ([told] if told else [])


@pytest.mark.parametrize(
    ("text", "given", "family"),
    [
        ("Mme Noémie Schmitt", "Noémie", "Schmitt"),
        ("Mlle. Ana de la Cruz", "Ana", "de la Cruz"),
        ("Herr Dr. Hans Meyer", "Hans", "Meyer"),
        ("Dipl.-Ing. Eva Roth", "Eva", "Roth"),
        ("Sra. Lucía Pérez", "Lucía", "Pérez"),
        ("Sig.ra Anna Rossi", "Anna", "Rossi"),
        ("Dhr. Jan van den Berg", "Jan", "van den Berg"),
        ("Mevr. Els Bakker", "Els", "Bakker"),
        ("Rossi, Dott.ssa Anna", "Anna", "Rossi"),
        ("M. Night Shyamalan", "M. Night", "Shyamalan"),
        ("M Night Shyamalan", "M Night", "Shyamalan"),
        ("Donna Sirk", "Donna", "Sirk"),
    ],
)
def test_titles_are_no_part_of_a_given_name(text, given, family):
    assert split_name(text) == (given, family)


@pytest.mark.parametrize(
    ("texts", "sir"),
    [
        (["M. Luc Petit", "Mme Ana Roy"], True),
        (["M. Luc Petit", "M. Jean Roy", "M. Guy Noir", "Ana Roy"], True),
        (["M. Luc Petit", "J. Roy", "Ana Roy"], False),
        (["M Luc Petit", "Mme Ana Roy"], False),
        (["M. Luc", "M. Jo", "M. Al", "J. Roy", "K. Roy", "L. Roy"], False),
    ],
)
def test_a_column_tells_whether_m_is_monsieur(texts, sir):
    assert says_sir(texts) is sir
    assert split_name("M. Luc Petit", sir=sir) == (("Luc" if sir else "M. Luc"), "Petit")
