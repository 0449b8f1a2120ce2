"""Which role goes with a tag, and the tag and class of a column that has but a role.

Owns the one table of the two vocabularies. A region is a state or a country: it stands for no tag.
"""

from collections.abc import Mapping
from types import MappingProxyType

from vibecli.data.catalog import ColumnInfo, Role
from vibecli.tagging.tag import Sensitivity, Tag

ROLES: Mapping[Tag | None, Role] = MappingProxyType(
    {
        Tag.EMAIL: Role.EMAIL,
        Tag.PHONE: Role.PHONE,
        Tag.FULL_NAME: Role.FULL_NAME,
        Tag.GIVEN_NAME: Role.GIVEN_NAME,
        Tag.SURNAME: Role.FAMILY_NAME,
        Tag.ADDRESS2: Role.STREET,
        Tag.ADDRESS: Role.STREET,  # behind its second line: a street stands for the first
        Tag.CITY: Role.CITY,
        Tag.STATE: Role.REGION,
        Tag.COUNTRY: Role.REGION,
        Tag.POSTAL: Role.POSTCODE,
        Tag.BIRTHDATE: Role.BIRTH_DATE,
    }
)
_TAGS: Mapping[Role | None, Tag | None] = MappingProxyType(
    {role: tag for tag, role in ROLES.items() if role is not Role.REGION}
)


def tag_of(column: ColumnInfo) -> Tag | None:
    """Give the tag of a column, by its role where it was not tagged."""
    return column.tagged.tag if column.tagged else _TAGS.get(column.role)


def sensitivity_of(column: ColumnInfo) -> Sensitivity:
    """Give how sensitive a column is, by its role where it was not tagged."""
    if column.tagged:
        return column.tagged.sensitivity
    tag = tag_of(column)
    if tag:
        return tag.sensitivity
    return Sensitivity.PERSONAL if column.personal else Sensitivity.PUBLIC
