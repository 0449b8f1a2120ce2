"""`--output json`: one JSON document on stdout, whatever came of the intent."""

import json

import pytest

from tests.terminal.shop import LOWER, MATCH, UPPER


@pytest.mark.few(3)
@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ([LOWER], 3, ("review", "ready", "approve", True, False)),
        ([LOWER, "--yes"], 0, ("review", "ready", None, False, True)),
        ([LOWER, "--dry-run"], 0, ("review", "ready", None, True, False)),
        ([UPPER], 3, ("review", "confirm", "confirm", True, False)),
        ([UPPER, "--yes"], 3, ("review", "confirm", "confirm", True, False)),
        ([UPPER, "--yes", "--confirm=customers"], 0, ("review", "confirm", None, False, True)),
        (["frobnicate the wombat"], 1, ("refused", None, None, False, False)),
    ],
)
def test_one_document_tells_how_it_ended(ask, words, code, told):
    ran = ask("ask", *words, "-o", "json")
    document = json.loads(ran.out)
    found = (document["kind"], document.get("verdict"), document["action"])
    has = (document["command"] is not None, document.get("receipt") is not None)
    assert (ran.code, *found, *has) == (code, *told)


def test_the_command_of_a_document_does_what_it_says(ask):
    document = json.loads(ask("ask", UPPER, "-o", "json").out)
    assert document["short_id"] == document["plan_id"][:8]
    receipt = json.loads(ask(*document["command"].split()[1:], "-o", "json").out)
    assert (receipt["action"], receipt["tables"][0]["changed"]) == ("apply", 60)
    undone = json.loads(ask("undo", "-o", "json").out)
    assert (undone["action"], undone["plan_id"]) == ("undo", receipt["plan_id"])


def test_a_document_is_one_line_as_jsonl(ask):
    out = ask("ask", LOWER, "-o", "jsonl").out
    assert out.count("\n") == 1
    assert json.loads(out)["action"] == "approve"


def test_rows_are_rows(ask):
    ran = ask("ask", "count customers by city", "-o", "json")
    assert min(json.loads(ran.out), key=str) == {"city": "Berlin", "rows": 20}
    assert ran.code == 0


@pytest.mark.few(12)
@pytest.mark.parametrize("output", ["json", "jsonl", "csv", "md"])
@pytest.mark.parametrize(
    "words",
    [
        ["tables"],
        ["profile", "customers"],
        ["config"],
        ["doctor"],
        ["history"],
        ["sessions"],
        ["review", "--list"],
        ["load", "loyalty.csv", "--replace"],
    ],
)
def test_every_list_has_every_format(ask, words, output):
    ran = ask(*words, "-o", output)
    assert ran.code == 0, ran.err
    if output == "json":
        assert isinstance(json.loads(ran.out), list)
    if output == "jsonl":
        assert all(isinstance(json.loads(line), dict) for line in ran.out.splitlines())


def test_markdown_after_yes_says_that_it_was_applied(ask):
    assert "Nothing is written until you apply" in ask("ask", LOWER, "-n", "-o", "md").out
    out = ask("ask", LOWER, "--yes", "-o", "md").out
    assert "Applied" in out
    assert "Nothing is written" not in out


@pytest.mark.parametrize(
    "name", ["reply", "plan", "review", "intent", "decision", "receipt", "check", "scorecard"]
)
def test_schemas_are_schemas(ask, name):
    assert json.loads(ask("schema", name).out)["type"] == "object"


def test_the_rows_of_a_review_and_what_a_limit_leaves_out(ask):
    plan = json.loads(ask("ask", UPPER, "-o", "json").out)["short_id"]
    ran = ask("review", plan, "--rows", "customers", "--limit", "2", "-o", "csv")
    assert len(ran.out.splitlines()) == 3
    assert "2 of 60 rows shown; all with --limit 60" in ran.err
    bare = ask("review", plan, "--rows", "Customers", "--where", "city = 'BONN'", "--unmask")
    assert bare.out.count("Bonn -> BONN") == 20
    assert ask("review", plan, "--rows", "loyalty").code == 2
    assert ask("review", plan, "--where", "1 = 1").code == 2


def test_personal_values_are_masked_unless_asked_for(ask):
    masked, bare = (
        ask("ask", "show customers", "-o", "csv"),
        ask("ask", "show customers", "-o", "csv", "--unmask"),
    )
    assert "@mail.example" not in masked.out
    assert "bo.carr1@mail.example" in bare.out


def test_a_created_table_is_shown_and_applied(ask):
    ran = ask("ask", MATCH, "--yes", "-o", "json")
    receipt = json.loads(ran.out)["receipt"]
    assert receipt["tables"][0]["added"] == 90


def test_the_intents_understood_offline_are_listed_with_names_of_the_database(ask):
    listed = json.loads(ask("intents", "-o", "json").out)
    assert {"kind": "profile", "example": "profile customers"} in listed
    assert len({one["kind"] for one in listed}) > 5
    text = ask("intents").out.splitlines()
    assert len(text) == len(listed)
    assert ask("intents", "-o", "md").out.startswith("| kind | example |")
