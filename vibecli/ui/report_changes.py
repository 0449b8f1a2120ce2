"""What changes, on the page of a report: counts, shapes, columns, kinds of change, rows.

Owns the order inside a table and which rows are worth the room. It draws what it is given.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from vibecli.engine.names import column_text
from vibecli.run.model import Part
from vibecli.ui.page import folded, heading, text
from vibecli.ui.report_parts import (
    cell,
    change,
    count,
    grid,
    name,
    row,
    value,
    words,
)
from vibecli.ui.shape import shape_words

if TYPE_CHECKING:
    from vibecli.run.model import Cell, ColumnDiff, Sample, TableDiff

_SHORT = 20  # a type or a key that stays on one line
_CELLS = 12  # of one row; the rest is counted
_KINDS = {"+": "new", "~": "changed", "-": "removed"}
_WHOLE = {"create": "new table", "replace": "replaced as a whole", "drop": "table removed"}
_COUNT_HEADS = ("table", "rows before", "rows after", "new", "changed", "removed", "")
_COLUMN_HEADS = ("column", "type", "filled", "replaced", "cleared", "example")
_KIND_HEADS = ("", "rows", "row", "why", "what changes")
_ROW_HEADS = ("", "row", "why", "what changes")


def changed_tables(tables: "Sequence[TableDiff]") -> "list[TableDiff]":
    """Give the tables that change, new ones last."""
    changed = [table for table in tables if not table.empty]
    return sorted(changed, key=lambda table: table.change == "create")


def counts(tables: "Sequence[TableDiff]", parts: "Mapping[str, Part]", room: int) -> str:
    """Give the rows each table gains, changes and loses."""
    return grid(
        _COUNT_HEADS,
        (_counted(table, parts) for table in tables),
        len(tables),
        noun="tables",
        room=room,
        right=range(1, 6),
        kind="list parts",
    )


def shapes(tables: "Sequence[TableDiff]", room: int) -> str:
    """Give what becomes of tables and columns themselves, before any row."""
    heads = ("", "table", "what becomes of it")
    rows = [
        row([_sign(sign), cell(name(table.table)), cell(words(said))])
        for table in tables
        for sign, said in (*_whole(table), *shape_words(table))
    ]
    return grid(heads, rows, len(rows), noun="changes", room=room) if rows else ""


def columns(table: "TableDiff", parts: "Mapping[str, Part]", room: int) -> str:
    """Give how each column of a table changes, those that lose values and change most first."""
    if not table.columns and f"rows:{table.table}" not in parts:
        return ""
    ranked = sorted(table.columns, key=lambda c: (-c.cleared, -(c.filled + c.replaced)))
    part = parts.get(f"rows:{table.table}")
    first = [_rows_part(table, part)] if part else []
    return grid(
        _COLUMN_HEADS,
        chain(first, (_column(table, column, parts) for column in ranked)),
        len(first) + len(ranked),
        noun="parts" if part else "columns",
        room=room,
        right=(2, 3, 4),
        kind="list parts",
    )


def kinds(table: "TableDiff", room: int) -> str:
    """Give one sample of each kind of change, with its reason and how many rows it stands for."""
    if not table.samples:
        return ""
    rows = map(_kind, table.samples)
    told = grid(
        _KIND_HEADS, rows, len(table.samples), noun="samples", room=room, right=(1,), kind="rows"
    )
    return heading("One sample of each kind of change", 3) + told


def changed_rows(found: "Sequence[Sample]", total: int, room: int) -> str:
    """Give changed rows behind a summary that tells how many of all they are."""
    lines = (row([_sign(s.mark), *_told(s)], kind=_KINDS[s.mark]) for s in found)
    table = grid(_ROW_HEADS, lines, total, noun="rows", room=room - 100, kind="list rows")
    return folded(f"{total:,} changed rows", table) if found else ""


def _whole(table: "TableDiff") -> Iterator[tuple[str, str]]:
    """Tell what becomes of a table that is there and does not stay as it is."""
    if table.change == "drop":
        yield "-", _WHOLE["drop"]
    elif table.change == "replace":
        yield "!", _WHOLE["replace"]


def _counted(table: "TableDiff", parts: "Mapping[str, Part]") -> str:
    numbers = (
        (table.rows_before, "was"),
        (table.rows_after, "now"),
        (table.added, "add"),
        (table.changed, "mod"),
        (table.removed, "del"),
    )
    return row(
        [
            cell(name(table.table)),
            *(count(number, kind) for number, kind in numbers),
            cell(text(_WHOLE.get(table.change, ""))),
        ],
        part=parts.get(f"table:{table.table}"),
    )


def _column(table: "TableDiff", column: "ColumnDiff", parts: "Mapping[str, Part]") -> str:
    return row(
        [
            cell(name(column.column)),
            cell(words(column.type, 60), "dim s" if len(column.type) < _SHORT else "dim"),
            count(column.filled, "fil"),
            count(column.replaced, "rep"),
            count(column.cleared, "clr"),
            cell(change(column.before, column.after), "cells"),
        ],
        part=parts.get(f"column:{column_text(table.table, column.column)}"),
    )


def _rows_part(table: "TableDiff", part: "Part") -> str:
    told = f"{table.added:,} new, {table.removed:,} removed"
    return row(
        [cell("rows that come and go"), *[cell("")] * 4, cell(text(told))], part=part, kind="whole"
    )


def _kind(sample: "Sample") -> str:
    stands = count(sample.rows) if sample.rows else cell("", "n")
    return row([_sign(sample.mark), stands, *_told(sample)], kind=_KINDS[sample.mark])


def _told(sample: "Sample") -> Iterator[str]:
    yield cell(name(sample.key), "s" if len(sample.key) < _SHORT else "")
    yield cell(words(sample.why))
    yield cell(" ".join(_cells(sample)), "cells")


def _cells(sample: "Sample") -> Iterator[str]:
    for one in sample.cells[:_CELLS]:
        yield f"<div><b>{words(one.column, 80)}</b> {_change(sample, one)}</div>"
    if len(sample.cells) > _CELLS:
        yield f'<div class="dim">{len(sample.cells) - _CELLS:,} more columns</div>'


def _change(sample: "Sample", one: "Cell") -> str:
    match sample.mark:
        case "+":
            return f"<ins>{value(one.after)}</ins>"
        case "-":
            return f"<del>{value(one.before)}</del>"
        case _:
            return change(one.before, one.after)


def _sign(sign: str) -> str:
    return cell(text(sign), "sign")
