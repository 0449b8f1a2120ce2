"""Typing errors in the words of the grammar: cuont, standarise, emial.

Owns which word is meant, and only for an intent that cannot be read as typed. It never touches a
name or a value of the database, a quoted text, or a word in capitals.
"""

import sys
from collections.abc import Iterable, Iterator
from functools import cache

from vibecli.agent.catalogue.cursor import World
from vibecli.agent.catalogue.lexicon import FUNCTION_WORDS, ROLE_PHRASES
from vibecli.agent.catalogue.phrases import words
from vibecli.agent.catalogue.unread import is_unknown
from vibecli.agent.catalogue.words import Word, Words, fold

_SHORTEST = 4
_LONG = 8  # letters from which two errors may be mended
_NO_ERRORS = words("exempted scope tests")  # near a word of the grammar, and meant as typed
_PACKAGE = __name__.rpartition(".")[0]


def mended(text: Words, world: World) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Give the intent with its typing errors mended, and each error with the word meant."""
    found: list[tuple[str, str]] = []
    intent = text.text
    for word in reversed(text.words):
        meant = _meant(word, world)
        if meant:
            intent = intent[: word.start] + meant + intent[word.end :]
            found.insert(0, (word.text, meant))
    return intent, tuple(found)


def _meant(word: Word, world: World) -> str:
    """Give the one known word that is nearest, when none is as near."""
    from rapidfuzz.distance import OSA

    plain = word.kind == "word" and not word.glue and word.text.islower()
    if not plain or len(word.form) < _SHORTEST or not is_unknown(word, world):
        return ""
    limit = 2 if len(word.form) >= _LONG else 1
    near: dict[int, list[str]] = {}
    for known in _vocabulary():
        if abs(len(known) - len(word.form)) <= limit and known[0] == word.form[0]:
            distance = OSA.distance(word.form, known, score_cutoff=limit)
            near.setdefault(distance, []).append(known)
    if word.form in _vocabulary():
        return ""
    best = min((d for d in near if d <= limit), default=None)
    return near[best][0] if best is not None and len(near[best]) == 1 else ""


@cache
def _vocabulary() -> frozenset[str]:
    """Give every word the grammar takes, as the modules of this package list them."""
    modules = [m for name, m in sorted(sys.modules.items()) if name.startswith(_PACKAGE) and m]
    listed = (value for module in modules for value in vars(module).values())
    known = {word for value in listed for text in _texts(value) for word in text.split()}
    roles = {word for phrase in ROLE_PHRASES for word in phrase.split()}
    return frozenset(
        w for w in known | roles | FUNCTION_WORDS if len(w) >= _SHORTEST and fold(w).isalpha()
    )


def _texts(value: object) -> Iterator[str]:
    """Give the words and phrases of a list of them."""
    if isinstance(value, (tuple, frozenset, dict)):
        items: Iterable[object] = value
        yield from (item for item in items if isinstance(item, str))
