"""`contract`: rules for the contracts of tables, suggested by their rows or taken over from dbt."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vibecli.cli.ask import Confirm, ExitCode, Save, keep
from vibecli.console.outcome import conclude, watch
from vibecli.console.shell import Shell
from vibecli.errors import NotFound, UsageError

if TYPE_CHECKING:
    from vibecli.plan.saved import SavedIntent

_USAGE = "vibecli contract suggest TABLE, or vibecli contract import schema.yml"


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(contract)


def contract(
    context: typer.Context,
    action: Annotated[str, typer.Argument(help='"suggest" or "import".')],
    names: Annotated[
        list[str], typer.Argument(help="suggest: tables. import: a schema.yml of dbt.")
    ],
    *,
    save: Save = None,
    confirm: Confirm = None,
    exit_code: ExitCode = False,
) -> int:
    """Put rules into contracts/TABLE.odcs.yaml, once approved; undone like any plan.

    suggest: rules that hold in the rows with a margin, each with its evidence. import: the tests
    of a dbt schema.yml, and why others are left out.

    \b
    vibecli contract suggest customers
    vibecli contract import models/schema.yml
    """
    shell: Shell = context.obj
    file = shell.flow.intent_file(save) if save else None
    outcome = watch(shell, shell.flow.rehearse(_intent(shell, action, names)))
    if file:
        keep(shell, outcome, file)
    return conclude(shell, outcome, exit_code=exit_code, confirmed=confirm or ())


def _intent(shell: Shell, action: str, names: list[str]) -> "SavedIntent":
    from vibecli.agent.quality_flags import import_intent, suggest_intent

    catalog = shell.flow.workspace.catalog()
    if action == "suggest":
        return suggest_intent(names, catalog)
    if action != "import":
        raise UsageError(f"contract {action} is not known", hint=_USAGE)
    if len(names) != 1:
        raise UsageError("one file is imported at a time", hint=_USAGE)
    return import_intent(_text(Path(names[0])), names[0], catalog)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise NotFound(f"no such file: {path}", hint=_USAGE) from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 text", hint=_USAGE) from error
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}", hint=_USAGE) from error
