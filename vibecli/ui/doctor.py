"""The doctor's findings: a line each, ok, warn or fail, and a hint. Never examines anything."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from vibecli.run.doctor_line import DoctorLine
from vibecli.ui.lines import BLANK, Canvas, Line, line, mark, span
from vibecli.ui.text import cell_width, pad, safe, wrap

if TYPE_CHECKING:
    from vibecli.ui.terminal import Terminal

_MARKS = {"ok": "ok", "warn": "!", "fail": "x"}


def draw_doctor(terminal: "Terminal", lines: Sequence[DoctorLine]) -> None:
    """Show what is well and what is not."""
    terminal.out(list(_lines(lines, terminal.canvas)))


def _lines(found: Sequence[DoctorLine], canvas: Canvas) -> Iterator[Line]:
    width = max((cell_width(safe(one.name)) for one in found), default=0)
    for one in found:
        yield from _line(one, min(width, 24), canvas)
    failed, warned = (sum(one.status == status for one in found) for status in ("fail", "warn"))
    yield BLANK
    if failed or warned:
        yield line(span(f"{failed} failed, {warned} warned", "error" if failed else "warn"))
    else:
        yield line(span("all is well", "ok"))


def _line(one: DoctorLine, width: int, canvas: Canvas) -> Iterator[Line]:
    symbol = _MARKS[one.status]
    indent = 4 + width + 2
    first, *rest = wrap(safe(one.message), canvas.width - indent)
    name = pad(canvas.cut(one.name, width), width)
    yield line(mark(symbol), " " * (4 - len(symbol)), span(name, "bold"), "  ", first)
    yield from (line(" " * indent, piece) for piece in rest)
    if one.hint:
        for number, piece in enumerate(wrap(safe(one.hint), canvas.width - indent - 6)):
            yield line(" " * indent, span("      " if number else "hint: ", "hint"), piece)
