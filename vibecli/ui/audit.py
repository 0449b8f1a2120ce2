"""The audit log, its verdict, and what a pruning drops, on a screen.

Owns their form. Never reads the log.
"""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from vibecli.ui.lines import marked
from vibecli.ui.receipts import moment
from vibecli.ui.tables import draw_grid
from vibecli.ui.verdict import receipt_counts

if TYPE_CHECKING:
    from vibecli.run.audit import AuditLine
    from vibecli.run.audit_check import AuditVerdict
    from vibecli.run.prune import Pruning
    from vibecli.ui.terminal import Terminal

_SHORT = 8


def draw_events(
    terminal: "Terminal", events: "Sequence[AuditLine]", *, whole: int | None = None
) -> None:
    """Show lines of the audit log in the order given."""
    if not events:
        terminal.err("nothing has been logged in this workspace yet")
        return
    rows = [
        [
            str(one.seq),
            moment(one.at),
            one.by if one.by == one.user else f"{one.by} ({one.user})",
            one.event,
            one.plan_id[:_SHORT],
            _told(one),
        ]
        for one in events
    ]
    draw_grid(terminal, ("line", "at", "by", "event", "plan", "what"), rows, styles={3: "bold"})
    if whole is not None and whole > len(events):
        terminal.err(f"the newest {len(events):,} of {whole:,} lines; --limit shows more")


def _told(one: "AuditLine") -> str:
    parts = [f"{table.table} {receipt_counts(table)}" for table in one.tables]
    parts += [f"{rule.rule} {rule.status}" for rule in one.rules if rule.status != "pass"]
    parts += [f"{override.rule}: {override.reason}" for override in one.overrides]
    note = one.note
    if one.event in ("policy", "loosened"):  # the line holds the whole of it
        note = "; ".join(json.loads(note)["loosened"]) or "in force"
    return "; ".join([*parts, *([note] if note else [])])


def draw_verdict(terminal: "Terminal", verdict: "AuditVerdict") -> None:
    """Show whether the audit log is as it was written."""
    canvas = terminal.canvas
    for found in verdict.findings:
        terminal.out(list(marked("x", found.message, "", canvas)))
    if verdict.intact:
        said = f"{verdict.lines:,} lines, each as it was written"
        known = f"{verdict.checked:,} of them kept in the database too"
        terminal.out(list(marked("ok", said, known, canvas)))
    else:
        count = len(verdict.findings)
        what = "one place" if count == 1 else f"{count:,} places"
        terminal.err(f"{verdict.log} is not as it was written, in {what}")
    for note in verdict.notes:
        terminal.err(note)


def draw_pruning(terminal: "Terminal", pruning: "Pruning") -> None:
    """Show what a pruning would drop."""
    if pruning.empty:
        terminal.err("there is nothing to drop")
        return
    rows = [
        [one.plan_id[:_SHORT], moment(one.applied_at), one.state, f"{one.rows:,}", one.intent]
        for one in pruning.runs
    ]
    if rows:
        headers = ("plan", "applied", "state", "rows kept", "intent")
        draw_grid(terminal, headers, rows, styles={0: "key"}, right=(3,))
    terminal.out(list(marked("-", pruning.told, "", terminal.canvas)))
    standing = sum(one.state != "undone" for one in pruning.runs)
    if standing:
        what = "one of these plans" if standing == 1 else f"{standing:,} of these plans"
        said = f"after that, {what} can no longer be undone"
        terminal.out(list(marked("!", said, "", terminal.canvas)))
