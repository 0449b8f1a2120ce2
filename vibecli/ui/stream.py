"""A stream on the screen: the live line while it runs, and what became of its events."""

from typing import TYPE_CHECKING

from vibecli.ui.lines import marked
from vibecli.ui.tables import draw_grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vibecli.stream.outbox import Waiting
    from vibecli.stream.run import StreamRun
    from vibecli.streaming import StreamProgress
    from vibecli.ui.terminal import Terminal

_UNITS = ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "kB"))


def status(terminal: "Terminal", progress: "StreamProgress") -> None:
    """Draw the live line: rate, lag, whose events are, and how long a batch takes."""
    if progress.event == "note":
        return
    run = progress.run
    pace = (
        f"{progress.rate:,.0f} events/s  " if progress.event == "batch" else "waiting for events  "
    )
    lag = f"lag {amount(progress.lag)}  " if progress.lag is not None else ""
    whose = f"{run.matched:,} matched  {run.new:,} new  {run.review:,} to review"
    dead = f"  {run.dead:,} dead" if run.dead else ""
    timed = (
        f"  p50 {progress.p50 * 1000:.0f} ms  p99 {progress.p99 * 1000:.0f} ms"
        if progress.event == "batch"
        else ""
    )
    terminal.status(f"{pace}{lag}{whose}{dead}{timed}", tail=f"  {run.events:,} events")


def draw_run(terminal: "Terminal", run: "StreamRun") -> None:
    """Show what became of the events of a run."""
    batches = "1 batch" if run.batches == 1 else f"{run.batches:,} batches"
    events = "1 event" if run.events == 1 else f"{run.events:,} events"
    said = f"{events} taken by {run.rule} in {batches}: {run.ended}"
    terminal.out(list(marked("ok", said, "", terminal.canvas)))
    rows = [["", *row] for row in _rows(run)]
    draw_grid(terminal, ["", "", ""], rows, right=(1,))


def draw_unsent(terminal: "Terminal", found: "Sequence[Waiting]", rule: str) -> None:
    """Tell a person of actions of a rule that their receiver has not taken."""
    for one in found:
        if one.rule == rule and one.state != "done":
            state = "given up" if one.state == "failed" else one.state
            said = f"{one.rows:,} of action {one.action} {state}: {one.reason or 'not tried yet'}"
            again = "--deliver --again" if one.state == "failed" else "--deliver"
            terminal.err(list(marked("!", said, "", terminal.canvas)))
            terminal.err(f"    vibecli outbox {again}")


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
    """Give bytes or messages in a short form."""
    for size, unit in _UNITS:
        if number >= size:
            return f"{number / size:.1f} {unit}"
    return str(number)


def history_line(run: "StreamRun") -> list[str]:
    """Give the cells of a run in the history of plans."""
    change = f"{run.events:,} events, {run.persons:,} new persons, {run.changed:,} changes"
    state = run.ended or "runs, or was killed"
    return [
        run.id[:8],
        run.started_at[:16].replace("T", " "),
        run.by,
        state,
        change,
        f"stream {run.rule} from {run.source}",
    ]
