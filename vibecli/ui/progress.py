"""Progress on stderr while a plan runs: a live line on a screen, one plain line a step elsewhere.

Owns what is said while a person waits. The live line appears after half a second, tells what runs
and for how long, and is gone when the work ends, however it ends. Never writes to stdout.
"""

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self, cast

from vibecli.ui.lines import Line, line, mark, span

if TYPE_CHECKING:
    from vibecli.agent.planner import Planned
    from vibecli.agent.repair import Attempt
    from vibecli.run.events import Notice, StepDone, StepProgress, StepStarted
    from vibecli.ui.terminal import Terminal

PATIENCE = 0.5  # seconds before a live line is drawn
TICK = 0.1


class Event(Protocol):
    """Anything that happens: its `event` says what."""

    @property
    def event(self) -> str:
        """Give the kind of event."""
        ...


class Progress:
    """Draws events as they come; a context manager, so that the live line always goes away.

    Verbosity -1 draws nothing, 0 the steps, 1 also their details and the planner's attempts.
    `letters` tells how much of a model's answer has come in.
    """

    def __init__(
        self,
        terminal: "Terminal",
        verbosity: int = 0,
        *,
        clock: Callable[[], float] = time.monotonic,
        letters: Callable[[], int] = lambda: 0,
    ) -> None:
        self._terminal = terminal
        self._verbosity = verbosity
        self._clock = clock
        self._letters = letters
        self._started = clock()
        self._what = ""
        self._part = ""
        self._place: dict[str, str] = {}
        self._stop = threading.Event()
        self._ticker: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._started = self._clock()
        if self._verbosity >= 0 and self._terminal.err_tty:
            self._ticker = threading.Thread(target=self._tick, name="progress", daemon=True)
            self._ticker.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        if self._ticker is not None:
            self._ticker.join()
        self._terminal.status(None)

    def show(self, event: Event) -> None:
        """Draw one event."""
        drawers: dict[str, Callable[[Event], None]] = {
            "planning": self._planning,
            "planned": self._planned,
            "step-started": self._started_step,
            "step-progress": self._progressed,
            "step-done": self._done,
            "notice": self._noticed,
        }
        draw = drawers.get(event.event)
        if draw is not None:
            draw(event)

    def note(self, what: str) -> None:
        """Say what is being done now, for work that tells no events."""
        self._what, self._part = what, ""

    def count(self, done: int, total: int, what: str) -> None:
        """Say how far work is that tells its progress by calling back."""
        share = f"{100 * done // total} %" if total > 0 else ""
        self._what, self._part = what, share

    def _planning(self, event: Event) -> None:
        attempt = cast("Attempt", event)
        again = f", try {attempt.number}" if attempt.number > 1 else ""
        self.note(f"planning with {attempt.planner}{again}")
        if self._verbosity > 0:
            for finding in attempt.findings:
                self._say(line(mark("!"), span(f"   to mend: {finding.message}", "note")))

    def _planned(self, event: Event) -> None:
        planned = cast("Planned", event)
        self.note("starting the shadow")
        if self._verbosity > 0:
            self._say(line(mark("ok"), f"  planned by {planned.planner}: {planned.understood}"))

    def _started_step(self, event: Event) -> None:
        step = cast("StepStarted", event)
        self._place[step.step] = f"{step.number}/{step.of} {step.kind}"
        self.note(f"{step.number}/{step.of} {step.summary}")

    def _progressed(self, event: Event) -> None:
        step = cast("StepProgress", event)
        share = f" {100 * step.done // step.total} %" if step.total > 0 else ""
        self._what = self._place.get(step.step, step.step)
        self._part = f"{step.what}{share}"

    def _done(self, event: Event) -> None:
        done = cast("StepDone", event)
        place = self._place.get(done.result.step, done.result.kind)
        self.note("finishing")
        seconds = f"  {done.seconds:.1f} s"
        text = self._fitted(f"  {place}  {done.result.headline}", 2 + len(seconds))
        self._say(line(mark("ok"), text, span(seconds, "note")))
        if self._verbosity > 0:
            for detail in done.result.details:
                self._say(line(span(f"    {detail}", "note")))

    def _noticed(self, event: Event) -> None:
        self._say(line(mark("!"), f"   {cast('Notice', event).text}"))

    def _fitted(self, text: str, taken: int) -> str:
        """A screen shows one line a step; a pipe gets all of it."""
        canvas = self._terminal.canvas
        return canvas.cut(text, canvas.width - taken) if self._terminal.err_tty else text

    def _say(self, text: Line) -> None:
        if self._verbosity >= 0:
            self._terminal.err(text)

    def _tick(self) -> None:
        while not self._stop.wait(TICK):
            elapsed = self._clock() - self._started
            if elapsed >= PATIENCE and self._what:
                heard = self._letters()
                part = self._part or (f"{heard:,} letters received" if heard else "")
                part = f"  {part}" if part else ""
                self._terminal.status(f"{self._what}{part}", tail=f"  {elapsed:.0f} s")
