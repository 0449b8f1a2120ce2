"""`run` and `check`: saved intents, without a model."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vibecli.cli.ask import Confirm, ExitCode, read_stdin
from vibecli.console.commands import command
from vibecli.console.outcome import conclude, watch
from vibecli.console.pages import show_as_asked
from vibecli.console.resuming import ran, resumable
from vibecli.console.shell import Shell
from vibecli.errors import NotFound, Stale, UsageError, VibeError

if TYPE_CHECKING:
    from vibecli.plan.parameters import Parameter
    from vibecli.run.check_outcome import CheckOutcome

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
    given = settings(values or ())
    with resumable(shell, ran(shell, saved, given, confirm or (), exit_code=exit_code)):
        try:
            outcome = watch(shell, shell.flow.rehearse(saved, given))
        except Stale as error:
            line = command(shell, "check", "FILE" if file == "-" else file, "--update")
            hint = f"{line} shows the review on it and pins it; or ask again"
            raise Stale(error.message, hint=hint, details=error.details) from error
        return conclude(shell, outcome, exit_code=exit_code, confirmed=confirm or ())


def check(  # noqa: PLR0913 - one parameter a flag is how typer reads them
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Saved intent files or folders.")],
    *,
    values: Values = None,
    matrix: Annotated[
        Path | None,
        typer.Option("--matrix", help="YAML of databases and sets, or a folder of databases."),
    ] = None,
    junit: Annotated[
        Path | None, typer.Option("--junit", help="Write the results as JUnit XML.")
    ] = None,
    update: Annotated[
        bool, typer.Option("--update", help="Pin one file to the schema as it is, once approved.")
    ] = False,
    pin: Annotated[
        str, typer.Option("--pin", help="With --update: the schema that was looked at.")
    ] = "",
) -> int:
    """Dry-run saved intents against their bounds; writes nothing.

    \b
    vibecli check intents --junit results.xml
    vibecli check intents --matrix regions.yaml
    vibecli check intents/late-orders.yaml --update
    """
    from vibecli.asked_file import asked_file
    from vibecli.console.pinning import update as repin
    from vibecli.plan.parameters import settings
    from vibecli.ui.checks import draw_checks
    from vibecli.ui.junit import JUNIT_FILE
    from vibecli.ui.junit import junit as junit_xml

    shell: Shell = context.obj
    file = asked_file(junit, JUNIT_FILE, shell.settings) if junit else None
    files, given = list(_files(paths)), settings(values or ())
    if pin and not update:
        raise UsageError("--pin needs --update", hint="vibecli check FILE --update")
    if update:
        return repin(shell, files, given, pin)
    outcomes = list(_outcomes(shell, files, given, matrix))
    if file:
        shell.terminal.err(file.write(junit_xml(outcomes)))
    show_as_asked(shell, outcomes, lambda: draw_checks(shell.terminal, outcomes))
    return _worst(outcomes)


def _outcomes(
    shell: Shell, files: Sequence[Path], values: Mapping[str, str], path: Path | None
) -> "Iterator[CheckOutcome]":
    """Give the outcome of every file on every database with every set of values."""
    from vibecli.plan.matrix import Matrix, read_matrix, sets_of

    matrix = read_matrix(path) if path else Matrix()
    declared = {file: _parameters(file) for file in files}
    check_known(declared.values(), [values, *matrix.sets])
    flows = {name: shell.flow.on(Path(name)) for name in matrix.databases} or {"": shell.flow}
    for file in files:
        for database, flow in flows.items():
            for own in sets_of(declared[file], values, matrix):
                outcome = watch(shell, flow.replaying.check(file, own))
                yield outcome.model_copy(update={"database": database})


def _parameters(file: Path) -> "tuple[Parameter, ...]":
    """Give what a saved intent declares; what is wrong with its file is told by its check."""
    from vibecli.plan.saved import read_saved

    try:
        return read_saved(file).parameters
    except VibeError:
        return ()


def check_known(
    declared: "Iterable[Sequence[Parameter]]", values: Sequence[Mapping[str, str]]
) -> None:
    """Raise UsageError for a value that no file has a parameter for."""
    from vibecli.plan.parameters import unknown_parameter

    known = list(dict.fromkeys(one.name.lower() for some in declared for one in some))
    for name in (name for one in values for name in one):
        if name.lower() not in known:
            raise unknown_parameter(name, known)


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
