"""`review`, `apply`, `undo`, `history`: what happens to a change after it was shown."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from vibecli.console.decision import commit, show_changed_rows
from vibecli.console.outcome import refuse_blocked, settle, show_review, watch
from vibecli.console.shell import Shell
from vibecli.errors import NotFound, Stale

if TYPE_CHECKING:
    from vibecli.run.model import TableDiff

PlanId = Annotated[str, typer.Argument(help="Plan id, or its first letters.")]


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(review)
    app.command()(apply)
    app.command()(undo)
    app.command()(history)


def review(
    context: typer.Context,
    plan_id: PlanId = "",
    *,
    rows: Annotated[str | None, typer.Option("--rows", help="Changed rows of this table.")] = None,
    where: Annotated[
        str, typer.Option("--where", help="SQL predicate on those rows (before, after).")
    ] = "",
    reviews: Annotated[bool, typer.Option("--list", help="List the saved reviews.")] = False,
) -> int:
    """Show a review again and, on a terminal, decide on it.

    \b
    vibecli review 7f3c
    vibecli review 7f3c --rows unified_profile --limit 20
    """
    from vibecli.ui.receipts import draw_reviews

    shell: Shell = context.obj
    if reviews:
        draw_reviews(shell.terminal, shell.flow.reviews())
        return 0
    found = shell.flow.review(plan_id)
    if rows is not None:
        show_changed_rows(shell, found, table=_table(found.diff.tables, rows), where=where)
        return 0
    if shell.interactive and not shell.flow.applied(found):
        return settle(shell, found)
    show_review(shell, found)
    return 0


def apply(
    context: typer.Context,
    plan_id: PlanId,
    *,
    confirm: Annotated[
        list[str] | None, typer.Option("--confirm", help="Name of a table to change largely.")
    ] = None,
    rebase: Annotated[
        bool, typer.Option("--rebase", help="When stale: run the plan anew and show the new diff.")
    ] = False,
) -> int:
    """Commit exactly the change that was reviewed.

    \b
    vibecli apply 7f3c
    """
    shell: Shell = context.obj
    found = shell.flow.review(plan_id)
    refuse_blocked(found)
    try:
        return commit(shell, found, channel="command", confirmed=confirm or ())
    except Stale:
        if not rebase:
            raise
    return settle(shell, watch(shell, shell.flow.rebase(found)))


def undo(context: typer.Context, plan_id: PlanId = "") -> int:
    """Put back exactly what an applied plan changed.

    \b
    vibecli undo 7f3c
    """
    from vibecli.ui.formats import write
    from vibecli.ui.receipts import draw_receipt

    shell: Shell = context.obj
    receipt = shell.flow.undo(plan_id)
    if shell.globals.output == "text":
        draw_receipt(shell.terminal, receipt)
    else:
        write(shell.terminal, shell.globals.output, receipt)
    return 0


def history(context: typer.Context) -> int:
    """List the applied plans, newest first.

    \b
    vibecli history --output json
    """
    from vibecli.ui.formats import write
    from vibecli.ui.receipts import draw_history

    shell: Shell = context.obj
    runs = shell.flow.history()
    if shell.globals.output == "text":
        draw_history(shell.terminal, runs)
    else:
        write(shell.terminal, shell.globals.output, runs)
    return 0


def _table(diffs: "Sequence[TableDiff]", name: str) -> str:
    known = [diff.table for diff in diffs]
    match = next((table for table in known if table.lower() == name.lower()), None)
    if match is None:
        raise NotFound(f"this plan does not change {name}", hint=f"it changes {', '.join(known)}")
    return match
