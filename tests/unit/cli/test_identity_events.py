"""A match over an earlier one: what became of its persons is written, shown, and undone with it."""

import json

import pytest

from tests import files
from tests.terminal.shop import MATCH

pytestmark = pytest.mark.slow

EVENTS = "SELECT event, source, record_id, records FROM customer_identity_events"
STATE = "SELECT person_id, source, record_id FROM customer_identity ORDER BY ALL"
PERSON = "SELECT person_id FROM customer_identity WHERE record_id = '{}'"


def read(shop, *selects):
    with files.read(shop / "vibecli.duckdb") as session:
        return [session.rows(select) for select in selects]


def hand_over(shop, table, account, customer):
    """Let an account be another customer's."""
    with files.write(shop / "vibecli.duckdb") as session:
        session.run(
            f"UPDATE {table} SET full_name = c.name, mail = c.email FROM customers AS c"
            f" WHERE c.id = '{customer}' AND {account}"
        )


def test_a_record_that_moves_is_an_event_until_it_is_undone(ask, matched):
    before, (old,), (new,) = read(matched, STATE, PERSON.format("L-000"), PERSON.format("C-001"))
    hand_over(matched, "loyalty", "account_no = 'L-000'", "C-001")
    shown = ask("ask", MATCH, "--yes", "-o", "json")
    assert "since the last run 1 record moved" in json.loads(shown.out)["steps"][0]["headline"]
    assert read(matched, EVENTS, PERSON.format("L-000")) == [
        [("move", "loyalty", "L-000", 1)],
        [new],
    ]
    assert old != new
    assert ask("undo").code == 0
    assert read(matched, STATE) == [before]
    assert "customer_identity_events" not in ask("tables").out


def test_events_add_up_and_nothing_new_adds_none(ask, matched):
    for run, customer in enumerate(("C-001", "C-003"), start=1):
        hand_over(matched, "loyalty", "account_no = 'L-000'", customer)
        ask("ask", MATCH, "--yes")
        assert read(matched, "SELECT run FROM customer_identity_events ORDER BY 1")[0][-1] == (run,)
    again = ask("ask", MATCH, "--yes")
    assert "Nothing would change" in again.out


def test_person_ids_of_events_are_shown_and_personal_record_ids_are_not(ask, shop):
    with files.write(shop / "vibecli.duckdb") as session:
        handle = "'@' || lower(replace(full_name, ' ', '.')) || row_number() OVER ()"
        session.run(f"CREATE TABLE members AS SELECT *, {handle} AS login FROM loyalty")
        session.run("ALTER TABLE members DROP account_no")
        session.run("ALTER TABLE members ADD PRIMARY KEY (login)")
    ask("ask", "match customers with members", "--yes")
    hand_over(shop, "members", "login = '@ana.berg1'", "C-001")
    ask("ask", "match customers with members", "--yes")
    told = ask("review", "--rows", "customer_identity_events").out
    assert "person_id        p_" in told
    assert "members" in told
    assert "ana.berg" not in told
    assert "ana.berg" in ask("review", "--rows", "customer_identity_events", "--unmask").out


def test_the_placeholders_a_match_ignored_are_listed_on_request(ask, shop):
    with files.write(shop / "vibecli.duckdb") as session:
        session.run("UPDATE customers SET email = 'noreply@shop.example' WHERE id > 'C-030'")
    ask("ask", MATCH)
    assert "noreply" not in ask("review", "-v").out
    masked, bare = (ask("review", "--rows", "s1_placeholders", *m).out for m in ([], ["--unmask"]))
    assert ("n**@" in masked, "noreply@shop.example" in masked) == (True, False)
    assert "noreply@shop.example" in bare
