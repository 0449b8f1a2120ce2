"""Two intents side by side: what differs in their plans, and in what they do to the data.

Owns the form on a screen, as a table and in Markdown. Compares nothing.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vibecli.ui.lines import BLANK, Line, labelled, line, marked, span
from vibecli.ui.markdown import code, escaped, table
from vibecli.ui.rows import Rows
from vibecli.ui.tables import draw_grid
from vibecli.ui.text import safe

if TYPE_CHECKING:
    from vibecli.run.contrast import ContrastCell, IntentContrast, RowContrast, TableContrast
    from vibecli.ui.lines import Canvas
    from vibecli.ui.terminal import Terminal

HEADER = ("", "same", "only A", "only B", "differently")
_WORDS = {"only_a": "only A", "only_b": "only B", "differently": "differently"}
_LINES = 100  # of the plans in Markdown


def draw_contrast(terminal: "Terminal", found: "IntentContrast") -> None:
    """Show what differs, the plans first."""
    canvas = terminal.canvas
    terminal.out(list(_head(found, canvas)))
    rows = [[name, *map("{:,}".format, numbers)] for name, numbers in counted(found)]
    if rows:
        draw_grid(terminal, list(HEADER), rows, right=(1, 2, 3, 4))
    details = [line for one in found.tables for line in _details(one, canvas)]
    terminal.out(
        [*([BLANK] if details else []), *details, BLANK, line(span(verdict(found), "bold"))]
    )


def contrast_rows(found: "IntentContrast") -> Rows:
    """Give one row a table or query step."""
    rows: list[tuple[object, ...]] = [(name, *numbers) for name, numbers in counted(found)]
    names = ("table", "same", "only_a", "only_b", "differently")
    return Rows(names, ("", *("BIGINT",) * 4), rows)


def contrast_md(found: "IntentContrast") -> str:
    """Give the comparison as a comment."""
    left = len(found.plan) - _LINES
    plan = [f"- {code(one)}\n" for one in found.plan[:_LINES]]
    plan += [f"- and {left:,} more\n"] if left > 0 else []
    rows = [[code(name), *map("{:,}".format, numbers)] for name, numbers in counted(found)]
    samples = [
        f"- {code(one.table)} {code(row.row)} {_WORDS[row.kind]}: {escaped(_told(row))}\n"
        for one in found.tables
        for row in one.samples
    ]
    shapes = [f"- {code(one.table)} {code(s)}\n" for one in found.tables for s in one.shape]
    parts = [
        f"### vibecli intent diff\n\nA: {code(found.a)}, B: {code(found.b)}\n",
        "".join(plan),
        table(["Table or step", "Same", "Only A", "Only B", "Differently"], rows) if rows else "",
        "".join([*shapes, *samples]),
        f"**{escaped(verdict(found))}**\n",
    ]
    return "\n".join(part for part in parts if part)


def counted(found: "IntentContrast") -> Iterator[tuple[str, tuple[int, int, int, int]]]:
    """Give the rows of each table and query step by what differs."""
    for one in found.tables:
        yield one.table, (one.same, one.only_a, one.only_b, one.differently)
    for query in found.queries:
        yield query.step, (query.same, query.only_a, query.only_b, 0)


def verdict(found: "IntentContrast") -> str:
    """Say in one line whether the two differ."""
    if found.same:
        return "The same plan, and the same on this data"
    if found.same_data:
        return "The plans differ; on this data they do the same"
    return "They do different things to this data"


def _head(found: "IntentContrast", canvas: "Canvas") -> Iterator[Line]:
    for name, told, plan_id in (("A", found.a, found.plan_a), ("B", found.b, found.plan_b)):
        yield line(span(name, "bold"), f"  {safe(told)}  ", span(f"plan {plan_id[:8]}", "note"))
    yield BLANK
    for change in found.plan:
        yield from marked(change[0], change[2:], "", canvas)
    if not found.plan:
        yield from labelled("", "the plans are the same", canvas)
    yield BLANK


def _details(one: "TableContrast", canvas: "Canvas") -> Iterator[Line]:
    for told in one.shape:
        yield from marked("!", one.table, told, canvas)
    for row in one.samples:
        head = f"{one.table} {row.row}  {_WORDS[row.kind]}"
        yield from marked(_mark(row), head, _told(row), canvas)


def _mark(row: "RowContrast") -> str:
    return (row.a or row.b) if row.kind != "differently" else "~"


def _told(row: "RowContrast") -> str:
    if not row.cells:
        return "removed"
    return ", ".join(_cell(row, cell) for cell in row.cells)


def _cell(row: "RowContrast", cell: "ContrastCell") -> str:
    before, a, b = ("NULL" if v is None else v for v in (cell.before, cell.a, cell.b))
    if row.kind == "differently":
        return f"{cell.column} A {a} | B {b}"
    after = a if row.kind == "only_a" else b
    return (
        f"{cell.column} {after}"
        if (row.a or row.b) == "+"
        else f"{cell.column} {before} -> {after}"
    )
