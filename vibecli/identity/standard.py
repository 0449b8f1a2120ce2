"""Standard forms of single values: e-mail addresses, names, titles.

Owns how one text becomes its standard form, or the reason why it cannot. Pure functions that
accept any text and never raise; a value that cannot be standardised is given back as it came.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from vibecli.identity.honorifics import without_title


class Standard(NamedTuple):
    """A value in its standard form; `trouble` says why it has none and is unchanged."""

    value: str
    trouble: str = ""
    why: str = ""  # what was done, where the operation's own words say too little


_ADDRESS = re.compile(r"[^@\s<>(),;:\"\[\]\\]+@[^@\s<>(),;:\"\[\]\\]+")
_DOMAIN = re.compile(r"([^\W_]([\w-]*[^\W_])?\.)+[^\W\d_]{2,}")
_SHOWN = re.compile(r"^[^<>@]*<([^<>]+)>$")
_AROUND_AT = re.compile(r"\s*@\s*")
_LONGEST_ADDRESS = 254
_EDGES = " \t\r\n\"'<>,;:."


def email(value: str) -> Standard:
    """Give an e-mail address in lower case without decoration around it."""
    text = _one_line(value)
    shown = _SHOWN.match(text)
    text = _AROUND_AT.sub("@", (shown[1] if shown else text).strip(_EDGES))
    text = text.removeprefix("mailto:").removeprefix("MAILTO:").strip(_EDGES).lower()
    trouble = _email_trouble(text)
    return Standard(value, trouble) if trouble else Standard(text)


def _email_trouble(text: str) -> str:
    if "@" not in text:
        return "no @ sign"
    if text.count("@") > 1:
        return "more than one @ sign"
    user, domain = text.split("@")
    if (
        len(text) > _LONGEST_ADDRESS
        or not user
        or not _ADDRESS.fullmatch(text)
        or ".." in user
        or user.endswith(".")
    ):
        return "not a valid mailbox"
    return "" if _DOMAIN.fullmatch(domain) else "not a valid domain"


# Words of a family name that stay small: "van der Berg", "de la Cruz".
_PARTICLES = frozenset(
    [
        "van",
        "von",
        "der",
        "den",
        "dem",
        "de",
        "del",
        "della",
        "di",
        "da",
        "das",
        "dos",
        "do",
        "du",
        "des",
        "la",
        "le",
        "las",
        "los",
        "lo",
        "af",
        "av",
        "zu",
        "zum",
        "zur",
        "ten",
        "ter",
        "te",
        "op",
        "'t",
        "y",
        "e",
        "bin",
        "bint",
        "ibn",
        "al",
        "el",
    ]
)
_TWO_WAY_PARTICLES = frozenset({"la", "le", "e", "y", "do", "al", "el", "lo", "te", "bin"})
_SUFFIXES = {"ii": "II", "iii": "III", "iv": "IV", "vi": "VI", "vii": "VII", "viii": "VIII"}
_ABBREVIATED = {
    "jr": "Jr",
    "sr": "Sr",
    "dr": "Dr",
    "mr": "Mr",
    "mrs": "Mrs",
    "ms": "Ms",
    "phd": "PhD",
}
_WORD_PARTS = re.compile(r"([-'\u2019`.])")
_NOT_A_NAME = re.compile(r"[\x00-\x1f\x7f\d@#$%^*=_+<>{}\[\]|\\/;:!?\"~]")
_SCOTTISH = re.compile(r"mc[^\W\d_]{2,}", re.IGNORECASE)
_SHORT = 2


def name(value: str, *, family: bool = False) -> Standard:
    """Give a person's name in mixed case; words that are in mixed case already stay as they are."""
    text = _one_line(value)
    if trouble := name_trouble(text):
        return Standard(value, trouble)
    words = text.split(" ")
    shouted = not _has_small(text)
    cared_for = not shouted and _has_capital(text)
    cased = []
    for position, word in enumerate(words):
        low = _lower(word)
        first_may = cared_for or (family and low not in _TWO_WAY_PARTICLES)
        if low in _PARTICLES and position < len(words) - 1 and (position > 0 or first_may):
            cased.append(low if shouted else word)
        elif cared_for and word != low and len(word) <= _SHORT:
            cased.append(word)
        else:
            cased.append(_name_word(word, low, first=position == 0))
    done = " ".join(cased)
    now_shouted = not shouted and not _has_small(done)
    return name(done, family=family) if now_shouted else Standard(done)


def name_trouble(text: str) -> str:
    """Tell why a text is no name of a person, or nothing."""
    lettered = any(char.isalpha() for char in text)
    return "" if lettered and not _NOT_A_NAME.search(text) else "not a name"


@lru_cache(maxsize=1 << 16)  # a column says few words, often
def _name_word(word: str, low: str, *, first: bool) -> str:
    bare = low.rstrip(".,")
    if _mixed(word):
        return word
    if not first and bare in _SUFFIXES:
        return _SUFFIXES[bare] + word[len(bare) :]
    if bare in _ABBREVIATED:
        return _ABBREVIATED[bare] + word[len(bare) :]
    return "".join(_name_part(part) for part in _joined_parts(low))


def _mixed(word: str) -> bool:
    """Tell a word with case of its own, such as McDonald."""
    return _has_small(word) and _has_capital(word)


def _has_small(text: str) -> bool:
    return text != text.upper() if text.isascii() else any(char.islower() for char in text)


def _has_capital(text: str) -> bool:
    return text != text.lower() if text.isascii() else any(char.isupper() for char in text)


def _joined_parts(word: str) -> list[str]:
    """Cut O'Brien and Smith-Jones into parts, but keep an elided end ("'s") with its word."""
    parts = _WORD_PARTS.split(word)
    for at in range(2, len(parts), 2):
        if parts[at - 1] in "'\u2019`" and len(parts[at]) < _SHORT:
            parts[at] = "\0" + parts[at]
    return parts


def _name_part(part: str) -> str:
    if part.startswith("\0"):
        return part[1:]
    if _SCOTTISH.fullmatch(part):
        return "Mc" + _upper(part[2]) + part[3:]
    return _upper(part[:1]) + part[1:]


_TITLE_BREAK = re.compile(r"([\s\-/(&.,+]+)")


def title(value: str) -> Standard:
    """Give every word with a capital first letter and the rest small."""
    parts = _TITLE_BREAK.split(value)
    return Standard("".join(_upper(part[:1]) + _lower(part[1:]) for part in parts))


def _upper(text: str) -> str:
    if text.isascii():
        return text.upper()
    return "".join(up if len(up := char.upper()) == 1 else char for char in text)


def _lower(text: str) -> str:
    if text.isascii():
        return text.lower()
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def _one_line(value: str) -> str:
    return " ".join(value.split())


_GENERATIONS = frozenset(["jr", "sr", "ii", "iii", "iv", "phd", "md", "esq"])


class FullName(NamedTuple):
    """The parts of a full name."""

    given: str
    family: str


def split_name(value: str, *, sir: bool = False) -> FullName | None:
    """Give given and family name of a full name, or None when it has not both.

    `sir`: the column writes M. for Monsieur, where elsewhere it is an initial.
    """
    text = _one_line(value)
    if _NOT_A_NAME.search(text):
        return None
    if text.count(",") == 1:
        family, given = (part.strip() for part in text.split(","))
        if given.lower().rstrip(".") not in _GENERATIONS:
            given = without_title(given, sir=sir)
            return FullName(given, family) if given and family else None
        text = family
    words = without_title(text, sir=sir).split(" ")
    while len(words) > 1 and words[-1].lower().rstrip(".,") in _GENERATIONS:
        words = words[:-1]
    return _cut_name(words)


def _cut_name(words: list[str]) -> FullName | None:
    at = len(words) - 1
    while at > 1 and words[at - 1].lower() in _PARTICLES - {"e", "y"}:
        at -= 1
    if at < 1:
        return None
    return FullName(" ".join(words[:at]), " ".join(words[at:]))
