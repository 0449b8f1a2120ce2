"""What a `clean` step came to, column by column: values in standard form before and after, and why.

It draws figures only, never a value.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vibecli.ui.lines import Canvas, Line, labelled, left_out
from vibecli.ui.text import cell_width, pad

if TYPE_CHECKING:
    from vibecli.steps.base import Cleaned, StepResult

_COLUMNS = 8
_REASONS = 3
_WIDEST = 24
_INDENT = "    "
LOOKUP = "_lookup"


def cleaned_lines(result: "StepResult", canvas: Canvas) -> Iterator[Line]:
    """Give a line for each column of which something changes or is left, the most changed first."""
    told = [one for one in result.columns if one.changed or one.left]
    told.sort(key=lambda one: -one.changed)
    wide = min(max((cell_width(one.column) for one in told), default=0), _WIDEST)
    for one in told[:_COLUMNS]:
        label, reasons = (
            f"{pad(canvas.cut(one.column, wide), wide)}  {_shares(one)}  ",
            _reasons(one),
        )
        if cell_width(label) > canvas.width // 2:  # reasons would have no room beside it
            yield from labelled(_INDENT, f"{label}{reasons}", canvas, style="note")
        else:
            yield from labelled(f"{_INDENT}{label}", reasons, canvas, style="note")
    if len(told) > _COLUMNS:
        yield left_out(f"{len(told) - _COLUMNS} more columns", canvas)
    lookup = next((name for name in result.rows if name.endswith(LOOKUP)), None)
    if lookup:
        told_at = f"each value and what it becomes: --rows {lookup}"
        yield from labelled(_INDENT, told_at, canvas, style="note")


def _shares(one: "Cleaned") -> str:
    before, after = (" none" if s is None else f"{_percent(s):>5}" for s in (one.before, one.after))
    return f"{before} -> {after} valid"


def _percent(share: float) -> str:
    """Give a share that is never rounded up to all of them."""
    return "100%" if share == 1 else f"{min(100 * share, 99.9):.1f}%"


def _reasons(one: "Cleaned") -> str:
    parts = [f"{rows:,} {why}" for why, rows in one.reasons[:_REASONS]]
    others = sum(rows for _, rows in one.reasons[_REASONS:])
    parts += [f"{others:,} for other reasons"] if others else []
    parts += [f"{one.left:,} left as they are"] if one.left else []
    return ", ".join(parts)
