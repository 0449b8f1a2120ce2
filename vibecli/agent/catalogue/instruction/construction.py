"""Constructions of English: fixed phrases with open places between them, in any word order listed.

Owns finding them in a row of words. `{raise} FIELD {by} AMOUNT` has the classes of phrases
`raise` and `by`, and two places; `[fully]` is a class that may be missing. What stands in a place
is read elsewhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from vibecli.agent.catalogue.instruction.frames import CLASSES
from vibecli.agent.catalogue.phrases import longest_first, words
from vibecli.agent.catalogue.words import Word, Words

Fit = Mapping[str, Words]
_ADVERBS = words("just simply please also then now really kindly correctly instead")
_WITHIN_NAMES = ("_", ".")  # a name is whole: crm.customers is no `phone of crm` and a rest


@dataclass(frozen=True)
class _Part:
    """A class of phrases, or a place."""

    name: str
    phrases: Mapping[str, Sequence[tuple[str, ...]]] = field(default_factory=dict)  # by first word
    optional: bool = False


@cache
def _parts(pattern: str) -> tuple[_Part, ...]:
    return tuple(map(_part, pattern.split()))


def _part(token: str) -> _Part:
    name = token.strip("{}[]")
    if name == token:
        return _Part(name)
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for _, forms in longest_first(CLASSES[name]):
        by_first.setdefault(forms[0], []).append(forms)
    return _Part(name, by_first, optional=token.startswith("["))


def fits(text: Words, pattern: str) -> Iterator[Fit]:
    """Give every way in which a text has the form of a pattern, with the words of each place."""
    parts = _parts(pattern)
    forms = {word.form for word in text.words}
    if all(_may_stand(part, forms) for part in parts):
        yield from _fits(text, parts, 0, place=False)


def _may_stand(part: _Part, forms: set[str]) -> bool:
    """False for a class none of whose phrases begins with one of the words."""
    return part.optional or not part.phrases or not part.phrases.keys().isdisjoint(forms)


def _fits(text: Words, parts: Sequence[_Part], at: int, *, place: bool) -> Iterator[Fit]:
    """Go on from a word; after a place its last words are its own, be they articles: status a."""
    if not parts:
        if _is_over(text.words[at:]):
            yield {}
        return
    part, later = parts[0], parts[1:]
    if part.phrases:
        ends = _ends(text.words, part, at, articles=not place)
        for end in ends:
            yield from _fits(text, later, end, place=False)
        if part.optional and not ends:
            yield from _fits(text, later, at, place=place)
        return
    last = not later
    for end in range(len(text.words) if last else at + 1, len(text.words) + 1):
        said = _trimmed(text.words[at:end])
        if said and said[-1].glue not in _WITHIN_NAMES:
            for found in _fits(text, later, end, place=True):
                yield {part.name: within(text, said), **found}


def _ends(said: Sequence[Word], part: _Part, at: int, *, articles: bool) -> list[int]:
    """Give where the longest phrase of a class ends, commas and light words before it skipped."""
    for start in range(at, len(said)):
        for forms in part.phrases.get(said[start].form, ()):
            if _stand(said[start : start + len(forms)], forms):
                return [start + len(forms)]
        if not _is_light(said[start]) or (said[start].is_filler and not articles):
            break
    return []


def _stand(said: Sequence[Word], forms: Sequence[str]) -> bool:
    if len(said) < len(forms) or said[-1].glue == "_":
        return False
    return all(w.form == f and w.kind != "quoted" for w, f in zip(said, forms, strict=True))


def _is_light(word: Word) -> bool:
    if word.kind == "comma":
        return True
    return word.kind == "word" and not word.glue and (word.is_filler or word.form in _ADVERBS)


def _is_over(said: Sequence[Word]) -> bool:
    return all(map(_is_light, said))


def _trimmed(said: Sequence[Word]) -> tuple[Word, ...]:
    """Give words without the commas and adverbs around them."""
    first, last = 0, len(said)
    while first < last and _is_light(said[first]) and not said[first].is_filler:
        first += 1
    while last > first and _is_light(said[last - 1]) and not said[last - 1].is_filler:
        last -= 1
    return tuple(said[first:last])


def within(text: Words, some: Sequence[Word]) -> Words:
    """Give some of the words of a text as a text."""
    return Words(text.text, tuple(some))


def phrase_at(text: Words, name: str) -> bool:
    """True when a text as a whole is a phrase of a class."""
    return next(fits(text, f"{{{name}}}"), None) is not None
