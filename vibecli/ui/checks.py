"""The summary of dry runs of saved intents: one line each, its messages below, a total last.

Owns its form on a screen. Never runs a check.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from vibecli.ui.lines import BLANK, Canvas, Line, labelled, line, mark, marked, span
from vibecli.ui.text import cut_middle, pad, safe
from vibecli.ui.verdict import STATUS_MARKS, cell_name, counts

if TYPE_CHECKING:
    from vibecli.run.check_outcome import CheckOutcome
    from vibecli.run.rehearsal import Repinning
    from vibecli.ui.terminal import Terminal


def draw_checks(terminal: "Terminal", outcomes: "Sequence[CheckOutcome]") -> None:
    """Show what each saved intent came to, and how many passed."""
    terminal.out(list(_checks(outcomes, terminal.canvas)))


def draw_drift(terminal: "Terminal", found: "Repinning") -> None:
    """Show what drifted in the schema since a saved intent was pinned, a line a column."""
    from vibecli.run.rehearsal import drift_lines

    count = len(found.drift)
    told = f"{count} {'column' if count == 1 else 'columns'} drifted since it was pinned"
    if not found.pinned:
        told = "no schema is pinned yet"
    lines = [line(span(f"{safe(str(found.path))}: {told}", "bold"))]
    for one in drift_lines(found.drift):
        lines += marked("!", one, "", terminal.canvas)
    terminal.out([*lines, BLANK] if count or not found.pinned else [])


def _checks(outcomes: "Sequence[CheckOutcome]", canvas: Canvas) -> Iterator[Line]:
    if not outcomes:
        yield line(span("no saved intents to check", "note"))
        return
    widest = max(len(safe(cell_name(one))) for one in outcomes)
    width = min(widest, max(canvas.width // 2, 16))
    for one in outcomes:
        yield from _check(one, width, canvas)
    yield BLANK
    yield _total(outcomes)


def _check(one: "CheckOutcome", width: int, canvas: Canvas) -> Iterator[Line]:
    symbol = STATUS_MARKS[one.status]
    name = pad(cut_middle(safe(cell_name(one)), width, canvas.ellipsis), width)
    tail = f"  {one.status:<7}  {one.seconds:.1f} s"
    change = canvas.cut(f"  {_change(one)}", canvas.width - 4 - width - len(tail))
    yield line(mark(symbol), " " * (4 - len(symbol)), name, tail, span(change, "note"))
    for message in one.messages:
        yield from labelled("    ", message, canvas)


def _change(one: "CheckOutcome") -> str:
    if one.review is None:
        return ""
    changed = [table for table in one.review.diff.tables if not table.empty]
    return "; ".join(f"{table.table} {counts(table)}" for table in changed) or "no change"


def _total(outcomes: "Sequence[CheckOutcome]") -> Line:
    passed = sum(one.status == "passed" for one in outcomes)
    words = [f"{passed} of {len(outcomes)} passed"]
    words += [
        f"{number} {status}"
        for status in ("failed", "blocked", "stale", "error")
        if (number := sum(one.status == status for one in outcomes))
    ]
    return line(span(", ".join(words), "ok" if passed == len(outcomes) else "bold"))
