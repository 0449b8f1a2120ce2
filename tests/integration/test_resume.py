"""Runs killed with -9, wherever they were, and what `vibecli resume` makes of what they left."""

import json
import os
import shutil
import signal
import time
from functools import partial
from pathlib import Path

import pytest

from tests import files, nursery
from tests.nursery import Piped
from tests.nursery import run as vibecli
from tests.terminal.conftest import _loaded, shop  # noqa: F401
from tests.terminal.shop import LOWER, environment
from tests.terminal.shop import vibecli as shop_cli
from tests.terminal.term import Term
from vibecli.engine.duckdb import DuckEngine, DuckSession

pytestmark = pytest.mark.skipif(os.name == "nt", reason="locks that end with their process")
SLOW = "SELECT 1 AS id, count(*) AS n FROM range(1200) a(i), range(100000) b(j) WHERE i * j % 7 = 3"
STEPS = [
    {
        "kind": "write",
        "mode": "update",
        "target": "people",
        "keys": ["id"],
        "select": "SELECT id, upper(email) AS email FROM people WHERE id % 5 = 1",
    },
    {"kind": "query", "select": "SELECT count(*) AS n FROM people WHERE email LIKE 'U%'"},
    {
        "kind": "check",
        "name": "named",
        "severity": "block",
        "select": "SELECT id FROM people WHERE name IS NULL",
    },
    {
        "kind": "remove",
        "target": "people",
        "keys_select": "SELECT 2 + 5 * i AS id FROM range(20) r(i)",
    },
    {
        "kind": "write",
        "mode": "create",
        "target": "made",
        "select": "SELECT id, email FROM people WHERE id % 5 < 2",
    },
    {
        "kind": "write",
        "mode": "update",
        "target": "people",
        "keys": ["id"],
        "select": f"SELECT p.id, 'slow' AS name FROM people p JOIN ({SLOW}) s ON p.id = s.id",
    },
]
SLOWLY = pytest.mark.slow
CHANGED = "finished steps are run again: people changed"
NOT_AGAIN = "finished before and not run again: s1, s2, s3, s4, s5"


def cli(folder, *words):
    return vibecli("--db", "v.duckdb", *words, cwd=folder)


def made(folder, steps=STEPS):
    """Make a database and a saved plan whose last step takes a while."""
    with files.write(folder / "v.duckdb") as session:
        session.run(
            "CREATE TABLE people AS SELECT i AS id, 'n' || i AS name, 'u' || i || '@mail.example'"
            " AS email FROM range(500) r(i)"
        )
        session.run("CREATE TABLE other AS SELECT 1 AS x")
    steps = [{"id": f"s{n}", "why": "said", "needs": [], **s} for n, s in enumerate(steps, start=1)]
    plan = {"kind": "plan", "title": "p", "steps": steps, "assumptions": [], "confidence": "high"}
    intent = {"version": 1, "intent": "do it", "plan": plan, "planner": "file"}
    (folder / "i.json").write_text(json.dumps(intent), encoding="utf-8")
    return folder


def until(there, seconds=60.0):
    """Wait for something to be there, and give it."""
    end = time.monotonic() + seconds
    while not (found := there()):
        assert time.monotonic() < end
        time.sleep(0.01)
    return found


def killed(process):
    process.kill()
    process.communicate()


def stopped(folder):
    """Give the stopped runs, once their workers have heard of it."""
    return until(lambda: json.loads(cli(folder, "sessions", "-o", "json").stdout))


def finished(folder):
    """Give how many steps of the run at hand are finished."""
    done = next(folder.glob(".vibecli/plans/.work-*/steps/done.json"), None)
    return done and len(json.loads(done.read_text())["results"])


RESHAPING = [
    {"kind": "write", "mode": "create", "target": "early", "select": "SELECT 1 AS x"},
    STEPS[0],
    {"kind": "alter", "table": "people", "changes": [
        {"change": "add", "column": "tier", "type": "VARCHAR", "fill": "'t' || id % 3"},
        {"change": "rename", "column": "email", "to": "mail"},
        {"change": "retype", "column": "id", "type": "BIGINT"}]},
    {"kind": "alter", "table": "people",
     "changes": [{"change": "rename_table", "to": "persons"}]},
    {"kind": "drop", "table": "early"},
    {"kind": "drop", "table": "other"},
    {"kind": "write", "mode": "replace", "target": "persons", "keys": ["id"],
     "select": "SELECT * REPLACE (lower(mail) AS mail) FROM persons WHERE id < 400"},
    {"kind": "write", "mode": "create", "target": "late",
     "select": f"SELECT p.* FROM persons p JOIN ({SLOW}) s ON p.id = s.id"},
]  # fmt: skip


@pytest.fixture(scope="module")
def _cut_off(tmp_path_factory):
    folder = made(tmp_path_factory.mktemp("cut"))
    cut(folder, 5)
    return folder


@pytest.fixture
def cut_off(_cut_off, tmp_path):
    """A folder where a run was killed in its last step."""
    folder = Path(shutil.copytree(_cut_off, tmp_path / "cut"))
    run = next(folder.glob(".vibecli/plans/.work-*/run.json"))
    told = run.read_text(encoding="utf-8").replace(str(_cut_off), str(folder))
    run.write_text(told, encoding="utf-8")
    return folder


@pytest.mark.slow
def test_finished_steps_are_not_run_again_and_the_plan_is_the_same(cut_off):
    before = (cut_off / "v.duckdb").read_bytes()
    (steps,) = cut_off.glob(".vibecli/plans/.work-*/steps")
    with DuckEngine().files(
        steps
    ) as session:  # rows that a step only added have a file of their own
        assert session.value(f"SELECT count(*) FROM '{steps}/4-t1.parquet'") == 20
    other = vibecli("--db", "w.duckdb", "resume", cwd=cut_off)
    assert (other.returncode, "is on another database" in other.stderr) == (2, True)
    ran = cli(cut_off, "resume", "-o", "json")
    assert (ran.returncode, NOT_AGAIN in ran.stderr) == (3, True), ran.stderr
    assert [n for n in range(1, 7) if f"ok  {n}/6" in ran.stderr] == [6]
    assert (cut_off / "v.duckdb").read_bytes() == before
    again = cli(cut_off, "run", "i.json", "-o", "json")
    assert json.loads(again.stdout)["plan_id"] == json.loads(ran.stdout)["plan_id"]
    assert json.loads(cli(cut_off, "sessions", "-o", "json").stdout) == []
    assert not list((cut_off / ".vibecli" / "plans").glob(".*"))


def cut(folder, steps):
    """Kill a run once so many steps are finished."""
    running = Piped(partial(nursery.cli, "--db", "v.duckdb", "run", "i.json"), cwd=folder)
    until(lambda: finished(folder) == steps)
    killed(running)
    assert stopped(folder)[0]["stage"] == "shadow"


@SLOWLY
def test_steps_that_change_shapes_are_not_run_again_either(tmp_path):
    folder = made(tmp_path, RESHAPING)
    cut(folder, len(RESHAPING) - 1)
    ran = cli(folder, "resume", "-o", "json")
    assert (ran.returncode, [n for n in range(1, 9) if f"ok  {n}/8" in ran.stderr]) == (3, [8])
    again = cli(folder, "run", "i.json", "-o", "json")
    assert json.loads(again.stdout)["plan_id"] == json.loads(ran.stdout)["plan_id"]


@pytest.mark.parametrize(
    ("change", "told", "run_again"),
    [
        ("UPDATE people SET name = 'x' WHERE id = 7", CHANGED, True),
        pytest.param("INSERT INTO other VALUES (2)", NOT_AGAIN, False, marks=SLOWLY),
        pytest.param("ALTER TABLE people ADD COLUMN more INT", CHANGED, True, marks=SLOWLY),
    ],
)
def test_what_was_read_must_be_as_it_was(cut_off, change, told, run_again):
    with files.write(cut_off / "v.duckdb") as session:
        session.run(change)
    ran = cli(cut_off, "resume", "--yes", "--confirm", "people")
    assert (ran.returncode, told in ran.stderr, "ok  1/6" in ran.stderr) == (0, True, run_again), (
        ran.stderr
    )
    with DuckEngine().read(cut_off / "v.duckdb") as session:
        assert session.value("SELECT count(*) FROM people WHERE email LIKE 'U%'") == 100
        assert session.value("SELECT count(*) FROM made WHERE email LIKE 'U%'") == 100


@SLOWLY
def test_a_stopped_run_outlives_others_and_goes_when_pruned(cut_off):
    (run,) = json.loads(cli(cut_off, "sessions", "-o", "json").stdout)
    assert cli(cut_off, "ask", "count other").returncode == 0
    assert json.loads(cli(cut_off, "sessions", "-o", "json").stdout) == [run]
    assert cli(cut_off, "prune", "--keep", "9", "--yes").returncode == 0
    assert cli(cut_off, "resume", run["run"]).returncode == 2


@SLOWLY
def test_an_edited_checkpoint_is_not_taken(cut_off):
    kept = next(cut_off.glob(".vibecli/plans/.work-*/steps/1-t1.parquet"))
    kept.write_bytes(kept.read_bytes().replace(b"s1", b"s2"))
    ran = cli(cut_off, "resume", "-n")
    assert (ran.returncode, "finished steps are run again" in ran.stderr) == (0, True), ran.stderr


def test_a_run_killed_while_it_is_planned_is_planned_again(tmp_path):
    folder = made(tmp_path)
    words = ("--db", "v.duckdb", "--lock-timeout", "60", "ask", "uppercase name in people")
    with files.write(folder / "v.duckdb"):
        asking = Piped(partial(nursery.cli, *words), cwd=folder)
        until(lambda: list(folder.glob(".vibecli/plans/.work-*/run.json")))
        killed(asking)
        assert stopped(folder)[0]["stage"] == "planning"
    ran = cli(folder, "resume", "--yes", "--confirm", "people")
    assert (ran.returncode, "uppercase name in people" in ran.stderr) == (0, True), ran.stderr
    with DuckEngine().read(folder / "v.duckdb") as session:
        assert session.value("SELECT count(*) FROM people WHERE name LIKE 'N%'") == 500


@pytest.mark.terminal
def test_a_run_killed_at_its_question_is_decided_on_later(shop):  # noqa: F811
    with Term("ask", LOWER, cwd=shop, environment=environment(shop)) as term:
        term.wait_for("Enter discard >")
        (run,) = (shop / ".vibecli" / "plans").glob(".work-*")
        going = shop_cli(shop, "resume", run.name.removeprefix(".work-"))
        assert (going.returncode, "goes on in another process" in going.stderr) == (2, True)
        term.process.kill()
    ran = shop_cli(shop, "resume", "--yes")
    assert (ran.returncode, "undo it with" in ran.stdout) == (0, True), ran.stdout
    assert shop_cli(shop, "resume").returncode == 2


def dying(when, *words):
    """Run a command that is killed at its COMMIT, before or after it."""
    run = DuckSession.run

    def run_and_die(self, sql, parameters=()):
        if sql == "COMMIT" and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        run(self, sql, parameters)
        if sql == "COMMIT":
            os.kill(os.getpid(), signal.SIGKILL)

    DuckSession.run = run_and_die
    return nursery.cli(*words)


@pytest.mark.parametrize("when", [pytest.param("before", marks=SLOWLY), "after"])
def test_a_run_killed_as_it_is_applied_is_written_once(tmp_path, when):
    folder = made(tmp_path)
    words = ("--db", "v.duckdb", "ask", "uppercase name in people", "--yes", "--confirm", "people")
    assert vibecli(when, *words, run=dying, cwd=folder).returncode == -signal.SIGKILL
    assert stopped(folder)[0]["stage"] == "review"
    ran = cli(folder, "resume")
    if when == "after":
        assert (ran.returncode, "applied already; nothing was written" in ran.stderr) == (
            0,
            True,
        ), ran.stderr
    else:
        assert (ran.returncode, "needs a person's approval" in ran.stderr) == (3, True)
        assert (
            cli(
                folder, "apply", "--confirm", "people", ran.stderr.split("apply ")[1][:8]
            ).returncode
            == 0
        )
    assert len(json.loads(cli(folder, "history", "-o", "json").stdout)) == 1
    assert cli(folder, "audit", "verify").returncode == 0
    assert cli(folder, "resume").returncode == 2
