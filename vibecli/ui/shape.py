"""What becomes of a table's shape, in words: shown before any row, on every surface the same."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vibecli.run.model import QualityScore, TableDiff

_MARKS = {"add": "+", "drop": "-", "lost": "!"}
_WORDS = {
    "add": "column {name} {after} is new",
    "drop": "column {name} {before} goes",
    "rename": "{what} {before} is called {after}",
    "retype": "column {name} {before} becomes {after}",
    "default": "column {name} default {before} becomes {after}",
    "not_null": "column {name} {before} becomes {after}",
    "lost": "{what} {name} loses {before}",
}


def shape_words(table: "TableDiff") -> Iterator[tuple[str, str]]:
    """Give a mark and the words of each change of shape."""
    if table.commented:
        columns = "column" if len(table.commented) == 1 else "columns"
        yield "~", f"comment of {len(table.commented)} {columns}: {', '.join(table.commented)}"
    for change in table.shape:
        if change.change == "comment":
            continue
        text = _WORDS[change.change].format(
            what="column" if change.column else "table",
            name=change.column or table.table,
            before=change.before or "none",
            after=change.after or "none",
        )
        yield _MARKS.get(change.change, "~"), text
    if table.quality:
        yield "*", _quality(table.quality)


def _quality(score: "QualityScore") -> str:
    """Give how well a table keeps its contract, before and after."""
    held = f"{score.kept} of {score.rules} rules of its contract hold"
    if score.before is None:
        return f"quality {score.after:.4f}; {held}"
    return f"quality {score.before:.4f} -> {score.after:.4f}; {held}"
