"""`explain`: why two records are one person or not, or what one person's records rest on."""

from pathlib import Path
from typing import Annotated

import typer

from vibecli.console.shell import Shell

Words = Annotated[
    list[str],
    typer.Argument(help="Two records, one record, or a person id.", metavar="RECORD [RECORD]"),
]
Identity = Annotated[str | None, typer.Option(help="Identity table; the only one without.")]
Plan = Annotated[str | None, typer.Option(help="A reviewed plan that is not applied.")]
Html = Annotated[Path | None, typer.Option(help="Write it as a page, with pictures.")]


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(explain)


def explain(
    context: typer.Context,
    words: Words,
    *,
    identity: Identity = None,
    plan: Plan = None,
    html: Html = None,
) -> int:
    """Tell why two records are one person or not, field by field, or what a person rests on.

    A record is named SOURCE:ID, or by its id where one table only has it. One record or person id
    alone: the weakest merge of that person, and the record that argues most against the others.

    \b
    vibecli explain customers:C-1 club:K-88
    vibecli explain p_5b1e0c2a9f3d --html person.html
    """
    from vibecli.console.explaining import show_explanation
    from vibecli.run.explain import ExplainRequest

    shell: Shell = context.obj
    request = ExplainRequest(
        words=tuple(words), identity=identity, plan=plan, unmask=shell.globals.unmask
    )
    show_explanation(shell, request, html=html)
    return 0
