"""What a plan, a view or a look at the tables may take: files, disk, time, and what is told then."""

import json
import os
import sys

import pytest

from tests import files
from tests.integration.flows import flow_in, outcome, saved
from tests.integration.shadowing import kill_workers
from tests.nursery import run as vibecli
from vibecli.engine.names import literal
from vibecli.errors import EngineError, StepFailed

HUGE = "SELECT count(*) FROM range(1000000) a(i), range(1000000) b(j) WHERE (i * j) % 7 = 3"
HOARD = {
    "kind": "write",
    "mode": "create",
    "target": "hoard",
    "select": "SELECT md5(i::VARCHAR) AS a, md5((i * 7)::VARCHAR) AS b FROM range(150000) r(i)",
}
SORTED = {"kind": "query", "select": f"SELECT * FROM ({HOARD['select']}) ORDER BY a || b"}


def database(folder, *statements):
    with files.write(folder / "v.duckdb") as session:
        for statement in ("CREATE TABLE t AS SELECT 1 AS id", *statements):
            session.run(statement)
    return folder


@pytest.mark.parametrize("step", [HOARD, pytest.param(SORTED, marks=pytest.mark.slow)])
def test_a_plan_that_fills_the_disk_ends_in_one_line_and_leaves_nothing(tmp_path, step):
    before = (database(tmp_path) / "v.duckdb").read_bytes()
    with pytest.raises(EngineError, match=r"more than the 2 MB of disk .*; nothing was") as refused:
        outcome(flow_in(tmp_path, disk_mb=2, memory_mb=300).rehearse(saved(step)))
    assert "disk_mb" in refused.value.hint
    assert (tmp_path / "v.duckdb").read_bytes() == before
    assert not list((tmp_path / ".vibecli" / "plans").iterdir())
    assert outcome(flow_in(tmp_path, disk_mb=100).rehearse(saved(HOARD))).diff.tables


def test_a_view_over_a_file_is_not_run(tmp_path):
    (tmp_path / "secret.csv").write_text("word\nhush\n", encoding="utf-8")
    view = f"CREATE VIEW v AS FROM read_csv({literal(str(tmp_path / 'secret.csv'))})"
    ran = vibecli("--db", "v.duckdb", "tables", cwd=database(tmp_path, view))
    assert (ran.returncode, "view v is left out: it reads files" in ran.stderr) == (0, True)
    assert "word" not in ran.stdout
    with flow_in(tmp_path).workspace.read() as session:
        for statement in ("FROM v", "ATTACH 'x.duckdb'", "SET threads = 1"):
            with pytest.raises(EngineError):
                session.run(statement)


@pytest.mark.slow
def test_a_look_at_the_tables_that_never_ends_is_stopped(tmp_path):
    folder = database(tmp_path, f"CREATE VIEW bomb AS {HUGE}")
    ran = vibecli("--db", "v.duckdb", "tables", "--timeout", "0.5", cwd=folder)
    told = "the survey of the tables ran longer than 0.5 seconds"
    assert (ran.returncode, told in ran.stderr) == (6, True), ran.stderr


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_a_look_at_the_tables_that_dies_does_not_take_the_conversation_along(tmp_path, monkeypatch):
    flow = flow_in(database(tmp_path, f"CREATE VIEW bomb AS {HUGE}"))
    with monkeypatch.context() as patch:
        kill_workers(patch, 0.3)
        with pytest.raises(StepFailed, match=r"survey of the tables broke off \(signal 9\)"):
            flow.workspace.catalog()
    with files.write(tmp_path / "v.duckdb") as session:
        session.run("CREATE OR REPLACE VIEW bomb AS SELECT 1 AS n")
    assert len(flow.workspace.catalog().tables) == 2


def test_the_doctor_tries_each_layer(tmp_path):
    ran = vibecli("--db", "v.duckdb", "doctor", "-o", "json", cwd=database(tmp_path))
    lines = {line["name"]: line for line in json.loads(ran.stdout)}
    for layer in ("guard", "locked connection", "worker, deadline", "disk budget"):
        assert lines[layer]["status"] == "ok", lines[layer]
    assert (lines["memory cap"]["status"] == "ok") == (sys.platform not in {"darwin", "win32"})
