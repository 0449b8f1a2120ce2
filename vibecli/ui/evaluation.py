"""An evaluation on a screen: measures, segments, thresholds, and a few of the misses.

Owns its form there. What it leaves out is told on stderr, with the flag that brings it.
"""

from typing import TYPE_CHECKING

from vibecli.ui.judgement import (
    CURVE_HEADS,
    MEASURE_HEADS,
    SAME,
    SEGMENT_HEADS,
    coverage_lines,
    curve_rows,
    curve_title,
    kinds,
    measure_rows,
    miss_reason,
    miss_text,
    segment_rows,
    segments_title,
    title,
)
from vibecli.ui.lines import BLANK, Style, labelled, line, marked
from vibecli.ui.tables import draw_grid
from vibecli.ui.values import shown_text

if TYPE_CHECKING:
    from vibecli.run.evaluation import Evaluation, Miss
    from vibecli.ui.terminal import Terminal

_CURVE_LINES = 9
Styles = dict[int, Style]


def draw_evaluation(terminal: "Terminal", evaluation: "Evaluation", misses: int) -> None:
    """Show an evaluation, with at most so many misses of each kind."""
    canvas = terminal.canvas
    terminal.out(list(labelled("", title(evaluation), canvas, style="bold")))
    columns = ", ".join(f"{one.part} {one.column}" for one in evaluation.columns)
    terminal.out(list(labelled("columns  ", columns, canvas)))
    for symbol, text in coverage_lines(evaluation):
        terminal.out(list(marked(symbol, text, "", canvas)))
    _draw_numbers(terminal, evaluation)
    for kind, found in kinds(evaluation):
        for number, miss in enumerate(found[:misses], 1):
            what = miss_text(evaluation, kind, miss)
            terminal.out([BLANK, *marked("!", f"{kind} {number}", what, canvas)])
            if reason := miss_reason(evaluation, miss):
                terminal.out(list(labelled("    ", reason, canvas)))
            _draw_fields(terminal, miss)
    _tell_more(terminal, evaluation, misses)


def _draw_numbers(terminal: "Terminal", evaluation: "Evaluation") -> None:
    canvas = terminal.canvas
    terminal.out(BLANK)
    rows = measure_rows(evaluation)
    styles: Styles = {0: "key", 4: "note"}
    draw_grid(terminal, MEASURE_HEADS, rows, right=(1, 2, 3), styles=styles)
    if evaluation.segments:
        terminal.out([BLANK, *labelled("", segments_title(evaluation), canvas, style="title")])
        rows = segment_rows(evaluation.segments)
        draw_grid(terminal, SEGMENT_HEADS, rows, right=(1, 2, 3, 4, 5), styles={0: "key"})
    if evaluation.curve:
        terminal.out([BLANK, *labelled("", curve_title(evaluation.curve), canvas, style="title")])
        rows = curve_rows(evaluation.curve, _CURVE_LINES)
        draw_grid(terminal, CURVE_HEADS, rows, right=(0, 1, 2, 3), styles={0: "key", 4: "ok"})


def _draw_fields(terminal: "Terminal", miss: "Miss") -> None:
    rows = [
        [f"    {SAME[one.same] or ' '}", one.name, _cell(one.left), _cell(one.right)]
        for one in miss.fields
    ]
    heads = [f"{r.source} {r.record_id}" for r in (miss.left, miss.right)]
    draw_grid(terminal, ("", "column", *heads), rows, styles={0: "change", 1: "key"})


def _tell_more(terminal: "Terminal", evaluation: "Evaluation", misses: int) -> None:
    most = max(len(evaluation.false_positives), len(evaluation.false_negatives))
    if most > misses:
        terminal.err(
            line(
                f"up to {most - misses:,} more misses of each kind: ",
                terminal.hint(f"--misses {most}"),
                " or ",
                terminal.hint("--html FILE"),
            )
        )


def _cell(value: str | None) -> str:
    return "" if value is None else shown_text(value)
