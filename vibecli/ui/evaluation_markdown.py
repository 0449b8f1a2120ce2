"""An evaluation in Markdown, for a comment on a change request: the numbers open, misses folded.

Owns its form there; how a value is kept from acting as Markdown is `ui.markdown`'s.
"""

from collections.abc import Iterator
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
from vibecli.ui.markdown import code, escaped, folded, table
from vibecli.ui.values import shown_text

if TYPE_CHECKING:
    from vibecli.run.evaluation import Evaluation, Miss

_CURVE_LINES = 12


def evaluation_md(evaluation: "Evaluation") -> str:
    """Give an evaluation as a comment."""
    return "\n".join(_parts(evaluation))


def _parts(evaluation: "Evaluation") -> Iterator[str]:
    yield f"### vibecli evaluate: {escaped(title(evaluation))}\n"
    yield "".join(f"- {escaped(text)}\n" for _, text in coverage_lines(evaluation))
    yield _grid(MEASURE_HEADS, measure_rows(evaluation), right=(1, 2, 3))
    if evaluation.segments:
        yield f"{escaped(segments_title(evaluation))}\n"
        yield _grid(SEGMENT_HEADS, segment_rows(evaluation.segments), right=(1, 2, 3, 4, 5))
    if evaluation.curve:
        rows = curve_rows(evaluation.curve, _CURVE_LINES)
        yield folded(curve_title(evaluation.curve), _grid(CURVE_HEADS, rows, right=(0, 1, 2, 3)))
    for kind, found in kinds(evaluation):
        misses = "\n".join(_miss(evaluation, kind, miss) for miss in found)
        yield folded(f"{kind}: {len(found):,} to look at", misses)


def _miss(evaluation: "Evaluation", kind: str, miss: "Miss") -> str:
    reason = miss_reason(evaluation, miss)
    told = f"{miss_text(evaluation, kind, miss)}{f'; {reason}' if reason else ''}"
    heads = [code(f"{r.source} {r.record_id}") for r in (miss.left, miss.right)]
    rows = [[SAME[f.same], code(f.name), _cell(f.left), _cell(f.right)] for f in miss.fields]
    return f"{escaped(told)}\n\n{table(['', 'Column', *heads], rows)}"


def _grid(heads: tuple[str, ...], rows: list[list[str]], *, right: tuple[int, ...]) -> str:
    cells = [[code(first), *map(escaped, rest)] for first, *rest in rows]
    return table([head.capitalize() for head in heads], cells, right=right)


def _cell(value: str | None) -> str:
    return "" if value is None else code(shown_text(value))
