"""kill -9 in the middle of a commit or an undo leaves the state before or after, never between."""

import os
import random
import shutil
import time
from pathlib import Path

import pytest

from tests import files, nursery
from tests.integration.changes import Edit, make, reviewed
from vibecli.engine.names import TableName
from vibecli.run.definition import digest
from vibecli.run.journal import history

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="forks a process a kill")
KILLS = [
    ("apply", 12),
    ("undo", 6),
    *(pytest.param(action, 60, marks=pytest.mark.benchmark) for action in ("apply", "undo")),
]
EDITS = (
    Edit(
        "people",
        set=(("email", "upper(email)"),),
        where="id % 2 = 0",
        remove="id % 97 = 1",
        add="SELECT -i, 'new', 'n' FROM range(1, 500) r(i)",
        key=("id",),
    ),
    Edit(
        "events",
        set=(("n", "n + 1"),),
        where="n < 5",
        remove="n = 9",
        add="SELECT 'z', 1 FROM range(300)",
    ),
    Edit("fresh.made", add="SELECT i, 'x' || i AS x FROM range(2000) r(i)", change="create"),
)


def act(plan, action, database, kill_after=None):
    """Apply or undo in a process of its own, killed after so many seconds: how long, how it ended."""
    with Path(os.devnull).open("r+b") as nothing:
        started = time.monotonic()
        process = nursery.start(
            getattr(plan._replace(database=database), action), *[nothing.fileno()] * 3
        )
        if kill_after is not None:
            time.sleep(kill_after)
            process.kill()
        status = process.wait(60)
    return time.monotonic() - started, status


def state(database):
    """Give a digest of every user table, and whether the plan stands as applied."""
    with files.read(database) as session:
        names = session.rows(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = current_database() AND schema_name <> 'vibecli' ORDER BY ALL"
        )
        tables = {}
        for schema, name in names:
            table = TableName(schema, name)
            tables[table.text] = digest(
                session, table, [c.name for c in session.describe(f"FROM {table.sql}")]
            )
        return tables, [run.undone_at is None for run in history(session)]


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kill")
    db = make(
        folder / "base.duckdb",
        "CREATE TABLE people (id INTEGER PRIMARY KEY, name VARCHAR, email VARCHAR)",
        "INSERT INTO people SELECT i, 'n' || i, 'e' || i FROM range(10000) r(i)",
        "CREATE TABLE events (name VARCHAR, n BIGINT)",
        "INSERT INTO events SELECT 'e' || (i % 7), i % 10 FROM range(10000) r(i)",
    )
    return reviewed(db, folder / "plan", *EDITS)


def both(seen):
    """True once a kill left the state before, and another run the state after."""
    return {done for done, killed in seen if done or killed} == {True, False}


@pytest.mark.slow
@pytest.mark.parametrize(("action", "kills"), KILLS)
def test_a_kill_leaves_before_or_after(plan, tmp_path, action, kills):
    start, end = tmp_path / "start.duckdb", tmp_path / "end.duckdb"
    shutil.copy2(plan.database, start)
    if action == "undo":
        assert act(plan, "apply", start)[1] == 0
    shutil.copy2(start, end)
    lasts, status = act(plan, action, end)
    assert status == 0
    before, after = state(start), state(end)
    assert before != after
    chance = random.Random(11)
    seen = []
    for number in range(5 * kills):  # more where the machine was too quick or too slow
        if number >= kills and both(seen):
            break
        db = tmp_path / f"{number}.duckdb"
        shutil.copy2(start, db)
        took, status = act(plan, action, db, chance.uniform(0.1, 1.6) * lasts)
        lasts = lasts if status else took
        found = state(db)
        assert found in (before, after)
        seen.append((found == after, status != 0))
        if found == before:
            assert act(plan, action, db)[1] == 0
        assert state(db)[0] == after[0]
    assert both(seen)
