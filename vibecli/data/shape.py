"""Shapes: what a value looks like, without saying what it is.

A for capital letters, a for small ones, 9 for digits, x for letters of other scripts; punctuation
stays. Runs are shortened, so a shape never tells a length it could be recognised by.
"""

import re
from collections import Counter
from collections.abc import Iterable

_LONGEST = 40
_LETTERS = 3
_DIGITS = 5
_READ = 200
_RUN = re.compile(rf"([^9])\1{{{_LETTERS},}}|(9)9{{{_DIGITS},}}")


class _Classes(dict[int, str]):
    """The class of every character met so far."""

    def __missing__(self, code: int) -> str:
        self[code] = _class(chr(code))
        return self[code]


_CLASSES = _Classes()


def shape(value: str) -> str:
    """Give the shape of a value, such as `Aaa@aaa.aaa`."""
    return _RUN.sub(_shortened, value[:_READ].translate(_CLASSES))[:_LONGEST]


def common_shapes(values: Iterable[str], count: int) -> tuple[str, ...]:
    """Give the most frequent shapes, ties in alphabetical order."""
    found = Counter(map(shape, values))
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return tuple(form for form, _ in ranked[:count])


def _shortened(run: re.Match[str]) -> str:
    return run[1] * _LETTERS if run[1] else run[2] * _DIGITS


def _class(char: str) -> str:
    if char.isdigit():
        return "9"
    if char.isalpha():
        return "A" if char.isupper() else "a" if char.islower() else "x"
    if char.isspace():
        return " "
    return char if char.isascii() and char.isprintable() else "?"
