"""Pseudonyms: a value of one person replaced by a keyed one of the same shape.

The same value has the same pseudonym wherever it stands, so that what was equal stays equal.
Owns what each role of a column becomes. What cannot be a pseudonym is emptied.
"""

from vibecli.data.catalog import PERSONAL_ROLES, ColumnInfo, Role
from vibecli.identity.seal import KINDS, NORMAL, Seal

_TEXT = ("VARCHAR", "JSON")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_DATE_LENGTH, _YEAR = 10, 4
_SHORT = 10


def pseudonym(seal: Seal, column: ColumnInfo, value: str) -> str | None:
    """Give what a value is replaced by, as text; None where it is emptied."""
    role = column.role if column.role in PERSONAL_ROLES else Role.CODE
    text = column.type in _TEXT
    if role == Role.BIRTH_DATE:
        return _first_of_year(value)
    digest = seal.mark(f"pseudonym-{_kind(role)}", _normal(role, value))
    match role:
        case Role.EMAIL if text:
            return f"p-{digest[:_SHORT]}@pseudonym.invalid"
        case Role.PHONE | Role.CODE:
            return _shaped(value, digest)
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


def _shaped(value: str, digest: str) -> str:
    """Give letters for letters and digits for digits; everything else stays where it is."""
    source = int(digest, 16)
    made = []
    for place, sign in enumerate(value):
        source, number = (
            divmod(source, 260) if source > _DATE_LENGTH else (int(digest, 16) + place, place)
        )
        if sign.isdigit():
            first = place == 0 or not value[place - 1].isdigit()
            made.append(str(number % 9 + 1 if first and sign != "0" else number % 10))
        elif sign.isalpha():
            letter = _LETTERS[number % len(_LETTERS)]
            made.append(letter.upper() if sign.isupper() else letter)
        else:
            made.append(sign)
    return "".join(made)
