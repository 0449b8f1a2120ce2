"""`intent`: saved intents as files: keep a reviewed plan as one, compare two."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from vibecli.cli.saved import Values, check_known
from vibecli.console.intents import named_intent
from vibecli.console.outcome import watch
from vibecli.console.pages import show_difference
from vibecli.console.shell import Shell
from vibecli.errors import UsageError

_USAGE = "vibecli intent save PLAN_ID FILE, or vibecli intent diff A B"


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(intent)


def intent(
    context: typer.Context,
    action: Annotated[str, typer.Argument(help='"save" or "diff".')],
    first: Annotated[str, typer.Argument(help="save: plan id. diff: file, REV:FILE or plan id.")],
    second: Annotated[str, typer.Argument(help="save: file. diff: what to compare with.")],
    *,
    parameter: Annotated[
        list[str] | None,
        typer.Option("--parameter", help="save: NAME=LITERAL of its SQL, to be set at each run."),
    ] = None,
    values: Values = None,
) -> int:
    """Keep a reviewed plan as a saved intent, or compare two as plans and on this data.

    Compared, it ends with 0 when they are the same and with 3 when they differ.

    \b
    vibecli intent save 7f3c intents/late-orders.yaml --parameter since=2026-11-01
    vibecli intent diff HEAD:intents/late-orders.yaml intents/late-orders.yaml
    """
    shell: Shell = context.obj
    if action == "save":
        return _save(shell, first, Path(second), parameter or ())
    if action == "diff":
        return _diff(shell, (first, second), values or ())
    raise UsageError(f"unknown action: {action}", hint=_USAGE)


def _save(shell: Shell, plan_id: str, path: Path, parameters: Sequence[str]) -> int:
    flow = shell.flow
    file = flow.intent_file(path)
    shell.terminal.err(flow.save(flow.review(plan_id), file, parameters=parameters))
    return 0


def _diff(shell: Shell, names: tuple[str, str], values: Sequence[str]) -> int:
    from vibecli.plan.parameters import settings
    from vibecli.ui.contrast import draw_contrast

    a, b = (named_intent(shell, name) for name in names)
    given = settings(values)
    check_known((a[1].parameters, b[1].parameters), [given])
    work = shell.flow.replaying.contrast(a, b, given, unmask=shell.globals.unmask)
    found = watch(shell, work)
    return show_difference(shell, found, lambda: draw_contrast(shell.terminal, found))
