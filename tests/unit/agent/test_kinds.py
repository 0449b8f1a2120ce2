"""Which step kinds a model is told of: near ones in full, far ones in short, none out of reach."""

import json
import re
from pathlib import Path

import pytest

from vibecli.agent.kinds import NEEDED, all_kinds, near_kinds
from vibecli.agent.planner import Answer, PlanRequest
from vibecli.data.catalog import Catalog
from vibecli.plan.model import Plan, Refusal, Reply
from vibecli.steps.base import Finding

NOWHERE = Path("/nowhere")
FAR = {
    "alter", "drop", "tag", "quality", "contract", "forget", "suppress", "export_subject", "feature",
    "train", "score", "trigger", "retire",
}  # fmt: skip
OUT = {"match", "unify", *FAR}


def request(intent, **more):
    return PlanRequest(intent=intent, catalog=Catalog(), **more)


def told(kinds):
    """The kinds told in full: those with their example."""
    return {
        kind
        for text in kinds.texts
        for kind in re.findall(r'^Example.*?"kind":"(\w+)"', text, re.MULTILINE)
    }


@pytest.mark.parametrize(
    ("intent", "near", "left_out"),
    [
        ("how many customers are there", {"query"}, OUT),
        ("wie viele Kunden gibt es", {"query"}, OUT),
        ("which columns hold personal data", {"query", "write", "alter"}, OUT - {"alter"}),
        ("drop the table of last year", {"remove", "drop"}, OUT - {"drop"}),
        ("verify that nobody is under age", {"check"}, OUT),
        ("bereinige die Telefonnummern", {"clean"}, OUT),
        ("delete the test accounts", {"remove"}, OUT),
        ("Dubletten löschen", {"remove", "match", "unify"}, FAR),
        ("find the duplicates", {"query", "remove", "match", "unify"}, FAR),
        ("which leads are already customers", {"query", "match", "unify"}, FAR),
        ("tutkaise asiakkaat", {"query", "write", "remove", "check", "clean", *OUT}, set()),
    ],
)
def test_the_words_decide_what_is_told_in_full(intent, near, left_out):
    kinds = near_kinds(NOWHERE, request(intent))
    assert told(kinds) == near
    assert kinds.left_out == left_out


def test_an_answer_and_the_plan_at_hand_count_as_words():
    step = {"kind": "match", "id": "s1", "why": "w", "needs": [], "inputs": [], "output": "o"}
    previous = Plan.model_validate({"title": "t", "steps": [step], "confidence": "high"})
    assert near_kinds(NOWHERE, request("how many", previous=previous)).left_out == FAR
    answered = (Answer(question="Which?", choice="merge them"),)
    assert near_kinds(NOWHERE, request("how many", answers=answered)).left_out == FAR


def test_a_repair_is_told_everything():
    findings = (Finding(step="s1", code="unknown-column", message="no"),)
    assert near_kinds(NOWHERE, request("how many", findings=findings)) == all_kinds(NOWHERE)


def test_a_kind_in_short_still_stands_in_the_schema_and_one_left_out_does_not():
    kinds = near_kinds(NOWHERE, request("how many customers"))
    schema = kinds.schema()
    assert {"Query", "Write", "Clean", "CleanRule"} <= set(schema["$defs"])
    assert not {"Match", "MatchInput", "Role", "Unify", "Survivorship"} & set(schema["$defs"])
    refs = set(re.findall(r"#/\$defs/(\w+)", json.dumps(schema)))
    assert refs == set(schema["$defs"])
    assert all_kinds(NOWHERE).schema() == Reply.strict_schema()
    assert all(f"## {kind}\n" in "\n".join(kinds.texts) for kind in ("write", "remove", "check"))


def test_a_model_can_ask_for_what_was_left_out():
    kinds = near_kinds(NOWHERE, request("how many customers"))
    needs = Reply(understood="u", result=Refusal(reason=f"It {NEEDED.capitalize()}"))
    assert f'reason "{NEEDED}"' in kinds.texts[-1]
    assert kinds.wanted(needs)
    assert not kinds.wanted(Reply(understood="u", result=Refusal(reason="forbidden")))
    assert not all_kinds(NOWHERE).wanted(needs)


def test_a_prompt_of_the_workspace_is_told_in_full(tmp_path):
    (tmp_path / "prompts" / "steps").mkdir(parents=True)
    (tmp_path / "prompts" / "steps" / "match.md").write_text("## match\nours\nand more")
    kinds = near_kinds(tmp_path, request("how many customers"))
    assert "## match\nours\nand more" in kinds.texts
    assert kinds.left_out == OUT - {"match"}
