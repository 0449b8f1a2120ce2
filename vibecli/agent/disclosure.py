"""What may be told about one column at an egress level, and how it is written down.

Owns the line between a value and a statistic: below the level `values` nothing that may be
somebody's own gets past here, whatever role was inferred. It knows columns, never the database.
"""

import json
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from vibecli.data.catalog import ColumnInfo, Role, TopValue
from vibecli.data.covering import is_restricted
from vibecli.data.role_words import GIVEN_NAMES
from vibecli.data.shape import common_shapes
from vibecli.policybook import EgressLevel
from vibecli.tagging.name_tokens import name_tokens

TEXT_TYPE = "VARCHAR"  # the type that is not said
MOST_VALUES, SHORT_VALUES = 12, 5  # told of a column in full, in short
VALUE_LENGTH = 40
DAY = 10  # letters of an ISO date: what a time's extremes are told to
NAME_LENGTH = 128
TYPE_LENGTH = 80
TEXT_LENGTH = 1_000  # of a glossary's meaning, a finding
CROWD_ROWS = 50  # a smaller table's untagged text may be one person's a value
CROWD = 5  # rows that must share a value of untagged text
SHARED = 2  # rows that must share any value
EDGE_DIGITS = 3  # of an extreme
LONG_NUMBER = 7  # digits; whole numbers this long are rather identifiers than amounts
NAMED_SHARE = 0.3  # share of values with a given name above which a column holds persons

_LISTED = frozenset({Role.CATEGORY, Role.FLAG, Role.REGION})
_UNTAGGED = frozenset({None, Role.TEXT, Role.CITY})
_RANGED = frozenset({Role.AMOUNT, Role.TIME})
_MOST_SHAPES = 2
_FORMED = frozenset({Role.AMOUNT, Role.TIME, Role.BIRTH_DATE})  # as text, its form matters
_STAFF = re.compile(
    "agent|advis[eo]r|assignee|author|by|clerk|contact|creator|doctor|driver|editor|employee"
    "|engineer|handler|manager|operator|owner|patient|physician|recruiter|rep|representative"
    "|reviewer|sales(man|person|woman)|seller|staff|surname|teacher|user|username"
)
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ENUM = re.compile(r"ENUM\s*\((?:[^()']|'(?:[^']|'')*')*\)", re.IGNORECASE)
_SCALE = re.compile(r"DECIMAL\(\d+,\d+\)")
_LONG_DIGITS = re.compile(rf"\d(?:[\s./()+-]*\d){{{LONG_NUMBER - 2},}}")


def told_name(name: str) -> str:
    """Give a column name as SQL takes it: in double quotes when it is no plain word."""
    cut = name if len(name) <= NAME_LENGTH else name[:NAME_LENGTH] + "..."
    return cut if _PLAIN_NAME.fullmatch(cut) else printable('"' + cut.replace('"', '""') + '"')


def told_table(name: str) -> str:
    """Give a table's name on one line, cut: it may come from a file's name."""
    return printable(name if len(name) <= NAME_LENGTH else name[:NAME_LENGTH] + "...")


def told_text(text: str) -> str:
    """Give a text of somebody else on one line, cut, so that none can pose as another part."""
    line = " ".join(text.split())
    return printable(line if len(line) <= TEXT_LENGTH else line[:TEXT_LENGTH] + "...")


def told_type(kind: str) -> str:
    """Give a type without the values an ENUM spells out and the digits of a DECIMAL."""
    return printable(_ENUM.sub("ENUM", _SCALE.sub("DECIMAL", kind)))[:TYPE_LENGTH]


def told_value(text: str) -> str:
    """Give a value as a JSON string on one line, cut, so that it can never pose as instructions."""
    return printable(json.dumps(text[:VALUE_LENGTH], ensure_ascii=False))


def printable(text: str) -> str:
    """Give a text on one line: what is not printable is written as its escape."""
    return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in text)


def facts(column: ColumnInfo, rows: int, level: EgressLevel) -> Iterator[str]:
    """Give what the level allows to tell about a column besides its name."""
    values = told_values(column, rows, level)
    kind = told_type(column.type)
    if kind != TEXT_TYPE:
        yield kind
    if column.role and not _evident(column, values):
        yield column.role
    if level in ("none", "names"):
        return
    if column.null_share:
        yield _percent(column.null_share) + " null"
    if column.role is Role.TEXT and column.distinct:
        yield f"{column.distinct} distinct"
    if values:
        yield listed(column, values) if column.type != "BOOLEAN" else _both(values)
    elif _ranged(column, level):
        yield "..".join(_edge(column, edge or "") for edge in (column.minimum, column.maximum))
    else:
        yield _shapes(column)


def masked_facts(column: ColumnInfo, level: EgressLevel) -> Iterator[str]:
    """Give what a second opinion on a column's tag goes by: its type, gaps, counts and shapes.

    No value below the level `values`, not even one that many rows share.
    """
    yield told_type(column.type)
    if column.null_share:
        yield _percent(column.null_share) + " null"
    if column.distinct is not None:
        yield f"{column.distinct} distinct"
    if level == "values" and (values := told_values(column, 0, level)):
        yield listed(column, values)
    elif not is_restricted(column) and (edges := column.shapes or _edge_shapes(column)):
        yield " | ".join(map(told_value, edges[:MOST_VALUES]))


def _edge_shapes(column: ColumnInfo) -> tuple[str, ...]:
    """Give the shapes of a number's extremes, where they are kept."""
    edges = (column.minimum, column.maximum)
    return common_shapes((edge for edge in edges if edge is not None), len(edges))


def listed(column: ColumnInfo, values: tuple[TopValue, ...], most: int = MOST_VALUES) -> str:
    """Give values as JSON strings; dots say that there are others."""
    told = [told_value(top.value) for top in values[:most]]
    return ", ".join([*told, *(["..."] if len(told) < len(column.top) else [])])


def short_facts(column: ColumnInfo, rows: int, level: EgressLevel) -> str:
    """Give what SQL needs to know of a column besides name and type, in few words."""
    if column.type == TEXT_TYPE and column.role in _FORMED and level in ("shapes", "values"):
        return _shapes(column)
    values = told_values(column, rows, level) if column.type != "BOOLEAN" else ()
    return listed(column, values, SHORT_VALUES) if values else ""


def _shapes(column: ColumnInfo) -> str:
    """Give the most frequent shapes; dots say that there are others."""
    if is_restricted(column):
        return ""
    more = " ..." if len(column.shapes) > _MOST_SHAPES else ""
    return " | ".join(map(told_value, column.shapes[:_MOST_SHAPES])) + more


def _evident(column: ColumnInfo, values: tuple[TopValue, ...]) -> bool:
    """True when type, values or other lines tell the role: it is not said again."""
    if column.role in (Role.KEY, Role.FOREIGN_KEY, Role.FLAG):
        return True
    formed = column.type != TEXT_TYPE and column.role in _FORMED - {Role.BIRTH_DATE}
    return formed or (column.role in (Role.CATEGORY, Role.REGION) and bool(values))


def _both(values: tuple[TopValue, ...]) -> str:
    """Give a yes-or-no column's values: only one of them is worth a word."""
    return f"always {told_value(values[0].value)}" if len(values) == 1 else ""


def told_values(column: ColumnInfo, rows: int, level: EgressLevel) -> tuple[TopValue, ...]:
    """Give the frequent values that may be told: none that may be somebody's own."""
    if is_restricted(column):
        return ()
    if level == "values":
        return column.top
    if level != "shapes" or _about_persons(column):
        return ()
    if column.type == "BOOLEAN":
        return column.top
    if column.role in _LISTED:
        least = SHARED
    elif column.role in _UNTAGGED and rows >= CROWD_ROWS:
        least = CROWD
    else:
        return ()
    return tuple(top for top in column.top if top.rows >= least and not _identifying(top.value))


def _about_persons(column: ColumnInfo) -> bool:
    """True when the column holds persons, by its role, its name or the names in its values."""
    if column.personal or any(map(_STAFF.fullmatch, name_tokens(column.name))):
        return True
    named = sum(bool(set(top.value.lower().split()) & GIVEN_NAMES) for top in column.top)
    return named > NAMED_SHARE * len(column.top)


def _identifying(value: str) -> bool:
    return "@" in value or bool(_LONG_DIGITS.search(value))


def _ranged(column: ColumnInfo, level: EgressLevel) -> bool:
    """True when the extremes may be told: amounts and times, and no long whole number."""
    if column.minimum is None or column.maximum is None or is_restricted(column):
        return False
    if level == "values":
        return True
    digits = max(len(edge.lstrip("-")) for edge in (column.minimum, column.maximum))
    whole = column.minimum.lstrip("-").isdigit() and digits >= LONG_NUMBER
    return column.role in _RANGED and not whole


def _edge(column: ColumnInfo, edge: str) -> str:
    """Give an extreme: a day of a time, three digits of a number."""
    if column.role is Role.TIME:
        return printable(edge[:DAY])
    try:
        number = Decimal(edge)
    except InvalidOperation:
        return told_value(edge)
    if not number.is_finite():
        return told_value(edge)
    rounded = round(number, EDGE_DIGITS - 1 - number.adjusted()) if number else Decimal(0)
    return f"{rounded.normalize():f}"


def _percent(share: float) -> str:
    return f"{share:.0%}" if share >= 0.01 else "<1%"  # noqa: PLR2004 - one percent
