"""The worker process: runs one plan on a shadow, bounded in memory and time, and saves it.

Reads a ShadowRequest as one line of JSON, tells events as JSON lines, and ends with Done or
Failed. It opens the user's database read-only, and ends when the process that started it ends.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from pydantic import TypeAdapter

from vibecli.data.catalog import Catalog
from vibecli.data.mask import mask_error
from vibecli.engine.base import NO_OTHERS, Engine, Others, Session
from vibecli.errors import (
    DatabaseLocked,
    EngineError,
    Interrupted,
    NotFound,
    PlanError,
    StepFailed,
    TimedOut,
    UsageError,
    VibeError,
)
from vibecli.model import Model
from vibecli.plan.guard import guard
from vibecli.run.comparison import Compared, CompareRequest, Comparison
from vibecli.run.events import StepDone, StepProgress, StepStarted
from vibecli.run.file_lock import hold
from vibecli.run.fingerprint import file_facts
from vibecli.run.folder import Finished
from vibecli.run.job import Done, Failed, ShadowRequest
from vibecli.run.shadow import PlanShadow, Progress
from vibecli.run.store import PlanStore
from vibecli.run.taking import part_of
from vibecli.steps.base import Step, StepResult

_AGAIN = 0.2
_HEADROOM_MB = 1536  # address space of the interpreter, its libraries and thread stacks
_TELL_EVERY = 0.1
_FULL = "No space left on device"
_NO_MEMORY = "Out of Memory Error"
_MAIN = threading.main_thread()
_COMPARE_SHARE, _COMPARE_MB = 4, 128  # the part of the memory the engine has beside the prints
_REQUEST: TypeAdapter[ShadowRequest | CompareRequest] = TypeAdapter(ShadowRequest | CompareRequest)


def main() -> int:
    """Run the request on standard input; gives the exit code."""
    line = sys.stdin.readline()
    if not line:
        return 1
    request = _REQUEST.validate_json(line)
    try:
        threading.Thread(target=_end_with_parent, daemon=True).start()
        _limit_memory(request.memory_mb)
        if isinstance(request, CompareRequest):
            _tell(Compared(comparison=compare(request)))
        else:
            _tell(Done(plan_id=run(request)))
    except VibeError as error:
        told = _no_space(request) if _FULL in error.message else error
        told = _out_of_memory() if error.message.startswith(_NO_MEMORY) else told
        _tell(_failed(told))
        return told.exit_code
    except MemoryError:
        _tell(_failed(_out_of_memory()))
        return 1
    except Exception as error:  # noqa: BLE001 - the last line of defence: one line, no traceback
        _tell(_failed(StepFailed(f"the run broke off: {_one_line(error)}")))
        return 1
    return 0


def run(request: ShadowRequest) -> str:
    """Run the plan and save it; gives the plan id."""
    from vibecli.engine.duckdb import DuckEngine

    started = time.monotonic()
    engine, database, work = DuckEngine(), Path(request.database), Path(request.work)
    if not database.exists():
        raise NotFound(f"no database at {database}", hint="vibecli load FILE, or --db FILE")
    hold(work)  # in use as long as this process lives, whatever becomes of the other
    facts, others = file_facts(database, request.attach), request.attach
    with (
        _opened(engine, request, database, others) as session,
        _deadline(session, request.timeout),
    ):
        shadow = _shadow(engine, session, request)
        run_step = partial(_run_step, engine, shadow, request)
        results = part_of(shadow, request, run_step)
        seconds = time.monotonic() - started
        finished = Finished(request, engine, shadow, results, facts, seconds)
        plan_id = finished.write(shadow.folder)
    PlanStore(Path(request.plans).parent).adopt(work / "plan", plan_id)
    return plan_id


def compare(request: CompareRequest) -> Comparison:
    """Compare two tables."""
    from vibecli.engine.duckdb import DuckEngine
    from vibecli.run.sides import beside, compared, loaded

    engine, work = DuckEngine(), Path(request.work)
    hold(work)
    with _alarm(request.timeout, threading.Event()):
        left, told = loaded(engine, request.left, work, 1, lock_timeout=request.lock_timeout)
        right, more = loaded(engine, request.right, work, 2, lock_timeout=request.lock_timeout)
    where, others = beside(request, left, right)
    with (
        _opened(engine, request, Path(left.database), others, share=_COMPARE_SHARE) as session,
        _deadline(session, request.timeout),
    ):
        found = compared(session, request, left, right, where)
    return found.model_copy(update={"notices": (*told, *more, *found.notices)})


@contextmanager
def _opened(
    engine: Engine,
    request: ShadowRequest | CompareRequest,
    database: Path,
    others: Others = NO_OTHERS,
    *,
    share: int = 1,
) -> Iterator[Session]:
    """Open the shadow, waiting a while for a program that holds the database."""
    deadline = time.monotonic() + request.lock_timeout
    while True:
        try:
            session = engine.shadow(
                database,
                Path(request.work),
                threads=request.threads,
                memory_mb=max(request.memory_mb // share, _COMPARE_MB),
                others=others,
            )
            break
        except DatabaseLocked:
            if time.monotonic() >= deadline:
                raise
            time.sleep(_AGAIN)
    with session:
        yield session


@contextmanager
def _deadline(session: Session, seconds: float) -> Iterator[None]:
    """Interrupt whatever runs once the time is up, and say so."""
    over, finished = threading.Event(), threading.Event()

    def watch() -> None:
        if finished.wait(seconds):
            return
        over.set()
        # Again and again: one interrupt stops one statement, and a step runs many.
        while not finished.wait(_AGAIN):
            session.interrupt()

    threading.Thread(target=watch, daemon=True).start()
    try:
        with _alarm(seconds, over):
            yield
    except (VibeError, RuntimeError) as error:  # an interrupt shows in many ways
        if not over.is_set():
            raise
        raise _timed_out(seconds) from error
    finally:
        finished.set()


@contextmanager
def _alarm(seconds: float, over: threading.Event) -> Iterator[None]:
    """End Python work too once the time is up; the engine's own is ended by an interrupt.

    Where it rings inside a statement the driver makes an interrupt of it, so `over` is set first.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not _MAIN:
        yield
        return

    def ring(*_: object) -> None:
        over.set()
        raise _timed_out(seconds)

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _timed_out(seconds: float) -> TimedOut:
    return TimedOut(
        f"the plan ran longer than {seconds:g} seconds; nothing was written",
        hint="give it more time with --timeout SECONDS, or ask for less",
    )


def _shadow(engine: Engine, session: Session, request: ShadowRequest) -> PlanShadow:
    folder = Path(request.work) / "plan"
    folder.mkdir(mode=0o700)
    catalog = request.job.catalog or _catalog(engine, request)
    verdicts = request.job.verdicts
    shadow = PlanShadow(session, catalog, folder, region=request.region, verdicts=verdicts)
    shadow.matched.state = Path(request.plans).parent
    return shadow


def _catalog(engine: Engine, request: ShadowRequest) -> Catalog:
    from vibecli.data.survey import read_catalog

    with engine.read(Path(request.database), others=request.attach) as session:
        return read_catalog(session, cache=Path(request.plans).parent / "catalog")


def _run_step(
    engine: Engine, shadow: PlanShadow, request: ShadowRequest, step: Step, number: int
) -> StepResult:
    plan = request.job.plan
    _tell(
        StepStarted(
            step=step.id, kind=step.kind, summary=step.summary(), number=number, of=len(plan.steps)
        )
    )
    started = time.monotonic()
    try:
        for slot in step.slots():
            guard(engine, shadow.session, slot.sql, shadow.tables())
        shadow.begin(step, _reporter(step))
        result = shadow.knowledge.discretion.result(step.run(shadow))
    except (Interrupted, TimedOut):
        raise
    except (EngineError, PlanError) as error:
        raise StepFailed(
            f"step {step.id} failed: {_told(error)}",
            hint=error.hint or _mend(error),
            details={**error.details, "step": step.id},
        ) from error
    _tell(StepDone(result=result, seconds=round(time.monotonic() - started, 3)))
    return result


def _mend(error: VibeError) -> str:
    """Say what to write where the engine could not make one type of another."""
    if not error.message.startswith("Conversion Error"):
        return ""
    return "give a value of that type, or TRY_CAST(... AS TYPE), which is NULL where none fits"


def _reporter(step: Step) -> Progress:
    """Give a progress callback that tells no more than a few times a second."""
    told = [0.0]

    def report(done: int, total: int, what: str) -> None:
        now = time.monotonic()
        if done >= total or now - told[0] >= _TELL_EVERY:
            told[0] = now
            _tell(StepProgress(step=step.id, done=done, total=total, what=what))

    return report


def _limit_memory(memory_mb: int) -> None:
    """Bound the address space, so that a bomb ends in an error and not in a killed machine."""
    if sys.platform in ("win32", "darwin"):
        return  # macOS accepts the limit and ignores it; Windows has none
    import resource

    most = (2 * memory_mb + _HEADROOM_MB) * 1024 * 1024
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def _end_with_parent() -> None:
    """Leave at once when the standard input closes: whoever started this is gone."""
    while sys.stdin.readline():
        pass
    os._exit(1)


def _tell(message: Model) -> None:
    sys.stdout.write(message.model_dump_json() + "\n")
    sys.stdout.flush()


def _failed(error: VibeError) -> Failed:
    details = {key: value for key, value in error.details.items() if key != "sql"}
    return Failed(
        error=type(error).__name__, message=_told(error), hint=error.hint, details=details
    )


def _told(error: VibeError) -> str:
    """Give the message; the engine's own may repeat a value."""
    return mask_error(error.message) if isinstance(error, EngineError) else error.message


def _no_space(request: ShadowRequest | CompareRequest) -> VibeError:
    return UsageError(
        f"no space left for the plan in {Path(request.plans).parent}; nothing was written",
        hint="free some space, or set VIBECLI_STATE to another folder",
    )


def _out_of_memory() -> EngineError:
    return EngineError(
        "the plan needs more memory than it may have; nothing was written",
        hint="set memory_mb higher, or ask for less",
    )


def _one_line(error: Exception) -> str:
    text = mask_error(" ".join(str(error).split()))
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


if __name__ == "__main__":
    # The thread that watches standard input must not hold up the end.
    code = main()
    sys.stdout.flush()
    os._exit(code)
