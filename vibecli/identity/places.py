"""Countries and states of one column in one form: codes or names, whichever it mostly uses.

Owns the choice of the form; what is no country or state stays and is told.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from vibecli.identity.country import country_code, country_name, long_code
from vibecli.identity.standard import Standard
from vibecli.identity.states import COUNTRIES, state_code, state_name

FORMS = ("code", "name")
_TWO, _THREE = 2, 3


class Placed(NamedTuple):
    """A value of a column of places, the country of its rows, and how many they are."""

    text: str
    region: str
    rows: int = 1


Standardise = Callable[[Placed], Standard]


def country_standard(values: Iterable[Placed], form: str = "") -> Standardise:
    """Give how the countries of a column are written: as told, else as most rows have it."""
    known = [(value, code) for value in values if (code := country_code(value.text))]
    votes = Counter[str]()
    names: dict[str, Counter[str]] = {}
    for value, code in known:
        text = " ".join(value.text.split())
        shape = _shape(text)
        votes[shape] += value.rows
        if shape == "name" and text not in (text.lower(), text.upper()):
            names.setdefault(code, Counter())[text] += value.rows
    chosen = form or max(("code", "name", "code3"), key=lambda shape: votes[shape])

    def standardise(value: Placed) -> Standard:
        code = country_code(value.text)
        if code is None:
            return Standard(value.text, "no country known")
        if chosen == "name":
            return Standard(_most(names.get(code)) or country_name(code), why="country name")
        return Standard(code if chosen == "code" else long_code(code), why="country code")

    return standardise


def state_standard(values: Iterable[Placed], form: str = "") -> Standardise:
    """Give how the states of a column are written, each in its own country.

    That is the country of the row, else the one country that explains the whole column, else the
    only one that has such a state.
    """
    listed = list(values)
    home = _home(listed)
    votes = Counter[str]()
    for value in listed:
        if found := _codes(value.text):
            code = _is_code(value.text, found.values())
            votes["code" if code else "name"] += value.rows
    chosen = form or max(FORMS, key=lambda shape: votes[shape])

    def standardise(value: Placed) -> Standard:
        found = _codes(value.text)
        country = value.region or home
        if country and country not in COUNTRIES:
            return Standard(value.text)  # its states are not listed here
        if country:
            found = {country: found[country]} if country in found else {}
        if not found:
            where = f" of {country}" if country else ""
            return Standard(value.text, f"no state{where} known")
        if chosen == "code" and len(set(found.values())) == 1:
            return Standard(next(iter(found.values())), why="state code")
        if len(found) > 1:
            return Standard(value.text, "a state of which country?")
        country, code = next(iter(found.items()))
        return Standard(state_name(code, country) if chosen == "name" else code, why="state name")

    return standardise


def _home(values: Iterable[Placed]) -> str:
    """Give the one country that has every state of a column, where it is one alone."""
    found = [codes.keys() for value in values if (codes := _codes(value.text))]
    fits = [country for country in COUNTRIES if all(country in codes for codes in found)]
    return fits[0] if found and len(fits) == 1 else ""


def _codes(text: str) -> dict[str, str]:
    """Give the code of a state in each country that has one of this name."""
    codes = {country: state_code(text, country) for country in COUNTRIES}
    return {country: code for country, code in codes.items() if code}


def _shape(text: str) -> str:
    letters = len(text.replace(".", ""))
    return "code" if letters == _TWO else "code3" if letters == _THREE else "name"


def _is_code(text: str, codes: Iterable[str]) -> bool:
    return text.strip().replace(".", "").upper() in codes


def _most(names: "Counter[str] | None") -> str:
    """Give the most frequent of a country's names in a column, the first in order of two."""
    return min(names, key=lambda name: (-names[name], name)) if names else ""
