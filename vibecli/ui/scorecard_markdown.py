"""A scorecard in Markdown, for a comment on a change request: figures open, misses folded."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from vibecli.ui.markdown import escaped, folded, table
from vibecli.ui.scorecard import (
    SHARE_HEADS,
    SPREAD_HEADS,
    TYPE_HEADS,
    miss,
    share_rows,
    spread_rows,
    title,
    type_rows,
    violations,
)

if TYPE_CHECKING:
    from vibecli.trials.scorecard import Scorecard


def scorecard_md(card: "Scorecard") -> str:
    """Give a scorecard as a comment."""
    return "\n".join(_parts(card))


def _parts(card: "Scorecard") -> Iterator[str]:
    yield f"### vibecli eval: {escaped(title(card))}\n"
    yield _grid(SHARE_HEADS, share_rows(card))
    for heads, rows in ((TYPE_HEADS, type_rows(card)), (SPREAD_HEADS, spread_rows(card))):
        if rows:
            yield _grid(heads, rows)
    broken = "".join(f"- {escaped(text)}\n" for text in violations(card))
    if broken:
        yield broken
    wrong = [f"- {escaped(miss(trial))}\n" for trial in card.trials if not trial.right]
    if wrong:
        yield folded(f"{len(wrong):,} cases went wrong", "".join(wrong))


def _grid(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    cells = [[escaped(cell) for cell in row] for row in rows]
    return table([head.capitalize() for head in heads], cells, right=(1, 2, 3))
