"""A stream on the screen: the live line while it runs, and what became of its events."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from vibecli.counting import counted
from vibecli.ui.lines import marked
from vibecli.ui.progress import Progress
from vibecli.ui.tables import draw_grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vibecli.stream.outbox import Waiting
    from vibecli.stream.run import StreamRun
    from vibecli.streaming import StreamProgress
    from vibecli.ui.terminal import Terminal

_DRAWN, _TOLD = 0.1, 10.0  # seconds between two looks of the line: on a screen, and elsewhere
_LONG = 5.0  # seconds after which it is worth a line that something is still being done
_EXACT = 10_000  # up to here numbers are told to the last digit
_UNITS = ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "kB"))


class StreamScreen:
    """What a person sees while a stream runs: on a screen a live line, else now and then a line.

    While it opens, and while nothing comes of it, what is done is told.
    """

    def __init__(
        self,
        terminal: "Terminal",
        *,
        quiet: bool = False,
        is_counted: bool = False,  # by lines on stdout: only notes are drawn
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._terminal, self._quiet, self._clock = terminal, quiet, clock
        self._is_counted = is_counted
        self._drawn = clock()
        self._events = 0  # told of last
        self._progress: Progress | None = None

    def tell(self, what: str) -> None:
        """Say what is done now."""
        if self._quiet:
            return
        if self._terminal.err_tty:
            self._progress = self._progress or Progress(self._terminal).__enter__()
            self._progress.note(what)
        elif self._clock() - self._drawn >= _LONG:
            self._drawn = self._clock()
            self._terminal.err(what)

    def show(self, progress: "StreamProgress") -> None:
        """Draw a batch, a note, or that nothing came."""
        if self._quiet:
            return
        self._end_telling()
        if progress.event == "note":
            self._terminal.err(progress.note)
        elif not self._is_counted and self._is_due(progress):
            self._drawn, self._events = self._clock(), progress.run.events
            text, tail = status(progress)
            if self._terminal.err_tty:
                self._terminal.status(text, tail=tail)
            else:
                self._terminal.err(f"{tail.strip()}  {text}")

    def _is_due(self, progress: "StreamProgress") -> bool:
        if self._terminal.err_tty:
            return progress.event == "idle" or self._clock() - self._drawn >= _DRAWN
        return progress.run.events > self._events and self._clock() - self._drawn >= _TOLD

    def close(self) -> None:
        """Take the live line away."""
        self._end_telling()
        self._terminal.status(None)

    def _end_telling(self) -> None:
        if self._progress is not None:
            self._progress.__exit__(None, None, None)
            self._progress = None


def status(progress: "StreamProgress") -> tuple[str, str]:
    """Give the line of a stream that runs, what tells most first, and an end never cut."""
    run = progress.run
    is_batch = progress.event == "batch"
    counts = (
        (run.matched, "matched"),
        (run.new, "new"),
        (run.review, "to review"),
        (progress.given_up, "given up"),
    )
    parts = [
        f"{progress.rate:,.0f}/s" if is_batch else "waiting for events",
        _lag(progress),
        f"p50/99 {_time(progress.p50)}/{_time(progress.p99)} ms" if is_batch else "",
        *(f"{_short(number)} {what}" for number, what in (*counts, (run.dead, "dead")) if number),
    ]
    return "  ".join(filter(None, parts)), f"  {counted(run.events, 'event')}"


def _lag(progress: "StreamProgress") -> str:
    if progress.lag is None:
        return ""
    is_bytes = progress.lag_in == "bytes"
    return f"lag {amount(progress.lag) if is_bytes else _short(progress.lag)}"


def _time(seconds: float) -> str:
    return f"{seconds * 1000:,.0f}"


def _short(number: int) -> str:
    """Give a number in few signs, exact while it is small."""
    if number < _EXACT:
        return f"{number:,}"
    return f"{number / 1_000:.1f}k" if number < 100 * _EXACT else f"{number / 1_000_000:.2f}M"


def draw_run(terminal: "Terminal", run: "StreamRun") -> None:
    """Show what became of the events of a run."""
    batches = "1 batch" if run.batches == 1 else f"{run.batches:,} batches"
    events = counted(run.events, "event")
    said = f"{events} taken by {run.rule} in {batches}: {run.ended}"
    terminal.out(list(marked("ok", said, "", terminal.canvas)))
    rows = [["", *row] for row in _rows(run)]
    draw_grid(terminal, ["", "", ""], rows, right=(1,))


def _rows(run: "StreamRun") -> list[list[str]]:
    told = (
        (run.matched, "of known persons"),
        (run.new, f"of new persons, {run.persons:,} made"),
        (run.anonymous, "of nobody: no identifier"),
        (run.changed, "times a profile row was changed"),
        (run.review, "questions in vibecli_stream_review"),
        (run.dead, "dead letters in vibecli_dead_letters"),
        (run.duplicates, "left out: taken before"),
        (run.suppressed, "left out: of suppressed persons"),
    )
    return [[f"{number:,}", what] for number, what in told if number]


def draw_outbox(terminal: "Terminal", found: "Sequence[Waiting]") -> None:
    """Show what standing rules set off, by action and state."""
    if not found:
        terminal.out("no standing rule has set anything off")
        return
    names = ["rule", "action", "state", "rows", "reason"]
    rows = [[one.rule, one.action, one.state, f"{one.rows:,}", one.reason] for one in found]
    draw_grid(terminal, names, rows, right=(3,))


def amount(number: int) -> str:
    """Give bytes in a short form."""
    for size, unit in _UNITS:
        if number >= size:
            return f"{number / size:.1f} {unit}"
    return f"{number} B"


def history_line(run: "StreamRun") -> list[str]:
    """Give the cells of a run in the history of plans."""
    counts = (run.events, "event"), (run.persons, "new person"), (run.changed, "change")
    change = ", ".join(counted(*one) for one in counts)
    state = run.ended or "runs, or was killed"
    return [
        run.id[:8],
        run.started_at[:16].replace("T", " "),
        run.by,
        state,
        change,
        f"stream {run.rule} from {run.source}",
    ]
