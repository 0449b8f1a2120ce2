"""Columns of record ids are personal when a table they name has a personal key."""

import pytest

from vibecli.data.catalog import Role
from vibecli.data.survey import read_catalog
from vibecli.engine.duckdb import DuckEngine

MAIL = "'u' || i || '@x.example'"
TABLES = f"""
CREATE TABLE crm AS SELECT 'C-' || i AS id, 'Ann' AS first_name FROM range(20) r(i);
CREATE TABLE web AS SELECT {MAIL} AS email, 'Ann' AS first_name FROM range(20) r(i);
"""


def column(name, *statements, table="links"):
    with DuckEngine().empty() as session:
        session.run(TABLES)
        for statement in statements:
            session.run(statement)
        return read_catalog(session).table(table).column(name)


def links(*selects):
    parts = " UNION ALL ".join(f"SELECT 'p' || i % 9 AS person_id, {s}" for s in selects)
    return f"CREATE TABLE links AS {parts}"


CRM = "'crm' AS source, 'C-' || i AS record_id FROM range(20) r(i)"
WEB = f"'web' AS source, {MAIL} AS record_id FROM range(20) r(i)"
GONE = "'gone' AS source, 'x' || i AS record_id FROM range(20) r(i)"
FALSE = f"'crm' AS source, {MAIL} AS record_id FROM range(20) r(i)"


@pytest.mark.parametrize(
    ("made", "role", "told"),
    [
        ([CRM], Role.FOREIGN_KEY, True),
        ([CRM, WEB], Role.CODE, True),
        ([WEB], Role.CODE, True),
        ([CRM, GONE], Role.CODE, True),
        ([FALSE], Role.EMAIL, False),
    ],
)
def test_an_id_is_as_personal_as_the_keys_it_may_be_made_of(made, role, told):
    found = column("record_id", links(*made))
    assert (found.role, found.record_of) == (role, "source" if told else None)


def test_a_provenance_table_names_rows_of_a_profile_with_a_personal_key():
    head = "CREATE TABLE web_provenance AS SELECT"
    found = column("profile_key", f"{head} email AS profile_key FROM web", table="web_provenance")
    assert found.personal
    other = "CREATE TABLE crm_provenance AS SELECT id AS profile_key FROM crm"
    assert not column("profile_key", other, table="crm_provenance").personal


def test_a_code_of_a_person_stays_personal_as_key_and_where_it_is_referred_to():
    made = "CREATE TABLE {} AS SELECT 'X' || (100000 + i * 7) AS passport_number, {} FROM range(80) r(i)"
    keyed = made.format("holders", "'Kiel' AS town")
    visits = made.format("visits", "i AS nights")
    assert column("passport_number", keyed, table="holders").role is Role.CODE
    doubled = "INSERT INTO visits FROM visits"
    assert column("passport_number", keyed, visits, doubled, table="visits").personal
