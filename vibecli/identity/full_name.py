"""Full names of persons in one form: given name first, titles before it, suffixes behind it.

Owns the order of the parts and how titles and suffixes are written; case is `standard.name`. It
never guesses which word of two is the family name: only a comma tells.
"""

from collections.abc import Mapping
from functools import lru_cache

from vibecli.identity.standard import Standard, name, name_trouble

TITLES = {
    "mr": "Mr.", "mrs": "Mrs.", "ms": "Ms.", "dr": "Dr.", "prof": "Prof.", "rev": "Rev.",
    "mme": "Mme", "mlle": "Mlle", "miss": "Miss", "sir": "Sir", "dame": "Dame", "herr": "Herr",
    "frau": "Frau", "sra": "Sra.", "srta": "Srta.", "dhr": "Dhr.", "mevr": "Mevr.",
    "dipling": "Dipl.-Ing.", "monsieur": "Monsieur", "madame": "Madame",
}  # fmt: skip
SUFFIXES = {
    "jr": "Jr.", "sr": "Sr.", "junior": "Jr.", "senior": "Sr.", "esq": "Esq.", "phd": "PhD",
    "md": "MD", "mba": "MBA", "ii": "II", "iii": "III", "iv": "IV",
}  # fmt: skip
_FIRMS = frozenset(
    ["inc", "llc", "ltd", "gmbh", "ag", "kg", "co", "corp", "sa", "bv", "plc", "and", "und", "et"]
)
_LONGEST_FAMILY = 4  # words before the comma: de la Cruz Lopez
_WORDS_ALONE = frozenset({"junior", "senior"})  # a suffix only where a comma says so


def full_name(value: str) -> Standard:
    """Give a full name as `Dr. Ann van der Berg Jr.`, with what was done to it."""
    text = " ".join(value.split())
    if trouble := name_trouble(text):
        return Standard(value, trouble)
    parts = [part for part in (part.strip() for part in text.split(",")) if part]
    several = len(parts) > 2  # noqa: PLR2004 - "Smith, Dr." has no given name
    behind = [p for p in parts[1:] if _all(p, SUFFIXES) or (several and _all(p, TITLES))]
    named = [part.split() for part in parts if part not in behind]
    turned = len(named) == 2 and _is_turned(*named)  # noqa: PLR2004 - family, given
    placed = text
    if turned or len(named) == 1:
        placed = _placed(named[::-1], " ".join(behind).split(), turned=turned)
    cased = name(placed).value
    done = {
        "spaces trimmed": text != value,
        "name case": cased != placed,
        "given name first": turned,
        "title and suffix": placed != text and not turned,
    }
    return Standard(cased, why=", ".join(words for words, is_so in done.items() if is_so))


def _placed(named: list[list[str]], behind: list[str], *, turned: bool) -> str:
    """Give titles, given name, family name and suffixes in this order."""
    suffixes = [SUFFIXES[_plain(word)] for word in behind if _plain(word) in SUFFIXES]
    least = 1 if turned else 2  # names that stay
    while len(named[0]) > least and _ends_as_suffix(named[0][-1]):
        suffixes.insert(0, SUFFIXES[_plain(named[0].pop())])
    titles = [TITLES[_plain(word)] for word in behind if _plain(word) not in SUFFIXES]
    words = [word for part in named for word in part]
    for word in [*words]:
        if _plain(word) in TITLES and (turned or word == words[0]) and len(words) > 1:
            titles.append(TITLES[_plain(word)])
            words.remove(word)
    return " ".join([*titles, *words, *suffixes])


def _is_turned(family: list[str], given: list[str]) -> bool:
    """Tell `Family, Given`: words of persons on both sides, and no firm."""
    plain = [_plain(word) for word in (*family, *given)]
    return (
        len(family) <= _LONGEST_FAMILY
        and not any(word in _FIRMS or "&" in word for word in plain)
        and any(_plain(word) not in TITLES for word in family)
        and any(_plain(word) not in TITLES for word in given)
    )


def _all(part: str, known: Mapping[str, str]) -> bool:
    return all(_plain(word) in known for word in part.split())


def _ends_as_suffix(word: str) -> bool:
    plain = _plain(word)
    return plain in SUFFIXES and plain not in _WORDS_ALONE


@lru_cache(maxsize=1 << 16)  # asked several times of each word
def _plain(word: str) -> str:
    return word.lower().replace(".", "").replace("-", "")
