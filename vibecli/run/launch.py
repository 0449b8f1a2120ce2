"""Running a plan on the shadow, or a survey, in a process of its own: start, listen, end.

Owns the worker's life. Whatever happens to either process, nothing half-written stays behind and
the conversation goes on. It never opens the database.
"""

import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

import vibecli
from vibecli import errors
from vibecli.config import Settings
from vibecli.data.catalog import Catalog
from vibecli.errors import NotFound, StepFailed, VibeError
from vibecli.model import Model
from vibecli.run.begun import note_job, note_review
from vibecli.run.bounds import MB, timed_out
from vibecli.run.comparison import Compared, CompareRequest, Comparison, Side
from vibecli.run.events import Event, Notice, StepDone, StepProgress, StepStarted
from vibecli.run.job import Done, Failed, ShadowJob, ShadowRequest, Surveyed, SurveyRequest
from vibecli.run.model import Review
from vibecli.run.seal_key import known_seal
from vibecli.run.store import PlanStore
from vibecli.runtime import Runtime

_GRACE = 10.0  # seconds a worker has beyond its deadline to say that it is over
_LEAST_MB = 256
_SHARE_OF_DISK = 0.8  # of what is free
_Request = ShadowRequest | SurveyRequest | CompareRequest
_Message = StepStarted | StepProgress | StepDone | Notice | Done | Surveyed | Compared | Failed
_MESSAGE: TypeAdapter[_Message] = TypeAdapter(_Message)
_E = TypeVar("_E", Done, Surveyed, Compared)
# What a worker may know of the environment: no key, no token, nothing to import by surprise.
_PASSED = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "TEMP", "TMP",
           "SYSTEMROOT", "LD_LIBRARY_PATH", "PYTHONPATH", "PYTHONHOME", "PYTHONUTF8",
           "VIRTUAL_ENV")  # fmt: skip


def shadow(
    runtime: Runtime, job: ShadowJob, store: PlanStore, *, passing: bool = False
) -> Generator[Event, None, Review]:
    """Run a plan on the shadow: yields events, returns the review, which the store keeps.

    A plan that writes nothing is passing: a state folder that refuses does not stop it.
    Raises StepFailed, TimedOut, DatabaseLocked, NotFound, UsageError.
    """
    settings = runtime.settings
    if not settings.database.exists():
        raise NotFound(
            f"no database at {settings.database}", hint="vibecli load FILE, or --db FILE"
        )
    passing = passing or not any(step.writes() for step in job.plan.steps)
    work = store.work_folder(passing=passing)
    if work.parent != store.plans:
        yield Notice(text=f"{settings.state} cannot be used, so this plan is not kept")
    try:
        note_job(work, job)
        request = _request(runtime, job, work)
        done = yield from _listen(request, runtime.environment, Done)
        note_review(work, done.plan_id)
    finally:
        store.leave(work)
    return store.review(done.plan_id)


def survey(settings: Settings, environment: Mapping[str, str], cache: Path) -> Catalog:
    """Look at every table of the database, and keep what is known of it then.

    Raises what opening it raises, TimedOut, StepFailed (it broke off), EngineError.
    """
    with tempfile.TemporaryDirectory(prefix="vibecli-survey-", ignore_cleanup_errors=True) as room:
        request = SurveyRequest(
            database=str(settings.database),
            cache=str(cache),
            work=room,
            attach=dict(settings.attach),
            **_allowed(settings),
        )
        listening = _listen(request, environment, Surveyed)
        try:
            while True:
                next(listening)
        except StopIteration as stop:
            return cast("Surveyed", stop.value).catalog


def compare(
    runtime: Runtime,
    left: Side,
    right: Side,
    key: tuple[str, ...],
    store: PlanStore,
    *,
    unmask: bool,
) -> Generator[Event, None, Comparison]:
    """Compare two tables in a worker: yields events, returns the comparison.

    Raises StepFailed, TimedOut, DatabaseLocked, UsageError, DataError.
    """
    settings, work = runtime.settings, store.work_folder(passing=True)
    try:
        request = CompareRequest(
            left=left,
            right=right,
            key=key,
            attach=dict(settings.attach) if left.database == str(settings.database) else {},
            work=str(work),
            unmask=unmask,
            **_allowed(settings),
        )
        done = yield from _listen(request, runtime.environment, Compared)
    finally:
        store.leave(work)
    return done.comparison


def memory_budget(settings: Settings) -> int:
    """Give the megabytes a plan may use: what is set, else half of what this machine has."""
    return settings.memory_mb or max(_LEAST_MB, _machine_mb() // 2)


def disk_budget(settings: Settings) -> int:
    """Give the megabytes of disk a plan may take: what is set, else most of what is free."""
    if settings.disk_mb:
        return settings.disk_mb
    folder = next(path for path in (settings.state, *settings.state.parents) if path.exists())
    return max(_LEAST_MB, int(_SHARE_OF_DISK * shutil.disk_usage(folder).free) // MB)


def _listen(
    request: _Request,
    environment: Mapping[str, str],
    end: type[_E],
) -> Generator[Event, None, _E]:
    process = _start(environment)
    try:
        _send(process, request)
        for line in _lines(process, request):
            message = _read(line)
            if isinstance(message, end):
                return message
            if isinstance(message, Failed):
                raise _error(message)
            if isinstance(message, StepStarted | StepProgress | StepDone | Notice):
                yield message
        raise _crashed(process, request.what)
    finally:
        _end(process)


def _start(environment: Mapping[str, str]) -> subprocess.Popen[str]:
    passed = {name: environment[name] for name in _PASSED if name in environment}
    home = str(Path(vibecli.__file__).parent.parent)
    paths = [home, *passed.get("PYTHONPATH", "").split(os.pathsep)]
    passed["PYTHONUTF8"] = "1"  # the pipe speaks UTF-8 whatever the locale
    passed["PYTHONPATH"] = os.pathsep.join(path for path in paths if Path(path).is_absolute())
    return subprocess.Popen(
        # -P: a file in the person's folder must not stand in for a module.
        [sys.executable, "-P", "-m", "vibecli.run.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=passed,
        encoding="utf-8",
        start_new_session=True,  # Ctrl-C is this process's to hear; it then ends the worker
    )


def _send(process: subprocess.Popen[str], request: Model) -> None:
    assert process.stdin is not None
    with suppress(BrokenPipeError):  # the worker is gone; its silence will tell
        process.stdin.write(request.model_dump_json() + "\n")
        process.stdin.flush()


def _lines(process: subprocess.Popen[str], request: _Request) -> Iterator[str]:
    """Give what the worker says, line by line, until it ends or its time is over."""
    deadline = time.monotonic() + request.timeout + request.lock_timeout + _GRACE
    said: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def read() -> None:
        assert process.stdout is not None
        with suppress(ValueError, OSError):
            for line in process.stdout:
                said.put(line)
        said.put(None)

    threading.Thread(target=read, daemon=True).start()
    while True:
        try:
            line = said.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            raise timed_out(request.timeout, request.what) from None
        if line is None:
            return
        yield line


def _read(line: str) -> _Message | None:
    try:
        return _MESSAGE.validate_json(line)
    except ValidationError:
        return None  # something a library printed


def _error(failed: Failed) -> VibeError:
    kind = getattr(errors, failed.error, StepFailed)
    if not (isinstance(kind, type) and issubclass(kind, VibeError)):
        kind = StepFailed
    return kind(failed.message, hint=failed.hint, details=failed.details)


def _crashed(process: subprocess.Popen[str], what: str) -> StepFailed:
    code = process.wait()
    how = f"signal {-code}" if code < 0 else f"code {code}"
    return StepFailed(
        f"{what} broke off ({how}); nothing was written",
        hint="it may have run out of memory: ask for less, or set memory_mb",
    )


def _end(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()


def _request(runtime: Runtime, job: ShadowJob, work: Path) -> ShadowRequest:
    settings = runtime.settings
    seal = known_seal(settings.state, runtime.environment)
    return ShadowRequest(
        job=job,
        database=str(settings.database),
        attach=dict(settings.attach),
        plans=str(work.parent),
        work=str(work),
        created_at=runtime.now().isoformat(),
        region=settings.region,
        limit=settings.limit,
        policy=settings.policy,
        seal=seal.key.hex() if seal else "",
        **_allowed(settings),
    )


def _allowed(settings: Settings) -> dict[str, Any]:
    """Give what a worker may take."""
    return {
        "threads": settings.threads or os.cpu_count() or 1,
        "memory_mb": memory_budget(settings),
        "disk_mb": disk_budget(settings),
        "timeout": settings.timeout,
        "lock_timeout": settings.lock_timeout,
    }


def _machine_mb() -> int:
    try:
        whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError, AttributeError):
        return 4096
    limit = Path("/sys/fs/cgroup/memory.max")
    with suppress(OSError, ValueError):
        whole = min(whole, int(limit.read_text(encoding="ascii")))
    return whole // MB
