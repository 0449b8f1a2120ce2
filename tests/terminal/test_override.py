"""A rule that blocks is overridden by a person at a terminal, with a reason that stays."""

import json

import pytest

from tests.terminal.shop import environment, vibecli
from tests.terminal.term import ENTER, Term
from vibecli.engine.duckdb import DuckEngine

pytestmark = pytest.mark.terminal
VIP = "set tier to vip in loyalty where account_no is L-002"
RULES = """
[rules]
overridable = ["accepted_values"]
[rules.values]
"loyalty.tier" = ["gold", "silver", "bronze"]
"""


def blocked(shop):
    """Lay down the rules, ask for what they block, and give the plan's id."""
    (shop / "vibecli.toml").write_text(RULES, encoding="utf-8")
    asked = vibecli(shop, "ask", VIP, "--yes", "-o", "json")
    assert asked.returncode == 4, asked.stdout + asked.stderr
    return json.loads(vibecli(shop, "review", "--list", "-o", "json").stdout)[0]["plan_id"][:8]


def tiers(shop):
    with DuckEngine().read(shop / "vibecli.duckdb") as session:
        return session.value("SELECT count(*) FROM loyalty WHERE tier = 'vip'")


def at(shop, *arguments):
    return Term(*arguments, cwd=shop, columns=100, environment=environment(shop))


@pytest.mark.slow
def test_an_override_is_typed_with_its_reason_and_stays_in_receipt_history_and_review(shop):
    plan = blocked(shop)
    words = ("apply", plan, "--override", "accepted_values")
    with at(shop, *words, "--reason", "because", "--yes") as term:
        term.wait_for("overridden by a person at a terminal")
        assert term.wait() == 3
    with at(shop, *words) as term:
        term.wait_for("why may accepted_values be overridden")
        term.type("agreed with sales" + ENTER)
        term.wait_for(r"applied[\s\S]+accepted_values overridden: agreed with sales")
        assert term.wait() == 0
    assert tiers(shop) == 1
    kept = json.loads(vibecli(shop, "history", "-o", "json").stdout)[0]["overrides"]
    reason = "agreed with sales"
    assert kept == [{"rule": "accepted_values", "table": "loyalty", "reason": reason}]
    assert f"accepted_values overridden: {reason}" in vibecli(shop, "review", plan).stdout


@pytest.mark.slow
def test_a_conversation_overrides_with_the_same_words(shop):
    blocked(shop)
    with at(shop) as term:
        term.wait_for(r"(?m)^vibecli>")
        for typed, told in (
            (VIP, "applied only with an override"),
            ("/apply", "--override accepted_values"),
            ("/apply --override acepted_values --reason x", "did you mean accepted_values"),
            ("/apply --reason x", "--reason goes with --override"),
        ):
            term.type(typed + ENTER)
            term.wait_for(rf"{told}[\s\S]*\nvibecli>")
            assert tiers(shop) == 0
        term.type("/apply --override accepted_values --reason 'agreed with sales'" + ENTER)
        term.wait_for(r"accepted_values overridden: agreed with sales[\s\S]*\nvibecli>")
    assert tiers(shop) == 1
    kept = json.loads(vibecli(shop, "history", "-o", "json").stdout)[0]["overrides"]
    assert [one["reason"] for one in kept] == ["agreed with sales"]
