"""Address lines in one form: spaces, case, and street words as the column mostly writes them.

Owns which words are street words and where they stand: St is a street behind its name and a saint
before one, so only the last word of the street is looked at.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable

from vibecli.identity.standard import Standard, title

_PAIRS = {
    "street": "St", "road": "Rd", "avenue": "Ave", "lane": "Ln", "drive": "Dr", "court": "Ct",
    "boulevard": "Blvd", "place": "Pl", "square": "Sq", "terrace": "Ter", "highway": "Hwy",
    "parkway": "Pkwy", "crescent": "Cres", "circle": "Cir", "trail": "Trl", "gardens": "Gdns",
}  # fmt: skip
_SHORT = {short.lower(): long.title() for long, short in _PAIRS.items()} | {"av": "Avenue"}
_GERMAN = re.compile(r"(?P<name>[^\W\d_]{2,}[- ]?|)(?P<end>straße|strasse|str\.?)", re.IGNORECASE)
_AFTER = re.compile(  # what may follow the street: nothing, a comma, a flat, a number, a direction
    r"(?:\s*,.*|\s+(?:#|apt|apartment|suite|ste|unit|flat|floor|fl|no)\b.*"
    r"|\s+(?:n|s|e|w|ne|nw|se|sw|north|south|east|west)\.?(?:\s*,.*)?|\s+#?\d.*|)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+\.?")
_BOX = re.compile(r"\bp\.?\s?o\.?\s?box\b", re.IGNORECASE)
_SMALL = frozenset(
    word
    for words in ("of the and und", "de la le du des del", "von van der den", "am an im zur zum")
    for word in words.split()
)
_ELIDED = frozenset({"d", "l"})
_SHORTEST = 2  # letters behind an apostrophe that are a word
_CAPITALS = frozenset({"ne", "nw", "se", "sw", "po"})
_ORDINAL = re.compile(r"\d+(st|nd|rd|th)", re.IGNORECASE)
Votes = Counter[str]


def street_standard(values: Iterable[tuple[str, int]]) -> Callable[[str], Standard]:
    """Give how address lines of a column (each with its rows) are brought into one form.

    Of the short and the long form of street words the more frequent one is taken.
    """
    votes: Votes = Counter()
    for text, rows in values:
        votes.update(dict.fromkeys(_forms(_plain(text)), rows))
    short = votes["short"] >= votes["long"]
    long = max(("straße", "strasse"), key=lambda form: votes[form])
    german = "str." if votes["str."] > votes["straße"] + votes["strasse"] else long
    return lambda value: _standard(value, short=short, german=german)


def _standard(value: str, *, short: bool, german: str) -> Standard:
    tidy = " ".join(value.split())
    tidy = re.sub(r"\s+,", ",", tidy)
    if not any(sign.isalpha() for sign in tidy):
        return Standard(value, "not an address") if not tidy else Standard(tidy)
    cased = _cased(tidy)
    written = _rewritten(cased, short=short, german=german)
    done = {
        "spaces trimmed": tidy != value,
        "address case": cased != tidy,
        "street words": written != cased,
    }
    return Standard(written, why=", ".join(words for words, is_so in done.items() if is_so))


def _plain(text: str) -> str:
    return _cased(re.sub(r"\s+,", ",", " ".join(text.split())))


def _cased(text: str) -> str:
    """Give a line that is all in capitals or all in small letters in mixed case."""
    if text != text.upper() and text != text.lower():
        return text
    words = text.split(" ")
    return " ".join(_cased_word(word, first=at == 0) for at, word in enumerate(words))


def _cased_word(word: str, *, first: bool) -> str:
    low = word.lower()
    if _ORDINAL.fullmatch(low.rstrip(",.")):
        return low
    if any(sign.isdigit() for sign in word):
        return word
    if low.rstrip(",.") in _CAPITALS:
        return word.upper()
    return low if low in _SMALL and not first else _capital(low, first=first)


def _capital(low: str, *, first: bool) -> str:
    """Give a word with a capital: O'Connell, l'Église, St John's."""
    front, mark, back = low.partition("'" if "'" in low else "\u2019")
    if not mark or len(back) < _SHORTEST:
        return title(low).value
    article = front in _ELIDED and not first
    return f"{front if article else title(front).value}{mark}{title(back).value}"


def _forms(text: str) -> Iterable[str]:
    """Give which forms a line uses: short, long, and the German ones."""
    found = _street_word(text)
    if found:
        yield "short" if found[0].lower().rstrip(".") in _SHORT else "long"
    german = _german_word(text)
    if german:
        yield _german_end(german["end"])


def _rewritten(text: str, *, short: bool, german: str) -> str:
    text = _BOX.sub("PO Box", text)
    found = _street_word(text)
    if found:
        low = found[0].lower().rstrip(".")
        long = _SHORT.get(low, low.title())
        word = _PAIRS[long.lower()] if short else long
        text = text[: found.start()] + word + text[found.end() :]
    at = _german_word(text)
    if at and (german == "str." or _german_end(at["end"]) == "str."):  # straße and strasse stay
        end = german.title() if at["end"][0].isupper() else german
        text = text[: at.start("end")] + end + text[at.end("end") :]
    return text


def _street_word(text: str) -> re.Match[str] | None:
    """Give the street word of a line: the last one that ends the street, behind its name."""
    for found in reversed([*_WORD.finditer(text)]):
        low = found[0].lower().rstrip(".")
        before = text[: found.start()].strip()
        known = low in _SHORT or low in _PAIRS
        if known and _has_name(before) and _AFTER.fullmatch(text, found.end()):
            return found
    return None


def _has_name(before: str) -> bool:
    """Tell that a name of a street stands before its word: 12 Main, 5th; not a number alone."""
    words = before.split()
    return bool(words) and "," not in words[-1] and not words[-1].isdigit()


def _german_word(text: str) -> re.Match[str] | None:
    """Give the German street word of a line, where a number, a comma or nothing follows."""
    for found in _GERMAN.finditer(text):
        whole = found.start() == 0 or not text[found.start() - 1].isalnum()
        if whole and re.fullmatch(r"\s*,.*|\s+\d.*|", text[found.end() :]):
            return found
    return None


def _german_end(end: str) -> str:
    low = end.lower()
    return "str." if low.startswith("str") and low.rstrip(".") == "str" else low
