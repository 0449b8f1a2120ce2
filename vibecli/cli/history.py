"""`undo` and `history`: what was applied, and the way back."""

from typing import Annotated

import typer

from vibecli.cli.review import enough
from vibecli.console.decision import uninterrupted
from vibecli.console.shell import Shell


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(undo)
    app.command()(history)


def undo(
    context: typer.Context,
    plan_id: Annotated[
        str | None, typer.Argument(help="Plan id, or its first letters; the last applied without.")
    ] = None,
) -> int:
    """Put back exactly what an applied plan changed.

    \b
    vibecli undo
    vibecli undo 7f3c
    """
    from vibecli.ui.formats import write
    from vibecli.ui.receipts import draw_receipt

    shell: Shell = context.obj
    wanted = "" if plan_id is None else enough(plan_id)
    receipt = uninterrupted(shell, lambda: shell.flow.applying.undo(wanted), wanted, applied=False)
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
    runs = shell.flow.applying.history()
    if shell.globals.output == "text":
        draw_history(shell.terminal, runs)
    else:
        write(shell.terminal, shell.globals.output, runs)
    return 0
