"""The model planner with the real openai client against a scripted endpoint on loopback."""

import json
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest

from tests.integration.flows import finish
from tests.integration.scripted_server import calls_tool, dripping, endpoint, fails, says
from vibecli.agent.egress import grant
from vibecli.agent.llm import ModelPlanner
from vibecli.agent.planner import Answer, PlanRequest
from vibecli.agent.repair import propose
from vibecli.config import Settings
from vibecli.data.catalog import Catalog, ColumnInfo, Role, TableInfo, TopValue
from vibecli.errors import ActionNeeded, TimedOut, Unreachable, UsageError
from vibecli.plan.model import Plan, Question, Refusal
from vibecli.runtime import Runtime
from vibecli.steps.base import Finding

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
SECRET = "ana.rivera@example.org"
CATALOG = Catalog(
    tables=(
        TableInfo(
            name="customers",
            rows=300,
            key=("id",),
            columns=(
                ColumnInfo(name="id", type="BIGINT", role=Role.KEY, distinct=3),
                ColumnInfo(
                    name="email",
                    type="VARCHAR",
                    role=Role.EMAIL,
                    distinct=3,
                    shapes=("aaa.aaa@aaa.aaa",),
                    top=(TopValue(value=SECRET, rows=2),),
                ),
                ColumnInfo(
                    name="tier",
                    type="VARCHAR",
                    role=Role.CATEGORY,
                    top=(TopValue(value="gold", rows=2),),
                ),
            ),
        ),
    )
)


def query(select="SELECT count(*) AS n FROM customers"):
    step = {"kind": "query", "id": "s1", "why": "count", "needs": [], "select": select}
    plan = {
        "kind": "plan",
        "title": "Count",
        "steps": [step],
        "assumptions": [],
        "confidence": "high",
    }
    return {"understood": "count customers", "result": plan}


QUESTION = {
    "understood": "count active customers",
    "result": {
        "kind": "question",
        "question": "What is active?",
        "about": "active",
        "options": [{"label": "gold", "means": "tier"}, {"label": "all", "means": "everyone"}],
        "default": None,
    },
}
REFUSAL = {
    "understood": "the weather",
    "result": {"kind": "refusal", "reason": "no such table", "not_understood": [], "nearest": []},
}


@pytest.fixture
def runtime(tmp_path):
    def make(base_url, environment={}, **changes):  # noqa: B006 - never changed
        settings = Settings(
            workspace=tmp_path,
            database=tmp_path / "v.duckdb",
            state=tmp_path / ".vibecli",
            model="scripted",
            base_url=base_url,
            **changes,
        )
        return Runtime(settings=settings, environment=environment, now=lambda: NOON)

    return make


def run(runtime, check=lambda _: [], intent="count customers"):
    work = propose(ModelPlanner(runtime), PlanRequest(intent=intent, catalog=CATALOG), check)
    return finish(work)


def no_tier(plan):
    bad = "tier" in plan.steps[0].select
    return [Finding(step="s1", code="unknown-column", message="no tier")] if bad else []


def test_a_valid_plan_needs_one_call(runtime):
    with endpoint(says(query())) as server:
        proposal, attempts = run(runtime(server.base_url))
    assert isinstance(proposal.reply.result, Plan)
    assert len(attempts) == len(server.requests) == 1
    assert server.requests[0]["response_format"]["type"] == "json_schema"
    assert [m["role"] for m in server.requests[0]["messages"]] == ["system", "user"]


def test_an_invalid_plan_is_repaired_from_its_findings(runtime):
    with endpoint(says(query("SELECT tier FROM customers")), says(query())) as server:
        proposal, attempts = run(runtime(server.base_url), no_tier)
    assert isinstance(proposal.reply.result, Plan)
    assert [len(a.findings) for a in attempts] == [0, 1]
    assert "unknown-column" in server.requests[1]["messages"][-1]["content"]


def test_the_same_finding_twice_becomes_a_question(runtime):
    with endpoint(says(query("SELECT tier FROM customers"))) as server:
        proposal, _ = run(runtime(server.base_url), no_tier)
    assert isinstance(proposal.reply.result, Question)
    assert len(server.requests) == 2


@pytest.mark.parametrize(("reply", "kind"), [(QUESTION, Question), (REFUSAL, Refusal)])
def test_questions_and_refusals_pass_through(runtime, reply, kind):
    with endpoint(says(reply)) as server:
        proposal, _ = run(runtime(server.base_url))
    assert isinstance(proposal.reply.result, kind)


def test_a_refusal_in_the_models_own_channel_is_a_refusal(runtime):
    with endpoint(says(None, refusal="I cannot help with that")) as server:
        proposal, _ = run(runtime(server.base_url))
    assert proposal.reply.result.reason == "I cannot help with that"


def test_a_model_that_needs_a_kind_left_out_is_told_of_all_and_asked_again(runtime):
    needs = {**REFUSAL, "result": {**REFUSAL["result"], "reason": "needs more kinds"}}
    with endpoint(says(needs), says(query())) as server:
        proposal, attempts = run(runtime(server.base_url))
    assert isinstance(proposal.reply.result, Plan)
    assert len(attempts) == 1
    told = [request["messages"][0]["content"] for request in server.requests]
    assert ["## match\n" in system for system in told] == [False, True]


def lacks(*missing):
    def answer(body):
        if body.get("response_format", {}).get("type") in missing:
            return fails(400, "response_format is not supported here")
        if "tools" in body and "tools" in missing:
            return fails(400, "tools are not supported here")
        return calls_tool(query()) if "tools" in body else says(query())

    return answer


@pytest.mark.parametrize(
    ("missing", "calls"),
    [
        (["json_schema"], 2),
        (["json_schema", "tools"], 3),
        (["json_schema", "tools", "json_object"], 4),
    ],
)
def test_the_ladder_steps_down_and_remembers(runtime, missing, calls):
    with endpoint(lacks(*missing)) as server:
        at = runtime(server.base_url)
        first, _ = run(at)
        assert isinstance(first.reply.result, Plan)
        assert len(server.requests) == calls
        run(at)
    assert len(server.requests) == calls + 1


def test_json_inside_prose_is_found(runtime):
    prose = f"Sure! Here is the plan:\n```json\n{json.dumps(query())}\n```\nAnything else?"
    with endpoint(says(prose)) as server:
        proposal, _ = run(runtime(server.base_url))
    assert isinstance(proposal.reply.result, Plan)


def test_an_answer_that_is_no_reply_is_repaired(runtime):
    broken = query()
    broken["result"]["confidence"] = "total"
    with endpoint(says(broken), says(query())) as server:
        proposal, _ = run(runtime(server.base_url))
    assert isinstance(proposal.reply.result, Plan)
    assert "result.plan.confidence" in server.requests[1]["messages"][-1]["content"]


@pytest.mark.parametrize("status", [401, 403, 500])
def test_an_endpoint_that_refuses_is_unreachable(runtime, status):
    with (
        endpoint(fails(status, "no", x_should_retry="false")) as server,
        pytest.raises(Unreachable) as caught,
    ):
        run(runtime(server.base_url))
    assert caught.value.message.count(str(status)) == 1
    assert caught.value.hint


def test_a_rate_limit_is_waited_out(runtime):
    with endpoint(fails(429, "slow down", retry_after="0"), says(query())) as server:
        proposal, _ = run(runtime(server.base_url))
    assert isinstance(proposal.reply.result, Plan)


def test_a_dead_endpoint_is_unreachable(runtime):
    with pytest.raises(Unreachable, match="cannot be reached"):
        run(runtime("http://127.0.0.1:9/v1"))


def test_a_slow_endpoint_is_unreachable(runtime):
    with (
        endpoint(says(query()), delay=1.0) as server,
        pytest.raises(Unreachable, match="did not answer") as caught,
    ):
        run(runtime(server.base_url, model_timeout=0.1))
    assert "VIBECLI_MODEL_TIMEOUT" in caught.value.hint
    assert len(server.requests) == 1


BODY = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99999\r\n\r\n"


STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n: alive\n\n"


@pytest.mark.few(2)
@pytest.mark.parametrize("head", [b"", BODY, STREAM])
@pytest.mark.parametrize(
    ("limits", "kind", "hint"),
    [
        ({"model_timeout": 0.3}, Unreachable, "VIBECLI_MODEL_TIMEOUT"),
        ({"timeout": 0.3}, TimedOut, "--timeout SECONDS"),
    ],
)
def test_an_endpoint_that_drips_is_given_up_in_time(runtime, head, limits, kind, hint):
    started = time.monotonic()
    with dripping(head) as url, pytest.raises(kind) as caught:
        run(runtime(url, **limits))
    assert hint in caught.value.hint
    assert time.monotonic() - started < 20  # it would go on for ever; the margin is the machine's


@pytest.mark.slow
def test_waiting_for_a_busy_endpoint_counts_as_planning(runtime):
    with endpoint(says(query()), fails(429, "busy", retry_after="20")) as server:
        run(runtime(server.base_url))  # the client is imported by now, which takes its time
        with pytest.raises(TimedOut):
            run(runtime(server.base_url, timeout=1.0))
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("level", "secret", "shape", "tier"),
    [("names", False, False, False), ("shapes", False, True, True), ("values", True, False, True)],
)
def test_what_is_sent_follows_the_egress_level(runtime, level, secret, shape, tier):
    with endpoint(says(query())) as server:
        run(runtime(server.base_url, egress=level))
    sent = json.dumps(server.requests)
    assert (SECRET in sent, "aaa.aaa@aaa.aaa" in sent) == (secret, shape)
    assert ('\\"gold\\"' in json.dumps(server.requests[0]["messages"][1])) == tier


def test_level_none_calls_no_model(runtime):
    with (
        endpoint(says(query())) as server,
        pytest.raises(UsageError, match="no model may be called"),
    ):
        run(runtime(server.base_url, egress="none"))
    assert not server.requests


def test_a_far_host_needs_consent_at_its_level(runtime):
    at = runtime("https://api.example.test/v1", egress="values")
    with pytest.raises(ActionNeeded) as caught:
        run(at)
    assert caught.value.details["host"] == "api.example.test"
    grant(at, "api.example.test", "shapes")
    with pytest.raises(ActionNeeded):
        run(at)
    grant(at, "api.example.test", "values")
    with pytest.raises(UsageError, match="no key"):
        run(at)


def test_everything_sent_is_logged(runtime, tmp_path):
    with endpoint(says(query())) as server:
        run(runtime(server.base_url))
    log = tmp_path / ".vibecli" / "egress.jsonl"
    line = json.loads(log.read_text())
    assert line["outcome"] == "answered"
    assert "customers.email" in line["columns"]
    assert (tmp_path / ".vibecli" / "egress" / f"{line['sha256']}.json").exists()
    assert log.stat().st_mode & 0o077 == 0


def test_show_prompt_is_what_is_sent(runtime):
    with endpoint(says(query())) as server:
        at = runtime(server.base_url)
        run(at)
        body = ModelPlanner(at).body(PlanRequest(intent="count customers", catalog=CATALOG))
    assert json.loads(body) == server.requests[0]


def test_show_prompt_is_what_is_sent_on_a_lower_rung_too(runtime):
    with endpoint(lacks("json_schema", "tools")) as server:
        at = runtime(server.base_url)
        run(at)
        body = ModelPlanner(at).body(PlanRequest(intent="count customers", catalog=CATALOG))
    assert json.loads(body) == server.requests[-1]


def test_showing_the_prompt_imports_no_client():
    code = "import vibecli.agent.llm, sys; sys.exit('openai' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_endpoint_that_ignores_the_schema_gets_it_in_the_prompt(runtime):
    """The broken answer costs one repair; later calls carry the schema from the start."""
    with endpoint(says('Sure! {"plan": {"steps": []}}'), says(query())) as server:
        at = runtime(server.base_url)
        first, attempts = run(at)
        run(at)
    assert isinstance(first.reply.result, Plan)
    assert len(attempts) == 2
    kinds = [request["response_format"]["type"] for request in server.requests]
    assert kinds == ["json_schema", "json_object", "json_object"]
    assert "JSON schema" in server.requests[1]["messages"][0]["content"]


def test_an_answer_that_was_cut_off_is_told_so_and_costs_no_trust(runtime):
    status, cut = says('{"understood": "cou')
    cut["choices"][0]["finish_reason"] = "length"
    with endpoint((status, cut), says(query())) as server:
        proposal, _ = run(runtime(server.base_url))
    assert isinstance(proposal.reply.result, Plan)
    assert "cut off" in server.requests[1]["messages"][-1]["content"]
    assert server.requests[1]["response_format"]["type"] == "json_schema"


def test_a_content_filter_is_a_refusal(runtime):
    status, filtered = says(None)
    filtered["choices"][0]["finish_reason"] = "content_filter"
    with endpoint((status, filtered)) as server:
        proposal, _ = run(runtime(server.base_url))
    assert isinstance(proposal.reply.result, Refusal)


def test_a_prompt_too_long_for_the_model_is_not_made_longer(runtime):
    text = "This model's maximum context length is 4096 tokens"
    with (
        endpoint(fails(400, text)) as server,
        pytest.raises(Unreachable, match="longer than the model can read"),
    ):
        run(runtime(server.base_url))
    assert len(server.requests) == 1


@pytest.mark.parametrize("body", ["<html>welcome</html>", {"hello": 1}, [], None])
def test_what_is_no_chat_endpoint_is_told(runtime, body):
    with (
        endpoint((200, body)) as server,
        pytest.raises(Unreachable, match="chat endpoint") as caught,
    ):
        run(runtime(server.base_url))
    assert "/v1" in caught.value.hint


def test_a_redirect_is_not_followed_to_another_host(runtime):
    """Consent is given to a host; what it points to has none."""
    with endpoint(says(query())) as other:
        there = fails(307, "moved", location=f"{other.base_url}/chat/completions")
        with endpoint(there) as server, pytest.raises(Unreachable, match="307"):
            run(runtime(server.base_url))
    assert not other.requests


def test_a_proxy_does_not_get_what_is_meant_for_this_machine(runtime, monkeypatch):
    with endpoint(says(query())) as proxy, endpoint(says(query())) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.base_url.removesuffix("/v1"))
        proposal, _ = run(runtime(server.base_url))
    assert isinstance(proposal.reply.result, Plan)
    assert (len(server.requests), len(proxy.requests)) == (1, 0)


@pytest.mark.parametrize("key", ["sk-\nx", "schlüssel", "two words"])
def test_what_cannot_be_a_key_is_told_without_it(runtime, key):
    with endpoint(says(query())) as server, pytest.raises(UsageError, match="no key") as caught:
        run(runtime(server.base_url, environment={"OPENAI_API_KEY": key}))
    assert key not in caught.value.message
    assert not server.requests


@pytest.mark.parametrize("line", ["{}", "no json", "\x00"])
def test_a_broken_consent_consents_to_nothing(runtime, tmp_path, line):
    (tmp_path / ".vibecli").mkdir()
    (tmp_path / ".vibecli" / "consent.jsonl").write_text(line + "\n")
    with pytest.raises(ActionNeeded):
        run(runtime("https://api.example.test/v1"))


@pytest.mark.parametrize("base_url", ["http://[::1", "nonsense", "http://"])
def test_what_is_no_base_url_is_told(runtime, base_url):
    with pytest.raises(UsageError, match="not a base URL"):
        run(runtime(base_url))


def test_a_refinement_is_told_of_the_tables_of_the_plan_at_hand(runtime):
    previous = Plan.model_validate(query()["result"])
    refining = PlanRequest(
        intent="only gold ones",
        catalog=CATALOG,
        previous=previous,
        previous_intent="count customers",
    )
    body = json.loads(ModelPlanner(runtime("http://localhost/v1")).body(refining))
    assert "The plan at hand" in body["messages"][1]["content"]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Answer(question="", choice="Gold"), 'answer to "What is active?": "gold: tier"'),
        (
            Answer(question="What is active?", choice="gold"),
            'answer to "What is active?": "gold: tier"',
        ),
        (Answer(question="", choice="those of 2026"), 'to "What is active?": "those of 2026"'),
        (Answer(question="Which year?", choice="gold"), 'answer to "Which year?": "gold"'),
    ],
)
def test_an_answer_in_a_new_process_is_told_with_what_it_means(runtime, answer, told):
    with endpoint(says(QUESTION), says(query())) as server:
        run(runtime(server.base_url))
        again = PlanRequest(intent="count customers", catalog=CATALOG, answers=(answer,))
        ModelPlanner(runtime(server.base_url)).reply(again)
    assert told in server.requests[1]["messages"][1]["content"]


@pytest.mark.parametrize("broken", ["no json", "[]", '{"count customers": [{"a": 1}]}'])
def test_a_lost_question_leaves_the_answer_as_it_is(runtime, tmp_path, broken):
    (tmp_path / ".vibecli").mkdir()
    (tmp_path / ".vibecli" / "questions.json").write_text(broken)
    answers = (Answer(question="", choice="gold"),)
    told = PlanRequest(intent="count customers", catalog=CATALOG, answers=answers)
    body = json.loads(ModelPlanner(runtime("http://localhost/v1")).body(told))
    assert 'The person\'s answer: "gold"' in body["messages"][1]["content"]
