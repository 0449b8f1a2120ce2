"""What each column means in customer data, told from its name and from sampled values.

Owns the inference of `Role`. It sees samples only, never a session, and never decides foreign keys
(`data.relations` does).
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from vibecli.data.birth_dates import may_be_births
from vibecli.data.catalog import Role
from vibecli.data.role_words import (
    COMPOUNDS,
    FLAG_VALUES,
    GIVEN_NAMES,
    ID_WORDS,
    KNOWN_WORDS,
    NAME_RULES,
    PERSON_TABLES,
    PRIVATE_IDS,
    STATUS_VALUES,
    THING_TABLES,
)
from vibecli.engine.types import NUMBERS

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")
_EMAIL = re.compile(r"[^@\s]+\s*@\s*[^@\s]+(\.[^@\s]+)?")
_PHONE = re.compile(r"[+(]?\d[\d\s().+/-]*(\s*(x|ext)\.?\s*\d+)?", re.IGNORECASE)
_DATE = re.compile(
    r"(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})"
    r"|\d{1,2}[ -][A-Za-z]{3,9}[ -]\d{2,4}|[A-Za-z]{3,9} \d{1,2},? \d{4})"
    r"([T ]\d{1,2}:\d{2}.*)?"
)
_PACKED_DATE = re.compile(r"(1[89]|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_LETTER_POSTCODE = re.compile(
    r"[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]\d[A-Z]\s?\d[A-Z]\d|\d{4}\s?[A-Z]{2}", re.IGNORECASE
)
_POSTCODE = re.compile(r"[A-Z0-9]{2,5}([\s-]?[A-Z0-9]{2,5})?", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?(\d+([.,]\d+)?|\d{1,3}(,\d{3})+(\.\d+)?)([eE][-+]?\d+)?%?")
_UUID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{16,64}", re.IGNORECASE)
_CODE = re.compile(r"(?=.*\d)[\w./:#-]{3,}")
_BAND = re.compile(r"(\d{1,7})\s?(?:-|\u2013|to)\s?(\d{1,7})|\d{1,7}\s?\+|[<>]=?\s?\d{1,7}")
_PERSON = re.compile(r"[^\W\d_]+([\s.,'\u2019-]+[^\W\d_]+){0,5}\.?")

_MOST = 0.8
_SOME = 0.4
_FEW_DISTINCT = 24
_LONG_WORDS = 4.0
_NAMES_SEEN = 0.12
_NAMES = frozenset({Role.GIVEN_NAME, Role.FAMILY_NAME, Role.FULL_NAME})
_ONE_WORD = 1.5


@dataclass(frozen=True)
class ColumnSample:
    """What is known of a column: the engine's type, and distinct non-null values as text."""

    name: str
    type: str
    values: tuple[str, ...]
    rows: int
    distinct: int
    nulls: int

    @property
    def unique(self) -> bool:
        """True when no value is missing and none repeats."""
        return self.rows > 0 and self.nulls == 0 and self.distinct >= self.rows

    @cached_property
    def trimmed(self) -> tuple[str, ...]:
        """The values without surrounding space, empty ones left out."""
        return tuple(v.strip() for v in self.values if v.strip())

    def share(self, test: Callable[[str], object]) -> float:
        """Give the share of sampled values that pass a test."""
        return sum(bool(test(v)) for v in self.trimmed) / max(len(self.trimmed), 1)

    @property
    def words(self) -> float:
        """The mean number of words in a value."""
        return sum(len(v.split()) for v in self.trimmed) / max(len(self.trimmed), 1)


def infer_roles(table: str, columns: Sequence[ColumnSample]) -> dict[str, Role | None]:
    """Give the role of each column by name; None when nothing is known about it."""
    roles = {column.name: _role(column) for column in columns}
    persons = _about_persons(table, roles)
    for column in columns:
        if roles[column.name] is Role.FULL_NAME and not _names_persons(column, table, persons):
            roles[column.name] = _plain_role(column)
    _halve_full_name(columns, roles)
    _take_birth_date(columns, roles)
    key = _key(table, [c for c in columns if _may_be_key(c, roles[c.name])])
    if key:
        roles[key] = Role.KEY
    return roles


def _halve_full_name(columns: Sequence[ColumnSample], roles: dict[str, Role | None]) -> None:
    """Take the one-word names beside given names for family names, and the other way round."""
    given, family = (role in roles.values() for role in (Role.GIVEN_NAME, Role.FAMILY_NAME))
    full = [c for c in columns if roles[c.name] is Role.FULL_NAME]
    if given != family and len(full) == 1 and full[0].trimmed and full[0].words < _ONE_WORD:
        roles[full[0].name] = Role.FAMILY_NAME if given else Role.GIVEN_NAME


def _take_birth_date(columns: Sequence[ColumnSample], roles: dict[str, Role | None]) -> None:
    """Take the one column of dates beside people's names that looks so for birth dates."""
    found = set(roles.values())
    if Role.BIRTH_DATE in found or not found & _NAMES:
        return
    dates = [c for c in columns if roles[c.name] is Role.TIME]
    born = [c.name for c in dates if may_be_births(name_tokens(c.name), c.trimmed)]
    if len(born) == 1:
        roles[born[0]] = Role.BIRTH_DATE


def private_id(name: str) -> bool:
    """Tell a code that says who somebody is, such as a passport number, by its column's name."""
    return bool(PRIVATE_IDS & set(name_tokens(name)))


@lru_cache(maxsize=4096)
def name_tokens(name: str) -> tuple[str, ...]:
    """Give the words of a column or table name in lower case, abbreviations spelt out."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss"))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    words = [word.lower() for word in _WORD.findall(plain)]
    spelt = [part for word in words for part in _spelt(word)]
    text = re.sub(r"\be mail\b", "email", " ".join(spelt))
    text = re.sub(r"\bf name\b", "first name", text)
    return tuple(re.sub(r"\bl name\b", "last name", text).split())


def _spelt(word: str) -> tuple[str, ...]:
    if word in COMPOUNDS:
        return COMPOUNDS[word]
    if word in KNOWN_WORDS:
        return (word,)
    for cut in range(len(word) - 2, 2, -1):
        left, right = word[:cut], word[cut:]
        if left in KNOWN_WORDS and (right in KNOWN_WORDS or right in COMPOUNDS):
            return (*COMPOUNDS.get(left, (left,)), *COMPOUNDS.get(right, (right,)))
    return (word,)


def _role(column: ColumnSample) -> Role | None:
    by_type = _typed_role(column)
    named = _named_role(column.name)
    if named is Role.CODE and column.share(_EMAIL.fullmatch) >= _MOST:
        return Role.EMAIL  # people log in by it
    if named and by_type in (None, Role.AMOUNT) and _fits(named, column):
        return named
    if by_type is Role.TIME:
        return Role.BIRTH_DATE if named is Role.BIRTH_DATE else Role.TIME
    return by_type if by_type and by_type is not Role.AMOUNT else _plain_role(column)


def _named_role(name: str) -> Role | None:
    words = frozenset(name_tokens(name))
    for rule in NAME_RULES:
        if not words & rule.never and all(words & group for group in rule.groups):
            return rule.role
    return None


def _typed_role(column: ColumnSample) -> Role | None:
    kind = column.type.upper()
    if kind == "BOOLEAN":
        return Role.FLAG
    if kind.startswith(("DATE", "TIMESTAMP")):
        return Role.TIME
    return Role.AMOUNT if _numeric(column) else None


def _numeric(column: ColumnSample) -> bool:
    return column.type.upper().startswith(NUMBERS)


def _opaque(column: ColumnSample) -> bool:
    kind = column.type.upper()
    return kind.endswith("]") or kind.startswith(
        ("STRUCT", "MAP", "UNION", "BLOB", "BIT", "INTERVAL", "TIME", "GEOMETRY", "VARIANT")
    )


def _fits(role: Role, column: ColumnSample) -> bool:
    """Tell whether the values allow the named role; without values the name is believed."""
    if not column.trimmed:
        return not (_numeric(column) and role in _TEXT_ROLES)
    fit = _FITS.get(role)
    return fit(column) if fit else True


def _plain_role(column: ColumnSample) -> Role | None:
    """Give the role the values alone tell."""
    if _opaque(column):
        return None
    if not column.trimmed:
        return Role.AMOUNT if _numeric(column) else None
    for role, test in _BY_CONTENT:
        if test(column):
            return role
    return Role.TEXT


def _about_persons(table: str, roles: dict[str, Role | None]) -> bool:
    found = set(roles.values())
    certain = {Role.BIRTH_DATE, Role.EMAIL, Role.GIVEN_NAME, Role.FAMILY_NAME}
    return bool(found & certain) or bool(PERSON_TABLES & set(name_tokens(table)))


def _names_persons(column: ColumnSample, table: str, persons: bool) -> bool:
    """Tell people's names from names of things: by words around, then by known given names."""
    if not column.trimmed:
        return persons
    alphabetic = column.share(_PERSON.fullmatch)
    known = column.share(_has_given_name)
    things = bool(THING_TABLES & set(name_tokens(table)))
    if alphabetic < _SOME or (things and not persons):
        return False
    certain = set(name_tokens(column.name)) & (PERSON_TABLES | {"full", "fullname", "holder"})
    return persons or known >= 2 * _NAMES_SEEN or (bool(certain) and alphabetic >= _MOST)


def _has_given_name(value: str) -> bool:
    words = re.findall(r"[a-z]+", value.lower())
    return any(word in GIVEN_NAMES for word in words)


def _may_be_key(column: ColumnSample, role: Role | None) -> bool:
    if role is Role.CODE and private_id(column.name):
        return False
    named = bool(ID_WORDS & set(name_tokens(column.name)))
    free = role in (None, Role.CODE, Role.AMOUNT, Role.TEXT, Role.CATEGORY, Role.FLAG)
    return free and column.unique and (named or column.share(_UUID.fullmatch) >= _MOST)


def _key(table: str, candidates: Sequence[ColumnSample]) -> str | None:
    """Choose the one candidate that names its table, or is just `id`, or comes first."""
    own = {word.rstrip("s") for word in name_tokens(table)}

    def rank(column: ColumnSample) -> tuple[bool, bool]:
        words = {word.rstrip("s") for word in name_tokens(column.name)}
        return (not (words <= ID_WORDS or words & own), not words & {"id", "key", "uuid"})

    return min(candidates, key=rank).name if candidates else None


def _digits(value: str) -> int:
    return sum(char.isdigit() for char in value)


def _is_phone(value: str) -> bool:
    return (
        bool(_PHONE.fullmatch(value)) and 6 <= _digits(value) <= 16 and not _DATE.fullmatch(value)  # noqa: PLR2004
    )


def _clearly_phone(column: ColumnSample) -> bool:
    """Tell phones without the name's help: digits alone could be any code, and card numbers are."""
    if ID_WORDS & set(name_tokens(column.name)):
        return False
    marked = column.share(lambda v: re.search(r"[+() -]", v))
    return column.share(_is_phone) >= _MOST and marked >= _SOME


def _is_date(value: str) -> bool:
    return bool(_DATE.fullmatch(value) or _PACKED_DATE.fullmatch(value))


def _category(column: ColumnSample) -> bool:
    few = column.distinct <= min(_FEW_DISTINCT, max(column.rows // 3, 1))
    return few and column.words < _LONG_WORDS


def _is_band(value: str) -> bool:
    """Tell a span of numbers, such as 11-50 or 1000+."""
    found = _BAND.fullmatch(value)
    return found is not None and (found[1] is None or int(found[1]) < int(found[2]))


def _bands(column: ColumnSample) -> bool:
    """Tell the few spans something is sorted into: they identify nobody."""
    return _category(column) and column.share(_is_band) >= _MOST


def _region(column: ColumnSample) -> bool:
    wordy = column.share(lambda v: not _NUMBER.fullmatch(v)) >= _MOST
    return wordy and column.share(lambda v: v.lower() in STATUS_VALUES) < _SOME


def _identifying_digits(column: ColumnSample) -> bool:
    """Tell numbers that are identifiers: their name says so, or they are long and of one length."""
    if column.share(str.isdigit) < _MOST:
        return False
    lengths = {len(v) for v in column.trimmed}
    named = bool(ID_WORDS & set(name_tokens(column.name)))
    return named or (len(lengths) == 1 and min(lengths) >= 7 and not _category(column))  # noqa: PLR2004


def _given_names(column: ColumnSample) -> bool:
    return (
        column.words < 1.3  # noqa: PLR2004
        and column.share(lambda v: v.lower() in GIVEN_NAMES) >= _SOME
    )


def _full_names(column: ColumnSample) -> bool:
    shaped = column.share(lambda v: _PERSON.fullmatch(v) and 2 <= len(v.split()) <= 4)  # noqa: PLR2004
    return shaped >= _MOST and column.share(_has_given_name) >= _SOME


_TEXT_ROLES = frozenset(
    {Role.EMAIL, Role.GIVEN_NAME, Role.FAMILY_NAME, Role.FULL_NAME, Role.STREET, Role.CITY}
)
_FITS: dict[Role, Callable[[ColumnSample], bool]] = {
    Role.EMAIL: lambda c: c.share(lambda v: "@" in v) >= _SOME,
    Role.PHONE: lambda c: c.share(_is_phone) >= _SOME,
    Role.BIRTH_DATE: lambda c: c.share(_is_date) >= _SOME,
    Role.POSTCODE: lambda c: c.share(_POSTCODE.fullmatch) >= _SOME,
    Role.GIVEN_NAME: lambda c: c.share(lambda v: any(map(str.isalpha, v))) >= _SOME,
    Role.FAMILY_NAME: lambda c: c.share(lambda v: any(map(str.isalpha, v))) >= _SOME,
    Role.FULL_NAME: lambda c: c.share(lambda v: any(map(str.isalpha, v))) >= _SOME,
    Role.CITY: lambda c: c.share(lambda v: not _digits(v)) >= _SOME,
    Role.REGION: _region,
    Role.STREET: lambda c: c.share(lambda v: any(map(str.isalpha, v))) >= _SOME,
    Role.CODE: lambda c: c.share(lambda v: " " not in v and len(v) > 1) >= _SOME,
    Role.TIME: lambda c: not _numeric(c) and c.share(_is_date) >= _SOME,
    Role.AMOUNT: lambda c: c.share(_NUMBER.fullmatch) >= _MOST,
    Role.TEXT: lambda c: not _numeric(c),
}
_BY_CONTENT: tuple[tuple[Role, Callable[[ColumnSample], bool]], ...] = (
    (Role.FLAG, lambda c: c.distinct <= 2 and c.share(lambda v: v.lower() in FLAG_VALUES) == 1),  # noqa: PLR2004
    (Role.EMAIL, lambda c: c.share(_EMAIL.fullmatch) >= _MOST),
    (Role.CATEGORY, _bands),
    (Role.CODE, _identifying_digits),
    (Role.AMOUNT, lambda c: _numeric(c) or c.share(_NUMBER.fullmatch) >= _MOST),
    (Role.TIME, lambda c: c.share(_is_date) >= _MOST),
    (Role.PHONE, _clearly_phone),
    (Role.POSTCODE, lambda c: c.share(_LETTER_POSTCODE.fullmatch) >= _MOST),
    (Role.CODE, lambda c: c.share(lambda v: _UUID.fullmatch(v) or _CODE.fullmatch(v)) >= _MOST),
    (Role.CATEGORY, _category),
    (Role.GIVEN_NAME, _given_names),
    (Role.FULL_NAME, _full_names),
)
