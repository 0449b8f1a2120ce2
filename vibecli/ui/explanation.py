"""An explanation on a screen: what was found, then bars of plain signs that need no colour.

Owns its form there: what fits beside the numbers stands there, else under them.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from vibecli.ui.lines import BLANK, Canvas, Line, Style, labelled, line, mark, marked, span
from vibecli.ui.tables import draw_grid
from vibecli.ui.text import cell_width, pad
from vibecli.ui.waterfall import MEMBER_HEADS, Bar, against, bars, lines, member_rows, parts, title

if TYPE_CHECKING:
    from vibecli.identity.grounds import Waterfall
    from vibecli.run.explanation import Explanation
    from vibecli.ui.terminal import Terminal

_MEMBERS = 12
_LONGEST_NAME = 18
_LONGEST_BAR = ((100, 24), (72, 14), (0, 8))  # by the width of the screen
_NUMBERS = 16  # cells of bits and total
_GAP = "  "
_STYLES: dict[str, Style] = {"+": "new", "-": "old", "": "note"}


def draw_explanation(terminal: "Terminal", told: "Explanation") -> None:
    """Show an explanation."""
    canvas = terminal.canvas
    terminal.out(list(labelled("", title(told), canvas, style="bold")))
    for symbol, head, text in lines(told):
        terminal.out(list(marked(symbol, head, text, canvas)))
    _draw_members(terminal, told)
    for heading, fall in parts(told):
        terminal.out(BLANK)
        if heading:
            terminal.out(list(labelled("", heading, canvas, style="title")))
        terminal.out(list(labelled("", against(fall), canvas, style="note")))
        terminal.out(list(_waterfall(fall, canvas)))


def _draw_members(terminal: "Terminal", told: "Explanation") -> None:
    members = told.cluster.members if told.cluster else ()
    if not members:
        return
    terminal.out(BLANK)
    rows = member_rows(members[:_MEMBERS])
    draw_grid(terminal, MEMBER_HEADS, rows, right=(1, 2, 4), styles={0: "key", 3: "note"})
    if len(members) > _MEMBERS:
        left = len(members) - _MEMBERS
        terminal.err(line(f"{left:,} more records: ", terminal.hint("--output json")))


def _waterfall(fall: "Waterfall", canvas: Canvas) -> Iterator[Line]:
    steps = bars(fall)
    name = min(max(cell_width(step.name) for step in steps), _LONGEST_NAME)
    longest = next(size for width, size in _LONGEST_BAR if canvas.width >= width)
    heads = f"{'':3}{'':{name}}{'bits':>8}{'total':>8}"
    yield line(span(heads, "note"))
    for step, drawn in zip(steps, _drawn(steps, longest), strict=True):
        yield from _step(step, drawn, name, longest, canvas)
    total = f"{steps[-1].total / 10:+.1f}"
    yield line(f"{'=':3}", span(f"{'total':{name}}{'':8}{total:>8}", "bold"))


def _drawn(steps: Sequence[Bar], longest: int) -> list[str]:
    """Give the bars, a sign for so many bits, the largest as long as there is room."""
    most = max(abs(step.tenths) for step in steps) or 1
    sizes = [round(longest * abs(step.tenths) / most) for step in steps]
    return [
        step.mark * max(size, 1) if step.tenths else ""
        for step, size in zip(steps, sizes, strict=True)
    ]


def _step(step: Bar, drawn: str, name: int, longest: int, canvas: Canvas) -> Iterator[Line]:
    start = 3 + name + _NUMBERS + len(_GAP) + longest + len(_GAP)
    style = _STYLES[step.mark]
    values = " | ".join(step.values) if step.values else ""
    room = canvas.width - start
    beside = cell_width(step.agreement) + len(_GAP) + cell_width(values) <= room
    yield line(
        mark(step.mark),
        " " * (3 - len(step.mark)),
        span(pad(canvas.cut(step.name, name), name), "key"),
        span(f"{step.bits:>8}", style),
        span(f"{step.total / 10:>+8.1f}{_GAP}", "note"),
        span(f"{drawn:{longest}}{_GAP}", style),
        canvas.cut(step.agreement, room),
        span(f"{_GAP}{values}" if values and beside else "", "note"),
    )
    if values and not beside:
        yield line("   ", span(canvas.cut(values, canvas.width - 3), "note"))
