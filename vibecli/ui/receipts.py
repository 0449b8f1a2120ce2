"""What was done: receipts of a commit or an undo, the history, the reviews at hand.

Owns their form. Never asks the journal.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from vibecli.ui.certificate import draw_certificate
from vibecli.ui.lines import Canvas, Line, flow, labelled, mark, marked, span
from vibecli.ui.stream import history_line
from vibecli.ui.tables import draw_grid, grid
from vibecli.ui.verdict import counts, receipt_counts

if TYPE_CHECKING:
    from vibecli.run.model import LeftRow, Override, Receipt, Review, Run, TableReceipt
    from vibecli.stream.run import StreamRun
    from vibecli.ui.terminal import Terminal

_SHORT = 8
_WIDE = 100  # below it a table of the history would hold stumps
_ACTIONS = {"apply": "applied", "undo": "undone"}


def draw_receipt(terminal: "Terminal", receipt: "Receipt", *, next_line: str = "") -> None:
    """Show what was written, table by table, and what can be done next."""
    short = receipt.plan_id[:_SHORT]
    if receipt.already:
        said = f"plan {short} had been applied before; nothing written"
        terminal.out(list(marked("ok", said, "", terminal.canvas)))
    else:
        done = _ACTIONS[receipt.action] + (" in part" if receipt.left_rows else "")
        by = span(f"{moment(receipt.at)}  by {receipt.told_by}", "note")
        head = [mark("ok"), span(f"plan {short} {done}", "bold"), by]
        terminal.out(flow(head, terminal.canvas, gap="  "))
        rows = [["", one.table, *_numbers(one)] for one in receipt.tables]
        if rows:
            draw_grid(terminal, [""] * 5, rows, right=(2, 3, 4))
        draw_overrides(terminal, receipt.overrides)
        for file in receipt.files:
            verb = "written" if receipt.action == "apply" else "put back"
            terminal.out(list(marked("ok", f"{file} {verb}", "", terminal.canvas)))
    if receipt.unwritten:
        said = f"its files are not written yet: {receipt.unwritten}"
        hint = "the next vibecli command tries again"
        terminal.out(list(marked("!", f"{said}; {hint}", "", terminal.canvas)))
    if receipt.left_rows:
        terminal.out(list(left_lines(receipt.left, receipt.left_rows, terminal.canvas)))
    if receipt.unlogged:
        said = f"it is written, but the audit log was not told: {receipt.unlogged}"
        terminal.out(list(marked("!", said, "", terminal.canvas)))
    if receipt.certificate:
        draw_certificate(terminal, receipt.certificate)
    if next_line:
        terminal.out(list(labelled("", next_line, terminal.canvas, style="note")))


def left_lines(left: "Sequence[LeftRow]", rows: int, canvas: Canvas) -> Iterator[Line]:
    """Give the rows that an undo in part left as they are."""
    if not rows:
        return
    what = "1 row stays as it is" if rows == 1 else f"{rows:,} rows stay as they are"
    later = "another undo takes back what is again as the plan left it"
    yield from marked("!", f"{what}; {later}", "", canvas)
    for row in left:
        why = "" if row.why == "stays" else row.why
        yield from marked(" ", f"{row.table}  {row.row}".rstrip(), why, canvas)
    if rows > len(left):
        yield from marked(" ", f"and {rows - len(left):,} more", "", canvas)


def draw_history(
    terminal: "Terminal", runs: "Sequence[Run]", streams: "Sequence[StreamRun]" = ()
) -> None:
    """Show the applied plans and the runs of streams, newest first."""
    if not runs and not streams:
        terminal.err("nothing has been applied to this database yet")
        return
    rows = [
        [
            run.plan_id[:_SHORT],
            moment(run.applied_at),
            run.told_by,
            f"{run.state}, pruned" if run.pruned_at else run.state,
            "; ".join(_change(run)),
            f"{_part_of(run)}{' '.join(run.intent.split())}",
        ]
        for run in runs
    ]
    rows += [history_line(run) for run in streams]
    rows.sort(key=lambda row: row[1], reverse=True)
    headers = ("plan", "applied", "by", "state", "change", "intent")
    canvas = terminal.canvas
    widest = max(one.width for one in grid(headers, rows, canvas, whole=True))
    if terminal.out_tty and canvas.width < min(widest, _WIDE):
        terminal.out([one for row in rows for one in _entry(row, canvas)])
    else:
        draw_grid(terminal, headers, rows, styles={0: "key", 3: "bold"})


def _part_of(run: "Run") -> str:
    return f"a part of {run.part_of[:_SHORT]}: " if run.part_of else ""


def _change(run: "Run") -> Iterator[str]:
    yield from (f"{one.table} {receipt_counts(one)}" for one in run.tables)
    if run.approved_by:
        yield f"approved by {'; '.join(run.approved_by)}"
    yield from _overridden(run.overrides)


def _entry(row: Sequence[str], canvas: Canvas) -> Iterator[Line]:
    """One applied plan where a row of a table has no room."""
    plan, applied, by, state, change, intent = row
    head = [span(plan, "key"), span(state, "bold"), span(f"{applied}  by {by}", "note")]
    yield from flow(head, canvas, gap="  ")
    yield from labelled("    ", intent, canvas)
    yield from labelled("    ", change, canvas, style="note")


def draw_reviews(terminal: "Terminal", reviews: "Sequence[Review]") -> None:
    """Show the saved reviews, newest first."""
    if not reviews:
        terminal.err("no plan has been reviewed in this workspace yet")
        return
    rows = [
        [
            review.short_id,
            review.verdict,
            "; ".join(f"{t.table} {counts(t)}" for t in review.diff.tables if not t.empty),
            " ".join(review.intent.split()),
        ]
        for review in reviews
    ]
    draw_grid(terminal, ("plan", "verdict", "change", "intent"), rows, styles={0: "key"})


def draw_overrides(terminal: "Terminal", overrides: "Sequence[Override]") -> None:
    """Show which rules a person overrode, and why."""
    for told in _overridden(overrides):
        terminal.out(list(marked("!", told, "", terminal.canvas)))


def _overridden(overrides: "Sequence[Override]") -> list[str]:
    """Tell what was overridden and why, each reason once."""
    reasons = dict.fromkeys((one.rule, one.reason) for one in overrides)
    return [f"{rule} overridden: {reason}" for rule, reason in reasons]


def moment(iso: str) -> str:
    """Give an ISO time to the minute, in UTC as it was saved."""
    return iso[:16].replace("T", " ")


def _numbers(one: "TableReceipt") -> list[str]:
    return [f"+{one.added:,} new", f"~{one.changed:,} changed", f"-{one.removed:,} removed"]
