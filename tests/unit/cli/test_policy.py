"""Policies through the command line: what is protected, who approves, who may be used, loosening."""

import getpass
import json

import pytest

from tests import files
from tests.terminal.shop import LOWER, UPPER

CONSENT = """[[policy.consent]]
table = "consent"
key = "customer_id"
where = "marketing"
applies_to = ["tag:email"]
purpose = "marketing"
"""


def policy(shop, text):
    (shop / "vibecli.toml").write_text(f"[policy]\n{text}\n", encoding="utf-8")


def run_file(ask, shop, select, target="marketing_list", **more):
    step = {"kind": "write", "id": "s1", "why": "w", "target": target, "mode": "create"}
    plan = {"title": "t", "confidence": "high", "steps": [{**step, "select": select}]}
    saved = {"intent": "a list", "plan": plan, **more}
    (shop / "i.json").write_text(json.dumps(saved), encoding="utf-8")
    return ask("run", "i.json", "--yes")


def reviewer(shop, plan, name):
    said = {"plan_id": plan, "reviewer": name, "at": "2026-01-01", "verdict": "apply"}
    (shop / "d.json").write_text(json.dumps({**said, "confirmed": ["customers"]}))
    return "review", "--import", "d.json"


@pytest.mark.few(1)
@pytest.mark.parametrize(
    ("text", "words", "named"),
    [
        ('protected = ["tag:email"]', LOWER, "policy.protected: tag:email covers customers.email"),
        ('protected = ["class:personal"]', LOWER, "class:personal covers customers.email"),
        ("max_changed = 0", LOWER, "policy.max_changed: no row of customers may change"),
        ("[policy.tables]\nCustomers = {max_changed = 0}", LOWER, "policy.max_changed"),
    ],
)
def test_a_violation_names_its_rule_and_yes_cannot_pass_it(ask, shop, text, words, named):
    policy(shop, text)
    done = ask("ask", words, "--yes", "--confirm", "customers")
    assert (done.code, named in done.err) == (4, True), done.err
    assert ask("history").out == ""


@pytest.mark.slow
def test_a_row_with_a_protected_value_is_not_added_and_none_removed(ask, shop):
    policy(shop, 'protected = ["*.tier"]\nmax_removed = 0')
    assert "policy.max_removed" in ask("ask", "delete from loyalty where tier is gold", "--yes").err
    select = "SELECT 'L-900' AS account_no, 'gold' AS tier"
    step = {"kind": "write", "id": "s1", "why": "w", "target": "loyalty", "mode": "append"}
    plan = {"title": "t", "confidence": "high", "steps": [{**step, "select": select}]}
    (shop / "p.json").write_text(json.dumps(plan))
    assert "*.tier covers loyalty.tier" in ask("run", "p.json", "--yes").err


def test_two_different_persons_must_approve(ask, shop):
    policy(shop, 'approvals = { default = 1, "cust*" = 2 }\nreviewers = ["Ana", "bob"]')
    done = ask("ask", UPPER, "--yes", "--confirm", "customers")
    assert (done.code, "0 of 2 persons" in done.err) == (4, True), done.err
    plan = json.loads(ask("review", "--list", "-o", "json").out)[0]["plan_id"]
    for name in ("Ana", " ANA "):
        done = ask(*reviewer(shop, plan, name))
        assert (done.code, "1 of 2 persons" in done.err) == (4, True), done.err
    assert "1 of 2 persons approved: Ana, as imported by " in ask("review", plan).err
    assert ask(*reviewer(shop, plan, "Bob")).code == 0
    told = ask("history").out
    assert "approved by Ana, as imported by " in told
    assert "; Bob, as imported by " in told
    assert ask("undo").code == 0
    assert "1 of 2 persons" in ask(*reviewer(shop, plan, "Bob")).err  # once, not for ever
    assert [e["event"] for e in json.loads(ask("audit", "-o", "json").out)].count("approved") == 3


def test_what_one_person_imports_is_that_persons_word(ask, shop):
    policy(shop, "approvals = 2")
    plan = json.loads(ask("ask", LOWER, "-o", "json").out)["plan_id"]
    own = getpass.getuser()
    done = ask(*reviewer(shop, plan, f" {own.upper()}"))
    assert (done.code, "who imports it, as reviewer" in done.err) == (4, True), done.err
    for name in ("Ana", "Bob"):
        done = ask(*reviewer(shop, plan, name))
        assert (done.code, f"(Ana, as imported by {own})" in done.err) == (4, True), done.err
    assert f"what {own} imports counts once" in done.err
    policy(shop, 'approvals = 2\nreviewers = ["Ana"]')
    done = ask("ask", LOWER)
    assert (done.code, "looser than it was: policy.reviewers has Ana" in done.err) == (4, True)


@pytest.mark.slow
def test_an_undo_writes_nothing_that_is_protected_since(ask, shop):
    policy(shop, "max_removed = 0")
    assert ask("ask", LOWER, "--yes").code == 0
    step = {"kind": "write", "id": "s1", "why": "w", "target": "loyalty", "mode": "append"}
    step["select"] = "SELECT 'L-900' AS account_no, 'gold' AS tier"
    plan = {"title": "t", "confidence": "high", "steps": [step]}
    (shop / "p.json").write_text(json.dumps(plan))
    assert ask("run", "p.json", "--yes").code == 0
    assert ask("undo").code == 0  # what one policy let through goes back under it
    policy(shop, 'max_removed = 0\nprotected = ["tag:email"]')
    done = ask("undo")
    assert (done.code, "tag:email covers customers.email" in done.err) == (4, True), done.err
    assert run_file(ask, shop, "SELECT id, email FROM customers", "mails").code == 0
    assert ask("undo").code == 0  # values that a plan wrote tell of no protection since
    assert ask("ask", UPPER, "--yes", "--confirm", "customers").code == 0
    policy(shop, 'max_removed = 0\nprotected = ["tag:email"]\nmax_changed = 0')
    done = ask("undo")
    assert (done.code, "max_changed: no row of customers" in done.err) == (4, True), done.err
    told = json.loads(ask("audit", "-o", "json").out)
    assert [one["event"] for one in told][:2] == ["refused", "undoing"]
    policy(shop, 'protected = ["tag:email"]\nmax_changed = 0')
    assert "looser than it was" in ask("undo").err


@pytest.mark.slow
def test_an_undo_brings_no_shape_back_that_is_protected_since(ask, shop):
    policy(shop, 'protected = ["customers.phone"]')
    drop = ("ask", "drop column city of customers", "--yes", "--confirm", "customers")
    assert (ask(*drop).code, ask("undo").code, ask(*drop).code) == (0, 0, 0)
    policy(shop, 'protected = ["customers.phone", "customers.city"]')
    done = ask("undo")
    assert (done.code, "customers.city covers customers.city" in done.err) == (4, True), done.err
    remove = ("ask", "remove customers where id is C-001", "--yes", "--confirm", "customers")
    assert (ask(*remove).code, ask("undo").code) == (0, 0)  # with its phone


def test_an_edit_of_a_contract_that_uncovers_a_column_is_a_looser_policy(ask, shop):
    policy(shop, 'protected = ["class:restricted"]')
    assert ask("tag", "--set", "loyalty.tier=restricted", "--yes").code == 0
    file = shop / "contracts/loyalty.odcs.yaml"
    file.write_text(file.read_text().replace("restricted", "public"), encoding="utf-8")
    done = ask("ask", "uppercase tier in loyalty", "--yes")
    assert (done.code, "class:restricted no longer covers loyalty.tier" in done.err) == (4, True)
    assert "looser than before: policy.protected: class:restricted" in ask("policy").out
    file.unlink()
    assert "no longer covers loyalty.tier" in ask("undo").err


def test_a_looser_policy_stops_every_run_wherever_it_is_loosened(ask, shop):
    policy(shop, 'protected = ["tag:phone", "loyalty.*"]\nmax_removed = 0')
    assert ask("ask", LOWER, "--yes").code == 0
    policy(shop, 'protected = ["tag:phone", "loyalty*"]\nmax_removed = 0')  # wider
    assert ask("ask", UPPER).code == 3
    policy(shop, 'protected = ["loyalty*"]')
    done = ask("ask", "uppercase name in customers", "--yes")
    assert (done.code, "no longer has tag:phone (and 1 more)" in done.err) == (4, True), done.err
    assert "looser than before: policy.max_removed is 0.1, it was 0" in ask("policy").out
    assert ask("policy", "accept", "--yes").code == 3
    elsewhere = shop.parent / "elsewhere"
    elsewhere.mkdir()
    done = ask("ask", LOWER, "--workspace", elsewhere, "--db", shop / "vibecli.duckdb")
    assert (done.code, "looser" in done.err) == (4, True), done.err


@pytest.mark.slow
def test_a_plan_reviewed_under_another_policy_is_stale(ask, shop):
    plan = json.loads(ask("ask", LOWER, "-o", "json").out)["short_id"]
    policy(shop, 'protected = ["tag:email"]')
    assert ask("apply", plan).code == 7
    assert ask("apply", plan, "--rebase").code == 4


def test_raw_values_are_refused_or_told_to_the_log(ask, shop):
    assert "@mail.example" in ask("ask", "show customers", "--unmask").out
    told = json.loads(ask("audit", "-o", "json").out)[0]
    assert (told["event"], told["note"]) == ("revealed", "ask")
    policy(shop, 'raw_personal = "deny"')
    for words in (["ask", "show customers", "-o", "csv"], ["report"], ["profile", "customers"]):
        done = ask(*words, "--unmask")
        assert (done.code, "policy.raw_personal" in done.err) == (4, True), done.err
    done = ask("export-subject", "customers:C-001", "--to", "c1")
    assert (done.code, (shop / "c1").exists()) == (4, False), done.err


@pytest.mark.few(1)
@pytest.mark.parametrize("how", ["--replace", "--append"])
def test_a_load_writes_nothing_that_is_protected(ask, shop, how):
    policy(shop, 'protected = ["customers.email"]')
    done = ask("load", shop / "customers.csv", how)
    assert (done.code, "email covers customers" in done.err) == (4, True), done.err
    assert ask("load", shop / "loyalty.csv", how).code == 0
    assert "60" in ask("ask", "count customers").out


@pytest.mark.few(1)
@pytest.mark.parametrize("where", ["a b c (", "true) OR (true"])
def test_a_consent_is_one_condition(ask, shop, where):
    text = CONSENT.replace('consent"\nkey', 'customers"\nkey').replace("customer_id", "id")
    policy(shop, text.replace('where = "marketing"', f'where = "{where}"'))
    done = ask("ask", "show name and email of customers for marketing")
    assert (done.code, "policy.consent (marketing): where is no" in done.err) == (2, True), done.err


def test_no_plan_tags_a_column_out_of_the_policy(ask, shop):
    policy(shop, 'approvals = { default = 1, "class:personal" = 2 }')
    done = ask("tag", "--set", "customers.email=public", "--yes")
    assert (done.code, "class:personal covers customers.email" in done.err) == (4, True), done.err
    assert ask("tag", "--set", "customers.email=restricted", "--yes").code == 0


def test_no_flag_raises_what_a_model_may_see(ask, shop, monkeypatch):
    policy(shop, 'model_may_see = "names"')
    monkeypatch.setenv("VIBECLI_EGRESS", "values")
    told = json.loads(ask("context", "-o", "json").out)
    assert (told["egress"], "gold" in told["context"]) == ("names", False)


def test_a_purpose_reads_only_those_who_consented(ask, shop):
    with files.write(shop / "vibecli.duckdb") as session:
        session.run("CREATE TABLE consent AS SELECT 'C-001' AS customer_id, true AS marketing")
        session.run("INSERT INTO consent VALUES ('C-002', false)")
    policy(shop, CONSENT)
    done = ask("ask", "show name and email of customers for marketing")
    assert ("C-001" in done.out, "C-002" in done.out) == (True, False)
    assert "policy.consent (marketing)" in done.err
    assert "60" in ask("ask", "count customers").out
    assert run_file(ask, shop, "SELECT id, email FROM customers").code == 0
    assert run_file(ask, shop, "SELECT * FROM loyalty", "x", purpose="marketing").code == 4
    assert run_file(ask, shop, "SELECT * FROM loyalty", "y").code == 0
    with files.read(shop / "vibecli.duckdb") as session:
        assert session.rows("SELECT id FROM marketing_list") == [("C-001",)]


@pytest.mark.slow
def test_a_match_and_a_merge_for_a_purpose_take_only_records_of_those_who_consented(ask, shop):
    with files.write(shop / "vibecli.duckdb") as session:
        session.run(
            "CREATE TABLE twins AS SELECT 'T' || id AS twin_id, id AS customer_id, email, name,"
            " 1 AS n FROM customers"
        )
        session.run("CREATE TABLE consent (customer_id VARCHAR PRIMARY KEY, marketing BOOLEAN)")
        session.run("INSERT INTO consent SELECT id, id < 'C-020' FROM customers")
    policy(shop, CONSENT)
    inputs = [{"table": "customers", "where": "city <> 'Bonn'"}, {"table": "twins"}]
    match = {"kind": "match", "id": "s1", "why": "w", "inputs": inputs, "output": "who"}
    merge = {"kind": "unify", "id": "s2", "why": "w", "inputs": ["customers", "twins"]}
    merge |= {"identity": "who", "target": "golden"}
    plan = {"title": "t", "confidence": "high", "steps": [match]}
    saved = {"intent": "a list", "plan": plan, "purpose": "marketing"}
    (shop / "i.json").write_text(json.dumps(saved))
    done = ask("run", "i.json", "--yes")
    assert (done.code, "only persons of customers, twins" in done.out) == (0, True), done.err
    plan["steps"] = [match | {"inputs": [{"table": "customers"}, {"table": "twins"}]}]
    (shop / "all.json").write_text(json.dumps({**saved, "purpose": ""}))  # everybody again
    assert ask("run", "all.json", "--yes", "--confirm", "who").code == 0
    plan["steps"] = [merge]
    (shop / "i.json").write_text(json.dumps(saved))
    done = ask("run", "i.json", "--yes")
    assert done.code == 0, done.err
    with files.read(shop / "vibecli.duckdb") as session:
        assert session.rows("SELECT count(*) FROM who") == [(120,)]
        known = "SELECT lower(email) FROM customers WHERE id < 'C-020'"
        own = f"count(*) FILTER (lower(email) IN ({known}))"
        assert session.rows(f"SELECT count(*), {own} FROM golden") == [(20, 20)]
    done = ask("run", "i.json", "--yes")
    assert (done.code, "golden keeps the profiles of who did not" in done.err) == (4, True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('protected = ["tag:emale"]', "did you mean email"),
        ("approvals = { forget = 0 }", "from 1 to 20 for forget"),
        ("[policy.consent]\ntable = 'x'", "key is missing"),
        ("[policy.tables]\ncustomers = { max_removed = 2 }", "for max_removed of customers"),
        ("[policy.tables]\ncustomers = { max = 1 }", "customers has max"),
        ('raw_personal = "no"', "reveal, deny"),
    ],
)
def test_a_policy_that_means_nothing_is_told(ask, shop, text, said):
    policy(shop, text)
    done = ask("ask", LOWER)
    assert (done.code, said in done.err) == (2, True), done.err
