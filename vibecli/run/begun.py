"""Runs that were begun: what was asked for, kept in the work folder until its command ends.

A kill leaves the folder, nobody holds its lock any more, and `resume` goes on from what is in it.
Owns that file. It runs nothing and decides nothing.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import Field, ValidationError

from vibecli.errors import NotFound, UsageError
from vibecli.model import Model
from vibecli.plan.saved import SavedIntent
from vibecli.run.file_lock import abandoned, take_over
from vibecli.run.job import ShadowJob
from vibecli.run.store import RUN, STEPS, WORK, PlanStore, write_private

KEPT = 3  # stopped runs that later ones leave in place
_LIST = "vibecli sessions lists what can be resumed"


class Begun(Model):
    """What a one-shot command was asked, and how far it came."""

    number: int = 0  # those begun later have higher ones
    at: str
    database: str
    intent: str
    saved: SavedIntent | None = None  # what `run` was given
    values: dict[str, str] = Field(default_factory=dict)  # of its parameters
    answers: tuple[tuple[str, str], ...] = ()  # question and choice
    previous: str = ""  # id of the plan the words refine
    fresh: bool = False
    confirm: tuple[str, ...] = ()
    exit_code: bool = False
    job: ShadowJob | None = None  # the plan, once there is one
    plan_id: str = ""  # once it is reviewed

    @property
    def stage(self) -> Literal["planning", "shadow", "review"]:
        """Where it was stopped; a review may have been applied."""
        if self.plan_id:
            return "review"
        return "shadow" if self.job else "planning"


class Unended(NamedTuple):
    """A run that has not come to its end."""

    name: str
    run: Begun


class BegunRuns:
    """The runs of one store: the one at hand, and those that were stopped."""

    def __init__(self, store: PlanStore) -> None:
        self._store = store

    def begin(self, run: Begun) -> None:
        """Keep what is asked for from now on. Raises UsageError where nothing can be kept."""
        number = 1 + max((known.run.number for known in self.all()), default=0)
        self._store.own = self._store.make_work()
        _write(self._store.own, run.model_copy(update={"number": number}))

    def end(self) -> None:
        """Forget the run at hand: it came to an end of its own."""
        if self._store.own is not None:
            shutil.rmtree(self._store.own, ignore_errors=True)
            self._store.own = None

    def stopped(self) -> list[Unended]:
        """Give the runs whose process is gone, the one begun last first."""
        found = []
        for known in self.all():
            with abandoned(self._folder(known.name)) as free:
                if free:
                    found.append(known)
        return sorted(found, key=lambda known: (known.run.number, known.name), reverse=True)

    def take_up(self, name: str) -> Begun:
        """Make a stopped run the one at hand. Raises NotFound, UsageError."""
        work = self._folder(name)
        with abandoned(self._store.plans, wait=1.0):  # so that nobody sweeps it meanwhile
            run = read_run(work)
            if run is None:
                raise NotFound(f"no stopped run {name}", hint=_LIST)
            held = take_over(work)
        if held is None:
            raise UsageError(f"run {name} goes on in another process", hint=_LIST)
        self._store.own = work
        return run

    def _folder(self, name: str) -> Path:
        return self._store.plans / f"{WORK}{name}"

    def all(self) -> Iterator[Unended]:
        """Give every run that was begun and has not ended, also those at work now."""
        for work in self._store.plans.glob(f"{WORK}*"):
            run = read_run(work)
            if run is not None:
                yield Unended(work.name.removeprefix(WORK), run)


def read_run(work: Path) -> Begun | None:
    """Give what a work folder was made for, None where no command will ask for it again."""
    try:
        return Begun.model_validate_json((work / RUN).read_bytes())
    except (OSError, ValidationError):
        return None


def note_job(work: Path, job: ShadowJob) -> None:
    """Note that there is a plan, which runs in this folder now."""
    run = read_run(work)
    if run is not None:
        _write(work, run.model_copy(update={"job": job.model_copy(update={"catalog": None})}))


def note_review(work: Path, plan_id: str) -> None:
    """Note that the plan was run; what its steps left for a later run goes."""
    run = read_run(work)
    if run is not None:
        _write(work, run.model_copy(update={"plan_id": plan_id}))
        shutil.rmtree(work / STEPS, ignore_errors=True)


def resumable(works: list[Path]) -> set[Path]:
    """Give those of the abandoned work folders that are kept to be resumed."""
    runs = {work: run for work in works if (run := read_run(work)) is not None}
    return {*sorted(runs, key=lambda work: (runs[work].number, work.name))[-KEPT:]}


def _write(work: Path, run: Begun) -> None:
    """Keep what is known of a run; a full disk costs only the way back to it."""
    part = work / f"{RUN}.{os.getpid()}.part"
    with suppress(OSError):
        write_private(part, run.model_dump_json().encode())
        part.replace(work / RUN)
