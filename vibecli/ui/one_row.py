"""One changed row on a screen: what it was and what it becomes, side by side, changed cells first.

Owns its form. A value is folded in its own half of the line, never cut.
"""

from collections.abc import Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING

from vibecli.ui.lines import BLANK, Canvas, Line, labelled, line, mark, span
from vibecli.ui.rows import Rows
from vibecli.ui.text import cell_width, cut_middle, fold, pad, safe
from vibecli.ui.values import shown_text

if TYPE_CHECKING:
    from vibecli.run.one_row import ChangedRow, RowCell
    from vibecli.ui.terminal import Terminal

VERBOSE = "--verbose"  # the flag, and after a key or a slash command
_SAME = 20  # columns told that do not change
_NAME = 24


def draw_row(terminal: "Terminal", row: "ChangedRow", *, full: bool = False) -> None:
    """Show one changed row; of very many unchanged columns the first, unless `full`."""
    terminal.out(list(row_lines(row, terminal.canvas, full=full)))


def row_table(row: "ChangedRow") -> Rows:
    """Give one changed row as a table, a line a column."""
    cells = [(c.column, c.before, c.after, c.changed) for c in row.cells]
    return Rows(("column", "before", "after", "changed"), ("",) * 4, cells)


def row_lines(row: "ChangedRow", canvas: Canvas, *, full: bool = False) -> Iterator[Line]:
    """Give the lines of one changed row."""
    yield line(span(row.table, "bold"), "  ", mark(row.mark), "  ", span(row.key, "key"))
    yield from labelled("why   ", row.why, canvas)
    yield from labelled("step  ", ", ".join(row.steps), canvas)
    if row.rows > 1:
        yield from labelled("note  ", f"the first of {row.rows:,} rows with this key", canvas)
    changed = [cell for cell in row.cells if cell.changed]
    same = [cell for cell in row.cells if not cell.changed]
    shown = same if full or len(same) <= _SAME + 1 else same[:_SAME]
    yield BLANK
    yield from _cells(row, [*changed, *shown], canvas)
    if len(shown) < len(same):
        hidden = f"{len(same) - len(shown):,} more columns"
        yield line(span(f"    {canvas.ellipsis} {hidden}, with {VERBOSE}", "note"))


def _cells(row: "ChangedRow", cells: "list[RowCell]", canvas: Canvas) -> Iterator[Line]:
    widest = max([6, *(cell_width(safe(cell.column)) for cell in cells)])
    name = min(widest, _NAME, canvas.width // 3)
    half = max((canvas.width - 5 - name - 4) // 2, 8)
    sides = [_sides(row, cell) for cell in cells]
    left = min(half, max([6, *(cell_width(before) for before, _ in sides)]))
    right = canvas.width - 5 - name - 4 - left
    yield line(span(" " * 5 + pad("column", name) + "  " + pad("before", left) + "  after", "note"))
    for cell, texts in zip(cells, sides, strict=True):
        yield from _cell(cell, texts, (name, left, right), canvas)


def _sides(row: "ChangedRow", cell: "RowCell") -> tuple[str, str]:
    """What stands on each side; a row that is new has no side before, one that goes none after."""
    before, after = safe(shown_text(cell.before)), safe(shown_text(cell.after))
    if row.mark == "+":
        return "", after
    return before, "" if row.mark == "-" else after if cell.changed else "="


def _cell(
    cell: "RowCell", texts: tuple[str, str], widths: tuple[int, int, int], canvas: Canvas
) -> Iterator[Line]:
    name, left, right = widths
    symbol = " "
    if cell.changed:
        symbol = "+" if cell.before is None else "-" if cell.after is None else "~"
    label = pad(cut_middle(safe(cell.column), name, canvas.ellipsis), name)
    old, new = fold(texts[0], left), fold(texts[1], right)
    for number, (before, after) in enumerate(zip_longest(old, new, fillvalue="")):
        head = (mark(symbol), "  ", label) if not number else (" " * (3 + name),)
        yield line(
            "  ",
            *head,
            "  ",
            span(pad(before, left), "old" if cell.changed and cell.before is not None else "note"),
            "  ",
            span(after, "new" if cell.changed and cell.after is not None else "note"),
        )
