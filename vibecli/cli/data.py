"""`init`, `load`, `tables`, `profile`: the workspace and its data."""

from pathlib import Path
from typing import Annotated

import typer

from vibecli.console.loading import Mode, load_paths
from vibecli.console.pages import show_as_asked
from vibecli.console.shell import Shell
from vibecli.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(init)
    app.command()(load)
    app.command()(tables)
    app.command()(profile)


def init(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Folder of the workspace.")] = Path(),
) -> int:
    """Make a workspace: vibecli.toml, glossary.yaml, intents.

    Never overwrites a file; never required.

    \b
    vibecli init
    """
    from vibecli.cli.workspace import make_workspace
    from vibecli.ui.formats import write

    shell: Shell = context.obj
    shell.check_real()
    laid = make_workspace(folder)
    if shell.globals.output != "text":
        write(shell.terminal, shell.globals.output, laid)
        return 0
    for one in laid:
        shell.terminal.err(f"{one.done:<7}  {one.file}")
    shell.terminal.err("next: vibecli load FILE...")
    return 0


def load(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Files or folders to load.")],
    *,
    table: Annotated[str | None, typer.Option("--table", help="Name of the table.")] = None,
    schema: Annotated[str | None, typer.Option("--schema", help="Schema to load into.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace existing tables.")] = False,
    append: Annotated[bool, typer.Option("--append", help="Add to existing tables.")] = False,
) -> int:
    """Load files or folders into the database.

    csv, tsv, json, ndjson, parquet (also gzipped text), folders, an existing DuckDB file.

    \b
    vibecli load customers.csv loyalty.csv
    vibecli load exports/ --schema crm
    """
    from vibecli.ui.catalogs import draw_load
    from vibecli.ui.formats import write

    shell: Shell = context.obj
    if replace and append:
        raise UsageError("--replace and --append exclude each other", hint="give one of them")
    if table and len(paths) > 1:
        hint = "load one file at a time, or leave --table out"
        raise UsageError("--table names one table, but several files are given", hint=hint)
    mode: Mode = "replace" if replace else "append" if append else "create"
    reports = load_paths(shell, paths, table=table, schema=schema, mode=mode)
    if shell.globals.output == "text":
        for report in reports:
            draw_load(shell.terminal, report)
    else:
        write(shell.terminal, shell.globals.output, reports)
    return 0


def tables(context: typer.Context) -> int:
    """List the tables of the open database.

    \b
    vibecli tables --db warehouse.duckdb
    """
    from vibecli.ui.catalogs import draw_catalog

    shell: Shell = context.obj
    catalog = shell.flow.workspace.catalog()
    show_as_asked(
        shell,
        catalog.tables,
        lambda: draw_catalog(shell.terminal, catalog, full=shell.globals.verbose),
    )
    for note in catalog.notes:
        shell.terminal.err(note)
    return 0


def profile(
    context: typer.Context, table: Annotated[str, typer.Argument(help="Table to describe.")]
) -> int:
    """Describe a table: columns, roles, missing values.

    \b
    vibecli profile crm.customers
    """
    from vibecli.ui.catalogs import draw_table

    shell: Shell = context.obj
    info = shell.flow.workspace.table(table)
    show_as_asked(
        shell, info.columns, lambda: draw_table(shell.terminal, info, full=shell.globals.verbose)
    )
    return 0
