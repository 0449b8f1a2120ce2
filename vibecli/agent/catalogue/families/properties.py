"""Properties a column may be held to, and the SELECT of the rows that break them."""

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families.show import repeated_select
from vibecli.agent.catalogue.fields import Fields
from vibecli.agent.catalogue.notes import Declined
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.predicates import (
    Predicate,
    as_date,
    as_number,
    family,
    missing,
    negated,
    present,
)
from vibecli.agent.catalogue.rows import Rows
from vibecli.agent.catalogue.tails import tail
from vibecli.data.catalog import ColumnInfo, Role
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
_NEGATIVE_BE = tuple(b for b in _BE if "never" in b or " not" in b)
_BAD_STATES = {
    "empty": "filled", "missing": "filled", "null": "filled", "blank": "filled",
    "duplicated": "unique", "repeated": "unique", "negative": "non negative", "invalid": "valid",
    "in the future": "not in the future",
}  # fmt: skip


def prop(cursor: Cursor, found: Fields, word: str) -> Predicate | None:
    """Give the predicate of rows that break a property, read here or given; unique has no SQL."""
    word = word or _word(cursor)
    column = found.columns[0]
    names = " and ".join(c.name for c in found.columns)
    if word == "unique":
        return Predicate("", f"{names} is unique")
    if word == "filled":
        sql = " OR ".join(missing(c).sql for c in found.columns)
        return Predicate(f"({sql})", f"{names} of every row of {found.rows.said} is filled")
    if word:
        sql = " OR ".join(_broken(c, word).sql for c in found.columns)
        return Predicate(f"({sql})", f"{names} of {found.rows.said} is {word}")
    cursor.take("must be", "should be", "has to be", "have to be", "needs to be", "is always")
    holds = tail(cursor, found.table, column) if len(found.columns) == 1 else None
    if holds is None:
        return None
    judged = [present(column).sql, *filter(None, [holds.known]), negated(holds).sql]
    sql = " AND ".join(judged)
    return Predicate(sql, f"in {found.rows.said}, {holds.said}")


def _word(cursor: Cursor) -> str:
    with cursor.attempt() as tried:
        lead = cursor.take(*_BE)
        word = ""
        if lead in _NEGATIVE_BE:
            word = _BAD_STATES.get(cursor.take(*_BAD_STATES), "")
        elif lead:
            cursor.take("all", "always")
            word = good(cursor)
        if word:
            tried.keep()
        return word


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
    name = quote(column.name)
    if word == "there and valid":
        return Predicate(f"{missing(column).sql} OR {_broken(column, 'valid').sql}", word)
    if word in ("positive", "non negative", "plausible"):
        sign = "<=" if word == "positive" else "<"
        return Predicate(f"{as_number(column)} {sign} 0", word)
    if word == "not in the future":
        return Predicate(f"{as_date(column)} > current_date", word)
    text = f"trim(CAST({name} AS VARCHAR))"
    if column.role is Role.EMAIL:
        shape = r"'^[^@\s]+@[^@\s]+\.[^@\s.]+$'"
        return Predicate(f"NOT regexp_matches({text}, {shape})", word)
    if column.role is Role.PHONE:
        digits = f"regexp_replace({text}, '[^0-9]', '', 'g')"
        return Predicate(f"(length({digits}) NOT BETWEEN 7 AND 15)", word)
    if column.role in (Role.BIRTH_DATE, Role.TIME) and family(column) == "text":
        return Predicate(f"({present(column).sql} AND TRY_CAST({name} AS DATE) IS NULL)", word)
    raise Declined(f"the catalogue cannot tell which values of {column.name} are {word}")


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
