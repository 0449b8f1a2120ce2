"""The pieces of a report: rows, tables that stay within their room, values before and after.

Owns how long a value may be, how a part of the change is named for the page's script (`data-part`),
and that what is left out is told. Every text is escaped here or by `page.text`.
"""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from vibecli.ui.page import text
from vibecli.ui.text import ELLIPSIS, safe
from vibecli.ui.values import shown_text

if TYPE_CHECKING:
    from vibecli.run.model import Part

LONGEST = 160  # characters of one value or name
WORDS = 600  # of one sentence
_SECTION = re.compile(r'<section id="(\w+)"><h2>([^<]*)</h2>')
_FRAME = 220  # bytes of a table around its heads and rows, and of the line below
ARROW = " → "
NUMBER = ' class="n"'


def size(piece: str) -> int:
    """Give the bytes a piece of the page takes."""
    return len(piece.encode())


def short(told: str, most: int) -> str:
    """Give a text on one line, cut where it is longer than a page shows."""
    line = " ".join(told[: 4 * most].split())
    whole = len(line) <= most and len(told) <= 4 * most
    return line if whole else line[: most - 1] + ELLIPSIS


def words(told: str, most: int = WORDS) -> str:
    """Give a text on one line, cut where it is very long, as HTML."""
    return text(short(told, most))


def name(called: str) -> str:
    """Give the name of a column, table or record as HTML."""
    return f"<code>{words(called, LONGEST)}</code>"


def value(shown: str | None, most: int = LONGEST) -> str:
    """Give a value of the data as HTML; NULL is told from the text NULL."""
    return "<i>NULL</i>" if shown is None else text(_head(shown_text(shown), most))


def _head(shown: str, most: int) -> str:
    return shown if len(shown) <= most else shown[: most - 1] + ELLIPSIS


def change(before: str | None, after: str | None) -> str:
    """Give a value before and after."""
    return f"<del>{value(before)}</del>{ARROW}<ins>{value(after)}</ins>"


def count(number: int, kind: str = "") -> str:
    """Give a cell that holds a number; nothing is dim."""
    kinds = " ".join(part for part in ("n", kind, "" if number else "z") if part)
    return f'<td class="{kinds}">{number:,}</td>'


def cell(piece: str, kind: str = "") -> str:
    """Give a cell of HTML."""
    return f'<td class="{kind}">{piece}</td>' if kind else f"<td>{piece}</td>"


def row(cells: Iterable[str], *, part: "Part | None" = None, kind: str = "") -> str:
    """Give a row of cells; one that tells of a part of the change can be decided on."""
    kinds = f' class="{kind}"' if kind else ""
    return f"<tr{kinds}{offered(part)}>{''.join(cells)}</tr>"


def offered(part: "Part | None") -> str:
    """Give what lets the script offer a decision on a part.

    One whose name holds hidden characters is named by hand only: on a page it could look like
    another.
    """
    if part is None or safe(part.text) != part.text:
        return ""
    return f' data-part="{text(part.text)}"'


def grid(  # noqa: PLR0913 - what a table of a bounded page needs
    heads: Sequence[str],
    rows: Iterable[str],
    total: int,
    *,
    noun: str,
    room: int,
    right: Sequence[int] = (),
    kind: str = "list",
) -> str:
    """Give a table of rows as far as its room goes, and how many of `total` that are.

    Columns named in `right` hold numbers. Rows that have no room are not even made.
    """
    head = "".join(
        f'<th scope="col"{NUMBER if place in right else ""}>{words(one, LONGEST)}</th>'
        for place, one in enumerate(heads)
    )
    kept = fitting(rows, room - size(head) - _FRAME)
    return (
        f'<div class="wide"><table class="{kind}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(kept)}</tbody></table></div>" + shown_of(len(kept), total, noun)
    )


def fitting(pieces: Iterable[str], room: int) -> list[str]:
    """Give the first pieces that fit."""
    kept = []
    for piece in pieces:
        room -= size(piece)
        if room < 0:
            break
        kept.append(piece)
    return kept


def shown_of(shown: int, total: int, noun: str) -> str:
    """Give the line that tells how many are shown, where that is not all."""
    if shown >= total:
        return ""
    return f'<p class="cut">{shown:,} of {total:,} {text(noun)} shown</p>'


def section(anchor: str, head: str, body: str) -> str:
    """Give a section with its heading; nothing where it has no content."""
    return f'<section id="{anchor}"><h2>{text(head)}</h2>{body}</section>' if body else ""


def contents(sections: Iterable[str]) -> str:
    """Give links to the sections there are."""
    found = [match for one in sections if (match := _SECTION.match(one))]
    links = "".join(f'<a href="#{match[1]}">{match[2]}</a>' for match in found)
    return f"<nav>{links}</nav>"
