"""Rules said as sentences, read as the rows there must not be: no X has Y.

Owns turning such a sentence into the noun phrase of its exceptions, which the reader of questions
reads. Clauses that only ask to see the exceptions are passed over; what stands in brackets is not.
"""

import re
from collections.abc import Iterator

from vibecli.agent.catalogue.asides import clauses
from vibecli.agent.catalogue.cursor import Cursor, World
from vibecli.agent.catalogue.families import defects_words as words
from vibecli.agent.catalogue.families.exceptions import draft_of
from vibecli.agent.catalogue.families.pieces import Classes, cut
from vibecli.agent.catalogue.notes import Draft
from vibecli.agent.catalogue.predicates import Predicate, both
from vibecli.agent.catalogue.question.reader import plain_rows
from vibecli.agent.catalogue.rows import Rows
from vibecli.agent.catalogue.words import Words, read_words

_CLASSES = Classes.of({k: words.DEFECTS[k] for k in ("show", "")})
_ASKS = re.compile(
    r"\b(show|list|tell|give|return|see|report|violat\w+|offend\w+|break\w*|concerned)\b"
)
_AGAIN = re.compile(
    r"\b(no|not|every|each|nobody|nothing|none|never|that no|unless|except|only|if|when)\b"
)
_RULE = (
    r"(?:check|verify|ensure|confirm|assert|validate|make sure|be sure|double check|see to it|test)"
    r"(?: for me)?(?: that)?"
)
_IMPOSSIBLE = (
    r"it (?:must|should|may|can) (?:not|never) be that|there (?:must|should) (?:not|never) be"
)
_NONE = r"(?:there (?:is|are|must be|should be) )?(?:no|not a single|not one|never an?|none of the)"
_LINKED = (
    r"(?:still |ever |already )?(?:is|are|was|were)? ?(?:assigned|linked|tied|attached|connected"
    r"|allocated|belongs?|belonging|registered) (?:to|at|with|in)|is at|are at|is with|are with"
)
_GIVEN = (
    r"(?:is|was|has been|were|are) (?:entered|given|set|recorded|there|filled in|filled|known"
    r"|stored|noted|stated)"
)
_HAS = (
    r"(?:still |ever |also )?(?:may |must |should |can |shall )?"
    r"(?:has|have|had|own|owns|hold|holds)(?: got)?"
)
_MUST_HAVE = r"(?:must |should |shall |always )?(?:has|have|carries|needs)(?: to have)?"
_FORMS = (
    (rf"(?:{_NONE}|(?:{_IMPOSSIBLE}) an?) (?P<x>.+?) (?:{_LINKED}) (?P<y>.+)", "{x} of {y}"),
    (rf"(?:{_NONE}|(?:{_IMPOSSIBLE}) an?) (?P<x>.+?) {_HAS} (?P<y>.+)", "{x} with {y}"),
    (rf"for (?:every|each|all) (?P<x>.+?) (?:an?|the|its) (?P<y>.+?) {_GIVEN}", "{x} without {y}"),
    (rf"(?:every|each) (?P<x>.+?) {_MUST_HAVE} (?:an?|the|its) (?P<y>.+)", "{x} without {y}"),
)  # fmt: skip
_JOINT = re.compile(
    r",? and (?:also )?(?:that )?(?=(?:no|every|each|none)\b)|,? and (?:also )?that "
)


def read(cursor: Cursor) -> Draft | None:
    """Read a rule stated as a sentence."""
    if cursor.at or "(" in cursor.text.text:
        return None
    said = _statement(cursor.text, cursor.world)
    broken = [_exceptions(cursor, one) for one in _statements(said)] if said else []
    found = [rows for rows in broken if rows is not None]
    if not found or len(found) < len(broken) or any(r.table != found[0].table for r in found):
        return None
    cursor.move(len(cursor.rest))
    sql = " OR ".join(f"({both(rows.predicates)})" for rows in found)
    told = "; or ".join(" and ".join(p.said for p in rows.predicates) for rows in found)
    return draft_of(found[0].table, Predicate(f"({sql})", told), ruled=True)


def _statements(said: str) -> list[str]:
    """Give the statements joined by `and that`; `has one` in a later one is what the first has."""
    first, *more = _JOINT.split(said)
    match = next((m for pattern, _ in _FORMS if (m := re.fullmatch(pattern, first))), None)
    if match is None:
        return [first, *more]
    noun, meant = match["x"].split()[-1], match["y"]
    more = [re.sub(r"\b(?<!not )ones?(?= )", noun, one) for one in more]
    return [first, *(re.sub(r"\b(has|have) (one|any|it)$", rf"\1 {meant}", one) for one in more)]


def _exceptions(cursor: Cursor, said: str) -> Rows | None:
    """Give the rows that break one statement."""
    for phrase in _phrases(said):
        inner = Cursor(read_words(phrase), cursor.world)
        found = plain_rows(inner)
        if found is not None and found.predicates:
            cursor.notes += inner.notes
            return found
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
    several = len(_JOINT.split(said)) > 1 and re.match(r"(?:every|each|no)\b", said)
    return said if several or re.match(_IMPOSSIBLE, said) else ""


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
        if match and not any(_AGAIN.search(part) for part in match.groups()):
            yield phrase.format(**match.groupdict())
