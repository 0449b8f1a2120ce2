"""From words to values of this database: which column holds 'gold', and is 'Berlin' a city here.

Owns look-ups in the catalog's frequent values and in an injected look-up of the database.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from vibecli.agent.catalogue.senses import same
from vibecli.agent.catalogue.words import Quoted, fold, name_tokens, stem
from vibecli.data.catalog import Catalog, ColumnInfo, Role, TableInfo
from vibecli.identity.country import country_code
from vibecli.steps.clean_proposal import Proposal

_CODE_LENGTH = 3
_LONGEST = 3  # words of a value looked up in the database
FindValue = Callable[[str], list[tuple[str, str, str]]]


@runtime_checkable
class Closable(Protocol):
    """A look-up that keeps something open between questions."""

    def close(self) -> None:
        """Let go of it."""
        ...


@runtime_checkable
class Proposing(Protocol):
    """A look-up that can also measure what values ask to be cleaned."""

    def proposal(self, table: TableInfo, columns: Sequence[ColumnInfo] = ()) -> Proposal:
        """Give what a table asks for, or some of its columns."""
        ...


@dataclass(frozen=True)
class ValueHit:
    """A column that holds a value, the value as stored, and whether a flag word negates it."""

    column: ColumnInfo
    value: str


class Values:
    """Finds the columns that hold a value; plain known words are not looked up in the database."""

    def __init__(
        self, catalog: Catalog, find_value: FindValue | None, known: frozenset[str] = frozenset()
    ) -> None:
        self.catalog = catalog
        self._plain = known
        self._find = find_value
        self._found: dict[str, list[tuple[str, str, str]]] = {}
        self._hits: dict[tuple[str, str], tuple[ValueHit, ...]] = {}
        self._proposals: dict[tuple[str, ...], Proposal] = {}

    def proposal(self, table: TableInfo, columns: Sequence[ColumnInfo] = ()) -> Proposal | None:
        """Give what the values of a table ask to be cleaned; None where they cannot be measured."""
        if not isinstance(self._find, Proposing):
            return None
        key = (table.name, *(column.name for column in columns))
        if key not in self._proposals:
            self._proposals[key] = self._find.proposal(table, columns)
        return self._proposals[key]

    def in_table(self, table: TableInfo, text: str) -> tuple[ValueHit, ...]:
        """Give the columns of a table that hold this value, ignoring case and a plural ending."""
        if (table.name, text) not in self._hits:
            self._hits[table.name, text] = self._held(table, text)
        return self._hits[table.name, text]

    def _held(self, table: TableInfo, text: str) -> tuple[ValueHit, ...]:
        hits: dict[str, ValueHit] = {}
        for column in table.columns:
            value = in_column(column, text)
            if value is not None:
                hits[column.name] = ValueHit(column, value)
        for name, column_name, value in self._look_up(text):
            found = self.catalog.table(name)
            looked = table.column(column_name) if found and found.name == table.name else None
            known = hits.get(looked.name) if looked else None
            if looked and (known is None or plain_case(known.value) != plain_case(text)):
                hits[looked.name] = ValueHit(looked, value)
        return tuple(hits[c.name] for c in table.columns if c.name in hits)

    def spelled(self, table: TableInfo, column: ColumnInfo, text: str) -> tuple[str, ...]:
        """Give the values of a column that a text spells, looked up where not all are known."""
        found = spelled(column, text)
        if not found or complete(column) or plain_case(found[0]) == plain_case(text):
            return found
        hit = next((h for h in self.in_table(table, text) if h.column == column), None)
        return (hit.value,) if hit and plain_case(hit.value) == plain_case(text) else found

    def spellings(self, column: ColumnInfo, table: TableInfo, text: str) -> tuple[str, ...]:
        """Give how a column spells a value: as typed when it does so, else every way it does."""
        wanted = fold(text).strip()
        found = [t.value for t in column.top if fold(t.value).strip() == wanted]
        for name, column_name, value in self._look_up(text):
            there = self.catalog.table(name)
            if there and (there.name, column_name) == (table.name, column.name):
                found.append(value)
        return (text,) if text in found else tuple(dict.fromkeys(found))

    def elsewhere(self, text: str) -> tuple[tuple[TableInfo, ValueHit], ...]:
        """Give every table and column that holds this value."""
        return tuple((t, hit) for t in self.catalog.tables for hit in self.in_table(t, text))

    def _look_up(self, text: str) -> list[tuple[str, str, str]]:
        if self._find is None or not self._may_be_value(text):
            return []
        if text not in self._found:
            self._found[text] = self._find(text)
        return self._found[text]

    def _may_be_value(self, text: str) -> bool:
        words = text.split()
        if len(words) > _LONGEST:
            return False
        return all(word[0].isupper() or stem(fold(word)) not in self._plain for word in words)


def in_column(column: ColumnInfo, text: str) -> str | None:
    """Give the stored spelling of a value among the column's frequent ones, the nearest first."""
    stored = [t.value for t in column.top]
    if text in stored:
        return text
    for form in (str.lower, fold, _singular):
        wanted = form(text)
        for value in stored:
            if form(value) == wanted:
                return value
    return _country(column, text)


def _singular(text: str) -> str:
    return stem(fold(text))


def spelled(column: ColumnInfo, text: str) -> tuple[str, ...]:
    """Give the frequent values that a text spells, of which count, show and change take the same.

    What stands in quotes is meant exactly; else case and outer blanks do not count, and accents
    only where some value has those of the text.
    """
    stored = [t.value for t in column.top]
    if isinstance(text, Quoted) and text in stored:
        return (text,)
    for form in (plain_case, _unaccented):
        found = tuple(value for value in stored if form(value) == form(text))
        if found:
            return found
    return ()


def plain_case(text: str) -> str:
    """Give a text as values are compared where case and outer blanks do not count."""
    return text.strip().lower()


def _unaccented(text: str) -> str:
    return fold(text).strip()


def _country(column: ColumnInfo, text: str) -> str | None:
    """Give the one value that stands for a country called otherwise, such as DE for Germany."""
    code = country_code(text) if column.role is Role.REGION and len(text) > _CODE_LENGTH else None
    same = [t.value for t in column.top if code and country_code(t.value) == code]
    return same[0] if len(same) == 1 else None


def complete(column: ColumnInfo) -> bool:
    """True when the column's frequent values are all its values."""
    return bool(column.top) and column.distinct is not None and column.distinct <= len(column.top)


def only_spelling(column: ColumnInfo, value: str) -> bool:
    """True when all values of the column are known and just this one reads like it."""
    same = [t.value for t in column.top if fold(t.value).strip() == fold(value).strip()]
    return complete(column) and same == [value]


def flag(table: TableInfo, word: str) -> tuple[ColumnInfo, bool] | None:
    """Give the yes/no column an adjective names (`active`, `inactive`), and which way."""
    for form, truth in ((word, True), (_positive(word), False)):
        for column in table.columns:
            named = tuple(t for t in name_tokens(column.name) if t not in ("is", "has"))
            said = named == (form,) or (len(named) == 1 and same(stem(form), named[0]))
            if form and said and _is_flag(column):
                return column, truth
    return None


def _is_flag(column: ColumnInfo) -> bool:
    return column.role is Role.FLAG or column.type.upper() == "BOOLEAN"


def _positive(word: str) -> str:
    for prefix in ("in", "un", "non", "dis"):
        if word.startswith(prefix) and len(word) > len(prefix) + 2:
            return word[len(prefix) :]
    return ""
