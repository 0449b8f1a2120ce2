"""The values a column holds, with how often each stands there: which values does status have."""

from vibecli.agent.catalogue.conditions import conditions
from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families.groups import grouped_select, own
from vibecli.agent.catalogue.fields import Fields, column_list, fields
from vibecli.agent.catalogue.notes import Draft
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.rows import named_again, rows
from vibecli.data.catalog import TableInfo
from vibecli.steps.query import Query

DIFFERENT = ("distinct", "unique", "different")
_ASK = phrases("what are|show|show me|list|display|give me|get|find|tell me|select|print|which are")
_WHICH = ("which", "what", "list which", "show which", "tell me which")
_VALUES = phrases(
    """values of|values in|values for|possible values of|possible values for|values occurring in
        |options for|categories of|levels of|values there are in"""
)
_PAIRS = ("pairs of", "combinations of", "values of the pair")
_ARE_IN = phrases(
    """values are in|values are there in|values occur in|values appear in|values exist in
        |values are used in|values are there for"""
)
_DO = ("do", "does", "can", "are", "is", "did")
_DO_HOLD = phrases(
    """have|hold|take|contain|come from|live in|use|be|belong to|show|live|reside in|come in|from
        |order in|pay in|shop in|buy in"""
)
_EXIST = phrases(
    """are there|exist|do we have|are used|occur|there are|appear|are known|do you have|we have
        |are present|are found|do i have|are stored"""
)


def read(cursor: Cursor) -> Draft | None:
    """Read an intent that asks which values there are."""
    return cursor.whole((_listed, _taken, _there_are, _of_rows))


def _listed(cursor: Cursor) -> Draft | None:
    """Read `show the distinct cities`, `what are the possible values of status`."""
    cursor.take(*_ASK)
    different = cursor.take(*DIFFERENT)
    values = cursor.take(*_VALUES, *_PAIRS)
    found = fields(cursor) if different or values else None
    if not values:
        cursor.take("values", "combinations", "pairs")
    return _draft(cursor, found) if found else None


def _taken(cursor: Cursor) -> Draft | None:
    """Read `which values does status have`, `what values are in status`."""
    lead = cursor.take(*_WHICH)
    cursor.take(*DIFFERENT, "possible")
    if not lead:
        return None
    if cursor.take(*_ARE_IN):
        found = fields(cursor)
        return _draft(cursor, found) if found else None
    found = fields(cursor) if cursor.take("values") and cursor.take(*_DO) else None
    kept = Fields(named_again(cursor, found.rows, "in"), found.columns) if found else None
    return _draft(cursor, kept) if kept and cursor.take(*_DO_HOLD) else None


def _there_are(cursor: Cursor) -> Draft | None:
    """Read `which tiers are there in accounts`, `what currencies do we have`."""
    cursor.take(*_WHICH)
    cursor.take(*DIFFERENT)
    start = cursor.at
    found = fields(cursor, conditions=False)
    there = "are" in [word.form for word in cursor.text.words[start : cursor.at]]
    return _draft(cursor, found) if found and (there or cursor.take(*_EXIST)) else None


def _of_rows(cursor: Cursor) -> Draft | None:
    """Read `which cities do customers live in`."""
    if not cursor.take(*_WHICH):
        return None
    cursor.take(*DIFFERENT)
    found = cursor.of_tables(owned_columns)
    return _draft(cursor, found) if found else None


@reads
def owned_columns(cursor: Cursor, table: TableInfo) -> Fields | None:
    """Read `cities do customers live in`: columns and the rows that hold them."""
    columns = column_list(cursor, table)
    held = rows(cursor) if columns and cursor.take(*_DO) else None
    if held is None or held.table.name != table.name or not cursor.take(*_DO_HOLD):
        return None
    return Fields(held, columns)


def _draft(cursor: Cursor, found: Fields) -> Draft:
    kept = named_again(cursor, found.rows, "in", "of", "for", "from", "among")
    kept = kept.plus(conditions(cursor, found.table))
    names = " and ".join(column.name for column in found.columns)
    by = tuple(own(column) for column in found.columns)
    said = f"values of {names} in {kept.said}, and how many rows hold each"
    step = Query(id="s1", why=said, select=grouped_select(kept, "count(*)", "rows", by))
    return Draft(f"Values of {names}", said, (step,))
