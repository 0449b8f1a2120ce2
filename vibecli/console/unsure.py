"""The pairs a match left for a person to judge: which records, how likely, and why.

Reads the evidence saved beside the plan; never matches anything again.
"""

from typing import TYPE_CHECKING

from vibecli.console.shell import Shell

if TYPE_CHECKING:
    from vibecli.run.model import QueryRows, Review

BAND, UNSURE = "band", "review"
SHOWN = ("probability", "left", "right", "why")
_MOST_PAIRS = 1_000_000


def has_unsure(review: "Review") -> bool:
    """True when a match of the plan left pairs for a person to judge."""
    figures = (figure for step in review.steps if step.kind == "match" for figure in step.figures)
    return any(figure.name == UNSURE and figure.value > 0 for figure in figures)


def show_unsure(shell: Shell, review: "Review") -> None:
    """Show the unsure pairs of every match of a review, the likeliest first."""
    from vibecli.ui.lines import line, span
    from vibecli.ui.tables import draw_rows

    named = [name for step in review.steps for name in step.pairs]
    pairs = [row for name in named for row in _unsure(shell, review, name)]
    if not pairs:
        shell.terminal.out("no pair is unsure")
        return
    pairs.sort(key=lambda row: (-float(row[0]), row))
    shown = pairs[: shell.screen_rows]
    draw_rows(
        shell.terminal,
        SHOWN,
        ("DOUBLE", "VARCHAR", "VARCHAR", "VARCHAR"),
        shown,
        len(pairs),
        shell.screen_rows,
        most_lines=shell.screen_lines,
    )
    judge = f"vibecli label {review.short_id}"
    shell.terminal.err(line(span("judge them: ", "note"), span(shell.terminal.hint(judge), "hint")))


def _unsure(shell: Shell, review: "Review", name: str) -> list[tuple[str, ...]]:
    """Give the unsure pairs of one match: how likely, the two records, the reasons."""
    found: QueryRows = shell.flow.query_rows(
        review, name, unmask=shell.globals.unmask, limit=_MOST_PAIRS
    )
    rows = (dict(zip(found.columns, row, strict=True)) for row in found.rows)
    return [
        (
            row["probability"] or "0",
            f"{row['left_source']} {row['left_id']}",
            f"{row['right_source']} {row['right_id']}",
            row["why"] or "",
        )
        for row in rows
        if row[BAND] == UNSURE
    ]
