"""Roles from names and values, also where one of the two misleads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vibecli.data.catalog import Role
from vibecli.data.roles import infer_roles
from vibecli.tagging.name_tokens import name_tokens
from vibecli.tagging.sample import ColumnSample

MAILS = ("anna@x.example", "ben@y.example", "clara@z.example")
PHONES = ("+49 170 1234567", "(555) 123-4567", "0151/2345678")
DATES = ("1980-03-12", "1975-11-02", "2001-07-30")
NAMES = ("Anna Lopez", "Robert Graf", "Maria Keller", "Tom Maier")
PLACES = ("The Golden Lamp", "Bella Vista", "Harbour Grill", "Blue Cellar")


def sample(name, values=(), kind="VARCHAR", *, unique=True, rows=None):
    count = rows or len(values)
    distinct = count if unique else max(len(values) - 1, 1)
    return ColumnSample(name, kind, tuple(values), count, distinct, 0)


def role(name, values=(), kind="VARCHAR", table="t", *others, **facts):
    return infer_roles(table, [sample(name, values, kind, **facts), *others])[name]


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("fname", ("Anna", "Ben"), Role.GIVEN_NAME),
        ("FirstName", ("Anna", "Ben"), Role.GIVEN_NAME),
        ("Vorname", ("Anna", "Ben"), Role.GIVEN_NAME),
        ("lname", ("Lopez", "Graf"), Role.FAMILY_NAME),
        ("LName", ("Lopez", "Graf"), Role.FAMILY_NAME),
        ("l_nm", ("Lopez", "Graf"), Role.FAMILY_NAME),
        ("ph", ("+33782354832", "none", "+1347920203"), Role.PHONE),
        ("login", MAILS, Role.EMAIL),
        ("card_no", ("6335 0000 1000 0000", "6335 0000 1003 0001"), Role.TEXT),
        ("SURNAME", ("Lopez", "Graf"), Role.FAMILY_NAME),
        ("member_name", NAMES, Role.FULL_NAME),
        ("e-mail", MAILS, Role.EMAIL),
        ("contact", MAILS, Role.EMAIL),
        ("tel.", PHONES, Role.PHONE),
        ("c7", PHONES, Role.PHONE),
        ("mobileNo", ("1701234567", "1519876543"), Role.PHONE),
        ("dob", DATES, Role.BIRTH_DATE),
        ("DateOfBirth", ("12.03.1980", "02.11.1975"), Role.BIRTH_DATE),
        ("joined", DATES, Role.TIME),
        ("ZIPCode", ("02139", "10115"), Role.POSTCODE),
        ("plz", ("50667", "10115"), Role.POSTCODE),
        ("c3", ("SW1A 1AA", "EC1A 1BB", "M1 1AE"), Role.POSTCODE),
        ("addr", ("12 Main St", "4 High Road"), Role.STREET),
        ("town", ("Bonn", "Ulm"), Role.CITY),
        ("country_code", ("DE", "FR"), Role.REGION),
        ("loyalty_number", ("L-1002", "L-1003"), Role.CODE),
        ("price", ("12.50", "8"), Role.AMOUNT),
        ("size", ("1-10", "11-50", "51-200", "1000+"), Role.CATEGORY),
        ("ref", ("50-11", "77-03", "90-12", "88-07"), Role.CODE),
        ("Anschrift", ("Hauptstr. 12", "Am Markt 4"), Role.STREET),
        ("Telefonnummer", PHONES, Role.PHONE),
        ("Geburtstag", DATES, Role.BIRTH_DATE),
        ("Familienname", ("Lopez", "Graf"), Role.FAMILY_NAME),
        ("Wohnort", ("Bonn", "Ulm"), Role.CITY),
        ("voornaam", ("Anna", "Ben"), Role.GIVEN_NAME),
        ("indirizzo", ("Via Roma 12", "Corso Italia 4"), Role.STREET),
        ("opted_in", ("yes", "no"), Role.FLAG),
    ],
)
def test_roles_told_by_name_and_values(name, values, expected):
    assert role(name, values, unique=False, rows=40) is expected


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("email_opt_in", ("true", "false"), Role.FLAG),
        ("phone_type", ("home", "work"), Role.CATEGORY),
        ("state", ("active", "closed"), Role.CATEGORY),
        ("email_verified_at", DATES, Role.TIME),
        ("name", PLACES, Role.TEXT),
        ("company_name", ("Acme Ltd", "Blue Lamp GmbH", "Keller Brothers Inc"), Role.TEXT),
    ],
)
def test_values_overrule_a_misleading_name(name, values, expected):
    rows = 40 if expected in (Role.FLAG, Role.CATEGORY) else len(values)
    assert role(name, values, unique=False, rows=rows) is expected


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        ("BOOLEAN", "active", Role.FLAG),
        ("DATE", "dob", Role.BIRTH_DATE),
        ("TIMESTAMP", "updated_at", Role.TIME),
        ("DOUBLE", "balance", Role.AMOUNT),
        ("STRUCT(a INTEGER)", "detail", None),
        ("INTEGER[]", "tags", None),
        ("BLOB", "photo", None),
    ],
)
def test_types_have_the_last_word(kind, name, expected):
    assert role(name, (), kind) is expected


@pytest.mark.parametrize(
    ("half", "other", "expected"),
    [
        ("prenom", "nom", Role.FAMILY_NAME),
        ("Vorname", "Name", Role.FAMILY_NAME),
        ("cognome", "nome", Role.GIVEN_NAME),
    ],
)
def test_a_name_beside_half_a_name_is_the_other_half(half, other, expected):
    columns = [sample(half, ("Anna", "Ben")), sample(other, ("Lopez", "Graf"))]
    assert infer_roles("clients", columns)[other] is expected


@pytest.mark.parametrize("table", ["crm.customers", "people"])
def test_names_of_persons_and_things_are_told_apart(table):
    assert role("name", NAMES, "VARCHAR", table) is Role.FULL_NAME
    assert role("name", PLACES, "VARCHAR", "restaurants") is Role.TEXT


def test_numbers_may_be_phones():
    assert role("mobile", ("1701234567", "1519876543"), "BIGINT", unique=False) is Role.PHONE


def test_the_key_is_the_unique_column_that_names_its_table():
    columns = [
        sample("loyalty_no", ("L1", "L2", "L3")),
        sample("customer_id", ("1", "2", "3"), "INTEGER"),
        sample("email", MAILS),
    ]
    assert infer_roles("crm.customers", columns) == {
        "loyalty_no": Role.CODE,
        "customer_id": Role.KEY,
        "email": Role.EMAIL,
    }


@pytest.mark.parametrize("facts", [{"unique": False}, {"rows": 9}])
def test_a_column_that_repeats_is_no_key(facts):
    column = ColumnSample("customer_id", "INTEGER", ("1", "2"), facts.get("rows", 2), 1, 0)
    assert infer_roles("orders", [column])["customer_id"] is not Role.KEY


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("e_mail", ("email",)),
        ("custNo", ("customer", "number")),
        ("DateOfBirth", ("date", "of", "birth")),
        ("customerid", ("customer", "id")),
        ("Straße", ("strasse",)),
        ("HTTPServer", ("http", "server")),
        ("prénom", ("prenom",)),
        ("", ()),
    ],
)
def test_words_of_a_name(name, expected):
    assert name_tokens(name) == expected


@given(st.text(max_size=30), st.lists(st.text(max_size=20), max_size=6))
def test_no_name_and_no_value_breaks_the_inference(name, values):
    distinct = tuple(dict.fromkeys(values))
    found = infer_roles(name, [sample(name, distinct)])
    assert set(found) == {name}


def days(first, last, text="{d:02}.{m:02}.{y}"):
    """Give sixty dates from one year to another."""
    years = [first + i * (last - first) // 59 for i in range(60)]
    return tuple(text.format(d=i % 28 + 1, m=i % 12 + 1, y=y) for i, y in enumerate(years))


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("data_ur", days(2016, 2024), Role.BIRTH_DATE),  # its name says so
        ("data urodzenia", days(1940, 2005), Role.BIRTH_DATE),
        ("geboorte_datum", days(1940, 2005), Role.BIRTH_DATE),
        ("dt1", days(1940, 2005), Role.BIRTH_DATE),  # only its dates do
        ("dato", days(1931, 2004, "{y}-{m:02}-{d:02}"), Role.BIRTH_DATE),
        ("dt1", days(2012, 2024), Role.TIME),
        ("dt1", days(1975, 2024), Role.TIME),
        ("dt1", days(1990, 2012), Role.TIME),
        ("dt1", days(1940, 2005, "{y}-{m:02}-{d:02} 14:30:00"), Role.TIME),
        ("member_since", days(1940, 2005), Role.TIME),
        ("dt_zam", days(1940, 2005), Role.TIME),
        ("hire_date", days(1960, 2010), Role.TIME),
    ],
)
def test_birth_dates_are_told_by_name_or_by_decades_of_years(name, values, expected):
    names = sample("imie", ("Anna", "Ben", "Ewa"))
    assert role(name, values, "VARCHAR", "klienci", names) == expected


def test_old_dates_beside_no_name_or_beside_a_birth_date_are_no_birth_dates():
    old, mail = days(1940, 2005), sample("mail", MAILS)
    assert role("dt1", old, "VARCHAR", "zam", mail) == Role.TIME
    given, born = sample("imie", ("Anna", "Ben", "Ewa")), sample("dob", DATES)
    assert role("dt1", old, "VARCHAR", "klienci", given, born) == Role.TIME
    assert role("dt1", old, "VARCHAR", "klienci", given, sample("dt2", old)) == Role.TIME
    assert role("dt1", old, "DATE", "klienci", given) == Role.BIRTH_DATE
