"""For whom, when and of what: groups of customers, conditions of rules, features one by one."""

import pytest

from tests.unit.agent.planning import database, errors, result
from vibecli.learn.registry import COLUMNS

REGISTRY = ", ".join(f"{column.name} {column.type}" for column in COLUMNS)
base = database(f"""
CREATE TABLE clientes (cliente_id VARCHAR PRIMARY KEY, nombre VARCHAR, correo VARCHAR, nivel VARCHAR, alta DATE);
INSERT INTO clientes SELECT 'C' || i, 'Ana ' || i, 'a' || i || '@x.example', ['oro', 'plata'][i % 2 + 1], DATE '2024-01-01' FROM range(1, 41) r(i);
CREATE TABLE pedidos (pedido_id INTEGER PRIMARY KEY, cliente_id VARCHAR REFERENCES clientes, fecha TIMESTAMP, importe DECIMAL(8,2), canal VARCHAR);
INSERT INTO pedidos SELECT i, 'C' || (1 + i % 40), TIMESTAMP '2024-01-01' + INTERVAL (i) DAY, i % 50, ['web', 'tienda'][1 + i % 2] FROM range(500) r(i);
CREATE TABLE vibecli_models ({REGISTRY});
INSERT INTO vibecli_models BY NAME SELECT 'churn' AS model, 1 AS version, 'clientes.cliente_id' AS customers,
  'clientes, pedidos' AS reads, 'no event in pedidos within 90 days, of those' AS meaning
""")  # fmt: skip
spent = database(f"""
CREATE TABLE customers (customer_id VARCHAR PRIMARY KEY, first_name VARCHAR, last_name VARCHAR, email VARCHAR, country VARCHAR, lifetime_value DECIMAL(9,2));
INSERT INTO customers SELECT 'M' || i, ['Ana', 'Eva', 'Tom'][i % 3 + 1], ['Weber', 'Li', 'Moss', 'Diaz'][i % 4 + 1], 'a' || i || '@x.example', ['DE', 'FR'][i % 2 + 1], i * 20 FROM range(1, 41) r(i);
CREATE TABLE orders (order_id INTEGER PRIMARY KEY, customer_id VARCHAR REFERENCES customers, ordered_at TIMESTAMP, amount DECIMAL(8,2), country VARCHAR);
INSERT INTO orders SELECT i, 'M' || (1 + i % 40), TIMESTAMP '2024-01-01' + INTERVAL (i) DAY, i % 50, ['DE', 'FR'][1 + i % 2] FROM range(500) r(i);
CREATE TABLE vibecli_models ({REGISTRY});
""")  # fmt: skip
ORO = "\"nivel\" = 'oro'"
SLOTS = [
    ("train a churn model for oro customers", 0, {"model": "churn_oro", "where": ORO}),
    ("train a churn model, only where nivel is oro", 0, {"where": ORO}),
    ("score oro clientes with version 1 of churn", 0, {"version": 1, "where": ORO}),
    ("score all clientes with the churn model into churn_risks", 0, {"target": "churn_risks"}),
    ("which oro customers will not buy again", 0, {"model": "churn", "where": ORO}),
    ("predict who will not buy again within 60 days", 0, {"model": "churn_60d", "where": None}),
]
RULES = [
    ("call the action offers if the importe is above 30", None, '"importe" > 30'),
    ("call the action offers only for oro customers", ORO, None),
    ("score it with churn and call the action offers when the score is over 80 %",
     '"churn_score" > 0.8', None),
    ("score it with churn and if the risk is high call the action offers",
     "\"churn_segment\" = 'high'", None),
    ("call the action offers if the pedido is over 30 and the customer is oro", ORO, '"importe" > 30'),
]  # fmt: skip
FEATURES = [
    ("number of pedidos in the last 7 days per customer", {"pedidos_7d": ("count", 7)}),
    ("days since the last pedido and average basket over 90 days",
     {"recency_days": ("recency", None), "importe_average_90d": ("average", 90)}),
    ("share of pedidos in the evening over 60 days", {"evening_share_60d": ("hour_share", 60)}),
    ("number of different canal in the last year", {"canal_different_365d": ("distinct", 365)}),
    ("how often they bought at night", {"pedidos_night": ("count", None)}),
]  # fmt: skip
NEVER = [
    ("train a churn model for the customers we like", "models foresee"),
    ("score the clientes without nivel", "clientes has nivel in every row"),
    ("score all customers with the churn model within 30 days", "settled when it is trained"),
    ("for every new pedido update the clientes if the importe is above 30", "only an action"),
    ("new features: average pedido", ""),
    ("number of pedidos per month as a feature", ""),
]


@pytest.mark.parametrize(("intent", "step", "slots"), SLOTS)
def test_a_group_a_version_and_a_place_are_slots_of_the_step(base, intent, step, slots):
    plan = result(base, intent)
    assert errors(plan, base[1]) == []
    found = plan.steps[step]
    assert {name: getattr(found, name) for name in slots} == slots


@pytest.mark.parametrize(("done", "when", "which"), RULES)
def test_a_rule_acts_on_what_is_said_of_the_person_or_of_the_event(base, done, when, which):
    plan = result(base, f"for every new pedido match it, {done}")
    assert errors(plan, base[1]) == []
    assert (plan.steps[-1].rule.when, plan.steps[-1].rule.which) == (when, which)


@pytest.mark.parametrize(
    ("said", "which"),
    [
        ("if the amount is above 30", '"amount" > 30'),
        ("if the amount is above 30, called big", '"amount" > 30'),
        ("only if the amount is above 30, called big", '"amount" > 30'),
    ],
)
def test_a_column_of_the_event_is_meant_before_one_of_the_person_that_is_like_it(
    spent, said, which
):
    plan = result(
        spent, f"whenever a new order arrives, match it and call the action offers {said}"
    )
    rule = plan.steps[-1].rule
    assert (rule.when, rule.which) == (None, which)
    assert rule.name == ("big" if "big" in said else "orders")
    assert not any("lifetime_value" in one.text for one in plan.assumptions)


def test_what_is_called_so_after_a_group_is_the_rule(spent):
    said = "call the action offers only for customers in DE, called de"
    rule = result(spent, f"whenever a new order arrives, match it and {said}").steps[-1].rule
    assert (rule.name, rule.when) == ("de", "\"country\" = 'DE'")


def test_a_column_that_event_and_person_have_is_asked_about(spent):
    intent = (
        "whenever a new order arrives, match it and call the action offers if the country is DE"
    )
    asked = result(spent, intent)
    assert (asked.kind, len(asked.options)) == ("question", 2)


@pytest.mark.parametrize(("said", "made"), FEATURES)
def test_features_one_by_one_have_a_measure_and_a_window(base, said, made):
    plan = result(base, f"add features: {said}")
    assert errors(plan, base[1]) == []
    assert {f.name: (f.measure, f.days) for f in plan.steps[0].features.features} == made


@pytest.mark.parametrize(("intent", "reason"), NEVER)
def test_what_could_be_planned_wrongly_is_refused_with_sentences_that_work(base, intent, reason):
    refusal = result(base, intent)
    assert (refusal.kind, reason in refusal.reason) == ("refusal", True), refusal
    assert any(result(base, other).kind == "plan" for other in refusal.nearest)
