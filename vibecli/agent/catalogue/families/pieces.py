"""An intent read as pieces in any order: phrases of known meaning, and what the rules read.

Owns cutting an intent into pieces. A word that is no piece ends the reading; what the pieces come
to is for the family to tell. Inflection is folded: linked, links and linking are one phrase.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from vibecli.agent.catalogue.asides import begins
from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.talk import is_story, is_talk, tables_named
from vibecli.agent.catalogue.words import Word
from vibecli.data.catalog import TableInfo

TALK = "talk"
CLAUSES = frozenset({"hands off"})  # rules that read a whole clause, whatever it begins with
_SHORT = 3
_ENDINGS = (("ies", "i"), ("ied", "i"), ("ing", ""), ("ed", ""), ("s", ""), ("y", "i"))


@dataclass(frozen=True)
class Piece:
    """Some words of an intent and what they are: the name of their class, or of their rule."""

    kind: str
    said: str
    value: object = None


Rule = Callable[[Cursor], object]
Lexicon = Mapping[str, tuple[str, ...]]


@cache
def base(form: str) -> str:
    """Give a word without what its grammar adds: matched, matches and matching are match."""
    if len(form) <= _SHORT or form.endswith(("ss", "us", "is")):
        return form
    for ending, left in _ENDINGS:
        stem = form.removesuffix(ending) + left
        if form.endswith(ending) and len(stem) >= _SHORT:
            form = stem
            break
    if len(form) > _SHORT + 1 and form[-1] == form[-2] and form[-1] not in "sl":
        form = form[:-1]
    return form.removesuffix("e") if len(form) > _SHORT else form


@dataclass(frozen=True)
class Classes:
    """Phrases by their first word, longest first."""

    by_first: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]

    @staticmethod
    def of(lexicon: Lexicon) -> "Classes":
        """Index the phrases of a lexicon; the class named first has a phrase both have."""
        found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for kind, said in lexicon.items():
            for phrase in said:
                forms = tuple(base(form) for form in phrase.split())
                found.setdefault(forms[0], []).append((forms, kind))
        by_length = {k: tuple(sorted(v, key=lambda p: -len(p[0]))) for k, v in found.items()}
        return Classes(by_length)

    def at(self, cursor: Cursor) -> tuple[str, int, int] | None:
        """Give the longest phrase that begins here: its class, its words, and where it ends."""
        words = cursor.text.words
        start = cursor.at
        while start < len(words) and words[start].kind != "quoted":
            for forms, kind in self.by_first.get(base(words[start].form), ()):
                end = _end(words, start, forms)
                if end:
                    return kind, len(forms), end
            if not words[start].is_filler or words[start].glue:
                break
            start += 1
        return None


def _end(words: Sequence[Word], at: int, forms: Sequence[str]) -> int:
    """Give where a phrase that begins here ends, fillers between its words skipped; or nothing."""
    for number, form in enumerate(forms):
        while number and at < len(words) and base(words[at].form) != form and words[at].is_filler:
            at += 1
        if at >= len(words) or base(words[at].form) != form or words[at].kind == "quoted":
            return 0
        at += 1
    return 0 if words[at - 1].glue == "_" else at


def cut(
    cursor: Cursor,
    classes: Classes,
    rules: Mapping[str, Rule],
    first: frozenset[str] = frozenset(),
    *,
    bound: frozenset[str] | None = None,
) -> list[Piece] | None:
    """Cut all that follows into pieces, or give nothing.

    The longest piece is taken; of equals a rule, but for the classes of `first`, whose phrases
    no rule may read over. With `bound`, a clause that only tells how things came about is set
    aside, unless it has a piece of these classes.
    """
    pieces: list[Piece] = []
    begun, number, known = cursor.at, 0, len(cursor.notes)
    while not cursor.at_end():
        if begins(cursor.text, cursor.at):
            begun, number, known = cursor.at, len(pieces), len(cursor.notes)
        piece = _next(cursor, classes, rules, first)
        if piece is None:
            told = bound is not None and not bound & {p.kind for p in pieces[number:]}
            before = next((p for p in reversed(pieces[:number]) if p.kind != ","), None)
            goes_on = before is not None and before.kind == TALK
            piece = _talk(cursor, begun, story=told, goes_on=goes_on)
            if piece is None:
                return None
            del pieces[number:], cursor.notes[known:-1]  # what was read of the talk
        pieces.append(piece)
    cursor.move(len(cursor.rest))
    return pieces


def _talk(cursor: Cursor, begun: int, *, story: bool, goes_on: bool) -> Piece | None:
    """Move past the clause begun there when it is talk; its value is the tables it names."""
    text, world = cursor.text, cursor.world
    end = next(
        (at for at in range(begun + 1, len(text.words)) if begins(text, at)), len(text.words)
    )
    told = story and is_story(text, world, begun, end, goes_on=goes_on)
    if not told and not is_talk(text, world, begun, end):
        return None
    cursor.at = begun
    cursor.move(end - begun)
    said = text.raw(begun, end).strip(" ,;")
    cursor.assume(f"said beside the intent: {said}", "guess")
    return Piece(TALK, said, tuple(tables_named(text, world, begun, end)))


def talked_of(pieces: Sequence[Piece]) -> list[TableInfo]:
    """Give the tables that only the talk around an intent names."""
    return [t for p in pieces if p.kind == TALK and isinstance(p.value, tuple) for t in p.value]


def _next(
    cursor: Cursor, classes: Classes, rules: Mapping[str, Rule], first: frozenset[str]
) -> Piece | None:
    if cursor.rest[0].kind == "comma":
        cursor.move(1)
        return Piece(",", ",")
    if _arrow(cursor):
        cursor.move(1)
        return Piece("", "->")
    phrase = classes.at(cursor)
    allowed = rules if phrase is None or phrase[0] not in first else _whole_clauses(rules)
    best = _by_rule(cursor, allowed, phrase)
    if best or phrase is None:
        return best
    kind, _, end = phrase
    start = cursor.at
    cursor.move(end - start)
    return Piece(kind, cursor.text.raw(start, end))


def _arrow(cursor: Cursor) -> bool:
    """True for the head of an arrow, as in A <-> B."""
    word, text = cursor.rest[0], cursor.text.text
    return word.text in ("<", ">") and "-" in text[max(word.start - 1, 0) : word.end + 1]


def _whole_clauses(rules: Mapping[str, Rule]) -> Mapping[str, Rule]:
    return {kind: rule for kind, rule in rules.items() if kind in CLAUSES}


def _by_rule(
    cursor: Cursor, rules: Mapping[str, Rule], phrase: tuple[str, int, int] | None
) -> Piece | None:
    """Give the piece the first rule reads, unless a phrase of more words begins here."""
    start, known = cursor.at, len(cursor.notes)
    for kind, rule in rules.items():
        with cursor.attempt() as tried:
            value = rule(cursor)
            long = phrase is None or cursor.at >= phrase[2]
            if value and long and cursor.at > start:
                tried.keep()
                return Piece(kind, cursor.text.raw(start, cursor.at), value)
    del cursor.notes[known:]
    return None
