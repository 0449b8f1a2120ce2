"""What rows have and lack: without an email, with a valid phone, with more than 3 orders.

Owns reading columns that must be filled, missing or well formed, and rows of related tables. The
reader of conditions is handed in: those on a related table's rows stand nearest to it.
"""

from collections.abc import Sequence

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.kin import Reader, done, related_rows
from vibecli.agent.catalogue.lexicon import ADDRESS
from vibecli.agent.catalogue.notes import Declined, one_of_these
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.predicates import (
    Predicate,
    both,
    is_time,
    malformed,
    missing,
    negated,
    present,
    yes,
)
from vibecli.agent.catalogue.spans import dated, lapse, time_span
from vibecli.data.catalog import ColumnInfo, Role, TableInfo

_NO = phrases(
    """without|with no|having no|have no|has no|that have no|who have no|which have no
        |that has no|missing|lacking|that lack|who lack|with missing|with empty|with blank
        |with an empty|with a missing|that are missing|who are missing|that do not have
        |who do not have|which do not have|do not have|does not have|not having
        |where there is no|that have never had|have never had|who have never had|are missing
        |with null|who has no|which has no|that does not have|who does not have"""
)
_NEVER = phrases(
    """never|who never|that never|which never|who have never|that have never|have never
        |who has never|has never|did never|who did not|that did not|did not|have not|has not
        |who have not|that have not|who has not|that has not|had never|who had never"""
)
_WHO = phrases("who|that|which|who have|that have|which have|who has|that has|who had|have|has|had")
HAVE = phrases("with|having|have|has|that have|who have|which have|that has|who has|with known")
_GETS = phrases(
    """who get|that get|who gets|that gets|get|gets|receive|receives|who receive|that receive
        |who receives|subscribe to|subscribed to|who subscribe to|who subscribed to
        |are subscribed to|who are subscribed to|is subscribed to|signed up for|who signed up for
        |opted in to|opted into|who opted in to|who opted into|that opted in to|have opted in to
        |who have opted in to|has opted in to|who has opted in to|opted in for|who opted in for
        |agreed to|who agreed to|who have agreed to|consented to|who consented to|who accept
        |who accepted|who allow|who allowed|who want|who take"""
)
_REFUSES = phrases(
    """who do not get|that do not get|do not get|does not get|who does not get|do not receive
        |who do not receive|does not receive|who does not receive|opted out of|who opted out of
        |have opted out of|who have opted out of|unsubscribed from|who unsubscribed from
        |who do not want|do not want|does not want|did not opt in to|who did not opt in to
        |did not agree to|who did not agree to|never agreed to|who never agreed to|not subscribed to
        |are not subscribed to|who are not subscribed to|is not subscribed to"""
)
_MISSING = tuple(phrase for phrase in _NO if "missing" in phrase or phrase.endswith("null"))
_GONE = ("null", "missing", "empty", "blank")
_BAD = ("invalid", "malformed", "broken", "not valid", "bad")
_JOINTS = ("or", "and", "nor", ",", "and no", "or no", "and without", "and with no", "or with no")


def never(cursor: Cursor, table: TableInfo, reader: Reader) -> Predicate | None:
    """Read `who never ordered`, `that have never made a booking`."""
    return done(cursor, table, reader, has=False) if cursor.take(*_NEVER) else None


def did(cursor: Cursor, table: TableInfo, reader: Reader) -> Predicate | None:
    """Read `who ordered more than 3 times`, `that placed an order in 2024`."""
    cursor.take(*_WHO)
    return done(cursor, table, reader, has=True)


def having_rows(cursor: Cursor, table: TableInfo, reader: Reader) -> Predicate | None:
    """Read `with orders over 100`, `that have at least 2 orders`."""
    lead = cursor.take(*HAVE)
    return related_rows(cursor, table, has=True, reader=reader) if lead else None


def filled(cursor: Cursor, table: TableInfo) -> Predicate | None:
    """Read `with an email`, `with a valid phone`, `with invalid emails`, `without null emails`."""
    if not cursor.take(*HAVE) and not (cursor.take("without") and cursor.take(*_GONE)):
        return None
    valid, bad = cursor.take("valid"), cursor.take(*_BAD)
    columns = telling(cursor, cursor.columns(table))
    if not valid and not bad:
        return _all([yes(column) or present(column) for column in columns])
    wrong = [_wrong(column) for column in columns]
    held = [negated(p) for p in wrong] if valid else wrong
    return _all([p for pair in zip(map(present, columns), held, strict=True) for p in pair])


def agreed(cursor: Cursor, table: TableInfo) -> Predicate | None:
    """Read `who get the newsletter`, `who opted out of marketing`: of a column of yes and no."""
    refuses = cursor.take(*_REFUSES)
    columns = cursor.columns(table) if refuses or cursor.take(*_GETS) else ()
    told = [yes(column) for column in columns]
    found = [one for one in told if one is not None]
    if not found or len(found) < len(told):
        return None
    return _all([negated(one) for one in found] if refuses else found)


def lacking(cursor: Cursor, table: TableInfo, reader: Reader, *, bare: bool) -> Predicate | None:
    """Read `without an email or phone`, `with no orders`, `no activity since 2023`."""
    lead = cursor.take(*_NO, *(("no",) if bare else ()))
    if not lead:
        return None
    told = (
        lead not in _MISSING
    )  # a newsletter they have not is a no; one that is missing is unknown
    cursor.take("known")
    valid = cursor.take("valid")
    other = _without_rows(cursor, table, reader)
    if other:
        return other
    columns, joint = _each_column(cursor, table)
    span = (time_span(cursor) or lapse(cursor)) if _is_moment(columns) else None
    if span:
        return negated(dated(cursor, columns[0], span))
    found = [_missing_or_wrong(c) if valid else _gone(c, told=told) for c in columns]
    if joint == "or" and found:
        joint = _neither_or_either(cursor, columns)
    if joint in ("or no", "or with no"):
        said = " or ".join(p.said for p in found)
        return Predicate(f"({' OR '.join(p.sql for p in found)})", said)
    return _all(found)


def _all(found: Sequence[Predicate]) -> Predicate | None:
    return Predicate(both(found), " and ".join(p.said for p in found)) if found else None


def _gone(column: ColumnInfo, *, told: bool) -> Predicate:
    true = yes(column) if told else None
    return negated(true) if true else missing(column)


def _is_moment(columns: Sequence[ColumnInfo]) -> bool:
    return len(columns) == 1 and is_time(columns[0])


def _wrong(column: ColumnInfo) -> Predicate:
    found = malformed(column)
    if found is None:
        raise Declined(f"the catalogue cannot tell which values of {column.name} are valid")
    return found


def _missing_or_wrong(column: ColumnInfo) -> Predicate:
    gone, wrong = missing(column), _wrong(column)
    return Predicate(f"({gone.sql} OR {wrong.sql})", f"{gone.said} or not valid")


@reads
def _without_rows(cursor: Cursor, table: TableInfo, reader: Reader) -> Predicate | None:
    """Read a related table, unless columns of this one take more words: customer id."""
    with cursor.attempt():
        cursor.columns(table)
        columns_end = cursor.at
    other = related_rows(cursor, table, has=False, reader=reader)
    return other if cursor.at >= columns_end else None


def telling(cursor: Cursor, columns: tuple[ColumnInfo, ...]) -> tuple[ColumnInfo, ...]:
    """Give the columns that tell whether there is an address: the street, when there is one."""
    streets = tuple(c for c in columns if c.role is Role.STREET)
    if len(columns) == 1 or not streets or any(c.role not in ADDRESS for c in columns):
        return columns
    cursor.assume(f"an address is there when {streets[0].name} is", "guess")
    return streets


def _each_column(cursor: Cursor, table: TableInfo) -> tuple[list[ColumnInfo], str]:
    """Read columns one after another; gives them and the word that joins them."""
    columns = list(telling(cursor, cursor.columns(table)))
    joined = ""
    while columns and (more := _next_columns(cursor, table)):
        joined, found = more
        columns.extend(found)
    return columns, joined


@reads
def _next_columns(cursor: Cursor, table: TableInfo) -> tuple[str, tuple[ColumnInfo, ...]] | None:
    joint = cursor.take(*_JOINTS)
    more = telling(cursor, cursor.columns(table)) if joint else ()
    return (joint, more) if more else None


def _neither_or_either(cursor: Cursor, columns: list[ColumnInfo]) -> str:
    """`Without email or phone` may mean neither of them, or at least one missing: ask."""
    names = " or ".join(c.name for c in columns)
    both_gone = f"rows that have neither {' nor '.join(c.name for c in columns)}"
    question = one_of_these(
        f"Without {names}: must both be missing, or is one enough?",
        f"without {names}",
        {
            "both": both_gone,
            "one": "rows where at least one of them is missing",
        },
        default="both",
    )
    return cursor.choose(question, {"both": "and", "one": "or no"})
