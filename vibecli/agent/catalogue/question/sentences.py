"""An intent of several sentences or clauses: where a text is parted, and what joins its parts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MOST_PARTS = 12
_ABBREVIATIONS = (
    r"(?<!\bno)(?<!\bNo)(?<!\bnr)(?<!\bNr)(?<!\be\.g)(?<!\bi\.e)(?<!\bvs)(?<!\bincl)(?<!\bexcl)"
    r"(?<!\bapprox)(?<!\bmax)(?<!\bmin)(?<!\bDr)(?<!\bacct)(?<!\bSt)"
)
_ENDS = re.compile(
    r"\.{2,}|…|(?<== no)\.(?=\s)"
    rf"|(?<=[^\s?!])[!?]+(?=[\s)\x00]|$)|{_ABBREVIATIONS}\.(?=[\s\x00]|$)|;|\n"
    r"|(?P<soft>:(?=\s)|\s[-\u2013\u2014]+\s)"
)
_MARKS = " ,;:-\u2013"
_BRACKETS = re.compile(r"\(([^()]*)\)")
_CALL = re.compile(r"(?:^|(?<=\s))(?:sum|avg|count|min|max|average|total)\s*\($", re.IGNORECASE)
_COMMA = re.compile(
    r"\s*,\s*(?:(?:oh|and|but|then)\s+)*(?=(?:pls|please)\s)|\s*,\s*"
    r"|\s+(?:and|but)\s+(?=(?:pls|please)\s)|\s+(?=(?:because|so that|since i|as i|as we)\s)"
)
_DEFINED = re.compile(
    r"^(?:the\s+|where\s+|with\s+)*(?P<name>[^\W\d]\w*(?: [^\W\d]\w*)?)\s+"
    r"(?:=|being|is|means|meaning|is defined as|is calculated as)\s+"
    r"(?P<what>(?:the\s+)?(?:sum|avg|average|total|mean|median)\b.+"
    r"|\w[\w ]*\s(?:\*|times|x|multiplied (?:by|with))\s.+)$",
    re.IGNORECASE,
)
_FUNCTION = re.compile(r"(?:the\s+)?(?:sum|avg|average|total|mean|median)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """A part of an intent, and whether it may be read as one with the part before it."""

    text: str
    joint: str = ""  # what joins it to the part before; nothing where a sentence ended


def parted(text: str, *, finer: bool = False) -> tuple[Part, ...]:
    """Give the parts of an intent in order; what stands in brackets comes after its sentence.

    `finer` parts what follows the first one at each `and` as well.
    """
    found: list[Part] = []
    if "\x00" in text:  # it marks where brackets stood
        return ()
    for sentence, joint in _sentences(text):
        for n, clause in enumerate(one for one in _COMMA.split(sentence) if one.strip()):
            found.append(Part(clause.strip(), ", " if n else joint))
    found = _explained(found)
    if finer:
        found = [one for n, part in enumerate(found) for one in (_at_and(part) if n else [part])]
    return tuple(found) if len(found) <= _MOST_PARTS else ()


def _at_and(part: Part) -> list[Part]:
    clauses = re.split(r"\s+and\s+", part.text)
    return [
        Part(clause, " and " if n else part.joint) for n, clause in enumerate(clauses) if clause
    ]


def _explained(parts: list[Part]) -> list[Part]:
    """Put what a name is defined as where it is used: turnover = sum of absolute amounts."""
    for at, part in enumerate(parts):
        told = _DEFINED.match(part.text)
        if told is None:
            continue
        name = re.compile(rf"\b{re.escape(told['name'].strip())}\b", re.IGNORECASE)
        if at == 0 and "=" in part.text:  # revenue = sum of ...: the name changes nothing
            return [Part(told["what"].strip()), *parts[1:]]
        used = [n for n, p in enumerate(parts[:at]) if name.search(p.text)]
        if used:
            first = parts[used[0]]
            what = told["what"].strip()
            what = what if _FUNCTION.match(what) else f"sum of {what}"
            put = Part(name.sub(what, first.text, count=1), first.joint)
            return [*parts[: used[0]], put, *parts[used[0] + 1 : at], *parts[at + 1 :]]
    return parts


def _sentences(text: str) -> Iterator[tuple[str, str]]:
    """Give sentences, each with what joins it to the one before."""
    plain, inside = _without_brackets(text)
    at, joint = 0, ""
    for end in (*_ENDS.finditer(plain), None):
        sentence = plain[at : end.start() if end else len(plain)]
        if sentence.strip(_MARKS + ".\x00"):
            yield sentence.replace("\x00", " ").strip(_MARKS), joint
        held = [inside.pop(0) for _ in range(sentence.count("\x00"))]
        yield from (
            (one, "") for text_ in held for one in _ENDS.split(text_) if one and one.strip()
        )
        joint = f"{end['soft'].strip()} " if end and end["soft"] and not held else ""
        at = end.end() if end else at


def _without_brackets(text: str) -> tuple[str, list[str]]:
    """Give the text with a mark for each bracket, and what they hold; sum(x) keeps its own."""
    inside: list[str] = []

    def taken(found: re.Match[str]) -> str:
        if _CALL.search(text[: found.start() + 1]):
            return f" of {found.group(1)} "
        inside.append(found.group(1))
        return "\x00"

    return _BRACKETS.sub(taken, text), inside
