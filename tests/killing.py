"""A workspace whose vibecli is killed with -9 again and again, and what must be found after each.

Two plans are applied on top of each other and taken back, by processes that write down what they
have done the moment it is done: the acknowledgements. Whatever is killed when, the database then
holds what was acknowledged, or that and the one action at hand, whole. A cheap digest of all rows,
the journal and its images is compared, not the rows.
"""

import hashlib
import json
import os
import shutil
import signal
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from tests import files, nursery
from tests.integration.flows import approve, flow_in, outcome, saved
from vibecli.engine.duckdb import DuckSession
from vibecli.engine.names import TableName, quote
from vibecli.errors import UsageError
from vibecli.run import launch

WORK, COMMIT, CHECKPOINT = "work", "commit", "checkpoint"
SHADOW, WORKER = "shadow", "worker"  # which of the two processes of a dry run is killed
APPLY, UNDO = "apply", "undo"
MOMENTS = [(action, when) for action in (APPLY, UNDO) for when in (WORK, COMMIT, CHECKPOINT)]
FRESH_AFTER = 24  # actions on one file: what was changed back and forth makes it grow
PLANS = {
    "mark": [
        {
            "kind": "write",
            "mode": "update",
            "target": "people",
            "keys": ["id"],
            "select": "SELECT id, upper(email) AS email FROM people WHERE id % 3 = 0",
        },
        {
            "kind": "remove",
            "target": "people",
            "keys_select": "SELECT id FROM people WHERE id % 11 = 1",
        },
        {
            "kind": "write",
            "mode": "append",
            "target": "people",
            "select": "SELECT -i AS id, 'new' AS name, 'n' || i AS email FROM range(1, 2000) r(i)",
        },
        {
            "kind": "write",
            "mode": "create",
            "target": "fresh.made",
            "select": "SELECT id, name FROM people WHERE id % 5 = 0",
        },
    ],
    "count": [
        {
            "kind": "remove",
            "target": "events",
            "keys_select": "SELECT 'e1' AS name, 3 AS n",
        },
        {
            "kind": "write",
            "mode": "append",
            "target": "events",
            "select": "SELECT 'z' AS name, n FROM events WHERE n < 3",
        },
        {
            "kind": "write",
            "mode": "update",
            "target": "people",
            "keys": ["id"],
            "select": "SELECT id, name || '!' AS name FROM people WHERE id % 4 = 0",
        },
    ],
}
NAMES = list(PLANS)  # in the order they are applied


class Found(NamedTuple):
    """What a database holds: a digest of every table, and the plans with their standing."""

    tables: tuple
    runs: tuple  # (plan id, undone) in the order of the journal


def make(folder, rows):
    """Make the workspace."""
    with files.write(folder / "v.duckdb") as session:
        session.run("CREATE TABLE people (id INTEGER PRIMARY KEY, name VARCHAR, email VARCHAR)")
        session.run(
            f"INSERT INTO people SELECT i, 'n' || i, md5(i::VARCHAR) FROM range({rows}) r(i)"
        )
        session.run("CREATE TABLE events (name VARCHAR, n BIGINT)")
        session.run(
            f"INSERT INTO events SELECT 'e' || (i % 7), hash(i) % 10 FROM range({rows}) r(i)"
        )


def _flow(folder):
    return flow_in(folder, memory_mb=800, threads=1)


def review(folder, name):
    """Run a plan on the shadow, and give its review."""
    return outcome(_flow(folder).rehearse(saved(*PLANS[name])))


def act(folder, action, plan_id):
    """In a process of its own: do it, tell where it is, and acknowledge what is committed."""
    acknowledged = os.open(folder / "acknowledged", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    _watch(lambda: os.write(acknowledged, f"{action} {plan_id}\n".encode()))
    flow = _flow(folder)
    receipt = (
        approve(flow, flow.review(plan_id)) if action == APPLY else flow.applying.undo(plan_id)
    )
    _tell("already" if receipt.already else "done")


def dry_run(folder, name):
    """In a process of its own: run a plan on the shadow, and tell its worker and its events."""

    class Told(nursery.Worker):
        @staticmethod
        def Popen(command, *, env, **_):  # noqa: N802 - the name it stands in for
            process = nursery.Worker.Popen(command, env=env)
            _tell(f"{WORK} {process.pid}")
            return process

    launch.subprocess = Told
    return 0 if review(folder, name).plan_id else 1


def _watch(acknowledge):
    """Tell of each part of a commit as it begins, and acknowledge it once the engine did."""
    run, close, writing = DuckSession.run, DuckSession.close, []

    def told_run(session, sql, parameters=()):
        part = {"BEGIN": WORK, "COMMIT": COMMIT}.get(sql)
        if part:
            _tell(part)
        run(session, sql, parameters)
        if sql == "COMMIT":
            acknowledge()
            writing.append(session)

    def told_close(session):
        if session in writing:
            _tell(CHECKPOINT)
        close(session)

    DuckSession.run, DuckSession.close = told_run, told_close


def _tell(text):
    os.write(1, f"{text} {time.monotonic()}\n".encode())


def found(database):
    """Give what a database holds; an image that is lost or left over shows in the tables."""
    with files.read(database) as session:
        names = session.rows(
            "SELECT schema_name, table_name, sql FROM duckdb_tables() WHERE database_name ="
            " current_database() ORDER BY ALL"
        )
        tables = tuple(
            (schema, name, sql, *_digest(session, TableName(schema, name)))
            for schema, name, sql in names
            if (schema, name) != ("vibecli", "runs")
        )
        if not any(row[:2] == ("vibecli", "runs") for row in names):
            return Found(tables, ())
        runs = session.rows(
            "SELECT plan_id, undone_at IS NOT NULL, entries FROM vibecli.runs ORDER BY number"
        )
        return Found(tables, tuple(runs))


def _digest(session, table):
    columns = ", ".join(quote(c.name) for c in session.describe(f"FROM {table.sql}"))
    return session.rows(
        f"SELECT count(*), bit_xor(h), sum(h) FROM (SELECT hash({columns}) AS h FROM {table.sql})"
    )[0]


@dataclass
class Series:
    """Kills in a row, each followed by a look at everything."""

    folder: object
    chance: object
    plans: dict = field(default_factory=dict)  # name: plan id
    lasts: dict = field(default_factory=dict)  # (action, part of it): seconds
    contents: dict = field(default_factory=dict)  # plans that stand: the user's tables then
    tally: Counter = field(default_factory=Counter)
    expected: Found | None = None
    stack: list = field(default_factory=list)  # names of the plans that stand
    actions: int = 0

    @property
    def database(self):
        return self.folder / "v.duckdb"

    def prepare(self, rows):
        """Make the workspace, review both plans, and measure how long each part takes."""
        make(self.folder, rows)
        shutil.copy2(self.database, self.folder / "base")
        self.expected = found(self.database)
        self.contents[0] = _users(self.expected)
        for name in NAMES:
            started = time.monotonic()
            self.plans[name] = review(self.folder, name).plan_id
            self.lasts[SHADOW, WORK] = time.monotonic() - started
            self.calmly(APPLY)
        for _ in NAMES:
            self.calmly(UNDO)
        for moment in MOMENTS:
            assert self.lasts[moment] > 0

    def next(self, action):
        """Give the plan that an action is about, None where there is none."""
        if action == UNDO:
            return self.stack[-1] if self.stack else None
        return NAMES[len(self.stack)] if len(self.stack) < len(NAMES) else None

    def calmly(self, action):
        """Do one action to its end, and remember what it left and how long its parts took."""
        marks = self._run(action, None)
        told = [name for name, _ in marks]
        assert told == [WORK, COMMIT, CHECKPOINT, "done"], marks
        assert not self._log().exists()
        self._did(action, found(self.database))

    def kill(self, action, when):
        """Do one action, killed in one part of it, and look at what it left."""
        assert self.next(action), "nothing to do it with"
        before, held = self._acknowledgements(), self._bytes()
        marks = self._run(action, when)
        reached = marks[-1][0] if marks else "start"
        left_log, rewritten = self._log().exists(), self._bytes() != held
        now = found(self.database)  # unreadable would raise
        acknowledged = self._acknowledgements() - before
        assert acknowledged in (0, 1)
        done = self._holds_action(action, now)
        assert done or now == self.expected, "torn"
        assert done or not acknowledged, "an acknowledged commit is lost"
        self.tally[action, reached, "done" if done else "not done"] += 1
        self.tally["acknowledged"] += acknowledged
        self.tally["durable, not acknowledged"] += done and not acknowledged
        self.tally["in the middle of a checkpoint"] += left_log and rewritten
        self.tally["log left to replay"] += left_log
        if done and not acknowledged:
            self._again(action)
            now = found(self.database)
        if done:
            self._did(action, now)
        self._refresh()

    def kill_dry_run(self, which):
        """Kill one of the two processes of a dry run: the database is as it was, to the byte."""
        name = self.next(APPLY)
        assert name, "nothing to try"
        held = self._bytes(), self._log().exists()
        process = nursery.Piped(partial(dry_run, self.folder, name))
        worker = int(process.stdout.readline().split()[1])
        after = self.chance.uniform(0, 1.1 * self.lasts[SHADOW, WORK])
        time.sleep(after)
        self._end(process, worker, which)
        if process.returncode == 0:
            self._measured((SHADOW, WORK), after)
        assert (self._bytes(), self._log().exists()) == held
        self._look_at_plans()
        self.tally[SHADOW, which, "finished" if process.returncode == 0 else "broken off"] += 1

    def _end(self, process, worker, which):
        victim = process.process.pid if which == SHADOW else worker
        with suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
        process.communicate()
        until = time.monotonic() + 20
        while _lives(worker):
            assert time.monotonic() < until, "the worker outlives what started it"
            time.sleep(0.005)

    def _run(self, action, when):
        """Run an action, killed in a part of it; give the parts that began, with their times."""
        call = partial(act, self.folder, action, self.plans[self.next(action)])
        process = nursery.Piped(call)
        marks = []
        for line in process.stdout:
            name, at = line.split()
            marks.append((name, float(at)))
            if name == when:
                time.sleep(self.chance.uniform(0, 1.1) * self.lasts[action, when])
                process.kill()
                when = None
        _, errors = process.communicate()
        assert "Traceback" not in (errors or ""), errors
        for (part, begun), (_, over) in pairwise(marks):
            self._measured((action, part), over - begun)
        return marks

    def _measured(self, part, seconds):
        """The machine is slower at some times than at others: go by the last few."""
        self.lasts[part] = (seconds + self.lasts.get(part, seconds)) / 2

    def _holds_action(self, action, now):
        """True when the database holds the action at hand as a whole, and nothing else."""
        plan_id = self.plans[self.next(action)]
        if action == APPLY:
            runs = (*self.expected.runs, (plan_id, False))
        else:
            runs = tuple(
                (run[0], True) if run[0] == plan_id else run[:2] for run in self.expected.runs
            )
        if [run[:2] for run in now.runs] != [run[:2] for run in runs]:
            return False
        depth = len(self.stack) + (1 if action == APPLY else -1)
        return self.contents.setdefault(depth, _users(now)) == _users(now)

    def _again(self, action):
        """What was committed and never acknowledged is not done twice."""
        flow, plan_id = _flow(self.folder), self.plans[self.next(action)]
        held = found(self.database)
        if action == APPLY:
            assert approve(flow, flow.review(plan_id)).already
        else:
            with pytest.raises(UsageError, match="undone already"):
                flow.applying.undo(plan_id)
        assert found(self.database) == held

    def _did(self, action, now):
        name = self.next(action)
        assert self._holds_action(action, now)
        assert _images(now) == {e for run in now.runs for e in _images_named(run)}
        if action == APPLY:
            self.stack.append(name)
        else:
            self.stack.pop()
        self.expected = now
        self.actions += 1

    def _refresh(self):
        """Begin with a new copy now and then, where no plan stands."""
        if self.actions < FRESH_AFTER or self.stack:
            return
        self._log().unlink(missing_ok=True)
        shutil.copy2(self.folder / "base", self.database)
        self.expected, self.actions = found(self.database), 0

    def _acknowledgements(self):
        path = self.folder / "acknowledged"
        return len(path.read_bytes().splitlines()) if path.exists() else 0

    def _bytes(self):
        return hashlib.blake2b(self.database.read_bytes()).digest()

    def _log(self):
        return self.database.with_name("v.duckdb.wal")

    def _look_at_plans(self):
        """Every plan that the store holds is whole: its review and its change sets."""
        store = _flow(self.folder).store
        kept = [path.name for path in store.plans.iterdir() if not path.name.startswith(".work")]
        assert len(kept) >= len(NAMES)
        for plan_id in kept:
            assert store.record(plan_id)
            assert store.review(plan_id)


def _users(now):
    return tuple(table for table in now.tables if table[0] != "vibecli")


def _images(now):
    return {name for schema, name, *_ in now.tables if schema == "vibecli" and "changes_" in name}


def _images_named(run):
    return {TableName.parse(e["images"]).name for e in json.loads(run[2]) if e["images"]}


def _lives(pid):
    try:
        state = (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
