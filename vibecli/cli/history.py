"""`undo`, `history` and `show`: what was applied, and the way back."""

from typing import Annotated

import typer

from vibecli.cli.review import enough
from vibecli.console.decision import uninterrupted
from vibecli.console.pages import show_as_asked
from vibecli.console.shell import Shell
from vibecli.errors import Stale

_NOT_APPLIED = {"refused", "failed", "discarded"}


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(undo)
    app.command()(history)
    app.command()(show)


def undo(
    context: typer.Context,
    plan_id: Annotated[
        str | None, typer.Argument(help="Plan id, or its first letters; the last applied without.")
    ] = None,
    *,
    partial: Annotated[
        bool, typer.Option("--partial", help="Leave rows that moved since; put back the rest.")
    ] = False,
) -> int:
    """Put back exactly what an applied plan changed.

    \b
    vibecli undo
    vibecli undo 7f3c --partial
    """
    from vibecli.ui.formats import write
    from vibecli.ui.receipts import draw_receipt

    shell: Shell = context.obj
    wanted = "" if plan_id is None else enough(plan_id)
    applying, unmask = shell.flow.applying, shell.globals.unmask
    try:
        receipt = uninterrupted(
            shell,
            lambda: applying.undo(wanted, partial=partial, unmask=unmask),
            wanted,
            applied=False,
        )
    except Stale as error:
        if shell.documents:
            told = {
                "kind": "refused",
                "message": error.message,
                "hint": shell.terminal.hint(error.hint),
            }
            write(shell.terminal, shell.globals.output, {**told, **error.details})
        raise
    show_as_asked(shell, receipt, lambda: draw_receipt(shell.terminal, receipt))
    return 0


def history(
    context: typer.Context,
    *,
    every: Annotated[
        bool, typer.Option("--all", help="Also what was refused, failed or was discarded.")
    ] = False,
) -> int:
    """List the applied plans and streams, newest first, and whether they were undone.

    \b
    vibecli history --output json
    vibecli history --all
    """
    from vibecli.ui.audit import draw_events
    from vibecli.ui.formats import write
    from vibecli.ui.receipts import draw_history

    shell: Shell = context.obj
    applying = shell.flow.applying
    runs, streams = applying.history(), shell.flow.streaming.runs()
    events = applying.events() if every else ()
    others = [one for one in events if one.event in _NOT_APPLIED][::-1]
    if shell.globals.output == "text":
        draw_history(shell.terminal, runs, streams)
        if others:
            shell.terminal.out()
            draw_events(shell.terminal, others)
    else:
        write(shell.terminal, shell.globals.output, [*runs, *streams, *others])
    return 0


def show(
    context: typer.Context,
    plan_id: Annotated[
        str | None, typer.Argument(help="Plan id, or its first letters; the last applied without.")
    ] = None,
) -> int:
    """Show an applied plan as the database itself keeps it: who, when, what, why, and its undo.

    \b
    vibecli show 7f3c
    vibecli show 7f3c -v                       # with the SQL of its steps
    """
    from vibecli.ui.past import draw_past

    shell: Shell = context.obj
    wanted = "" if plan_id is None else enough(plan_id)
    found = shell.flow.applying.past(wanted, unmask=shell.globals.unmask)
    show_as_asked(
        shell, found, lambda: draw_past(shell.terminal, found, full=shell.globals.verbose)
    )
    return 0
