"""The glossary on a screen: its entries, and what in it does not fit the database."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vibecli.ui.lines import BLANK, labelled, marked
from vibecli.ui.tables import draw_grid

if TYPE_CHECKING:
    from vibecli.plan.glossary import Glossary, Term
    from vibecli.ui.terminal import Terminal


def draw_glossary(terminal: "Terminal", glossary: "Glossary", findings: Sequence[str]) -> None:
    """Show terms and metrics as a grid, the rest line by line, findings last and on stderr."""
    rows = [("term", one.name, one.table or "", _meaning(one)) for one in glossary.terms]
    rows += [("metric", one.name, one.table or "", _meaning(one)) for one in glossary.metrics]
    if rows:
        draw_grid(terminal, ("kind", "name", "table", "meaning"), rows, styles={1: "key"})
    others = (
        ("rule", glossary.rules),
        ("join", glossary.joins),
        ("protected", glossary.protected),
    )
    for label, texts in others:
        if texts:
            terminal.out([BLANK])
        for text in texts:
            terminal.out(list(labelled(f"{label:<11}", text, terminal.canvas)))
    if not rows and not any(texts for _, texts in others):
        terminal.err("the glossary is empty")
    for finding in findings:
        terminal.err(list(marked("!", finding, "", terminal.canvas)))


def _meaning(term: "Term") -> str:
    also = f" (also: {', '.join(term.synonyms)})" if term.synonyms else ""
    return f"{term.meaning}{also}"
