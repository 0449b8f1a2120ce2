"""The diff on a screen: per table the row totals, the columns that change and why.

Owns what is shown first when there is too much: columns that lose data, then those that change
most. Never shows more of a value than the diff holds.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from vibecli.ui.lines import Canvas, Line, Span, Style, flow, labelled, left_out, line, mark, span
from vibecli.ui.shape import shape_words
from vibecli.ui.text import cell_width, cut_middle, fold, pad, safe, wrap
from vibecli.ui.values import shown_text

if TYPE_CHECKING:
    from vibecli.run.model import Cell, ColumnDiff, Sample, TableDiff, ValuePair

COLUMNS, SAMPLES = 8, 6
WIDE = 72  # below it the example column is dropped
_KEY = 14
_NAME = 24
_COUNTS = ("filled", "replaced", "cleared")


def table_lines(table: "TableDiff", canvas: Canvas, *, full: bool = False) -> Iterator[Line]:
    """Give the totals of one table, and how its columns change."""
    totals = _totals(table)
    if table.change == "create":
        totals += _created(table, totals, canvas)
    yield from flow(totals, canvas)
    for sign, words in shape_words(table):
        first, *rest = wrap(safe(words), canvas.width - 5)
        yield line("  ", mark(sign), "  ", first)
        yield from (line(" " * 5, piece) for piece in rest)
    if not table.columns:
        return
    columns = table.columns if full else _foremost(table.columns)
    yield from _columns(table, columns, canvas, full=full)
    if len(columns) < len(table.columns):
        hidden = len(table.columns) - len(columns)
        word = "column" if hidden == 1 else "columns"
        yield left_out(f"{hidden} more {word}", canvas)


def samples_lines(
    tables: "Sequence[TableDiff]", canvas: Canvas, *, full: bool = False, cells: bool = False
) -> Iterator[Line]:
    """Give one sample of each kind of change, with its reason and how many rows it stands for.

    With `full`, further examples of a kind too: they stand for no rows of their own.
    """
    told = tables if full else _telling(tables)
    chosen = [(table, sample) for table in told for sample in table.samples if full or sample.rows]
    shown = chosen if full else _spread(chosen)
    if not shown:
        return
    rows = max(len(_stands_for(sample)) for _, sample in shown)
    several = len({table.table for table, _ in shown}) > 1
    key = _key_width([sample for _, sample in shown], canvas, wide=full)
    said = ""
    yield line(span("why", "bold"), span("   one sample of each kind of change", "note"))
    for table, sample in shown:
        if several and table.table != said:
            said = table.table
            yield line(span(canvas.cut(said, canvas.width), "note"))
        yield from _sample(sample, rows, key, canvas)
        if full or cells:
            yield from _cells(sample.cells, canvas)
    if len(shown) < len(chosen):
        hidden = len(chosen) - len(shown)
        kinds = "1 more kind" if hidden == 1 else f"{hidden} more kinds"
        yield left_out(kinds, canvas)


def row_lines(rows: "Sequence[Sample]", canvas: Canvas) -> Iterator[Line]:
    """Give changed rows one by one, each with its reason and its cells."""
    key = _key_width(rows, canvas, wide=True)
    for row in rows:
        yield from _sample(row, 0, key, canvas)
        yield from _cells(row.cells, canvas)


def _key_width(samples: "Sequence[Sample]", canvas: Canvas, *, wide: bool) -> int:
    keys = max((cell_width(safe(sample.key)) for sample in samples), default=0)
    room = canvas.width // 2 if wide and canvas.width >= WIDE else max(_KEY, canvas.width // 5)
    return min(keys, room)


def _stands_for(sample: "Sample") -> str:
    """How many rows a sample stands for; nothing where it is one more of the kind before."""
    return f"{sample.rows:,}" if sample.rows else ""


def _totals(table: "TableDiff") -> list[Span]:
    """The head of a table: name, rows before and after, what is new, changed and removed."""
    name = span(table.table, "bold")
    if table.change == "create":
        return [name, span("new table"), span(f"+{table.rows_after:,} rows", "new")]
    if table.change == "drop":
        return [name, span("table removed"), span(f"-{table.rows_before:,} rows", "old")]
    parts = [name, span(f"{table.rows_before:,} -> {table.rows_after:,} rows")]
    if table.change == "replace":
        parts.append(span("replaced as a whole", "warn"))
    counted: tuple[tuple[str, int, str], ...] = (
        ("+", table.added, "new"),
        ("~", table.changed, "changed"),
        ("-", table.removed, "removed"),
    )
    return [*parts, *(_count(symbol, number, word) for symbol, number, word in counted)]


def _count(symbol: str, number: int, word: str) -> Span:
    text = f"{symbol}{number:,} {word}"
    return Span(text, mark(symbol).style if number else "note")


def _created(table: "TableDiff", totals: Sequence[Span], canvas: Canvas) -> list[Span]:
    """The columns of a new table, as far as the line goes."""
    names = list(dict.fromkeys(cell.column for s in table.samples for cell in s.cells))
    room = canvas.width - sum(cell_width(part.text) + 3 for part in totals)
    if not names or room < _KEY:
        return []
    return [span(canvas.cut(", ".join(names), room), "note")]


def _foremost(columns: "Sequence[ColumnDiff]") -> "list[ColumnDiff]":
    """The columns worth a line: those that lose values, then the most changed; in table order."""
    if len(columns) <= COLUMNS + 1:
        return list(columns)
    ranked = sorted(
        range(len(columns)), key=lambda n: (-columns[n].cleared, -_touched(columns[n]), n)
    )
    return [columns[n] for n in sorted(ranked[:COLUMNS])]


def _touched(column: "ColumnDiff") -> int:
    return column.filled + column.replaced + column.cleared


def _columns(
    table: "TableDiff", columns: "Sequence[ColumnDiff]", canvas: Canvas, *, full: bool
) -> Iterator[Line]:
    names = max([6, *(cell_width(safe(column.column)) for column in columns)])
    counts = [
        max([len(word), *(len(f"{getattr(column, word):,}") for column in columns)])
        for word in _COUNTS
    ]
    taken = 5 + sum(counts) + 2 * len(counts)
    if taken + 8 > canvas.width:
        yield from (one for column in columns for one in _listed(column, canvas))
        return
    name = min(names, max(canvas.width - taken, 8), max(_NAME, canvas.width // 3))
    room = canvas.width - taken - name - 2
    example = canvas.width >= WIDE and room >= 14  # noqa: PLR2004
    heads = [pad("column", name)]
    heads += [pad(word, width, right=True) for word, width in zip(_COUNTS, counts, strict=True)]
    yield line(span(" " * 5 + "  ".join([*heads, *(["example"] if example else [])]), "note"))
    for column in columns:
        yield _column(column, name, counts, room if example else 0, canvas)
        if full and (facts := column_facts(table, column)):
            yield from labelled(" " * 9, facts, canvas, style="note")


def _listed(column: "ColumnDiff", canvas: Canvas) -> list[Line]:
    """A column where a table of counts has no room."""
    symbol = "!" if column.cleared else "~"
    counts = [(word, getattr(column, word)) for word in _COUNTS]
    told = [span(f"{word} {number:,}") for word, number in counts if number]
    return flow([span(f"  {symbol}  {column.column}", mark(symbol).style), *told], canvas)


def _column(
    column: "ColumnDiff", name: int, counts: Sequence[int], room: int, canvas: Canvas
) -> Line:
    symbol = "!" if column.cleared else "~"
    shown = cut_middle(safe(column.column), name, canvas.ellipsis)
    parts: list[str | Span] = ["  ", mark(symbol), "  ", pad(shown, name)]
    numbers: tuple[tuple[int, Style], ...] = (
        (column.filled, ""),
        (column.replaced, ""),
        (column.cleared, "warn"),
    )
    for (number, style), width in zip(numbers, counts, strict=True):
        parts += ["  ", span(pad(f"{number:,}", width, right=True), style if number else "note")]
    if room:
        parts += [
            "  ",
            *(_pairs(column, room) or _arrow(column.before, column.after, room, canvas)),
        ]
    return line(*parts)


def column_facts(table: "TableDiff", column: "ColumnDiff") -> str:
    """Give in words how many values are missing before and after, and what becomes of what."""
    told = []
    if column.nulls_before is not None and column.nulls_after is not None:
        counts = f"{column.nulls_before:,} -> {column.nulls_after:,} rows"
        shares = (
            f"{nulls / rows if rows else 0:.1%}"
            for nulls, rows in (
                (column.nulls_before, table.rows_before),
                (column.nulls_after, table.rows_after),
            )
        )
        told.append(f"empty in {counts}, {' -> '.join(shares)}")
    if column.kinds > 1:
        told += [_counted(pair) for pair in column.pairs]
        left = column.kinds - len(column.pairs)
        told += [f"{left} more kinds" if left > 1 else "1 more kind"] if left else []
    return "; ".join(told)


def _counted(pair: "ValuePair") -> str:
    return f"{shown_text(pair.before)} -> {shown_text(pair.after)} {pair.rows:,}"


def _pairs(column: "ColumnDiff", room: int) -> list[Span]:
    """The frequent changes of a column that has a few kinds of them, as many as fit."""
    told = [safe(_counted(pair)) for pair in column.pairs] if column.kinds > 1 else []
    while told:
        left = column.kinds - len(told)
        text = "; ".join([*told, *([f"{left} more"] if left else [])])
        if cell_width(text) <= room:
            return [span(text)]
        told.pop()
    return []


def _arrow(before: str | None, after: str | None, room: int, canvas: Canvas) -> list[Span]:
    """Before -> after in `room` cells, the shorter side giving its spare room to the longer."""
    left, right = safe(shown_text(before)), safe(shown_text(after))
    half = (room - 4) // 2
    right_room = max(half, room - 4 - cell_width(left))
    right = canvas.cut(right, right_room)
    left = canvas.cut(left, room - 4 - cell_width(right))
    return [
        span(left, "note" if before is None else "old"),
        span(" -> "),
        span(right, "note" if after is None else "new"),
    ]


def _sample(sample: "Sample", rows: int, key: int, canvas: Canvas) -> Iterator[Line]:
    shown = cut_middle(safe(sample.key), key, canvas.ellipsis)
    start = [
        span("  "),
        mark(sample.mark),
        span(f"  {_stands_for(sample):>{rows}}  " if rows else "  "),
        span(pad(shown, key), "key"),
        span("  "),
    ]
    indent = 5 + (rows + 2 if rows else 0) + key + 2
    first, *rest = wrap(safe(sample.why), max(canvas.width - indent, 12)) or [""]
    if canvas.width - indent < 12:  # noqa: PLR2004
        yield Line(tuple(start))
        first, *rest, indent = "", *wrap(safe(sample.why), canvas.width - 6), 6
        yield from (line(" " * indent, piece) for piece in rest)
        return
    yield Line((*start, span(first)))
    yield from (line(" " * indent, piece) for piece in rest)


def _cells(cells: "Sequence[Cell]", canvas: Canvas) -> Iterator[Line]:
    widest = max((cell_width(safe(cell.column)) for cell in cells), default=0)
    names = min(widest, _NAME, canvas.width // 3)
    room = canvas.width - 10 - names
    for cell in cells:
        name = pad(cut_middle(safe(cell.column), names, canvas.ellipsis), names)
        left, right = safe(shown_text(cell.before)), safe(shown_text(cell.after))
        if cell.before is None and cell.after is not None:
            yield from _side(name, "", right, "new", room)
        elif cell_width(left) + cell_width(right) + 4 <= room:
            sides = (
                span(left, "old"),
                " -> ",
                span(right, "note" if cell.after is None else "new"),
            )
            yield line(" " * 8, name, "  ", *sides)
        else:
            yield from _side(name, "", left, "old", room)
            yield from _side(" " * names, "-> ", right, "new", room)


def _side(name: str, arrow: str, text: str, style: Style, room: int) -> Iterator[Line]:
    """One side of a change, folded under itself where it is longer than a line."""
    for number, piece in enumerate(fold(text, max(room - len(arrow), 8))):
        lead = (name, arrow) if not number else (" " * cell_width(name), " " * len(arrow))
        yield line(" " * 8, lead[0], "  ", lead[1], span(piece, style))


def _telling(tables: "Sequence[TableDiff]") -> "list[TableDiff]":
    """The tables that change; a new table's rows have one reason, unless nothing else changes."""
    changed = [table for table in tables if table.change != "create"]
    return changed if any(table.samples for table in changed) else list(tables)


def _spread(
    chosen: "Sequence[tuple[TableDiff, Sample]]",
) -> "list[tuple[TableDiff, Sample]]":
    """A few samples, the first of every table among them."""
    order: dict[str, int] = {}
    ranks = []
    for number, (table, _) in enumerate(chosen):
        order[table.table] = order.get(table.table, 0) + 1
        ranks.append((order[table.table] > 1, number))
    kept = sorted(number for _, number in sorted(ranks)[:SAMPLES])
    return [chosen[number] for number in kept]
