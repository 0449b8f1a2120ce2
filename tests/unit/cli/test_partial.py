"""A part of a reviewed plan, and decisions files: chosen, shown, applied, refused."""

import json
import shutil

import pytest

from tests import files
from tests.integration.flows import finish, outcome
from tests.terminal.conftest import _loaded  # noqa: F401
from tests.terminal.shop import MATCH, vibecli
from vibecli.config import Settings
from vibecli.flow import Flow
from vibecli.run.model import Part
from vibecli.run.verdict_file import FILE, VerdictFile
from vibecli.runtime import Runtime

PLAN = {
    "kind": "plan",
    "title": "tidy",
    "confidence": "high",
    "steps": [
        {"kind": "clean", "id": "s1", "table": "customers", "rules": [
            {"column": "email", "op": "lower"}, {"column": "city", "op": "upper"}]},
        {"kind": "write", "id": "s2", "mode": "update", "target": "loyalty", "keys": ["account_no"],
         "select": "SELECT account_no, 'vip' AS tier FROM loyalty WHERE account_no < 'L-010'"},
        {"kind": "write", "id": "s3", "mode": "create", "target": "cities",
         "select": "SELECT city, count(*) AS n FROM customers GROUP BY city"},
        {"kind": "check", "id": "s4", "name": "vips", "severity": "warn",
         "select": "SELECT 1 FROM loyalty WHERE tier = 'vip'"},
    ],
}  # fmt: skip
CAPITALS = "SELECT count(*) FROM customers WHERE email <> lower(email)"
UPPER = "SELECT count(*) FROM customers WHERE city = upper(city)"
VIPS = "SELECT count(*) FROM loyalty WHERE tier = 'vip'"
TODAY = "2026-11-26T10:00:00+00:00"


@pytest.fixture(scope="session")
def _planned(
    _loaded,  # noqa: F811
    tmp_path_factory,
):
    folder = shutil.copytree(_loaded[0], tmp_path_factory.mktemp("planned") / "shop")
    steps = [{"why": "because", "needs": [], **step} for step in PLAN["steps"]]
    (folder / "plan.json").write_text(json.dumps({**PLAN, "steps": steps}), encoding="utf-8")
    done = vibecli(folder, "run", "plan.json", "-n", "-o", "json")
    return folder, json.loads(done.stdout)["plan_id"]


@pytest.fixture
def plan(shop, _planned):
    """A reviewed plan of four steps; gives its whole id."""
    shutil.copytree(_planned[0], shop, dirs_exist_ok=True)
    return _planned[1]


def value(shop, sql):
    with files.read(shop / "vibecli.duckdb") as session:
        return session.value(sql)


def decided(shop, plan, **fields):
    """Write a decisions file."""
    said = {"plan_id": plan, "reviewer": "Ada", "at": TODAY, "verdict": "apply", **fields}
    (shop / "d.json").write_text(json.dumps(said), encoding="utf-8")


def reject(what, name, **fields):
    return {"what": what, "name": name, "verdict": "reject", **fields}


def meta(shop, plan):
    return json.loads((shop / ".vibecli/plans" / plan / "meta.json").read_text())


def test_a_column_left_out_stays_and_the_rest_is_applied_and_undone(shop, ask, plan):
    parts = ["--without", "column:customers.city", "--without", "table:cities"]
    shown = json.loads(ask("review", plan, *parts, "-n", "-o", "json").out)
    assert [c["column"] for c in shown["diff"]["tables"][0]["columns"]] == ["email"]
    assert shown["derived"]["plan_id"] == plan != shown["plan_id"]
    assert [p["name"] for p in shown["derived"]["without"]] == ["cities", "customers.city"]
    reasons = {sample["why"] for sample in shown["diff"]["tables"][0]["samples"]}
    assert reasons == {"email: lower case"}
    assert value(shop, CAPITALS) == 7
    assert ask("apply", shown["short_id"]).code == 0
    assert (value(shop, CAPITALS), value(shop, UPPER), value(shop, VIPS)) == (0, 0, 5)
    assert f"a part of {plan[:8]}: " in ask("history").out
    assert f"of plan {plan[:8]}, left out table:cities, column:customers.city" in ask("show").out
    assert ask("undo").code == 0
    assert (value(shop, CAPITALS), value(shop, VIPS)) == (7, 0)


def test_only_keeps_nothing_else_and_checks_look_at_what_is_left(shop, ask, plan):
    shown = json.loads(ask("review", plan, "--only", "column:customers.email", "-o", "json").out)
    assert (shown["action"], [t["table"] for t in shown["diff"]["tables"]]) == (
        "approve", ["customers"],
    )  # fmt: skip
    assert {r["rule"]: r["status"] for r in shown["rules"] if r["rule"] == "check"} == {
        "check": "pass"
    }


def test_a_step_left_out_is_not_run(shop, ask, plan):
    shown = json.loads(ask("review", plan, "--without", "step:s2", "-n", "-o", "json").out)
    assert [step["id"] for step in shown["plan"]["steps"]] == ["s1", "s3", "s4"]
    assert ask("apply", shown["short_id"], "--confirm=customers").code == 0
    assert (value(shop, CAPITALS), value(shop, UPPER), value(shop, VIPS)) == (0, 60, 0)


@pytest.mark.parametrize(
    ("parts", "code", "said"),
    [
        (["--without", "column:customers.city"], 4, "step s3 needs what is left out of the plan: customers.city"),
        (["--without", "table:customers"], 4, "step s3 needs what is left out of the plan: customers"),
        (["--without", "step:s1"], 4, "step s3 needs what is left out"),
        (["--without", "column:cities.n"], 2, "cities is written as a whole"),
        (["--without", "column:customers.phone"], 2, "no column of customers that changes called 'phone'"),
        (["--without", "table:custmers"], 2, "did you mean customers?"),
        (["--without", "step:s9"], 2, "no step called 's9'"),
        (["--without", "customers"], 2, "names no part of a plan"),
        (["--only", "step:s4"], 2, "nothing would be left to write"),
        (["--only", "pair:1"], 2, "a pair can be left out, not kept alone"),
        (["--without", "pair:1"], 2, "names no pair of this plan"),
    ],
)  # fmt: skip
def test_what_cannot_be_left_out_is_told(ask, plan, parts, code, said):
    ran = ask("review", plan, *parts)
    assert (ran.code, said in ran.err) == (code, True), ran.err


def test_a_part_run_anew_leaves_the_same_out(shop, ask, plan):
    shown = json.loads(ask("review", plan, "--only", "table:loyalty", "-n", "-o", "json").out)
    with files.write(shop / "vibecli.duckdb") as session:
        session.run("UPDATE loyalty SET tier = 'vip' WHERE account_no = 'L-000'")
    assert ask("review", plan, "--only", "table:loyalty", "-n").code == 7
    assert ask("apply", shown["short_id"]).code == 7
    fresh = json.loads(ask("apply", shown["short_id"], "--rebase", "-o", "json").out)
    assert [(t["table"], t["changed"]) for t in fresh["diff"]["tables"]] == [("loyalty", 4)]
    assert fresh["derived"] == shown["derived"]


def test_a_decisions_file_is_applied_under_its_reviewers_name(shop, ask, plan):
    marks = [reject("column", "customers.city", comment="not yet"), reject("table", "cities")]
    decided(shop, plan, marks=marks, comment="mails only")
    assert ask("review", "--import", "d.json", "-n").code == 0
    assert value(shop, CAPITALS) == 7
    shown = json.loads(ask("review", "--import", "d.json", "-o", "json").out)
    assert (value(shop, CAPITALS), value(shop, UPPER)) == (0, 0)
    assert shown["receipt"]["by"] == "Ada"
    sql = "SELECT applied_by, json_extract_string(decision, ['$.channel', '$.reason', '$.imported_by']) FROM vibecli.vibecli.runs"
    with files.read(shop / "vibecli.duckdb") as session:
        ((by, (channel, reason, importer)),) = session.rows(
            sql.replace("vibecli.vibecli.", "vibecli.")
        )
    assert (by, channel, reason) == ("Ada", "file", "mails only")
    assert importer
    assert meta(shop, plan)["said"][0]["marks"][0]["comment"] == "not yet"
    again = ask("review", "--import", "d.json")
    assert (again.code, f"plan {shown['short_id']}" in again.err) == (7, True)


def test_decisions_on_a_stale_plan_are_refused(shop, ask, plan):
    decided(shop, plan, marks=[reject("table", "cities")])
    with files.write(shop / "vibecli.duckdb") as session:
        session.run("UPDATE loyalty SET tier = 'vip' WHERE account_no = 'L-000'")
    ran = ask("review", "--import", "d.json")
    assert (ran.code, "changed since the review: loyalty" in ran.err) == (7, True)
    assert value(shop, CAPITALS) == 7


def test_a_comment_decides_nothing_and_a_discard_writes_nothing(shop, ask, plan):
    for verdict in ("comment", "discard"):
        decided(shop, plan, verdict=verdict, comment="hm")
        assert ask("review", "--import", "d.json").code == 0
    assert [said["verdict"] for said in meta(shop, plan)["said"]] == ["comment", "discard"]
    assert [d["verdict"] for d in meta(shop, plan)["decisions"]] == ["discard"]
    assert value(shop, CAPITALS) == 7


@pytest.mark.parametrize(
    ("fields", "code", "said"),
    [
        ({"plan_id": "PLAN8"}, 2, "must give the whole plan id"),
        ({"plan_id": "0" * 64}, 2, "no plan 00000000"),
        ({"reviewer": " "}, 2, "must name its reviewer"),
        ({"reviewer": "A\nda"}, 2, "must name its reviewer"),
        ({"format": 2}, 2, "no decisions file: format"),
        ({"verdict": "yes"}, 2, "no decisions file: verdict"),
        ({"approved": True}, 2, "no decisions file: approved"),
        ({"marks": [reject("table", "nope")]}, 2, "no table that changes called 'nope'"),
        ({"marks": [reject("step", "s2"), {**reject("step", "s2"), "verdict": "accept"}]}, 2, "both accepted and rejected"),
        ({}, 3, "city"),  # cities and customers change largely: their names must be given
    ],
)  # fmt: skip
def test_a_decisions_file_that_does_not_hold_is_refused(shop, ask, plan, fields, code, said):
    decided(
        shop,
        plan,
        **{**fields, **({"plan_id": plan[:8]} if fields.get("plan_id") == "PLAN8" else {})},
    )
    ran = ask("review", "--import", "d.json")
    assert (ran.code, said in ran.err + ran.out) == (code, True), ran.err
    assert value(shop, CAPITALS) == 7


def test_nothing_a_plan_says_is_a_decision(shop, ask, plan):
    saved = json.loads((shop / "plan.json").read_text())
    ran = ask("review", "--import", "plan.json")
    assert (ran.code, "no decisions file" in ran.err) == (2, True)  # as a broken intent
    for extra in ({"decision": {"verdict": "apply"}}, {"verdict": "apply"}):
        (shop / "plan.json").write_text(json.dumps({**saved, **extra}))
        assert ask("run", "plan.json").code != 0
    assert value(shop, CAPITALS) == 7


def test_a_pair_left_out_is_judged_and_the_match_run_anew(shop, ask):
    found = json.loads(ask("ask", MATCH, "-n", "-o", "json").out)
    fresh = json.loads(ask("review", found["plan_id"], "--without", "pair:1", "-o", "json").out)
    assert fresh["plan_id"] != found["plan_id"]
    assert [v.verdict for v in VerdictFile(shop / FILE).read().verdicts] == ["different"]


def test_pairs_of_a_decisions_file_are_kept_by_its_reviewer_and_wait(shop, ask):
    plan = json.loads(ask("ask", MATCH, "-n", "-o", "json").out)["plan_id"]
    decided(shop, plan, marks=[reject("pair", "1")])
    ran = ask("review", "--import", "d.json")
    assert (ran.code, "which nobody has seen" in ran.err) == (3, True)
    assert [v.by for v in VerdictFile(shop / FILE).read().verdicts] == ["Ada"]


def test_a_part_is_not_kept_as_an_intent(ask, plan):
    part = json.loads(ask("review", plan, "--only", "table:loyalty", "-n", "-o", "json").out)
    assert ask("apply", part["short_id"]).code == 0
    ran = ask("verify", part["short_id"])
    assert (ran.code, "a part of a plan cannot be kept" in ran.err) == (2, True)
    assert ask("schema", "decisions").code == 0


@pytest.mark.slow
def test_a_profile_column_left_out_keeps_its_provenance(matched, ask):
    words = "match customers with loyalty and merge them into unified_profile"
    assert ask("ask", words, "--yes", "--confirm=customer_identity").code == 0
    with files.write(matched / "vibecli.duckdb") as session:
        session.run("UPDATE customers SET name = NULL WHERE id = 'C-002'")
        session.run("UPDATE customers SET city = 'Ulm' WHERE id = 'C-004'")
        session.run("UPDATE loyalty SET full_name = 'Zed Zorn' WHERE account_no = 'L-002'")
    whole = json.loads(ask("ask", words, "-n", "-o", "json").out)
    assert "unified_profile_provenance" in tables(whole)
    alone = ask("review", whole["plan_id"], "--without", "table:unified_profile_provenance")
    assert (alone.code, "goes with unified_profile" in alone.err) == (2, True)
    name = "column:unified_profile.full_name"
    part = json.loads(ask("review", whole["plan_id"], "--without", name, "-n", "-o", "json").out)
    kept, taken = ({t["table"]: t["changed"] for t in r["diff"]["tables"]} for r in (whole, part))
    assert taken["unified_profile_provenance"] == kept["unified_profile_provenance"] - 1


def tables(review):
    return [table["table"] for table in review["diff"]["tables"]]


def test_words_after_a_part_change_the_whole_plan_and_it_is_told(shop):
    made = Settings(workspace=shop, database=shop / "vibecli.duckdb", state=shop / ".vibecli")
    flow = Flow(Runtime(settings=made, environment={}, person=lambda: "tester"))
    whole = outcome(flow.ask("uppercase city and lowercase email in customers"))
    part = outcome(flow.part(whole, [Part(what="column", name="customers.email")]))
    fresh, events = finish(flow.ask("leave out the city", previous=part))
    assert [c.column for c in fresh.diff.tables[0].columns] == ["email"]
    assert any("column:customers.email is in it again" in getattr(e, "text", "") for e in events)
