"""Where the values of a SELECT come from."""

import pytest

from vibecli.plan.lineage import lineage

SCHEMA = {
    "crm.customers": {
        "id": "BIGINT",
        "last_name": "VARCHAR",
        "email": "VARCHAR",
        "Odd One": "DATE",
        "home.phone": "VARCHAR",
    },
    "orders": {"id": "BIGINT", "amount": "DECIMAL(10,2)"},
}


@pytest.mark.parametrize(
    ("select", "expected"),
    [
        ("SELECT last_name AS x FROM crm.customers", {"x": {"last_name"}}),
        ("SELECT email AS city, id FROM CRM.Customers", {"city": {"email"}, "id": {"id"}}),
        ("SELECT lower(email) || last_name AS y FROM crm.customers", {"y": {"email", "last_name"}}),
        ("WITH z AS (SELECT email AS a FROM crm.customers) SELECT a AS b FROM z", {"b": {"email"}}),
        ("FROM crm.customers SELECT email AS e", {"e": {"email"}}),
        ("SELECT (SELECT max(email) FROM crm.customers) AS m", {"m": {"email"}}),
        ("SELECT {'a': email} AS s FROM crm.customers", {"s": {"email"}}),
        ('SELECT "Odd One" AS d FROM crm.customers', {"d": {"odd one"}}),
        ('SELECT trim("home.phone") AS p FROM crm.customers', {"p": {"home.phone"}}),
        (
            'SELECT * EXCLUDE (id, "Odd One", last_name, "home.phone") FROM crm.customers',
            {"email": {"email"}},
        ),
        ("SELECT count(*) AS n FROM crm.customers", {"n": set()}),
    ],
)
def test_sources_are_followed(select, expected):
    found = lineage(select, SCHEMA)
    assert {
        name: {s.column.lower() for s in sources} for name, sources in found.items()
    } == expected


@pytest.mark.parametrize("select", ["SELECT FROM FROM", "SELECT * FROM nowhere"])
def test_what_cannot_be_told_is_said(select):
    assert lineage(select, SCHEMA) is None
