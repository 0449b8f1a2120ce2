"""Phone numbers in E.164 form.

Owns how one text becomes a number of one country, or the reason why it cannot. It never guesses a
country: without one only numbers that carry their own are standardised.
"""

import re
from functools import lru_cache

from vibecli.identity.standard import Standard

_EXTENSION = re.compile(r"(;ext=|\bext\.?|\bx|#)\s*\d+\s*$", re.IGNORECASE)
_WORDS_BEHIND = re.compile(r"\d.*[^\W\d_]", re.DOTALL)
_BETWEEN = re.compile(r"[/;,|&\n]")
NO_COUNTRY = "no country prefix and no region is set"
_LONGEST = 40
_FEWEST = 4


@lru_cache(maxsize=65536)
def phone(value: str, region: str = "") -> Standard:
    """Give a phone number in E.164 form; `region` is the ISO country of numbers without prefix."""
    text = value.strip()
    digits = [char for char in text if char.isdigit()]
    if len(text) > _LONGEST or len(digits) < _FEWEST:
        return Standard(value, "not a phone number")
    if len(set(digits)) == 1:
        return Standard(value, "a placeholder")
    if _EXTENSION.search(text):
        return Standard(value, "carries an extension")
    if _WORDS_BEHIND.search(text):  # the library would read the letters as digits
        return Standard(value, "carries words")
    if text.startswith("00"):
        text = "+" + text[2:]
    if not text.lstrip("(").startswith("+") and not region:
        return Standard(value, NO_COUNTRY)
    return _parsed(value, text, region)


def _parsed(value: str, text: str, region: str) -> Standard:
    import phonenumbers

    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        return Standard(value, "not a phone number")
    if not phonenumbers.is_valid_number(number):
        where = phonenumbers.region_code_for_country_code(number.country_code or 0)
        place = f" of {where}" if len(where) == len("DE") and where != "ZZ" else ""
        return Standard(value, f"not a valid number{place}")
    if number.extension:
        return Standard(value, "carries an extension")
    if sum(_valid(part, region) != "" for part in _BETWEEN.split(text)) > 1:
        return Standard(value, "several numbers")
    found = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if not text.lstrip("(").startswith(("+", "0")) and _valid(f"+{text}", "") not in ("", found):
        return Standard(value, "may begin with its country code")
    return Standard(found)


def _valid(text: str, region: str) -> str:
    """Give a text in E.164 form where it is a valid number, else nothing."""
    import phonenumbers

    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        return ""
    valid = phonenumbers.is_valid_number(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if valid else ""


def is_foreign(value: str, region: str) -> bool | None:
    """Tell whether a number's own prefix is of another region; None when it has no valid one."""
    import phonenumbers

    standard = phone(value)
    if standard.trouble:
        return None
    prefix = phonenumbers.country_code_for_region(region)
    return bool(phonenumbers.parse(standard.value).country_code != prefix)


def phone_region(value: str) -> str:
    """Give the country a number's own prefix tells; empty when it has no valid one."""
    import phonenumbers

    standard = phone(value)
    if standard.trouble:
        return ""
    return phonenumbers.region_code_for_number(phonenumbers.parse(standard.value)) or ""
