"""Questions answered later, a glossary that grows by them, and plans a person vouches for."""

import json
import shlex

import pytest
import yaml

from tests.terminal.shop import LOWER
from vibecli.engine.duckdb import DuckEngine

ASKED = "match customers"


def commands(ran):
    """Give the commands of the hints, as arguments."""
    lines = [line.removeprefix("hint: ") for line in ran.err.splitlines() if "hint: " in line]
    return [shlex.split(line.split(", or")[0])[1:] for line in lines]


def test_a_question_is_answered_by_its_id_and_the_answer_is_kept_for_next_time(ask, shop):
    asked = ask("ask", ASKED, "-o", "json")
    document = json.loads(asked.out)
    assert (asked.code, document["action"], len(document["question"]["options"])) == (
        3,
        "answer",
        2,
    )
    line = shlex.split(document["command"].replace("LABEL", "loyalty"))[1:]
    planned = ask(*line, "--dry-run")
    assert "reads customers, loyalty" in planned.out
    assert ask(*commands(planned)[-1]).code == 0
    again = ask("ask", ASKED, "--dry-run")
    assert "used        customers" in again.out
    assert "can be kept" not in again.err
    assert yaml.safe_load((shop / "glossary.yaml").read_text())["terms"]["customers"]["answer"]


def test_an_answer_with_the_intent_said_again_is_offered_too(ask):
    ask("ask", ASKED)
    assert "glossary add customers" in ask("ask", ASKED, "--answer", "loyalty", "-n").err


def test_an_answer_that_answers_nothing_is_told(ask):
    ran = ask("ask", ASKED, "--answer", "nobody")
    assert (ran.code, "no answer to this: nobody" in ran.err) == (3, True)


def test_the_list_of_intents_says_what_is_not_built(ask):
    ran = ask("intents")
    assert "not built yet: feature, trigger" in ran.err
    assert {"join", "unify", "top-n"} & {line.split()[0] for line in ran.out.splitlines()}


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("answer", "last", "9"), 2, "no option 9"),
        (("answer", "ffff", "1"), 2, "no open question ffff"),
        (("glossary", "add", "x"), 2, "a name and a meaning"),
        (("glossary", "drop"), 2, "unknown action: drop"),
        (("verify",), 2, "no plan has been made"),
    ],
)
def test_what_cannot_be_answered_or_kept_is_told(ask, words, code, told):
    ask("ask", ASKED)
    ran = ask(*words)
    assert (ran.code, told in ran.err) == (code, True), ran.err


def test_a_glossary_that_does_not_fit_is_told_and_fails(ask, shop):
    text = "terms:\n  gold: {meaning: m, table: loyalty, sql: teer = 'gold'}\n  vip: rich\n"
    (shop / "glossary.yaml").write_text(text)
    ran = ask("glossary")
    assert (ran.code, "rich" in ran.out, "gold: Referenced column" in ran.err) == (1, True, True)
    assert json.loads(ask("glossary", "-o", "json").out)["findings"]


@pytest.mark.slow
def test_an_approved_plan_is_verified_reused_and_dropped_when_the_schema_drifts(ask, shop):
    reviewed = json.loads(ask("ask", LOWER, "-o", "json").out)
    refused = ask("verify")
    assert (refused.code, "was not approved yet" in refused.err) == (3, True)
    ask("apply", reviewed["short_id"])
    assert ask("verify").code == 0
    (file,) = (shop / "intents").glob("*.yaml")
    kept = yaml.safe_load(file.read_text())["verified"]
    assert (kept["plan_id"], bool(kept["by"])) == (reviewed["plan_id"], True)
    ask("undo")
    again = ask("ask", f"{LOWER.capitalize()}. ", "-n")
    assert f"verified    by {kept['by']} on" in again.out
    assert "planned by catalogue" in ask("ask", LOWER, "-n", "--fresh").out
    with DuckEngine().write(shop / "vibecli.duckdb") as session:
        session.run("ALTER TABLE customers ADD COLUMN x INTEGER")
    drifted = ask("ask", LOWER, "-n")
    assert "planned by catalogue" in drifted.out
    assert "customers.x is new; it is planned anew" in " ".join(drifted.err.split())


def test_a_verified_file_that_was_edited_is_not_reused(ask, shop):
    ask("ask", "count loyalty by tier")
    ask("verify")
    (file,) = (shop / "intents").glob("*.yaml")
    file.write_text(file.read_text().replace("count(*)", "2 * count(*)"))
    ran = ask("ask", "count loyalty by tier")
    assert "was changed since it was verified; it is planned anew" in " ".join(ran.err.split())
    assert "20" not in ran.out


@pytest.mark.slow
def test_words_that_differ_in_a_sign_or_a_letter_are_other_words(ask):
    ask("ask", "count loyalty by tier")
    assert ask("verify").code == 0
    assert "verified" in ask("ask", "Count loyalty  by tier!", "-v").err
    assert "verified" not in ask("ask", "count loyalty by TIER").err
