"""kill -9 in the middle of a commit or an undo leaves the state before or after, never between."""

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.changes import ENGINE, Edit, make, reviewed
from vibecli.engine.names import TableName
from vibecli.run.definition import digest
from vibecli.run.journal import history

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="forks a process a kill")
KILLS = {"apply": 20, "undo": 10}
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
NURSERY = """
import json, os, pickle, signal, sys, time
sys.path.insert(0, sys.argv[1])
import vibecli.run.commit, vibecli.run.undo
from tests.integration import changes
plan = pickle.loads(bytes.fromhex(sys.stdin.readline()))
for line in sys.stdin:
    action, database, kill_after = json.loads(line)
    child = os.fork()
    if child == 0:
        from pathlib import Path
        from vibecli.run.fingerprint import file_facts
        mine = plan._replace(database=Path(database))
        getattr(mine, action)()
        os._exit(0)
    started = time.monotonic()
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    print(json.dumps([time.monotonic() - started, status]), flush=True)
"""


class Nursery:
    """A process that forks one child a commit, so that each kill costs no start."""

    def __init__(self, plan):
        import pickle

        root = str(Path(__file__).parents[2])
        self.process = subprocess.Popen(
            [sys.executable, "-c", NURSERY, root], stdin=-1, stdout=-1, text=True
        )
        self.send(pickle.dumps(plan).hex())

    def send(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def run(self, action, database, kill_after=None):
        """Start an action, kill it after so many seconds; give how long it lasted and how it ended."""
        self.send(json.dumps([action, str(database), kill_after]))
        return tuple(json.loads(self.process.stdout.readline()))

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


def state(database):
    """Give a digest of every user table, and whether the plan stands as applied."""
    with ENGINE.read(database) as session:
        names = session.rows(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE schema_name <> 'vibecli' ORDER BY ALL"
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
        "INSERT INTO people SELECT i, 'n' || i, 'e' || i FROM range(20000) r(i)",
        "CREATE TABLE events (name VARCHAR, n BIGINT)",
        "INSERT INTO events SELECT 'e' || (i % 7), i % 10 FROM range(20000) r(i)",
    )
    return reviewed(db, folder / "plan", *EDITS)


@pytest.mark.parametrize("action", list(KILLS))
def test_a_kill_leaves_before_or_after(plan, tmp_path, action):
    with Nursery(plan) as nursery:
        run_kills(nursery, plan, tmp_path, action)


def run_kills(nursery, plan, tmp_path, action):
    start, end = tmp_path / "start.duckdb", tmp_path / "end.duckdb"
    shutil.copy2(plan.database, start)
    if action == "undo":
        nursery.run("apply", start)
    shutil.copy2(start, end)
    lasts, status = nursery.run(action, end)
    assert status == 0
    before, after = state(start), state(end)
    assert before != after
    chance = random.Random(11)
    seen = []
    for number in range(KILLS[action]):
        db = tmp_path / f"{number}.duckdb"
        shutil.copy2(start, db)
        _, status = nursery.run(action, db, chance.uniform(0.1, 1.6) * lasts)
        found = state(db)
        assert found in (before, after)
        seen.append((found == after, status != 0))
        if found == before:
            assert nursery.run(action, db)[1] == 0
        assert state(db)[0] == after[0]
    assert any(killed and not done for done, killed in seen)
    assert any(done for done, _ in seen)
