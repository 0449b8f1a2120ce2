"""Which row of those alike stays: the newest, the one captured last, the most complete."""

from dataclasses import dataclass

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.notes import column_question
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.predicates import family, is_time, present
from vibecli.agent.catalogue.timing import times_of
from vibecli.agent.catalogue.written_dates import day_sql
from vibecli.data.catalog import ColumnInfo, TableInfo
from vibecli.engine.names import quote

KEEP = phrases(
    """keep|keep only|keeping|keeping only|but keep|and keep|only keep|just keep|leave|leave only
        |leaving|leaving only|except|but not|so that only|retain|and leave|always keep|except for
        |but leave|preserve|hold on to|apart from|and only keep|other than|all but|but|to keep"""
)
_ONE = phrases(
    """one with|ones with|row with|record with|one that has|entry with|user with|one having
        |one that was|one which was|row that was|record that was|one that is|one which is|one|ones
        |entry|row|record|entry that was|one from|version|one we|one they"""
)
_LOW = phrases("smallest|lowest|first|oldest|earliest|minimum|least|the fewest|fewest")
_HIGH = phrases(
    """largest|highest|biggest|last|newest|latest|most recent|maximum|greatest|youngest
        |most recently|latest one|most|the most|freshest"""
)
_BY_TIME = ("oldest", "earliest", "newest", "latest", "most recent", "youngest", "first", "last",
            "most recently", "freshest")  # fmt: skip
_FULLEST = phrases(
    """most complete|fullest|best filled|most filled|most fields filled|most information|most data
    |most details|fewest gaps|fewest empty fields|most filled fields|most columns filled
    |most values|richest|most complete data|fewest missing values|most complete details|best"""
)
_NOUN = phrases(
    """one|ones|entry|row|record|of each|of them|one of each|each|version|of these|of those
        |of each person|per person|for each person|of every person|one per person|of each group
        |of a person|one of them|data|entries|records|date|in each case|each time|of each one"""
)
_COUNTED_IDS = ("number", "id")


@dataclass(frozen=True)
class Kept:
    """The order of rows that are alike, the one that stays first."""

    order: str
    said: str


@reads
def kept(cursor: Cursor, table: TableInfo) -> Kept | None:
    """Read `keep the one with the smallest user id`, `keep the one captured last of each`."""
    if not cursor.take(*KEEP):
        return None
    found = cursor.first((_fullest, _last_named, _verb_first, _word_first), table)
    if found is None:
        return None
    while cursor.take(*_NOUN):
        pass
    return found


def _fullest(cursor: Cursor, table: TableInfo) -> Kept | None:
    cursor.take(*_ONE)
    cursor.take("that has", "that is", "with")
    cursor.take("the")
    if not cursor.take(*_FULLEST):
        return None
    cursor.take("filled", "filled in", "fields", "columns")
    filled = " + ".join(f"CASE WHEN {present(c).sql} THEN 1 ELSE 0 END" for c in table.columns)
    return Kept(f"({filled}) DESC", "the one with most columns filled")


def _verb_first(cursor: Cursor, table: TableInfo) -> Kept | None:
    """Read `the one captured last`, `the entry that was created first`."""
    cursor.take(*_ONE)
    cursor.take(*_ONE[:3])
    column = cursor.column(table)
    word = cursor.take(*_BY_TIME) if column and is_time(column) else ""
    return _by(cursor, table, column, word) if column and word else None


def _last_named(cursor: Cursor, table: TableInfo) -> Kept | None:
    """Read `the one with the latest login` where that is the name of a column: last login."""
    cursor.take(*_ONE)
    cursor.take("that has", "with")
    cursor.skip()
    form = cursor.rest[0].form if cursor.rest else ""
    column = cursor.column(table) if form in _BY_TIME else None
    return _by(cursor, table, column, form) if column and is_time(column) else None


def _word_first(cursor: Cursor, table: TableInfo) -> Kept | None:
    """Read `the newest`, `the one with the lowest id`, `the first one captured`."""
    cursor.take(*_ONE)
    cursor.take("that has", "with")
    word = cursor.take(*_LOW, *_HIGH)
    if not word:
        return None
    noun = cursor.take(*_NOUN)
    cursor.take("by", "that was", "which was", "according to", "in terms of", "going by")
    column = cursor.column(table)
    if column is None and not noun and cursor.take(*_COUNTED_IDS) and len(table.key) == 1:
        column = table.column(table.key[0])
    if column is not None:
        ordered = family(column) in ("number", "date", "timestamp") or column.name in table.key
        return _by(cursor, table, column, word) if ordered or is_time(column) else None
    times = times_of(table) if word in _BY_TIME else ()
    if not times:
        return None
    if len(times) == 1:
        return _by(cursor, table, times[0], word)
    question = column_question(f"the {word}", table, times)
    return _by(cursor, table, cursor.choose(question, {c.name: c for c in times}), word)


def _by(cursor: Cursor, table: TableInfo, column: ColumnInfo, word: str) -> Kept:
    if is_time(column) and family(column) == "text":
        cursor.assume(f"{column.name} is text: its days are read in every usual form", "schema")
    value = day_sql(table, column) if is_time(column) else quote(column.name)
    down = word in _HIGH
    told = f"the one with the {'highest' if down else 'lowest'} {column.name}"
    return Kept(f"{value} {'DESC' if down else 'ASC'} NULLS LAST", told)
