"""Text on its way to a screen: made safe, measured in cells, cut, folded and wrapped.

Owns what may reach a terminal. Nothing here reads or writes anything.
"""

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ELLIPSIS = "…"
ASCII_ELLIPSIS = "..."
_NAMED = {"\x1b": "\\e", "\n": "\\n", "\r": "\\r", "\t": "\\t"}

# Controls, separators, bidi marks, zero-width and other invisible characters, blank fillers,
# surrogates, private use and noncharacters. U+FE0F stands after a symbol only (it makes an emoji).
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"
    "\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ud800-\uf8ff\ufdd0-\ufdef\ufe00-\ufe0e\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000110bd\U000110cd\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U0010ffff]"
    "|(?<![\u203c-\u3299\U0001f000-\U0001faff])\ufe0f"
)


def safe(text: str) -> str:
    """Give the text with control, bidi, invisible and surrogate characters as escapes."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSAFE.sub(_escape, text)


def safe_block(text: str) -> str:
    r"""Give text made safe line by line: `\n` still breaks lines and tabs become spaces."""
    return "\n".join(safe(line.expandtabs(4)) for line in text.replace("\r\n", "\n").split("\n"))


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    code = ord(character)
    if character in _NAMED:
        return _NAMED[character]
    if code <= 0xFF:  # noqa: PLR2004
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004


@cache
def _measure() -> "Callable[[str], int]":
    from rich.cells import cell_len  # 15 ms, and `--help` measures nothing but ASCII

    return cell_len


def cell_width(text: str) -> int:
    """Give the number of terminal cells a safe text takes."""
    return len(text) if text.isascii() else _measure()(text)


def cut(text: str, width: int, ellipsis: str = ELLIPSIS) -> str:
    """Give the text in at most `width` cells, with an ellipsis where something was left out."""
    if cell_width(text) <= width:
        return text
    if width <= len(ellipsis):
        return ellipsis[:width]
    return _head(text, width - len(ellipsis)) + ellipsis


def cut_middle(text: str, width: int, ellipsis: str = ELLIPSIS) -> str:
    """Give the text in at most `width` cells, cut in the middle: the ends of keys differ."""
    room = width - len(ellipsis)
    if cell_width(text) <= width or room < 2:  # noqa: PLR2004
        return cut(text, width, ellipsis)
    tail = _head(text[::-1], room // 2)[::-1] if text.isascii() else ""
    return _head(text, room - len(tail)) + ellipsis + tail


def fold(text: str, width: int) -> list[str]:
    """Give the text in pieces of at most `width` cells, nothing left out."""
    if cell_width(text) <= width:
        return [text]
    from rich.cells import chop_cells

    return chop_cells(text, max(width, 2))


def wrap(text: str, width: int) -> list[str]:
    """Give the text in lines of at most `width` cells, broken between words; long words fold."""
    lines: list[str] = []
    current = ""
    for word in text.split(" "):
        candidate = f"{current} {word}" if current else word
        if cell_width(candidate) <= width:
            current = candidate
            continue
        if current:
            lines.append(current)
        *full, current = fold(word, width)
        lines += full
    return [*lines, current] if current or not lines else lines


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Give the text filled with spaces to `width` cells, on the left when `right` aligned."""
    space = " " * (width - cell_width(text))
    return space + text if right else text + space


def _head(text: str, width: int) -> str:
    """The longest start of the text that fits."""
    if text.isascii():
        return text[:width]
    return next(iter(fold(text, width)), "") if width > 1 else ""
