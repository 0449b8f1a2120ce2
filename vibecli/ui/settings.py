"""The settings and where each comes from, as a list. Never shows a key: settings hold none."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vibecli.ui.tables import draw_grid

if TYPE_CHECKING:
    from vibecli.config import SettingSource
    from vibecli.ui.terminal import Terminal


def draw_settings(terminal: "Terminal", sources: "Sequence[SettingSource]") -> None:
    """Show every setting with its value and its place."""
    rows = [[one.name, one.value, one.source] for one in sources]
    draw_grid(terminal, ("setting", "value", "from"), rows, styles={0: "key", 2: "note"})
