"""Clauses that change nothing: why something is asked, what was before, what stays as it is.

Owns telling them from clauses that pick rows out, by the rule of `asides`: a condition is never set
aside, nor is a clause that speaks of a column of the rows.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

from vibecli.agent.catalogue.aside_words import (
    COMPARED,
    DAYS,
    DENIED,
    EVERY,
    EXTREMES,
    LIMITED,
    RELATIVE,
    TELLING,
    THIRD,
)
from vibecli.agent.catalogue.asides import says_nothing, stops
from vibecli.agent.catalogue.instruction.construction import fits, within
from vibecli.agent.catalogue.instruction.frames import CLASSES
from vibecli.agent.catalogue.instruction.targets import Targets, listed
from vibecli.agent.catalogue.phrases import words
from vibecli.agent.catalogue.words import Word, Words

_REASONS = (
    "because", "since", "so that", "in order to", "as we", "as they", "as it", "as i", "so we",
    "so i", "so they", "so the", "for the", "for a", "for my", "for our", "that is why", "which is",
    "we", "they", "nobody", "no one", "it is", "this is", "that is", "these are", "those are", "i",
)  # fmt: skip
_OF_ALL = (
    "they are all",
    "these are all",
    "those are all",
    "all of them are",
    "they all",
    "all are",
)
_AND = words("and then also")
_SENTENTIAL = (
    "which makes", "which is why", "which means", "which spoils", "which breaks", "which looks",
    "which is annoying", "which is bad", "which is ugly", "which confuses", "that makes",
    "which was", "which gets", "which causes", "which messes", "which ruins", "which annoys",
)  # fmt: skip
_AGREED = (
    "as agreed", "as discussed", "as requested", "as promised", "as announced", "as decided",
    "as you know", "as told", "as mentioned", "following", "on request", "at the request",
    "according to our agreement", "after talking", "as ordered", "as planned", "as usual",
)  # fmt: skip
_EXCEPT = DENIED | LIMITED | words("if from")
_SETTLED = (
    "do not need", "does not need", "not needed", "no longer need", "no longer needed",
    "no use", "no longer use", "no longer used", "not used", "any more", "anymore", "no good",
    "never need", "not useful", "no longer useful", "nobody", "no one", "no longer", "do not use",
)  # fmt: skip
_CONDITIONS = (
    TELLING
    | RELATIVE
    | COMPARED
    | EXTREMES
    | EVERY
    | DAYS
    | words("""
    if with until older newer other others also too both either just still already instead rest
    same some
    """)
)
_COMMANDS = frozenset(
    phrase.split()[0]
    for name in ("remove", "set", "replace", "raise", "lower", "rename", "copy", "create", "blank")
    for phrase in CLASSES[name]
) - words("i we want need have get be fix let take keep up")
_NEAR = 0.3  # cost of a name that may be meant
_MOST = 3  # clauses set aside
_GENERAL = words("number name date value data report list table time day file row mail address")


def without_asides(
    targets: Targets, text: Words
) -> Iterator[tuple[Words, tuple[str, ...], tuple[str, ...]]]:
    """Give a text as it is, then without clauses that change nothing.

    With what is left come the clauses that went, and the values that are to stay.
    """
    yield text, (), ()
    parts = clauses(text)
    plain = [_without_comma(clause) for clause in parts]
    idle = [n for n, c in enumerate(plain) if len(parts) > 1 and _is_idle(targets, c, n)]
    for count in range(1, min(len(idle), _MOST) + 1):
        for gone in combinations(idle, count):
            kept = [w for n, c in enumerate(parts) if n not in gone for w in c]
            told = tuple(text.text[plain[n][0].start : plain[n][-1].end] for n in gone)
            spared = tuple(v for n in gone for v in _spared(targets, plain[n]))
            lost = 0 in gone and _are_meant(targets, plain[0], kept)
            if kept and not lost:
                yield within(text, kept), told, spared


def _are_meant(targets: Targets, clause: Sequence[Word], kept: Sequence[Word]) -> bool:
    """True when rows of a first clause are meant later on: customers in Leeds: set their status."""
    named = (n for word in clause for n in targets.names.table([word]))
    return any(w.form in THIRD for w in kept) and any(n.cost < _NEAR for n in named)


def clauses(text: Words) -> list[list[Word]]:
    """Cut a text at commas, signs of a sentence's end and words that begin a reason."""
    found: list[list[Word]] = [[]]
    for at, word in enumerate(text.words):
        if word.kind == "comma" or stops(text, at) or _begins_reason(text.words[at:]):
            found.append([])
        found[-1].append(word)
    return [c for c in found if _without_comma(c)]


def joints(text: Words) -> Iterator[tuple[int, int]]:
    """Give where an instruction may end and the next one begin: commas, `and`, full stops."""
    for at, word in enumerate(text.words):
        if stops(text, at):
            yield at, at + (word.form in _AND)
        elif at and (word.kind == "comma" or (word.kind == "word" and word.form in _AND)):
            following = text.words[at + 1] if at + 1 < len(text.words) else None
            both = word.kind == "comma" and following is not None and following.form in _AND
            if text.words[at - 1].kind != "comma":
                yield at, at + 1 + both


def _is_statement(clause: Sequence[Word]) -> bool:
    """True for what is said of all the rows alike: it picks none of them out."""
    return all(w.kind == "word" and w.form not in _EXCEPT for w in clause)


def _is_judgement(targets: Targets, clause: Sequence[Word]) -> bool:
    """True for `Gold and SILVER look awful in my reports`: values, and how they look."""
    said = within(targets.cursor.text, clause)
    patterns = ("WHAT {looks-bad}", "WHAT {looks-bad} {in} WHERE")
    return any(targets.values(fit["WHAT"]) for pattern in patterns for fit in fits(said, pattern))


def _spared(targets: Targets, clause: Sequence[Word]) -> tuple[str, ...]:
    """Give the values that are to stay: leave EUR alone."""
    said = within(targets.cursor.text, clause)
    for pattern in ("WHAT {stay}", "{leave} WHAT {alone}"):
        for fit in fits(said, pattern):
            texts = [x for x in _parts_of(targets, fit["WHAT"]) if x]
            columns = [c for t in targets.names.tables for c in t.columns]
            if texts and any(all(targets.stored(c, x) for x in texts) for c in columns):
                return tuple(texts)
    return ()


def _parts_of(targets: Targets, said: Words) -> list[str]:
    """Give the values that are to stay; `the empty entries` beside them need no name."""
    parts = listed(said)
    plain = [part for part in parts if next(fits(part, "{rest}"), None) is None]
    return [text for part in plain for text in (targets.values(part) or ["\0"])]


def _without_comma(clause: list[Word]) -> list[Word]:
    """Give a clause without the comma or the `and` before it."""
    at = 0
    while at < len(clause) and (clause[at].kind == "comma" or clause[at].form in ("and", "but")):
        at += 1
    return clause[at:]


def _begins_reason(said: Sequence[Word]) -> bool:
    return _starts(said, ("because", "since", "so that", "in order to", "as we"))


def _starts(said: Sequence[Word], phrases: Sequence[str]) -> bool:
    forms = " ".join(w.form for w in said[:4]) + " "
    return any(forms.startswith(f"{phrase} ") for phrase in phrases)


def _is_idle(targets: Targets, clause: Sequence[Word], number: int) -> bool:
    """True for a clause that can be left out: a reason, or what was before the instruction."""
    leads = (*_OF_ALL, *_SENTENTIAL, *(() if number else _AGREED))
    if _keeps(targets, clause) or (_starts(clause, leads) and _is_statement(clause)):
        return True
    if number and _is_judgement(targets, clause):
        return True
    if not is_aside(targets, clause):
        return False
    if targets.table(within(targets.cursor.text, clause)):
        return False
    named = _named(targets, clause)
    about = any(w.form in THIRD for w in clause)
    if number == 0:
        return not (named and about)
    return not named and (_starts(clause, _REASONS) or len(clause) > 1)


def is_aside(targets: Targets, clause: Sequence[Word], *, stated: bool = False) -> bool:
    """True for words that say nothing of rows: no number, no value, no condition, no command.

    With `stated` they may say a state: of one row, which is known by its key.
    """

    def names(word: Word) -> bool:
        return not stated and not word.is_filler and _is_value(targets, word)

    return says_nothing(clause, _CONDITIONS | _COMMANDS, names, settled=_SETTLED)


def _is_value(targets: Targets, word: Word) -> bool:
    """True for a word that some column holds, or that says a state of rows; prices are no price."""
    columns = (c for t in targets.names.tables for c in t.columns)
    if word.form != word.stem and word.text.islower():
        return any(targets.stored(column, word.text) for column in columns)
    return any(
        any(True for _ in targets.facts.values(table, [word], word.text))
        or any(True for _ in targets.facts.states(table, [word]))
        for table in targets.names.tables
    )


def _named(targets: Targets, clause: Sequence[Word]) -> bool:
    """True for a clause with the name of a column."""
    return any(
        any(named.cost < _NEAR for named in targets.names.column(table, [word]))
        for table in targets.names.tables
        for word in clause
        if word.stem not in _GENERAL
    )


def _keeps(targets: Targets, clause: Sequence[Word]) -> bool:
    """True for a clause that tells what is to stay as it is."""
    rules = (_nothing_else, stays, _spared)
    return any(rule(targets, clause) for rule in rules)


def _nothing_else(targets: Targets, clause: Sequence[Word]) -> bool:
    """True for `nothing else shall be touched`."""
    said = within(targets.cursor.text, clause)
    return any(
        next(fits(said, pattern), None) is not None
        for pattern in ("{nothing-else} {is-touched}", "{nothing-else} {about} WHAT {is-touched}")
    )


def stays(targets: Targets, clause: Sequence[Word]) -> bool:
    """True for `their orders stay as they are`, `leave the rest alone`: nothing else is touched."""
    said = within(targets.cursor.text, clause)
    for pattern in ("WHAT {stay}", "WHAT {stay} {even-if} WHY", "{leave} WHAT {alone}"):
        for fit in fits(said, pattern):
            rest = next(fits(fit["WHAT"], "{rest}"), None) is not None
            if rest or targets.table(fit["WHAT"]):
                return True
    return False
