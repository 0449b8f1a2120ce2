"""The columns that a person can be named by: one rule for `forget`, `suppress` and `customer`.

Owns what a column's values name a person as, by its role, its tag, or being called a number.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from vibecli.data.catalog import ColumnInfo, Role, TableInfo
from vibecli.identity.namesake import NAME_ROLES
from vibecli.identity.seal import IdentifierKind
from vibecli.tagging.name_tokens import name_tokens
from vibecli.tagging.table_words import ID_WORDS
from vibecli.tagging.tag import Tag

PERSON_ROLES = (*NAME_ROLES, Role.EMAIL, Role.PHONE, Role.BIRTH_DATE)  # of tables of people
_BY_ROLE: Mapping[Role, IdentifierKind] = MappingProxyType(
    {Role.EMAIL: "email", Role.PHONE: "phone", Role.CODE: "id"}
)
_BY_TAG: Mapping[Tag, IdentifierKind] = MappingProxyType(
    {
        Tag.EMAIL: "email", Tag.PHONE: "phone", Tag.LOYALTY_ID: "id", Tag.USERNAME: "id",
        Tag.NATIONAL_ID: "id", Tag.CREDIT_CARD: "id", Tag.IBAN: "id", Tag.BANK_ACCOUNT: "id",
    }
)  # fmt: skip
_ENDINGS = ("nr", "no", "num", "nummer", "id")
_NUMBERS = 0.5  # distinct values a row
_PLAIN = (None, Role.KEY, Role.CATEGORY, Role.TEXT)  # a name alone tells that it is a number


def tells_people(table: TableInfo) -> bool:
    """True for a table of people: by what its columns say, or as it was made of their events."""
    return bool(table.with_role(*PERSON_ROLES)) or table.from_events


def kind_of(column: ColumnInfo) -> IdentifierKind | None:
    """Give what a column's values name a person as, by its role, else by its tag."""
    if column.role is not None:
        return _BY_ROLE.get(column.role)
    tag = column.tagged.tag if column.tagged else None
    return _BY_TAG.get(tag) if tag else None


def identifying(
    table: TableInfo, *, key_only: bool = False
) -> Iterator[tuple[ColumnInfo, IdentifierKind]]:
    """Give the columns a person can be named by, and as what."""
    key = {name.lower() for name in table.key} if len(table.key) == 1 else set()
    for column in table.columns:
        kind = kind_of(column)
        if column.name.lower() in key:
            yield column, kind or "id"
        elif kind and not key_only:
            yield column, kind
        elif not key_only and _numbers_persons(column, table):
            yield column, "id"


def is_number(column: ColumnInfo) -> bool:
    """Tell a column that is called like what numbers things."""
    tokens = set(name_tokens(column.name))
    return bool(ID_WORDS & tokens) or column.name.lower().endswith(_ENDINGS)


def number_of(person: TableInfo, table: TableInfo) -> ColumnInfo | None:
    """Give the column that is called like the number of persons: customer_no, never a mere id."""
    column = table.column(person.key[0]) if len(person.key) == 1 else None
    if column is None or not is_number(column):
        return None
    return column if {*name_tokens(column.name)} - {*ID_WORDS, *_ENDINGS} else None


def numbers_of(
    people: Sequence[TableInfo], table: TableInfo
) -> Iterator[tuple[ColumnInfo, TableInfo]]:
    """Give the columns that are called like the number of one table of people, and of no other."""
    named = [(column, person) for person in people if (column := number_of(person, table))]
    often = Counter(column.name for column, _ in named)
    yield from ((column, person) for column, person in named if often[column.name] == 1)


def _numbers_persons(column: ColumnInfo, table: TableInfo) -> bool:
    """Tell a column whose values number persons, though nothing looks like a code."""
    told = column.distinct is not None and column.distinct >= _NUMBERS * table.rows > 0
    return told and column.role in _PLAIN and is_number(column)
