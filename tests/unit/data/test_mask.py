"""Masks and shapes: what may be seen of a personal value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vibecli.data.catalog import PERSONAL_ROLES, Role
from vibecli.data.mask import mask, mask_error, mask_inside
from vibecli.data.shape import common_shapes, shape
from vibecli.engine.duckdb import DuckEngine
from vibecli.errors import EngineError


@pytest.mark.parametrize(
    ("role", "value", "shown"),
    [
        (Role.EMAIL, "anna.schneider-berg@x.io", "a**@x.io"),
        (Role.EMAIL, "bob@gmail.com", "b**@**.com"),
        (Role.EMAIL, "anna.berg@example.com", "a**@e**.com"),
        (Role.EMAIL, "a@x.io", "a**@**"),
        (Role.EMAIL, "no address", "n**"),
        (Role.EMAIL, "@", "**"),
        (Role.PHONE, "+49 171 1234542", "**42"),
        (Role.PHONE, "110", "**"),
        (Role.PHONE, "none", "**"),
        (Role.BIRTH_DATE, "1984-03-12", "1984-**-**"),
        (Role.BIRTH_DATE, "12.03.1984", "1984-**-**"),
        (Role.BIRTH_DATE, "1984", "**"),
        (Role.BIRTH_DATE, "12/03/84", "**"),
        (Role.GIVEN_NAME, "Anna", "A**"),
        (Role.GIVEN_NAME, "Zoë", "Z**"),
        (Role.GIVEN_NAME, "Jo", "**"),
        (Role.FULL_NAME, "Anna Maria Berg", "A** M** B**"),
        (Role.FULL_NAME, "Li Wu", "L**"),
        (Role.STREET, "12 High Street", "1**"),
        (Role.CODE, "L-88213", "L**"),
        (Role.POSTCODE, "01234", "0**"),
        (Role.CODE, "\x1b[31mred", "**"),
        (Role.EMAIL, "", ""),
        (Role.CITY, "Leipzig", "Leipzig"),
        (Role.AMOUNT, "12.50", "12.50"),
        (None, "as it is", "as it is"),
    ],
)
def test_a_value_is_masked_by_its_role(role, value, shown):
    assert mask(value, role) == shown


@given(st.text(), st.sampled_from(sorted(PERSONAL_ROLES)))
def test_no_more_than_a_third_is_shown_and_the_length_is_not(value, role):
    shown = mask(value, role)
    if role is Role.BIRTH_DATE and shown.endswith("-**-**"):
        return  # the year, by rule
    assert len([c for c in shown if c not in "*@. "]) <= max(len(value) // 3, 0)
    assert len(shown) <= 2 * len(value) + 8


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("Anna.Berg@mail.com", "Aaaa.Aaaa@aaa.aaa"),
        ("Ab@xy.io", "Aa@aa.aa"),
        ("+49 171 1234567", "+99 999 99999"),
        ("2024-02-29", "9999-99-99"),
        ("李小龙 x", "xxx a"),
        ("a\tb\x1b[0m", "a a?[9a"),
        ("!!!!!!", "!!!"),
        ("", ""),
    ],
)
def test_a_shape_tells_the_form_only(value, form):
    assert shape(value) == form


@given(st.text(max_size=300))
def test_a_shape_holds_no_letter_or_digit_of_the_value(value):
    form = shape(value)
    assert len(form) <= 40
    assert not {c for c in form if c.isalnum()} - set("Aax9")
    assert shape(value) == form


def test_common_shapes_come_most_frequent_first_and_then_by_name():
    assert common_shapes(["ab", "12", "cd", "X"], 2) == ("aa", "99")
    assert common_shapes(["12", "X"], 2) == ("99", "A")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT CAST(v AS INTEGER) FROM t",
        "SELECT CAST(v AS DATE) FROM t",
        "SELECT CAST(v AS DECIMAL(4, 2)) FROM t",
        "SELECT CAST(n AS TINYINT) FROM t",
        "SELECT n * n * n FROM t",
        "SELECT strptime(v, '%Y') FROM t",
        "SELECT json_extract(v, '$.a') FROM t",
        "SELECT regexp_matches('a', '(' || v) FROM t",
        "SELECT date_trunc(v, DATE '2020-01-01') FROM t",
        "INSERT INTO t SELECT * FROM t",
    ],
)
def test_an_error_repeats_no_value(statement):
    with DuckEngine().empty() as session:
        session.run("CREATE TABLE t (v VARCHAR PRIMARY KEY, n BIGINT)")
        session.run("INSERT INTO t VALUES ('ann.o''neil@x.example', 4915112345678)")
        with pytest.raises(EngineError) as caught:
            session.rows(statement)
    told = mask_error(caught.value.message)
    assert "**" in told
    assert not any(part in told for part in ("neil", "491511", "12345"))


def test_an_error_about_names_stays_whole():
    told = 'Binder Error: Referenced column "emial" not found in FROM clause'
    assert mask_error(told) == told


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("login anna.berg@example.com, again", "login a**@e**.com, again"),
        ("call +49 171 1234542 at 9", "call **42 at 9"),
        ("anna.berg@example.com", "anna.berg@example.com"),  # the role of its column judges
        ("2 + 2, +10.000,00 and a@b", "2 + 2, +10.000,00 and a@b"),
    ],
)
def test_an_address_or_phone_inside_a_text_is_masked(text, shown):
    assert mask_inside(text) == shown
