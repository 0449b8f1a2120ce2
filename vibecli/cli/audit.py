"""`audit`: the log of what was reviewed, decided and written, and whether it is whole."""

from typing import Annotated

import typer

from vibecli.console.shell import Shell
from vibecli.errors import UsageError

_BROKEN = 1


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(audit)


def audit(
    context: typer.Context,
    action: Annotated[str, typer.Argument(help='"list", or "verify".')] = "list",
) -> int:
    """List the audit log, newest first, or verify that nobody changed it (exit code 1 if so).

    \b
    vibecli audit --limit 20
    vibecli audit verify
    """
    from vibecli.ui.audit import draw_events, draw_verdict
    from vibecli.ui.formats import write

    shell: Shell = context.obj
    if action not in {"list", "verify"}:
        raise UsageError(f"unknown action: {action}", hint="vibecli audit, or audit verify")
    text = shell.globals.output == "text"
    if action == "list":
        events = shell.flow.applying.events()[::-1]
        if text:
            draw_events(shell.terminal, events[: shell.settings.limit], whole=len(events))
        else:
            write(shell.terminal, shell.globals.output, events)
        return 0
    verdict = shell.flow.applying.verify_log()
    if text:
        draw_verdict(shell.terminal, verdict)
    else:
        write(shell.terminal, shell.globals.output, verdict)
    return 0 if verdict.intact else _BROKEN
