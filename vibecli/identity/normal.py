"""Normal forms: what two spellings of one value have in common, kind by kind.

Pure functions on single values, called once a distinct value. None means "says nothing". Digits of
a date or phone that is not valid are kept: a typing mistake must still be close to what was meant.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from types import MappingProxyType

from vibecli.identity.kinds import Kind

_FOLDS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ð": "d", "\u0131": "i"}
)
_EMPTY = frozenset(
    word
    for words in (
        "na none null nil nan unknown unbekannt undefined missing blank tba tbd",
        "notavailable notprovided notgiven xxx xx test",
    )
    for word in words.split()
)
_TITLES = frozenset(
    word
    for words in (
        "mr mrs ms miss mx dr prof professor sir dame rev",
        "herr frau mme mlle sr sra",
    )
    for word in words.split()
)
_SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "iv", "phd", "md", "esq", "junior", "senior"])
_STREET_WORDS = {
    "street": "st", "road": "rd", "avenue": "ave", "av": "ave", "lane": "ln", "drive": "dr",
    "boulevard": "blvd", "blv": "blvd", "court": "ct", "place": "pl", "square": "sq",
    "terrace": "ter", "highway": "hwy", "parkway": "pkwy", "close": "cl", "crescent": "cres",
    "gardens": "gdns", "north": "n", "south": "s", "east": "e", "west": "w",
    "saint": "st", "apartment": "apt", "flat": "apt", "suite": "ste", "unit": "apt",
}  # fmt: skip
_PARTICLES = frozenset(
    word
    for words in (
        "al bin d da dal de del della den der di",
        "dos du el la le ten ter van vom von y",
    )
    for word in words.split()
)
_ORDINAL = re.compile(r"^(\d+)(st|nd|rd|th)$")
_WITHIN_WORD = re.compile(r"['\u2019]|(?<=\w)[?\ufffd](?=\w)")  # ? stands for a lost letter
_STRASSE = re.compile(r"strasse$")
_WORD = re.compile(r"[^\W_]+")
_AS_WORDS = bytes(
    ord(sign.lower()) if sign.isalnum() else ord(" ") for sign in map(chr, range(128))
) + bytes(128)
_EXTENSION = re.compile(r"(x|ext).*$")
_POINT_NOUGHT = re.compile(r"\.0$")
_NO_DIGIT = re.compile(r"\D")
_NO_DIGITS = bytes(i for i in range(128) if not chr(i).isdigit())
_NO_LETTERS = bytes(i for i in range(128) if not chr(i).isalnum())
_DATE_PART = re.compile(r"[a-z]+|\d+")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MONTHS = {m: i for i, m in enumerate(
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1
)}  # fmt: skip
_PHONE_KEPT = 9
_PHONE_LEAST = 5
_TIME = re.compile(r"[t ]\d{1,2}:\d{2}.*$")


def fold(text: str) -> str:
    """Give the text in lower case and Latin letters, without accents and marks of control."""
    if text.isascii():
        return text.lower().strip()
    composed = unicodedata.normalize("NFKC", text)  # styled letters have no lower case
    decomposed = unicodedata.normalize("NFKD", composed.lower().translate(_FOLDS))
    kept = (
        c for c in decomposed if not unicodedata.combining(c) and unicodedata.category(c)[0] != "C"
    )
    folded = "".join(kept).lower().translate(_FOLDS)
    return (folded if folded.isascii() else _romanised(folded)).strip()


def _romanised(text: str) -> str:
    """Write letters of other alphabets in Latin ones, whatever has none stays."""
    from anyascii import anyascii

    return "".join(
        sign if sign.isascii() or not sign.isalnum() else anyascii(sign).lower() or sign
        for sign in text
    )


def words(text: str) -> list[str]:
    """Give the letters and digits of a folded text, word by word."""
    if text.isascii() and "?" not in text:  # as below, without a search
        return text.encode().translate(_AS_WORDS, b"'").decode().split()
    return _WORD.findall(_WITHIN_WORD.sub("", fold(text)))


def given_name(text: str) -> str | None:
    """Give a given name without title."""
    parts = [w for w in words(text) if w not in _TITLES and not w.isdigit()]
    return _said(" ".join(parts))


def family_name(text: str) -> str | None:
    """Give a family name without generation or degree."""
    parts = [w for w in words(text) if not w.isdigit()]
    kept = [w for w in parts if w not in _SUFFIXES] or parts
    return _said(" ".join(kept))


def split_name(text: str) -> tuple[str | None, str | None]:
    """Give the given and the family part of a full name, also of one written `Family, Given`."""
    front, comma, back = text.partition(",")
    back_words = [w for w in words(back) if w not in _SUFFIXES and w not in _TITLES]
    front_words = [w for w in words(front) if w not in _PARTICLES]
    if comma and back_words and len(front_words) <= 2:  # noqa: PLR2004
        return given_name(back_words[0]), family_name(front)
    parts = [w for w in words(front) if w not in _TITLES and w not in _SUFFIXES]
    if len(parts) < 2:  # noqa: PLR2004
        return None, family_name(front)
    return given_name(parts[0]), family_name(parts[-1])


def email(text: str) -> str | None:
    """Give an address in lower case without tag; dots of Gmail users mean nothing."""
    address = "".join(fold(text).split()).removeprefix("mailto:")
    user, at, domain = address.rpartition("@")
    if not at or not user:
        return None
    user = user.split("+", 1)[0] or user
    if domain in {"gmail.com", "googlemail.com"}:
        user, domain = user.replace(".", ""), "gmail.com"
    return f"{user}@{domain}"


def phone(text: str) -> str | None:
    """Give the subscriber's last digits, so that any country prefix compares."""
    bare = fold(text)
    if "x" in bare:
        bare = _EXTENSION.sub("", bare)
    bare = bare.replace("(0)", "")
    if ".0" in bare:
        bare = _POINT_NOUGHT.sub("", bare)
    digits = _without(_NO_DIGITS, bare) if bare.isascii() else _NO_DIGIT.sub("", bare)
    digits = digits.lstrip("0") or digits[:1]
    return digits[-_PHONE_KEPT:] if len(digits) >= _PHONE_LEAST or set(digits) == {"0"} else None


def postcode(text: str) -> str | None:
    """Give letters and digits; five-digit codes without extension and leading zeros."""
    code = _without(_NO_LETTERS, fold(text.strip().removesuffix(".0")))
    if code.isdigit():
        code = (code[:5] if len(code) == 9 else code).lstrip("0")  # noqa: PLR2004
    return _said(code)


def street(text: str) -> str | None:
    """Give an address line with usual words shortened."""
    return _said(" ".join(map(_street_word, words(text))))


@lru_cache(maxsize=1 << 16)
def _street_word(word: str) -> str:
    short = _STRASSE.sub("str", _ORDINAL.sub(r"\1", word))
    return _STREET_WORDS.get(short, short)


def plain(text: str) -> str | None:
    """Give the words of a place or a category."""
    return _said(" ".join(words(text)))


def code(text: str) -> str | None:
    """Give the letters and digits of an identifying code."""
    return _said("".join(words(text.strip().removesuffix(".0"))))


def number(text: str) -> str | None:
    """Give a number as text, one spelling for each value."""
    found = re.search(r"-?\d+(\.\d+)?", text.replace(",", ""))
    return f"{float(found.group()):.6g}" if found else None


def date(text: str, *, day_first: bool) -> str | None:
    """Give eight digits, year first; an impossible date keeps its digits."""
    plain = _ISO_DATE.fullmatch(text)
    if plain:
        return "".join(plain.groups())
    day = fold(text)
    parts = _DATE_PART.findall(_TIME.sub("", day) if ":" in day else day)
    months = [at for at, part in enumerate(parts) if part[:3] in _MONTHS]
    named = [str(_MONTHS[p[:3]]) if p[:3] in _MONTHS else p for p in parts]
    numbers = [part for part in named if part.isdigit()]
    if len(numbers) == 3:  # noqa: PLR2004
        return _three_parts(numbers, day_first=day_first if not months else months[0] > 0)
    digits = "".join(numbers)
    return digits[:8] if len(digits) >= 4 else None  # noqa: PLR2004


def _three_parts(parts: list[str], *, day_first: bool) -> str:
    if len(parts[0]) == 4:  # noqa: PLR2004
        year, month, day = parts
    else:
        first, second, year = parts
        month, day = (second, first) if day_first else (first, second)
    if len(year) == 2:  # noqa: PLR2004
        year = ("19" if int(year) > 30 else "20") + year  # noqa: PLR2004
    return f"{year}{month:0>2}{day:0>2}"[:8]


def day_first(texts: Iterable[str]) -> bool:
    """Tell whether a column writes the day before the month, by the parts over 12."""
    first = second = 0
    for text in texts:
        parts = re.findall(r"\d+", text)
        if len(parts) >= 3 and len(parts[0]) <= 2:  # noqa: PLR2004
            first += int(parts[0]) > 12  # noqa: PLR2004
            second += int(parts[1]) > 12  # noqa: PLR2004
    return first >= second


def _without(signs: bytes, text: str) -> str:
    """Leave out signs, and all that is not ASCII."""
    return text.encode("ascii", "ignore").translate(None, signs).decode()


def _said(text: str) -> str | None:
    return None if not text or text.replace(" ", "") in _EMPTY else text


_PLAIN_FORMS: Mapping[Kind, Callable[[str], str | None]] = MappingProxyType(
    {
        Kind.GIVEN: given_name,
        Kind.FAMILY: family_name,
        Kind.EMAIL: email,
        Kind.PHONE: phone,
        Kind.POSTCODE: postcode,
        Kind.STREET: street,
        Kind.CITY: plain,
        Kind.PLACE: plain,
        Kind.CATEGORY: plain,
        Kind.CODE: code,
        Kind.NUMBER: number,
        Kind.TEXT: plain,
    }
)


def normaliser(
    kind: Kind, values: Iterable[str], order: bool | None = None
) -> Callable[[str], str | None]:
    """Give the normal form of a kind.

    `order`: whether the day comes before the month; told from the values where it is not known.
    """
    if kind in (Kind.BIRTH, Kind.DAY):
        return partial(date, day_first=day_first(values) if order is None else order)
    return _PLAIN_FORMS[kind]
