"""`vibecli stream` as a person or a script meets it."""

import json
import resource
import signal
import time
from functools import partial

import pytest

from tests import files, nursery
from tests.unit.stream.shop import RULE, event, make, state, written
from vibecli.errors import Interrupted
from vibecli.run.seal_key import made_seal
from vibecli.run.suppression import marks_of, write_marks

TOML = 'database = "v.duckdb"\n[actions]\npersonalize = { file = "out.ndjson" }\n'


@pytest.fixture
def shop(tmp_path, monkeypatch):
    make(tmp_path)
    (tmp_path / "vibecli.toml").write_text(TOML)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_stream_tells_what_became_of_its_events(shop, command):
    file = written(
        shop / "e", [event(1, email="anna@x.example"), event(2, email="n@y.example", more=1)]
    )
    done = command("stream", file, "--rule", "purchases")
    assert done.code == 0
    assert "2 events taken by purchases" in done.out
    assert "1 made" in done.out
    assert "new field more, which the rule does not read" in done.err
    lines = command("-o", "jsonl", "stream", file, "--rule", "purchases").out.splitlines()
    assert json.loads(lines[-1])["events"] == 0


def test_history_has_a_line_a_run_and_undo_refuses_it(shop, command):
    file = written(shop / "e", [event(n, card="L1") for n in range(5)])
    command("stream", file, "--rule", "purchases", "--batch", 2)
    runs = json.loads(command("history", "-o", "json").out)
    assert [(run["kind"], run["batches"], run["events"]) for run in runs] == [("stream", 3, 5)]
    assert "stream purchases from e" in command("history").out
    done = command("undo", runs[0]["id"])
    assert (done.code, "cannot be undone" in done.err) == (2, True)
    log = [
        json.loads(line) for line in (shop / ".vibecli" / "audit.jsonl").read_text().splitlines()
    ]
    assert [line["event"] for line in log] == ["streaming", "streamed"]
    assert command("audit", "verify").code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("e", "--rule", "other"), 2, "no standing rule other"),
        (("nowhere", "--rule", "purchases"), 2, "no file nowhere"),
        (("e", "--rule", "purchases", "--once", "--follow"), 2, "--once ends where"),
        (("--dry-run", "e", "--rule", "purchases"), 2, "no dry run"),
    ],
)
def test_what_cannot_be_done_is_one_line(shop, command, arguments, code, told):
    written(shop / "e", [])
    done = command("stream", *arguments)
    assert (done.code, told in done.err) == (code, True), done.err


def test_a_protected_table_is_written_by_no_rule(shop, command):
    (shop / "vibecli.toml").write_text(TOML + '[policy]\nprotected = ["profile.city"]\n')
    done = command("stream", written(shop / "e", [event(1)]), "--rule", "purchases")
    assert (done.code, "covers profile.city" in done.err) == (4, True), done.err


def test_suppressed_persons_do_not_come_back(shop, command):
    seal = made_seal(shop / ".vibecli", {})
    with files.write(shop / "v.duckdb") as session:
        marks = marks_of(seal, {"email": ["anna@x.example"]}, {})
        write_marks(session, seal, marks, plan_id="p", at="now")
    file = written(
        shop / "e",
        [
            event(1, email="ANNA@x.example"),
            event(2, email="bob@x.example"),
            '{"email": "anna@x.example"',
        ],
    )
    done = command("-o", "json", "stream", file, "--rule", "purchases")
    run = json.loads(done.out)
    assert (run["events"], run["suppressed"], run["dead"]) == (1, 2, 0), done.err
    assert [row[0] for row in state(shop)["purchases"]] == ["e2"]


def test_a_database_that_is_held_is_told(shop, command):
    holder = nursery.Piped(partial(_hold, shop))
    holder.stdout.readline()
    done = command(
        "stream", written(shop / "e", [event(1)]), "--rule", "purchases", "--lock-timeout", "0"
    )
    holder.kill()
    holder.communicate()
    assert done.code == 5, done.err


@pytest.mark.slow
def test_a_disk_that_is_full_is_told_and_nothing_is_lost(shop, command):
    events = [event(n, email=f"n{n}@y.example", city="x" * 100) for n in range(2_000)]
    file = written(shop / "e", events)
    arguments = ("-q", "stream", str(file), "--rule", RULE.name, "--batch", "100")
    child = nursery.Piped(partial(_on_a_small_disk, 500_000, arguments))
    _, err = child.communicate()
    assert (child.returncode, "free some space" in err) == (1, True), err
    assert 0 < len(state(shop)["purchases"]) < 2_000
    assert command(*arguments).code == 0
    assert len(state(shop)["purchases"]) == 2_000


def _on_a_small_disk(size, arguments):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    return nursery.cli(*arguments)


def _hold(folder):
    with files.write(folder / "v.duckdb"):
        print("held", flush=True)
        time.sleep(30)


def test_a_signal_stops_a_followed_stream_between_two_batches(shop):
    file = written(shop / "e", [event(n, card="L1") for n in range(5)])
    arguments = ("-o", "jsonl", "stream", str(file), "--rule", RULE.name, "--follow")
    child = nursery.Piped(partial(nursery.cli, *arguments))
    assert json.loads(child.stdout.readline())["run"]["events"] == 5
    child.send_signal(signal.SIGINT)
    _, err = child.communicate()
    assert (child.returncode, "stopped; 5 events were taken" in str(err)) == (
        Interrupted.exit_code,
        True,
    )
    assert len(state(shop)["purchases"]) == 5


def test_a_followed_stream_tells_what_was_given_up_of_what_its_events_set_off(shop):
    (shop / "vibecli.toml").write_text(
        'database = "v.duckdb"\n[actions]\npersonalize = { command = ["false"], attempts = 1 }\n'
    )
    file = written(shop / "e", [event(n, card="L1") for n in range(2)])
    child = nursery.Piped(
        partial(nursery.cli, "stream", str(file), "--rule", RULE.name, "--follow")
    )
    told = []
    while not told or "given up" not in told[-1]:
        told.append(str(child.stderr.readline()))
    assert told[-1].startswith("action personalize: given up (")
    child.send_signal(signal.SIGINT)
    _, err = child.communicate()
    assert "2 events were taken, 2 of what they set off given up" in str(err)
    assert "vibecli outbox" in str(err)
