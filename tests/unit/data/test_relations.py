"""Which column holds another table's key."""

import pytest

from vibecli.data.catalog import Role
from vibecli.data.survey import read_catalog

CUSTOMERS = (
    "CREATE TABLE customers AS SELECT {key} AS {name}, 'x' || i AS note FROM range(100) t(i)"
)


def found(session) -> list[tuple[str, str, str, str]]:
    relationships = read_catalog(session).relationships
    return [(r.table, r.column, r.to_table, r.to_column) for r in relationships]


@pytest.mark.parametrize(
    ("key", "name", "values", "column", "related"),
    [
        ("i", "customer_id", "i % 100", "customer_id", True),
        ("i", "id", "i % 100", "customer_id", True),
        ("i", "id", "i % 100", "customer", True),
        ("i", "customer_id", "i % 100", "billing_customer_id", True),
        ("i", "customer_id", "i + 50", "customer_id", False),
        ("i", "customer_id", "CASE WHEN i < 95 THEN i ELSE 1000 END", "customer_id", True),
        ("i", "id", "i % 100", "quantity", False),
        ("i", "id", "i % 100", "id_of_thing", False),
        ("'C-' || (1000 + i)", "customer_no", "'C-' || (1000 + i % 100)", "besteller", True),
        ("'C-' || (1000 + i)", "customer_no", "'C-' || (1000 + i % 10)", "besteller", False),
        ("i", "customer_id", "i::VARCHAR", "customer_id", False),
        ("i", "customer_id", "NULL::BIGINT", "customer_id", True),
        ("i", "id", "NULL::BIGINT", "other", False),
    ],
)
def test_names_and_values_tell(session, key, name, values, column, related):
    session.run(CUSTOMERS.format(key=key, name=name))
    session.run(
        f"CREATE TABLE orders AS SELECT 9000 + i AS order_id, {values} AS {column}"
        " FROM (SELECT range AS i FROM range(100) UNION ALL SELECT range FROM range(100))"
    )
    expected = [("orders", column, "customers", name)] if related else []
    assert found(session) == expected
    role = read_catalog(session).table("orders").column(column).role
    assert (role is Role.FOREIGN_KEY) is related


def test_declared_foreign_keys_are_kept_as_declared(session):
    session.run("CREATE TABLE a (k INT PRIMARY KEY)")
    session.run("CREATE TABLE b (x INT REFERENCES a (k), y INT)")
    (only,) = read_catalog(session).relationships
    assert (only.table, only.column, only.to_table, only.declared) == ("b", "x", "a", True)
    (only,) = read_catalog(session, profile=False).relationships
    assert only.declared


def test_a_tables_own_key_refers_only_when_named_for_the_other(session):
    for table in ("customers", "consents", "products"):
        name = "customer_id" if table != "products" else "product_id"
        session.run(f"CREATE TABLE {table} AS SELECT i AS {name} FROM range(50) t(i)")
    assert found(session) == [("consents", "customer_id", "customers", "customer_id")]


def test_one_to_one_keys_stay_keys(session):
    session.run("CREATE TABLE customers AS SELECT i AS customer_id FROM range(50) t(i)")
    session.run("CREATE TABLE consents AS SELECT i AS customer_id FROM range(50) t(i)")
    table = read_catalog(session).table("consents")
    assert (table.key, table.columns[0].role) == (("customer_id",), Role.KEY)


def test_hostile_names_do_no_harm(session):
    session.run('CREATE TABLE "cust""omers" AS SELECT i AS "cust""omer id" FROM range(50) t(i)')
    session.run('CREATE TABLE o AS SELECT i % 50 AS "cust""omer id" FROM range(200) t(i)')
    assert found(session) == [("o", 'cust"omer id', '"cust""omers"', 'cust"omer id')]


def test_facts_keyed_by_the_number_of_a_person_are_of_the_table_of_people(session):
    session.run("CREATE TABLE patienten (patient_nr INT PRIMARY KEY, email VARCHAR)")
    session.run("INSERT INTO patienten SELECT i, 'p' || i || '@x.example' FROM range(100) t(i)")
    session.run("CREATE TABLE einwilligung AS SELECT patient_nr, true AS ok FROM patienten")
    session.run(
        "CREATE TABLE termine AS SELECT 900 + i AS nr, i // 2 AS patient_nr FROM range(99) t(i)"
    )
    assert found(session) == [
        ("einwilligung", "patient_nr", "patienten", "patient_nr"),
        ("termine", "patient_nr", "patienten", "patient_nr"),
    ]
