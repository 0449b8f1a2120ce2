"""Records that share a value: pairs over two tables, and one row kept of each group."""

import pytest

from tests.unit.agent.planning import database, result
from vibecli.plan.model import Plan, Question
from vibecli.steps.check import Check
from vibecli.steps.query import Query
from vibecli.steps.remove import Remove

TABLES = """
CREATE TABLE leads (lead_id INTEGER PRIMARY KEY, email VARCHAR, phone VARCHAR, score INTEGER, captured_on DATE);
INSERT INTO leads VALUES (1, 'Ann@a.example', '0170 1234567', 1, '2024-01-03'), (2, 'ann@a.example ', '0170-7654321', 5, '2024-01-02'),
    (3, 'x@x.example', '0000', 7, '2024-01-01'), (4, NULL, '01701234567', 7, '2024-01-09'), (5, NULL, NULL, 2, '2024-01-05');
CREATE TABLE users (user_id INTEGER PRIMARY KEY, email VARCHAR, phone VARCHAR, st VARCHAR, closed_on DATE);
INSERT INTO users VALUES (10, 'ann@a.example', '(0170) 1234567', 'open', NULL), (11, 'bo@b.example', '0000', 'closed', '2024-05-01'),
    (12, NULL, NULL, 'closed', NULL), (13, 'cy@c.example', '0171 5554444', 'open', '2024-06-01');
CREATE TABLE firms (firm_id INTEGER PRIMARY KEY, name VARCHAR, domain VARCHAR);
INSERT INTO firms VALUES (7, 'A', 'A.example'), (8, 'X', 'x.example');
CREATE TABLE contacts (contact_id INTEGER PRIMARY KEY, lead_id INTEGER REFERENCES leads (lead_id), campaign VARCHAR, day DATE);
INSERT INTO contacts VALUES (1, 1, 'K1', '2024-02-02'), (2, 1, 'K1', '2024-02-01'), (3, 1, 'K2', '2024-02-01'), (4, 2, 'K1', '2024-02-01'),
    (5, 1, 'K1', '2024-02-01')
"""
MAIL = [(1, 10), (2, 10)]
PAIRS = [
    ("which leads have the same email as a user? give me lead id and user id", MAIL),
    ("pairs lead id / user id with same email in lead list and user list. case-insensitive, else exact", MAIL),
    ("leads whose email also appears in the users, lead id and user id is enough", MAIL),
    ("which leads share a phone number with a user? lead id and user id", [(1, 10), (3, 11), (4, 10)]),
    ("which leads have the same phone as a user? digits only, forget about the dummy 0000. lead id + user id", [(1, 10), (4, 10)]),
    ("which leads have the same phone as a user, without the closed ones? lead id and user id", [(1, 10), (4, 10)]),
    ("match the leads to the firms by the domain of their email, lead id and firm id", [(1, 7), (2, 7), (3, 8)]),
    ("link the leads with the firms on the domain in their email (not x.example). Show lead id and firm id", [(1, 7), (2, 7)]),
]  # fmt: skip
GONE = [
    ("keep for each campaign and lead only the earliest contact and delete the others", [1, 5]),
    (
        "in the contacts, keep per campaign and lead only the contact with the highest contact id",
        [1, 2],
    ),
    ("keep only the newest contact per campaign, the others can go", [2, 4, 5]),
    ("per email only the lead with the highest score should stay", [1]),
]
NO_PAIRS = [
    "which leads have the same phone as a user, but not the nice ones",
    "which leads have the same score as a user",
    "keep for each planet only the earliest contact",
    "keep for each campaign only the prettiest contact",
]


base = database(TABLES)


def only_step(base, intent, kind):
    plan = result(base, intent)
    assert isinstance(plan, Plan), plan
    (step,) = plan.steps
    assert isinstance(step, kind)
    return step


@pytest.mark.parametrize(("intent", "pairs"), PAIRS, ids=[intent[:50] for intent, _ in PAIRS])
def test_records_that_share_a_value_come_as_pairs(base, intent, pairs):
    assert [tuple(row) for row in base[0].rows(only_step(base, intent, Query).select)] == pairs


@pytest.mark.parametrize(("intent", "gone"), GONE, ids=[intent[:50] for intent, _ in GONE])
def test_one_row_of_each_group_is_kept(base, intent, gone):
    removed = base[0].rows(only_step(base, intent, Remove).keys_select)
    assert sorted(key for (key,) in removed) == gone


@pytest.mark.parametrize("intent", NO_PAIRS)
def test_what_is_read_in_part_only_is_not_planned(base, intent):
    assert not isinstance(result(base, intent), Plan)


def test_two_statements_about_the_same_thing_are_one_rule(base):
    step = only_step(base, "every closed user has a closing date and no open one has one", Check)
    assert sorted(key for (key,) in base[0].rows(step.select)) == [12, 13]


def test_a_column_set_with_no_rows_told_is_asked_about(base):
    asked = result(base, "set the score to 3")
    assert isinstance(asked, Question)
    assert asked.options[1].label == "empty ones"
    assert isinstance(result(base, "set the score of all leads to 3"), Plan)
