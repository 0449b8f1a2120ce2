"""The lineage of a column on a screen: what it is made of, step by step back to the database.

Owns its form: a tree that tells each stage once.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vibecli.ui.lines import Canvas, Line, labelled, line, span

if TYPE_CHECKING:
    from vibecli.plan.descent import Descent, Stage
    from vibecli.ui.terminal import Terminal

_DEEPEST = 12  # levels drawn further in


def draw_lineage(terminal: "Terminal", told: "Descent") -> None:
    """Show where a column's values come from."""
    terminal.out(list(lineage_lines(told, terminal.canvas)))


def lineage_lines(told: "Descent", canvas: Canvas) -> Iterator[Line]:
    """Give the lines of a lineage."""
    stages = {stage.key: stage for stage in told.stages}
    shown: set[str] = set()
    waiting = [(told.stages[0].key, 0, "")]
    while waiting:
        key, depth, lead = waiting.pop()
        stage, again = stages[key], key in shown
        yield from _stage(stage, min(depth, _DEEPEST), lead, canvas, again=again)
        shown.add(key)
        if not again:
            kept = [(stage.kept, depth + 1, "other rows: ")] if stage.kept else []
            waiting += [*kept, *((one, depth + 1, "") for one in reversed(stage.sources))]
    origins = ", ".join(told.origins) or "no column of the database"
    yield from labelled("comes from  ", origins, canvas)


def _stage(stage: "Stage", depth: int, lead: str, canvas: Canvas, *, again: bool) -> Iterator[Line]:
    indent = "  " * depth
    words = f"{stage.step} {stage.kind}" if stage.step else "as it is in the database"
    how = "told above" if again and (stage.sources or stage.kept) else " ".join(stage.how.split())
    head = f"{indent}{lead}{stage.name}  "
    text = f"{words}: {how}" if how else words
    if len(head) + 16 <= canvas.width:
        yield from labelled(head, text, canvas, style="" if stage.step else "note")
        return
    yield line(span(canvas.cut(head, canvas.width), "key"))
    yield from labelled(f"{indent}  ", text, canvas, style="note")
