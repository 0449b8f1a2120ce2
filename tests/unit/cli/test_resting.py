"""What makes a reviewed plan stale: what it reads or writes, and no value beside it."""

import json
import shutil

import pytest

from tests import files

STEPS = [
    {"kind": "write", "id": "s1", "why": "w", "mode": "update", "target": "t", "keys": ["id"],
     "select": "SELECT id, upper(a) AS a FROM t WHERE b > 7"},
    {"kind": "remove", "id": "s2", "why": "w", "target": "t", "keys_select": "SELECT 3 AS id"},
]  # fmt: skip
PLAN = {"kind": "plan", "title": "tidy", "confidence": "high", "steps": STEPS}
TABLE = (
    "CREATE TABLE t AS SELECT i AS id, 'a' || i AS a, i AS b, i AS c, i % 2 AS d FROM range(9) r(i)"
)


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """A folder with a database of one table, and a plan that changes two of its rows."""
    folder = tmp_path_factory.mktemp("planned")
    (folder / "plan.json").write_text(json.dumps(PLAN), encoding="utf-8")
    change(folder, TABLE)
    return folder


def change(folder, statement):
    with files.write(folder / "vibecli.duckdb") as session:
        session.run(statement)


@pytest.mark.few(4)
@pytest.mark.parametrize(
    ("then", "code"),
    [
        ("UPDATE t SET c = 77 WHERE id = 1", 0),
        ("UPDATE t SET c = 77 WHERE id = 8", 7),  # a row that it changes
        ("UPDATE t SET a = 'x' WHERE id = 1", 7),
        ("UPDATE t SET b = 6 WHERE id = 1", 7),
        ("DELETE FROM t WHERE id = 1", 7),
        ("INSERT INTO t (id) VALUES (77)", 7),
        ("UPDATE t SET id = 77 WHERE id = 1", 7),
        ("ALTER TABLE t ADD COLUMN e INTEGER", 7),
        ("ALTER TABLE t ALTER c TYPE VARCHAR", 7),
    ],
)
def test_only_what_a_plan_rests_on_makes_it_stale(planned, ask, shop, then, code):
    for file in ("vibecli.duckdb", "plan.json"):
        shutil.copy(planned / file, shop / file)
    plan_id = json.loads(ask("run", "plan.json", "-n", "-o", "json").out)["plan_id"]
    change(shop, then)
    assert ask("apply", plan_id, "--yes").code == code


def test_steps_that_change_different_rows_of_a_table_are_all_written(planned, ask, shop):
    shutil.copy(planned / "vibecli.duckdb", shop / "vibecli.duckdb")
    apart = [
        {**STEPS[0], "id": f"s{n}", "select": f"SELECT id, '{n}' AS a FROM t WHERE id = {n}"}
        for n in (1, 5, 8)
    ]
    plan = {**PLAN, "steps": [*apart, {**STEPS[1], "id": "s9"}]}
    (shop / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    plan_id = json.loads(ask("run", "plan.json", "-n", "-o", "json").out)["plan_id"]
    assert ask("apply", plan_id, "--yes").code == 0
    with files.read(shop / "vibecli.duckdb") as session:
        found = session.value("SELECT list(a ORDER BY id) FROM t")
    assert found == ["a0", "1", "a2", "a4", "5", "a6", "a7", "8"]
