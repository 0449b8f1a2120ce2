"""`features`: the sets of features of a workspace, one with its SQL, one computed."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vibecli.cli.ask import Confirm, ExitCode, Save, keep
from vibecli.console.outcome import conclude, watch
from vibecli.console.shell import Shell
from vibecli.errors import UsageError, VibeError

if TYPE_CHECKING:
    from vibecli.learn.definition_file import Defined, Listed

_USAGE = "vibecli features, vibecli features show NAME, or vibecli features compute NAME"


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(features)


def features(
    context: typer.Context,
    action: Annotated[str, typer.Argument(help='"list", "show" or "compute".')] = "list",
    name: Annotated[str, typer.Argument(help="Of a set: the name of its file.")] = "",
    *,
    save: Save = None,
    confirm: Confirm = None,
    exit_code: ExitCode = False,
) -> int:
    """List the sets of features in features/*.yaml, show one with its SQL, or compute one.

    Computing takes the file as it stands, what was written by hand included, and is reviewed.

    \b
    vibecli features
    vibecli features show mobile_activity
    vibecli features compute mobile_activity --dry-run
    """
    from vibecli.console.pages import show_as_asked
    from vibecli.ui.features import draw_definition, draw_definitions

    shell: Shell = context.obj
    if action == "list" and not name:
        found = [_listed(shell, one) for one in _all(shell)]
        show_as_asked(shell, {"features": found}, lambda: draw_definitions(shell.terminal, found))
        return 0
    if action == "compute" and name:
        return _computed(shell, name, save, confirm or (), exit_code=exit_code)
    if action != "show" or not name:
        raise UsageError("say which set to show or compute", hint=_USAGE)
    one = _listed(shell, _named(shell, name), sql=True)
    show_as_asked(shell, one, lambda: draw_definition(shell.terminal, one))
    return 0


def _computed(
    shell: Shell, name: str, save: Path | None, confirmed: Sequence[str], *, exit_code: bool
) -> int:
    """Rehearse the set of a file, and review what that writes."""
    from vibecli.agent.feature_flags import feature_intent

    file = shell.flow.intent_file(save) if save else None
    intent = feature_intent(_named(shell, name), shell.flow.workspace.catalog())
    outcome = watch(shell, shell.flow.rehearse(intent))
    if file:
        keep(shell, outcome, file)
    return conclude(shell, outcome, exit_code=exit_code, confirmed=confirmed)


def _all(shell: Shell) -> "Sequence[Defined]":
    from vibecli.learn.definition_file import read_definitions

    shell.flow.workspace.finish_contracts()
    return tuple(read_definitions(shell.flow.workspace.feature_folder))


def _named(shell: Shell, name: str) -> "Defined":
    from vibecli.learn.definition_file import named_definition

    shell.flow.workspace.finish_contracts()
    return named_definition(shell.flow.workspace.feature_folder, name)


def _listed(shell: Shell, defined: "Defined", *, sql: bool = False) -> "Listed":
    from sqlglot import transpile

    from vibecli.learn.compile import feature_select
    from vibecli.learn.definition_file import Listed, Meaning
    from vibecli.learn.spine import spine_newest

    own = defined.features
    select = feature_select(own, spine_newest(own)) if sql else ""
    return Listed(
        name=own.name,
        version=own.version,
        entity=own.entity,
        table=defined.table,
        as_of=_as_of(shell, defined.table),
        features=tuple(
            Meaning(feature=feature.name, meaning=feature.meaning) for feature in own.features
        ),
        sql="".join(transpile(select, read="duckdb", write="duckdb", pretty=True)),
    )


def _as_of(shell: Shell, table: str) -> str | None:
    """Give the newest moment in a table of features, None where it cannot be told."""
    from vibecli.engine.names import TableName

    try:
        with shell.flow.workspace.own() as session:
            moment = session.value(f"SELECT max(as_of) FROM {TableName.parse(table).sql}")
    except VibeError:
        return None
    return None if moment is None else str(moment)
