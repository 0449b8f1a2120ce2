"""`tag`: what columns hold and how sensitive that is, as contracts and comments."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vibecli.cli.ask import Confirm, ExitCode, Save, keep
from vibecli.console.outcome import conclude, watch
from vibecli.console.shell import Shell

if TYPE_CHECKING:
    from vibecli.data.catalog import Catalog
    from vibecli.steps.base import Step

Tables = Annotated[list[str] | None, typer.Argument(help="Tables to tag; all without any.")]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="TABLE.COLUMN=TAG",
        help="What a column is, or its class, or none; alone it is all that is done.",
    ),
]
Semantics = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Write the semantics of the tables to a JSON or CSV file."),
]


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(tag)


def tag(  # noqa: PLR0913 - one parameter a flag is how typer reads them
    context: typer.Context,
    tables: Tables = None,
    *,
    corrections: Set = None,
    semantics: Semantics = None,
    save: Save = None,
    confirm: Confirm = None,
    exit_code: ExitCode = False,
) -> int:
    """Tag what columns hold (email, phone, ...) and how sensitive it is, and review that.

    Applied, tags are column comments and contracts/TABLE.odcs.yaml; masking, matching and what a
    model may see go by them. What a person says stands.

    \b
    vibecli tag customers --dry-run
    vibecli tag --set customers.ref=loyalty-id --set customers.notes=restricted
    """
    from vibecli.agent.tag_flags import TagFlags, tag_intent

    shell: Shell = context.obj
    file = shell.flow.intent_file(save) if save else None
    catalog = shell.flow.workspace.catalog()
    flags = TagFlags(tables=tuple(tables or ()), corrections=tuple(corrections or ()))
    intent = tag_intent(flags, catalog, shell.flow.protected)
    if semantics:
        _export(shell, intent.plan.steps[0], catalog, semantics)
    outcome = watch(shell, shell.flow.tag(intent))
    if file:
        keep(shell, outcome, file)
    return conclude(shell, outcome, exit_code=exit_code, confirmed=confirm or ())


def _export(shell: Shell, step: "Step", catalog: "Catalog", path: Path) -> None:
    """Write the semantics of the tables of a tag step."""
    from vibecli.agent.semantics import SEMANTICS_FILE, semantics, semantics_text
    from vibecli.asked_file import asked_file
    from vibecli.steps.tag import TagColumns

    assert isinstance(step, TagColumns)
    rows = semantics(step, catalog, shell.flow.workspace.contracts())
    text = semantics_text(rows, path.suffix.lower())
    shell.terminal.err(asked_file(path, SEMANTICS_FILE, shell.flow.runtime.settings).write(text))
