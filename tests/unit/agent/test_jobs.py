"""Jobs said in any order, with talk around them: who is who, what is there, what cannot be right."""

import pytest

from tests.unit.agent.planning import database, result

TABLES = """
CREATE TABLE clients (client_id INTEGER PRIMARY KEY, first_name VARCHAR, last_name VARCHAR,
    email VARCHAR, phone VARCHAR, postcode VARCHAR, created_at DATE);
INSERT INTO clients SELECT i, ['Ann', 'Bob', 'Cy'][1 + i % 3],
    ['Lee', 'Ray', 'Fox'][1 + i % 3], CASE WHEN i = 3 THEN 'none' ELSE 'p' || i ||
    '@a.example' END, '01701000' || i, CASE WHEN i = 4 THEN '123' ELSE '1000' || (i % 10) END,
    DATE '2024-01-01' + i::INTEGER FROM range(40) t(i);
CREATE TABLE web_accounts (account_id INTEGER PRIMARY KEY, full_name VARCHAR, email VARCHAR,
    signed_up DATE, last_login DATE);
INSERT INTO web_accounts SELECT i, ['Ann Lee', 'Bob Ray', 'Cy Fox'][1 + i % 3], 'p' || i || '@a.example', DATE '2024-02-01',
    DATE '2024-02-01' + (i - 1)::INTEGER FROM range(40) t(i);
CREATE TABLE orders (order_id INTEGER PRIMARY KEY, client_id INTEGER, placed_at DATE, qty INTEGER);
INSERT INTO orders SELECT i, CASE WHEN i = 7 THEN 900 ELSE i % 40 END,
    CASE WHEN i = 9 THEN DATE '2020-01-01' ELSE DATE '2025-01-01' END,
    CASE WHEN i = 5 THEN 999 ELSE 2 END FROM range(80) t(i)
"""


base = database(TABLES)


def plan(base, intent):
    found = result(base, intent)
    assert found.kind == "plan", found
    return found


@pytest.mark.parametrize(
    ("intent", "tables"),
    [
        ("clients and web accounts: who is who?", {"clients", "web_accounts"}),
        ("We talk too much about this. Tie the web users to our clients", {"clients", "web_accounts"}),
        ("which client and which web account are the same human being, even if names are misspelt?",
         {"clients", "web_accounts"}),
        ("I have a feeling folks are in the client list twice. Find the doubles", {"clients"}),
        ("web accounts: group the ones that are one and the same person. no deletes",
         {"web_accounts"}),
    ],
)  # fmt: skip
def test_the_same_person_is_sought_however_it_is_said(base, intent, tables):
    steps = plan(base, intent).steps
    assert [step.kind for step in steps] == ["match"]
    assert {one.table for one in steps[0].inputs} == tables


def test_one_row_a_person_goes_into_the_table_named(base):
    match, unify = plan(
        base,
        "bring clients and web accounts together in one new table called people, each person"
        " only once, sources untouched",
    ).steps
    assert {one.table for one in match.inputs} == {"clients", "web_accounts"}
    assert unify.target == "people"


def test_of_duplicates_the_one_told_is_kept(base):
    intent = "throw out duplicate clients and keep the one created last of each person"
    match, remove = plan(base, intent).steps
    assert match.inputs[0].table == remove.target == "clients"
    assert '"created_at" DESC' in remove.keys_select


def test_how_things_came_about_is_set_aside_and_told(base):
    intent = "some people signed up twice (they forgot their password, new email, you know it): who is doubled in the web accounts?"
    found = plan(base, intent)
    assert [one.table for one in found.steps[0].inputs] == ["web_accounts"]
    assert any("forgot their password" in note.text for note in found.assumptions)


@pytest.mark.parametrize(
    ("intent", "broken"),
    [
        ("orders whose client number isn't in our client list", [7]),
        ("make sure every order belongs to a client that exists. null = ok", [7]),
        ("orders on a day before their client was created", [9]),
        ("assert: an order is never placed before its client was created. list violations", [9]),
        ("order lines with a bad quantity - negative or 999", None),
        ("orders with a junk qty: zero, negative or 999. null is ok", [5]),
        ("make sure that every client has a postcode with exactly five digits", [4]),
        ("clients whose email is not a valid e-mail address", [3]),
        ("verify that no web account's last login is before it signed up", [0]),
        ("check that no client has two orders unless it is new", None),
    ],
)
def test_what_cannot_be_right_is_found_or_refused(base, intent, broken):
    found = result(base, intent)
    if broken is None:
        assert found.kind != "plan"
        return
    assert found.kind == "plan", found
    rows = base[0].rows(found.steps[-1].select)
    assert [row[0] for row in rows] == broken


@pytest.mark.parametrize(
    "intent",
    [
        "i'm new to the client table, give me a little tour: what's in each column, how many are empty",
        "what sort of information is in the columns of the clients? like: name, e-mail, phone",
        "where do we keep e-mail addresses? look at the contents of all tables",
        "I'm new here - what tables are there and how many rows has each?",
        "my boss was worried. which cols of the clients are pii and of what kind are they?",
        "Before I began I heard a lot, so give me a description of the orders: how many values are missing",
    ],
)
def test_what_is_there_is_told(base, intent):
    assert [step.kind for step in plan(base, intent).steps] == ["query"]


@pytest.mark.parametrize(
    "intent",
    [
        "fill the missing values in the clients",
        "which clients also have an account at ING?",
        "match clients and web accounts, and call them tomorrow",
        "find duplicate clients and delete nothing but the old ones",
        "make sure no client is sad",
        "find duplicates in the clients, our rich people",
        "match clients and web accounts, you know the german people",
        "profile the orders, our blue ones",
    ],
)
def test_a_word_that_changes_the_meaning_is_never_set_aside(base, intent):
    assert result(base, intent).kind != "plan"
