"""The semantic tags a column can have, and how sensitive each is.

Owns the vocabulary alone: what a tag is called here and in Amperity-style semantics, and its class.
Telling a column's tag from its name and values is `tagging.tagger`.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Sensitivity(StrEnum):
    """How much a column's values give away of a person; the most open first."""

    PUBLIC = "public"  # nothing about a person
    INTERNAL = "internal"  # of a person, but shared by many: a city, a country
    CONFIDENTIAL = "confidential"  # with others it points to one person: age, gender, coordinates
    PERSONAL = "personal"  # a direct identifier: an e-mail, a name, a device
    RESTRICTED = "restricted"  # harm when it leaks: a national id, a card, a password

    @property
    def masked(self) -> bool:
        """True when raw values are kept off screens and out of a model's sight."""
        return self in (Sensitivity.PERSONAL, Sensitivity.RESTRICTED)


class Tag(StrEnum):
    """What a column means in customer data."""

    EMAIL = "email"
    PHONE = "phone"  # fax too
    FULL_NAME = "full-name"
    GIVEN_NAME = "given-name"
    SURNAME = "surname"
    TITLE = "title"  # Mr, Dr
    SUFFIX = "suffix"  # Jr, III
    ADDRESS = "address"  # street and number, or the whole in one
    ADDRESS2 = "address2"  # flat, suite, second line
    CITY = "city"
    STATE = "state"  # state, county, province
    POSTAL = "postal"
    COUNTRY = "country"
    BIRTHDATE = "birthdate"
    GENDER = "gender"
    AGE = "age"
    NATIONAL_ID = "national-id"  # social security, tax, passport, driving licence
    CREDIT_CARD = "credit-card"
    IBAN = "iban"
    BANK_ACCOUNT = "bank-account"
    IP = "ip"
    LAT = "lat"
    LON = "lon"
    USERNAME = "username"
    PASSWORD = "password"  # noqa: S105 - a tag's name
    DEVICE_ID = "device-id"  # advertising id, MAC, IMEI
    CUSTOMER_KEY = "customer-key"
    LOYALTY_ID = "loyalty-id"
    CREATED_AT = "create-dt"
    UPDATED_AT = "update-dt"

    @property
    def sensitivity(self) -> Sensitivity:
        """The class of sensitivity values of this tag have unless a person says otherwise."""
        return _CLASSES.get(self, Sensitivity.PERSONAL)


_CLASSES: Mapping[Tag, Sensitivity] = MappingProxyType(
    {
        Tag.TITLE: Sensitivity.INTERNAL,
        Tag.SUFFIX: Sensitivity.INTERNAL,
        Tag.CITY: Sensitivity.INTERNAL,
        Tag.STATE: Sensitivity.INTERNAL,
        Tag.COUNTRY: Sensitivity.INTERNAL,
        Tag.CREATED_AT: Sensitivity.INTERNAL,
        Tag.UPDATED_AT: Sensitivity.INTERNAL,
        Tag.CUSTOMER_KEY: Sensitivity.CONFIDENTIAL,
        Tag.GENDER: Sensitivity.CONFIDENTIAL,
        Tag.AGE: Sensitivity.CONFIDENTIAL,
        Tag.LAT: Sensitivity.CONFIDENTIAL,
        Tag.LON: Sensitivity.CONFIDENTIAL,
        Tag.NATIONAL_ID: Sensitivity.RESTRICTED,
        Tag.CREDIT_CARD: Sensitivity.RESTRICTED,
        Tag.IBAN: Sensitivity.RESTRICTED,
        Tag.BANK_ACCOUNT: Sensitivity.RESTRICTED,
        Tag.PASSWORD: Sensitivity.RESTRICTED,
    }
)
