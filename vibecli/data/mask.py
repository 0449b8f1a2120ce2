"""Masks: a personal value as it may stand on a screen.

Shows at most about a third of a value. Never changes data, and leaves values of columns that are
not personal as they are.
"""

import re
from collections.abc import Callable

from vibecli.data.catalog import PERSONAL_ROLES, Role

_HIDDEN = "**"
_SHARE = 3  # one character in this many may be shown
_PHONE_DIGITS = 6  # shorter numbers are hidden whole
_PHONE_SHOWN = 2
_NAMES_SHOWN = 3
_DATE_LENGTH = 8
_YEAR = re.compile(r"(?<!\d)(1[89]|20)\d{2}(?!\d)")


def mask(value: str, role: Role | None) -> str:
    """Give a value as it may be shown for a column of this role."""
    if role not in PERSONAL_ROLES:
        return value
    text = value.strip()
    budget = len(text) // _SHARE
    if not budget:
        return _HIDDEN if text else ""
    return _MASKS.get(role, _first_only)(text, budget)


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
    return shown + _HIDDEN + (dot + ending if name and len(ending) <= left else "")


def _phone(text: str, budget: int) -> str:
    del budget
    digits = re.sub(r"\D", "", text)
    if len(digits) < _PHONE_DIGITS:
        return _HIDDEN
    return _HIDDEN + digits[-_PHONE_SHOWN:]


def _date(text: str, budget: int) -> str:
    del budget
    year = _YEAR.search(text) if len(text) >= _DATE_LENGTH else None
    return f"{year[0]}-**-**" if year else _HIDDEN


def _name(text: str, budget: int) -> str:
    words = text.split()[: min(budget, _NAMES_SHOWN)]
    return " ".join(map(_first, words))


def _first(text: str) -> str:
    return (text[0] if text[0].isprintable() else "") + _HIDDEN


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
