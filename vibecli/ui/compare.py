"""The difference of two tables on a screen and as Markdown, in the forms of a review's diff."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vibecli.ui.changes import samples_lines, table_lines
from vibecli.ui.lines import BLANK, Canvas, Line, flow, line, span
from vibecli.ui.markdown import code, escaped, folded, table_details, table_totals
from vibecli.ui.shape import shape_words

if TYPE_CHECKING:
    from vibecli.run.comparison import Comparison
    from vibecli.ui.terminal import Terminal

_BASES = {"given": "", "declared": " (the declared key)", "inferred": " (it looks like the key)"}


def draw_comparison(terminal: "Terminal", found: "Comparison", *, full: bool = False) -> None:
    """Show schema, counts, columns and sample rows."""
    canvas = terminal.canvas
    terminal.out(list(_lines(found, canvas, full=full)))
    for notice in found.notices:
        terminal.err(f"note: {notice}")


def comparison_md(found: "Comparison") -> str:
    """Give a comparison as a comment."""
    return "\n".join(part for part in _parts(found) if part)


def verdict(found: "Comparison") -> str:
    """Say in words whether the tables are the same."""
    if found.same:
        return f"the same {found.diff.rows_after:,} rows"
    rows = found.diff.added or found.diff.changed or found.diff.removed
    return "they differ" if rows else "the same rows, another schema"


def compared_by(found: "Comparison") -> str:
    """Say what told which rows belong together."""
    by = ", ".join(found.key)
    return f"by {by}{_BASES[found.basis]}" if by else "whole rows, copy by copy"


def _lines(found: "Comparison", canvas: Canvas, *, full: bool) -> Iterator[Line]:
    sides = [span(found.left, "bold"), span("->"), span(found.right, "bold")]
    yield from flow([*sides, span(compared_by(found), "note")], canvas)
    yield BLANK
    if found.same:
        yield line(verdict(found))
        return
    yield from table_lines(found.diff, canvas, full=full)
    if found.diff.samples:
        yield BLANK
        yield from samples_lines([found.diff], canvas, full=full, cells=True)


def _parts(found: "Comparison") -> Iterator[str]:
    yield f"### {code(found.left)} and {code(found.right)}: {escaped(verdict(found))}\n"
    yield f"- compared {escaped(compared_by(found))}\n"
    if not found.same:
        yield table_totals([found.diff])
        told = shape_words(found.diff)
        yield "".join(f"- {code(sign)} {escaped(words)}\n" for sign, words in told)
        yield folded("columns and samples", table_details(found.diff))
    yield "".join(f"- note: {escaped(notice)}\n" for notice in found.notices)
