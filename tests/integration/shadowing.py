"""A database, a shadow over it, and plans run on it: real DuckDB, in this process or the worker's."""

import signal
import threading
from dataclasses import dataclass
from pathlib import Path

from tests import files
from tests.integration.flows import finish
from vibecli.config import Settings
from vibecli.data.survey import read_catalog
from vibecli.engine.base import Room
from vibecli.engine.duckdb import DuckEngine
from vibecli.plan.model import Plan
from vibecli.policybook import Policy
from vibecli.run import launch
from vibecli.run.job import ShadowJob, ShadowRequest
from vibecli.run.launch import shadow
from vibecli.run.shadow import PlanShadow
from vibecli.run.store import PlanStore
from vibecli.run.worker import run
from vibecli.runtime import Runtime

ENGINE = DuckEngine()
CUSTOMERS = """
CREATE SCHEMA crm;
CREATE TABLE crm.customers (id INTEGER PRIMARY KEY, email VARCHAR, tier VARCHAR, spent DOUBLE);
INSERT INTO crm.customers SELECT i, 'user' || i || '@mail.example', ['gold', 'basic'][i % 2 + 1],
    i * 1.5 FROM range(100) r(i);
"""


@dataclass
class Workspace:
    """A folder with a database in it."""

    folder: Path

    @property
    def database(self):
        return self.folder / "data.duckdb"

    @property
    def store(self):
        return PlanStore(self.folder / "state")

    def sql(self, statements):
        with files.write(self.database) as session:
            session.run(statements)
        return self

    def rows(self, select):
        with files.read(self.database) as session:
            return session.rows(select)

    def open_shadow(self, *, profile=True):
        """Give a PlanShadow over the database as it is."""
        rooms = len(list(self.folder.glob("room*")))
        room = self.folder / f"room{rooms}"
        room.mkdir()
        with files.read(self.database) as session:
            catalog = read_catalog(session, profile=profile)
        session = ENGINE.shadow(self.database, Room(room, 2, 500))
        made = PlanShadow(session, catalog, room)
        made.step = "s1"
        return made

    def dry_run(self, *steps, policy=None, protected=(), catalog=None, threads=2):
        """Run steps in this process, as the worker does, and give the review."""
        made = job(*steps).model_copy(update={"protected": protected, "catalog": catalog})
        return self.run_here(made, policy=policy, threads=threads)

    def run_here(self, made, *, policy=None, threads=2):
        """Run a job in this process, as the worker does, and give the review."""
        work = self.store.work_folder()
        request = ShadowRequest(
            job=made,
            database=str(self.database),
            plans=str(self.store.plans),
            work=str(work),
            created_at="2026-01-01T00:00:00+00:00",
            threads=threads,
            memory_mb=800,
            timeout=60,
            lock_timeout=0,
            region=None,
            limit=5,
            policy=policy or Policy(),
        )
        return self.store.review(run(request))

    def review(self, *steps, policy=None, **settings):
        """Run steps in the worker and give the review."""
        return self.reviewed(*steps, policy=policy, **settings)[0]

    def reviewed(self, *steps, policy=None, **settings):
        """Run steps in the worker and give the review, and what was told on the way."""
        runtime = Runtime(
            Settings(
                workspace=self.folder,
                database=self.database,
                state=self.folder / "state",
                policy=policy or Policy(),
                **{"memory_mb": 800, **settings},
            )
        )
        return finish(shadow(runtime, job(*steps), PlanStore(runtime.settings.state)))


def kill_workers(patch, seconds):
    """Have every worker killed so long after its start."""
    begun = launch._start

    def start_and_kill(environment):
        process = begun(environment)
        threading.Timer(seconds, process.send_signal, [signal.SIGKILL]).start()
        return process

    patch.setattr(launch, "_start", start_and_kill)


def job(*steps):
    """Give a job of steps written as dicts without id and why."""
    full = [{"id": f"s{n}", "why": f"step {n}", **step} for n, step in enumerate(steps, start=1)]
    plan = Plan.model_validate({"title": "a plan", "steps": full, "confidence": "high"})
    return ShadowJob(intent="do it", understood="It is done", planner="file", plan=plan)


def update(select, table="crm.customers", keys=("id",)):
    """Give an update step."""
    return {"kind": "write", "mode": "update", "target": table, "keys": keys, "select": select}


def append(select, table="crm.customers"):
    """Give an append step."""
    return {"kind": "write", "mode": "append", "target": table, "select": select}


def remove(select, table="crm.customers"):
    """Give a remove step."""
    return {"kind": "remove", "target": table, "keys_select": select}


def upper_emails(where="true"):
    """Give an update step on crm.customers."""
    return update(f"SELECT id, upper(email) AS email FROM crm.customers WHERE {where}")
