"""The client's limits: tokens and money, waiting as told, Ctrl-C, keys, and local servers."""

import json
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.integration.scripted_server import dripping, endpoint, fails, says
from tests.integration.test_model_planner import NOON, query, run, runtime  # noqa: F401
from vibecli.agent import client, deadline
from vibecli.cli import diagnosis
from vibecli.config import Budget
from vibecli.errors import Blocked, Interrupted, Unreachable
from vibecli.plan.model import Plan
from vibecli.spending import Spending, check_budget
from vibecli.steps.base import Finding

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


def test_ctrl_c_stops_a_call_that_waits(runtime, monkeypatch):  # noqa: F811
    def interrupted(_seconds, _call):
        raise KeyboardInterrupt

    monkeypatch.setattr(client, "within", interrupted)
    with pytest.raises(Interrupted, match="nothing was written"):
        run(runtime("http://127.0.0.1:9/v1"))
    assert deadline.within(1.0, lambda: 3) == 3


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
