"""`quality`: what the contracts of tables come to now."""

from pathlib import Path
from typing import Annotated

import typer

from vibecli.console.outcome import watch
from vibecli.console.pages import show_as_asked
from vibecli.console.shell import Shell
from vibecli.errors import Blocked, NotFound


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(quality)


def quality(
    context: typer.Context,
    tables: Annotated[
        list[str] | None, typer.Argument(help="Tables to measure; all with a contract without any.")
    ] = None,
    *,
    junit: Annotated[
        Path | None, typer.Option("--junit", help="Write the results as JUnit XML.")
    ] = None,
) -> int:
    """Measure the contracts of tables: their rules, rows that break them, a score. Writes nothing.

    Exit code 4 when a rule that blocks does not hold.

    \b
    vibecli quality
    vibecli quality customers --junit quality.xml -o md
    """
    from vibecli.agent.quality_flags import quality_intent
    from vibecli.asked_file import asked_file
    from vibecli.run.quality_report import quality_report
    from vibecli.ui.junit import JUNIT_FILE, cases_junit
    from vibecli.ui.quality import draw_quality, quality_cases

    shell: Shell = context.obj
    file = asked_file(junit, JUNIT_FILE, shell.settings) if junit else None
    intent = quality_intent(tables or (), shell.flow.workspace.catalog())
    _check_contracts(shell, intent.plan.steps[0].reads())
    report = quality_report(watch(shell, shell.flow.rehearse(intent, passing=True)))
    if file:
        cases = list(quality_cases(report))
        shell.terminal.err(file.write(cases_junit("vibecli quality", cases)))
    show_as_asked(shell, report, lambda: draw_quality(shell.terminal, report))
    return Blocked.exit_code if report.blocked else 0


def _check_contracts(shell: Shell, tables: tuple[str, ...]) -> None:
    """Raise NotFound where there is nothing to measure."""
    known = shell.flow.workspace.contracts()
    missing = [table for table in tables if known.table(table) is None]
    if missing or not known.tables:
        what = f"{missing[0]} has no contract" if missing else "no table has a contract"
        catalog = shell.flow.workspace.catalog()
        info = catalog.table(missing[0]) if missing else None
        view = info is not None and info.kind == "view"
        about = missing[0] if missing and not view else "TABLE"
        raise NotFound(what, hint=f"vibecli contract suggest {about}")
