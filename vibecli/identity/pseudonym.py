"""Pseudonyms: a value of one person replaced by a keyed one of the same shape.

The same value has the same pseudonym wherever it stands, so that what was equal stays equal.
Owns what each role of a column becomes. What cannot be a pseudonym is emptied.
"""

from itertools import chain, count
from string import ascii_lowercase

from vibecli.data.catalog import PERSONAL_ROLES, ColumnInfo, Role
from vibecli.identity.seal import KINDS, NORMAL, Seal

_TEXT = ("VARCHAR", "JSON")
_YEAR = 4
_SHORT = 10


def pseudonym(seal: Seal, column: ColumnInfo, value: str) -> str | None:
    """Give what a value is replaced by, as text; None where it is emptied."""
    role = column.role if column.role in PERSONAL_ROLES else Role.CODE
    text = column.type in _TEXT
    if role == Role.BIRTH_DATE:
        return _first_of_year(value)
    kind, normal = f"pseudonym-{_kind(role)}", _normal(role, value)
    digest = seal.mark(kind, normal)
    match role:
        case Role.EMAIL if text:
            return f"p-{digest[:_SHORT]}@pseudonym.invalid"
        case Role.PHONE | Role.CODE:
            return _shaped(seal, kind, normal, value)
        case Role.GIVEN_NAME | Role.FAMILY_NAME | Role.FULL_NAME if text:
            return f"Person {digest[:_SHORT]}" if role == Role.FULL_NAME else f"P{digest[:_SHORT]}"
        case _:
            return None if column.nullable or not text else "removed"


def _kind(role: Role | None) -> str:
    kinds: dict[Role | None, str] = {
        Role.EMAIL: KINDS[0],
        Role.PHONE: KINDS[1],
        Role.CODE: KINDS[2],
    }
    return kinds.get(role, "text")


def _normal(role: Role | None, value: str) -> str:
    normal = NORMAL.get(_kind(role))
    return (normal(value) if normal else None) or value.strip().casefold()


def _first_of_year(value: str) -> str | None:
    """Give the first day of the year of an ISO date: ages stay, days of birth do not."""
    year = value[:_YEAR]
    return f"{year}-01-01" if year.isdigit() and value[_YEAR : _YEAR + 1] == "-" else None


def _shaped(seal: Seal, kind: str, normal: str, value: str) -> str:
    """Give letters for letters and digits for digits; everything else stays where it is."""
    marks = (seal.mark(kind, f"{normal}\0{number}") for number in count())
    drawn = chain.from_iterable(map(bytes.fromhex, marks))
    made, before = [], ""
    for sign, number in zip(value, drawn, strict=False):
        if sign.isdigit():
            leads = sign != "0" and not before.isdigit()  # a number keeps its length
            made.append(str(number % 9 + 1 if leads else number % 10))
        elif sign.isalpha():
            letter = ascii_lowercase[number % len(ascii_lowercase)]
            made.append(letter.upper() if sign.isupper() else letter)
        else:
            made.append(sign)
        before = sign
    return "".join(made)
