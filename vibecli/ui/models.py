"""The models of a database on a screen: the list of their versions, and the card of one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vibecli.ui.lines import line, span
from vibecli.ui.tables import draw_grid
from vibecli.ui.text import safe_block

if TYPE_CHECKING:
    from vibecli.learn.registry import Listed, Registered
    from vibecli.ui.terminal import Terminal

_HEADS = ("model", "version", "", "AUC", "algorithm", "as of", "foresees")


def draw_models(terminal: "Terminal", models: "Sequence[Listed]") -> None:
    """Show a line a version, the champion of each model first."""
    if not models:
        terminal.err("no model has been trained yet")
        terminal.err(
            line(span("hint: ", "hint"), terminal.hint("vibecli ask 'train a churn model'"))
        )
        return
    rows = [
        [
            one.model,
            f"v{one.version}",
            "champion" if one.champion else "",
            f"{one.metrics.get('auc', 0):.4f}",
            one.algorithm,
            (one.cut or "")[:10],
            one.meaning,
        ]
        for one in models
    ]
    draw_grid(terminal, _HEADS, rows, right=(3,), styles={0: "key", 6: "note"})


def draw_model(terminal: "Terminal", model: "Registered", *, full: bool = False) -> None:
    """Show the card of a model; in full with the SQL of its features."""
    terminal.data(safe_block(model.card))
    if full:
        terminal.data(f"\n## SQL of the features\n\n```sql\n{safe_block(model.sql)}\n```\n")
    else:
        terminal.err(line(span("the SQL of its features: "), terminal.hint("--verbose")))
