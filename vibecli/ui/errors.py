"""Errors on stderr: one line that says what, one that says what to do next.

Owns their form. On a screen what is told breaks between words; a hint is never wrapped, so that a
command in it can be copied whole. Never prints a traceback and never ends the process.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from vibecli.ui.lines import Line, line, span
from vibecli.ui.text import cell_width, safe, wrap

if TYPE_CHECKING:
    from vibecli.errors import VibeError
    from vibecli.ui.terminal import Terminal

PROGRAM = "vibecli"


def draw_error(terminal: "Terminal", error: "VibeError", *, verbose: bool = False) -> None:
    """Show an error, its findings and its hint; with `verbose` its cause too."""
    terminal.err(_message(terminal, "error", "error", error.message))
    findings = error.details.get("findings")
    if isinstance(findings, list | tuple):
        terminal.err(list(_findings(findings, error.message)))
    cause = error.__cause__
    if verbose and cause is not None:
        terminal.err(list(_part("cause: ", f"{type(cause).__name__}: {cause}")))
    _hint(terminal, error.hint)


def draw_unexpected(terminal: "Terminal", error: BaseException, log_path: str) -> None:
    """Show that vibecli itself failed, and where the details are."""
    what = f"unexpected {type(error).__name__}, this is a fault of vibecli"
    terminal.err(_message(terminal, "error", "error", what))
    unkept = "its details could not be kept: is there room on the disk?"
    _hint(terminal, f"the details are in {log_path}" if log_path else unkept)


def draw_note(
    terminal: "Terminal", text: str, *, hint: str = "", kind: Literal["note", "warning"] = "note"
) -> None:
    """Show one remark on stderr, or a warning."""
    if kind == "warning":
        terminal.err(_message(terminal, "warning", "warn", text))
    elif text:
        terminal.err([line(piece) for row in text.split("\n") for piece in _broken(terminal, row)])
    _hint(terminal, hint)


def _message(
    terminal: "Terminal", word: str, style: Literal["error", "warn"], text: str
) -> list[Line]:
    label = f"{PROGRAM}: {word}:"
    first, *rest = _broken(terminal, f"{label} {' '.join(text.split())}")
    return [line(span(label, style), first.removeprefix(label)), *map(line, rest)]


def _broken(terminal: "Terminal", text: str) -> list[str]:
    """Give prose in lines that fit the screen; a path longer than the screen stays whole."""
    shown, width = safe(text), terminal.canvas.width
    fits = not terminal.err_tty or max(map(cell_width, shown.split(" "))) > width
    return [shown] if fits else wrap(shown, width)


def _hint(terminal: "Terminal", text: str) -> None:
    if text:
        terminal.err(list(_part("hint: ", terminal.hint(text))))


def _part(label: str, text: str) -> Iterator[Line]:
    """A label and its text; lines of a text that has several stay apart."""
    for number, piece in enumerate(text.rstrip().split("\n")):
        yield line(span(" " * len(label) if number else label, "hint"), piece)


def _findings(findings: "list[Any] | tuple[Any, ...]", said: str) -> Iterator[Line]:
    """The findings the message does not tell already, several of a kind as one."""
    told = [(_of(one, "step"), _of(one, "message"), _of(one, "hint")) for one in findings]
    fresh = [one for one in dict.fromkeys(told) if one[1] and one[1] not in said]
    for step, message, hint in fresh:
        where = f"{step}: " if step else ""
        more = f" ({hint})" if hint else ""
        yield from _part("  - ", f"{where}{message}{more}")


def _of(finding: object, name: str) -> str:
    value = finding.get(name) if isinstance(finding, dict) else getattr(finding, name, None)
    return str(value) if value else ""
