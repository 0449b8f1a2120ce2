"""`eval`: how well the planner does on a folder of intents."""

from pathlib import Path
from typing import Annotated

import typer

from vibecli.console.shell import Shell
from vibecli.errors import UsageError

Folder = Annotated[Path, typer.Argument(help="Folder of cases and their databases.")]
Only = Annotated[
    list[str] | None, typer.Option("--only", help="A set, a database or a case; repeatable.")
]
Held = Annotated[bool, typer.Option("--held", help="The held-out files instead of the others.")]
Misses = Annotated[int, typer.Option("--misses", help="Cases gone wrong to show on a screen.")]


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command("eval")(evaluate_planner)


def evaluate_planner(
    context: typer.Context,
    folder: Folder,
    *,
    only: Only = None,
    held: Held = False,
    misses: Misses = 20,
) -> int:
    """Judge the planner on a folder of intents, by the state each ends in.

    Every intent is asked, and what it would change applied, on a copy of its database in a
    temporary folder. Exit code 4 when a trial broke a promise of safety.

    \b
    vibecli eval tests/quality/planner --planner offline
    vibecli eval tests/quality/planner --only unanswerable --output md
    """
    from vibecli.console.trials import show_scorecard
    from vibecli.trials.series import SeriesRequest

    shell: Shell = context.obj
    if misses < 0:
        raise UsageError("--misses must not be negative", hint="--misses 0 shows none")
    request = SeriesRequest(folder=folder, only=tuple(only or ()), held=held)
    return show_scorecard(shell, request, misses=misses)
