"""`run` and `check`: saved intents, without a model."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vibecli.cli.ask import Confirm, ExitCode, read_stdin
from vibecli.console.outcome import conclude, watch
from vibecli.console.shell import Shell
from vibecli.errors import NotFound

if TYPE_CHECKING:
    from vibecli.run.model import CheckOutcome

SUFFIXES = {".yaml", ".yml"}
Values = Annotated[
    list[str] | None, typer.Option("--set", help="Value of a parameter: NAME=VALUE.")
]


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(run)
    app.command()(check)


def run(
    context: typer.Context,
    file: Annotated[str, typer.Argument(help='Saved intent or plan; "-" reads stdin.')],
    *,
    values: Values = None,
    confirm: Confirm = None,
    exit_code: ExitCode = False,
) -> int:
    """Run a saved intent: no model, no network, same review.

    \b
    vibecli run intents/unify.yaml
    vibecli run intents/late-orders.yaml --set since=2026-11-01
    """
    from vibecli.plan.parameters import settings
    from vibecli.plan.saved import parse_saved, read_saved

    shell: Shell = context.obj
    saved = parse_saved(read_stdin(), "stdin") if file == "-" else read_saved(Path(file))
    outcome = watch(shell, shell.flow.rehearse(saved, settings(values or ())))
    return conclude(shell, outcome, exit_code=exit_code, confirmed=confirm or ())


def check(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Saved intent files or folders.")],
    *,
    junit: Annotated[
        Path | None, typer.Option("--junit", help="Write the results as JUnit XML.")
    ] = None,
) -> int:
    """Dry-run saved intents against their bounds; writes nothing.

    \b
    vibecli check intents --junit results.xml
    """
    from vibecli.asked_file import asked_file
    from vibecli.ui.checks import draw_checks
    from vibecli.ui.formats import write
    from vibecli.ui.junit import JUNIT_FILE
    from vibecli.ui.junit import junit as junit_xml

    shell: Shell = context.obj
    file = asked_file(junit, JUNIT_FILE, shell.settings) if junit else None
    outcomes = [watch(shell, shell.flow.check(path)) for path in _files(paths)]
    if file:
        shell.terminal.err(file.write(junit_xml(outcomes)))
    if shell.globals.output == "text":
        draw_checks(shell.terminal, outcomes)
    else:
        write(shell.terminal, shell.globals.output, outcomes)
    return _worst(outcomes)


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    """Give the saved intents named, folders opened, in name order."""
    found = False
    for path in paths:
        if not path.exists():
            raise NotFound(f"no such file or folder: {path}", hint="vibecli check DIR")
        for file in _inside(path) if path.is_dir() else [path]:
            found = True
            yield file
    if not found:
        raise NotFound("no saved intent there", hint='vibecli ask "..." --save intents/NAME.yaml')


def _inside(folder: Path) -> list[Path]:
    """Give the YAML files of a folder, those in hidden folders left out."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix in SUFFIXES
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def _worst(outcomes: "Sequence[CheckOutcome]") -> int:
    """Give the exit code of the first intent that did not pass; blocked and stale before errors."""
    codes = [outcome.exit_code for outcome in outcomes if outcome.exit_code]
    return max(codes, key=lambda code: (code in {4, 7}, code), default=0)
