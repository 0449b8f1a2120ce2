"""A question of the review queue on a screen: two records side by side, differences marked.

Owns its form at any width: side by side where all of it fits, else one value under the other, so
that nothing that may differ is cut. A mark, never colour alone, tells what differs.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from vibecli.ui.judgement import SAME
from vibecli.ui.lines import BLANK, Line, labelled, line, mark, span
from vibecli.ui.tables import draw_grid
from vibecli.ui.text import cell_width, safe
from vibecli.ui.values import shown_text

if TYPE_CHECKING:
    from vibecli.run.labelling import Case
    from vibecli.run.verdict_import import Imported
    from vibecli.ui.terminal import Terminal

_GAPS = 3 * 2
Rows = Sequence[tuple[str, str, str, str]]


def draw_case(terminal: "Terminal", case: "Case", number: int, total: int) -> None:
    """Show one question: how sure the match is, both records, where they differ."""
    canvas, asked = terminal.canvas, case.question
    state = "put together" if asked.accepted else "not put together"
    head = f"question {number} of {total:,}: one person? {state}, probability"
    shown = [BLANK, *labelled("", f"{head} {asked.probability:.2f}", canvas, style="bold")]
    for letter, (source, record), size in (
        ("A", asked.left, asked.left_size),
        ("B", asked.right, asked.right_size),
    ):
        more = f", with {size - 1:,} more of this person" if size > 1 else ""
        shown += labelled(f"{letter}  ", f"{source} {record}{more}", canvas)
    shown += labelled("   ", asked.why, canvas)
    terminal.out(shown)
    rows = [
        (SAME[field.same] or " ", field.name, _text(field.left), _text(field.right))
        for field in case.fields
    ]
    widest = [max([1, *(cell_width(safe(row[at])) for row in rows)]) for at in range(4)]
    if sum(widest) + _GAPS <= canvas.width:
        draw_grid(terminal, ("", "", "A", "B"), rows, styles={0: "change", 1: "key"})
    else:
        terminal.out(list(_stacked(rows, terminal)))


def imported_lines(account: "Imported") -> Iterator[str]:
    """Give the account of an import, a line a fact."""
    yield f"{account.added:,} of {account.rows:,} verdicts kept from {account.file}"
    if account.known:
        yield f"{account.known:,} said what was known already"
    if account.contradictory:
        yield f"{account.contradictory:,} contradicted by a later line on the same records"
    yield from account.notes


def _stacked(rows: Rows, terminal: "Terminal") -> Iterator[Line]:
    for symbol, name, left, right in rows:
        yield line(mark(symbol), " ", span(name, "key"))
        yield from labelled("  A  ", left, terminal.canvas)
        yield from labelled("  B  ", right, terminal.canvas)


def _text(value: str | None) -> str:
    return "" if value is None else shown_text(value)
