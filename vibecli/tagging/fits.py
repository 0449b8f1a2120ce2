"""How well the values of a column fit each tag, whatever its name says: the rule of every tag."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from vibecli.tagging import checks, fit_codes, fit_persons, fit_places, shapes
from vibecli.tagging.evidence import Evidence
from vibecli.tagging.fit import AGAINST, LITTLE, MOST, SOME, Fit, Rule, Told, by_shape
from vibecli.tagging.sample import ColumnSample
from vibecli.tagging.tag import Tag

_RULES: Mapping[Tag, Rule] = MappingProxyType(
    {
        Tag.EMAIL: by_shape(shapes.EMAIL, "are e-mail addresses", MOST, LITTLE),
        Tag.PHONE: fit_codes.phone,
        Tag.FULL_NAME: fit_persons.full_name,
        Tag.GIVEN_NAME: fit_persons.given_name,
        Tag.SURNAME: fit_persons.surname,
        Tag.TITLE: fit_persons.title,
        Tag.SUFFIX: fit_persons.suffix,
        Tag.ADDRESS: fit_places.address,
        Tag.ADDRESS2: fit_places.address2,
        Tag.CITY: fit_places.city,
        Tag.STATE: fit_places.state,
        Tag.POSTAL: fit_places.postal,
        Tag.COUNTRY: fit_places.country,
        Tag.BIRTHDATE: fit_persons.birthdate,
        Tag.GENDER: fit_persons.gender,
        Tag.AGE: fit_persons.age,
        Tag.NATIONAL_ID: fit_codes.national_id,
        Tag.CREDIT_CARD: fit_codes.card,
        Tag.IBAN: fit_codes.iban,
        Tag.BANK_ACCOUNT: fit_codes.code,
        Tag.IP: by_shape(checks.ip, "are IP addresses", MOST, SOME),
        Tag.LAT: fit_places.degrees(90),
        Tag.LON: fit_places.degrees(180),
        Tag.USERNAME: fit_codes.username,
        Tag.PASSWORD: fit_codes.password,
        Tag.DEVICE_ID: fit_codes.device_id,
        Tag.CUSTOMER_KEY: fit_codes.key,
        Tag.LOYALTY_ID: fit_codes.code,
        Tag.CREATED_AT: fit_codes.moment,
        Tag.UPDATED_AT: fit_codes.moment,
    }
)


@lru_cache(256)  # a column is judged again whenever another of its table has changed
def fits(sample: ColumnSample) -> Mapping[Tag, Told]:
    """Give what the values of a column say of each tag."""
    column = Evidence(sample)
    return MappingProxyType({tag: _fit(tag, column) for tag in Tag})


def _fit(tag: Tag, column: Evidence) -> Told:
    if column.opaque:
        return AGAINST
    return _RULES[tag](column) if column.values else Told(Fit.SILENT)
