"""Kinds of field: the levels of agreement each has, and where estimation of its weights starts.

Data only. Level 0 always means "not comparable" (a value is missing), the highest one is equality.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from vibecli.data.catalog import Role


class Kind(StrEnum):
    """What a field holds; decides its normal form, its blocking keys and its levels."""

    GIVEN = "given"
    FAMILY = "family"
    EMAIL = "email"
    PHONE = "phone"
    BIRTH = "birth"
    POSTCODE = "postcode"
    STREET = "street"
    CITY = "city"
    PLACE = "place"
    CODE = "code"
    CATEGORY = "category"
    NUMBER = "number"
    DAY = "day"
    TEXT = "text"


@dataclass(frozen=True)
class Levels:
    """The levels of one kind above 0, lowest agreement first, with starting probabilities.

    `match`, `stranger`: the share of each level among pairs of one person and of two strangers.
    `related`: the same for two people of one household, None where they are as strangers.
    """

    names: tuple[str, ...]
    match: tuple[float, ...]
    stranger: tuple[float, ...]
    related: tuple[float, ...] | None = None
    rarity: bool = True  # equality counts for more when the value is rare

    @property
    def count(self) -> int:
        """The number of levels, the missing one included."""
        return len(self.names) + 1


_EDITS = ("different", "two edits", "one edit", "equal")

LEVELS: Mapping[Kind, Levels] = MappingProxyType(
    {
        Kind.GIVEN: Levels(
            ("different", "somewhat similar", "same start", "similar", "equal"),
            (0.06, 0.03, 0.06, 0.10, 0.75),
            (0.89, 0.05, 0.035, 0.01, 0.01),
        ),
        Kind.FAMILY: Levels(
            ("different", "somewhat similar", "similar", "equal"),
            (0.08, 0.03, 0.09, 0.80),
            (0.955, 0.03, 0.01, 0.004),
            (0.25, 0.03, 0.07, 0.65),
        ),
        Kind.EMAIL: Levels(
            ("different", "same user part", "similar", "equal"),
            (0.27, 0.04, 0.09, 0.60),
            (0.9982, 0.0008, 0.0005, 0.0001),
            (0.86, 0.02, 0.03, 0.09),
        ),
        Kind.PHONE: Levels(
            ("different", "one edit", "equal"),
            (0.27, 0.08, 0.65),
            (0.999, 0.0004, 0.0002),
            (0.50, 0.05, 0.45),
        ),
        Kind.BIRTH: Levels(
            ("different", "same year", "two edits", "one edit", "equal"),
            (0.05, 0.04, 0.05, 0.12, 0.74),
            (0.94, 0.015, 0.04, 0.004, 0.0003),
        ),
        Kind.POSTCODE: Levels(
            ("different", "same area", "two edits", "one edit", "equal"),
            (0.20, 0.06, 0.04, 0.08, 0.62),
            (0.93, 0.04, 0.015, 0.005, 0.004),
            (0.20, 0.05, 0.04, 0.06, 0.65),
        ),
        Kind.STREET: Levels(
            ("different", "somewhat similar", "same street", "similar", "equal"),
            (0.25, 0.04, 0.05, 0.11, 0.55),
            (0.98, 0.015, 0.003, 0.001, 0.0005),
            (0.25, 0.04, 0.05, 0.11, 0.55),
        ),
        Kind.CITY: Levels(
            ("different", "similar", "equal"),
            (0.20, 0.10, 0.70),
            (0.92, 0.02, 0.06),
            (0.20, 0.10, 0.70),
        ),
        Kind.PLACE: Levels(
            ("different", "similar", "equal"),
            (0.10, 0.05, 0.85),
            (0.78, 0.02, 0.20),
            (0.10, 0.05, 0.85),
        ),
        Kind.CODE: Levels(_EDITS, (0.10, 0.02, 0.08, 0.80), (0.996, 0.002, 0.001, 0.0003)),
        Kind.CATEGORY: Levels(("different", "equal"), (0.15, 0.85), (0.70, 0.30), (0.40, 0.60)),
        Kind.NUMBER: Levels(
            ("different", "near", "close", "equal"),
            (0.20, 0.10, 0.15, 0.55),
            (0.85, 0.08, 0.05, 0.02),
            rarity=False,
        ),
        Kind.DAY: Levels(
            ("different", "within a month", "within three days", "equal"),
            (0.20, 0.10, 0.15, 0.55),
            (0.85, 0.10, 0.03, 0.02),
            rarity=False,
        ),
        Kind.TEXT: Levels(
            ("different", "some words", "many words", "most words", "nearly equal"),
            (0.10, 0.10, 0.15, 0.20, 0.45),
            (0.96, 0.03, 0.006, 0.003, 0.001),
            rarity=False,
        ),
    }
)

KIND_OF_ROLE: Mapping[Role, Kind] = MappingProxyType(
    {
        Role.GIVEN_NAME: Kind.GIVEN,
        Role.FAMILY_NAME: Kind.FAMILY,
        Role.EMAIL: Kind.EMAIL,
        Role.PHONE: Kind.PHONE,
        Role.BIRTH_DATE: Kind.BIRTH,
        Role.POSTCODE: Kind.POSTCODE,
        Role.STREET: Kind.STREET,
        Role.CITY: Kind.CITY,
        Role.REGION: Kind.PLACE,
        Role.CODE: Kind.CODE,
        Role.CATEGORY: Kind.CATEGORY,
        Role.AMOUNT: Kind.NUMBER,
        Role.TIME: Kind.DAY,
        Role.TEXT: Kind.TEXT,
    }
)
NAMES = frozenset({Kind.GIVEN, Kind.FAMILY})
PLACES = frozenset({Kind.POSTCODE, Kind.STREET, Kind.CITY, Kind.PLACE})
WEAK = frozenset({Kind.CATEGORY, Kind.NUMBER, Kind.DAY, Kind.PLACE})
IDENTIFYING = frozenset({Kind.EMAIL, Kind.PHONE, Kind.CODE})
PERSONAL = frozenset(
    {Kind.GIVEN, Kind.FAMILY, Kind.EMAIL, Kind.PHONE, Kind.BIRTH, Kind.STREET, Kind.CODE}
)
