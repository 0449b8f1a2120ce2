"""`glossary` and `verify`: what the project's words mean, and the plans that are vouched for."""

from pathlib import Path
from typing import Annotated

import typer

from vibecli.console.shell import Shell
from vibecli.errors import UsageError

ADD = 'vibecli glossary add "active customer" "bought something in the last year"'


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(glossary)
    app.command()(verify)


def glossary(  # noqa: PLR0913 - one parameter a flag is how typer reads them
    context: typer.Context,
    action: Annotated[str, typer.Argument(help='"show", or "add".')] = "show",
    name: Annotated[str, typer.Argument(help="add: the word or phrase.")] = "",
    meaning: Annotated[str, typer.Argument(help="add: what it means, in plain words.")] = "",
    *,
    sql: Annotated[str | None, typer.Option("--sql", help="add: the predicate it is.")] = None,
    table: Annotated[str | None, typer.Option("--table", help="add: the table it is of.")] = None,
    synonym: Annotated[
        list[str] | None, typer.Option("--synonym", help="add: another word for it.")
    ] = None,
    answer: Annotated[
        str | None, typer.Option("--answer", help="add: the option to take when it is asked about.")
    ] = None,
    metric: Annotated[
        bool, typer.Option("--metric", help="add: its SQL is an expression, not a predicate.")
    ] = False,
) -> int:
    """Show the glossary and what in it does not fit the database, or add an entry.

    \b
    vibecli glossary
    vibecli glossary add "gold member" "an account in the gold tier"
    """
    from vibecli.plan.glossary import Term

    shell: Shell = context.obj
    if action == "show" and not name:
        return _show(shell)
    if action != "add":
        raise UsageError(f"unknown action: {action}", hint="vibecli glossary, or glossary add")
    shell.check_real()
    if not (name.strip() and meaning.strip()):
        raise UsageError("an entry needs a name and a meaning", hint=ADD)
    term = Term(
        name=" ".join(name.split()),
        meaning=" ".join(meaning.split()),
        table=table,
        sql=sql,
        synonyms=tuple(synonym or ()),
        answer=answer,
    )
    path = shell.flow.workspace.define("metrics" if metric else "terms", term)
    shell.terminal.err(f"glossary: {term.name} stands in {path.name} now")
    return 0


def verify(
    context: typer.Context,
    plan_id: Annotated[str, typer.Argument(help="Plan id, or its first letters.")] = "",
    *,
    file: Annotated[
        Path | None, typer.Option("--to", help="The file; by default intents/ and its words.")
    ] = None,
) -> int:
    """Vouch for an approved plan: the same words then give it again, while the schema is the same.

    \b
    vibecli verify 3f2a91c4
    """
    from vibecli.console.vouching import vouch

    shell: Shell = context.obj
    vouch(shell, shell.flow.review(plan_id), file)
    return 0


def _show(shell: Shell) -> int:
    from vibecli.ui.formats import write
    from vibecli.ui.glossary import draw_glossary

    workspace = shell.flow.workspace
    found = workspace.glossary_findings()
    if shell.globals.output == "text":
        draw_glossary(shell.terminal, workspace.glossary, found)
    else:
        told = workspace.glossary.model_dump(mode="json")
        write(shell.terminal, shell.globals.output, {**told, "findings": found})
    return int(bool(found))
