"""An intent of several sentences or clauses, and which of them are said beside the question.

Owns where a text is parted, and when a part may be set aside: it must be about whoever asks, and
hold nothing of the database, no number, no negation and no comparison.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vibecli.agent.catalogue.phrases import words
from vibecli.agent.catalogue.question.names import Names
from vibecli.agent.catalogue.words import Word, Words

_MOST_PARTS = 12
_NEAR = 0.3
_ABBREVIATIONS = (
    r"(?<!\bno)(?<!\bNo)(?<!\bnr)(?<!\bNr)(?<!\be\.g)(?<!\bi\.e)(?<!\bvs)(?<!\bincl)(?<!\bexcl)"
    r"(?<!\bapprox)(?<!\bmax)(?<!\bmin)(?<!\bDr)(?<!\bacct)(?<!\bSt)"
)
_ENDS = re.compile(
    rf"\.{{2,}}|…|(?<=[^\s?!])[!?]+(?=[\s)\x00]|$)|{_ABBREVIATIONS}\.(?=[\s\x00]|$)|;|\n"
    r"|(?P<soft>:(?=\s)|\s[-\u2013\u2014]+\s)"
)
_SIGHS = re.compile(r"so+|h+m+|uh+|um+|anyway|please|thanks|ok|okay|well|right|phew|cheers|aside")
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
_SPEAKERS = words(
    """i we it this boss management finance marketing sales controlling accounting my our me us
    somebody someone because so as since thank thanks hey hi hello dear sorry oh well ok
    okay right morning good quick hope careful cheers"""
)
_OF_ROWS = words(
    """who which whose where that them they those these ones one who's except but only without
    with than if unless before after over under above below between more less fewer least
    most zero none neither nor no not never count include exclude ignore skip drop call"""
)
_HARMLESS = words("them they with that one most these those")


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


def is_aside(text: Words, names: Names) -> bool:
    """True for a part that whoever asks says of themselves, and that tells nothing of the rows."""
    said = text.words
    if not said or all(_SIGHS.fullmatch(w.form) for w in said):
        return True
    spoken = {w.form for w in said[:2]} & _SPEAKERS
    plain = all(w.kind in ("word", "comma") for w in said)
    if not spoken or not plain or any(w.form in _OF_ROWS - _HARMLESS for w in _own(said)):
        return False
    return not any(_is_of_database(said[at : at + 1], names) for at in range(len(said)))


def _own(said: tuple[Word, ...]) -> tuple[Word, ...]:
    """Give the words but for what the speaker can not do: we can not even call."""
    forms = [w.form for w in said]
    for at in range(len(forms) - 2):
        if forms[at] in ("i", "we") and forms[at + 1 : at + 3] == ["can", "not"]:
            return (*said[: at + 2], *said[at + 3 :])
    return said


def _is_of_database(said: tuple[Word, ...], names: Names) -> bool:
    """True for a word that names a table, a column or a value here."""
    word = said[0]
    if word.kind != "word" or word.is_filler or word.form in _SPEAKERS | _HARMLESS:
        return False
    if any(named.cost <= _NEAR for named in names.table(said)):
        return True
    if any(n.cost <= _NEAR for t in names.tables for n in names.column(t, said)):
        return True
    return any(
        top.value.strip().lower() == word.text.lower()
        for t in names.tables
        for c in t.columns
        for top in c.top
    )
