"""The main intent through the model path: real client, scripted endpoint, real DuckDB."""

import json
import os
import shutil
import signal
import time
from functools import partial

import pytest

from tests import nursery
from tests.integration.flows import finish, flow_in, load
from tests.integration.scripted_server import endpoint, says
from vibecli.agent.planner import Answer, Asked, Refused
from vibecli.agent.prompt import prompt_hash
from vibecli.agent.repair import Attempt
from vibecli.run.model import Review

MEMBERS = [
    "club,member_nr,naam,mail,gsm",
    "AMS,1,Anna de Vries,anna.devries@example.nl,+31612345678",
    "AMS,2,Bram Jansen,bram@example.nl,+31687654321",
    "RTM,1,Carla Bakker,carla.bakker@example.nl,",
    "RTM,2,Daan Visser,daan.v@example.nl,+31655555555",
]
CONTACTS = [
    "voornaam,achternaam,email_adres,telefoon",
    "Anna,de Vries,ANNA.DEVRIES@example.nl,0612345678",
    "Bram,Janssen,bram@example.nl,+31 6 87654321",
    "Eva,Smit,eva@example.nl,+31611111111",
    "Carla,Bakker,carla.bakker@example.nl,",
]


def match(tables):
    inputs = [{"table": table, "where": None} for table in tables]
    step = {"kind": "match", "id": "s1", "why": "who is who", "needs": [], "inputs": inputs}
    rest = {"fields": [], "ignore": [], "one_to_one": False, "accept": None, "review": None}
    return {**step, **rest, "output": "persons"}


def unify(tables):
    step = {"kind": "unify", "id": "s2", "why": "one row a person", "needs": ["s1"]}
    rest = {"inputs": tables, "identity": "persons", "target": "profile"}
    return {**step, **rest, "survivorship": [], "ignore": [], "only": []}


def reply(*steps, understood="match members with contacts and make a profile"):
    plan = {"kind": "plan", "title": "Match", "steps": steps, "assumptions": []}
    result = {**plan, "confidence": "high"}
    return {"understood": understood, "refines": False, "result": result}


VALID = reply(match(["members", "contacts"]), unify(["members", "contacts"]))
INVALID = reply(match(["members", "contact_list"]), unify(["members", "contact_list"]))


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    return load(tmp_path_factory.mktemp("club"), {"members": MEMBERS, "contacts": CONTACTS})


@pytest.fixture
def folder(loaded, tmp_path):
    return shutil.copytree(loaded, tmp_path / "club")


@pytest.fixture
def flow(folder):
    at = {"planner": "model", "model": "scripted", "region": "NL"}
    return lambda base_url: flow_in(folder, base_url=base_url, **at)


@pytest.mark.slow
def test_a_valid_plan_becomes_an_applied_and_undone_change(flow):
    with endpoint(says(VALID)) as server:
        made = flow(server.base_url)
        before = made.workspace.content_hash()
        review, _ = finish(made.ask("match members with contacts and build a profile"))
    assert isinstance(review, Review)
    profile = next(diff for diff in review.diff.tables if diff.table == "profile")
    assert (profile.change, profile.added) == ("create", 5)
    receipt = made.applying.apply(review, made.applying.decide(review, channel="command"))
    assert {table.table for table in receipt.tables} >= {"persons", "profile"}
    made.applying.undo(review.plan_id)
    assert made.workspace.content_hash() == before


def test_the_record_tells_which_prompts_made_a_plan(flow, folder):
    with endpoint(says(VALID)) as server:
        made = flow(server.base_url)
        review, _ = finish(made.ask("match members with contacts and build a profile"))
    record = json.loads((made.store.folder(review.plan_id) / "plan.json").read_text())
    assert record["origin"]["prompt"] == review.origin.prompt == prompt_hash(folder)


def test_an_invalid_plan_is_repaired_by_the_checks_own_findings(flow):
    with endpoint(says(INVALID), says(VALID)) as server:
        made = flow(server.base_url)
        review, events = finish(made.ask("match members with contacts and build a profile"))
    assert isinstance(review, Review)
    assert [event.number for event in events if isinstance(event, Attempt)] == [1, 2]
    assert "contacts" in server.requests[1]["messages"][-1]["content"]


def test_a_question_of_the_model_is_the_outcome_and_its_answer_is_sent(flow):
    options = [{"label": "new", "means": "a new table"}, {"label": "stop", "means": "nothing"}]
    question = {"kind": "question", "question": "Which target?", "about": "profile"}
    asked = {
        "understood": "match",
        "refines": False,
        "result": {**question, "options": options, "default": None},
    }
    with endpoint(says(asked), says(VALID)) as server:
        made = flow(server.base_url)
        outcome, _ = finish(made.ask("match members with contacts"))
        assert isinstance(outcome, Asked)
        answers = [Answer(question=outcome.question.question, choice="new")]
        review, _ = finish(made.ask("match members with contacts", answers=answers))
    assert isinstance(review, Review)
    assert "new" in server.requests[1]["messages"][1]["content"].split("answer")[-1]


def test_a_refusal_of_the_model_is_the_outcome(flow):
    refusal = {"kind": "refusal", "reason": "no", "not_understood": ["x"], "nearest": []}
    with endpoint(says({"understood": "x", "refines": False, "result": refusal})) as server:
        outcome, _ = finish(flow(server.base_url).ask("x"))
    assert isinstance(outcome, Refused)


def test_a_model_that_writes_sql_that_writes_is_stopped(flow):
    step = {"kind": "query", "id": "s1", "why": "x", "needs": []}
    evil = reply({**step, "select": "DELETE FROM members"})
    with endpoint(says(evil)) as server:
        made = flow(server.base_url)
        before = made.workspace.content_hash()
        outcome, _ = finish(made.ask("delete everything"))
    assert isinstance(outcome, Asked)
    assert made.workspace.content_hash() == before


def test_no_raw_personal_value_leaves_at_the_default_level(flow):
    with endpoint(says(VALID)) as server:
        finish(flow(server.base_url).ask("match members with contacts"))
    sent = json.dumps(server.requests)
    for value in ("anna.devries", "Jansen", "612345678", "Bakker"):
        assert value not in sent


@pytest.mark.slow
def test_a_refinement_sends_the_plan_at_hand_and_changes_it(flow):
    only = {"table": "members", "where": "club = 'AMS'"}
    step = {**unify(["members", "contacts"]), "only": [only]}
    refined = {**reply(match(["members", "contacts"]), step), "refines": True}
    with endpoint(says(VALID), says(refined)) as server:
        made = flow(server.base_url)
        first, _ = finish(made.ask("match members with contacts and build a profile"))
        second, _ = finish(made.ask("only club AMS", previous=first))
    told = server.requests[1]["messages"][1]["content"]
    assert told.index("The plan at hand") < told.index("only club AMS")
    assert second.intent == "match members with contacts and build a profile; only club AMS"
    added = {diff.table: diff.added for diff in second.diff.tables}
    assert added["profile"] == 2


@pytest.fixture
def command(folder):
    """Start `vibecli ask` in a process of its own, against an endpoint."""

    def start(server, *arguments, **environment):
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        return nursery.Piped(
            partial(nursery.cli, "--planner", "model", "ask", *arguments),
            cwd=folder,
            environment={
                **kept,
                "OPENAI_BASE_URL": server.base_url,
                "VIBECLI_MODEL": "scripted",
                "VIBECLI_DB": str(folder / "v.duckdb"),
                **environment,
            },
        )

    return start


@pytest.mark.slow
def test_show_prompt_prints_exactly_what_is_sent(command):
    words = "match members with contacts"
    with endpoint(says(VALID)) as server:
        shown, _ = command(server, words, "--show-prompt").communicate(timeout=60)
        assert not server.requests
        command(server, words, "--dry-run").communicate(timeout=60)
    assert json.loads(shown) == server.requests[0]


def test_ctrl_c_during_a_model_call_ends_it_in_one_line(command):
    with endpoint(says(VALID), delay=5) as server:
        process = command(server, "match members with contacts")
        deadline = time.monotonic() + 60
        while not server.requests and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    lines = [line for line in errors.splitlines() if line.strip()]
    assert len(lines) == 1, errors
    assert "nothing was written" in lines[0]


@pytest.mark.slow
def test_a_model_that_does_not_answer_in_time_is_exit_5_with_a_hint(command):
    with endpoint(says(VALID), delay=3) as server:
        process = command(server, "match members", VIBECLI_MODEL_TIMEOUT="0.5")
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 5
    assert "did not answer within 0.5 s" in errors
    assert "hint: set VIBECLI_MODEL_TIMEOUT" in errors
