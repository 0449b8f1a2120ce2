"""Where the clauses of an intent begin, and the one rule by which a clause is set aside.

Never one with a number, a value, a negation, a restriction, an order or a command. Which words say
so there, and what names something of the database, is told by who asks.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence

from vibecli.agent.catalogue.phrases import longest_first
from vibecli.agent.catalogue.words import Word, Words

_STOPS = re.compile(r"[!?:;\u2026()\n]|\.(?=\s)|\.{2,}|\s[\u2013\u2014]|[\u2013\u2014]\s|\s-+\s")
_SAID = re.compile(r"\w")


def stops(text: Words, at: int) -> bool:
    """True where a sign of a sentence's end, a colon, a bracket or a dash stands before a word."""
    return 0 < at < len(text.words) and bool(_STOPS.search(_gap(text, at)))


def begins(text: Words, at: int) -> bool:
    """True where a clause begins: after a stop, a comma, or words of courtesy set aside."""
    if not 0 < at < len(text.words):
        return at == 0
    courtesy = _SAID.search(_gap(text, at))
    return text.words[at - 1].kind == "comma" or bool(courtesy) or stops(text, at)


def _gap(text: Words, at: int) -> str:
    return text.text[text.words[at - 1].end : text.words[at].start]


def clauses(text: Words) -> Iterator[tuple[int, int]]:
    """Give where the clauses of a text begin and end."""
    starts = [at for at in range(len(text.words)) if begins(text, at)]
    yield from zip(starts, [*starts[1:], len(text.words)], strict=True)


def says_nothing(
    said: Sequence[Word],
    telling: Collection[str],
    names: Callable[[Word], bool],
    *,
    settled: tuple[str, ...] = (),
) -> bool:
    """True for plain words, none of which tells or names anything.

    In the phrases `settled` a word that would tell something does not: we can not.
    """
    return (
        all(word.kind in ("word", "comma") for word in said)
        and not any(word.form in telling for word in _without(said, settled))
        and not any(map(names, said))
    )


def _without(said: Sequence[Word], settled: tuple[str, ...]) -> Iterator[Word]:
    """Give the words that stand in none of the phrases."""
    forms, at = tuple(word.form for word in said), 0
    while at < len(said):
        known = (len(one) for _, one in longest_first(settled) if forms[at : at + len(one)] == one)
        size = next(known, 0)
        if not size:
            yield said[at]
        at += size or 1
