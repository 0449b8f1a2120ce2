"""The worker process: what it saves, that runs agree, and how it ends when things go wrong."""

import json
import os
import subprocess
import sys
import time

import pytest

from tests.integration.shadowing import (
    CUSTOMERS,
    ENGINE,
    Workspace,
    append,
    job,
    kill_workers,
    remove,
    update,
    upper_emails,
)
from vibecli.config import Settings
from vibecli.errors import DatabaseLocked, EngineError, NotFound, StepFailed, TimedOut, UsageError
from vibecli.run.launch import shadow
from vibecli.run.store import PlanStore
from vibecli.runtime import Runtime

SLOW = {
    "kind": "query",
    "select": "SELECT count(*) FROM range(100000) a(i), range(100000) b(j) WHERE (i * j) % 7 = 3",
}


COLD = pytest.mark.cold


@pytest.fixture
def work(tmp_path):
    return Workspace(tmp_path).sql(CUSTOMERS)


def left_over(work):
    return [path.name for path in work.store.plans.glob(".*")]


@COLD
def test_a_run_tells_its_steps_and_saves_the_plan(work):
    review, events = work.reviewed(upper_emails("id < 3"), {"kind": "query", "select": "SELECT 1"})
    assert [e.event for e in events] == ["step-started", "step-done"] * 2
    assert work.store.record(review.plan_id).changes[0].changed == 3
    assert work.store.meta(review.plan_id).database == str(work.database)
    assert left_over(work) == []


MANY = [
    update("SELECT id, upper(email) AS email, spent / 3 AS spent FROM big WHERE id % 3 = 0", "big"),
    append("SELECT id + 1000000 AS id, email FROM big WHERE id % 5 = 0", "big"),
    remove("SELECT id FROM big WHERE id % 7 = 0", "big"),
    {
        "kind": "write",
        "mode": "create",
        "target": "sums",
        "select": "SELECT id % 1000 AS part, count(*) AS n, max(email) AS m FROM big GROUP BY ALL",
    },
]


@pytest.mark.slow
@COLD  # each process hashes with a seed of its own
def test_same_inputs_same_id_on_one_thread_and_on_four(tmp_path):
    work = Workspace(tmp_path).sql(
        "CREATE TABLE big AS SELECT i AS id, 'u' || i || '@mail.example' AS email, i * 0.5 AS spent"
        " FROM range(150000) r(i)"
    )
    ids = {work.review(*MANY, threads=threads).plan_id for threads in (1, 4, 4)}
    assert len(ids) == 1
    assert [path.name for path in work.store.plans.iterdir()] == list(ids)


def test_another_input_is_another_plan(work):
    first = work.review(upper_emails("id = 1")).plan_id
    work.sql("UPDATE crm.customers SET email = 'x' WHERE id = 99")
    assert work.review(upper_emails("id = 1")).plan_id != first


def test_nothing_in_the_record_names_this_machine_or_this_moment(work):
    review = work.review(upper_emails("id = 1"))
    text = (work.store.folder(review.plan_id) / "plan.json").read_text()
    assert str(work.folder) not in text
    assert "created_at" not in text
    assert text == json.dumps(
        json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )


@pytest.mark.slow
def test_the_deadline_stops_a_run(work):
    started = time.monotonic()
    with pytest.raises(TimedOut, match="longer than 1 seconds"):
        work.review(SLOW, timeout=1.0)
    assert time.monotonic() - started < 8
    assert left_over(work) == []


def children():
    """Give the processes this one has started and not seen the end of."""
    listed = subprocess.run(
        ["pgrep", "-P", str(os.getpid()), "-f", "vibecli.run.worker"],
        capture_output=True,
        text=True,
        check=False,
    )
    return listed.stdout.split()


@COLD
def test_leaving_the_run_ends_the_worker(work):
    settings = Settings(workspace=work.folder, database=work.database, state=work.folder / "state")
    run = shadow(Runtime(settings), job(SLOW), PlanStore(settings.state))
    next(run)
    assert len(children()) == 1
    run.close()
    assert children() == []
    assert left_over(work) == []


def test_a_worker_ends_when_its_starter_is_gone():
    worker = subprocess.Popen(
        [sys.executable, "-m", "vibecli.run.worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    worker.stdin.close()
    assert worker.wait(timeout=20) == 1
    worker.stdout.close()


@pytest.mark.slow
@COLD
@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_a_killed_worker_is_one_clear_line(work, monkeypatch):
    kill_workers(monkeypatch, 1.0)
    with pytest.raises(StepFailed, match=r"broke off \(signal 9\); nothing was written"):
        work.review(SLOW)
    assert left_over(work) == []


@pytest.mark.parametrize(
    ("step", "message"),
    [
        ({"kind": "query", "select": "SELECT * FROM nix"}, "step s1 failed"),
        ({"kind": "query", "select": "SELECT * FROM '/etc/passwd'"}, "step s1 failed"),
        ({"kind": "query", "select": "DELETE FROM crm.customers"}, "step s1 failed"),
        ({"kind": "query", "select": "SELECT 1; SELECT 2"}, "step s1 failed"),
        (append("SELECT 'x' AS id"), "1 value does not fit crm.customers.id"),
        (
            {"kind": "query", "select": "SELECT sum(id) FROM (SELECT error('boom') AS id)"},
            "step s1",
        ),
    ],
)
def test_a_step_that_fails_is_one_line_and_leaves_nothing(work, step, message):
    with pytest.raises(StepFailed, match=message) as caught:
        work.review(step)
    assert "\n" not in caught.value.message
    assert caught.value.details["step"] == "s1"
    assert list(work.store.plans.iterdir()) == []


@COLD
@pytest.mark.skipif(sys.platform != "linux", reason="bounded address space")
def test_a_memory_bomb_ends_in_an_error(work):
    bomb = {
        "kind": "query",
        "select": "SELECT string_agg(i::VARCHAR || email, '') AS s"
        " FROM crm.customers, range(30000000) r(i)",
    }
    with pytest.raises((EngineError, StepFailed, TimedOut)):
        work.review(bomb, memory_mb=256, timeout=20.0)
    assert left_over(work) == []


def test_a_database_held_by_a_writer_is_named(work):
    hold = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import duckdb, sys; c = duckdb.connect({str(work.database)!r}); print(1, flush=True); sys.stdin.read()",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    hold.stdout.readline()
    try:
        with pytest.raises(DatabaseLocked, match="PID"):
            work.review(upper_emails(), lock_timeout=0.3)
    finally:
        hold.communicate()


def test_no_database_is_not_found(tmp_path):
    with pytest.raises(NotFound, match="no database"):
        Workspace(tmp_path).review(upper_emails())


def test_a_file_that_is_no_database_is_one_line(tmp_path):
    work = Workspace(tmp_path)
    work.database.write_bytes(b"not a database" * 500)
    with pytest.raises(UsageError) as caught:
        work.review(upper_emails())
    assert caught.value.message == f"{work.database.name} is no DuckDB database"


def test_the_review_holds_no_lock(work):
    work.review(upper_emails("id = 1"))
    with ENGINE.write(work.database, lock_timeout=0) as session:
        session.run("UPDATE crm.customers SET tier = 'x' WHERE id = 1")
    assert work.rows("SELECT tier FROM crm.customers WHERE id = 1") == [("x",)]


@COLD
def test_a_folder_full_of_traps_is_not_imported(work, monkeypatch):
    trap = work.folder / "trap"
    trap.mkdir()
    for name in ("duckdb", "json", "vibecli"):
        (trap / f"{name}.py").write_text("raise SystemExit('trapped')")
    monkeypatch.chdir(trap)
    assert work.review(upper_emails("id = 1")).diff.tables[0].changed == 1


@COLD
def test_keys_stay_out_of_the_worker(work, monkeypatch):
    from vibecli.run import launch

    seen = {}
    begun = subprocess.Popen
    monkeypatch.setattr(
        launch.subprocess, "Popen", lambda *a, **k: seen.update(k["env"]) or begun(*a, **k)
    )
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    work.review({"kind": "query", "select": "SELECT 1"})
    assert "PATH" in seen
    assert "OPENAI_API_KEY" not in seen


def test_an_unwritable_state_folder_is_a_usage_error(work):
    (work.folder / "state").write_text("a file")
    with pytest.raises(UsageError) as caught:
        work.review(upper_emails())
    assert "VIBECLI_STATE" in caught.value.hint
