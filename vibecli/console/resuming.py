"""One-shot runs that were stopped: keeping what a command was asked, and going on with it.

A command that ends, well or not, leaves nothing, also when it is told to stop; one that is killed
is gone on with from where it was. A change still needs a person's decision.
"""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from vibecli.console.outcome import conclude, show_review, watch
from vibecli.console.planning import Dialogue
from vibecli.console.shell import Shell
from vibecli.errors import ActionNeeded, Blocked, Interrupted, UsageError
from vibecli.model import Model

if TYPE_CHECKING:
    from vibecli.agent.planner import Asked, Refused
    from vibecli.plan.saved import SavedIntent
    from vibecli.run.begun import Begun, BegunRuns
    from vibecli.run.model import Review

# How going on may end for good; another error, such as a flag left out, can be mended.
_SETTLED = (ActionNeeded, Blocked, Interrupted, KeyboardInterrupt)


class StoppedRun(Model):
    """One stopped run in a list."""

    run: str
    at: str
    stage: str
    last: str  # the intent


def asked(begun: Dialogue, confirm: Sequence[str], *, exit_code: bool) -> "Begun":
    """Give what to keep of an intent in words."""
    from vibecli.run.begun import Begun

    return Begun(
        at=_now(begun.shell),
        database=str(begun.shell.settings.database),
        intent=begun.words,
        answers=tuple((answer.question, answer.choice) for answer in begun.given),
        previous=begun.previous.plan_id if begun.previous else "",
        fresh=begun.fresh,
        confirm=tuple(confirm),
        exit_code=exit_code,
    )


def ran(
    shell: Shell,
    saved: "SavedIntent",
    values: Mapping[str, str],
    confirm: Sequence[str],
    *,
    exit_code: bool,
) -> "Begun":
    """Give what to keep of a saved intent."""
    from vibecli.run.begun import Begun

    return Begun(
        at=_now(shell),
        database=str(shell.settings.database),
        intent=saved.intent,
        saved=saved,
        values=dict(values),
        confirm=tuple(confirm),
        exit_code=exit_code,
    )


@contextmanager
def resumable(shell: Shell, run: "Begun") -> Iterator[None]:
    """Keep what was asked until the command ends; where nothing can be kept, go without."""
    runs = _runs(shell)
    try:
        runs.begin(run)
    except UsageError:
        yield
        return
    with _ending(runs):
        yield


def stopped_runs(shell: Shell) -> list[StoppedRun]:
    """Give the runs that can be gone on with, the one begun last first."""
    return [
        StoppedRun(run=name, at=run.at, stage=run.stage, last=run.intent)
        for name, run in _runs(shell).stopped()
    ]


def stopped_run(shell: Shell, prefix: str) -> str | None:
    """Give the id of the run meant, the one stopped last for none; None where there is no such."""
    if not prefix:
        return next((run.run for run in stopped_runs(shell)), None)
    found = [name for name, _ in _runs(shell).all() if name.startswith(prefix)]
    if len(found) > 1:
        hint = "vibecli sessions lists what can be resumed"
        raise UsageError(f"{len(found)} runs start with {prefix}", hint=hint)
    return found[0] if found else None


def go_on(shell: Shell, name: str, *, confirmed: Sequence[str] = ()) -> int:
    """Go on with a stopped run; gives the exit code."""
    from vibecli.ui.errors import draw_note

    runs = _runs(shell)
    run = runs.take_up(name)
    run = run.model_copy(update={"confirm": (*run.confirm, *confirmed)})
    with _ending(runs, settled=_SETTLED):
        if run.database != str(shell.settings.database):
            what = f"run {name} is on another database, {Path(run.database).name}"
            raise UsageError(what, hint=f"vibecli resume {name} --db {shlex.quote(run.database)}")
        draw_note(shell.terminal, f"going on with: {run.intent}")
        if run.plan_id:
            return _decide(shell, run)
        outcome = _outcome(shell, run)
        return conclude(shell, outcome, exit_code=run.exit_code, confirmed=run.confirm)


def _outcome(shell: Shell, run: "Begun") -> "Review | Asked | Refused":
    """Run the plan from where it stood; where there was none yet, make it."""
    if run.job is not None:
        return watch(shell, shell.flow.go_on(run.job))
    if run.saved is not None:
        return watch(shell, shell.flow.rehearse(run.saved, run.values))
    return _dialogue(shell, run).outcome()


def _decide(shell: Shell, begun: "Begun") -> int:
    """Have the review decided on that was shown, unless it was applied before the run stopped."""
    from vibecli.ui.errors import draw_note

    review = shell.flow.review(begun.plan_id)
    if shell.flow.applying.applied(review):
        show_review(shell, review, applied=True)
        draw_note(shell.terminal, f"plan {review.short_id} is applied already; nothing was written")
        return 0
    return conclude(shell, review, exit_code=begun.exit_code, confirmed=begun.confirm)


def _dialogue(shell: Shell, run: "Begun") -> Dialogue:
    """Give the intent on its way to a plan, as it stood."""
    from vibecli.agent.planner import Answer

    answers = tuple(Answer(question=question, choice=choice) for question, choice in run.answers)
    previous = shell.flow.review(run.previous) if run.previous else None
    return Dialogue(shell, run.intent, answers, previous, fresh=run.fresh)


@contextmanager
def _ending(
    runs: "BegunRuns", *, settled: tuple[type[BaseException], ...] = (BaseException,)
) -> Iterator[None]:
    """Forget the run at hand when its command ends, in an error only if that settles it."""
    try:
        yield
    except settled:
        runs.end()
        raise
    runs.end()


def _runs(shell: Shell) -> "BegunRuns":
    from vibecli.run.begun import BegunRuns

    return BegunRuns(shell.flow.store)


def _now(shell: Shell) -> str:
    return shell.flow.runtime.now().isoformat(timespec="seconds")
