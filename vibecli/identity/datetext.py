"""Dates written as text: how each spelling is read, and which spellings cannot be told.

Owns the order of day and month, decided once a column from its own values. It never guesses:
04/05/2021 in a column that shows no value over 12 stays as it is, and so does a year of two
digits that could be either century.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal, NamedTuple

Order = Literal["dmy", "mdy"]
SIGNS = ("/", "-", ".", " ")  # between the parts of a date

_YEAR_FIRST = re.compile(r"(\d{4})([-/. ]?)(\d{1,2})\2(\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})")
_WORDED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\.?[ -]?([^\W\d_]{3,12})\.?,?[ -](\d{4}|\d{2})")
_WORD_FIRST = re.compile(r"([^\W\d_]{3,12})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_CLOCK = re.compile(
    r"^(.*?\d)[ T]+(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(?: ?(?:Z|[+-]\d{2}:?\d{2}))?$"
)
_MIDNIGHT = re.compile(r"0{1,2}:00(:00(\.0+)?)?")
_LONGEST = 40
_LAST_MONTH = 12
_NEXT_CENTURY = 30  # two-digit years above it are of the last century; the others could be either

_MONTHS = (
    "jan january januar janvier enero gennaio januari janeiro",
    "feb february februar fevrier février febrero febbraio februari fevereiro",
    "mar march märz maerz mars marzo maart março mrz",
    "apr april avril abril aprile",
    "may mai mayo maggio mei maio",
    "jun june juni juin junio giugno junho",
    "jul july juli juillet julio luglio julho",
    "aug august août aout agosto augustus",
    "sep sept september septembre septiembre settembre setembro",
    "oct october oktober octobre octubre ottobre outubro okt",
    "nov november novembre noviembre novembro",
    "dec december dezember décembre decembre diciembre dicembre dezembro dez",
)
_MONTH = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}


class Reading(NamedTuple):
    """A date, or why there is none; `clock` is the time of day beside it, when not midnight."""

    day: date | None
    trouble: str = ""
    clock: str = ""


class DateReader:
    """Reads the dates of one column, in the order of day and month told, else as values show.

    `told` gives the order for each sign between the parts.
    """

    def __init__(self, values: Iterable[str], told: Mapping[str, Order] | None = None) -> None:
        told = told or {}
        shown = list(values) if len(told) < len(SIGNS) else []
        self._orders = {sign: told.get(sign) or _shown_order(shown, sign) for sign in SIGNS}
        self._orders["."] = self._orders["."] or "dmy"

    def read(self, value: str) -> Reading:
        """Give the date a text tells."""
        text = " ".join(value.split())
        if len(text) > _LONGEST:
            return Reading(None, "not a date")
        clock = _CLOCK.match(text)
        reading = self._day(clock[1] if clock else text)
        if clock and reading.day and not _MIDNIGHT.fullmatch(clock[2]):
            return reading._replace(clock=clock[2])
        return reading

    def _day(self, text: str) -> Reading:
        if found := _YEAR_FIRST.fullmatch(text):
            return _date(found[1], int(found[3]), int(found[4]))
        if found := _YEAR_LAST.fullmatch(text):
            return self._year_last(int(found[1]), found[2], int(found[3]), found[4])
        if found := _WORDED.fullmatch(text):
            return _date(found[3], _MONTH.get(found[2].lower(), 0), int(found[1]))
        if found := _WORD_FIRST.fullmatch(text):
            return _date(found[3], _MONTH.get(found[1].lower(), 0), int(found[2]))
        return Reading(None, "not a date")

    def _year_last(self, first: int, sign: str, second: int, year: str) -> Reading:
        order = self._orders[sign]
        if first > _LAST_MONTH >= second:
            order = "dmy"
        elif second > _LAST_MONTH >= first:
            order = "mdy"
        if order is None and first != second:
            return Reading(None, "day or month first?")
        return _date(year, second, first) if order == "dmy" else _date(year, first, second)


def _shown_order(values: Iterable[str], sign: str) -> Order | None:
    """Give the one order the values over 12 show; none or both leave it open."""
    seen: set[Order] = set()
    for value in values:
        found = _YEAR_LAST.match(value.strip())
        if not found or found[2] != sign:
            continue
        first, second = int(found[1]), int(found[3])
        if first > _LAST_MONTH >= second:
            seen.add("dmy")
        elif second > _LAST_MONTH >= first:
            seen.add("mdy")
    return seen.pop() if len(seen) == 1 else None


def _date(year: str, month: int, day: int) -> Reading:
    number = int(year)
    if len(year) <= len("99"):
        if number <= _NEXT_CENTURY:
            return Reading(None, "a year of two digits")
        number += 1900
    try:
        return Reading(date(number, month, day))
    except ValueError:
        return Reading(None, "no such day")
