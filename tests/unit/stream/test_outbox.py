"""What a rule sets off arrives, whatever its receiver does, and holds up no event."""

import json
import sys
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests import files
from tests.unit.stream.shop import event, into_file, make, streamed, written
from vibecli.actionbook import Action, actions
from vibecli.stream import courier, outbox
from vibecli.streaming import StreamOptions

EVENTS = [event(number, email=f"e{number}@y.example") for number in range(3)]


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    monkeypatch.setattr(courier, "_FIRST_PAUSE", 0.02)


@contextmanager
def hook(answer):
    """A server that answers each request with a status, or hangs; gives its address and requests."""
    heard, over = [], threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((self.headers, json.loads(body)))
            status = answer(len(heard))
            if status is None:
                over.wait(10)
                return
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook?to=crm", heard
    finally:
        over.set()
        server.shutdown()
        thread.join()
        server.server_close()


def states(folder):
    with files.read(folder / "v.duckdb") as session:
        return session.rows(
            "SELECT event_id, state, attempts, reason FROM vibecli_outbox ORDER BY 1"
        )


def test_a_file_gets_a_line_an_event_once_also_after_a_crash(tmp_path):
    flow = make(tmp_path)
    streamed(flow, written(tmp_path / "e", EVENTS))
    told = tmp_path / "out" / "told.ndjson"
    lines = [json.loads(line) for line in told.read_text().splitlines()]
    assert [line["event"] for line in lines] == ["e0", "e1", "e2"]
    assert {line["id"] for line in lines} == {f"purchases:personalize:e{n}" for n in range(3)}
    with files.write(tmp_path / "v.duckdb") as session:  # killed before what was brought was noted
        session.run("UPDATE vibecli_outbox SET state = 'open'")
    told.write_text(told.read_text()[:-4])  # and in the middle of a line
    assert [one.state for one in flow.streaming.deliver(5, again=False)] == ["done"]
    whole = [line for line in told.read_text().splitlines() if line.endswith("}")]
    assert sorted(json.loads(line)["event"] for line in whole) == ["e0", "e1", "e2"]


def test_a_server_that_fails_at_first_gets_each_event_under_one_key(tmp_path):
    with hook(lambda number: 503 if number < 3 else 204) as (address, heard):
        action = Action("personalize", "webhook", address, tmp_path, token_variable="TOKEN")
        flow = make(tmp_path, action=action)
        flow.runtime.environment["TOKEN"] = "t0"
        streamed(flow, written(tmp_path / "e", EVENTS))
    assert {headers["Authorization"] for headers, _ in heard} == {"Bearer t0"}
    assert [row[:2] for row in states(tmp_path)] == [("e0", "done"), ("e1", "done"), ("e2", "done")]
    keys = {headers["Idempotency-Key"] for headers, _ in heard[2:]}
    assert keys == {f"purchases:personalize:e{n}" for n in range(3)}
    assert all(headers["Idempotency-Key"] == body["id"] for headers, body in heard)


def test_a_server_that_hangs_or_refuses_holds_up_nothing(tmp_path):
    with hook(lambda number: (None, 400, 204)[min(number, 3) - 1]) as (address, _):
        action = Action("personalize", "webhook", address, tmp_path, timeout=0.2, attempts=2)
        run = streamed(make(tmp_path, action=action), written(tmp_path / "e", EVENTS), deliver=3.0)
    assert run.events == 3
    found = {event: (state, reason) for event, state, _, reason in states(tmp_path)}
    assert ("failed", "127.0.0.1 answers 400") in found.values()
    assert sorted(state for state, _ in found.values()) == ["done", "done", "failed"]


def test_waiting_ends_at_its_limit_however_many_rows_move(tmp_path, monkeypatch):
    monkeypatch.setattr(outbox, "_ROOM", 4)
    with hook(lambda _: time.sleep(0.05) or 204) as (address, _):
        action = Action("personalize", "webhook", address, tmp_path)
        flow = make(tmp_path, action=action)
        events = [event(n, email=f"e{n}@y.example") for n in range(60)]
        streamed(flow, written(tmp_path / "e", events), deliver=0.0)
        began = time.monotonic()
        found = {one.state: one.rows for one in flow.streaming.deliver(0.6, again=False)}
        assert time.monotonic() - began < 2
    assert found["done"] > 4
    assert found["open"] > 30


def test_what_nobody_takes_stays_open_and_is_brought_later(tmp_path):
    action = Action(
        "personalize", "command", (sys.executable, "-c", "raise SystemExit('no')"), tmp_path
    )
    flow = make(tmp_path, action=action)
    options = StreamOptions(str(written(tmp_path / "e", EVENTS)), "purchases", deliver=0.3)
    *_, last = flow.streaming.stream(options)
    assert "ended with 1: no); vibecli outbox --deliver" in last.note
    assert {state for _, state, *_ in states(tmp_path)} <= {"open", "failed"}
    assert "ended with 1: no" in states(tmp_path)[0][3]
    flow.runtime.settings.actions["personalize"] = into_file(tmp_path)
    assert [one.state for one in flow.streaming.deliver(5, again=True)] == ["done"]
    assert len((tmp_path / "out" / "told.ndjson").read_text().splitlines()) == 3


def test_a_program_is_told_events_as_lines(tmp_path):
    copy = "import sys; open('got', 'a').write(sys.stdin.read())"
    action = Action("personalize", "command", (sys.executable, "-c", copy), tmp_path)
    streamed(make(tmp_path, action=action), written(tmp_path / "e", EVENTS))
    assert len((tmp_path / "got").read_text().splitlines()) == 3


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"x": {"file": "a", "webhook": "http://a"}}, "one of file, command, webhook"),
        ({"x": {"webhook": "ftp://a"}}, "an address"),
        ({"x": {"command": "rm -rf"}}, "a list of a program"),
        ({"x": {"file": "a", "token_variable": "T"}}, "no token_variable for x"),
        ({"1x": {"file": "a"}}, "a name of letters"),
        ({"x": {"file": "a", "timeout": 0}}, "for x"),
    ],
)
def test_an_action_that_is_none_is_told(tmp_path, given, said):
    with pytest.raises(ValueError, match=said):
        actions(given, tmp_path)


@pytest.mark.parametrize(
    ("kind", "target", "said"),
    [
        ("webhook", "http://127.0.0.1:x/", "nonnumeric port"),
        ("command", ("sh", "-c", "yes >&2"), "took longer"),
        ("command", ("sh", "-c", "sleep 9 & wait"), "took longer"),
        ("file", Path("/dev/full"), "full is no file"),
    ],
)
def test_a_receiver_of_the_worst_kind_is_given_up_with_its_reason(tmp_path, kind, target, said):
    action = Action("personalize", kind, target, tmp_path, timeout=0.2, attempts=1)
    streamed(make(tmp_path, action=action), written(tmp_path / "e", EVENTS[:1]))
    ((_, state, _, reason),) = states(tmp_path)
    assert state == "failed"
    assert said in reason


def test_an_id_of_any_signs_arrives_as_a_key(tmp_path):
    ids = ["日本", "a\r\nX: y", "é %"]
    events = [event(n, email=f"e{n}@y.example") | {"id": one} for n, one in enumerate(ids)]
    with hook(lambda _: 204) as (address, heard):
        action = Action("personalize", "webhook", address, tmp_path)
        streamed(make(tmp_path, action=action), written(tmp_path / "e", events))
    assert {state for _, state, *_ in states(tmp_path)} == {"done"}
    assert all(unquote(headers["Idempotency-Key"]) == body["id"] for headers, body in heard)
