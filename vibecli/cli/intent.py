"""`intent`: saved intents as files: keep a reviewed plan as one, compare two."""

from pathlib import Path
from typing import Annotated

import typer

from vibecli.console.shell import Shell
from vibecli.errors import UsageError

_USAGE = "vibecli intent save PLAN_ID FILE"


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(intent)


def intent(
    context: typer.Context,
    action: Annotated[str, typer.Argument(help='"save".')],
    first: Annotated[str, typer.Argument(help="Plan id.")],
    second: Annotated[str, typer.Argument(help="File.")],
    *,
    parameter: Annotated[
        list[str] | None,
        typer.Option("--parameter", help="save: NAME=LITERAL of its SQL, to be set at each run."),
    ] = None,
) -> int:
    """Keep a reviewed plan as a saved intent, its literals as parameters where asked.

    \b
    vibecli intent save 7f3c intents/late-orders.yaml --parameter since=2026-11-01
    """
    shell: Shell = context.obj
    if action != "save":
        raise UsageError(f"unknown action: {action}", hint=_USAGE)
    flow = shell.flow
    file = flow.intent_file(Path(second))
    shell.terminal.err(flow.save(flow.review(first), file, parameters=parameter or ()))
    return 0
