"""What people say around a question: greetings, why they ask, and how they ask for it.

Owns setting that aside, by the rule of `asides`: what may tell which rows are meant stays. What is
set aside is told in the echo of the plan.
"""

import re
from collections.abc import Iterator, Sequence

from vibecli.agent.catalogue.aside_words import (
    COMPARED,
    DENIED,
    LEFT_OUT,
    LEVELS,
    LIMITED,
    MADE,
    RELATIVE,
    SPEAKERS,
    TELLING,
)
from vibecli.agent.catalogue.asides import says_nothing
from vibecli.agent.catalogue.cursor import World
from vibecli.agent.catalogue.phrases import one_a_line, words
from vibecli.agent.catalogue.question.names import Names
from vibecli.agent.catalogue.words import Word, Words, fold, read_words
from vibecli.data.catalog import TableInfo

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
_REQUESTS = one_a_line(rf"""
{_ME}{_MANNER} (?:need|needs|like|love|want|wants|wish|search(?:ing)?(?: for)?|ask|asks|asked
  |looking for|look for|interested in|after|wonder|wondering|curious|know|see|get|have)
  (?: (?:me|us|you|him|her))?(?: {_FOR},?)?(?: for(?! each| every| all)| about)?
  (?: to (?:know|see|get|have|find out|look at|learn))?
  (?: (?:if you (?:can|could) (?:tell|show|give) me))?(?: in)?
(?:may|might|can|could) (?:i|we) (?:please )?(?:ask(?: you)?(?: for)?|have|see|get)
(?:(?:can|could|would|will|please|kindly) )*(?:you )?(?:please )?
  (?:be so (?:kind|nice|good)(?: as)?(?: and| to)?|able to)(?: (?:tell|show|give) (?:me|us))?
(?:would|is) it (?:be )?possible to (?:see|get|have|know)(?: me| us)?
it would (?:help (?:me|us)|be(?: very| really| so)? \w+)(?: very much| a lot| greatly)?
  (?: to (?:see|get|know|have))?
do you (?:know|happen to know)|(?:please |kindly )?(?:tell|show|give) (?:me|us)
(?:one|a single|this|just one|the) (?:figure|number|question|thing)(?! of| per)
""")
_QUICK = re.compile(
    r"^(?:just )?(?:a )?(?:quick|short|small|easy|simple|little) (?:one|question|thing"
    r"|request|check)"
    r"\b[^:?!.]*?(?::|\s[-\u2013]\s|[!.,])\s*",
    re.IGNORECASE,
)
_GREETING = re.compile(rf"^{_HELLO}", re.IGNORECASE)
_LEADS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
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
    for pattern in one_a_line(r"""
[\s,.;!-]*(?:many )?(?:thanks|thank you|thx|cheers)
  (?: (?:very much|so much|a lot|in advance|again|for your help|upfront))*[\s.!]*$
[\s,.;!]*(?:because|since|so that|in order that|cause) (?:my|our|the|we|i|they|he|she|it)\b[^?]*$
(?:[.!?]+|\.{2,}|\s[-\u2013]|,)\s*(?:but )?
  (?:i|we|my \w+|the boss|the board|finance|marketing|sales)
  (?: feel| think| hope| guess| wants| needs| am| is| asked| have to| want to| would like to use)
  \b[^.?!]*[.!]*$
[\s,.]*(?::-?\)|;-?\)|:D|\^\^)[\s.!]*$
[\s,.;!-]*(?:is that possible|would that be possible|can you do that|if that is possible)[\s.?!]*$
""")
)
_NEAR = 0.3
_SIGHS = re.compile(r"so+|h+m+|uh+|um+|anyway|please|thanks|ok|okay|well|right|phew|cheers|aside")
_SPEAKERS = SPEAKERS | words(
    """it this boss management finance marketing sales controlling accounting me us somebody
     someone because so as since thank thanks hey hi hello dear sorry oh well ok
    okay right morning good quick hope careful cheers"""
)
_HARMLESS = words("them they with that one most these those")
_OF_ROWS = (TELLING - _HARMLESS) | RELATIVE | COMPARED | LEFT_OUT | MADE | words("ones if zero")
_CAN_NOT = ("i can not", "we can not")
_PICKS = "|".join(sorted(DENIED | LIMITED | LEVELS | MADE | {"zero"}))
_TELLS = re.compile(rf"\d|[\"“”„'`]|\b(?:{_PICKS})\b", re.IGNORECASE)
_SHORTEST_VALUE = 3
_NAMED = 0.4


def without_asides(text: str, world: World) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the text with less and less said around it, and what was set aside."""
    gone: tuple[str, ...] = ()
    held = _held(world.catalog.tables)
    for _ in range(8):
        shorter = _shorter(text, world, held)
        if shorter is None:
            return
        text, aside = shorter
        gone = (*gone, aside)
        yield text, gone


def _shorter(text: str, world: World, held: frozenset[str]) -> tuple[str, str] | None:
    for pattern in (_QUICK, _CLAUSE, _GREETING, *_LEADS):
        found = pattern.match(text)
        if found is None or found.end() >= len(text) or not found.group().strip():
            continue
        told = _SUBJECT.sub("", found.group(), count=1)
        if pattern is _CLAUSE and _names_rows(told, world):
            continue
        if not _tells(told, held):
            return text[found.end() :], found.group().strip(" ,:-\u2013.!")
    for pattern in _CLOSINGS:
        found = pattern.search(text)
        if found and found.start() and not _tells(found.group(), held, closing=True):
            return text[: found.start()].rstrip(" ,;-"), found.group().strip(" ,:-\u2013.!")
    return None


def _tells(said: str, held: frozenset[str], *, closing: bool = False) -> bool:
    """True when a clause holds what may tell which rows are meant."""
    telling = re.search(r"\d|[\"“”„`]", said) if closing else _TELLS.search(said)
    return bool(telling) or not held.isdisjoint(fold(said).replace(",", " ").split())


def _names_rows(said: str, world: World) -> bool:
    """True when a clause names a table, so that it may be the question itself."""
    names = Names(world.catalog)
    said_words = (word for word in read_words(said).words if word.kind == "word")
    return any(named.cost <= _NAMED for word in said_words for named in names.table((word,)))


def _held(tables: Sequence[TableInfo]) -> frozenset[str]:
    """Give the values of one word that columns with few values hold."""
    return frozenset(
        form
        for table in tables
        for column in table.columns
        for top in column.top
        if len(form := fold(top.value).strip()) >= _SHORTEST_VALUE
    )


def is_aside(text: Words, names: Names) -> bool:
    """True for a part that whoever asks says of themselves, and that tells nothing of the rows."""
    said = text.words
    if not said or all(_SIGHS.fullmatch(w.form) for w in said) or _only_leads(text.text, names):
        return True
    spoken = {w.form for w in said[:2]} & _SPEAKERS
    return bool(spoken) and says_nothing(
        said, _OF_ROWS, lambda word: _is_of_database((word,), names), settled=_CAN_NOT
    )


def _only_leads(said: str, names: Names) -> bool:
    """True for a part that only greets or tells how one asks: quick one for my slides."""
    lead = f"{said.strip()}: "
    found = any(p.fullmatch(lead) for p in (_QUICK, _GREETING))
    return found and not _tells(said, _held(names.tables))


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
