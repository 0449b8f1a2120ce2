"""What a word says of the rows of a table: a value, a flag, or that something has happened.

Owns the choice between those kinds of evidence. A value that is known only from the database is
looked up; what no column holds says nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from vibecli.agent.catalogue.cursor import World
from vibecli.agent.catalogue.phrases import words
from vibecli.agent.catalogue.predicates import (
    Predicate,
    compare,
    family,
    is_time,
    missing,
    negated,
    one_of,
    present,
    yes,
)
from vibecli.agent.catalogue.question.names import Names, Part, meanings, parts
from vibecli.agent.catalogue.vocabulary import OPPOSITES, WEAK
from vibecli.agent.catalogue.words import Quoted, Word, fold, name_tokens, stem
from vibecli.data.catalog import ColumnInfo, Role, TableInfo
from vibecli.identity.country import country_code

_OWN = 0.3  # a column named so is meant, not a flag that is about it
_LITERAL, _FLAG, _MEANT, _NOT_YET, _HAPPENED, _OTHER_VALUE = 0.05, 0.1, 0.15, 0.3, 0.35, 0.7
_DEMONYMS = dict(
    pair.split(":")
    for pair in [
        "german:DE",
        "american:US",
        "british:GB",
        "britain:GB",
        "america:US",
        "english:GB",
        "uk:GB",
        "us:US",
        "french:FR",
        "indian:IN",
        "brazilian:BR",
        "japanese:JP",
        "swiss:CH",
        "austrian:AT",
        "spanish:ES",
        "italian:IT",
        "dutch:NL",
        "polish:PL",
        "danish:DK",
        "swedish:SE",
        "canadian:CA",
        "mexican:MX",
        "irish:IE",
        "belgian:BE",
        "portuguese:PT",
        "chinese:CN",
        "australian:AU",
        "norwegian:NO",
        "finnish:FI",
    ]
)
_BINARY = 2
_CURRENCIES = frozenset({"chf", "eur", "usd", "gbp"})
_LONGEST_CODE = 3
_PARTS_OF_COUNTRIES = words("wales scotland england")
_INCOMING = words("incoming inbound deposit deposits receipts credits inflows")
_OUTGOING = words("outgoing outbound withdrawal withdrawals debits outflows")
_NO_VALUES = words("other none")
_SENT = words("marketing email newsletter optin mailing offer offers")


@dataclass(frozen=True)
class Fact:
    """A condition that words may say, the column it is of, and how far-fetched it is."""

    predicate: Predicate
    column: ColumnInfo
    cost: float
    told: str = ""  # what is taken for granted by it


class Facts:
    """What words say of rows."""

    def __init__(self, world: World, names: Names) -> None:
        self._world, self._names = world, names
        self._held: dict[tuple[str, str], tuple[Fact, ...]] = {}

    def values(self, table: TableInfo, said: Sequence[Word], text: str) -> tuple[Fact, ...]:
        """Give the conditions that a column holds the value these words name."""
        if (table.name, text) not in self._held:
            self._held[table.name, text] = tuple(self._values(table, said, text))
        return self._held[table.name, text]

    def _values(self, table: TableInfo, said: Sequence[Word], text: str) -> Iterator[Fact]:
        seen = set()
        for column in table.columns:
            same = self._world.values.spelled(table, column, text)
            held, cost = _held(column, said, text, list(same))
            predicate = one_of(column, held) if held else None
            if predicate:
                seen.add(column.name)
                told = "" if cost == _LITERAL else f"{text} is {column.name} {' or '.join(held)}"
                yield Fact(predicate, column, cost, told)
        plain = all(w.text.islower() and meanings(w.form) for w in said)
        for hit in () if plain else self._world.values.in_table(table, text):
            predicate = one_of(hit.column, [hit.value])
            if predicate and hit.column.name not in seen and family(hit.column) == "text":
                yield Fact(predicate, hit.column, _LITERAL)

    def states(self, table: TableInfo, said: Sequence[Word]) -> Iterator[Fact]:
        """Give the conditions that an adjective or participle says: cancelled, still open."""
        known = meanings("_".join(w.form for w in said))
        text = " ".join(w.text for w in said)
        own = [named.what for named in self._names.column(table, said) if named.cost < _OWN]
        for concept in sorted(known - WEAK):
            for one in _stated(table, concept, text):
                if is_time(one.column) or not own or one.column in own:
                    yield one
        if len(said) > 1:
            yield from _flagged(table, said, text)
        yield from _signs(table, text)
        plain = "_".join(w.form for w in said)
        for concept in sorted({OPPOSITES.get(plain, "")} - {""}):
            yield from _opposed(table, concept, text)

    def flags(self, table: TableInfo, said: Sequence[Word]) -> Iterator[Fact]:
        """Give the conditions that what words name is so: advertising, two factor, newsletters."""
        known = meanings("_".join(w.form for w in said))
        text = " ".join(w.text for w in said)
        for concept in sorted(known):
            yield from (f for f in _stated(table, concept, text) if not is_time(f.column))
        if len(said) > 1:
            yield from _flagged(table, said, text)
        consents = self.consents(table) if known & _SENT else ()
        if len(consents) == 1:
            yield replace(consents[0], told=f"{text}: {consents[0].predicate.said}")

    def consents(self, table: TableInfo) -> tuple[Fact, ...]:
        """Give the conditions that people have agreed to be written to."""
        return tuple(
            Fact(found, column, _MEANT)
            for column in table.columns
            if self._names.means(column) & {"optin", "marketing"} and (found := _yes(column))
        )


def _held(
    column: ColumnInfo, said: Sequence[Word], text: str, same: list[str]
) -> tuple[list[str], float]:
    """Give the values of a column that words name: those they spell, and what means the same."""
    if isinstance(text, Quoted) and same == [text]:
        return same, _LITERAL
    if not same and len(said) == 1:
        same = [t.value for t in column.top if stem(fold(t.value).strip()) == said[0].stem]
    code = _country(text) if _of_countries(column) else None
    alike = [t.value for t in column.top if code and _same_country(text, t.value, code)]
    if same:
        alike += [t.value for t in column.top if _currency(text) & _currency(t.value)]
        return _spellings([*same, *alike]), _LITERAL
    if alike:
        return _spellings(alike), _MEANT
    if family(column) != "text" or not all(w.kind == "word" for w in said):
        return [], 0.0
    mine = parts(tuple(w.form for w in said))
    letters = "gender" in frozenset().union(*parts(name_tokens(column.name)))
    meant = [t.value for t in column.top if _alike(mine, t.value, letters=letters)]
    return _spellings(meant), _MEANT


def _of_countries(column: ColumnInfo) -> bool:
    named = frozenset().union(*parts(name_tokens(column.name)))
    return column.role is Role.REGION or (column.role is Role.CATEGORY and "country" in named)


def _spellings(values: list[str]) -> list[str]:
    """Give values that differ by more than case and outer blanks."""
    return list({value.strip().lower(): value for value in reversed(values)}.values())[::-1]


def _country(text: str) -> str | None:
    known = _DEMONYMS.get(fold(text).strip())
    return known or (country_code(text) if len(text) > 1 else None)


def _flagged(table: TableInfo, said: Sequence[Word], text: str) -> Iterator[Fact]:
    """Read several words of a flag's name: advertising permission."""
    for column in table.columns:
        named = frozenset().union(*parts(name_tokens(column.name)))
        flag = _yes(column) if all(meanings(w.form) & named for w in said) else None
        if flag:
            yield Fact(flag, column, _FLAG, f"{text}: {flag.said}")


def _signs(table: TableInfo, text: str) -> Iterator[Fact]:
    """Read which way money goes, where the sign of the only amount tells it: incoming payments."""
    amounts = [c for c in table.columns if c.role is Role.AMOUNT and family(c) == "number"]
    sign = ">" if text in _INCOMING else "<" if text in _OUTGOING else ""
    if sign and len(amounts) == 1 and str(amounts[0].minimum).startswith("-"):
        found = compare(amounts[0], sign, 0)
        yield Fact(found, amounts[0], _MEANT, f"{text}: {found.said}")


def _same_country(text: str, value: str, code: str) -> bool:
    """True when one of the two is the code of the other: Wales and Scotland are not the same."""
    coded = min(len(text.strip()), len(value.strip())) <= _LONGEST_CODE or fold(text) in _DEMONYMS
    return coded and fold(text) not in _PARTS_OF_COUNTRIES and _country(value) == code


def _currency(text: str) -> Part:
    return meanings(fold(text).strip()) & _CURRENCIES


def _alike(mine: tuple[Part, ...], value: str, *, letters: bool = False) -> bool:
    """True when words and a value mean the same, part by part; a single letter means nothing."""
    other = parts(tuple(name_tokens(value)))
    if len(mine) != len(other) or len(value.strip()) < 2 - letters:
        return False
    return all(
        {c for c in a & b if not c.startswith("=")} - _NO_VALUES or a & b
        for a, b in zip(mine, other, strict=True)
    )


def _stated(table: TableInfo, concept: str, text: str) -> Iterator[Fact]:
    for column in table.columns:
        named = concept in frozenset().union(*parts(name_tokens(column.name)))
        flag = _yes(column) if named and not is_time(column) else None
        if flag:
            yield Fact(flag, column, _FLAG, f"{text}: {flag.said}")
        if named and is_time(column) and column.null_share and column.role is not Role.BIRTH_DATE:
            there = present(column)
            yield Fact(there, column, _HAPPENED, f"{text}: {there.said}")


def _yes(column: ColumnInfo) -> Predicate | None:
    """The column says yes, in whatever words."""
    held = [t.value for t in column.top if meanings(fold(t.value).strip()) & {"yes", "no"}]
    if yes(column) or not held or len(held) < len(column.top) or family(column) != "text":
        return yes(column)
    return one_of(column, _spellings([v for v in held if "yes" in meanings(fold(v).strip())]))


def no(column: ColumnInfo) -> Predicate | None:
    """The column says no, in whatever words; a flag that is false."""
    if family(column) == "flag":
        return one_of(column, ["false"])
    held = [t.value for t in column.top if "no" in meanings(fold(t.value).strip())]
    return one_of(column, _spellings(held)) if held else None


def _opposed(table: TableInfo, concept: str, text: str) -> Iterator[Fact]:
    """Give what says that something is not so: no flag, no date of it yet, another status."""
    for fact in _stated(table, concept, text):
        gone = missing(fact.column) if is_time(fact.column) else negated(fact.predicate)
        yield Fact(gone, fact.column, _NOT_YET, f"{text}: {gone.said}")
    for column in table.columns:
        held = [
            t.value for t in column.top if _alike((frozenset({concept, f"={concept}"}),), t.value)
        ]
        predicate = one_of(column, held) if held and column.role is Role.CATEGORY else None
        if predicate and len(column.top) == _BINARY:
            gone = negated(predicate)
            yield Fact(gone, column, _OTHER_VALUE, f"{text}: {gone.said}")
