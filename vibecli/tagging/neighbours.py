"""What columns of one table say of each other: for which tags, and how much values must add.

Owns the tables of kinship; `tagging.tagger` asks them once every column was judged by itself.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from vibecli.tagging.evidence import Evidence
from vibecli.tagging.fit import HALF, LITTLE, MANY, MOST, NEARLY, ONE_WORD
from vibecli.tagging.shapes import ONE_NAME
from vibecli.tagging.tag import Tag

PLACES = frozenset(
    {Tag.ADDRESS, Tag.ADDRESS2, Tag.CITY, Tag.STATE, Tag.POSTAL, Tag.COUNTRY, Tag.LAT, Tag.LON}
)
_PERSONAL = frozenset({Tag.EMAIL, Tag.BIRTHDATE, Tag.GIVEN_NAME, Tag.SURNAME, Tag.TITLE})
_PERSONS = _PERSONAL | {Tag.FULL_NAME, Tag.PHONE, Tag.NATIONAL_ID, Tag.CREDIT_CARD, Tag.IBAN}

# Whose presence bears out a name that may mean a tag, when the values allow it.
KIN: Mapping[Tag, frozenset[Tag]] = MappingProxyType(
    {
        Tag.STATE: PLACES - {Tag.STATE},
        Tag.POSTAL: PLACES - {Tag.POSTAL},
        Tag.CITY: PLACES - {Tag.CITY},
        Tag.ADDRESS2: frozenset({Tag.ADDRESS}),
        Tag.GIVEN_NAME: frozenset({Tag.SURNAME, Tag.EMAIL, Tag.BIRTHDATE}),
        Tag.SURNAME: frozenset({Tag.GIVEN_NAME, Tag.EMAIL, Tag.BIRTHDATE}),
        Tag.FULL_NAME: _PERSONAL,
        Tag.PHONE: frozenset({Tag.EMAIL}),
        Tag.NATIONAL_ID: _PERSONAL | {Tag.FULL_NAME, Tag.PHONE},
        Tag.GENDER: _PERSONAL | {Tag.FULL_NAME},
    }
)


class Company(NamedTuple):
    """Whose presence bears out values that look like a tag under a name that says nothing."""

    kin: frozenset[Tag]
    share: float  # of the distinct values that must look so
    clear: int  # how seldom what looks so is something else, the more the better
    next: frozenset[Tag] | None = None  # one of them must stand right beside as well


COMPANY: Mapping[Tag, Company] = MappingProxyType(
    {
        Tag.EMAIL: Company(_PERSONS, HALF, 3),
        Tag.IBAN: Company(_PERSONS, MOST, 3),
        Tag.CREDIT_CARD: Company(_PERSONS | PLACES, HALF, 3),
        Tag.NATIONAL_ID: Company(_PERSONS, NEARLY, 3),
        Tag.ADDRESS: Company(_PERSONS | PLACES, MANY, 3),
        Tag.GENDER: Company(_PERSONS, 0.0, 3),
        Tag.GIVEN_NAME: Company(_PERSONS, HALF, 2),
        Tag.SURNAME: Company(_PERSONS, HALF, 2),
        Tag.FULL_NAME: Company(_PERSONS, MANY, 2),
        Tag.STATE: Company(PLACES, HALF, 2, next=PLACES),
        Tag.COUNTRY: Company(_PERSONS | PLACES, MOST, 2),
        Tag.CITY: Company(PLACES, LITTLE, 2, next=PLACES),
        Tag.PHONE: Company(_PERSONS, NEARLY, 1),
        Tag.POSTAL: Company(frozenset({Tag.CITY, Tag.ADDRESS}), MOST, 0, next=PLACES),
    }
)
HALVES = (Tag.GIVEN_NAME, Tag.SURNAME)  # of a name
_KNOWN = 0.1  # of the single words beside half a name, which lists seldom know
TELLING = 3  # distinct values that may speak beside kin


def other_half(column: Evidence, share: float) -> bool:
    """Tell the rest of a name beside one half of it: single words of many kinds, some known."""
    varied = column.count >= max(TELLING, HALF * column.column.rows)
    single = column.words < ONE_WORD and column.share(ONE_NAME) >= NEARLY
    return varied and single and share >= _KNOWN and column.share(_titled) >= NEARLY


def _titled(value: str) -> bool:
    return value[:1].isupper()
