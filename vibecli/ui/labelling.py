"""A question of the review queue on a screen: two records side by side, differences marked.

Owns its form at any width; nothing that may differ is cut. A mark, never colour alone, tells what
differs.
"""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from vibecli.ui.judgement import SAME
from vibecli.ui.lines import BLANK, Canvas, Line, Style, labelled, line, mark, span
from vibecli.ui.text import cell_width, pad, safe, wrap
from vibecli.ui.values import shown_text

if TYPE_CHECKING:
    from vibecli.run.labelling import Case
    from vibecli.run.verdict_import import Imported
    from vibecli.ui.terminal import Terminal

_GAP = "  "
_LEAD = 2 + 2 * len(_GAP)  # the mark, and what stands between the columns
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
    terminal.out(list(_side_by_side([("", "", "A", "B"), *rows], canvas)))


def imported_lines(account: "Imported") -> Iterator[str]:
    """Give the account of an import, a line a fact."""
    yield f"{account.added:,} of {account.rows:,} verdicts kept from {account.file}"
    if account.replaced:
        yield f"{account.replaced:,} of them replace another verdict on the same records"
    if account.known:
        yield f"{account.known:,} said what was known already"
    if account.contradictory:
        yield f"{account.contradictory:,} contradicted by a later line on the same records"
    yield from account.notes


def _side_by_side(rows: Rows, canvas: Canvas) -> Iterator[Line]:
    """Give rows in columns; what does not fit its column goes on in the next line."""
    safe_rows = [tuple(map(safe, row)) for row in rows]
    names, left, right = _widths(safe_rows, canvas.width - _LEAD)
    for symbol, name, one, two in safe_rows:
        style: Style = "note" if (one, two) == ("A", "B") and not name else ""
        cells = (wrap(name, names), wrap(one, left), wrap(two, right))
        for at, (what, a, b) in enumerate(zip_longest(*cells, fillvalue="")):
            yield line(
                mark(symbol) if not at else " ",
                " " if symbol or at else "  ",
                span(pad(what, names), "key"),
                _GAP,
                span(pad(a, left), style),
                _GAP,
                span(b, style),
            )


def _widths(rows: Sequence[tuple[str, ...]], room: int) -> tuple[int, int, int]:
    """Give the widths of the names and of both records, of which none may take it all."""
    names, left, right = (max(1, *(cell_width(row[at]) for row in rows)) for at in (1, 2, 3))
    if names + left + right > room:
        names = min(names, room // 4)
    values = room - names
    left = min(left, max(values // 2, values - right))
    return names, left, min(right, values - left)


def _text(value: str | None) -> str:
    return "" if value is None else shown_text(value)
