"""Whether two records can be one person by their names: the test that keeps a household apart."""

from collections.abc import Mapping

from vibecli.data.catalog import Role, TableInfo
from vibecli.identity.normal import family_name, given_name, split_name

Names = tuple[str | None, str | None]  # given and family name in normal form
NAME_ROLES = (Role.GIVEN_NAME, Role.FAMILY_NAME, Role.FULL_NAME)

_SLIP = 0.85  # likeness from which on two family names are one with a slip


def names_of(table: TableInfo, values: Mapping[str, str | None]) -> Names:
    """Give the names a record states."""
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
    return given, family


def other_person(one: Names, two: Names) -> bool:
    """True when both state a given name and these are not one: `a` may stand for `ana`."""
    left, right = one[0], two[0]
    if not left or not right:
        return False
    first, second = left.split()[0], right.split()[0]
    return not (first.startswith(second) or second.startswith(first))


def other_family(one: Names, two: Names) -> bool:
    """True when both state a family name and these are not nearly one: a flat shares a line."""
    left, right = one[1], two[1]
    if not left or not right or left in right or right in left:
        return False
    from rapidfuzz.distance import JaroWinkler

    return JaroWinkler.similarity(left, right) < _SLIP
