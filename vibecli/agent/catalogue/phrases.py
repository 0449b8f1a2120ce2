"""Lists of words and phrases, written as text: `a phrase|another one` or `word word`."""

import re
from functools import lru_cache


def phrases(text: str) -> tuple[str, ...]:
    """Give the phrases of a text, split at bars; line breaks count as blanks."""
    return tuple(" ".join(phrase.split()) for phrase in text.split("|"))


def words(text: str) -> frozenset[str]:
    """Give the words of a text, split at blanks."""
    return frozenset(text.split())


def one_a_line(text: str) -> tuple[str, ...]:
    """Give the lines of a text; a line that is set in goes on with the one before."""
    return tuple(re.sub(r"\n\s+", "", text).strip().split("\n"))


@lru_cache(maxsize=1 << 12)
def longest_first(said: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Give phrases with their words, those of most words first."""
    split = ((phrase, tuple(phrase.split())) for phrase in said)
    return tuple(sorted(split, key=lambda told: -len(told[1])))
