"""From words to tables and columns by what the parts of a name mean, in either language.

Owns that judgement and its cost. It gives every name that fits, the caller compares costs.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Generic, TypeVar

from rapidfuzz.distance import OSA

from vibecli.agent.catalogue.lexicon import FUNCTION_WORDS
from vibecli.agent.catalogue.links import made_by_us
from vibecli.agent.catalogue.phrases import words
from vibecli.agent.catalogue.predicates import is_time
from vibecli.agent.catalogue.vocabulary import CONCEPTS, WEAK
from vibecli.agent.catalogue.words import Word, name_tokens, stem
from vibecli.data.catalog import Catalog, ColumnInfo, TableInfo

_T = TypeVar("_T")
Part = frozenset[str]

_MEANT, _TYPO, _PARTIAL, _UNSAID, _SOFT = 0.1, 0.8, 0.6, 0.05, 0.35
_WORD = re.compile(r"\w*")
_SHORTEST_TYPO = 5
_LONG = 8
_LONGEST_JOINT = 3
_MIN_PART = 3
_ENDINGS = ("en", "n", "e", "er", "es", "s", "nen")
_JOINTS = ("", "s", "n", "en", "es", "e")
# Nouns that add nothing to another one: user accounts, order records, lead list.
_SOFT_WORDS = words(
    "support usage user customer bank account record row entry table list data people item"
)
_GENERIC = words("line header business company customer user account web store product")
_COLUMN_SOFT = words("column field value number address adress")
_TIMELY_SOFT = _COLUMN_SOFT | words("date time day")


@dataclass(frozen=True)
class Named(Generic[_T]):
    """A table or column a phrase may name, and how far the phrase is from its name."""

    what: _T
    cost: float


@cache
def meanings(form: str) -> Part:
    """Give the concepts a word stands for; empty when the vocabulary has it not."""
    for known in (form, stem(form), *_bare(form), *_done(form)):
        if known in CONCEPTS:
            return CONCEPTS[known]
    return frozenset()


def _done(form: str) -> Iterator[str]:
    """Give the participles of a verb's -ing form: cancelling, solving, opening."""
    base = form.removesuffix("ing")
    if base != form and len(base) >= _MIN_PART:
        yield from (f"{base}ed", f"{base}d", base, f"{base}e")
        if base[-1] == base[-2]:
            yield f"{base[:-1]}ed"


def _bare(form: str) -> Iterator[str]:
    for ending in _ENDINGS:
        if form.endswith(ending) and len(form) - len(ending) >= _MIN_PART:
            yield form[: -len(ending)]


@cache
def parts(tokens: tuple[str, ...]) -> tuple[Part, ...]:
    """Give what each part of a name or phrase means: words of several tokens and compounds too."""
    found: list[Part] = []
    at = 0
    while at < len(tokens):
        size = next(
            (
                n
                for n in range(_LONGEST_JOINT, 1, -1)
                if _joint(tokens[at : at + n]) and _fits(n, at, tokens)
            ),
            1,
        )
        joint = _joint(tokens[at : at + size]) if size > 1 else frozenset()
        if joint:
            found.append(joint | {f"={'_'.join(tokens[at : at + size])}"})
        else:
            found += _token(tokens[at])
        at += size
    return tuple(found)


def _fits(size: int, at: int, tokens: tuple[str, ...]) -> bool:
    return at + size <= len(tokens)


def _joint(tokens: tuple[str, ...]) -> Part:
    return meanings("_".join(tokens)) if len(tokens) > 1 else frozenset()


@cache
def _token(token: str) -> tuple[Part, ...]:
    known = meanings(token)
    literal = frozenset({f"={stem(token)}"})
    if known or len(token) < 2 * _MIN_PART:
        return (known | literal,)
    return next(_compounds(token), (literal,))


def _compounds(token: str) -> Iterator[tuple[Part, ...]]:
    """Split a compound such as Kampagnenkontakt into two or more words of the vocabulary."""
    for size in range(len(token) - _MIN_PART, _MIN_PART - 1, -1):
        head = token[:size]
        for joint in _JOINTS:
            plain = head.removesuffix(joint) if joint else head
            known = (
                CONCEPTS.get(plain) if head.endswith(joint) and len(plain) >= _MIN_PART else None
            )
            if not known:
                continue
            rest = meanings(token[size:])
            tail = (rest | {f"={token[size:]}"},) if rest else next(_compounds(token[size:]), ())
            if tail:
                yield (known | {f"={head}"}, *tail)


class Names:
    """The tables and columns of one database, by what their names mean."""

    def __init__(self, catalog: Catalog) -> None:
        self.tables = tuple(t for t in catalog.tables if not made_by_us(t))
        self._table_parts = {t.name: parts(name_tokens(t.table.name)) for t in catalog.tables}
        self._named: dict[tuple[str, ...], tuple[Named[TableInfo], ...]] = {}
        self._known: dict[tuple[str, tuple[str, ...]], tuple[Named[ColumnInfo], ...]] = {}

    def table(self, said: Sequence[Word]) -> tuple[Named[TableInfo], ...]:
        """Give the tables a phrase may name."""
        if quoted := _quoted_name(said) or _dotted_name(said):
            held = (t for t in self.tables if quoted in (t.name.lower(), t.table.name.lower()))
            return tuple(Named(table, 0.0) for table in held)
        if not _sayable(said):
            return ()
        forms = tuple(word.text for word in said)
        if forms not in self._named:
            exact = [t for t in self.tables if forms == (t.table.name,)]
            near = self._tables(said)
            self._named[forms] = (Named(exact[0], 0.0),) if exact else tuple(near)
        return self._named[forms]

    def _tables(self, said: Sequence[Word]) -> Iterator[Named[TableInfo]]:
        for table in self.tables:
            fit = _fit(_phrase(said), self._table_parts[table.name], _SOFT_WORDS, frozenset())
            if fit is not None:
                yield Named(table, fit)

    def column(self, table: TableInfo, said: Sequence[Word]) -> tuple[Named[ColumnInfo], ...]:
        """Give the columns of a table a phrase may name."""
        if quoted := _quoted_name(said):
            return tuple(Named(c, 0.0) for c in table.columns if c.name.lower() == quoted)
        if not _sayable(said):
            return ()
        forms = tuple(word.text for word in said)
        if (table.name, forms) not in self._known:
            self._known[table.name, forms] = tuple(self._columns(table, said))
        return self._known[table.name, forms]

    def _columns(self, table: TableInfo, said: Sequence[Word]) -> Iterator[Named[ColumnInfo]]:
        exact = next((c for c in table.columns if len(said) == 1 and c.name == said[0].text), None)
        if exact:
            yield Named(exact, 0.0)
            return
        own = frozenset().union(*self._table_parts[table.name])
        for column in table.columns:
            soft = _TIMELY_SOFT if is_time(column) else _COLUMN_SOFT
            fit = _fit(_phrase(said), parts(name_tokens(column.name)), soft, own)
            whole = all(part & own for part in _phrase(said))  # the table's own name, no column
            if fit is not None and (
                fit == 0 or not whole or len(parts(name_tokens(column.name))) == 1
            ):
                yield Named(column, fit)

    def of(self, table: TableInfo) -> Part:
        """Give the concepts of a table's name that are not weak."""
        return frozenset().union(*self._table_parts[table.name]) - WEAK - _GENERIC

    def means(self, column: ColumnInfo) -> Part:
        """Give all the concepts of a column's name."""
        return frozenset().union(*parts(name_tokens(column.name)))


def _quoted_name(said: Sequence[Word]) -> str:
    """Give a name that stands in quotes because it is no plain word: "two words"."""
    quoted = len(said) == 1 and said[0].kind == "quoted"
    return said[0].text.lower() if quoted and not _WORD.fullmatch(said[0].text) else ""


def _dotted_name(said: Sequence[Word]) -> str:
    """Give a name told with its schema: crm.customers."""
    dotted = len(said) > 1 and all(w.kind == "word" for w in said) and not said[-1].glue
    dotted = dotted and all(w.glue for w in said[:-1]) and any(w.glue == "." for w in said)
    return "".join(w.text + w.glue for w in said).lower() if dotted else ""


def _phrase(said: Sequence[Word]) -> tuple[Part, ...]:
    return parts(tuple(word.form for word in said))


def _sayable(said: Sequence[Word]) -> bool:
    """True for plain words that may name something; little words may stand inside a name only."""
    if not said or any(w.kind != "word" for w in said) or said[-1].glue in ("_", "-"):
        return False
    glued = ("_", "-")  # created_at is one name
    inner = [
        word
        for before, word in zip((None, *said), said, strict=False)
        if word.form in FUNCTION_WORDS
        and word.glue not in glued
        and not (before and before.glue in glued)
    ]
    if len(said) > 1 and said[-1].form == "no":
        inner = inner[:-1]  # the customer no
    return not inner or (len(said) > 1 and bool(_joint(tuple(w.form for w in said))))


def _fit(
    said: tuple[Part, ...], name: tuple[Part, ...], soft: frozenset[str], own: Part
) -> float | None:
    """Give the cost of a phrase for a name."""
    cost, used = 0.0, set()
    unmatched: list[Part] = []
    for part in said:
        price, place = min(
            (
                (p, n)
                for n, other in enumerate(name)
                if n not in used and (p := _apart(part, other)) is not None
            ),
            default=(None, -1),
        )
        if price is None:
            unmatched.append(part)
            continue
        used.add(place)
        cost += price
    if not used or (all(_is_weak(name[n]) for n in used) and not all(map(_is_weak, name))):
        return None
    for part in unmatched:
        if not (_belongs(part, own) or any(f"={word}" in part for word in soft)):
            return None
        cost += _MEANT if _belongs(part, own) else _SOFT
    said_of = frozenset().union(*(name[n] for n in used))
    for number, part in enumerate(name):
        if number not in used:
            if part & said_of:
                cost += _UNSAID
                continue
            cost += _UNSAID if _is_weak(part) or part & own else _PARTIAL
    return cost


def _belongs(part: Part, own: Part) -> bool:
    """True when a word is the table's own name, be it mistyped: the campain budget."""
    return bool(part & own) or bool(own and _apart(part, own) is not None)


def _is_weak(part: Part) -> bool:
    return bool(part & WEAK)


def _apart(said: Part, name: Part) -> float | None:
    """Give how far two parts are: nothing for the same word, little for the same meaning."""
    both = said & name
    if both:
        return 0.0 if any(one.startswith("=") for one in both) else _MEANT
    mine, other = _literal(said), _literal(name)
    if min(len(mine), len(other)) < _SHORTEST_TYPO or len(said) > 1 or mine[:1] != other[:1]:
        return None
    limit = 2 if min(len(mine), len(other)) >= _LONG else 1
    near = [other, *(word for concept in name for word in _spellings(concept))]
    return _TYPO if any(OSA.distance(mine, word) <= limit for word in near) else None


@cache
def _spellings(concept: str) -> tuple[str, ...]:
    return tuple(
        w for w, named in CONCEPTS.items() if concept in named and len(w) >= _SHORTEST_TYPO
    )


@cache
def _literal(part: Part) -> str:
    return next((one[1:] for one in sorted(part) if one.startswith("=")), "")
