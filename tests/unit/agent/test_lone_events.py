"""Tables of events without a table of customers: whom words are about, what is asked, what is refused."""

import pytest

from tests.unit.agent.planning import errors, reply
from vibecli.agent.catalogue.help import intents_help
from vibecli.agent.planner import Answer
from vibecli.data.survey import read_catalog
from vibecli.engine.duckdb import DuckEngine

ROWS = "FROM range(3000) r(i)"
WHEN = "TIMESTAMP '2024-01-01' + to_hours(i * 7)"
WHOSE = "'C' || (i * 7919 % 300)"
PAID = "(i % 97)::DECIMAL(9, 2) AS amount"
ORDERS = f"CREATE TABLE orders AS SELECT i AS order_id, {WHOSE} AS customer_id, {WHEN} AS ordered_at, {PAID} {ROWS}"
TRX = f"""CREATE TABLE trx AS SELECT {WHOSE} AS customer_id, md5('d' || (i * 31 % 700)) AS device_id,
    'u' || (i * 7919 % 290) || '@x.example' AS email, {WHEN} AS ts, {PAID} {ROWS}"""
TWINS = f"CREATE TABLE t AS SELECT {WHOSE} AS member, 'm' || (i * 7919 % 300) AS account_no, {WHEN} AS d {ROWS}"
LOG = f"CREATE TABLE log AS SELECT 100000 + i * 7919 % 300 AS msno, {WHEN} AS d, i % 7 AS x1, (i % 97) / 3.0 AS x2 {ROWS}"
MAIL = f"""CREATE TABLE shop AS SELECT 'u' || (i * 7919 % 290) || '@x.example' AS mail, 'Anna' AS first_name,
    'Berg' || (i * 7919 % 290) AS last_name, {WHEN} AS bought, {PAID} {ROWS}"""
LOGINS = (
    f"CREATE TABLE logins AS SELECT 'C' || (i * 7919 % 500) AS customer_id, {WHEN} AS at {ROWS}"
)
PRODUCTS = "CREATE TABLE products AS SELECT 'P' || i AS product_id, 'thing ' || i AS name FROM range(40) r(i)"
BOUGHT = f"""CREATE TABLE orders AS SELECT i AS order_id, {WHOSE} AS customer_id, 'P' || (i % 40) AS product_id,
    {WHEN} AS ordered_at, {PAID} {ROWS}"""
OTHERS = "CREATE TABLE customers AS SELECT 'K-' || i AS customer_no, 'n' || i || '@x.example' AS email, 'Berg' AS last_name FROM range(90) r(i)"
READINGS = f"CREATE TABLE readings AS SELECT {WHEN} AS at, i % 5 AS sensor, i / 7.0 AS v {ROWS}"
STANDING = "whenever a new purchase arrives, match it to a customer and update the features"


def surveyed(*tables):
    with DuckEngine().empty() as session:
        for table in tables:
            session.run(table)
        return read_catalog(session)


def planned(catalog, words, **more):
    """Give the kinds of the steps, the key of the customers, and the tables they are made from."""
    plan = reply(catalog, words, **more).result
    assert plan.kind == "plan", plan
    assert errors(plan, catalog) == []
    made = plan.steps[0]
    assert (made.kind, made.target, made.mode) == ("write", "customers", "replace")
    assert all(made.id in step.needs for step in plan.steps[1:])
    return [step.kind for step in plan.steps[1:]], made.keys[0], made.select


@pytest.mark.parametrize(
    ("tables", "words", "kinds", "key"),
    [
        ([ORDERS], "add features for orders", ["feature"], "customer_id"),
        ([ORDERS], "train a churn model on orders", ["train"], "customer_id"),
        ([ORDERS], "who will not buy again within 60 days", ["train", "score", "query"], "customer_id"),
        ([ORDERS], STANDING, ["alter", "trigger"], "customer_id"),
        ([LOG], "train a churn model", ["train"], "msno"),
        ([MAIL], "train a churn model", ["train"], "mail"),
        ([TWINS], "add features for t per customer", ["feature"], "member"),
        ([TRX], "add features for trx per device_id", ["feature"], "device_id"),
        ([BOUGHT, PRODUCTS], "add features for orders", ["feature"], "customer_id"),
        ([BOUGHT, PRODUCTS], "train a churn model", ["train"], "customer_id"),
    ],
)  # fmt: skip
@pytest.mark.few(4)
def test_a_plan_makes_the_table_of_the_customers_first(tables, words, kinds, key):
    assert planned(surveyed(*tables), words)[:2] == (kinds, key)


def test_customers_of_several_tables_of_events_are_of_one_table():
    catalog = surveyed(ORDERS, LOGINS)
    _, key, select = planned(catalog, "train a churn model")
    assert (key, "UNION ALL" in select) == ("customer_id", True)
    (_, train) = reply(catalog, "train a churn model").result.steps
    assert {source.table for source in train.features.sources} == {"orders", "logins"}
    assert (train.features.born, train.label.source.table) == ("first_event", "orders")


def test_columns_that_tell_other_customers_are_asked_about_once():
    catalog = surveyed(TRX)
    question = reply(catalog, "train a churn model").result
    assert question.question == "Which column of trx names its customers?"
    assert [option.label for option in question.options] == ["customer_id", "device_id", "email"]
    assert question.options[1].means == "700 customers, in 100% of the rows"
    told = (Answer(question=question.question, choice="email"),)
    assert planned(catalog, "train a churn model", answers=told)[1] == "email"


def test_events_and_customers_without_a_common_key_are_told_so():
    catalog = surveyed(ORDERS, OTHERS)
    for words in ("add features for orders", "train a churn model", STANDING):
        refusal = reply(catalog, words).result
        assert refusal.reason == (
            "orders and customers do not belong together: no column of orders has the values of"
            " customers.customer_no"
        )
    (said, *_) = refusal.nearest
    assert said == "add features for orders per customer_id"
    made = reply(catalog, said).result.steps[0]
    assert (made.target, made.keys) == ("orders_customers", ("customer_id",))


@pytest.mark.parametrize("words", ["add features for readings", "train a churn model on readings"])
def test_events_of_nobody_have_no_customers(words):
    assert reply(surveyed(READINGS), words).result.kind == "refusal"


def test_examples_of_events_alone_are_planned():
    catalog = surveyed(ORDERS)
    told = [
        words for kind, words in intents_help(catalog) if kind in ("feature", "train", "trigger")
    ]
    assert told == [
        "add features for orders",
        "train a churn model on orders",
        "whenever a new orders arrives, match it to a customer and update the features",
    ]
    for words in told:
        planned(catalog, words)


def test_a_named_set_of_features_is_taken_from_its_file():
    catalog = surveyed(ORDERS)
    text = """
name: buying
version: 3
entity: customers
key: customer_id
born: first_event
sources: [{table: orders, time: ordered_at, links: [{column: customer_id}]}]
features:
- {name: recency, meaning: days since the newest, source: orders, measure: recency}
"""
    files = {"buying.yaml": text}
    for words in (
        "train a churn model with the features buying",
        "train a churn model using features/buying.yaml within 60 days",
        "retrain the churn model with the buying features",
    ):
        assert planned(catalog, words, definitions=files)[0] == ["train"]
        train = reply(catalog, words, definitions=files).result.steps[-1]
        assert [one.name for one in train.features.features] == ["recency"]
        assert (train.definition, train.features.version) == ("features/buying.yaml", 3)
    rule = reply(catalog, f"{STANDING} buying", definitions=files).result.steps[-1].rule
    assert [one.name for one in rule.features.features] == ["recency"]
    refusal = reply(catalog, "train a churn model with the features selling", definitions=files)
    assert refusal.result.reason == "there is no set of features selling"
