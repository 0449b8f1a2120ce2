"""Rules said as sentences, read as the rows there must not be: no X has Y, for every X a Y was given.

Owns turning such a sentence into the noun phrase of its exceptions, which the reader of questions
reads. Clauses that only ask to see the exceptions are passed over; what stands in brackets is not.
"""

import re
from collections.abc import Iterator

from vibecli.agent.catalogue.cursor import Cursor, World
from vibecli.agent.catalogue.families import defects_words as words
from vibecli.agent.catalogue.families.defects import draft_of
from vibecli.agent.catalogue.families.pieces import Classes, cut
from vibecli.agent.catalogue.notes import Draft
from vibecli.agent.catalogue.predicates import Predicate, both
from vibecli.agent.catalogue.question.reader import plain_rows
from vibecli.agent.catalogue.talk import clauses
from vibecli.agent.catalogue.words import Words, read_words

_CLASSES = Classes.of({k: words.DEFECTS[k] for k in ("show", "")})
_ASKS = re.compile(r"\b(show|list|tell|give|return|see|report|violat\w+|offend\w+|break\w*|concerned)\b")
_RULE = (
    r"(?:check|verify|ensure|confirm|assert|validate|make sure|be sure|double check|see to it|test)"
    r"(?: for me)?(?: that)?"
)
_IMPOSSIBLE = r"it (?:must|should|may|can) (?:not|never) be that|there (?:must|should) (?:not|never) be"
_NONE = r"(?:there (?:is|are|must be|should be) )?(?:no|not a single|not one|never an?|none of the)"
_LINKED = (
    r"(?:still |ever |already )?(?:is|are|was|were)? ?(?:assigned|linked|tied|attached|connected|allocated"
    r"|belongs?|belonging|registered) (?:to|at|with|in)|is at|are at|is with|are with"
)
_GIVEN = r"(?:is|was|has been|were|are) (?:entered|given|set|recorded|there|filled in|filled|known|stored|noted|stated)"
_HAS = r"(?:still |ever |also )?(?:may |must |should |can |shall )?(?:has|have|had|own|owns|hold|holds)(?: got)?"
_MUST_HAVE = r"(?:must |should |shall |always )?(?:has|have|carries|needs)(?: to have)?"
_FORMS = (
    (rf"(?:{_NONE}|(?:{_IMPOSSIBLE}) an?) (?P<x>.+?) (?:{_LINKED}) (?P<y>.+)", "{x} of {y}"),
    (rf"(?:{_NONE}|(?:{_IMPOSSIBLE}) an?) (?P<x>.+?) {_HAS} (?P<y>.+)", "{x} with {y}"),
    (rf"for (?:every|each|all) (?P<x>.+?) (?:an?|the|its) (?P<y>.+?) {_GIVEN}", "{x} without {y}"),
    (rf"(?:every|each) (?P<x>.+?) {_MUST_HAVE} (?:an?|the|its) (?P<y>.+)", "{x} without {y}"),
)  # fmt: skip


def read(cursor: Cursor) -> Draft | None:
    """Read a rule stated as a sentence."""
    if cursor.at or "(" in cursor.text.text:
        return None
    said = _statement(cursor.text, cursor.world)
    for phrase in _phrases(said) if said else ():
        inner = Cursor(read_words(phrase), cursor.world)
        found = plain_rows(inner)
        if found is not None and found.predicates:
            cursor.notes += inner.notes
            cursor.move(len(cursor.rest))
            told = " and ".join(p.said for p in found.predicates)
            return draft_of(found.table, Predicate(both(found.predicates), told), ruled=True)
    return None


def _statement(text: Words, world: World) -> str:
    """Give the rule itself: what follows `make sure that`, without clauses that ask to see."""
    kept = [
        text.raw(first, last).strip(" ,;.")
        for first, last in clauses(text)
        if not (first and _asks_to_see(text, world, first, last))
    ]
    said = " ".join(" ".join(kept).split()).lower()
    match = re.fullmatch(rf"(?:{_RULE}) (?P<rule>.+)", said)
    if match:
        return match["rule"].removeprefix("that ")
    return said if re.match(_IMPOSSIBLE, said) else ""


def _asks_to_see(text: Words, world: World, first: int, last: int) -> bool:
    """True for `show me those that are violating this`."""
    raw = text.raw(first, last)
    if not _ASKS.search(raw.lower()):
        return False
    inner = Cursor(read_words(raw), world)
    return cut(inner, _CLASSES, {"table": lambda c: c.table()}) is not None


def _phrases(said: str) -> Iterator[str]:
    """Give the ways to say the exceptions as a noun phrase."""
    for pattern, phrase in _FORMS:
        match = re.fullmatch(pattern, said)
        if match:
            yield phrase.format(**match.groupdict())
