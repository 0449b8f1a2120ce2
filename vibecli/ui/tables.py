"""Tables on a screen: natural column widths, and vertical records when they do not fit.

Owns their layout. Cells of a result set are never cut; small lists (`draw_grid`) are, on a screen.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from vibecli.ui.lines import Canvas, Line, Style, line, span
from vibecli.ui.rows import Rows
from vibecli.ui.text import cell_width, cut_middle, fold, pad, safe, wrap
from vibecli.ui.values import is_numeric, shown_text

if TYPE_CHECKING:
    from vibecli.ui.terminal import Terminal

GAP = "  "
_COUNTED = re.compile(r"(?:rows|n|(?:count|number)\b.*|.*_count)", re.IGNORECASE)
_NARROW_COLUMN = 4


def draw_rows(  # noqa: PLR0913 - the parts of one result set
    terminal: "Terminal",
    columns: Sequence[str],
    types: Sequence[str],
    rows: Sequence[Sequence[object]],
    total: int | None = None,
    limit: int | None = None,
    *,
    most_lines: int | None = None,
) -> None:
    """Show a result set on stdout; what the limit or the lines left out is told on stderr."""
    found = Rows(tuple(columns), tuple(types), rows, total)
    lines = rows_lines(found, terminal.canvas, folded=terminal.out_tty)
    if most_lines and len(lines) > most_lines:
        kept = max(1, most_lines * len(rows) // len(lines))
        found = Rows(found.columns, found.types, rows[:kept], total or len(rows))
        lines = rows_lines(found, terminal.canvas, folded=terminal.out_tty)
        limit = None
    terminal.out(lines)
    if not rows and not total:
        terminal.err("no rows")
    tell_left_out(terminal, found, limit)


def tell_left_out(terminal: "Terminal", rows: Rows, limit: int | None = None) -> None:
    """Say on stderr that rows were left out, and what brings them."""
    if rows.left_out:
        shown = f"{len(rows.rows):,} of {rows.total:,} rows shown"
        more = limit is None or limit < (rows.total or 0)
        told = f"; all with {terminal.hint(f'--limit {rows.total}')}" if more else ""
        terminal.err(shown + told)


def rows_lines(rows: Rows, canvas: Canvas, *, folded: bool = True) -> list[Line]:
    """Give a result set as a table, as one line, or as records when wider than the canvas."""
    heads = [safe(name) for name in rows.columns]
    cells = [[safe(shown_text(value)) for value in row] for row in rows.rows]
    if len(cells) == len(heads) == 1 and not rows.left_out:
        one = _only_cell(rows, heads[0], cells[0][0])
        if one.width <= canvas.width:
            return [one]
    widths = [
        max([cell_width(head), *(cell_width(row[number]) for row in cells)])
        for number, head in enumerate(heads)
    ]
    if sum(widths) + len(GAP) * (len(widths) - 1) <= canvas.width or not cells:
        return list(_table(rows, heads, cells, widths, canvas))
    return list(_records(rows, heads, cells, canvas, folded=folded))


def _only_cell(rows: Rows, head: str, text: str) -> Line:
    """The one value of a result, beside its name; a count in groups of three digits."""
    value = rows.rows[0][0]
    if _COUNTED.fullmatch(head) and text.isascii() and text.isdigit():
        text = f"{int(text):,}"
    return line(span(head, "key"), GAP, span(text, "note" if value is None else "bold"))


def _table(
    rows: Rows,
    heads: Sequence[str],
    cells: Sequence[Sequence[str]],
    widths: Sequence[int],
    canvas: Canvas,
) -> Iterator[Line]:
    if not cells and sum(widths) + len(GAP) * len(widths) > canvas.width:
        yield from (line(span(piece, "title")) for piece in fold(GAP.join(heads), canvas.width))
        return
    right = [is_numeric(rows.type_of(number)) for number in range(len(heads))]
    yield _row(heads, widths, right, "title")
    rule = "-" if canvas.ascii else "─"
    yield line(span(GAP.join(rule * width for width in widths), "note"))
    for values, texts in zip(rows.rows, cells, strict=True):
        yield _row(texts, widths, right, nulls=[value is None for value in values])


def _row(
    texts: Sequence[str],
    widths: Sequence[int],
    right: Sequence[bool],
    style: Style = "",
    *,
    nulls: Sequence[bool] = (),
) -> Line:
    parts = []
    for number, text in enumerate(texts):
        shown: Style = "note" if nulls and nulls[number] else style
        parts.append(span(pad(text, widths[number], right=right[number]), shown))
        parts.append(span(GAP))
    return Line(tuple(parts[:-1]))


def _records(
    rows: Rows,
    heads: Sequence[str],
    cells: Sequence[Sequence[str]],
    canvas: Canvas,
    *,
    folded: bool,
) -> Iterator[Line]:
    label = min(max(map(cell_width, heads)), canvas.width // 3)
    room = canvas.width - label - 2 * len(GAP)
    for number, (values, texts) in enumerate(zip(rows.rows, cells, strict=True), 1):
        title = f"row {number:,} of {max(rows.total or 0, len(rows.rows)):,}"
        yield line(span(title, "title"))
        for head, value, text in zip(heads, values, texts, strict=True):
            style: Style = "note" if value is None else ""
            pieces = wrap(text, room) if folded else [text]
            name = cut_middle(head, label, canvas.ellipsis) if folded else head
            yield line(GAP, span(pad(name, label), "key"), GAP, span(pieces[0], style))
            for piece in pieces[1:]:
                yield line(" " * (label + 2 * len(GAP)), span(piece, style))


def draw_grid(
    terminal: "Terminal",
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    right: Sequence[int] = (),
    styles: Mapping[int, Style] | None = None,
    to: Literal["out", "err"] = "out",
) -> None:
    """Show a small list; on a screen its widest columns are cut so that it fits."""
    canvas = terminal.canvas
    whole = to == "out" and not terminal.out_tty
    lines = grid(headers, rows, canvas, right=right, styles=styles, whole=whole)
    (terminal.out if to == "out" else terminal.err)(lines)


def grid(  # noqa: PLR0913
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    canvas: Canvas,
    *,
    right: Sequence[int] = (),
    styles: Mapping[int, Style] | None = None,
    whole: bool = False,
    indent: str = "",
) -> list[Line]:
    """Give a small list as aligned columns, cut to the canvas unless `whole`."""
    heads = [safe(head) for head in headers]
    cells = [[safe(text) for text in row] for row in rows]
    natural = [
        max([cell_width(head), *(cell_width(row[number]) for row in cells)])
        for number, head in enumerate(heads)
    ]
    room = canvas.width - len(GAP) * (len(heads) - 1) - cell_width(indent)
    widths = natural if whole else _squeezed(natural, room)
    aligned = [number in right for number in range(len(heads))]
    shown = styles or {}
    lines = [_grid_row(heads, widths, aligned, dict.fromkeys(range(len(heads)), "note"), canvas)]
    lines += [_grid_row(row, widths, aligned, shown, canvas) for row in cells]
    drawn = lines if any(heads) else lines[1:]
    return [Line((span(indent), *one.spans)) for one in drawn]


def noted_grid(
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    canvas: Canvas,
    styles: Mapping[int, Style] | None = None,
) -> list[Line]:
    """Give a small list whose last column is a note: where not all fit, beneath each row, whole."""
    wide = grid(headers, rows, canvas, styles=styles, whole=True)
    if max(one.width for one in wide) <= canvas.width:
        return wide
    head, *lines = grid(headers[:-1], [row[:-1] for row in rows], canvas, styles=styles)
    indent = 2 * GAP
    drawn = [head]
    for one, row in zip(lines, rows, strict=True):
        notes = wrap(safe(row[-1]), canvas.width - len(indent)) if row[-1] else []
        drawn += [one, *(line(span(indent + piece, "note")) for piece in notes)]
    return drawn


def _grid_row(
    texts: Sequence[str],
    widths: Sequence[int],
    right: Sequence[bool],
    styles: Mapping[int, Style],
    canvas: Canvas,
) -> Line:
    parts = []
    for number, text in enumerate(texts):
        fitted = canvas.cut(text, widths[number])
        padded = pad(fitted, widths[number], right=right[number])
        parts += [span(padded, styles.get(number, "")), span(GAP)]
    return Line(tuple(parts[:-1]))


def _squeezed(natural: Sequence[int], room: int) -> list[int]:
    """Take cells from the widest columns until all fit, down to a few cells each."""
    widths = list(natural)
    while sum(widths) > room:
        widest = max(range(len(widths)), key=lambda number: widths[number])
        if widths[widest] <= _NARROW_COLUMN:
            break
        widths[widest] -= 1
    return widths
