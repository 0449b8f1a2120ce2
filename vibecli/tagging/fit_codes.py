"""How well values fit what one is reached or known by: phones, accounts, devices, numbers."""

import re
from collections.abc import Iterator

from vibecli.tagging import checks, shapes
from vibecli.tagging.dictionaries import given_names
from vibecli.tagging.evidence import Evidence
from vibecli.tagging.fit import (
    AGAINST,
    ENOUGH,
    HALF,
    MANY,
    MOST,
    NEARLY,
    SOME,
    Told,
    proven,
    told,
)
from vibecli.tagging.table_words import FLAG_VALUES

_VALID = 0.7  # of distinct values that pass a check, at least
_NO_PHONES = (
    *(shapes.CARD_GROUPS, shapes.IPV4, shapes.POSTCODE_DASH),
    *(shapes.SSN_ANY, shapes.RRN, shapes.CNIC, shapes.RUT),
)
_MARKED = re.compile(r"[+(]|.*\d[ /-]+\d|(.*\d\.\d){2}").match
_LONG = 7  # characters of a number that tells millions of persons apart
_CARDS = 0.95  # of distinct values that begin as cards do
_CARDS_TELLING = 15


def phone(column: Evidence) -> Told:
    """Tell phone numbers, also where they are a type of numbers."""
    share = column.share(checks.phone_shape)
    if share < SOME or column.dated or max(map(column.share, _NO_PHONES)) >= SOME:
        return AGAINST
    if share >= _VALID:
        for valid, how in _numbering(column):
            if valid >= _VALID:
                return proven(valid, how)
    marked = column.share(_MARKED) >= MOST
    what = "have the shape of phone numbers"
    found = told(share, what, likely=share >= MANY, possible=True)
    if marked:
        return found
    return found._replace(share=checks.plain_phones(column))  # digits alone could be any code


def _numbering(column: Evidence) -> Iterator[tuple[float, str]]:
    yield checks.international(column), "are valid international phone numbers"
    yield column.share(shapes.PHONE_NANP), "are written as phone numbers of America"
    yield checks.national(column), "fit the numbering plan of one country"


def national_id(column: Evidence) -> Told:
    """Tell numbers states give to persons."""
    if column.dated:
        return AGAINST
    ssn = column.share(shapes.SSN)
    if ssn >= _VALID or column.share(shapes.SSN_ANY) >= NEARLY:
        return proven(ssn, "are written as social security numbers")
    what, share = checks.national_id(column)
    if share >= _VALID:
        return proven(share, f"pass the check of {what}")
    shaped, share = checks.national_shape(column), column.share(checks.coded)
    likely = share >= MOST and column.share(_long) >= MOST
    found = told(share, "are codes with digits", likely=likely, possible=share >= SOME)
    return found._replace(share=shaped)


def _long(value: str) -> bool:
    return len(value) >= _LONG


def card(column: Evidence) -> Told:
    """Tell numbers of payment cards; samples that are public seldom pass their checksum."""
    shaped = column.share(shapes.CARD)
    if shaped < HALF or column.dated:
        return AGAINST
    valid, grouped = column.share(checks.card), column.share(shapes.CARD_GROUPS)
    if valid >= NEARLY and column.count >= ENOUGH:
        return proven(valid, "pass the checksum of cards")
    begun = column.share(checks.card_begin)
    if grouped >= MOST and begun >= HALF:
        return proven(grouped, "are written as card numbers")
    if begun >= _CARDS and column.count >= _CARDS_TELLING:
        return proven(begun, "begin and end as card numbers do")
    if begun >= HALF:
        return told(begun, "begin and end as card numbers do", likely=True)
    return told(0.0, "", likely=grouped < SOME, possible=True)


def iban(column: Evidence) -> Told:
    """Tell international numbers of bank accounts."""
    shaped = column.share(shapes.IBAN)
    valid = column.share(checks.iban) if shaped >= SOME else 0.0
    if valid >= _VALID:
        return proven(valid, "pass the checksum of IBANs")
    possible = column.share(checks.coded) >= MOST and column.share(_long) >= MOST
    return told(shaped, "have the shape of IBANs", likely=shaped >= HALF, possible=possible)


def username(column: Evidence) -> Told:
    """Tell names people log in by: no numbers, no e-mails, and hardly plain first names."""
    if column.dated or column.share(shapes.NUMBER) >= MOST or column.share(shapes.EMAIL) >= HALF:
        return AGAINST
    if column.share(shapes.HAN) >= MOST:  # names as East Asia writes them
        return AGAINST
    share, named = column.share(shapes.HANDLE), column.known(given_names())
    return told(
        share,
        "have the shape of user names",
        likely=share >= _VALID and named < HALF,
        possible=share >= SOME,
    )


def password(column: Evidence) -> Told:
    """Tell passwords; only hashed ones can be told without the name."""
    if column.dated:
        return AGAINST
    share = column.share(shapes.PASSWORD_HASH)
    flagged = column.numeric or column.known(FLAG_VALUES) >= SOME
    return told(
        share, "are hashed passwords", proof=share >= MOST, likely=not flagged, possible=True
    )


def device_id(column: Evidence) -> Told:
    """Tell ids of devices."""
    hardware = column.share(shapes.MAC)
    if hardware >= MOST:
        return proven(hardware, "are hardware addresses")
    return code(column)


def code(column: Evidence) -> Told:
    """Tell codes of any kind."""
    share = column.share(checks.coded)
    return told(share, "are codes", likely=share >= SOME)


def key(column: Evidence) -> Told:
    """Tell keys: codes, also short ones and plain numbers."""
    share = column.share(_keyed)
    return told(share, "are codes", likely=share >= SOME)


def _keyed(value: str) -> bool:
    return (value.isalnum() and any(map(str.isdigit, value))) or checks.coded(value)


def moment(column: Evidence) -> Told:
    """Tell dates and points in time."""
    share = 1.0 if column.dated else column.share(checks.moment)
    return told(share, "are dates or times", likely=share >= SOME)
