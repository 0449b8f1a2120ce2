"""Phone numbers in E.164 form.

Owns how one text becomes a number of one country, or the reason why it cannot. It never guesses a
country: without one only numbers that carry their own are standardised.
"""

import re

from vibecli.identity.phone_plain import plain_number
from vibecli.identity.standard import Standard

_EXTENSION = re.compile(r"(;ext=|\bext\.?|\bx|#)\s*\d+\s*$", re.IGNORECASE)
_WORDS_BEHIND = re.compile(r"\d.*[^\W\d_]", re.DOTALL)
_BETWEEN = re.compile(r"[/;,|&\n]")
NO_COUNTRY = "no country prefix and no region is set"
_LONGEST = 40
_FEWEST = 4


def phone(value: str, region: str = "") -> Standard:
    """Give a phone number in E.164 form; `region` is the ISO country of numbers without prefix."""
    text = value.strip()
    if plain := plain_number(text, region):
        return Standard(plain.number) if plain.number else _invalid(value, plain.code)
    if trouble := _unlike(text):
        return Standard(value, trouble)
    if _EXTENSION.search(text):
        return Standard(value, "carries an extension")
    if _WORDS_BEHIND.search(text):  # the library would read the letters as digits
        return Standard(value, "carries words")
    if text.startswith("00"):
        text = "+" + text[2:]
    if not text.lstrip("(").startswith("+") and not region:
        return Standard(value, NO_COUNTRY)
    return _parsed(value, text, region)


def _unlike(text: str) -> str:
    """Tell why a text is nobody's number, or nothing."""
    digits = [char for char in text if char.isdigit()]
    if len(text) > _LONGEST or len(digits) < _FEWEST:
        return "not a phone number"
    return "a placeholder" if len(set(digits)) == 1 else ""


def _parsed(value: str, text: str, region: str) -> Standard:
    import phonenumbers

    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        return Standard(value, "not a phone number")
    if not phonenumbers.is_valid_number(number):
        return _invalid(value, number.country_code or 0)
    if number.extension:
        return Standard(value, "carries an extension")
    parts = _BETWEEN.split(text)
    if len(parts) > 1 and sum(_valid(part, region) != "" for part in parts) > 1:
        return Standard(value, "several numbers")
    found = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if not text.lstrip("(").startswith(("+", "0")) and _valid(f"+{text}", "") not in ("", found):
        return Standard(value, "may begin with its country code")
    return Standard(found)


def _invalid(value: str, code: int) -> Standard:
    import phonenumbers

    where = phonenumbers.region_code_for_country_code(code)
    place = f" of {where}" if len(where) == len("DE") and where != "ZZ" else ""
    return Standard(value, f"not a valid number{place}")


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
