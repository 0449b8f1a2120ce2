"""Tags from names and values, above all where one of the two misleads."""

import pytest

from vibecli.data.catalog import Role
from vibecli.data.survey import read_catalog
from vibecli.engine.duckdb import DuckEngine
from vibecli.run.discretion import Discretion
from vibecli.run.insight import sampled_info
from vibecli.tagging.sample import ColumnSample
from vibecli.tagging.tag import Tag
from vibecli.tagging.tagger import tag_columns

MAILS = tuple(f"user{n}@mail.example" for n in range(12))
SSNS = tuple(f"{230 + n}-45-{6789 - n}" for n in range(12))
PHONES = tuple(f"21255{n}67{80 + n}" for n in range(3, 10)) * 2
CARDS = tuple(f"4{n:03} 1234 5678 9012" for n in range(12))
COUNTRIES = ("Germany", "France", "Spain", "Italy", "Norway", "Japan", "Chile", "Kenya", "Peru")
PEOPLE = ("Anna Lopez", "Robert Graf", "Maria Keller", "James Smith", "Laura Brown", "Paul Clark")
STREETS = ("Market Place", "Dark Alley", "Old Grove", "Toll Ramp")
GOODS = ("Rose Perfume", "Oxford Shirt", "Charlotte Dress", "Hunter Boots", "Victoria Lamp")


def sample(name, values, kind="VARCHAR"):
    return ColumnSample(name, kind, tuple(sorted(set(values))), len(values), len(set(values)), 0)


def verdict(name, values, kind="VARCHAR", table="t", *others):
    return tag_columns(table, [sample(name, values, kind), *others])[name]


@pytest.mark.parametrize(
    ("name", "values", "kind", "expected"),
    [
        ("email_verified", ("true", "false"), "VARCHAR", None),
        ("email_domain", ("gmail.com", "aol.com"), "VARCHAR", None),
        ("scenario_code", ("SCN-125", "SCN-204"), "VARCHAR", None),
        ("product_name", GOODS, "VARCHAR", None),
        ("company_name", ("Acme Ltd", "Keller Brothers Inc"), "VARCHAR", None),
        ("file_name", ("anna.pdf", "maria.doc"), "VARCHAR", None),
        ("style_code", ("M", "F", "U"), "VARCHAR", None),
        ("state", ("active", "closed"), "VARCHAR", None),
        ("state", COUNTRIES, "VARCHAR", Tag.COUNTRY),
        ("version", ("1.2.3.4", "10.0.0.1"), "VARCHAR", None),
        ("phone_count", ("1", "2"), "INTEGER", None),
        ("id", SSNS, "VARCHAR", Tag.NATIONAL_ID),
        ("mobile", PHONES, "BIGINT", Tag.PHONE),
        ("note", MAILS, "VARCHAR", Tag.EMAIL),
        ("card number", CARDS, "VARCHAR", Tag.CREDIT_CARD),  # none passes Luhn
        ("origin", COUNTRIES, "VARCHAR", Tag.COUNTRY),
        ("city", ("Xqwoth", "Mbrelle", "Uuntoj"), "VARCHAR", Tag.CITY),  # nobody lists them
        ("c0", MAILS, "VARCHAR", Tag.EMAIL),
        ("c1", SSNS, "VARCHAR", Tag.NATIONAL_ID),
        ("c2", ("10.0.0.1", "192.168.7.12"), "VARCHAR", Tag.IP),
        ("c3", [f"{n} {s}" for n in (7, 12) for s in STREETS], "VARCHAR", Tag.ADDRESS),
        ("电话号码", ("13800138000", "13912345678"), "VARCHAR", Tag.PHONE),
        ("Дата рождения", ("12.03.1980", "02.11.1975"), "VARCHAR", Tag.BIRTHDATE),
        ("iban", ("DE89 3704 0044 0532 0130 00", "FR14 2004 1010"), "VARCHAR", Tag.IBAN),
        ("nascimento", ("2003-05-15", "2002-10-20"), "DATE", Tag.BIRTHDATE),
        ("date_of_birth", ("081290", "181292"), "VARCHAR", Tag.BIRTHDATE),
        ("departement", ("Marketing", "Ventes"), "VARCHAR", None),
        ("Contact", ("9876543210", "9876543212"), "VARCHAR", Tag.PHONE),
        ("Contact", PEOPLE, "VARCHAR", Tag.FULL_NAME),
        ("Responsável N2", PEOPLE, "VARCHAR", Tag.FULL_NAME),
        ("DrawnBy", PEOPLE, "VARCHAR", Tag.FULL_NAME),
        ("address", ("東京都港区芝公園4-2-8", "大阪市北区梅田1-1-1"), "VARCHAR", Tag.ADDRESS),
        ("rrn", ("280324-1809570", "850523-1738720"), "VARCHAR", Tag.NATIONAL_ID),
        ("KullaniciAdi", ("ayse.kaya", "burak.koc"), "VARCHAR", Tag.USERNAME),
        ("account", ("NL91BUNQ0123456789", "NL12ABNA0123456700"), "VARCHAR", Tag.IBAN),
        ("Ime", PEOPLE, "VARCHAR", Tag.FULL_NAME),  # the whole, whatever it is called
        ("user_name", ("김태영", "박은지", "홍명보"), "VARCHAR", Tag.FULL_NAME),
        ("estado_civil", ("Soltera", "Casado"), "VARCHAR", None),
        ("mac", ("00:1b:44:11:3a:b7", "00:1b:44:11:3a:b8"), "VARCHAR", Tag.DEVICE_ID),
    ],
)
def test_two_witnesses_tell_the_tag(name, values, kind, expected):
    assert verdict(name, values, kind).tag is expected


def test_neighbours_tell_what_a_plain_name_is():
    mail = sample("email", MAILS)
    assert verdict("name", PEOPLE, "VARCHAR", "customers", mail).tag is Tag.FULL_NAME
    assert verdict("name", GOODS, "VARCHAR", "products").tag is None
    given = sample("vorname", ("Anna", "Ben", "Clara"))
    assert verdict("name", ("Lopez", "Graf"), "VARCHAR", "t", given).tag is Tag.SURNAME


def test_a_verdict_says_why_and_never_repeats_a_value():
    found = verdict("id", SSNS)
    assert 0.8 < found.confidence < 1
    assert found.why
    assert not any(value in line for line in found.why for value in SSNS)
    assert verdict("email", MAILS).confidence > found.confidence
    assert verdict("amount", ("1.5", "2.5"), "DOUBLE").why == ()


def test_a_key_that_is_somebody_is_masked_and_its_extremes_are_not_kept():
    with DuckEngine().empty() as session:
        session.run("CREATE TABLE people (id VARCHAR PRIMARY KEY, mobile BIGINT, ip VARCHAR)")
        for n, ssn in enumerate(SSNS):
            session.run(f"INSERT INTO people VALUES ('{ssn}', {PHONES[n]}, '10.0.0.{n}')")
        table = read_catalog(session).table("people")
    assert [c.tagged.tag for c in table.columns] == [Tag.NATIONAL_ID, Tag.PHONE, Tag.IP]
    assert all(c.personal and c.minimum is None for c in table.columns)
    assert table.column("id").role is Role.CODE
    shown = Discretion(tables=(table,))
    assert SSNS[0] not in shown.record("people", SSNS[0])
    assert shown.value("10.0.0.7", table, "ip") != "10.0.0.7"


def test_what_names_a_column_of_the_base_is_no_code(tmp_path):
    with DuckEngine().write(tmp_path / "v.duckdb") as session:
        session.run("CREATE TABLE mails AS SELECT 'ann@x.example' AS c1, 'bob' AS c2")
        told = (
            "(SELECT unnest(['mails.c1', 'mails.c2']) AS named, unnest(['x-12', 'mails.c1']) AS t)"
        )
        columns = session.describe(f"SELECT * FROM {told}")
        info = sampled_info(session, told, "listing", columns, read_catalog(session))
    assert [column.role for column in info.columns] == [Role.TEXT, Role.CODE]
