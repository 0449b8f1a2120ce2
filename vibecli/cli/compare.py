"""`diff`: how two tables differ."""

from typing import Annotated

import typer

from vibecli.console.pages import show_difference
from vibecli.console.shell import Shell


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(diff)


def diff(
    context: typer.Context,
    left: Annotated[str, typer.Argument(help="A table, a data file, or FILE.duckdb:TABLE.")],
    right: Annotated[str, typer.Argument(help="The one that may differ from it.")],
    *,
    key: Annotated[
        list[str] | None,
        typer.Option("--key", "-k", help="Column that names a row; again, or a,b, for more."),
    ] = None,
) -> int:
    """Tell exactly how one table differs from another: schema, rows, columns.

    Without --key a declared or inferred key is used; without any, rows are compared whole, copy by
    copy. Ends with 0 when they are the same and with 3 when they differ.

    \b
    vibecli diff crm.customers backup.duckdb:crm.customers
    vibecli diff customers export.csv --key customer_id -o json
    """
    from vibecli.console.outcome import watch
    from vibecli.ui.compare import draw_comparison

    shell: Shell = context.obj
    names = [name.strip() for one in key or () for name in one.split(",") if name.strip()]
    work = shell.flow.comparing.compare(left, right, names, unmask=shell.globals.unmask)
    found = watch(shell, work)
    return show_difference(
        shell, found, lambda: draw_comparison(shell.terminal, found, full=shell.globals.verbose)
    )
