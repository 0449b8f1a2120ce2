"""One document of a command, shown in the chosen format, and kept as a page where one is wanted."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from vibecli.console.shell import Shell
from vibecli.errors import ActionNeeded

if TYPE_CHECKING:
    from vibecli.asked_file import AskedFile
    from vibecli.model import Model
    from vibecli.run.comparison import Comparison
    from vibecli.run.contrast import IntentContrast
    from vibecli.ui.formats import Thing

Drawing = Callable[[], None]


def page_file(shell: Shell, html: Path | None) -> "AskedFile | None":
    """Give the place of a page a person asked for. Raises UsageError when it may not go there."""
    from vibecli.asked_file import asked_file
    from vibecli.ui.page import PAGE_FILE

    return asked_file(html, PAGE_FILE, shell.settings) if html else None


def show_document(
    shell: Shell,
    document: "Model",
    *,
    draw: Drawing,
    page: Callable[[], str],
    file: "AskedFile | None",
) -> None:
    """Draw a document or write it in a format for scripts; keep its page. Raises UsageError."""
    show_as_asked(shell, document, draw)
    if file is not None:
        shell.terminal.err(file.write(page()))


def show_as_asked(shell: Shell, document: "Thing", draw: Drawing) -> None:
    """Draw a document on a screen, or write it in the chosen format for scripts."""
    from vibecli.ui.formats import write

    if shell.globals.output == "text":
        draw()
    else:
        write(shell.terminal, shell.globals.output, document)


def show_difference(shell: Shell, found: "Comparison | IntentContrast", draw: Drawing) -> int:
    """Show how two things differ; gives the exit code, that of what waits for a person if so."""
    show_as_asked(shell, found, draw)
    return 0 if found.same else ActionNeeded.exit_code
