"""The words of a person, and which tables' and columns' names they say or mean."""

import re
from collections.abc import Iterable

from vibecli.agent.catalogue.vocabulary import CONCEPTS
from vibecli.tagging.name_tokens import name_tokens

_WORD = re.compile(r"\w+")
_SHORTEST = 5  # letters of a word that is found inside a compound


class Said:
    """Words, asked about by name and by meaning."""

    def __init__(self, parts: Iterable[str]) -> None:
        self.text = " ".join(parts).lower()
        self._words = {stem(word) for word in _WORD.findall(self.text.replace("_", " "))}
        self._concepts = _concepts(self._words)

    def names(self, name: str) -> bool:
        """True when a word of a table's or column's own name is said."""
        return bool({stem(token) for token in name_tokens(name)} & self._words)

    def means(self, name: str) -> bool:
        """True when a word of a name is said, or one of the same meaning."""
        own = {stem(token) for token in name_tokens(name)}
        return self.names(name) or bool(_concepts(own) & self._concepts)

    def touches(self, name: str) -> bool:
        """True when a name, or a word it begins or ends with, is said or meant."""
        inside = {
            known
            for token in name_tokens(name)
            for size in range(_SHORTEST, len(token))
            for known in (token[:size], token[-size:])
            if known in CONCEPTS
        }
        return self.means(name) or bool(_concepts(inside) & self._concepts)


def stem(word: str) -> str:
    """Give a word without the ending of its plural."""
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _concepts(words: Iterable[str]) -> set[str]:
    return {concept for word in words for concept in CONCEPTS.get(word, ())}
