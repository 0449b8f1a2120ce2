"""Readings that would be wrong without a word said: each was one once, or nearly."""

import pytest

from tests.unit.agent.planning import database
from tests.unit.agent.planning import reply as planned
from vibecli.config import Settings
from vibecli.engine.duckdb import DuckEngine
from vibecli.workspace import Workspace

TABLES = """
CREATE TABLE customers (id INTEGER PRIMARY KEY, email VARCHAR, phone VARCHAR, street VARCHAR,
    city VARCHAR, country VARCHAR, created_at DATE, closed_at DATE);
INSERT INTO customers SELECT i, 'p' || i || '@a.example', '017' || (1000 + i), 'Elm ' || i,
    ['Paris', 'PARIS', 'Bonn'][1 + i % 3], ['US', 'DE'][1 + i % 2], DATE '2024-01-01' + i::INTEGER,
    CASE WHEN i % 5 > 0 THEN DATE '2024-02-01' END FROM range(60) t(i);
CREATE TABLE members (no INTEGER PRIMARY KEY, mail VARCHAR, tier VARCHAR, points INTEGER);
INSERT INTO members SELECT i, 'p' || i || '@a.example', ['gold', 'silver'][1 + i % 2], i
    FROM range(60) t(i);
CREATE TABLE orders (order_id INTEGER PRIMARY KEY, customer_id INTEGER, ordered_at DATE,
    amount DECIMAL(8,2), currency VARCHAR);
INSERT INTO orders SELECT i, CASE WHEN i % 2 = 0 THEN i % 60 END, DATE '2025-01-01' + i::INTEGER,
    i * 1.5, ['EUR', 'USD'][1 + i % 2] FROM range(200) t(i);
CREATE TABLE golden_profile (pid VARCHAR PRIMARY KEY, email VARCHAR, phone VARCHAR);
INSERT INTO golden_profile SELECT 'P' || i, 'p' || i || '@a.example', '017' || (1000 + i)
    FROM range(30) t(i);
CREATE VIEW open_customers AS SELECT * FROM customers WHERE closed_at IS NULL
"""


base = database(TABLES)


def reply(base, *intents):
    at_hand = None
    for intent in intents:
        answer = planned(base[1], intent, previous=at_hand)
        at_hand = answer.result if answer.result.kind == "plan" else None
    return answer


def step(base, *intents):
    answer = reply(base, *intents)
    assert answer.result.kind == "plan", answer
    return answer.result.steps[0]


@pytest.mark.parametrize(
    ("intent", "rows"),
    [
        ("customers for US", "SELECT id FROM customers WHERE country = 'US'"),
        ("customers in US and DE", "SELECT id FROM customers"),
        ("orders over $100", "SELECT order_id FROM orders WHERE amount > 100 AND currency = 'USD'"),
        ("orders over 100 €", "SELECT order_id FROM orders WHERE amount > 100 AND currency = 'EUR'"),
        ("all orders above 150", "SELECT order_id FROM orders WHERE amount > 150"),
        ("members with 0 points", "SELECT no FROM members WHERE points = 0"),
        ("orders after 1 May 2025", "SELECT order_id FROM orders WHERE ordered_at > '2025-05-01'"),
        ("orders since May 2nd, 2025", "SELECT order_id FROM orders WHERE ordered_at >= '2025-05-02'"),
        ("customers whose closed_at is before created_at",
         "SELECT id FROM customers WHERE closed_at < created_at"),
        ("customers without orders since 2025-03-01",
         ("SELECT id FROM customers WHERE id NOT IN (SELECT customer_id FROM orders WHERE customer_id"
         " IS NOT NULL AND ordered_at >= '2025-03-01')")),
        ("customers who never ordered",
         ("SELECT id FROM customers WHERE id NOT IN (SELECT customer_id FROM orders WHERE customer_id"
         " IS NOT NULL)")),
        ("members whose tier is neither gold nor silver", "SELECT no FROM members WHERE false"),
    ],
)  # fmt: skip
def test_rows_meant(base, intent, rows):
    answer = reply(base, intent)
    got = base[0].rows(answer.result.steps[0].select)
    assert sorted(row[0] for row in got) == sorted(row[0] for row in base[0].rows(rows))


@pytest.mark.parametrize(
    "intent",
    [
        "clean email",  # four tables hold e-mails
        "set price to 10 for gold members",  # points are no money
        "show customers * 2",
        "find duplicate customers by email and created_at",  # a date of creation tells nobody apart
        "clean phone in open_customers",
        "build a new golden_profile from customers",
    ],
)
def test_asked_or_refused(base, intent):
    assert reply(base, intent).result.kind in ("question", "refusal")


def test_a_rank_has_no_place_for_rows_without_a_group(base):
    select = step(base, "top 3 customer_id by total amount").select
    assert None not in [row[0] for row in base[0].rows(select)]


def test_a_tie_for_the_most_is_shown_whole(base):
    select = step(base, "which country has the most customers").select
    assert base[0].rows(select) == [("DE", 30), ("US", 30)]


def test_the_table_at_hand_is_meant(base):
    (clean,) = reply(base, "trim tier in members and clean email").result.steps
    assert [(r.column, r.op) for r in clean.rules] == [("tier", "trim"), ("mail", "email")]


def test_a_new_table_is_not_an_existing_profile(base):
    _, unify = reply(
        base, "build a new golden_people table from customers and members"
    ).result.steps
    assert unify.target == "golden_people"


@pytest.mark.parametrize("words", ["10 %", "10%", "10 percent"])
def test_a_share_is_no_number(base, words):
    select = step(base, f"reduce points by {words} for gold members").select
    assert all(new == round(no - no * 0.1) for no, new in base[0].rows(select) if no % 10 == 0)


@pytest.mark.parametrize(
    ("typed", "args"), [("Paris", ("Paris", "Lyon")), ("PARIS", ("PARIS", "Lyon"))]
)
def test_replace_takes_the_spelling_typed(base, typed, args):
    assert step(base, f"replace {typed} with Lyon in city of customers").rules[0].args == args


def test_a_rule_about_two_columns_judges_only_rows_that_have_both(base):
    select = step(base, "check that closed_at is after created_at in customers").select
    wrong = "SELECT id FROM customers WHERE NOT closed_at > created_at"
    assert len(base[0].rows(select)) == len(base[0].rows(wrong)) > 0


def test_without_a_column_may_mean_two_things(base):
    question = reply(base, "show customers in Bonn", "without phone").result
    assert [option.label for option in question.options] == ["rows", "column"]


def test_and_a_value_does_not_narrow_to_nothing(base):
    assert reply(base, "show customers in Paris", "and Bonn").result.kind != "plan"


def test_only_for_a_value_narrows_a_clean(base):
    assert (
        step(base, "clean phone in customers", "only for country DE").where == "\"country\" = 'DE'"
    )


def test_a_refusal_says_how_far_it_could_read(base):
    answer = reply(base, "how many customers like jazz")
    assert answer.understood == "read as far as: how many customers"
    assert answer.result.not_understood == ("like", "jazz")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("cuont customers by city", "cuont is read as count"),
        ("fnid duplicate customers", "fnid is read as find"),
        ("clean emial in members", "emial is read as email"),
        ("customers withuot phone", "withuot is read as without"),
    ],
)
def test_typing_errors_are_mended_and_told(base, typed, read):
    plan = reply(base, typed).result
    assert read in [a.text for a in plan.assumptions]
    assert plan.confidence == "medium"


@pytest.mark.parametrize("intent", ["customers named Cuont", "cuont 'cuont' jazz", "show CUONT"])
def test_names_and_quotes_are_not_mended(base, intent):
    assumed = getattr(reply(base, intent).result, "assumptions", ())
    assert not [a.text for a in assumed if "is read as" in a.text]


def test_edits_may_follow_an_intent_at_once(base):
    match, unify = reply(
        base,
        "match customers with members and update the golden profile, but only gold members "
        "and do not touch the phone",
    ).result.steps
    assert [f.where for f in unify.only] == ["\"tier\" = 'gold'"]
    assert unify.ignore == ("phone",)
    assert match.ignore == ()


def test_the_value_look_up_lets_go_of_the_database(tmp_path):
    database = tmp_path / "a.duckdb"
    with DuckEngine().write(database) as session:
        session.run("CREATE TABLE customers (id INTEGER, city VARCHAR, note VARCHAR)")
        session.run("INSERT INTO customers SELECT i, 'c' || i, 'n' || i FROM range(99) t(i)")
    workspace = Workspace(Settings(workspace=tmp_path, database=database, state=tmp_path / "s"))
    catalog, find = workspace.catalog(), workspace.find_value
    plan = planned(catalog, "customers in c17", find_value=find).result
    assert "c17" in plan.steps[0].select
    with DuckEngine().write(database, lock_timeout=0.1) as session:
        assert session.rows(plan.steps[0].select) == [(17, "c17", "n17")]
