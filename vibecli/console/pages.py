"""One document of a command, shown in the chosen format, and kept as a page where one is wanted."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from vibecli.console.shell import Shell

if TYPE_CHECKING:
    from vibecli.asked_file import AskedFile
    from vibecli.model import Model


def page_file(shell: Shell, html: Path | None) -> "AskedFile | None":
    """Give the place of a page a person asked for. Raises UsageError when it may not go there."""
    from vibecli.asked_file import asked_file
    from vibecli.ui.page import PAGE_FILE

    return asked_file(html, PAGE_FILE, shell.settings) if html else None


def show_document(
    shell: Shell,
    document: "Model",
    *,
    draw: Callable[[], None],
    page: Callable[[], str],
    file: "AskedFile | None",
) -> None:
    """Draw a document or write it in a format for scripts; keep its page. Raises UsageError."""
    from vibecli.ui.formats import write

    if shell.globals.output == "text":
        draw()
    else:
        write(shell.terminal, shell.globals.output, document)
        shell.told = True
    if file is not None:
        shell.terminal.err(file.write(page()))
