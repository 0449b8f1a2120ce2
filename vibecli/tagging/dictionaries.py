"""Lists of names and places that values are looked up in; read once, when first asked for.

Owns the form values are looked up in. Where the lists come from stands in `lists/LICENCES.md`.
"""

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "\u0131": "i", "æ": "ae", "œ": "oe"}
    | {"Ø": "O", "Ł": "L", "Đ": "D", "Æ": "Ae", "Œ": "Oe"}
)
_BETWEEN = re.compile(r"[-,/()\"&\s]+")
_LOST = re.compile(r"['\u2019`.]")


def fold(text: str) -> str:
    """Give a text in lower case, without accents and signs, words parted by one space."""
    return _BETWEEN.sub(" ", _LOST.sub("", unaccented(text.lower()))).strip()


def unaccented(text: str) -> str:
    """Give a text without accents, in plain Latin letters where it is in Latin ones."""
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(char for char in parts if not unicodedata.combining(char))


@cache
def given_names() -> frozenset[str]:
    """Give first names of many languages."""
    return frozenset(_lines("given_names.txt"))


@cache
def surnames() -> frozenset[str]:
    """Give family names of many languages."""
    return frozenset(_lines("surnames.txt"))


@cache
def cities() -> frozenset[str]:
    """Give places of 15,000 people and more."""
    return frozenset(_lines("cities.txt"))


class Countries(NamedTuple):
    """Countries by name, and their codes of two and of three letters."""

    names: frozenset[str]
    two: frozenset[str]
    three: frozenset[str]
    any: frozenset[str]  # all three, as columns are that people fill in by hand


@cache
def countries() -> Countries:
    """Give the countries of the world, in the forms they are written in."""
    rows = [line.split(" ", 2) for line in _lines("countries.txt")]
    names = frozenset(name for _, _, listed in rows for name in listed.split("|"))
    two = frozenset(code.lower() for code, _, _ in rows)
    three = frozenset(code.lower() for _, code, _ in rows)
    return Countries(names, two, three, names | two | three)


class States(NamedTuple):
    """States, provinces and counties of one country: by code and by name."""

    country: str
    codes: frozenset[str]
    names: frozenset[str]


@cache
def states() -> tuple[States, ...]:
    """Give the parts of the countries known."""
    found = []
    for line in _lines("states.txt"):
        head, *names = line.split("|")
        country, *codes = head.split()
        found.append(States(country, frozenset(c.lower() for c in codes), frozenset(names)))
    return tuple(found)


@cache
def state_names() -> frozenset[str]:
    """Give the names of states, provinces and counties of any country known."""
    return frozenset(name for state in states() for name in state.names)


def _lines(name: str) -> list[str]:
    return (files("vibecli.tagging") / "lists" / name).read_text("utf-8").splitlines()
