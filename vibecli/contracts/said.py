"""Words for tags and classes: what people call them, here and in Amperity-style semantics.

Owns both ways: the tag a phrase means, and the semantic a tag is exported under.
"""

import re

from vibecli.tagging.tag import Sensitivity, Tag

_SAID: dict[Tag, str] = {
    Tag.EMAIL: "e mail|mail|email address|e mail address|mail address",
    Tag.PHONE: "phone number|telephone|telephone number|mobile|mobile number|cell|fax|tel",
    Tag.FULL_NAME: "name|fullname|person name|name of a person|customer name|full names",
    Tag.GIVEN_NAME: "first name|forename|christian name|firstname",
    Tag.SURNAME: "last name|family name|lastname|second name",
    Tag.TITLE: "salutation|honorific|form of address",
    Tag.SUFFIX: "generational suffix|name suffix",
    Tag.ADDRESS: "street|street address|postal address|address line|address1|home address",
    Tag.ADDRESS2: "address line 2|second address line|flat|apartment|suite",
    Tag.CITY: "town|place",
    Tag.STATE: "county|province|region",
    Tag.POSTAL: "postcode|post code|postal code|zip|zip code",
    Tag.COUNTRY: "country code|nation",
    Tag.BIRTHDATE: "birth date|date of birth|birthday|dob",
    Tag.GENDER: "sex",
    Tag.NATIONAL_ID: (
        "ssn|social security number|tax id|tax number|passport|passport number|driving licence"
        "|national insurance number|national identification number|id card number"
    ),
    Tag.CREDIT_CARD: "card|card number|credit card number|payment card|pan",
    Tag.BANK_ACCOUNT: "account number|bank account number",
    Tag.IP: "ip address",
    Tag.LAT: "latitude",
    Tag.LON: "longitude|lng",
    Tag.USERNAME: "user name|login|login name|handle|nickname",
    Tag.PASSWORD: "password hash|secret",
    Tag.DEVICE_ID: "device|advertising id|mac address|imei|cookie id",
    Tag.CUSTOMER_KEY: "customer id|customer number|pk|primary key|person id",
    Tag.LOYALTY_ID: "loyalty number|loyalty card|loyalty card number|membership number|member id",
    Tag.CREATED_AT: "creation date|created at|create date|created date",
    Tag.UPDATED_AT: "update date|updated at|change date|last change",
}
_CLASSES = {
    Sensitivity.PUBLIC: "open|not personal|not sensitive|harmless|no personal data",
    Sensitivity.CONFIDENTIAL: "secret",
    Sensitivity.PERSONAL: "pii|personal data|sensitive|private|personally identifiable",
    Sensitivity.RESTRICTED: "highly sensitive|strictly confidential",
}
_SEMANTICS = {Tag.SUFFIX: "generational-suffix"}
_WORD = re.compile(r"[^\W_]+")


def _plain(phrase: str) -> str:
    return " ".join(_WORD.findall(phrase.lower()))


_TAGS = {_plain(form): tag for tag, said in _SAID.items() for form in said.split("|")}
_TAGS |= {_plain(tag): tag for tag in Tag}
_LEVELS = {_plain(form): level for level, said in _CLASSES.items() for form in said.split("|")}
_LEVELS |= {_plain(level): level for level in Sensitivity}


def tag_said(phrase: str) -> Tag | None:
    """Give the tag a phrase means, one or many of it; None for other words."""
    plain = _plain(phrase)
    singular = re.sub(r"e?s$", "", plain) if plain.endswith("ses") else plain.removesuffix("s")
    return _TAGS.get(plain) or _TAGS.get(singular)


def class_said(phrase: str) -> Sensitivity | None:
    """Give the class of sensitivity a phrase means; None for other words."""
    return _LEVELS.get(_plain(phrase))


def semantic(tag: Tag | None, *, key: bool) -> str:
    """Give the semantic a column is exported under; empty for one without."""
    if tag is Tag.CUSTOMER_KEY or (tag is None and key):
        return "pk" if key else "fk-customer"
    return _SEMANTICS.get(tag, str(tag)) if tag else ""
