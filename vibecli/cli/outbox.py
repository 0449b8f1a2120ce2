"""`outbox`: what standing rules set off, and bringing what was not taken yet."""

from typing import Annotated

import typer

from vibecli.console.shell import Shell
from vibecli.errors import UsageError

_OPEN = 1


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(outbox)


def outbox(
    context: typer.Context,
    *,
    deliver: Annotated[
        bool, typer.Option("--deliver", help="Bring what is open; exit code 1 if some is left.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="With --deliver: what was given up is tried once more.")
    ] = False,
    wait: Annotated[
        float, typer.Option("--wait", min=0, max=86_400, help="Seconds to try for.")
    ] = 10.0,
) -> int:
    """List what standing rules set off: actions done, open, and given up.

    An action is brought by the stream that set it off; what its receiver does not take stays open.

    \b
    vibecli outbox
    vibecli outbox --deliver --again
    """
    from vibecli.ui.formats import write
    from vibecli.ui.stream import draw_outbox

    shell: Shell = context.obj
    if again and not deliver:
        raise UsageError("--again goes with --deliver", hint="vibecli outbox --deliver --again")
    if deliver and shell.globals.dry_run:
        raise UsageError("--deliver has no dry run", hint="vibecli outbox")
    streaming = shell.flow.streaming
    found = streaming.deliver(wait, again=again) if deliver else streaming.outbox()
    if shell.globals.output == "text":
        draw_outbox(shell.terminal, found)
    else:
        write(shell.terminal, shell.globals.output, found)
    return _OPEN if deliver and any(one.state == "open" for one in found) else 0
