"""What people tell before and after what they ask: who they are, why they ask, what they feel.

Owns telling such a clause from one that asks, by the rule of `asides`: one that names a column or a
value of the database is never talk.
"""

from collections.abc import Sequence

from vibecli.agent.catalogue.aside_words import (
    COMPARED,
    DAYS,
    EVERY,
    EXTREMES,
    LEFT_OUT,
    MADE,
    NAMED,
    NOBODY,
    OBLIGED,
    ORDERS,
    RELATIVE,
    SPEAKERS,
    TELLING,
)
from vibecli.agent.catalogue.asides import clauses, says_nothing
from vibecli.agent.catalogue.cursor import World
from vibecli.agent.catalogue.lexicon import FUNCTION_WORDS
from vibecli.agent.catalogue.phrases import phrases, words
from vibecli.agent.catalogue.words import Word, Words
from vibecli.data.catalog import TableInfo

_OURS = words("my our")
_LEADS = words("and but so oh well hey as before since because while when after sorry also then if")
_PURPOSE = phrases(
    """for my|for our|for the|as part of our|as part of my|in preparation of|before my|before our
    |before the|after the|as agreed with|as discussed"""
)
_FEWEST, _MOST_PURPOSE, _LONGEST = 2, 8, 4
_NEVER = (
    *(TELLING | NOBODY | EXTREMES | LEFT_OUT | OBLIGED | NAMED | ORDERS),
    *words("until since per exactly total what"),
)
# Words that may change what is asked, so that no clause with one of them is passed over.
_TELLING = (RELATIVE | COMPARED | EVERY | DAYS | MADE).union(
    _NEVER,
    words("""
    fewest highest lowest may might wish counts counting keeping leaving look search mail export
    print phone text contact email share whom how why just ones top average empty null blank missing
    equal equals same different new old half double
    """),
)
_OPINIONS = phrases(
    """i am new|i m new|we are new|i am quite new|i have|i ve|we have|i believe|i think|i guess
    |i suspect|i fear|i feel|i am|i m|we are|we re|i was|i never|i have never|legal is
    |finance is|marketing is|the boss is|my boss is|we speak|it seems|i suppose|i assume
    |we think|i know|we know|i heard|it looks|i noticed|we noticed|i saw|we saw|i just
    |we just|i always|we always|i had|we had|i begin|we begin|i start|we start|i go|we go
    |we call|i call|we send|i send|i present|we present|we talk|i talk"""
)
_DECLARED = words(
    "since new old not never no just only most all any first last half more call send"
)

# Words that may pick rows out or say how a job is to be done, and the words a relative begins with.
_OPERATIVE = words("""
    whose threshold prefer preferring wins instead rather use using meant especially mainly mostly
    particularly namely
    """).union(_NEVER)
_POINTING = words("one ones those these them rows records entries others rest out off there")
_TELLERS = SPEAKERS | words(
    "he she they you it their your people folks somebody everybody lots some"
)
_PEOPLE = words("people persons person folks guys humans individuals men women")
_BEGIN = words("some many lots of most few a several the")
_VERBS = words("""
    am is are was were be been have has had do does did can could will would might got went go goes
    came come forgot lost know knew think thought see saw say said says feel felt began begin wrote
    """)
_RELATIVE = words("who which that whose where with from of by for if when in at on among having")


def is_talk(text: Words, world: World, first: int, last: int) -> bool:
    """True for a clause that asks for nothing and tells nothing about rows."""
    said = _spoken(text, first, last)
    while said and said[0].form in _LEADS and not _purpose(said):
        said = said[1:]
    if len(said) < _FEWEST:
        return False
    opener = max((p.count(" ") + 1 for p in _OPINIONS if _opens(said, p)), default=0)
    spoken = bool(opener) or said[0].form in SPEAKERS
    if not spoken and not _purpose(said):
        return False
    if said[0].form in _OURS and not opener and not _has_verb(said):
        return False  # our rich people: rows
    telling = _TELLING - (_DECLARED if opener else frozenset())
    tables, rest = _tables(said[opener:], world)
    if tables and not spoken:
        return False
    return says_nothing(rest, telling, lambda w: _names_something(w, world, columns=not opener))


def is_story(text: Words, world: World, first: int, last: int, *, goes_on: bool) -> bool:
    """True for a clause that only tells how things came about: some forgot their password.

    One that `goes_on` after such a clause need not say of whom: new email.
    """
    said = _spoken(text, first, last)
    if len(said) < _FEWEST or said[0].form in _RELATIVE:
        return False
    tellers = any(word.form in _TELLERS for word in said)
    if not goes_on and not (tellers and _has_verb(said)):
        return False
    telling = _OPERATIVE | _POINTING
    return says_nothing(said, telling, lambda w: _names_something(w, world, columns=False))


def _spoken(text: Words, first: int, last: int) -> Sequence[Word]:
    """Give the words of a clause without its commas; none when one is a code, or no word at all."""
    said = [word for word in text.words[first:last] if word.kind != "comma"]
    return [] if any(word.kind != "word" or word.is_code for word in said) else said


def _has_verb(said: Sequence[Word]) -> bool:
    """True for a clause with a verb, whose people are none but its subject: our rich people."""
    at = next((n for n, word in enumerate(said) if word.form not in _BEGIN), 0)
    told = {word.form for word in said[at + 1 :]}
    verb = any(form in _VERBS or form.endswith("ed") for form in told | {said[at].form})
    return verb and not told & _PEOPLE


def _purpose(said: Sequence[Word]) -> bool:
    """True for `for our data protection register`: what it is for, and no rows."""
    return len(said) <= _MOST_PURPOSE and any(_opens(said, phrase) for phrase in _PURPOSE)


def _opens(said: Sequence[Word], phrase: str) -> bool:
    forms = phrase.split()
    return [word.form for word in said[: len(forms)]] == forms


def tables_named(text: Words, world: World, first: int, last: int) -> list[TableInfo]:
    """Give the tables a clause names."""
    return _tables(text.words[first:last], world)[0]


def _tables(said: Sequence[Word], world: World) -> tuple[list[TableInfo], list[Word]]:
    """Give the tables some words name, and the words that name none."""
    found: list[TableInfo] = []
    rest: list[Word] = []
    at = 0
    while at < len(said):
        size, hit = next(
            (
                (n, hit)
                for n in range(_LONGEST, 0, -1)
                if (hit := world.link.tables(said[at : at + n]))
            ),
            (1, None),
        )
        if hit is None or not (hit.exact or hit.named or len(hit.tables) == 1):
            rest.append(said[at])
            size = 1
        elif len(hit.tables) == 1:
            found.append(hit.tables[0])
        at += size
    return found, rest


def _names_something(word: Word, world: World, *, columns: bool) -> bool:
    """True when a word names a value, or a column where none may be named."""
    return word.form not in FUNCTION_WORDS and any(
        (columns and world.link.columns(table, (word,), partial=False))
        or world.values.in_table(table, word.text)
        for table in world.catalog.tables
    )


def without_talk(text: Words, world: World) -> tuple[str, tuple[str, ...]]:
    """Give the intent without its clauses of talk, and these; the same where all is talk."""
    kept: list[str] = []
    told: list[str] = []
    for first, last in clauses(text):
        raw = text.raw(first, last)
        (told if is_talk(text, world, first, last) else kept).append(raw)
    if not told or not kept:
        return text.text, ()
    return " ".join(kept), tuple(raw.strip(" ,;") for raw in told)
