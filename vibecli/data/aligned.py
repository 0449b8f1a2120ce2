"""Columns that spaces alone keep apart, as in tables printed for people: seen and made plain.

Owns when a text is so: no separator in any line, as many words in each, numbers and days mostly.
"""

import io
import re
from pathlib import Path
from typing import IO

_SEPARATORS = re.compile(r'[,;\t|"]')
_DATA = re.compile(r"[-+]?\d[\d.]*|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")
_LEAST, _MOST, _WIDE = 3, 200, 2  # lines, lines that are looked at, columns
TOLD = "columns are kept apart by spaces"


def is_aligned(text: str) -> bool:
    """Tell a text of at least a few lines whose columns spaces keep apart."""
    lines = [line for line in text.splitlines()[:_MOST] if line.strip()]
    if len(lines) < _LEAST or any(map(_SEPARATORS.search, lines)):
        return False
    rows = [line.split() for line in lines]
    width = len(rows[0])
    if width < _WIDE or any(len(row) != width for row in rows):
        return False
    below = [word for row in rows[1:] for word in row]
    return 2 * sum(map(bool, map(_DATA.fullmatch, below))) > len(below)


def straightened(stream: IO[bytes], target: Path) -> Path:
    """Write a UTF-8 text with tabs where spaces kept columns apart; each line stays one."""
    with (
        io.TextIOWrapper(stream, "utf-8", errors="surrogateescape", newline=None) as source,
        target.open("w", encoding="utf-8", errors="surrogateescape", newline="\n") as copy,
    ):
        copy.writelines("\t".join(line.split()) + "\n" for line in source)
    return target
