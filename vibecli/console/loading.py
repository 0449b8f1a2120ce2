"""Bringing files in, for the command and the conversation: what is there first, then one by one."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from vibecli.console.shell import Shell
from vibecli.errors import Blocked, DataError, Interrupted, UsageError, VibeError

if TYPE_CHECKING:
    from vibecli.data.load_report import LoadReport

Mode = Literal["create", "replace", "append"]


def load_paths(
    shell: Shell,
    paths: Sequence[Path],
    *,
    table: str | None = None,
    schema: str | None = None,
    mode: Mode = "create",
) -> "list[LoadReport]":
    """Load every path and give the reports, drawing how far it is.

    A path that is not there stops it before a database is made. Raises NotFound, DataError, and
    Blocked for what the policy protects.
    """
    from vibecli.data.sources import passed_over, sources
    from vibecli.ui.progress import Progress

    for path in paths:
        sources(path, table=table, schema=schema)
        left = passed_over(path)
        if left and not shell.globals.quiet:
            shell.terminal.err(f"passed over in {path}: {', '.join(left)}")
    shell.check_writable()
    if mode != "create":
        shell.flow.applying.policing.check()
    reports: list[LoadReport] = []
    with Progress(shell.terminal, -1 if shell.globals.quiet else 0) as progress:
        for path in paths:
            progress.note(f"loading {path.name}")
            try:
                reports += shell.flow.workspace.load(
                    path, table=table, schema=schema, mode=mode, progress=progress.count
                )
            except (KeyboardInterrupt, Interrupted) as error:
                stopped = f"stopped; nothing of {path.name} was loaded{_before(reports)}"
                raise Interrupted(stopped) from error
            except VibeError as error:
                error.message += _before(reports)
                if isinstance(error, Blocked | DataError | UsageError):
                    error.hint += _streamed(shell, path, table, schema)
                raise
    return reports


def _streamed(shell: Shell, path: Path, table: str | None, schema: str | None) -> str:
    """Say which standing rule adds such rows to a table that took them from no file."""
    from vibecli.data.sources import sources
    from vibecli.engine.names import key_of

    with suppress(VibeError):
        rules = [rule for rule in shell.flow.streaming.rules() if rule.state == "stands"]
        taken = {key_of(rule.events_table): rule.name for rule in rules}
        for source in sources(path, table=table, schema=schema) if taken else ():
            if rule := taken.get(key_of(source.table)):
                return f"; vibecli stream FILE --rule {rule} adds events of JSON lines"
    return ""


def _before(reports: "Sequence[LoadReport]") -> str:
    """Tell what stands, because it was loaded before the path that was not."""
    kept = ", ".join(report.table for report in reports)
    return f"; loaded before it: {kept}" if kept else ""
