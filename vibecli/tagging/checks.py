"""Checks of single values: checksums, numbering plans, ranges."""

import ipaddress
import re
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType

from vibecli.tagging import shapes
from vibecli.tagging.evidence import Evidence

_CODE = re.compile(r"(?=.*\d)[\w./:#*+=-]{3,}")
_DIGITS = re.compile(r"\D")
_AMERICAN = re.compile(r"([2-9]\d{2}){2}\d{4}")
_NO_PHONES = (shapes.DATE, shapes.MONTH, shapes.FLOAT)
_PHONE_DIGITS = range(7, 16)
_SHORT_PHONE = 6
_MOST, _NEARLY = 0.7, 0.95  # of the values
_TELLING, _FEW = 10, 3  # of them
_PARSED = 60  # values a numbering plan is tried with
_PLANS = (
    "US",
    "GB",
    "DE",
    "FR",
    "IT",
    "ES",
    "IN",
    "AU",
    "BR",
    "NL",
    "JP",
    "CN",
    "MX",
    "CH",
    "PL",
    "ZA",
)
_STRICT = ("US", "ES", "FR", "IN", "BR", "PL", "MX", "CN", "GB", "NL")  # of one length or two
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*|1[0-9]{9}(\d{3})?(\.\d+)?")
_STRIDE = 100  # between one number given out and the next, at most
_OLDEST = 120
_SHORTEST_CODE = 3
_CARD_STARTS = "23456"
_CARD_DIGITS = range(12, 20)
_FLOAT_ENDING = re.compile(r"\.0+$")


def phone_shape(value: str) -> bool:
    """Tell a text that may be a phone number."""
    text = _FLOAT_ENDING.sub("", value)
    if not shapes.PHONE(text) or any(no(text) for no in _NO_PHONES):
        return False
    digits = len(_DIGITS.sub("", text.split("x")[0]))
    return digits in _PHONE_DIGITS or digits == _SHORT_PHONE


def international(column: Evidence) -> float:
    """Give the share of values that are valid numbers with their country's prefix."""
    if column.share(shapes.PHONE_PLUS) < _MOST:
        return 0.0
    values = column.values[:: max(1, column.count // _PARSED)]
    return sum(_valid(value, None) for value in values) / max(len(values), 1)


def national(column: Evidence) -> float:
    """Give the share of values that one country's numbering plan allows, at best."""
    grouped = column.share(shapes.PHONE_GROUPS) >= _MOST
    plain = not grouped and column.share(_ten_digits) >= _NEARLY
    if not (grouped or plain):
        return 0.0
    values = column.values[:: max(1, column.count // _PARSED)]
    if plain:
        found = sum(_valid(value, "US") for value in values) / len(values)
        return found if found >= _NEARLY and len(values) >= _TELLING else 0.0
    return max(sum(_valid(value, plan) for value in values) / len(values) for plan in _PLANS)


def plain_phones(column: Evidence) -> float:
    """Give the share of values of digits alone that one strict numbering plan allows, at best."""
    if column.share(str.isdecimal) < _MOST or _counted(column):
        return 0.0
    values = column.values[:: max(1, column.count // _PARSED)]
    return max(sum(_valid(value, plan) for value in values) / len(values) for plan in _STRICT)


def _counted(column: Evidence) -> bool:
    """Tell numbers that were given out one after the other."""
    numbers = [int(value) for value in column.values if value.isdecimal()]
    return max(numbers) - min(numbers) < _STRIDE * len(numbers)


def _ten_digits(value: str) -> bool:
    return bool(_AMERICAN.fullmatch(value))


def _valid(value: str, region: str | None) -> bool:
    import phonenumbers

    text = "+" + value.strip()[2:] if region is None and value.strip().startswith("00") else value
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(text, region))
    except phonenumbers.NumberParseException:
        return False


def postcode(value: str) -> bool:
    """Tell a text that may be a postcode: with digits, none but short ones."""
    text = _FLOAT_ENDING.sub("", value)
    return any(map(str.isdigit, text)) and bool(
        shapes.POSTCODE_CLEAR(text) or (shapes.POSTCODE(text) and len(text) >= _SHORTEST_CODE)
    )


def short_digits(value: str) -> bool:
    """Tell a few digits, as postcodes of most countries are."""
    return bool(shapes.POSTCODE_DIGITS(_FLOAT_ENDING.sub("", value)))


def date(value: str) -> bool:
    """Tell a date, also one written as eight digits."""
    return bool(shapes.DATE(value) or shapes.PACKED_DATE(value))


def moment(value: str) -> bool:
    """Tell a date or a point in time."""
    return date(value) or bool(_TIME.fullmatch(value))


def age(value: str) -> bool:
    """Tell an age in years, or a span of ages."""
    if not shapes.AGE_BAND(value):
        return False
    return all(float(number) <= _OLDEST for number in re.findall(r"\d+(?:\.\d+)?", value))


def degrees(value: str, limit: int) -> bool:
    """Tell an angle of at most so many degrees."""
    try:
        return abs(float(value.replace(",", "."))) <= limit
    except ValueError:
        return bool(re.fullmatch(r"\d{1,3}[\u00b0\s].*[NSEW]", value))


def coded(value: str) -> bool:
    """Tell a code: no spaces, some digit."""
    return bool(_CODE.fullmatch(value.replace(" ", "")))


def card(value: str) -> bool:
    """Tell a number with the first digit, the length and the checksum of a card."""
    digits = _DIGITS.sub("", _FLOAT_ENDING.sub("", value))
    if len(digits) not in _CARD_DIGITS or digits[0] not in _CARD_STARTS:
        return False
    from stdnum import luhn  # brings the network's encryption along, which most columns never need

    return bool(luhn.is_valid(digits))


def card_begin(value: str) -> bool:
    """Tell a number that begins and is as long as those of a card's issuer."""
    return bool(shapes.CARD_BEGIN(_DIGITS.sub("", _FLOAT_ENDING.sub("", value))))


def iban(value: str) -> bool:
    """Tell an IBAN whose check digits are right."""
    from stdnum import iban as known

    return bool(known.is_valid(value, check_country=False))


def ip(value: str) -> bool:
    """Tell an address of the internet, version 4 or 6."""
    if shapes.IPV4(value):
        return True
    if not shapes.IPV6(value):
        return False
    try:
        ipaddress.ip_address(re.split("[/%]", value, maxsplit=1)[0])
    except ValueError:
        return False
    return True


@cache
def _national_checks() -> Mapping[str, tuple[shapes.Test, Callable[[str], bool]]]:
    """Give for each national number its shape and its check."""
    from stdnum.br import cpf
    from stdnum.cl import rut
    from stdnum.es import dni, nie
    from stdnum.fr import nir
    from stdnum.it import codicefiscale
    from stdnum.pl import pesel
    from stdnum.se import personnummer

    def always(value: str) -> bool:
        del value
        return True

    shape = re.compile
    return MappingProxyType(
        {
            "the Italian tax code": (
                shape(r"[A-Z]{6}\d{2}[A-EHLMPR-T]\d{2}[A-Z]\d{3}[A-Z]", re.IGNORECASE).fullmatch,
                codicefiscale.is_valid,
            ),
            "the Mexican RFC": (shape(r"[A-Z\u00d1&]{4}\d{6}[A-Z0-9]{3}").fullmatch, always),
            "the Indian PAN": (shape(r"[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]").fullmatch, always),
            "the Chinese identity number": (
                shape(
                    r"[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])[0-3]\d{4}[\dX]", re.IGNORECASE
                ).fullmatch,
                always,
            ),
            "the Mexican CURP": (
                shape(r"[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d", re.IGNORECASE).fullmatch,
                always,
            ),
            "the Spanish DNI": (shape(r"\d{8}-?[A-Z]", re.IGNORECASE).fullmatch, dni.is_valid),
            "the Spanish NIE": (
                shape(r"[XYZ]-?\d{7}-?[A-Z]", re.IGNORECASE).fullmatch,
                nie.is_valid,
            ),
            "the Brazilian CPF": (shape(r"\d{3}\.\d{3}\.\d{3}-\d{2}").fullmatch, always),
            "the bare Brazilian CPF": (shape(r"\d{11}").fullmatch, cpf.is_valid),
            "the Korean resident number": (shapes.RRN, always),
            "the Pakistani identity number": (shapes.CNIC, always),
            "the Chilean RUT": (shapes.RUT, rut.is_valid),
            "the Polish PESEL": (shape(r"\d{11}").fullmatch, pesel.is_valid),
            "the French NIR": (shape(r"[12]\d{12}( ?\d{2})?").fullmatch, nir.is_valid),
            "the Swedish personal number": (
                shape(r"(\d{2})?\d{6}[-+]\d{4}").fullmatch,
                personnummer.is_valid,
            ),
            "the British national insurance number": (
                shape(
                    r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]",
                    re.IGNORECASE,
                ).fullmatch,
                always,
            ),
        }
    )


def national_shape(column: Evidence) -> float:
    """Give the share of values written as one country's numbers, those of digits alone left out."""
    if column.share(str.isdigit) >= _NEARLY:
        return 0.0
    return max(column.share(shaped) for shaped, _ in _national_checks().values())


def national_id(column: Evidence) -> tuple[str, float]:
    """Give the national number most values are, and the share of those that pass its check."""
    best = ("", 0.0)
    for name, (shaped, valid) in _national_checks().items():
        if column.count >= _FEW and column.share(shaped) >= _MOST:
            share = sum(bool(shaped(v)) and valid(v) for v in column.values) / column.count
            best = max(best, (name, share), key=lambda found: found[1])
    return best
