"""Lines of a screen: pieces of text that each have a meaning, painted only when they are written.

Owns the styles and how pieces are laid side by side. A piece is made safe the moment it is made, so
no value can reach the terminal raw. Never writes.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from vibecli.ui.text import ASCII_ELLIPSIS, ELLIPSIS, cell_width, cut, pad, safe, wrap

Style = Literal[
    "", "new", "old", "change", "key", "note", "bold", "error", "warn", "ok", "hint", "title"
]
CODES: dict[Style, str] = {
    "": "",
    "new": "32",
    "old": "31",
    "change": "33",
    "key": "36",
    "note": "2",
    "bold": "1",
    "title": "1",
    "error": "1;31",
    "warn": "33",
    "ok": "32",
    "hint": "36",
}
MARKS: dict[str, Style] = {
    "+": "new",
    "~": "change",
    "-": "old",
    "!": "warn",
    "x": "error",
    "?": "warn",
    "ok": "ok",
}


@dataclass(frozen=True)
class Span:
    """A piece of a line: safe text and what it means."""

    text: str
    style: Style = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", safe(self.text))


@dataclass(frozen=True)
class Line:
    """One line of a screen."""

    spans: tuple[Span, ...] = ()

    @property
    def plain(self) -> str:
        """The text without colour, trailing spaces left out."""
        return "".join(piece.text for piece in self.spans).rstrip(" ")

    @property
    def width(self) -> int:
        """The cells it takes."""
        return cell_width(self.plain)

    def painted(self, *, color: bool) -> str:
        """The text as it is written, with colours or without."""
        if not color:
            return self.plain
        return "".join(_painted(piece) for piece in self.spans).rstrip(" ")


Wording = Callable[[str], str]  # a hint for the command line, said as it works where it is read


@dataclass(frozen=True)
class Canvas:
    """How much room there is, whether it holds more than ASCII, and how hints are worded."""

    width: int
    ascii: bool = False
    wording: Wording = str

    @property
    def ellipsis(self) -> str:
        """What stands where something was left out."""
        return ASCII_ELLIPSIS if self.ascii else ELLIPSIS

    def cut(self, text: str, width: int) -> str:
        """Give a text shortened to `width` cells, safe already."""
        return cut(safe(text), width, self.ellipsis)


BLANK = Line()
_BESIDE = 24  # cells a wrapped text beside another needs


def span(text: str, style: Style = "") -> Span:
    """Give a piece of text with a meaning."""
    return Span(text, style)


def line(*parts: str | Span) -> Line:
    """Give one line of pieces."""
    return Line(tuple(part if isinstance(part, Span) else Span(part) for part in parts))


def mark(symbol: str) -> Span:
    """Give a symbol in its own colour."""
    return Span(symbol, MARKS.get(symbol, ""))


def labelled(label: str, text: str, canvas: Canvas, *, style: Style = "") -> Iterator[Line]:
    """Give `label  text`, the text wrapped and indented under itself."""
    start = safe(label)
    indent = cell_width(start)
    room = max(min(canvas.width, 100) - indent, 16)
    for number, piece in enumerate(wrap(safe(text), room)):
        yield line(span(start if not number else " " * indent, "note"), span(piece, style))


def marked(symbol: str, head: str, text: str, canvas: Canvas, *, column: int = 4) -> Iterator[Line]:
    """Give `symbol  head   text`, the text from `column` on, wrapped under itself or the head."""
    lead, head, text = pad(symbol, 4)[len(symbol) :], safe(head), safe(text)
    used = 4 + cell_width(head) + 2
    start = max(column, used)
    room = canvas.width - start
    beside = bool(text) and (room >= cell_width(text) or (used <= column and room >= _BESIDE))
    pieces = wrap(head, canvas.width - 4)
    if beside:
        first, *rest = wrap(text, room)
        yield line(mark(symbol), lead, pad(head, start - 4), span(first, "note"))
        yield from (line(" " * start, span(piece, "note")) for piece in rest)
        return
    yield line(mark(symbol), lead, pieces[0])
    yield from (line(" " * 4, piece) for piece in pieces[1:])
    under = wrap(text, canvas.width - 4) if text else []
    yield from (line(" " * 4, span(piece, "note")) for piece in under)


def flow(parts: Sequence[Span], canvas: Canvas, *, gap: str = "   ", indent: int = 4) -> list[Line]:
    """Give pieces side by side, on further indented lines where they do not fit."""
    rows: list[list[Span]] = [[]]
    used = 0
    for part in _fitted(parts, canvas.width - indent, canvas):
        size = cell_width(part.text)
        if rows[-1] and used + len(gap) + size > canvas.width:
            rows.append([span(" " * indent)])
            used = indent
        elif rows[-1]:
            rows[-1].append(span(gap))
            used += len(gap)
        rows[-1].append(part)
        used += size
    return [Line(tuple(row)) for row in rows]


def left_out(what: str, canvas: Canvas) -> Line:
    """Give the line that tells what was left out, and how to see it."""
    return line(span(f"    {canvas.ellipsis} {what}, {canvas.wording('shown by -v')}", "note"))


def plain(lines: Iterable[Line]) -> str:
    """Give lines as text without colour."""
    return "".join(f"{one.plain}\n" for one in lines)


def _fitted(parts: Sequence[Span], width: int, canvas: Canvas) -> Iterator[Span]:
    for part in parts:
        yield Span(canvas.cut(part.text, width), part.style)


def _painted(piece: Span) -> str:
    code = CODES[piece.style]
    if not code or not piece.text.strip():
        return piece.text
    return f"\x1b[{code}m{piece.text}\x1b[0m"
