"""Properties a column may be held to, and the SELECT of the rows that break them."""

from vibecli.agent.catalogue.conditions import equals_plain
from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families.rule_words import INTRO
from vibecli.agent.catalogue.families.show import repeated_select
from vibecli.agent.catalogue.fields import Fields
from vibecli.agent.catalogue.notes import Declined
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.predicates import (
    Predicate,
    as_date,
    as_number,
    malformed,
    missing,
    negated,
    present,
)
from vibecli.agent.catalogue.rows import Rows
from vibecli.agent.catalogue.tails import tail
from vibecli.data.catalog import ColumnInfo, Role, TableInfo
from vibecli.engine.names import quote

UNIQUE = ("unique", "distinct", "never duplicated", "not duplicated", "never repeated", "different")
_FILLED = phrases(
    """filled|not empty|never empty|not null|never null|present|complete|required|mandatory
        |never missing|not missing|always filled|always set|set|never blank|not blank|filled in
        |always present|there|known|given|provided"""
)
_POSITIVE = (
    "positive",
    "greater than zero",
    "above zero",
    "larger than zero",
    "over zero",
    "more than zero",
)
_NOT_NEGATIVE = ("non negative", "not negative", "never negative", "zero or more", "nonnegative")
_VALID = ("valid", "well formed", "correct", "proper", "real", "plausible")
_NOT_FUTURE = ("not in the future", "never in the future", "in the past", "not in future")
_BE = phrases(
    """is|are|must be|should be|has to be|have to be|must|should|is always|are always
        |must always be|should always be|can be|may be|be|always|needs to be|need to be|is never
        |are never|must never be|should never be|must not be|should not be|can not be|may not be
        |may never be|can never be"""
)
_SIGNS = ("are", "was", "were", "has", "have", "contains", ">", "<", ">=", "<=", "=", "!=")
_NEGATIVE_BE = (
    *(b for b in _BE if "never" in b or " not" in b),
    *("must not", "may not", "should not", "can not", "must never", "should never", "may never"),
)
_MUST_BE = phrases(
    """must be|should be|has to be|have to be|needs to be|is always|must only be|should only be
        |may only be|can only be|must always be|should always be|can be|may be|is only|are only
        |are always|must only contain|may only contain|should only contain|must be one of
        |should be one of|can only be one of|may only be one of|must only be one of
        |should only be one of|has to be one of"""
)
_BAD_STATES = {
    "empty": "filled", "missing": "filled", "null": "filled", "blank": "filled",
    "duplicated": "unique", "repeated": "unique", "negative": "non negative", "invalid": "valid",
    "in the future": "not in the future",
}  # fmt: skip


def prop(cursor: Cursor, found: Fields, word: str) -> Predicate | None:
    """Give the predicate of rows that break a property, read here or given; unique has no SQL."""
    word = word or _word(cursor)
    names = " and ".join(c.name for c in found.columns)
    if word == "unique":
        return Predicate("", f"{names} is unique")
    if word == "filled":
        sql = " OR ".join(missing(c).sql for c in found.columns)
        return Predicate(f"({sql})", f"{names} of every row of {found.rows.said} is filled")
    if word:
        sql = " OR ".join(_broken(c, word).sql for c in found.columns)
        return Predicate(f"({sql})", f"{names} of {found.rows.said} is {word}")
    return _compared(cursor, found) if len(found.columns) == 1 else None


def _compared(cursor: Cursor, found: Fields) -> Predicate | None:
    column = found.columns[0]
    never = cursor.first((_never,), found.table, column)
    if never:
        return Predicate(f"({never.sql})", f"in {found.rows.said}, never {never.said}")
    holds = cursor.first((_holds,), found.table, column)
    if holds is None:
        return None
    judged = [present(column).sql, *filter(None, [holds.known]), negated(holds).sql]
    sql = " AND ".join(judged)
    return Predicate(sql, f"in {found.rows.said}, {holds.said}")


def _never(cursor: Cursor, table: TableInfo, column: ColumnInfo) -> Predicate | None:
    """Read `must never be above 1000`, `may not be cancelled`."""
    return _said(cursor, table, column) if cursor.take(*_NEGATIVE_BE) else None


def _holds(cursor: Cursor, table: TableInfo, column: ColumnInfo) -> Predicate | None:
    """Read `must be over 10`, `should only be open or paid`; rows in the future are no rule."""
    told = cursor.take(*_MUST_BE) or cursor.sees(*_BE, *_SIGNS) or _asked_to_check(cursor)
    return _said(cursor, table, column) if told else None


def _asked_to_check(cursor: Cursor) -> bool:
    with cursor.attempt():
        cursor.at = 0
        return bool(cursor.take(*INTRO))


def _said(cursor: Cursor, table: TableInfo, column: ColumnInfo) -> Predicate | None:
    """Read a comparison, or values the column is known to hold; another word may be no value."""
    return tail(cursor, table, column) or equals_plain(cursor, table, column)


@reads
def _word(cursor: Cursor) -> str:
    lead = cursor.take(*_BE)
    if lead in _NEGATIVE_BE:
        return _BAD_STATES.get(cursor.take(*_BAD_STATES), "")
    cursor.take("all", "always") if lead else None
    return good(cursor) if lead else ""


def good(cursor: Cursor) -> str:
    """Read the word for a property."""
    for name, ways in (
        ("unique", UNIQUE),
        ("not in the future", _NOT_FUTURE),
        ("filled", tuple(_FILLED)),
        ("positive", _POSITIVE),
        ("non negative", _NOT_NEGATIVE),
        ("valid", _VALID),
    ):
        if cursor.take(*ways):
            return name
    return ""


def _broken(column: ColumnInfo, word: str) -> Predicate:
    if word == "there and valid":
        return Predicate(f"{missing(column).sql} OR {_broken(column, 'valid').sql}", word)
    if word in ("positive", "non negative", "plausible"):
        sign = "<=" if word == "positive" else "<"
        return Predicate(f"{as_number(column)} {sign} 0", word)
    if word == "not in the future":
        return Predicate(f"{as_date(column)} >= current_date + INTERVAL 1 DAY", word)
    wrong = malformed(column)
    if wrong is None:
        raise Declined(f"the catalogue cannot tell which values of {column.name} are {word}")
    return wrong


def unique(cursor: Cursor, found: Fields) -> str:
    """Give the SELECT of values that stand in more than one row."""
    folded = any(c.role is Role.EMAIL for c in found.columns)
    if folded:
        cursor.assume("e-mails that differ only in case count as equal", "schema")
    return repeated_select(found.rows, found.columns, folded=folded)


def select_keys(found: Rows, columns: tuple[ColumnInfo, ...]) -> str:
    """Give the SELECT of the rows that break a rule: their key and the columns it is about."""
    names = list(dict.fromkeys([*found.table.key, *(c.name for c in columns)]))
    listed = ", ".join(quote(name) for name in names) if found.table.key else "*"
    return f"SELECT {listed} {found.from_where}"
