"""`prune`: drop what is kept of old plans, seen and confirmed first like any change."""

import re
from typing import Annotated

import typer

from vibecli.console.commands import command
from vibecli.console.pages import show_as_asked
from vibecli.console.shell import Shell
from vibecli.errors import ActionNeeded, Interrupted, UsageError

_AGE = re.compile(r"(\d{1,6})\s*([dwmy]?)")
_DAYS = {"": 1, "d": 1, "w": 7, "m": 30, "y": 365}
_EXAMPLE = "vibecli prune --keep 20, or [retention] in vibecli.toml"


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(prune)


def prune(
    context: typer.Context,
    *,
    keep: Annotated[
        int | None, typer.Option("--keep", min=1, help="Keep the last so many plans.")
    ] = None,
    older: Annotated[
        str | None, typer.Option("--older", help="Drop what is older: 90d, 12w, 6m, 2y.")
    ] = None,
) -> int:
    """Drop old rows before and after, old reviews, and what killed runs left behind.

    A plan whose rows are dropped stays in the history; it can no longer be undone.

    \b
    vibecli prune --older 90d --dry-run
    vibecli prune --keep 20 --yes
    """
    from vibecli.ui.audit import draw_pruning
    from vibecli.ui.errors import draw_note

    shell: Shell = context.obj
    retention = shell.settings.retention
    given = keep is not None or older is not None
    limits = (keep or 0, _days(older) if older else 0.0)
    last, days = limits if given else (retention.keep, retention.days)
    if not (last or days):
        raise UsageError("nothing says how much to keep", hint=_EXAMPLE)
    pruning = shell.flow.applying.prunable(keep=last, days=days)
    show_as_asked(shell, pruning, lambda: draw_pruning(shell.terminal, pruning))
    if pruning.empty or shell.globals.dry_run:
        return 0
    if not _agreed(shell):
        draw_note(shell.terminal, "nothing was dropped")
        return 0
    shell.check_writable()
    try:
        shell.flow.applying.prune(pruning)
    except KeyboardInterrupt as error:
        raise Interrupted("stopped; the same command drops what is left") from error
    shell.terminal.err("dropped; those plans stay in vibecli history and cannot be undone")
    return 0


def _agreed(shell: Shell) -> bool:
    """Have a person agree. Raises ActionNeeded where nobody can be asked."""
    if shell.globals.yes:
        return True
    if shell.interactive:
        answer = shell.terminal.ask("This cannot be undone. type prune to drop it > ")
        return (answer or "").strip().lower() == "prune"
    line = command(shell, "prune", "--yes")
    raise ActionNeeded(
        "this needs a person's approval; nothing was dropped",
        hint="the same command with --yes",
        details={"action": "approve", "command": line},
    )


def _days(older: str) -> float:
    found = _AGE.fullmatch(older.strip().lower())
    if not found or not int(found[1]):
        raise UsageError(f"no age: {older}", hint="--older 90d, 12w, 6m or 2y")
    return float(int(found[1]) * _DAYS[found[2]])
