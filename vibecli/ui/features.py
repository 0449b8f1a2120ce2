"""Sets of features on a screen: each with its version, its table and what its features mean."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vibecli.ui.tables import draw_grid

if TYPE_CHECKING:
    from vibecli.learn.definition_file import Listed
    from vibecli.ui.terminal import Terminal


def draw_definitions(terminal: "Terminal", found: "Sequence[Listed]") -> None:
    """Show all sets, a line a feature under each."""
    if not found:
        terminal.err("no features are defined here; vibecli ask describes some in words")
    for number, one in enumerate(found):
        if number:
            terminal.out()
        _draw(terminal, one)


def draw_definition(terminal: "Terminal", one: "Listed") -> None:
    """Show one set, and the SQL it comes to as of the newest event."""
    _draw(terminal, one)
    terminal.out()
    for line in one.sql.splitlines():
        terminal.out(line)


def _draw(terminal: "Terminal", one: "Listed") -> None:
    moment = f"as of {one.as_of}" if one.as_of else "not written yet"
    terminal.out(f"{one.name}  version {one.version}  {one.table} ({one.entity}), {moment}")
    draw_grid(
        terminal, ("feature", "meaning"), [[row.feature, row.meaning] for row in one.features]
    )
