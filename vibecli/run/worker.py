"""The worker process: runs one plan on a shadow, bounded in memory, time and disk, and saves it.

Reads a ShadowRequest as one line of JSON, tells events as JSON lines, and ends with Done or
Failed; asked for a survey of the database or a comparison of two tables instead, it ends with
Surveyed or Compared. It opens the user's database read-only, and ends when the process that started
it ends.
"""

import os
import sys
import threading
import time
from functools import partial
from pathlib import Path

from pydantic import TypeAdapter

from vibecli.data.catalog import Catalog
from vibecli.data.mask import mask_error
from vibecli.engine.base import BASE, Engine, Session
from vibecli.errors import (
    EngineError,
    Interrupted,
    NotFound,
    PlanError,
    StepFailed,
    TimedOut,
    UsageError,
    VibeError,
)
from vibecli.identity.seal import Seal
from vibecli.model import Model
from vibecli.plan.guard import guard
from vibecli.run.bounds import held_to, limit_memory, out_of_memory
from vibecli.run.checkpoint import Checkpoints
from vibecli.run.comparison import Compared, CompareRequest
from vibecli.run.events import StepDone, StepProgress, StepStarted
from vibecli.run.file_lock import hold
from vibecli.run.fingerprint import file_facts
from vibecli.run.folder import Finished
from vibecli.run.job import Done, Failed, ShadowRequest, Surveyed, SurveyRequest
from vibecli.run.shadow import PlanShadow, Progress
from vibecli.run.store import PlanStore
from vibecli.run.suppression import read_suppressed
from vibecli.run.taking import part_of
from vibecli.steps.base import Step, StepResult

_TELL_EVERY = 0.1
_Request = ShadowRequest | SurveyRequest | CompareRequest
_REQUEST: TypeAdapter[_Request] = TypeAdapter(_Request)
_COMPARE_SHARE, _COMPARE_MB = 4, 128  # the part of the memory the engine has beside the prints
_NO_MEMORY = "Out of Memory Error"
_FULL = "No space left on device"


def main() -> int:
    """Run the request on standard input; gives the exit code."""
    line = sys.stdin.readline()
    if not line:
        return 1
    request = _REQUEST.validate_json(line)
    try:
        threading.Thread(target=_end_with_parent, daemon=True).start()
        limit_memory(request.memory_mb)
        _tell(_answer(request))
    except VibeError as error:
        told = _no_space(request) if _FULL in error.message else error
        told = out_of_memory(request.what) if error.message.startswith(_NO_MEMORY) else told
        _tell(_failed(told))
        return told.exit_code
    except MemoryError:
        _tell(_failed(out_of_memory(request.what)))
        return 1
    except Exception as error:  # noqa: BLE001 - the last line of defence: one line, no traceback
        _tell(_failed(StepFailed(f"the run broke off: {_one_line(error)}")))
        return 1
    return 0


def _answer(request: _Request) -> Done | Surveyed | Compared:
    match request:
        case SurveyRequest():
            return survey(request)
        case CompareRequest():
            return compare(request)
        case ShadowRequest():
            return Done(plan_id=run(request))


def run(request: ShadowRequest) -> str:
    """Run the plan and save it; gives the plan id."""
    from vibecli.engine.duckdb import DuckEngine

    started = time.monotonic()
    engine, database, work = DuckEngine(), Path(request.database), Path(request.work)
    if not database.exists():
        raise NotFound(f"no database at {database}", hint="vibecli load FILE, or --db FILE")
    hold(work)  # in use as long as this process lives, whatever becomes of the other
    facts = file_facts(database, request.attach)
    with (
        engine.shadow(
            database, request.room, lock_timeout=request.lock_timeout, others=request.attach
        ) as session,
        held_to(session, request),
    ):
        shadow = _shadow(engine, session, request)
        run_step = partial(_run_step, engine, shadow, request)
        shadow.quality.begin(request.job.plan.steps)
        steps = Checkpoints(engine, shadow, request, facts, _tell)
        results = part_of(shadow, request, run_step, steps.run)
        seconds = time.monotonic() - started
        finished = Finished(request, engine, shadow, results, facts, seconds)
        plan_id = finished.write(shadow.folder)
    PlanStore(Path(request.plans).parent).adopt(work / "plan", plan_id)
    return plan_id


def survey(request: SurveyRequest) -> Surveyed:
    """Look at every table of the database; gives what is known of it then."""
    from vibecli.data.survey import read_catalog
    from vibecli.engine.duckdb import DuckEngine

    session = DuckEngine().read(
        Path(request.database),
        lock_timeout=request.lock_timeout,
        others=request.attach,
        room=request.room,
    )
    with (
        session,
        held_to(session, request),
    ):
        return Surveyed(catalog=read_catalog(session, cache=Path(request.cache)))


def compare(request: CompareRequest) -> Compared:
    """Compare two tables."""
    from vibecli.engine.duckdb import DuckEngine
    from vibecli.run.sides import beside, compared, loaded

    engine, work = DuckEngine(), Path(request.work)
    hold(work)
    left, told = loaded(engine, request, request.left, 1)
    right, more = loaded(engine, request, request.right, 2)
    where, others = beside(request, left, right)
    room = request.room._replace(memory_mb=max(request.memory_mb // _COMPARE_SHARE, _COMPARE_MB))
    with (
        engine.shadow(
            Path(left.database), room, lock_timeout=request.lock_timeout, others=others
        ) as session,
        held_to(session, request),
    ):
        found = compared(session, request, left, right, where)
    notices = (*told, *more, *found.notices)
    return Compared(comparison=found.model_copy(update={"notices": notices}))


def _shadow(engine: Engine, session: Session, request: ShadowRequest) -> PlanShadow:
    folder = Path(request.work) / "plan"
    folder.mkdir(mode=0o700)
    catalog = request.job.catalog or _catalog(engine, request)
    verdicts = request.job.verdicts
    shadow = PlanShadow(session, catalog, folder, region=request.region, verdicts=verdicts)
    shadow.matched.state = Path(request.plans).parent
    shadow.seal = seal = Seal(bytes.fromhex(request.seal))
    shadow.screen = read_suppressed(session, seal if request.seal else None, BASE)
    shadow.tagging.contracts = shadow.quality.contracts = request.job.contracts
    shadow.defining.texts = request.job.definitions
    shadow.defining.computed = request.job.computed
    shadow.quality.engine, shadow.quality.now = engine, request.created_at
    shadow.quality.rules = request.policy.rules
    return shadow


def _catalog(engine: Engine, request: ShadowRequest) -> Catalog:
    from vibecli.data.survey import read_catalog

    with engine.read(Path(request.database), others=request.attach) as session:
        return read_catalog(session)


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


def _no_space(request: _Request) -> VibeError:
    folder, hint = request.space
    return UsageError(
        f"no space left for {request.what} in {folder}; nothing was written",
        hint=f"free some space, or {hint}",
    )


def _one_line(error: Exception) -> str:
    text = mask_error(" ".join(str(error).split()))
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


if __name__ == "__main__":
    # The thread that watches standard input must not hold up the end.
    code = main()
    sys.stdout.flush()
    os._exit(code)
