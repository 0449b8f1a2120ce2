"""Errors on stderr: one line that says what, one that says what to do next.

Owns their form. Lines are never wrapped: a screen does that itself, and a command in a hint can
still be copied whole. Never prints a traceback and never ends the process.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from vibecli.ui.lines import Canvas, Line, line, span

if TYPE_CHECKING:
    from vibecli.errors import VibeError
    from vibecli.ui.terminal import Terminal

PROGRAM = "vibecli"
_SHOWN_FINDINGS = 5


def draw_error(terminal: "Terminal", error: "VibeError", *, verbose: bool = False) -> None:
    """Show an error, its findings and its hint; with `verbose` its cause too."""
    terminal.err(_message("error", "error", error.message))
    findings = error.details.get("findings")
    if isinstance(findings, list | tuple):
        terminal.err(list(_findings(findings, error.message, terminal.canvas, verbose=verbose)))
    cause = error.__cause__
    if verbose and cause is not None:
        terminal.err(list(_part("cause: ", f"{type(cause).__name__}: {cause}")))
    _hint(terminal, error.hint)


def draw_unexpected(terminal: "Terminal", error: BaseException, log_path: str) -> None:
    """Show that vibecli itself failed, and where the details are."""
    what = f"unexpected {type(error).__name__}, this is a fault of vibecli"
    terminal.err(_message("error", "error", what))
    _hint(terminal, f"the details are in {log_path}" if log_path else "run it again with -v")


def draw_note(
    terminal: "Terminal", text: str, *, hint: str = "", kind: Literal["note", "warning"] = "note"
) -> None:
    """Show one remark on stderr, or a warning."""
    if kind == "warning":
        terminal.err(_message("warning", "warn", text))
    else:
        terminal.err(list(_part("", text)))
    _hint(terminal, hint)


def _message(word: str, style: Literal["error", "warn"], text: str) -> Line:
    return line(span(f"{PROGRAM}: {word}:", style), f" {' '.join(text.split())}")


def _hint(terminal: "Terminal", text: str) -> None:
    if text:
        terminal.err(list(_part("hint: ", text)))


def _part(label: str, text: str) -> Iterator[Line]:
    """A label and its text; lines of a text that has several stay apart."""
    for number, piece in enumerate(text.rstrip().split("\n")):
        yield line(span(" " * len(label) if number else label, "hint"), piece)


def _findings(
    findings: "list[Any] | tuple[Any, ...]", said: str, canvas: Canvas, *, verbose: bool
) -> Iterator[Line]:
    """The findings the message does not tell already, several of a kind as one."""
    told = [(_of(one, "step"), _of(one, "message"), _of(one, "hint")) for one in findings]
    fresh = [one for one in dict.fromkeys(told) if one[1] and one[1] not in said]
    shown = fresh if verbose else fresh[:_SHOWN_FINDINGS]
    for step, message, hint in shown:
        where = f"{step}: " if step else ""
        more = f" ({hint})" if hint else ""
        yield from _part("  - ", f"{where}{message}{more}")
    if len(fresh) > len(shown):
        yield line(span(f"  {canvas.ellipsis} {len(fresh) - len(shown)} more, shown by -v", "note"))


def _of(finding: object, name: str) -> str:
    value = finding.get(name) if isinstance(finding, dict) else getattr(finding, name, None)
    return str(value) if value else ""
