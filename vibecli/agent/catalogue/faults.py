"""What is wrong with rows, as a condition: orphans, one column before another, made-up values.

Owns those conditions. It changes nothing and decides nothing: two columns that fit alike are asked
about as anywhere else.
"""

from collections.abc import Iterator

from vibecli.agent.catalogue.calendar import Moment
from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.kin import link_between
from vibecli.agent.catalogue.notes import column_question
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.predicates import (
    Predicate,
    beside,
    both,
    compare,
    family,
    is_time,
    one_of,
    present,
    related,
)
from vibecli.agent.catalogue.tails import COLUMN_SIGNS, SIGNS
from vibecli.data.catalog import ColumnInfo, Relationship, TableInfo
from vibecli.engine.names import literal, quote
from vibecli.identity.blanks import blank_sql

_WHO = phrases("that|which|who|whose|where|with|for which|of which|if|when|where their|where the")
_REFER = phrases(
    """belong to|belongs to|refer to|refers to|point to|points to|are linked to|is linked to
        |reference|references|are assigned to|is assigned to|are tied to|is tied to|hang on|are of
        |is of|of|with|from|placed by|for|were placed by|are attached to|is attached to|have|has
        |by|are from|come from|comes from|mention|name|use|carry|pointing to|referring to|are for
        |belonging to|linked to|assigned to|are connected to|is connected to|is from|to|on"""
)
_ID = ("number", "numbers", "id", "ids", "key", "keys", "code", "codes", "no", "nr", "reference")
_NOT_THERE = phrases(
    """does not exist|do not exist|does not exist any more|do not exist any more|is not there
        |does not really exist|do not really exist|did not exist|no longer exists|no longer exist
        |are not there|can not be found|is unknown|are unknown|is missing|are missing
        |exist nowhere|is not in|are not in|is not found in|are not found in|does not exist in
        |do not exist in|is missing in|are missing in|is unknown in|can not be found in
        |is not listed in|is not among|are not among|does not appear in|do not appear in
        |is nowhere to be found|is not present in|are not present in|is not known|are not known
        |exists nowhere|never existed|we do not have|we do not know|we have no record of
        |there is no such|is gone|are gone|has been deleted|have been deleted|was deleted
        |were deleted|are missing from|is missing from|are not in our|is not contained in
        |is not part of|have no match in|has no match in|is not to be found in|are not listed in
        |is not valid in|points nowhere"""
)
_GONE_BEFORE = phrases(
    """non existing|nonexisting|non existent|nonexistent|not existing|unknown|invalid|missing
        |deleted|an unknown|a non existing|a nonexistent|a not existing|no existing|no valid
        |no matching|no known|no corresponding|without existing|without matching"""
)
_ORPHANED = ("orphaned", "orphan", "orphans", "dangling", "stray")
_THEIR = phrases(
    """their|its|the|his|her|it|they|was|were|is|are|even|ever|actually|being|been|has|have|had
        |we|on the|on|that is|which is|already|a|really|own|first|we sell it for|we sell them for
        |in|at|date of"""
)
_BE = phrases("was|were|is|are|be|been|has been|have been|had been|got|being|did|to|must|should")
MADE_UP = phrases(
    """made up|dummy|fake|placeholder|invented|bogus|nonsense|test|fantasy|junk
        |artificial|phony|fictitious|fictional|meaningless|obviously fake"""
)
_TYPED = phrases(
    """somebody typed|someone typed|people typed|somebody entered|someone entered|people entered
        |somebody put|someone put|they typed|they entered|somebody wrote|somebody gave|someone gave
        |there is|we have|we stored|is|are|was|has|have|contains|have a|stands|somebody filled in"""
)
_LIKE = ("like", "such as", "namely", "for example", "e g", ":", "of", "i e", "that is", "as", "is",
         "equal to", "=", "being")  # fmt: skip
_MIXED = phrases(
    """mind that dates are typed in several formats there|dates are typed in several formats
        |the dates are typed in several formats|dates are written in several formats
        |mind that the dates are written in several formats|dates come in several formats
        |mind that dates come in several formats|note that the format varies|in any format
        |mind that the formats differ|the dates are written in different formats|whatever the format
        |dates are in different formats|mind the different date formats|in whatever format
        |mind that dates are written in different formats|written in any way"""
)
_ODD = ("crazy", "silly", "strange", "absurd", "odd", "weird", "unrealistic", "impossible", "huge",
        "implausible")  # fmt: skip
_ZERO = {"zero or less": "<=", "0 or less": "<=", "zero or below": "<=", "0 or below": "<=",
         "zero or negative": "<=", "0 or negative": "<=", "negative or zero": "<=",
         "less than zero": "<", "below zero": "<", "smaller than zero": "<"}  # fmt: skip
_SIGNED = {"negative": "<", "a negative": "<", "positive": ">", "zero": "=", "no or negative": "<=",
           "zero or negative": "<=", "negative or zero": "<="}  # fmt: skip
_DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%d %b %Y", "%d %B %Y",
         "%b %d, %Y", "%B %d, %Y", "%Y/%m/%d", "%Y%m%d")  # fmt: skip


def faulty(cursor: Cursor, table: TableInfo) -> Predicate | None:
    """Read a condition that tells what is wrong with a row."""
    return cursor.first((_lost, _orphan, _before_other, _made_up, _on_day, _signed), table)


def _lost(cursor: Cursor, table: TableInfo) -> Predicate | None:
    """Read `that are orphaned`."""
    cursor.take(*_WHO)
    return orphaned(cursor, table) if cursor.take("are", "is", "were") else None


@reads
def orphaned(cursor: Cursor, table: TableInfo) -> Predicate | None:
    """Read `orphaned` of a table that refers to another; which one is asked when there are more."""
    links = _parents(cursor, table) if cursor.take(*_ORPHANED) else []
    columns = [c for link in links if (c := table.column(link.column))]
    if not columns:
        return None
    if len(links) > 1:
        question = column_question("orphaned", table, columns)
        return gone(cursor.choose(question, {k.column: k for k in links}), table)
    return gone(links[0], table)


def _parents(cursor: Cursor, table: TableInfo) -> list[Relationship]:
    return [r for r in cursor.world.catalog.relationships if r.table.lower() == table.name.lower()]


def gone(link: Relationship, table: TableInfo) -> Predicate | None:
    """Give the rows whose reference is filled and leads nowhere."""
    column = table.column(link.column)
    if column is None:
        return None
    lost = related(link, table.name, has=False)
    said = f"{column.name} is in no row of {link.to_table}"
    return Predicate(f"({both([present(column), lost])})", said)


def _orphan(cursor: Cursor, table: TableInfo) -> Predicate | None:
    """Read `of users who do not exist`, `whose store code is not in the store table`."""
    cursor.take(*_WHO)
    cursor.take(*_REFER)
    early = cursor.take(*_GONE_BEFORE)
    link = reference(cursor, table)
    if link is None:
        return None
    if not early:
        cursor.take("that", "which", "who", "really", "actually")
        lost = cursor.take(*_NOT_THERE)
        if not lost or not _named_there(cursor, link, must=lost.endswith((" in", " from", "our"))):
            return None
    return gone(link, table)


def _named_there(cursor: Cursor, link: Relationship, *, must: bool) -> bool:
    """Read `in the store table`, or nothing where nothing need be said."""
    with cursor.attempt() as tried:
        lead = must or cursor.take("in", "from", "among", "in our")
        other = cursor.table() if lead else None
        if other is not None and other.name.lower() == link.to_table.lower():
            tried.keep()
            return True
    return not must


@reads
def reference(cursor: Cursor, table: TableInfo) -> Relationship | None:
    """Read what a row refers to: by the other table's noun, or by the column that holds its key."""
    links = _parents(cursor, table)
    other = _parent(cursor, table)
    if other is not None:
        cursor.take(*_ID)
        return other
    column = cursor.column(table)
    if column is None:
        return None
    found = [link for link in links if link.column == column.name]
    return found[0] if len(found) == 1 else None


@reads
def _parent(cursor: Cursor, table: TableInfo) -> Relationship | None:
    other = cursor.table()
    link = link_between(cursor, table, other) if other else None
    return link if link and link.table.lower() == table.name.lower() else None


def _before_other(cursor: Cursor, table: TableInfo) -> Predicate | None:
    """Read `were last seen before their account was even created`, `ends before it starts`."""
    cursor.take(*_WHO)
    _frame(cursor, table)
    first = cursor.column(table)
    if first is None:
        return None
    cursor.take(*_BE)
    sign = COLUMN_SIGNS.get(cursor.take(*COLUMN_SIGNS))
    if sign is None:
        cursor.take("us", "them")
        sign = COLUMN_SIGNS.get(cursor.take(*COLUMN_SIGNS))
    if sign is None:
        return None
    _frame(cursor, table)
    second = cursor.column(table)
    cursor.take("that is")
    fits = second is not None and second != first and is_time(first) == is_time(second)
    if second is None or not fits or "text" in (family(first), family(second)):
        return None
    return beside(first, sign, second)


def _frame(cursor: Cursor, table: TableInfo) -> None:
    """Move past `their account was even`: words that name no other column."""
    while True:
        with cursor.attempt() as tried:
            if cursor.take(*_THEIR, ",") or _own_noun(cursor, table):
                tried.keep()
                continue
        return


def _own_noun(cursor: Cursor, table: TableInfo) -> bool:
    """Move past the noun of the rows themselves, such as account of users."""
    word = cursor.rest[0] if cursor.rest else None
    if word is None or word.kind != "word":
        return False
    hit = cursor.world.link.tables((word,))
    own = hit is not None and hit.tables == (table,)
    if not own and word.form not in ("account", "record", "entry", "row"):
        return False
    if cursor.world.link.columns(table, (word,), partial=False):
        return False
    cursor.move(1)
    return True


def _made_up(cursor: Cursor, table: TableInfo) -> Predicate | None:
    """Read `where somebody typed a dummy e-mail, keine or keine@mail.de and such`."""
    cursor.take(*_WHO)
    cursor.take(*_TYPED)
    cursor.take("a", "an", "the")
    if not cursor.take(*MADE_UP):
        return None
    column = cursor.column(table)
    if column is None:
        return None
    told = _day(cursor, column) or _values(cursor, column)
    if told:
        return told
    if family(column) == "number":
        return None
    text = f"CAST({quote(column.name)} AS VARCHAR)"
    blank = f"({present(column).sql} AND {blank_sql(text, column.role)})"
    cursor.assume(f"placeholders of {column.name} are the known ones, such as n/a", "guess")
    return Predicate(blank, f"{column.name} is a placeholder")


def _values(cursor: Cursor, column: ColumnInfo) -> Predicate | None:
    """Read the values meant: , keine or keine@mail.de."""
    with cursor.attempt() as tried:
        cursor.take(",")
        cursor.take(*_LIKE)
        texts = list(_texts(cursor))
        held = one_of(column, texts) if texts else None
        if held:
            tried.keep()
            return held
    return None


def _texts(cursor: Cursor) -> Iterator[str]:
    """Read words, numbers, addresses and quoted texts joined by commas, `and` and `or`."""
    while cursor.rest and cursor.rest[0].kind != "comma":
        count, text = cursor.phrase(longest=3)
        if not count:
            return
        cursor.move(count)
        yield text
        if not cursor.take(", or", ", and", "or", "and", ","):
            return


def _on_day(cursor: Cursor, table: TableInfo) -> Predicate | None:
    """Read `have the birth date 1 January 1900` of a column that holds dates as text."""
    cursor.take(*_WHO)
    cursor.take("have", "has", "had", "with", "having", "got")
    column = cursor.column(table)
    return _day(cursor, column) if column is not None else None


@reads
def _day(cursor: Cursor, column: ColumnInfo) -> Predicate | None:
    """Read a day the column holds; as text, in any usual way to write it."""
    dates = is_time(column) or "birth" in str(column.role or "")
    if not dates:
        return None
    cursor.take("of", "is", "=", "on", "equal to", "as", ",")
    at = cursor.moment()
    if at is None or not at.one_day:
        return None
    cursor.take(",")
    cursor.take(*_MIXED)
    return one_day(cursor, column, at)


def one_day(cursor: Cursor, column: ColumnInfo, at: object) -> Predicate | None:
    """Give the rows of a day; where the column is text, in any usual way to write it."""
    if not isinstance(at, Moment) or not (is_time(column) or "birth" in str(column.role or "")):
        return None
    if family(column) != "text":
        return one_of(column, [at.first.isoformat()])
    cursor.assume(f"{column.name} is text: the day is sought in every usual form", "schema")
    return _written(column, at)


def _written(column: ColumnInfo, at: Moment) -> Predicate:
    forms = {at.first.strftime(form).lower() for form in _DAYS}
    forms |= {form.replace("/0", "/").lstrip("0") for form in forms if "/" in form}
    listed = ", ".join(literal(form) for form in sorted(forms))
    name = f"lower(trim({quote(column.name)}))"
    return Predicate(f"{name} IN ({listed})", f"{column.name} is {at.first.isoformat()}")


def _signed(cursor: Cursor, table: TableInfo) -> Predicate | None:
    """Read `with a negative duration`, `with a quantity of zero or less, or one over 100`."""
    lead = cursor.take(*_WHO, "have", "has", "having")
    if not lead:
        return None
    early = _SIGNED.get(cursor.take(*_SIGNED))
    column = cursor.column(table)
    if column is None or family(column) != "number":
        return None
    exact = cursor.take("of", "is", "that is", "which is", "are", "equal to")
    late = None if early else _ZERO.get(cursor.take(*_ZERO))
    sign = early or late
    number = 0.0 if sign else cursor.number() if exact else None
    if number is None:
        return None
    found = compare(column, sign or "=", number)
    more = cursor.first((_or_one,), column)
    if more:
        return Predicate(f"({found.sql} OR {more.sql})", f"{found.said} or {more.said}")
    return found


def _or_one(cursor: Cursor, column: ColumnInfo) -> Predicate | None:
    """Read `, or a crazy one over 100` about the column before."""
    cursor.take(",")
    if not cursor.take("or", "and"):
        return None
    cursor.take("a", "an", "some")
    cursor.take(*_ODD)
    cursor.take("one", "ones", "quantity", "value", "values", "amount", "number")
    sign = SIGNS.get(cursor.take(*SIGNS))
    number = cursor.number() if sign else None
    return compare(column, sign, number) if sign and number is not None else None
