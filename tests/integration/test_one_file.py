"""One database file: two vibecli on it at once, and a file of an older DuckDB stays one."""

import json
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest

from tests.integration.changes import Edit, content, make, reviewed
from tests.terminal.conftest import _loaded, shop  # noqa: F401
from tests.terminal.shop import LOWER, vibecli
from vibecli.engine.names import literal

OLD = "v1.0.0"
PEOPLE = (
    "CREATE TABLE {0} (id INTEGER PRIMARY KEY, name VARCHAR)",
    "INSERT INTO {0} SELECT i, 'n' || i FROM range(1, 11) r(i)",
)


def together(*calls):
    """Start these at once and give what each gave."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return [each.result() for each in [pool.submit(call) for call in calls]]


def test_two_vibecli_apply_the_same_plan_and_it_is_written_once(shop):  # noqa: F811
    plan = json.loads(vibecli(shop, "ask", LOWER, "-o", "json").stdout)["short_id"]
    apply = ("apply", plan, "-o", "json", "--lock-timeout", "30")
    ran = together(*[lambda: vibecli(shop, *apply)] * 2)
    assert [one.returncode for one in ran] == [0, 0], [one.stderr for one in ran]
    assert sorted(json.loads(one.stdout)["already"] for one in ran) == [False, True]
    assert len(json.loads(vibecli(shop, "history", "-o", "json").stdout)) == 1
    assert vibecli(shop, "audit", "verify").returncode == 0


@pytest.mark.slow
def test_two_vibecli_change_and_undo_different_tables(shop):  # noqa: F811
    wait = ("--lock-timeout", "30")
    words = (LOWER, "uppercase tier in loyalty")
    confirm = ("--confirm", "loyalty", "--yes", *wait, "-o", "json")
    ran = together(*[lambda one=one: vibecli(shop, "ask", one, *confirm) for one in words])
    plans = [json.loads(one.stdout)["plan_id"] for one in ran]
    standing = json.loads(vibecli(shop, "history", "-o", "json").stdout)
    assert [one.returncode for one in ran] == [0, 0], [one.stderr for one in ran]
    assert {one["plan_id"] for one in standing} == {*plans}
    ran = together(*[lambda plan=plan: vibecli(shop, "undo", plan, *wait) for plan in plans])
    assert [one.returncode for one in ran] == [0, 0], [one.stderr for one in ran]
    assert vibecli(shop, "audit", "verify").returncode == 0


def version(path):
    """Give the oldest DuckDB that reads a file: what the file says of itself."""
    with duckdb.connect() as session:
        session.execute(f"ATTACH {literal(str(path))} AS f (READ_ONLY)")
        tags = "SELECT tags['storage_version'] FROM duckdb_databases() WHERE database_name = 'f'"
        return session.execute(tags).fetchone()[0], path.read_bytes()[12:20]


@pytest.mark.parametrize("change", ["change", "replace"])
def test_a_file_of_an_older_duckdb_is_still_one_after_apply_and_undo(tmp_path, change):
    path = tmp_path / "old.duckdb"
    with duckdb.connect() as session:
        session.execute(f"ATTACH {literal(str(path))} AS old (STORAGE_VERSION {literal(OLD)})")
        for statement in PEOPLE:
            session.execute(statement.format("old.people"))
    before, rows = version(path), content(path)
    edits = {
        "change": Edit("people", set=(("name", "upper(name)"),), where="id > 5", key=("id",)),
        "replace": Edit("people", add="SELECT 1 AS id, ['x'] AS tags", change="replace"),
    }
    plan = reviewed(path, tmp_path / "p", edits[change])
    plan.apply()
    assert (version(path), before[0][:6]) == (before, OLD)
    plan.undo()
    assert (version(path), content(path)) == (before, rows)
    make(path, "CHECKPOINT")
    assert version(path) == before
