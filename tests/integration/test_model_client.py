"""The client's limits: tokens and money, waiting as told, Ctrl-C, keys, and local servers."""

import json
import os
import signal
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.integration.scripted_server import dripping, endpoint, fails, says
from tests.integration.test_model_planner import (  # noqa: F401
    CATALOG,
    NOON,
    lacks,
    query,
    run,
    runtime,
)
from vibecli.agent import client
from vibecli.agent.ladder import RUNGS
from vibecli.agent.llm import ModelPlanner
from vibecli.agent.planner import PlanRequest
from vibecli.agent.spoken import BrokenOff, pieced
from vibecli.cli import diagnosis
from vibecli.config import Budget
from vibecli.errors import Blocked, Interrupted, Unreachable
from vibecli.plan.model import Plan
from vibecli.spending import Spending, check_budget
from vibecli.steps.base import Finding

REQUEST = PlanRequest(intent="count customers", catalog=CATALOG)
KEY = "sk-very-secret-key-123"


def counted(tokens_in, tokens_out):
    status, answer = says(query())
    usage = {"prompt_tokens": tokens_in, "completion_tokens": tokens_out}
    return status, {**answer, "usage": {**usage, "total_tokens": tokens_in + tokens_out}}


def always_wrong(plan):
    return [Finding(step="s1", code=f"wrong-{id(plan)}", message="no")]


@pytest.mark.parametrize(
    ("budget", "calls", "told"),
    [
        (Budget(run_tokens=100), 0, "the run may take 100 tokens: 0 are used"),
        (Budget(run_tokens=60_000), 1, "the run may take 60,000 tokens: 59,000 are used"),
        (Budget(session_tokens=60_000), 1, "the session may take 60,000 tokens"),
        (Budget(run_cost=0.1, input_price=2.0), 1, "the run may cost 0.1: 0.116 is used"),
        (Budget(session_cost=0.01, output_price=20), 1, "the session may cost 0.01: 0.02 is used"),
    ],
)
def test_a_limit_stops_before_the_request_that_would_break_it(runtime, budget, calls, told):  # noqa: F811
    with endpoint(counted(58_000, 1_000)) as server, pytest.raises(Blocked) as caught:
        run(runtime(server.base_url, budget=budget), always_wrong)
    assert told in caught.value.message
    assert len(server.requests) == calls


def test_a_session_adds_up_over_intents_and_a_run_does_not(runtime):  # noqa: F811
    with endpoint(counted(40_000, 0)) as server:
        at = runtime(server.base_url, budget=Budget(run_tokens=60_000, session_tokens=81_000))
        run(at)
        run(at)
        with pytest.raises(Blocked, match="the session may take"):
            run(at)
        run(replace(at, spent=Spending()))
    assert len(server.requests) == 3


def test_without_limits_nothing_stops():
    check_budget(Spending(10**12, 10**6), Spending(10**12, 10**6), 10**9, Budget(0, 0))


def test_an_endpoint_that_counts_nothing_is_counted_by_length(runtime):  # noqa: F811
    status, answer = says(query())
    with endpoint((status, {**answer, "usage": None})) as server:
        at = runtime(server.base_url)
        run(at)
    assert at.spent.tokens > 1_000


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("7", 7.0),
        (format_datetime(datetime(2026, 1, 31, 12, 0, 9, tzinfo=UTC), usegmt=True), 9.0),
        (format_datetime(datetime(2026, 1, 31, 11, 0, 9, tzinfo=UTC), usegmt=True), 0.0),
        ("9999", 30.0),
        ("nan", 1.0),
        ("soon", 1.0),
    ],
)
def test_a_busy_endpoint_is_asked_again_when_it_said(runtime, monkeypatch, told, seconds):  # noqa: F811
    slept = []
    monkeypatch.setattr(client.time, "sleep", slept.append)
    with endpoint(fails(429, "busy", retry_after=told), says(query())) as server:
        proposal, _ = run(runtime(server.base_url))
    assert isinstance(proposal.reply.result, Plan)
    assert max(slept) == seconds  # the server sleeps too, for no time at all


def test_ctrl_c_stops_an_answer_that_comes_in(runtime):  # noqa: F811
    def interrupt(number):
        if number == 2:
            os.kill(os.getpid(), signal.SIGINT)
            threading.Event().wait(0.2)  # the answer is not complete yet

    with endpoint(says(query()), pause=interrupt) as server:
        with pytest.raises(Interrupted, match="nothing was written"):
            run(runtime(server.base_url))
        assert len(server.requests) == 1


def heard_so_far(at):
    """A pause before the last event, until some of the answer was heard; keeps how much."""
    heard = []

    def pause(number):
        until = time.monotonic() + 10
        while number == 3 and not heard and time.monotonic() < until:
            heard.extend(filter(None, [at[0].heard.letters]))
            time.sleep(0.01)

    return heard, pause


@pytest.mark.parametrize("missing", [[], ["json_schema"], ["json_schema", "tools"], RUNGS[:3]])
def test_what_came_in_is_told_while_it_comes_on_every_rung(runtime, missing):  # noqa: F811
    at = []
    heard, pause = heard_so_far(at)
    lacking = ["tools" if one == "tool" else one for one in missing]
    with endpoint(lacks(*lacking), pause=pause) as server:
        at.append(runtime(server.base_url))
        proposal, _ = run(at[0])
    assert isinstance(proposal.reply.result, Plan)
    assert heard
    assert at[0].heard.letters == 0  # nothing comes in any more
    assert at[0].spent.tokens == 2
    assert server.requests[-1]["stream_options"] == {"include_usage": True}


@pytest.mark.parametrize(
    ("told", "calls"), [("stream is not supported", 2), ("unsupported parameter", 5)]
)
def test_an_endpoint_that_cannot_stream_is_asked_in_one_piece_and_remembered(
    runtime,  # noqa: F811
    told,
    calls,
):
    def whole(body):
        return fails(400, told) if "stream" in body else says(query())

    with endpoint(whole) as server:
        at = runtime(server.base_url)
        first, _ = run(at)
        assert isinstance(first.reply.result, Plan)
        assert len(server.requests) == calls
        run(at)
    assert len(server.requests) == calls + 1
    assert server.requests[-1]["response_format"]["type"] == "json_schema"
    assert json.loads(ModelPlanner(at).body(REQUEST)) == server.requests[-1]


def test_an_endpoint_that_answers_in_one_piece_all_the_same_is_understood(runtime):  # noqa: F811
    with endpoint(says(query()), streams=False) as server:
        proposal, _ = run(runtime(server.base_url))
    assert isinstance(proposal.reply.result, Plan)
    assert len(server.requests) == 1


@pytest.mark.slow
def test_a_stream_that_falls_silent_is_cut_and_one_that_goes_on_is_not(runtime):  # noqa: F811
    over = threading.Event()
    slow = {"pause": lambda _: over.wait(0.3)}
    with endpoint(says(query()), **slow) as server:
        proposal, _ = run(runtime(server.base_url, model_timeout=1.0))  # it takes longer in all
    assert isinstance(proposal.reply.result, Plan)
    stalled = {"pause": lambda number: over.wait(20 * (number == 2))}
    with endpoint(says(query()), **stalled) as server:
        with pytest.raises(Unreachable, match=r"did not answer within 0\.5 s"):
            run(runtime(server.base_url, model_timeout=0.5))
        over.set()
    assert len(server.requests) == 1


def torn(number):
    if number == 3:
        raise ConnectionResetError


def test_an_answer_that_breaks_off_is_told(runtime):  # noqa: F811
    broke_off = pytest.raises(Unreachable, match="broke off its answer")
    with endpoint(says(query()), pause=torn) as server, broke_off:
        run(runtime(server.base_url))


def test_an_error_in_a_stream_is_told_without_the_key():
    lines = ['data: {"choices": [{"delta": {"content": "{"}}]}', 'data: {"error": "overloaded"}']
    with pytest.raises(BrokenOff, match="overloaded"):
        pieced(lines, lambda _: None)


@pytest.mark.parametrize("status", [400, 401, 500])
def test_a_key_that_an_endpoint_repeats_is_not_shown(runtime, tmp_path, status):  # noqa: F811
    again = fails(status, f"bad model for {KEY}: model not found", x_should_retry="false")
    with endpoint(again) as server, pytest.raises(Unreachable) as caught:
        run(runtime(server.base_url, environment={"OPENAI_API_KEY": KEY}))
    error = caught.value
    assert KEY not in f"{error.message} {error.hint} {error.details} {error.__cause__}"
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if KEY in path.read_text("utf-8", "replace")]


@contextmanager
def listing(answer):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_doctor_names_a_local_server_and_nothing_uses_it(monkeypatch):
    models = {"data": [{"id": "llama\x1b[2J"}, {"id": "qwen"}]}
    with listing(json.dumps(models).encode()) as port, listing(b"<html>") as other:
        monkeypatch.setattr(diagnosis, "PORTS", {port: "Ollama", other: "vLLM", 9: "none"})
        (line,) = diagnosis._local_servers()
    assert (line.status, "qwen" in line.message) == ("ok", True)
    assert "not used unless you say so" in line.message
    assert f"OPENAI_BASE_URL=http://127.0.0.1:{port}/v1" in line.hint


def test_a_local_server_that_drips_is_no_matter():
    with dripping() as url:
        assert diagnosis.served_models(int(url.split(":")[2].split("/")[0])) is None
