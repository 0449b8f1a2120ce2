"""What people say around a question: greetings, why they ask, and how they ask for it.

Owns setting that aside. A clause that holds a number, a negation or a value of the database is
never one: it may tell which rows are meant. What is set aside is told in the echo of the plan.
"""

import re
from collections.abc import Iterator

from vibecli.agent.catalogue.cursor import World
from vibecli.agent.catalogue.question.names import Names
from vibecli.agent.catalogue.words import fold, read_words

_HELLO = (
    r"(?:dear \w+|hey(?: there)?|hi(?: there)?|hello(?: there)?|there|good (?:morning|afternoon"
    r"|evening|day)|morning|listen|look|sorry|excuse me|one more(?: thing)?|next(?: one)?|ok|right"
    r"|sooo*|well|oh|and|also|then)\s*[,!.:\u2013-]+\s*"
)
_PURPOSE = (
    r"reports?|reporting|slides?|presentation|review|letters?|charts?|graph"
    r"|board(?: meeting)?|meeting|audit|mailing"
    r"|newsletter|boss|team|dashboard|overview|planning|plan|statistics?|stats|analysis|study|budget|call"
    r"|project|colleagues?|manager|director|management|accountant|tax office|auditors?|deck"
    r"|memo|summary|ceo|cfo|cmo"
    r"|paper|thesis|workshop|campaign|event|party|conference|pitch|newspaper|magazine|poster|files"
    r"|records|check|inventory|records|evaluation|table|purpose|reason|segmentation|work|quarterly|survey"
)
_FOR = rf"for (?:my|our|the|a|an|this|that|some)(?: [\w-]+){{0,3}}? (?:{_PURPOSE})\b"
_ME = (
    r"(?:i|we|my \w+|our \w+|the boss|the board|management|finance|marketing|sales|controlling"
    r"|accounting|legal|somebody|someone|the \w+ (?:team|department))"
)
_MANNER = (
    r"(?: (?:kindly|also|just|urgently|really|now|still|do|would|d|should|could|will|have to"
    r"|must|am|are"
    r"|m|be|is|was|were|currently|again|therefore|very much|please|always|quickly))*"
)
_REQUESTS = (
    (
        rf"{_ME}{_MANNER} (?:need|needs|like|love|want|wants|wish|search(?:ing)?(?: for)?|ask|asks"
        r"|asked|looking for|look for|interested in|after|wonder|wondering|curious|know|see"
        r"|get|have)"
        rf"(?: (?:me|us|you|him|her))?(?: {_FOR},?)?(?: for(?! each| every| all)"
        rf"| about)?(?: to (?:know|see|get|have|find out|look at|learn))?"
        r"(?: (?:if you (?:can|could) (?:tell|show|give) me))?(?: in)?"
    ),
    r"(?:may|might|can|could) (?:i|we) (?:please )?(?:ask(?: you)?(?: for)?|have|see|get)",
    (
        r"(?:(?:can|could|would|will|please|kindly) )*(?:you )?(?:please )?(?:be so (?:kind"
        r"|nice|good)"
        r"(?: as)?(?: and| to)?|able to)(?: (?:tell|show|give) (?:me|us))?"
    ),
    r"(?:would|is) it (?:be )?possible to (?:see|get|have|know)(?: me| us)?",
    (
        r"it would (?:help (?:me|us)|be(?: very| really| so)? \w+)(?: very much| a lot| greatly)?"
        r"(?: to (?:see|get|know|have))?"
    ),
    r"do you (?:know|happen to know)|(?:please |kindly )?(?:tell|show|give) (?:me|us)",
    r"(?:one|a single|this|just one|the) (?:figure|number|question|thing)(?! of| per)",
)
_REASON = (
    rf"(?:{_ME}|(?:it|that|this|there)) (?:{_MANNER.removesuffix('*')}*)? ?\w+(?: [^.?!:;]*?)?"
)
_QUICK = re.compile(
    r"^(?:just )?(?:a )?(?:quick|short|small|easy|simple|little) (?:one|question|thing"
    r"|request|check)"
    r"\b[^:?!.]*?(?::|\s[-\u2013]\s|[!.,])\s*",
    re.IGNORECASE,
)
_LEADS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^{_HELLO}",
        rf"^{_FOR}\s*(?:[,:\u2013-]\s*|(?=(?:i|we)\b))",
        *(rf"^{request}\b\s*(?::|,|[-\u2013](?=\s))?\s*(?:please\s+)?" for request in _REQUESTS),
    )
)
_CLAUSE = re.compile(
    rf"^{_ME}\b(?:'\w+)?\s[^.?!:;]*?(?:,?\s*(?:\band\s+)?(?:so|therefore|hence|thus|that is why"
    r"|which is why)\b\s*[,:]?\s*(?=\w)|:\s+|\s[-\u2013]\s|\.{2,}\s*|[!.]\s+)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(rf"^{_ME}\b", re.IGNORECASE)
_CLOSINGS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        (
            r"[\s,.;!-]*(?:many )?(?:thanks|thank you|thx|cheers)(?: (?:very much|so much|a lot"
            r"|in advance|again"
            r"|for your help|upfront))*[\s.!]*$"
        ),
        (
            r"[\s,.;!]*(?:because|since|so that|in order that|cause) (?:my|our|the|we|i|they|he"
            r"|she|it)\b"
            r"[^?]*$"
        ),
        (
            r"(?:[.!?]+|\.{2,}|\s[-\u2013]|,)\s*(?:but )?(?:i|we|my \w+|the boss|the board"
            r"|finance|marketing|sales)"
            r" (?:feel|think|hope|guess|wants|needs|am|is|asked|have to|want to"
            r"|would like to use)\b[^.?!]*[.!]*$"
        ),
        r"[\s,.]*(?::-?\)|;-?\)|:D|\^\^)[\s.!]*$",
        (
            r"[\s,.;!-]*(?:is that possible|would that be possible|can you do that"
            r"|if that is possible)[\s.?!]*$"
        ),
    )
)
_TELLS = re.compile(
    r"\d|[\"“”„'`]|\b(?:not|no|never|without|except|only|none|but|over|under|above|below|zero)\b",
    re.IGNORECASE,
)
_SHORTEST_VALUE = 3
_NAMED = 0.4


def without_asides(text: str, world: World) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the text with less and less said around it, and what was set aside."""
    gone: tuple[str, ...] = ()
    held = _held(world)
    for _ in range(8):
        shorter = _shorter(text, world, held)
        if shorter is None:
            return
        text, aside = shorter
        gone = (*gone, aside)
        yield text, gone


def _shorter(text: str, world: World, held: frozenset[str]) -> tuple[str, str] | None:
    for pattern in (_QUICK, _CLAUSE, *_LEADS):
        found = pattern.match(text)
        if found is None or found.end() >= len(text) or not found.group().strip():
            continue
        told = _SUBJECT.sub("", found.group(), count=1)
        if pattern is _CLAUSE and _names_rows(told, world):
            continue
        if _is_aside(told, held):
            return text[found.end() :], found.group().strip(" ,:-\u2013.!")
    for pattern in _CLOSINGS:
        found = pattern.search(text)
        if found and found.start() and _is_aside(found.group(), held, closing=True):
            return text[: found.start()].rstrip(" ,;-"), found.group().strip(" ,:-\u2013.!")
    return None


def _is_aside(said: str, held: frozenset[str], *, closing: bool = False) -> bool:
    """True when a clause holds nothing that may tell which rows are meant."""
    words = fold(said).replace(",", " ").split()
    telling = re.search(r"\d|[\"“”„`]", said) if closing else _TELLS.search(said)
    return not telling and not held.intersection(words)


def _names_rows(said: str, world: World) -> bool:
    """True when a clause names a table, so that it may be the question itself."""
    names = Names(world.catalog)
    return any(
        named.cost <= _NAMED
        for word in read_words(said).words
        if word.kind == "word"
        for named in names.table((word,))
    )


def _held(world: World) -> frozenset[str]:
    """Give the values of one word that columns with few values hold."""
    return frozenset(
        form
        for table in world.catalog.tables
        for column in table.columns
        for top in column.top
        if len(form := fold(top.value).strip()) >= _SHORTEST_VALUE
    )
