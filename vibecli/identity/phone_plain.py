"""Plainly written phone numbers, told valid by the library's own patterns without its parser.

Owns the short cut for the many numbers of digits, blanks, dots, hyphens and brackets alone. It
speaks only where the whole way would say the same; whatever is unclear it leaves.
"""

import re
from functools import cache, lru_cache
from typing import NamedTuple

_PLAIN = re.compile(r"\(?\+?[0-9 ().-]+")
_SIGNS = str.maketrans("", "", " ().-+")
_LONGEST_CODE = 3
_FEWEST, _LONGEST = 4, 17  # digits of a number inside its country
_LONGEST_TEXT = 40


class _Region(NamedTuple):
    """How numbers of one region look."""

    leading: re.Pattern[str] | None
    general: re.Pattern[str]
    valid: re.Pattern[str]  # as above, and of some kind: mobile, fixed line
    prefix: re.Pattern[str] | None  # before a number inside the country
    prefix_text: str  # where it is a plain one
    abroad: re.Pattern[str] | None


class Plain(NamedTuple):
    """A plain number: its country code, and the number where it is a valid one, else nothing."""

    code: int
    number: str


def plain_number(text: str, region: str) -> Plain | None:
    """Give what a plainly written number surely is, None where only the parser can tell."""
    if len(text) > _LONGEST_TEXT or not _PLAIN.fullmatch(text) or "(0)" in text:
        return None
    digits = text.translate(_SIGNS)
    if len(digits) < _FEWEST or digits == digits[0] * len(digits):
        return None
    if text.lstrip("(").startswith("+"):
        return _international(digits)
    if text.startswith("00"):
        return _international(digits[2:])
    return _national(digits, region) if region else None


def _international(digits: str) -> Plain | None:
    """Give a number that carries its country code."""
    found = _split(digits)
    if found is None or _may_lose(*found) or not 2 <= len(found[1]) <= _LONGEST:  # noqa: PLR2004
        return None
    return Plain(found[0], f"+{digits}" if _is_valid(*found) else "")


def _national(digits: str, region: str) -> Plain | None:
    """Give a number as it is written inside its country."""
    code = _code_of(region)
    form = _form(region) if code else None
    if form is None or digits.startswith(str(code)) or (form.abroad and form.abroad.match(digits)):
        return None
    number, prefixed = digits, form.prefix and form.prefix.match(digits)
    if prefixed:
        if not form.prefix_text:
            return None
        number = digits.removeprefix(form.prefix_text)
    if number.startswith("0") or len(number) < _FEWEST or len(digits) > _LONGEST:
        return None
    if not _is_valid(code, number):
        return None if prefixed and _is_valid(code, digits) else Plain(code, "")
    if not form.general.fullmatch(number) or (digits[0] != "0" and _may_be_abroad(digits)):
        return None
    return Plain(code, f"+{code}{number}")


def _may_be_abroad(digits: str) -> bool:
    """Tell digits that might be a number of another country, its code in front."""
    found = _split(digits)
    if found is None:
        return False
    code, number = found
    form = _form(_regions(code)[0])
    if form is None or _is_valid(code, number):
        return True
    if form.prefix is None or not form.prefix.match(number):
        return False
    bare = number.removeprefix(form.prefix_text)
    return not form.prefix_text or bare.startswith("0") or _is_valid(code, bare)


def _split(digits: str) -> tuple[int, str] | None:
    """Give the country code digits begin with, and the rest."""
    if not digits.isdecimal() or digits.startswith("0"):
        return None
    for length in range(1, _LONGEST_CODE + 1):
        if _regions(int(digits[:length])):
            return int(digits[:length]), digits[length:]
    return None


def _may_lose(code: int, number: str) -> bool:
    """Tell a number of which the parser might take a prefix off."""
    form = _form(_regions(code)[0])
    if form is None or number.startswith("0"):
        return True
    return bool(form.prefix and form.prefix.match(number))


def _is_valid(code: int, number: str) -> bool:
    """Tell a valid number, as the library does: by the first region that claims it."""
    for region in _regions(code):
        form = _form(region)
        if form is None:
            continue
        if form.leading:
            if form.leading.match(number):
                return form.valid.fullmatch(number) is not None
        elif form.valid.fullmatch(number):
            return True
    return False


@cache
def _regions(code: int) -> tuple[str, ...]:
    import phonenumbers

    found = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(code, ())
    return (str(code),) if found == (phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY,) else tuple(found)


@lru_cache(maxsize=512)
def _code_of(region: str) -> int:
    import phonenumbers

    return int(phonenumbers.country_code_for_region(region))


@cache
def _form(region: str) -> _Region | None:
    from phonenumbers import PhoneMetadata

    world = region.isdigit()  # numbers of no country: their code stands for them
    told = (
        PhoneMetadata.metadata_for_nongeo_region(int(region), None)
        if world
        else PhoneMetadata.metadata_for_region(region, None)
    )
    general = told.general_desc if told else None
    if told is None or general is None or not general.national_number_pattern:
        return None
    kinds = (
        told.fixed_line, told.mobile, told.toll_free, told.premium_rate, told.shared_cost,
        told.personal_number, told.voip, told.pager, told.uan, told.voicemail,
    )  # fmt: skip
    patterns = [kind.national_number_pattern for kind in kinds if kind is not None]
    known = [f"(?:{pattern})" for pattern in patterns if pattern and pattern != "NA"]
    prefix = told.national_prefix_for_parsing or ""
    return _Region(
        leading=re.compile(told.leading_digits) if told.leading_digits else None,
        general=re.compile(general.national_number_pattern),
        valid=re.compile(
            f"(?=(?:{general.national_number_pattern})$)(?:{'|'.join(known) or '(?!)'})"
        ),
        prefix=re.compile(prefix) if prefix else None,
        prefix_text=prefix if prefix.isdigit() and not told.national_prefix_transform_rule else "",
        abroad=re.compile(told.international_prefix) if told.international_prefix else None,
    )
