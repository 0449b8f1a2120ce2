"""The layers between a plan and this machine: each is tried with what it must refuse.

Works in a temporary folder; the person's database, files and state are not touched.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from vibecli.engine.base import Room, Session
from vibecli.engine.duckdb import DuckEngine
from vibecli.engine.names import literal
from vibecli.errors import TimedOut, VibeError
from vibecli.plan.guard import breaches
from vibecli.plan.model import Plan
from vibecli.run.bounds import disk_bound, files_capped, memory_capped
from vibecli.run.doctor_line import DoctorLine
from vibecli.run.job import ShadowJob
from vibecli.run.launch import disk_budget, memory_budget, shadow
from vibecli.run.store import PlanStore
from vibecli.runtime import Runtime

_FORBIDDEN = (
    "SELECT * FROM read_csv('people.csv')",
    "SELECT * FROM 'people.csv'",
    "SELECT getenv('HOME')",
    "SELECT 1; DROP TABLE people",
    "ATTACH 'people.duckdb'",
    "COPY people TO 'people.csv'",
)
_ENDLESS = "SELECT count(*) FROM range(1000000) a(i), range(1000000) b(j) WHERE (i * j) % 7 = 3"
_PATIENCE = 0.3  # seconds the endless plan gets
_LITTLE_MB = 256


def layers(runtime: Runtime) -> Iterator[DoctorLine]:
    """Give the state of each layer, tried now."""
    with TemporaryDirectory(prefix="vibecli-doctor-", ignore_cleanup_errors=True) as place:
        folder, engine = Path(place), DuckEngine()
        database = folder / "people.duckdb"
        with engine.write(database) as session:
            session.run("CREATE TABLE people AS SELECT 1 AS id")
        yield _guard(engine)
        yield _connections(engine, database)
        yield _worker(runtime, database)
        yield _memory(runtime)
        yield _disk(runtime, engine, database)


def _guard(engine: DuckEngine) -> DoctorLine:
    with engine.empty() as session:
        passed = [sql for sql in _FORBIDDEN if not breaches(engine, session, sql, ("people",))]
    ok = "reads the engine's own tree; files, settings, several statements were refused"
    return _line("guard", ok, passed)


def _connections(engine: DuckEngine, database: Path) -> DoctorLine:
    outside = database.with_name("outside.csv")
    outside.write_text("id\n1\n", encoding="utf-8")
    room = database.with_name("room")
    room.mkdir()
    tried = (
        f"SELECT * FROM read_csv({literal(str(outside))})",
        f"COPY (SELECT 1) TO {literal(str(outside.with_suffix('.copy')))}",
        f"ATTACH {literal(str(outside.with_suffix('.duckdb')))}",
        "SET threads = 2",
    )
    with engine.read(database) as session:
        passed = _passed(session, tried)
    with engine.shadow(database, Room(room, 1, _LITTLE_MB)) as session:
        passed += _passed(session, tried)
    ok = "another file, another database, another setting were refused"
    return _line("locked connection", ok, passed)


def _passed(session: Session, tried: Sequence[str]) -> list[str]:
    """Give the statements that were not refused."""
    passed = []
    for sql in tried:
        with suppress(VibeError):
            session.run(sql)
            passed.append(sql)
    return passed


def _worker(runtime: Runtime, database: Path) -> DoctorLine:
    """Run a plan that would take hours."""
    settings, state = runtime.settings, database.with_name("state")
    short = replace(
        settings, database=database, state=state, timeout=_PATIENCE, memory_mb=_LITTLE_MB
    )
    step = {"kind": "query", "id": "s1", "why": "to try the deadline", "select": _ENDLESS}
    plan = Plan.model_validate({"title": "endless", "steps": [step], "confidence": "high"})
    job = ShadowJob(intent="endless", understood="endless", planner="file", plan=plan)
    running = shadow(replace(runtime, settings=short), job, PlanStore(state), passing=True)
    try:
        for _ in running:
            pass
    except TimedOut:
        given = f"{settings.timeout:g} s a plan, {settings.lock_timeout:g} s for a lock"
        ok = f"an endless plan was interrupted after {_PATIENCE:g} s; {given}"
        return _line("worker, deadline", ok)
    except VibeError as error:
        return _line("worker, deadline", "", [error.message])
    return _line("worker, deadline", "", [_ENDLESS])


def _memory(runtime: Runtime) -> DoctorLine:
    budget = f"{memory_budget(runtime.settings):,} MB"
    if memory_capped():
        return _line("memory cap", f"{budget} for the engine, held by the system beyond it")
    return DoctorLine(
        status="warn",
        name="memory cap",
        message=f"this system has none: the engine keeps to {budget}, Python code may take more",
        hint="run vibecli in a container with a memory limit",
    )


def _disk(runtime: Runtime, engine: DuckEngine, database: Path) -> DoctorLine:
    """Write more than a plan may."""
    budget = f"{disk_budget(runtime.settings):,} MB for the temporary files of a plan"
    room = database.with_name("full")
    room.mkdir()
    if not files_capped():
        return _line("disk budget", f"{budget}, looked at as they grow")
    try:
        with (
            engine.shadow(database, Room(room, 1, _LITTLE_MB, 1)) as session,
            disk_bound(session, room, 1, "the trial"),
        ):
            (room / "large").write_bytes(bytes(2 << 20))
    except VibeError:
        return _line("disk budget", f"{budget}; a file beyond its budget was refused")
    return _line("disk budget", "", ["a file of 2 MB where 1 MB is allowed"])


def _line(name: str, ok: str, passed: Sequence[str] = ()) -> DoctorLine:
    if not passed:
        return DoctorLine(status="ok", name=name, message=ok)
    told = f"not refused: {passed[0]}"
    return DoctorLine(
        status="fail", name=name, message=told, hint="do not run plans of others here"
    )
