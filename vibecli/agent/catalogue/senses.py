"""What business words mean, whatever the language or the cut: branch, Filiale, fil.

Owns reading the dictionary. It knows nothing of a database and decides nothing: it tells whether
two words can mean the same, and in which ways a name or a phrase can be taken apart.
"""

from collections.abc import Iterator
from functools import cache, lru_cache

from vibecli.agent.catalogue.dictionary import MEANINGS, QUALIFIERS, WIDER
from vibecli.agent.catalogue.words import fold, stem

_LONGEST = 4  # words of a phrase that stands for one
_SHORTEST = 3  # letters of a part of a compound
_LINKS = ("", "s", "n", "en", "es", "e")  # between the parts of a German compound
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def senses(word: str) -> frozenset[str]:
    """Give the meanings a stem, or stems joined by `_`, can have, each by its first form."""
    return _SENSES.get(word, frozenset())


@cache
def same(said: str, other: str) -> bool:
    """True when two stems can mean the same."""
    return not senses(said).isdisjoint(senses(other))


@cache
def wider(said: str, name: str) -> bool:
    """True when a wide word such as customer may mean what a name says: users, companies."""
    meant = {word for sense in senses(said) for word in WIDER.get(sense, "").split()}
    return not meant.isdisjoint(senses(name))


@cache
def qualifies(word: str, noun: str) -> bool:
    """True when a word before a noun adds nothing to it: support tickets."""
    return any(word in map(stem, QUALIFIERS.get(sense, "").split()) for sense in senses(noun))


@lru_cache(maxsize=1 << 14)
def takes(stems: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Give the ways to take words: as they are, phrases as one, compounds apart."""
    joined = _joined(stems)
    apart = tuple(part for word in stems for part in compound(word))
    return tuple(dict.fromkeys((stems, joined, apart, _joined(apart))))


@cache
def compound(word: str) -> tuple[str, ...]:
    """Give the parts of a German compound of known words, or the word alone."""
    return next(_parts(word), (word,))


def _parts(word: str) -> Iterator[tuple[str, ...]]:
    """Give the ways to cut a word in two known ones, the longest first part first."""
    if word in _SENSES:
        return
    for cut in range(len(word) - _SHORTEST, _SHORTEST - 1, -1):
        for link in _LINKS:
            first = word[:cut].removesuffix(link) if word[:cut].endswith(link) else ""
            if len(first) >= _SHORTEST and first in _SENSES and word[cut:] in _SENSES:
                yield (first, word[cut:])


def _joined(stems: tuple[str, ...]) -> tuple[str, ...]:
    """Give the words with every phrase of the dictionary as one."""
    found: list[str] = []
    at = 0
    while at < len(stems):
        length = next((n for n in range(_LONGEST, 1, -1) if _phrase(stems[at : at + n], n)), 1)
        found.append("_".join(stems[at : at + length]))
        at += length
    return tuple(found)


def _phrase(stems: tuple[str, ...], length: int) -> bool:
    return len(stems) == length and "_".join(stems) in _SENSES


def _read() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for forms in MEANINGS:
        for form in forms:
            for spelt in (form, form.translate(_WRITTEN_OUT)):
                key = "_".join(stem(fold(word)) for word in spelt.split("_"))
                found.setdefault(key, set()).add(forms[0])
    return {form: frozenset(meant) for form, meant in found.items()}


_SENSES = _read()
