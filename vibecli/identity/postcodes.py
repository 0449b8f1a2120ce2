"""Postcodes as each country writes them: 12345-6789, SW1A 1AA, 1234 AB.

Owns the forms. Without a country only codes whose letters tell one are rewritten.
"""

import re
from typing import NamedTuple

from vibecli.identity.standard import Standard


class _Form(NamedTuple):
    """Letters and digits of a code, and how they are written."""

    bare: re.Pattern[str]
    written: str
    short: str = ""  # digits that lack the zeros a spreadsheet took


def _form(bare: str, written: str = r"\g<0>", short: str = "") -> _Form:
    return _Form(re.compile(bare), written, short)


_FIVE = _form(r"\d{5}", short=r"\d{4}")
_FOUR = _form(r"\d{4}")
_TWO_PARTS = _form(r"(\d{3})(\d{2})", r"\1 \2")
_BRITISH = _form(r"(GIR|[A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})", r"\1 \2")
_CANADIAN = _form(r"([ABCEGHJ-NPRSTVXY]\d[A-Z])(\d[A-Z]\d)", r"\1 \2")
_DUTCH = _form(r"([1-9]\d{3})([A-Z]{2})", r"\1 \2")
_FORMS = {
    "US": _form(r"(\d{5})(\d{4})?", r"\1-\2", r"\d{4}"), "PR": _FIVE, "MX": _FIVE,
    "DE": _FIVE, "FR": _FIVE, "IT": _FIVE, "ES": _FIVE, "FI": _form(r"\d{5}"), "TR": _FIVE,
    "AT": _FOUR, "CH": _FOUR, "BE": _FOUR, "DK": _FOUR, "NO": _FOUR, "LU": _FOUR, "HU": _FOUR,
    "AU": _form(r"\d{4}", short=r"\d{3}"), "NZ": _FOUR, "ZA": _FOUR,
    "SE": _TWO_PARTS, "CZ": _TWO_PARTS, "SK": _TWO_PARTS, "GR": _TWO_PARTS,
    "PL": _form(r"(\d{2})(\d{3})", r"\1-\2"), "PT": _form(r"(\d{4})(\d{3})", r"\1-\2"),
    "JP": _form(r"(\d{3})(\d{4})", r"\1-\2"), "BR": _form(r"(\d{5})(\d{3})", r"\1-\2"),
    "IN": _form(r"(\d{3})(\d{3})", r"\1 \2"),
    "GB": _BRITISH, "CA": _CANADIAN, "NL": _DUTCH,
}  # fmt: skip
_TELLING = (_BRITISH, _CANADIAN, _DUTCH)  # their letters tell the country
_SIGNS = re.compile(r"[\s.\-\u2010-\u2015]+")
_PREFIX = re.compile(r"^[A-Z]{1,3}[ \-]+(?=\d)")
_LONGEST = 14


def postcode(value: str, region: str = "") -> Standard:
    """Give a postcode as its country writes it, or why it cannot be told."""
    text = " ".join(value.split()).upper().removesuffix(".0")
    if not text or len(text) > _LONGEST or not any(sign.isdigit() for sign in text):
        return Standard(value, "not a postcode")
    if not text.isascii():
        return Standard(value, "not a postcode")
    form = _FORMS.get(region)
    if form is None:
        return _by_letters(text, known=bool(region))
    bare = _SIGNS.sub("", _PREFIX.sub("", text))
    if form.bare.fullmatch(bare):
        return Standard(form.bare.sub(form.written, bare).rstrip("-"))
    if form.short and re.fullmatch(form.short, bare):
        return Standard(f"0{bare}", why="leading zero put back")
    return Standard(value, f"no postcode of {region}")


def _by_letters(text: str, *, known: bool) -> Standard:
    """Write a code in the form its letters tell; others only lose blanks and small letters."""
    bare = _SIGNS.sub("", text)
    fits = [] if known else [form for form in _TELLING if form.bare.fullmatch(bare)]
    if len(fits) == 1:
        return Standard(fits[0].bare.sub(fits[0].written, bare))
    return Standard(text)
