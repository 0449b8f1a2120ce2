"""Where a text may be cut into an intent and edits of its plan: semicolons, lines, then joints.

Owns the places. It reads no part: the planner takes only a cut whose every part it can read.
"""

from collections.abc import Iterator

from vibecli.agent.catalogue.words import Word, Words

_JOINTS = ("and", "but", ",")
_MOST_JOINTS = 8


def cuts(text: Words) -> Iterator[tuple[str, ...]]:
    """Give the ways to cut a text into parts, the plainest first."""
    ends = [at for at in range(1, len(text.words)) if _apart(text, at)]
    if ends:
        yield tuple(part for part in _parts(text, ends) if part)
    joints = [at for at, word in enumerate(text.words) if at and _joins(word)]
    for at in reversed(joints[-_MOST_JOINTS:]):
        front, back = _parts(text, [at])
        if front and back:
            yield front, back


def _apart(text: Words, at: int) -> bool:
    """True when a semicolon or a new line stands before a word."""
    before, word = text.words[at - 1], text.words[at]
    return word.text == ";" or "\n" in text.text[before.end : word.start]


def _joins(word: Word) -> bool:
    return word.kind in ("word", "comma") and word.form in _JOINTS


def _parts(text: Words, ends: list[int]) -> list[str]:
    """Give the text of the words between the places, without the sign or the joint itself."""
    starts = [0, *ends]
    parts = []
    for start, end in zip(starts, [*ends, len(text.words)], strict=True):
        words = text.words[start:end]
        if start and words and (words[0].text == ";" or _joins(words[0])):
            words = words[1:]
        parts.append(text.text[words[0].start : words[-1].end] if words else "")
    return parts
