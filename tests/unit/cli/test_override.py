"""Overrides that are refused: by a script, of another rule, of what the policy does not name."""

import json

import pytest

VIP = "set tier to vip in loyalty where account_no is L-002"
TIERS = '[rules.values]\n"loyalty.tier" = ["gold", "silver", "bronze"]\n'
OPEN = f'[rules]\noverridable = ["accepted_values"]\n{TIERS}'
PROTECTED = f'[policy]\nprotected = ["loyalty.tier"]\n{OPEN}'


@pytest.mark.parametrize(
    ("policy", "rule", "code", "said"),
    [
        (OPEN, "accepted_values", 3, "by a person at a terminal"),
        (TIERS, "accepted_values", 4, "may not be overridden"),
        (OPEN, "acepted_values", 2, "did you mean accepted_values"),
        (PROTECTED, "protected", 4, "protected may not be overridden"),
    ],
)
def test_an_override_is_refused(shop, ask, policy, rule, code, said):
    (shop / "vibecli.toml").write_text(policy, encoding="utf-8")
    assert ask("ask", VIP, "--yes").code == 4
    plan = json.loads(ask("review", "--list", "-o", "json").out)[0]["plan_id"][:8]
    done = ask("apply", plan, "--override", rule, "--reason", "because")
    assert (done.code, said in done.err) == (code, True), done.err
