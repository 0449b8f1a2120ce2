"""Conditions on rows of one table: without an email, in Berlin, where points over 100.

Owns their grammar. A word that fits no rule is left for the caller, who refuses it.
"""

from collections.abc import Callable, Sequence

from vibecli.agent.catalogue.adjectives import adjective, named, placed, value_then_column
from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.faults import faulty
from vibecli.agent.catalogue.kin import of_rows, owned
from vibecli.agent.catalogue.lexicon import CURRENCIES
from vibecli.agent.catalogue.notes import Declined, column_question
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.predicates import (
    Predicate,
    between,
    compare,
    family,
    negated,
)
from vibecli.agent.catalogue.presence import (
    HAVE,
    agreed,
    did,
    filled,
    having_rows,
    lacking,
    never,
)
from vibecli.agent.catalogue.spans import time_span
from vibecli.agent.catalogue.spending import names_money, spent
from vibecli.agent.catalogue.tails import SIGNS, equals, in_currency, tail
from vibecli.agent.catalogue.terms import term
from vibecli.agent.catalogue.timing import aged, timed
from vibecli.data.catalog import ColumnInfo, Role, TableInfo

_WHERE = phrases("""where|whose|if|when|for which|such that|in which|but only where|only where""")
_ARE = phrases(
    """that are|who are|which are|that is|who is|are|is|be|being|that were|who were|where they are
        |were|was|have been|has been|which were|that have been|that got|got|marked|flagged
        |marked as|flagged as"""
)
_JOINTS = ("and also", "and", "but", "or")
_BUT = phrases(
    """except|excluding|other than|but not|except for|apart from|that are not|who are not"""
)


def conditions(
    cursor: Cursor, table: TableInfo, *, until: Callable[[Cursor], bool] | None = None
) -> list[Predicate]:
    """Read every condition that follows; what `until` sees coming is left to the caller."""
    return _conditions(cursor, table, _JOINTS, until)


def _inner(cursor: Cursor, table: TableInfo) -> list[Predicate]:
    """Read conditions on a related table's rows; what follows a `but` is of the rows themselves."""
    return _conditions(cursor, table, ("and also", "and", "or"))


def _undated(cursor: Cursor, table: TableInfo) -> list[Predicate]:
    """Read conditions on the rows owned by; a time is of what they own: orders of X in 2025."""
    return _conditions(cursor, table, ("and also", "and", "or"), _time_follows)


def _time_follows(cursor: Cursor) -> bool:
    with cursor.attempt():
        return time_span(cursor) is not None


def _conditions(
    cursor: Cursor,
    table: TableInfo,
    joints: Sequence[str],
    until: Callable[[Cursor], bool] | None = None,
) -> list[Predicate]:
    found: list[Predicate] = []
    either = False
    first = tuple(joint for joint in joints if joint == "but")
    while more := _next_condition(cursor, table, joints if found else first, until):
        joint, predicate = more
        if joint == "or":
            either = True
            found[-1] = Predicate(
                f"({found[-1].sql} OR {predicate.sql})", f"{found[-1].said} or {predicate.said}"
            )
        else:
            found.append(predicate)
        if either and len(found) > 1:
            raise Declined("conditions joined by both 'and' and 'or' can be read in two ways")
    return found


@reads
def _next_condition(
    cursor: Cursor, table: TableInfo, joints: Sequence[str], until: Callable[[Cursor], bool] | None
) -> tuple[str, Predicate] | None:
    cursor.take(",")
    joint = cursor.take(*joints)
    if until and until(cursor):
        return None
    found = condition(cursor, table, bare=bool(joint))
    return (joint, found) if found else None


def condition(cursor: Cursor, table: TableInfo, *, bare: bool = False) -> Predicate | None:
    """Read one condition; `bare` allows one without a leading word, after an `and`."""
    return (
        cursor.first((agreed,), table)
        or cursor.first((spent,), table, _inner)
        or cursor.first((never,), table, _inner)
        or cursor.first((lacking,), table, _inner, bare=bare)
        or cursor.first((aged, timed), table)
        or cursor.first((did, having_rows), table, _inner)
        or cursor.first((_counted,), table)
        or faulty(cursor, table)
        or cursor.first((_compared, _adjective), table, bare=bare)
        or cursor.first((filled, owned), table)
        or cursor.first((of_rows,), table, _undated)
        or cursor.first((placed, named), table)
    )


def _counted(cursor: Cursor, table: TableInfo) -> Predicate | None:
    cursor.take(*HAVE, "of", "worth", *_ARE)
    sign = cursor.take(*SIGNS, "between")
    low = cursor.number() if sign else None
    high = cursor.number() if sign == "between" and cursor.take("and", "to") else None
    if low is None or (sign == "between" and high is None):
        return None
    column = _number_column(cursor, table, f"{sign} {low:g}")
    if column is None:
        return None
    found = between(column, low, high) if high is not None else compare(column, SIGNS[sign], low)
    return in_currency(cursor, table, found)


def _number_column(cursor: Cursor, table: TableInfo, said: str) -> ColumnInfo | None:
    """Read the column a number is of, or take the only amount the table has."""
    named = _column_after(cursor, table)
    if named is not None:
        return named if family(named) == "number" or named.role is Role.AMOUNT else None
    amounts = table.with_role(Role.AMOUNT)
    if cursor.rest and cursor.rest[0].form in CURRENCIES:
        amounts = tuple(filter(names_money, amounts)) or amounts
    if len(amounts) > 1:
        return cursor.choose(column_question(said, table, amounts), {c.name: c for c in amounts})
    if amounts:
        cursor.assume(f"the number compared is {table.name}.{amounts[0].name}", "schema")
    return amounts[0] if amounts else None


@reads
def _column_after(cursor: Cursor, table: TableInfo) -> ColumnInfo | None:
    cursor.take("in", "of", "of the")
    return cursor.column(table)


def _compared(cursor: Cursor, table: TableInfo, *, bare: bool) -> Predicate | None:
    lead = cursor.take(*_WHERE, *HAVE, "that", "who", "which")
    if not lead and not bare:
        return None
    meaning = term(cursor, table) or value_then_column(cursor, table)
    meaning = meaning or _number_then_column(cursor, table)
    if meaning:
        return meaning
    columns = cursor.columns(table)
    if len(columns) == 1:
        said = tail(cursor, table, columns[0]) or equals_plain(cursor, table, columns[0])
        said = said or cursor.first((_number_after,), columns[0])
        if said:
            return said
    return None


def equals_plain(cursor: Cursor, table: TableInfo, column: ColumnInfo) -> Predicate | None:
    """A known value right after its column: with tier gold."""
    longest, _ = cursor.phrase()
    for count in range(longest or len(cursor.rest[:1]), 0, -1):
        text = cursor.text.raw(cursor.at, cursor.at + count)
        hits = [h for h in cursor.world.values.in_table(table, text) if h.column == column]
        if hits:
            return equals(cursor, table, column)
    return None


def _number_after(cursor: Cursor, column: ColumnInfo) -> Predicate | None:
    """A number right after its column: with severity 5."""
    value = cursor.number() if family(column) == "number" else None
    return compare(column, "=", value) if value is not None else None


@reads
def _number_then_column(cursor: Cursor, table: TableInfo) -> Predicate | None:
    """A number right before the number column it is of: with 0 points."""
    cursor.take("exactly")
    value = cursor.number()
    column = cursor.column(table) if value is not None else None
    if value is None or column is None or family(column) != "number":
        return None
    return compare(column, "=", value)


def _adjective(cursor: Cursor, table: TableInfo, *, bare: bool) -> Predicate | None:
    lead = cursor.take(*_BUT) or cursor.take(*_ARE)
    if not lead and not bare:
        return None
    negative = lead in _BUT or bool(cursor.take("not"))
    found = adjective(cursor, table)
    if found is None:
        return None
    if not _own_noun(cursor, table):
        cursor.take("ones", "one", "customers", "members")
    return negated(found) if negative else found


@reads
def _own_noun(cursor: Cursor, table: TableInfo) -> bool:
    return cursor.table() == table
