"""The one question of a review, and what carries its answer out. The default is to discard."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from vibecli.console.shell import Shell
from vibecli.errors import ActionNeeded

if TYPE_CHECKING:
    from vibecli.run.model import Review

Channel = Literal["terminal", "yes-flag", "command", "file"]
PROMPT = "y apply  d all rows  s sql  w why  p plan  Enter discard > "
ROWS_SHOWN = 200


def ask_decision(shell: Shell, review: "Review") -> int:
    """Ask until the person applies or discards; gives the exit code."""
    while True:
        answer = (shell.terminal.ask(PROMPT) or "").strip().lower()
        if answer in {"y", "yes", "apply"}:
            confirmed = _typed_names(shell, review)
            if confirmed is None:
                return discard(shell, review)
            return commit(shell, review, channel="terminal", confirmed=confirmed)
        if answer in {"", "n", "no", "discard", "q"}:
            return discard(shell, review)
        show_part(shell, review, answer)


def show_part(shell: Shell, review: "Review", key: str) -> None:
    """Show one part of a review: d all rows, s sql, w why, p plan."""
    from vibecli.ui.plans import draw_plan, draw_sql, draw_why

    match key:
        case "d":
            show_changed_rows(shell, review)
        case "s":
            draw_sql(shell.terminal, review.plan)
        case "w":
            draw_why(shell.terminal, review)
        case "p":
            draw_plan(shell.terminal, review.plan, understood=review.understood)
        case _:
            shell.terminal.err(f"not one of the keys: {key}")


def show_changed_rows(shell: Shell, review: "Review", *, table: str = "", where: str = "") -> None:
    """Show the changed rows of one table, or of every table."""
    from vibecli.ui.formats import write
    from vibecli.ui.rows import Rows
    from vibecli.ui.tables import draw_rows

    for diff in review.diff.tables:
        if table and diff.table.lower() != table.lower():
            continue
        total = diff.added + diff.changed + diff.removed
        limit = min(shell.settings.limit, ROWS_SHOWN) if shell.interactive else shell.settings.limit
        unmask = shell.globals.unmask
        columns, rows = shell.flow.rows(review, diff.table, limit=limit, where=where, unmask=unmask)
        types = ("VARCHAR",) * len(columns)
        if shell.globals.output == "text":
            shell.terminal.out(diff.table)
            shown = len(rows) if where else total
            draw_rows(shell.terminal, columns, types, rows, shown, limit)
        else:
            write(shell.terminal, shell.globals.output, Rows(columns, types, rows, total))


def commit(
    shell: Shell, review: "Review", *, channel: Channel, confirmed: Sequence[str] = ()
) -> int:
    """Apply a review the person approved and show the receipt; gives the exit code."""
    from vibecli.console.outcome import apply_command, to_confirm
    from vibecli.ui.formats import write
    from vibecli.ui.receipts import draw_receipt

    missing = [name for name in to_confirm(review) if name not in confirmed]
    if missing:
        raise ActionNeeded(
            f"this changes a large share of {', '.join(missing)}; its name must be confirmed",
            hint=apply_command(shell, review),
            details={"action": "confirm", "tables": missing, "plan_id": review.plan_id},
        )
    decision = shell.flow.decide(review, channel=channel, confirmed=confirmed)
    receipt = shell.flow.apply(review, decision)
    if shell.globals.output == "text":
        next_line = f"undo it with: vibecli undo {review.short_id}"
        draw_receipt(shell.terminal, receipt, next_line=next_line)
    elif channel == "command":
        write(shell.terminal, shell.globals.output, receipt)
    return 0


def discard(shell: Shell, review: "Review") -> int:
    """Record that the person discarded the review."""
    shell.flow.discard(review, shell.flow.decide(review, channel="terminal", apply=False))
    shell.terminal.err(f"discarded; nothing was written (still there: review {review.short_id})")
    return 0


def _typed_names(shell: Shell, review: "Review") -> tuple[str, ...] | None:
    """Have the person type each table name a rule asks for; None when one does not match."""
    from vibecli.console.outcome import to_confirm

    for table in to_confirm(review):
        typed = shell.terminal.ask(f"type {table} to confirm this large change > ")
        if (typed or "").strip() != table:
            return None
    return to_confirm(review)
