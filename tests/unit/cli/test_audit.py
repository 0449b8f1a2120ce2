"""`vibecli audit`, `history --all`, `show`: what was done, by whom, and whether the log is whole."""

import json
import shutil

import pytest

from tests import files
from tests.integration.flows import flow_in, load, outcome
from tests.terminal.shop import LOWER, UPPER
from vibecli.run.model import Override

EDIT = "UPDATE customers SET city = 'Rom' WHERE id IN ('C-000', 'C-009')"


def sql(shop, *statements):
    with files.write(shop / "vibecli.duckdb") as session:
        for statement in statements:
            session.run(statement)


def events(shop):
    lines = (shop / ".vibecli" / "audit.jsonl").read_text().splitlines()
    return [json.loads(line)["event"] for line in lines]


def test_the_life_of_a_plan_is_logged_and_verified(ask, shop):
    assert ask("ask", LOWER, "--yes").code == 0
    assert ask("undo").code == 0
    assert events(shop) == ["reviewed", "applying", "applied", "undoing", "undone"]
    text = (shop / ".vibecli" / "audit.jsonl").read_text()
    assert ("lowercase" not in text, "@mail.example" not in text) == (True, True)
    ran = ask("audit", "verify", "-o", "json")
    verdict = json.loads(ran.out)
    assert (ran.code, verdict["intact"], verdict["checked"]) == (0, True, 2)
    log = shop / ".vibecli" / "audit.jsonl"
    log.write_text("".join(log.read_text().splitlines(keepends=True)[:3]))
    told = ask("audit", "verify")
    assert (told.code, "cut off after line 3" in told.out) == (1, True)
    log.unlink()
    assert "another log that lay here" in ask("audit", "verify").out


def test_a_log_that_cannot_be_written_stops_the_change(ask, shop):
    plan = json.loads(ask("ask", LOWER, "-o", "json").out)["short_id"]
    (shop / ".vibecli" / "audit.jsonl").unlink()
    (shop / ".vibecli" / "audit.jsonl").mkdir()
    ran = ask("apply", plan)
    assert (ran.code, "cannot write the audit log" in ran.err) == (2, True)
    assert ask("history").out == ""


def test_all_of_the_history_tells_what_was_not_applied(ask, shop):
    assert ask("ask", LOWER, "--yes").code == 0
    plan = json.loads(ask("ask", UPPER, "-o", "json").out)["short_id"]
    sql(shop, "DELETE FROM customers WHERE id = 'C-001'")
    assert ask("apply", plan, "--confirm", "customers").code == 7
    listed = json.loads(ask("history", "--all", "-o", "json").out)
    assert [one.get("event", "applied") for one in listed] == ["applied", "refused"]
    assert listed[1]["plan_id"].startswith(plan)
    assert plan in ask("history", "--all").out


def test_a_plan_is_shown_from_the_database_alone(ask, shop):
    assert ask("ask", UPPER, "--yes", "--confirm", "customers").code == 0
    shutil.rmtree(shop / ".vibecli")
    shown = ask("show").out
    for told in (UPPER, "names typed: customers", "60 replaced", "rows_changed", "applied"):
        assert told in shown
    assert ask("undo").code == 0
    document = json.loads(ask("show", "-o", "json", *_last(ask)).out)
    assert (document["state"], document["decision"]["channel"]) == ("undone", "yes-flag")
    assert "SELECT" in ask("show", "-v", *_last(ask)).out or document["plan"]["steps"]


def _last(ask):
    return [json.loads(ask("history", "-o", "json").out)[0]["plan_id"]]


@pytest.mark.parametrize("words", [["audit", "nonsense"], ["prune"], ["prune", "--older", "soon"]])
def test_what_makes_no_sense_is_a_usage_error(ask, words):
    assert ask(*words).code == 2


@pytest.mark.slow
def test_an_undo_names_the_rows_that_moved_and_in_part_leaves_them(ask, shop):
    assert ask("ask", LOWER, "--yes").code == 0
    plan = _last(ask)[0]
    sql(shop, EDIT)
    refused = ask("undo", "-o", "json")
    assert (refused.code, "C-000, C-009" in refused.err) == (7, True)
    assert [row["row"] for row in json.loads(refused.out)["left"]] == ["C-000", "C-009"]
    receipt = json.loads(ask("undo", plan, "--partial", "-o", "json").out)
    assert (receipt["tables"][0]["changed"], receipt["left_rows"]) == (5, 2)
    assert "partly undone" in ask("history").out
    assert "C-009" in ask("show", plan).out
    sql(shop, "UPDATE customers SET city = 'Berlin' WHERE id IN ('C-000', 'C-009')")
    assert json.loads(ask("undo", plan, "-o", "json").out)["tables"][0]["changed"] == 2
    assert ask("undo", plan).code == 2


@pytest.mark.slow
def test_pruned_plans_stay_in_the_history_and_are_not_undone(ask, shop):
    assert ask("ask", LOWER, "--yes").code == 0
    assert ask("ask", UPPER, "--yes", "--confirm", "customers").code == 0
    new, old = (run["plan_id"] for run in json.loads(ask("history", "-o", "json").out))
    assert ask("prune", "--keep", "1").code == 3
    assert ask("prune", "--keep", "1", "--dry-run").code == 0
    ran = json.loads(ask("prune", "--keep", "1", "--yes", "-o", "json").out)
    assert [one["plan_id"] for one in (*ran["runs"], *ran["plans"])] == [old, old]
    refused = ask("undo", old)
    assert (refused.code, "were pruned" in refused.err) == (2, True)
    assert (shop / ".vibecli" / "plans" / old).exists() is False
    assert ask("show", old).code == 0
    assert json.loads(ask("prune", "--older", "1d", "-o", "json").out)["runs"] == []
    assert ask("undo", new).code == 0


def test_the_setting_says_what_prune_keeps(ask, shop):
    (shop / "vibecli.toml").write_text("[retention]\nkeep = 1\n")
    assert ask("ask", LOWER, "--yes").code == 0
    assert ask("prune").code == 0
    assert ask("ask", UPPER, "--yes", "--confirm", "customers").code == 0
    assert ask("prune").code == 3


def test_a_blocked_apply_is_logged_as_refused_and_a_personal_key_is_masked(ask, shop):
    (shop / "vibecli.toml").write_text('[policy]\nprotected = ["customers.email"]\n')
    plan = json.loads(ask("ask", LOWER, "-o", "json").out)["short_id"]
    assert ask("apply", plan).code == 4
    assert events(shop) == ["policy", "reviewed", "refused"]
    sql(shop, "CREATE TABLE mails AS SELECT email, city FROM customers")
    assert ask("ask", "uppercase city in mails", "--yes", "--confirm", "mails").code == 0
    sql(shop, "UPDATE mails SET city = 'Rom' WHERE email LIKE 'ana.%'")
    told = ask("undo").err
    assert ("rows of mails changed since: " in told, "a**" in told) == (True, True)
    assert "mail.example" not in told.replace("**@mail.example", "")


def test_a_decision_from_a_file_names_the_reviewer_beside_the_os_user(tmp_path):
    folder = load(tmp_path, {"t": ["id,city", *(f"{n},Rom" for n in range(4))]})
    flow = flow_in(folder)
    review = outcome(flow.ask("uppercase city in t"))
    override = Override(rule="all_rows", table="t", reason="agreed with 12345678")
    made = flow.applying.decide(review, channel="file", confirmed=["t"], overrides=[override])
    flow.applying.apply(review, made.model_copy(update={"by": "ann"}))
    lines = flow.applying.events()
    assert [one.event for one in lines] == [
        "reviewed",
        "imported",
        "overridden",
        "applying",
        "applied",
    ]
    assert {(one.user, one.by) for one in lines[1:]} == {("tester", "ann")}
    assert "12345678" not in lines[2].overrides[0].reason
    assert flow.applying.past().decision.overrides == (override,)
