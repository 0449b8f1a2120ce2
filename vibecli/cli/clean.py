"""`clean`: whole tables brought into standard form, as their values ask for."""

from typing import Annotated

import typer

from vibecli.cli.ask import Confirm, ExitCode, Save, keep
from vibecli.console.outcome import conclude, watch
from vibecli.console.shell import Shell

Tables = Annotated[
    list[str] | None, typer.Argument(help="Tables to clean; every table of people without.")
]


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(clean)


def clean(
    context: typer.Context,
    tables: Tables = None,
    *,
    save: Save = None,
    confirm: Confirm = None,
    exit_code: ExitCode = False,
) -> int:
    """Bring tables into standard form, as their values ask for, and review what that writes.

    The same as ask "clean up customers": what is sure and changes something is proposed, the most
    changes first. What cannot be standardised stays and is listed.

    \b
    vibecli clean crm.customers --dry-run
    vibecli review --rows s1_lookup                   each value and what it becomes
    vibecli review --without mapping:3                leave one as it is
    """
    shell: Shell = context.obj
    file = shell.flow.intent_file(save) if save else None
    intent = shell.flow.planning.cleaning(tables or ())
    outcome = watch(shell, shell.flow.rehearse(intent))
    if file:
        keep(shell, outcome, file)
    return conclude(shell, outcome, exit_code=exit_code, confirmed=confirm or ())
