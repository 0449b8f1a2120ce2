"""An evaluation as one page of HTML: the numbers, the curve as a picture, the misses side by side.

Owns what stands on the page and that it stays small. Never writes a file itself.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vibecli.ui.chart import line_chart
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
    thresholds,
    title,
)
from vibecli.ui.page import folded, heading, page, paragraph, table
from vibecli.ui.text import cut
from vibecli.ui.values import shown_text

if TYPE_CHECKING:
    from vibecli.run.evaluation import Curve, Evaluation, Miss

_ROOM = 220_000  # characters of misses; the rest is told of
_LONGEST = 120  # characters of one value
_SIMPLER = (
    "Here all records that pairs from a threshold on connect are one person; the match itself"
    " weighs whole clusters, so its own figures may lie beside the curve."
)


def evaluation_page(evaluation: "Evaluation") -> str:
    """Give the page."""
    return page(title(evaluation), [*_numbers(evaluation), *_misses(evaluation)])


def _numbers(evaluation: "Evaluation") -> Iterator[str]:
    yield heading(title(evaluation), 1)
    columns = ", ".join(f"{one.part}: {one.column}" for one in evaluation.columns)
    yield paragraph(f"Columns of the truth: {columns}", dim=True)
    for _, told in coverage_lines(evaluation):
        yield paragraph(told)
    yield table(MEASURE_HEADS, measure_rows(evaluation), right=(1, 2, 3))
    if evaluation.curve:
        yield from _curve(evaluation.curve)
    if evaluation.segments:
        yield heading(segments_title(evaluation))
        yield paragraph("A pair counts for the segment of each of its records.", dim=True)
        rows = segment_rows(evaluation.segments)
        yield table(SEGMENT_HEADS, rows, right=(1, 2, 3, 4, 5))


def _curve(curve: "Curve") -> Iterator[str]:
    yield heading("Threshold")
    yield paragraph(curve_title(curve), dim=True)
    series = {
        "precision": [point.precision for point in curve.points],
        "recall": [point.recall for point in curve.points],
        "F1": [point.f1 for point in curve.points],
    }
    places = thresholds(curve)
    label = f"Precision, recall and F1 of the {curve_title(curve)}"
    who = "pairs count" if curve.basis == "evidence" else "members stay"
    yield line_chart(label, places, series, f"probability from which {who}")
    if curve.basis == "evidence":
        yield paragraph(_SIMPLER, dim=True)
    rows = curve_rows(curve, len(curve.points))
    yield folded("the numbers", table(CURVE_HEADS, rows, right=(0, 1, 2, 3)))


def _misses(evaluation: "Evaluation") -> Iterator[str]:
    """Give the misses as far as there is room; each kind has half of it."""
    for kind, found in kinds(evaluation):
        yield heading(f"{kind.capitalize()}: {len(found):,} to look at")
        left = _ROOM // 2
        for number, miss in enumerate(found):
            piece = _miss(evaluation, kind, miss)
            left -= len(piece)
            if left < 0:
                yield paragraph(f"{len(found) - number:,} more with --output json")
                break
            yield piece


def _miss(evaluation: "Evaluation", kind: str, miss: "Miss") -> str:
    heads = [cut(f"{r.source} {r.record_id}", _LONGEST) for r in (miss.left, miss.right)]
    reason = miss_reason(evaluation, miss)
    rows = [[SAME[f.same], f.name, _cell(f.left), _cell(f.right)] for f in miss.fields]
    differing = [number for number, field in enumerate(miss.fields) if field.same is False]
    return (
        heading(miss_text(evaluation, kind, miss), 3)
        + (paragraph(reason, dim=True) if reason else "")
        + table(("", "column", *heads), rows, marked=differing)
    )


def _cell(value: str | None) -> str:
    return "" if value is None else cut(shown_text(value), _LONGEST)
