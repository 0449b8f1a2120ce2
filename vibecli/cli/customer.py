"""`customer`: the whole picture of one customer, by any identifier."""

from typing import Annotated

import typer

from vibecli.console.shell import Shell

Identifier = Annotated[
    str,
    typer.Argument(
        help="E-mail, phone, loyalty id, TABLE:KEY of a record, or person id.", metavar="ID"
    ),
]
Newest = Annotated[int, typer.Option("--newest", min=1, help="Rows of events shown a table.")]


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(customer)


def customer(context: typer.Context, identifier: Identifier, *, newest: Newest = 5) -> int:
    """Show all that is known of one customer: records, profile with provenance, events, scores.

    Compared in normal form, whatever the spelling. An identifier of several persons lists them.
    Personal values are masked without --unmask.

    \b
    vibecli customer anna@x.example
    vibecli --unmask customer "+49 151 1111111" --output md
    """
    from vibecli.console.customer import show_customer
    from vibecli.run.customer_lookup import CustomerRequest

    shell: Shell = context.obj
    request = CustomerRequest(identifier, unmask=shell.globals.unmask, newest=newest)
    show_customer(shell, request)
    return 0
