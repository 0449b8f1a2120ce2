"""What each column means in customer data: what its tag tells, else what it is for in the table.

Owns the inference of `Role`. It sees samples only, never a session, and never decides foreign keys
(`data.relations` does). What says something of a person is the tagger's judgement alone.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from vibecli.data.catalog import PERSONAL_ROLES, Role
from vibecli.data.role_words import NAME_RULES
from vibecli.data.tag_roles import ROLES
from vibecli.engine.types import NUMBERS
from vibecli.tagging import shapes
from vibecli.tagging.name_tokens import name_tokens
from vibecli.tagging.sample import ColumnSample
from vibecli.tagging.table_words import FLAG_VALUES, ID_WORDS
from vibecli.tagging.tagger import tag_columns
from vibecli.tagging.verdict import TagVerdict

_DATE = re.compile(
    r"(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})"
    r"|\d{1,2}[ -][A-Za-z]{3,9}[ -]\d{2,4}|[A-Za-z]{3,9} \d{1,2},? \d{4})"
    r"([T ]\d{1,2}:\d{2}.*)?"
)
_PACKED_DATE = re.compile(r"(1[89]|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_UUID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{16,64}", re.IGNORECASE)
_CODE = re.compile(r"(?=.*\d)[\w./:#-]{3,}")
_BAND = re.compile(r"(\d{1,7})\s?(?:-|\u2013|to)\s?(\d{1,7})|\d{1,7}\s?\+|[<>]=?\s?\d{1,7}")

_MOST = 0.8
_SOME = 0.4
FEW_DISTINCT = 24  # values of a category, at most
_LONG_WORDS = 4.0


def infer_roles(
    table: str, columns: Sequence[ColumnSample], tags: Mapping[str, TagVerdict] | None = None
) -> dict[str, Role | None]:
    """Give the role of each column by name; None when nothing is known about it.

    Args:
        table: the table's name.
        columns: what is known of its columns.
        tags: the verdicts on them, when they are known already.
    """
    tags = tag_columns(table, columns) if tags is None else tags
    roles = {column.name: _role(column, tags[column.name]) for column in columns}
    key = _key(table, [c for c in columns if _may_be_key(c, roles[c.name], tags[c.name])])
    if key:
        roles[key] = Role.KEY
    return roles


def _role(column: ColumnSample, verdict: TagVerdict) -> Role | None:
    """Give the role the tag tells; another personal value is a code, whatever it looks like."""
    told = ROLES.get(verdict.tag)
    if told:
        return told
    found = _structural_role(column)
    return Role.CODE if verdict.sensitivity.masked and found not in PERSONAL_ROLES else found


def _structural_role(column: ColumnSample) -> Role | None:
    by_type = role_of_type(column.type)
    named = _named_role(column.name)
    if named and by_type in (None, Role.AMOUNT) and _fits(named, column):
        return named
    return by_type if by_type and by_type is not Role.AMOUNT else _plain_role(column)


def _named_role(name: str) -> Role | None:
    words = frozenset(name_tokens(name))
    for rule in NAME_RULES:
        if not words & rule.never and all(words & group for group in rule.groups):
            return rule.role
    return None


def role_of_type(name: str) -> Role | None:
    """Give the role of values that are nobody's own by the name of their type alone."""
    kind = name.upper()
    if kind == "BOOLEAN":
        return Role.FLAG
    if kind.startswith(("DATE", "TIMESTAMP")):
        return Role.TIME
    return Role.AMOUNT if kind.startswith(NUMBERS) else None


def _numeric(column: ColumnSample) -> bool:
    return column.type.upper().startswith(NUMBERS)


def _fits(role: Role, column: ColumnSample) -> bool:
    """Tell whether the values allow the named role; without values the name is believed."""
    if not column.trimmed:
        return True
    fit = _FITS.get(role)
    return fit(column) if fit else True


def _plain_role(column: ColumnSample) -> Role | None:
    """Give the role the values alone tell."""
    if column.opaque:
        return None
    if not column.trimmed:
        return Role.AMOUNT if _numeric(column) else None
    for role, test in _BY_CONTENT:
        if test(column):
            return role
    return Role.TEXT


def _may_be_key(column: ColumnSample, role: Role | None, verdict: TagVerdict) -> bool:
    if verdict.sensitivity.masked:
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


def _is_date(value: str) -> bool:
    return bool(_DATE.fullmatch(value) or _PACKED_DATE.fullmatch(value))


def _category(column: ColumnSample) -> bool:
    few = column.distinct <= min(FEW_DISTINCT, max(column.rows // 3, 1))
    return few and column.words < _LONG_WORDS


def _is_band(value: str) -> bool:
    """Tell a span of numbers, such as 11-50 or 1000+."""
    found = _BAND.fullmatch(value)
    return found is not None and (found[1] is None or int(found[1]) < int(found[2]))


def _bands(column: ColumnSample) -> bool:
    """Tell the few spans something is sorted into: they identify nobody."""
    return _category(column) and column.share(_is_band) >= _MOST


def _identifying_digits(column: ColumnSample) -> bool:
    """Tell numbers that are identifiers: their name says so, or they are long and of one length."""
    if column.share(str.isdigit) < _MOST:
        return False
    lengths = {len(v) for v in column.trimmed}
    named = bool(ID_WORDS & set(name_tokens(column.name)))
    return named or (len(lengths) == 1 and min(lengths) >= 7 and not _category(column))  # noqa: PLR2004


_FITS: dict[Role, Callable[[ColumnSample], bool]] = {
    Role.CODE: lambda c: c.share(lambda v: " " not in v and len(v) > 1) >= _SOME,
    Role.REGION: lambda c: c.share(lambda v: not shapes.NUMBER(v)) >= _MOST,
    Role.TIME: lambda c: not _numeric(c) and c.share(_is_date) >= _SOME,
    Role.AMOUNT: lambda c: c.share(shapes.NUMBER) >= _MOST,
    Role.TEXT: lambda c: not _numeric(c),
}
_BY_CONTENT: tuple[tuple[Role, Callable[[ColumnSample], bool]], ...] = (
    (Role.FLAG, lambda c: c.distinct <= 2 and c.share(lambda v: v.lower() in FLAG_VALUES) == 1),  # noqa: PLR2004
    (Role.CATEGORY, _bands),
    (Role.CODE, _identifying_digits),
    (Role.AMOUNT, lambda c: _numeric(c) or c.share(shapes.NUMBER) >= _MOST),
    (Role.TIME, lambda c: c.share(_is_date) >= _MOST),
    (Role.CODE, lambda c: c.share(lambda v: _UUID.fullmatch(v) or _CODE.fullmatch(v)) >= _MOST),
    (Role.CATEGORY, _category),
)
