"""`models`: the models that were trained, each version of them, and the card of one."""

from typing import Annotated

import typer

from vibecli.console.pages import show_as_asked
from vibecli.console.shell import Shell
from vibecli.errors import UsageError

_USAGE = "vibecli models, or vibecli models show NAME"


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(models)


def models(
    context: typer.Context,
    action: Annotated[str, typer.Argument(help='"show", or nothing: a list.')] = "",
    name: Annotated[str, typer.Argument(help="Model to show.")] = "",
    *,
    version: Annotated[
        int | None, typer.Option("--version", min=1, help="A version; else the champion.")
    ] = None,
) -> int:
    """List the models with their versions, or show one: definitions, metrics, card.

    The newest version of a model is its champion; undo of its training takes it back.

    \b
    vibecli models
    vibecli models show churn
    vibecli models show churn --version 1 --output json
    """
    shell: Shell = context.obj
    if action not in ("", "show") or bool(name) != (action == "show"):
        raise UsageError(f"models {action} {name}".strip() + " is not known", hint=_USAGE)
    return _show(shell, name, version) if name else _list(shell)


def _list(shell: Shell) -> int:
    from vibecli.ui.models import draw_models

    found = shell.flow.workspace.models()
    show_as_asked(shell, found, lambda: draw_models(shell.terminal, found))
    return 0


def _show(shell: Shell, name: str, version: int | None) -> int:
    from vibecli.ui.models import draw_model

    found = shell.flow.workspace.model(name, version)
    show_as_asked(
        shell, found, lambda: draw_model(shell.terminal, found, full=shell.globals.verbose)
    )
    return 0
