"""Conditions on rows of one table: without an email, in Berlin, where points over 100.

Owns their grammar. A word that fits no rule is left for the caller, who refuses it.
"""

from collections.abc import Callable

from vibecli.agent.catalogue import calendar
from vibecli.agent.catalogue.adjectives import adjective, named, placed, value_then_column
from vibecli.agent.catalogue.cursor import Cursor, column_question
from vibecli.agent.catalogue.kin import never_related, owned, related_rows
from vibecli.agent.catalogue.lexicon import ADDRESS, CONCEPTS, TIME_VERBS
from vibecli.agent.catalogue.notes import Declined
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.predicates import (
    Predicate,
    between,
    both,
    compare,
    family,
    is_time,
    missing,
    negated,
    present,
    within,
)
from vibecli.agent.catalogue.spans import time_span
from vibecli.agent.catalogue.tails import SIGNS, equals, in_currency, tail
from vibecli.agent.catalogue.terms import term
from vibecli.agent.catalogue.words import name_tokens
from vibecli.data.catalog import ColumnInfo, Role, TableInfo
from vibecli.plan.model import Assumption, Option, Question

_NO = phrases(
    """without|with no|having no|have no|has no|that have no|who have no|which have no
        |that has no|missing|lacking|that lack|who lack|with missing|with empty|with blank
        |with an empty|with a missing|that are missing|who are missing|that do not have
        |who do not have|which do not have|do not have|does not have|not having
        |where there is no|that have never had|have never had|who have never had|are missing
        |with null"""
)
_NEVER = phrases(
    """never|who never|that never|which never|who have never|that have never|have never
        |who has never|has never|did never|who did not|that did not|did not"""
)
_HAVE = phrases(
    """with|having|have|has|that have|who have|which have|that has|who has|with known"""
)
_WHERE = phrases("""where|whose|if|when|for which|such that|in which|but only where|only where""")
_DATED = phrases(
    "that were|who were|that|who|which|were|which were|dated|is|are|was|that is|who is|that are"
)
_ORDERING = ("ordered", "placed", "bought", "purchased", "created", "added")
_JOINTS = ("or", "and", "nor", ",", "and no", "or no", "and without", "and with no", "or with no")
_ARE = phrases(
    """that are|who are|which are|that is|who is|are|is|being|that were|who were|where they are
        |were|was|have been|has been|which were|that have been|that got|got|marked|flagged
        |marked as|flagged as"""
)
_BUT = phrases(
    """except|excluding|other than|but not|except for|apart from|that are not|who are not"""
)


def conditions(
    cursor: Cursor, table: TableInfo, *, until: Callable[[Cursor], bool] | None = None
) -> list[Predicate]:
    """Read every condition that follows; what `until` sees coming is left to the caller."""
    found: list[Predicate] = []
    either = False
    while True:
        with cursor.attempt() as tried:
            cursor.take(",")
            joint = cursor.take("and also", "and", "but", "or") if found else cursor.take("but")
            if until and until(cursor):
                break
            predicate = condition(cursor, table, bare=bool(joint))
            if predicate is None:
                break
            tried.keep()
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


def condition(cursor: Cursor, table: TableInfo, *, bare: bool = False) -> Predicate | None:
    """Read one condition; `bare` allows one without a leading word, after an `and`."""
    for rule in (_never, _lacking, _timed, _counted, _compared, _adjective, owned, placed, named):
        with cursor.attempt() as tried:
            found = rule(cursor, table, bare=bare)
            if found is not None:
                tried.keep()
                return found
    return None


def _never(cursor: Cursor, table: TableInfo, *, bare: bool) -> Predicate | None:
    """Read `who never ordered`, `that have never made a booking`."""
    del bare
    return never_related(cursor, table, conditions) if cursor.take(*_NEVER) else None


def _lacking(cursor: Cursor, table: TableInfo, *, bare: bool) -> Predicate | None:
    if not cursor.take(*_NO, *(("no",) if bare else ())):
        return None
    cursor.take("known", "valid")
    with cursor.attempt() as tried:
        other = related_rows(cursor, table, has=False, reader=conditions)
        if other and cursor.at >= _columns_end(cursor, table, tried.at):
            tried.keep()
            return other
    columns, joint = _each_column(cursor, table)
    found = [missing(c) for c in columns]
    if joint == "or" and found:
        joint = _neither_or_either(cursor, columns)
    if joint in ("or no", "or with no"):
        said = " or ".join(p.said for p in found)
        return Predicate(f"({' OR '.join(p.sql for p in found)})", said)
    return Predicate(both(found), " and ".join(p.said for p in found)) if found else None


def _columns_end(cursor: Cursor, table: TableInfo, start: int) -> int:
    """Give where columns that begin at `start` end: customer id is more than customer."""
    with cursor.attempt():
        cursor.at = start
        cursor.columns(table)
        return cursor.at


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
    while columns:
        with cursor.attempt() as tried:
            joint = cursor.take(*_JOINTS)
            more = telling(cursor, cursor.columns(table)) if joint else ()
            if more:
                columns.extend(more)
                joined = joint
                tried.keep()
                continue
        break
    return columns, joined


def _neither_or_either(cursor: Cursor, columns: list[ColumnInfo]) -> str:
    """`Without email or phone` may mean neither of them, or at least one missing: ask."""
    names = " or ".join(c.name for c in columns)
    question = Question(
        question=f"Without {names}: must both be missing, or is one enough?",
        about=f"without {names}",
        options=(
            Option(
                label="both",
                means=f"rows that have neither {' nor '.join(c.name for c in columns)}",
            ),
            Option(label="one", means="rows where at least one of them is missing"),
        ),
        default="both",
    )
    return cursor.choose(question, {"both": "and", "one": "or no"})


def _timed(cursor: Cursor, table: TableInfo, *, bare: bool) -> Predicate | None:
    del bare
    cursor.take(*_DATED)
    verb = cursor.take(*TIME_VERBS)
    own = None if verb else cursor.column(table)
    if own is not None:
        span = time_span(cursor) if is_time(own) else None
        return within(own, span) if span else None
    if not verb and _loose_span(cursor):
        return None
    with cursor.attempt() as tried:
        future = cursor.take("in the future", "in future")
        span = calendar.future() if future else time_span(cursor)
        if span is None:
            return None
        column = time_column(cursor, table, verb)
        if column is None:
            return None
        tried.keep()
        return within(column, span)


def _loose_span(cursor: Cursor) -> bool:
    """True for a span that no word ties to the rows: birthday today; orders today is tied."""
    before = cursor.text.words[cursor.at - 1 : cursor.at]
    with cursor.attempt():
        if cursor.relative() is None:
            return False
    return not cursor.world.link.tables(before)


def time_column(cursor: Cursor, table: TableInfo, verb: str = "") -> ColumnInfo | None:
    """Give the time column meant: by its verb, by the table's own name, the only one, or asked."""
    if verb == "born":
        return next(iter(table.with_role(Role.BIRTH_DATE)), None)
    times = tuple(c for c in table.columns if is_time(c) and c.role is not Role.BIRTH_DATE)
    wanted = TIME_VERBS.get(verb, frozenset(name_tokens(table.table.name)))
    near = tuple(c for c in times if wanted & set(name_tokens(c.name)))
    if verb and not near and not _is_about(table, verb):
        return None
    used = tuple(c for c in times if _date_note(table, c) in cursor.notes)
    chosen = near if len(near) == 1 else times
    if not verb and len(used) == 1:
        chosen = used
    if len(chosen) > 1:
        said = f"{verb} (date)" if verb else "the date"
        return cursor.choose(column_question(said, table, chosen), {c.name: c for c in chosen})
    if chosen:
        cursor.notes.append(_date_note(table, chosen[0]))
    return chosen[0] if chosen else None


def _is_about(table: TableInfo, verb: str) -> bool:
    """True when the verb says what a row of the table is: orders are placed, customers are not."""
    tokens = set(name_tokens(table.table.name))
    return verb in _ORDERING and bool(tokens & CONCEPTS["order"])


def _date_note(table: TableInfo, column: ColumnInfo) -> Assumption:
    return Assumption(text=f"the date is {table.name}.{column.name}", basis="schema")


def _counted(cursor: Cursor, table: TableInfo, *, bare: bool) -> Predicate | None:
    del bare
    cursor.take(*_HAVE, "of", "worth", *_ARE)
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
    with cursor.attempt() as tried:
        cursor.take("in", "of", "of the")
        named = cursor.column(table)
        if named is not None:
            tried.keep()
            return named
    amounts = table.with_role(Role.AMOUNT)
    if len(amounts) > 1:
        return cursor.choose(column_question(said, table, amounts), {c.name: c for c in amounts})
    if amounts:
        cursor.assume(f"the number compared is {table.name}.{amounts[0].name}", "schema")
    return amounts[0] if amounts else None


def _compared(cursor: Cursor, table: TableInfo, *, bare: bool) -> Predicate | None:
    lead = cursor.take(*_WHERE, *_HAVE, "that", "who", "which")
    if not lead and not bare:
        return None
    if lead in _HAVE and (other := related_rows(cursor, table, has=True, reader=conditions)):
        return other
    meaning = term(cursor, table) or value_then_column(cursor, table)
    meaning = meaning or _number_then_column(cursor, table)
    if meaning:
        return meaning
    columns = cursor.columns(table)
    if len(columns) == 1:
        said = tail(cursor, table, columns[0]) or equals_plain(cursor, table, columns[0])
        if said:
            return said
    if columns and lead in _HAVE:
        found = [present(c) for c in telling(cursor, columns)]
        return Predicate(both(found), " and ".join(p.said for p in found))
    return None


def equals_plain(cursor: Cursor, table: TableInfo, column: ColumnInfo) -> Predicate | None:
    """A known value right after its column: with tier gold."""
    longest, _ = cursor.phrase()
    for count in range(longest, 0, -1):
        text = cursor.text.raw(cursor.at, cursor.at + count)
        hits = [h for h in cursor.world.values.in_table(table, text) if h.column == column]
        if hits:
            return equals(cursor, table, column)
    return None


def _number_then_column(cursor: Cursor, table: TableInfo) -> Predicate | None:
    """A number right before the number column it is of: with 0 points."""
    with cursor.attempt() as tried:
        cursor.take("exactly")
        value = cursor.number()
        column = cursor.column(table) if value is not None else None
        if value is None or column is None or family(column) != "number":
            return None
        tried.keep()
        return compare(column, "=", value)


def _adjective(cursor: Cursor, table: TableInfo, *, bare: bool) -> Predicate | None:
    lead = cursor.take(*_BUT) or cursor.take(*_ARE)
    if not lead and not bare:
        return None
    negative = lead in _BUT
    if not negative and cursor.take("not"):
        negative = True
    found = adjective(cursor, table)
    if found is None:
        return None
    with cursor.attempt() as tried:
        if cursor.table() == table or cursor.take("ones", "one", "customers", "members"):
            tried.keep()
    return negated(found) if negative else found
