"""What a training came to, on the page of a report: what tells most, and how true the scores are.

Owns the pictures. It draws the side tables of a `train` step and reads nothing else.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from vibecli.steps.model_card import BARS, CURVE
from vibecli.ui.chart import bar_chart, line_chart
from vibecli.ui.page import heading, paragraph

if TYPE_CHECKING:
    from vibecli.run.model import QueryRows, Review

_BARS = 15
_TELLS = "What the AUC loses when the values of a feature are shuffled; the bar is the loss."
_TRUE = (
    "Customers in ten groups by their score: what was foreseen of each group, and what happened."
    " A model is well calibrated where both lines are one."
)


def models(review: "Review", evidence: "Sequence[QueryRows]") -> str:
    """Give the pictures of every training in the plan."""
    found = {rows.step: rows for rows in evidence}
    trained = [step for step in review.plan.steps if step.kind == "train"]
    return "".join(piece for step in trained for piece in _pictures(step.id, found))


def _pictures(step: str, found: "dict[str, QueryRows]") -> Iterator[str]:
    bars, curve = found.get(f"{step}{BARS}"), found.get(f"{step}{CURVE}")
    if bars is not None and bars.rows:
        told = [(row["feature"], float(row["loss"]), row["meaning"]) for row in _named(bars)]
        yield heading("What tells most", 3) + paragraph(_TELLS, dim=True)
        yield bar_chart("importance of features", told[:_BARS])
    if curve is not None and curve.rows:
        lines = list(_named(curve))
        places = [f"{100 * float(row['foreseen']):.0f} %" for row in lines]
        series = {
            "foreseen": [float(row["foreseen"]) for row in lines],
            "happened": [float(row["happened"]) for row in lines],
        }
        yield heading("How true the scores are", 3) + paragraph(_TRUE, dim=True)
        yield line_chart("calibration of scores", places, series, "score foreseen")


def _named(rows: "QueryRows") -> Iterator[dict[str, str]]:
    for row in rows.rows:
        yield {name: value or "" for name, value in zip(rows.columns, row, strict=True)}
