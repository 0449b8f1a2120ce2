"""One document of a command, shown in the chosen format, and kept as a page where one is wanted."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from vibecli.console.shell import Shell
from vibecli.errors import UsageError

if TYPE_CHECKING:
    from vibecli.model import Model


def show_document(
    shell: Shell,
    document: "Model",
    *,
    draw: Callable[[], None],
    page: Callable[[], str],
    html: Path | None,
) -> None:
    """Draw a document or write it in a format for scripts; keep its page. Raises UsageError."""
    from vibecli.ui.formats import write

    if shell.globals.output == "text":
        draw()
    else:
        write(shell.terminal, shell.globals.output, document)
        shell.told = True
    if html is not None:
        _keep(html, page())
        shell.terminal.err(f"page: {html}")


def _keep(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"cannot write {path}: {(error.strerror or str(error)).lower()}",
            hint="--html names a file that can be written",
        ) from error
