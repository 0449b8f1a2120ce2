"""`report`: a review as one page for a reviewer who is not at the terminal."""

from pathlib import Path
from typing import Annotated

import typer

from vibecli.console.shell import Shell

PlanId = Annotated[str, typer.Argument(help="Plan id, or its first letters; the newest without.")]
Html = Annotated[Path | None, typer.Option(help="Where to write it; vibecli-ID.html without.")]


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(report)


def report(context: typer.Context, plan_id: PlanId = "", *, html: Html = None) -> int:
    """Write a review as one page of HTML that is read and decided on without vibecli.

    It loads nothing and sends nothing; personal values are masked unless --unmask asks for them.
    A reviewer marks parts, downloads decisions.json, and `vibecli review --import` carries it out.

    \b
    vibecli report 7f3c
    vibecli report 7f3c --html review.html
    """
    from vibecli.console.reporting import write_report

    shell: Shell = context.obj
    write_report(shell, plan_id, html)
    return 0
