"""Running a plan on the shadow in a process of its own: starting it, listening to it, ending it.

Owns the worker's life. Whatever happens to either process, nothing half-written stays behind and
the conversation goes on. It never opens the database.
"""

import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

import vibecli
from vibecli import errors
from vibecli.config import Settings
from vibecli.errors import NotFound, StepFailed, TimedOut, VibeError
from vibecli.run.comparison import Compared, CompareRequest, Comparison, Side
from vibecli.run.events import Event, Notice, StepDone, StepProgress, StepStarted
from vibecli.run.job import Done, Failed, ShadowJob, ShadowRequest
from vibecli.run.model import Review
from vibecli.run.store import PlanStore
from vibecli.runtime import Runtime

_GRACE = 10.0  # seconds a worker has beyond its deadline to say that it is over
_LEAST_MB = 256
_Message = StepStarted | StepProgress | StepDone | Notice | Done | Compared | Failed
_MESSAGE: TypeAdapter[_Message] = TypeAdapter(_Message)
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
        request = _request(runtime, job, work)
        done = yield from _listen(request, runtime.environment)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    assert isinstance(done, Done)
    return store.review(done.plan_id)


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
    request = CompareRequest(
        left=left,
        right=right,
        key=key,
        attach=dict(settings.attach) if left.database == str(settings.database) else {},
        plans=str(work.parent),
        work=str(work),
        threads=settings.threads or os.cpu_count() or 1,
        memory_mb=memory_budget(settings),
        timeout=settings.timeout,
        lock_timeout=settings.lock_timeout,
        unmask=unmask,
    )
    try:
        done = yield from _listen(request, runtime.environment)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    assert isinstance(done, Compared)
    return done.comparison


def memory_budget(settings: Settings) -> int:
    """Give the megabytes a plan may use: what is set, else half of what this machine has."""
    return settings.memory_mb or max(_LEAST_MB, _machine_mb() // 2)


def _listen(
    request: ShadowRequest | CompareRequest, environment: Mapping[str, str]
) -> Generator[Event, None, Done | Compared]:
    process = _start(environment)
    try:
        _send(process, request)
        deadline = time.monotonic() + request.timeout + request.lock_timeout + _GRACE
        for line in _lines(process, deadline, request.timeout):
            message = _read(line)
            if isinstance(message, Done | Compared):
                return message
            if isinstance(message, Failed):
                raise _error(message)
            if message is not None:
                yield message
        raise _crashed(process)
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


def _send(process: subprocess.Popen[str], request: ShadowRequest | CompareRequest) -> None:
    assert process.stdin is not None
    with suppress(BrokenPipeError):  # the worker is gone; its silence will tell
        process.stdin.write(request.model_dump_json() + "\n")
        process.stdin.flush()


def _lines(process: subprocess.Popen[str], deadline: float, timeout: float) -> Iterator[str]:
    """Give what the worker says, line by line, until it ends or its time is over."""
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
            raise TimedOut(
                f"the plan ran longer than {timeout:g} seconds; nothing was written",
                hint="give it more time with --timeout SECONDS, or ask for less",
            ) from None
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


def _crashed(process: subprocess.Popen[str]) -> StepFailed:
    code = process.wait()
    how = f"signal {-code}" if code < 0 else f"code {code}"
    return StepFailed(
        f"the run of the plan broke off ({how}); nothing was written",
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
    return ShadowRequest(
        job=job,
        database=str(settings.database),
        attach=dict(settings.attach),
        plans=str(work.parent),
        work=str(work),
        created_at=runtime.now().isoformat(),
        threads=settings.threads or os.cpu_count() or 1,
        memory_mb=memory_budget(settings),
        timeout=settings.timeout,
        lock_timeout=settings.lock_timeout,
        region=settings.region,
        limit=settings.limit,
        policy=settings.policy,
    )


def _machine_mb() -> int:
    try:
        whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError, AttributeError):
        return 4096
    limit = Path("/sys/fs/cgroup/memory.max")
    with suppress(OSError, ValueError):
        whole = min(whole, int(limit.read_text(encoding="ascii")))
    return whole // (1024 * 1024)
