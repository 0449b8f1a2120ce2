"""Masks: a personal value, or an error that repeats one, as it may stand on a screen.

Shows at most about a third of a value. Never changes data, and leaves values of columns that are
not personal as they are.
"""

import re
from collections.abc import Callable

from vibecli.data.catalog import PERSONAL_ROLES, Role

HIDDEN = "**"
_SHARE = 3  # one character in this many may be shown
_PHONE_DIGITS = 6  # shorter numbers are hidden whole
_PHONE_SHOWN = 2
_NAMES_SHOWN = 3
_DATE_LENGTH = 8
_YEAR = re.compile(r"(?<!\d)(1[89]|20)\d{2}(?!\d)")
_ABOUT_NAMES = {"Binder", "Catalog", "Parser", "Syntax", "Permission", "IO", "Out of Memory"}
_QUOTED = re.compile(r"""(?<!\w)(["']).*\1(?!\w)""", re.DOTALL)
_LONG_NUMBER = re.compile(r"(?<![A-Za-z\d])\d[\d.:/-]{2,}")


_ADDRESS = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_ALL = re.compile(r"\S*@\S*|\+[\d ()/.-]*")
_DIALLED = re.compile(r"(?<![\w+])\+\d[\d ()/.-]{6,}\d(?![\w])")


def mask(value: str, role: Role | None) -> str:
    """Give a value as it may be shown for a column of this role."""
    if role not in PERSONAL_ROLES:
        return value
    text = value.strip()
    budget = len(text) // _SHARE
    if not budget:
        return HIDDEN if text else ""
    return _MASKS.get(role, _first_only)(text, budget)


def mask_inside(text: str) -> str:
    """Give a text with the addresses and international phones in it as they may be shown.

    A value that is nothing else is of a column of such values, which its role judges.
    """
    if ("@" in text or "+" in text) and not _ALL.fullmatch(text.strip()):
        text = _ADDRESS.sub(lambda found: _email(found[0], len(found[0]) // _SHARE), text)
        return _DIALLED.sub(lambda found: _phone(found[0], 0), text)
    return text


def _email(text: str, budget: int) -> str:
    """Give `a**@x.io`: the first letter, and of the domain what the budget allows."""
    local, at, domain = text.partition("@")
    if not at or not local:
        return _first(text)
    shown = _first(local) + at
    left = budget - 1
    name, dot, ending = domain.rpartition(".")
    if domain and len(domain) <= left:
        return shown + domain
    if name and len(ending) + 1 <= left:
        return f"{shown}{_first(name)}{dot}{ending}"
    return shown + HIDDEN + (dot + ending if name and len(ending) <= left else "")


def _phone(text: str, budget: int) -> str:
    del budget
    digits = re.sub(r"\D", "", text)
    if len(digits) < _PHONE_DIGITS:
        return HIDDEN
    return HIDDEN + digits[-_PHONE_SHOWN:]


def _date(text: str, budget: int) -> str:
    del budget
    year = _YEAR.search(text) if len(text) >= _DATE_LENGTH else None
    return f"{year[0]}-**-**" if year else HIDDEN


def _name(text: str, budget: int) -> str:
    words = text.split()[: min(budget, _NAMES_SHOWN)]
    return " ".join(map(_first, words))


def _first(text: str) -> str:
    return (text[0] if text[0].isprintable() else "") + HIDDEN


def _first_only(text: str, budget: int) -> str:
    del budget
    return _first(text)


_MASKS: dict[Role | None, Callable[[str, int], str]] = {
    Role.EMAIL: _email,
    Role.PHONE: _phone,
    Role.BIRTH_DATE: _date,
    Role.GIVEN_NAME: _name,
    Role.FAMILY_NAME: _name,
    Role.FULL_NAME: _name,
}


def mask_error(message: str) -> str:
    """Give an engine's error without the values it repeats; errors about names stay as they are.

    The engine tells which value did not fit by repeating it, so whatever it puts in quotes, behind
    a colon or in digits goes. It escapes no quote, so only the last one surely ends the value.
    """
    kind, told, text = message.partition(" Error: ")
    if kind in _ABOUT_NAMES or not told:
        return message if told else _without_values(message)
    return kind + told + _without_values(text)


def _without_values(text: str) -> str:
    text = _LONG_NUMBER.sub(HIDDEN, _QUOTED.sub(rf"\1{HIDDEN}\1", text))
    head, colon, _ = text.rpartition(": ")
    return text if not colon or HIDDEN in text else f"{head}: {HIDDEN}"
