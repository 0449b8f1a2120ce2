"""Whether records can be one person by name and birth date: a household is kept apart."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from vibecli.data.catalog import Role, TableInfo
from vibecli.identity.normal import date, family_name, given_name, split_name

NAME_ROLES = (Role.GIVEN_NAME, Role.FAMILY_NAME, Role.FULL_NAME)

_SLIP = 0.85  # likeness from which on two family names are one with a slip
_DATE = 8  # digits of a whole date


class Names(NamedTuple):
    """What a record says of who somebody is, in normal form."""

    given: str | None
    family: str | None
    born: str | None = None  # year, and day and month in either order


def names_of(table: TableInfo, values: Mapping[str, str | None]) -> Names:
    """Give the names and the birth date a record states."""
    given = family = None
    for column in table.with_role(*NAME_ROLES):
        text = values.get(column.name)
        if not text:
            continue
        if column.role == Role.FULL_NAME:
            first, last = split_name(text)
            given, family = given or first, family or last
        elif column.role == Role.GIVEN_NAME:
            given = given_name(text)
        else:
            family = family_name(text)
    births = (values.get(column.name) for column in table.with_role(Role.BIRTH_DATE))
    return Names(given, family, next(filter(None, map(_born, births)), None))


def other_person(ones: Sequence[Names], others: Sequence[Names]) -> bool:
    """True when two of them state other given names, or all who state it another birth date.

    The records of one person may state several: one of them is enough to be the same.
    """
    births = [{names.born for names in side if names.born} for side in (ones, others)]
    if all(births) and births[0].isdisjoint(births[1]):
        return True
    return any(_other_given(one, two) for one in ones for two in others)


def other_family(one: Names, two: Names) -> bool:
    """True when both state a family name and these are not nearly one: a flat shares a line."""
    left, right = one.family, two.family
    if not left or not right or left in right or right in left:
        return False
    from rapidfuzz.distance import JaroWinkler

    return JaroWinkler.similarity(left, right) < _SLIP


def _other_given(one: Names, two: Names) -> bool:
    """True when both state a given name and these are not one: `a` may stand for `ana`."""
    if not one.given or not two.given:
        return False
    first, second = one.given.split()[0], two.given.split()[0]
    return not (first.startswith(second) or second.startswith(first))


def _born(text: str | None) -> str | None:
    """Give a birth date to compare; None for a part of one, or what stands for a missing one."""
    from vibecli.identity.placeholders import EARLY_DATES

    form = date(text, day_first=True) if text else None
    if form is None or len(form) != _DATE or form in EARLY_DATES:
        return None
    return form[:4] + "".join(sorted((form[4:6], form[6:])))
