"""Many tables or steps on one screen: a line each, what weighs most first, and how to open one.

Owns from how many on they are folded, and their order. Nothing is lost: `full` folds nothing.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from vibecli.ui.lines import Canvas, Line, labelled, left_out, line, span
from vibecli.ui.shape import shape_words
from vibecli.ui.tables import grid
from vibecli.ui.verdict import counts

if TYPE_CHECKING:
    from vibecli.run.model import TableDiff
    from vibecli.steps.base import StepResult

MANY = 8  # more of them take one line each, more names than that are a number
_LINES = 40
_HEADS = ("", "table", "rows", "change", "columns")
_TOLD_BY_TABLES = frozenset({"write", "remove", "clean", "alter", "drop"})  # kinds of steps


def by_weight(tables: "Sequence[TableDiff]") -> "list[TableDiff]":
    """Give tables, those first that lose or get a shape, then by the rows that change."""
    shaped = {"drop": 0, "replace": 1}
    return sorted(
        tables,
        key=lambda one: (
            shaped.get(one.change, 2 if one.shape else 3),
            -(one.added + one.changed + one.removed),
        ),
    )


def overview_lines(tables: "Sequence[TableDiff]", plan_id: str, canvas: Canvas) -> Iterator[Line]:
    """Give a line a table, in the order given, and how to see more of one."""
    shown = tables[:_LINES]
    yield line(span(f"{len(tables)} tables change", "bold"), span("   the largest first", "note"))
    rows = [_row(one) for one in shown]
    yield from grid(_HEADS, rows, canvas, right=(2,), styles={1: "key", 4: "note"}, indent="  ")
    if len(shown) < len(tables):
        yield left_out(f"{len(tables) - len(shown)} more tables", canvas)
    one = canvas.wording(f"vibecli review {plan_id} --table TABLE")
    yield from labelled(f"    {canvas.ellipsis} one of them: ", one, canvas, style="note")


def folded(results: "Sequence[StepResult]") -> "tuple[list[StepResult], int]":
    """Give the steps worth a line of their own, and how many others the tables tell of."""
    if len(results) <= MANY:
        return list(results), 0
    kept = [result for result in results if result.kind not in _TOLD_BY_TABLES]
    return kept, len(results) - len(kept)


def names(word: str, tables: Sequence[str], *, full: bool) -> str:
    """Give the names of a few tables, of many only how many there are."""
    return f"{word} {', '.join(tables) if full or len(tables) <= MANY else f'{len(tables)} tables'}"


def _row(table: "TableDiff") -> list[str]:
    whole = {"create": "new table", "drop": "table removed", "replace": "replaced as a whole"}
    shape = [words for _, words in shape_words(table)]
    told = shape or [whole.get(table.change, ", ".join(column.column for column in table.columns))]
    rows = counts(table) if table.added or table.changed or table.removed else "shape"
    return [_mark(table), table.table, _rows(table), rows, "; ".join(told)]


def _mark(table: "TableDiff") -> str:
    if table.shape or table.change in {"drop", "replace"} or any(c.cleared for c in table.columns):
        return "!"
    return "+" if table.change == "create" else "~"


def _rows(table: "TableDiff") -> str:
    before, after = table.rows_before, table.rows_after
    return f"{after:,}" if before == after else f"{before:,} -> {after:,}"
