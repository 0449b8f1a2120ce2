"""Constructions of English: fixed phrases with open places between them, in any word order listed.

Owns finding them in a row of words. `{raise} FIELD {by} AMOUNT` has the classes of phrases
`raise` and `by`, and two places; `[fully]` is a class that may be missing. What stands in a place
is read elsewhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from vibecli.agent.catalogue.instruction.frames import CLASSES
from vibecli.agent.catalogue.phrases import longest_first
from vibecli.agent.catalogue.words import Word, Words

Fit = Mapping[str, Words]


@dataclass(frozen=True)
class _Part:
    """A class of phrases, or a place."""

    name: str
    phrases: tuple[tuple[str, ...], ...] = ()
    optional: bool = False


@cache
def _parts(pattern: str) -> tuple[_Part, ...]:
    return tuple(map(_part, pattern.split()))


def _part(token: str) -> _Part:
    name = token.strip("{}[]")
    if name == token:
        return _Part(name)
    forms = tuple(forms for _, forms in longest_first(CLASSES[name]))
    return _Part(name, forms, optional=token.startswith("["))


def fits(text: Words, pattern: str) -> Iterator[Fit]:
    """Give every way in which a text has the form of a pattern, with the words of each place."""
    yield from _fits(text, _parts(pattern), 0)


def _fits(text: Words, parts: Sequence[_Part], at: int) -> Iterator[Fit]:
    if not parts:
        if _is_over(text.words[at:]):
            yield {}
        return
    part, later = parts[0], parts[1:]
    if part.phrases:
        ends = _ends(text.words, part, at)
        for end in ends:
            yield from _fits(text, later, end)
        if part.optional and not ends:
            yield from _fits(text, later, at)
        return
    last = not later
    for end in range(len(text.words) if last else at + 1, len(text.words) + 1):
        place = _trimmed(text.words[at:end])
        if place:
            for found in _fits(text, later, end):
                yield {part.name: within(text, place), **found}


def _ends(words: Sequence[Word], part: _Part, at: int) -> list[int]:
    """Give where the longest phrase of a class ends, articles and commas before it skipped."""
    start = at
    while True:
        for forms in part.phrases:
            if _stand(words[start : start + len(forms)], forms):
                return [start + len(forms)]
        if start == len(words) or not _is_light(words[start]):
            return []
        start += 1


def _stand(words: Sequence[Word], forms: Sequence[str]) -> bool:
    if len(words) < len(forms) or words[-1].glue == "_":
        return False
    return all(w.form == f and w.kind != "quoted" for w, f in zip(words, forms, strict=True))


def _is_light(word: Word) -> bool:
    return word.kind == "comma" or (word.is_filler and not word.glue)


def _is_over(words: Sequence[Word]) -> bool:
    return all(map(_is_light, words))


def _trimmed(words: Sequence[Word]) -> tuple[Word, ...]:
    """Give words without the commas around them."""
    first, last = 0, len(words)
    while first < last and words[first].kind == "comma":
        first += 1
    while last > first and words[last - 1].kind == "comma":
        last -= 1
    return tuple(words[first:last])


def within(text: Words, words: Sequence[Word]) -> Words:
    """Give some of the words of a text as a text."""
    return Words(text.text, tuple(words))


def phrase_at(text: Words, name: str) -> bool:
    """True when a text as a whole is a phrase of a class."""
    return next(fits(text, f"{{{name}}}"), None) is not None
