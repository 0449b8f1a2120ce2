"""The policy on a screen: each value with its source, and what its patterns cover here.

Owns its form. It decides nothing.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vibecli.ui.lines import marked
from vibecli.ui.settings import draw_settings
from vibecli.ui.tables import draw_grid

if TYPE_CHECKING:
    from vibecli.config import SettingSource
    from vibecli.plan.coverage import Coverage
    from vibecli.ui.terminal import Terminal

_NAMED = 6


def draw_policy(
    terminal: "Terminal",
    sources: "Sequence[SettingSource]",
    covers: "Sequence[Coverage]",
    loosened: Sequence[str],
) -> None:
    """Show a policy, tried on the tables that are there."""
    draw_settings(terminal, sources)
    if covers:
        terminal.out()
        rows = [[one.setting, one.pattern, _covered(one)] for one in covers]
        draw_grid(terminal, ("setting", "pattern", "covers"), rows, styles={1: "key"})
    for one in loosened:
        terminal.out(list(marked("!", f"looser than before: {one}", "", terminal.canvas)))
    if loosened:
        terminal.err("no plan is run before a person typed: vibecli policy accept")


def _covered(one: "Coverage") -> str:
    more = f" and {len(one.covers) - _NAMED} more" if len(one.covers) > _NAMED else ""
    return ", ".join(one.covers[:_NAMED]) + more or "nothing"
