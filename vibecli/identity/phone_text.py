"""A phone number in running text: the ways people write it there, as one pattern.

Owns what may stand between its digits and in front of them. It is never part of a longer number,
nor one of several groups of digits in a row, as a card or an account number has them.
"""

import re

from vibecli.identity.seal import is_phone

_BETWEEN = r"[\s().\-/\u2010-\u2013]{0,3}"
_BEFORE = r"(?<![\w.+\-/])(?<!\d{3}[\s(])" + "".join(
    rf"(?<!\+\d{{{digits}}}[\s(])" for digits in (1, 2, 3)
)  # behind no code of another country
_BEHIND = r"(?![\w\-]|\.\w|[\s/]\(?\d{3})"
_ALONE = 9  # digits from which on a number is told without what says that it is a phone
_AMERICAN = 10  # digits behind the 1 that people there dial and write
_SHORTEST = 6
_WITH_CODE = 11  # digits from which on a bare number may carry its country code


def phone_in_text(value: str) -> str:
    """Give the pattern of a phone in text, with or without its country code; nothing for others."""
    code, inside = _parts(value)
    if not is_phone(value) or len(inside) < _SHORTEST:
        return ""
    said = _BETWEEN.join(code) or r"\d{1,3}"
    ways = [
        rf"(?:\+|00){_BETWEEN}{said}{_BETWEEN}(?:0{_BETWEEN})?",
        rf"0{_BETWEEN}",
        *([said + _BETWEEN] if code else ()),
        *([""] if len(inside) >= _ALONE else ()),
        *([rf"1{_BETWEEN}"] if len(inside) == _AMERICAN else ()),
    ]
    return rf"{_BEFORE}\(?(?:{'|'.join(ways)}){_BETWEEN.join(inside)}{_BEHIND}"


def phone_digits(value: str) -> str:
    """Give the pattern of texts that may hold a phone, quick and loose; nothing for others."""
    return "[^0-9]{0,3}".join(_parts(value)[1]) if is_phone(value) else ""


def _parts(value: str) -> tuple[str, str]:
    """Give the country code where it is told, and the digits behind it, without a leading zero."""
    digits = re.sub(r"\D", "", value.replace("(0)", ""), flags=re.ASCII)
    bare = digits.removeprefix("00")
    abroad = value.strip().lstrip("(").startswith("+") or bare != digits
    if abroad or (len(digits) >= _WITH_CODE and not digits.startswith("0")):
        import phonenumbers

        try:
            number = phonenumbers.parse(f"+{bare}")
        except phonenumbers.NumberParseException:
            return "", bare
        if abroad or phonenumbers.is_valid_number(number):
            code = str(number.country_code)
            return code, bare.removeprefix(code).lstrip("0")
    return "", digits.lstrip("0")
