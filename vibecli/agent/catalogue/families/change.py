"""Rows removed and columns set; rows go only when the words pick them out."""

from collections.abc import Iterator
from typing import NoReturn

from vibecli.agent.catalogue.calendar import ago
from vibecli.agent.catalogue.conditions import conditions, equals_plain
from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.faults import MADE_UP
from vibecli.agent.catalogue.fields import Fields, fields
from vibecli.agent.catalogue.notes import Declined, Draft
from vibecli.agent.catalogue.phrases import phrases, words
from vibecli.agent.catalogue.predicates import (
    Predicate,
    family,
    number_text,
    one_of,
    typed_literal,
)
from vibecli.agent.catalogue.question.reader import plain_rows
from vibecli.agent.catalogue.row_steps import not_by_name, removal, update
from vibecli.agent.catalogue.rows import Rows, head_rows, named_again, rows
from vibecli.agent.catalogue.spans import dated
from vibecli.agent.catalogue.tails import equals, new_value, tail, value_of
from vibecli.agent.catalogue.timing import times_of
from vibecli.agent.catalogue.typed_form import names_form
from vibecli.agent.catalogue.values import flag
from vibecli.agent.catalogue.words import Word, Words
from vibecli.data.catalog import ColumnInfo, TableInfo
from vibecli.engine.names import quote
from vibecli.plan.model import Option, Question

_REMOVE = (
    "delete",
    "remove",
    "erase",
    "purge",
    "get rid of",
    "drop rows of",
    "take out",
    "throw out",
    "throw away",
    "kick out",
    "delete from",
)
_SET = ("set", "change", "update", "assign", "put", "switch")
_CLEAR = ("clear", "blank out", "empty", "null out", "wipe", "erase")
_SHIFT = {
    "increase": "+", "raise": "+", "add to": "+", "bump": "+", "bump up": "+",
    "decrease": "-", "reduce": "-", "lower": "-", "cut": "-",
}  # fmt: skip
_MARK = ("mark", "flag", "tag")
_NOTHING = ("null", "empty", "nothing", "blank")
_MANNERS = words("""
        lowercase lower uppercase upper capitalised capitalized titlecase title iso standard
        something other another new same the its correct right default today now
        """)
_AS_NOTHING = phrases(
    """with null|by null|to null|into null|as missing|as null|as empty|with nothing|by nothing
        |to empty|as unknown|as not known|as no value|with an empty value"""
)
_FOR = ("for", "in", "of", "on", "for every")
_STAY = phrases(
    """can stay as they are|can stay|stay as they are|should stay|stay|should stay as they are
        |remain|remain as they are|are to be kept|can remain|must stay|are kept|may stay
        |should be kept|are not to be touched|should not be touched|must not be touched|are fine"""
)
_TO = ("to", "as", "=", "equal to", "into")


def read(cursor: Cursor) -> Draft | None:
    """Read an intent that removes rows or sets a column."""
    return cursor.whole((_remove, _clear, _emptied, _shift, _set, _mark))


def _remove(cursor: Cursor) -> Draft | None:
    if not cursor.take(*_REMOVE):
        return None
    cursor.take(
        "rows of",
        "rows from",
        "rows in",
        "records of",
        "records from",
        "records in",
        "every",
        "those",
    )
    found = cursor.whole((_held, _old, _picked, plain_rows), _others_stay)
    if found is None or not _others_stay(cursor):
        return None
    not_by_name(found, cursor.text.words)
    return removal(found)


def _picked(cursor: Cursor) -> Rows | None:
    """Read the rows to remove: cancelled bookings, events of users who do not exist."""
    return rows(cursor)


def _held(cursor: Cursor) -> Rows | None:
    """Read `the test accounts (test@test.com) from the web accounts`: rows by a value of theirs."""
    cursor.take(*MADE_UP)
    cursor.table()
    cursor.take("entries", "entry", "ones", "accounts", "records", "rows", "with", "named")
    word = cursor.rest[0] if cursor.rest else None
    if word is None or word.kind not in ("address", "quoted"):
        return None
    cursor.move(1)
    found = rows(cursor) if cursor.take("from", "in", "out of", "among", "of") else None
    hits = cursor.world.values.in_table(found.table, word.text) if found else ()
    held = one_of(hits[0].column, [hits[0].value]) if len(hits) == 1 else None
    return found.plus([held]) if found and held else None


def _old(cursor: Cursor) -> Rows | None:
    """Read `the old leads`: how old, by which date, is asked."""
    found = rows(cursor) if cursor.take("old", "outdated", "ancient", "very old", "aged") else None
    times = times_of(found.table)[:2] if found else ()
    if found is None or not times:
        return None
    ways = {
        f"{years} years by {column.name}": (column, years) for column in times for years in (2, 5)
    }
    question = Question(
        question=f"How old, and by which date, are old rows of {found.table.name}?",
        about=f"old {found.table.name}",
        options=tuple(
            Option(label=label, means=f"{column.name} is more than {years} years ago")
            for label, (column, years) in ways.items()
        ),
    )
    column, years = cursor.choose(question, ways)
    return found.plus([dated(cursor, column, ago(years, "year", longer=True))])


def _others_stay(cursor: Cursor) -> bool:
    """Move past `, their orders can stay as they are`: other tables are not touched anyway."""
    with cursor.attempt() as tried:
        cursor.take(",", "but")
        cursor.take("but", "and")
        if cursor.table() and cursor.take(*_STAY) and cursor.at_end():
            tried.keep()
    return cursor.at_end()


def _set(cursor: Cursor) -> Draft | None:
    if not cursor.take(*_SET):
        return None
    found = fields(cursor)
    if found is None or len(found.columns) != 1:
        return None
    column = found.columns[0]
    start = found.rows
    if cursor.take("from"):
        old = value_of(cursor, start.table, column)
        equal = one_of(column, [old]) if old else None
        if equal is None:
            return None
        start = start.plus([equal])
    elif (former := _former_value(cursor, start, column)) is not None:
        start = start.plus([former])
    start = start.plus(conditions(cursor, start.table))
    value = _new_value(cursor, start, column)
    cursor.take("everywhere", "throughout", "in all rows")
    kept = _for_rows(cursor, start.plus(_where_it(cursor, found)))
    return update(cursor, kept, column, value) if value and kept else None


@reads
def _former_value(cursor: Cursor, found: Rows, column: ColumnInfo) -> Predicate | None:
    """Read a known value right after its column: change country GB to UK."""
    equal = equals_plain(cursor, found.table, column)
    return equal if cursor.sees(*_TO) else None


def _shift(cursor: Cursor) -> Draft | None:
    """Read `increase points by 100 for gold members`, `reduce price by 10 %`."""
    verb = cursor.take(*_SHIFT)
    found = fields(cursor) if verb else None
    if found is None or len(found.columns) != 1 or family(found.columns[0]) != "number":
        return None
    column = found.columns[0]
    kept = found.rows.plus(conditions(cursor, found.table))
    word = cursor.rest[1] if len(cursor.rest) > 1 and cursor.sees("by") else None
    amount = cursor.number() if cursor.take("by") else None
    if amount is None or word is None or amount <= 0:
        return None
    share = word.text.endswith("%") or bool(cursor.take("percent"))
    amount = amount / 100 if share and not word.text.endswith("%") else amount
    rest = _for_rows(cursor, kept)
    name, sign = quote(column.name), _SHIFT[verb]
    step = f"{name} * {number_text(amount)}" if share else number_text(amount)
    value = f"CAST({name} {sign} {step} AS {column.type})"
    return update(cursor, rest, column, value) if rest else None


def _new_value(cursor: Cursor, found: Rows, column: ColumnInfo) -> str | None:
    """Read the value to write, as SQL."""
    if not cursor.take(*_TO):
        return None
    if cursor.take(*_NOTHING):
        return f"CAST(NULL AS {column.type})"
    if _is_form(cursor, column):
        return None
    word = cursor.rest[:1]
    value = new_value(cursor, found.table, column)
    if not value or (word[0].kind == "word" and is_no_value(cursor, found.table, word[0])):
        return None
    return typed_literal(column, value) or _declined(column, value)


def _is_form(cursor: Cursor, column: ColumnInfo) -> bool:
    """True where a form of phone numbers comes next, which none of them is to be replaced by."""
    count, _ = cursor.phrase()
    said = Words(cursor.text.text, tuple(cursor.rest[:count]))
    return bool(count) and names_form(column, said)


def _declined(column: ColumnInfo, value: str) -> NoReturn:
    """Say why this value does not go into this column."""
    if family(column) == "other":
        raise Declined(
            f"{column.name} holds {column.type}, which the offline planner cannot write;"
            " a model or a saved intent can"
        )
    raise Declined(f"'{value}' is no {column.type}, which {column.name} holds")


def is_no_value(cursor: Cursor, table: TableInfo, word: Word) -> bool:
    """True for words that say how to change, or name a column; quotes make them values."""
    named = cursor.world.link.columns(table, [word], partial=False)
    return word.form in _MANNERS or named is not None


def _for_rows(cursor: Cursor, found: Rows) -> Rows | None:
    """Read `for gold members` or plain conditions after the value; not rows of another table."""
    for _ in range(2):  # the table may stand before the conditions or after them
        found = named_again(cursor, found, *_FOR)
        with cursor.attempt():
            if cursor.take(*_FOR) and head_rows(cursor):
                return None
        found = found.plus(conditions(cursor, found.table))
    return found


def _clear(cursor: Cursor) -> Draft | None:
    if not cursor.take(*_CLEAR):
        return None
    found: Fields | None = fields(cursor)
    if found is None or len(found.columns) != 1:
        return None
    column = found.columns[0]
    kept = found.rows.plus(_where_it(cursor, found) or conditions(cursor, found.table))
    return update(cursor, kept, column, f"CAST(NULL AS {column.type})")


@reads
def _where_it(cursor: Cursor, found: Fields) -> list[Predicate]:
    """Read `where it is 'unknown'`, `wherever it says UK or GB` about the column itself."""
    if not cursor.take("where", "wherever", "if", "when", "everywhere where"):
        return []
    if not cursor.take("it", "they", "that", "the value"):
        return []
    cursor.take("says", "say", "reads", "equals", "contains only")
    told = tail(cursor, found.table, found.columns[0])
    told = told or equals(cursor, found.table, found.columns[0])
    return [told] if told else []


def _emptied(cursor: Cursor) -> Draft | None:
    """Read `replace '-' in Bonität with null`, `treat '?' in the status as missing`."""
    verb = cursor.take("replace", "treat", "turn", "set", "change")
    texts = list(_quoted(cursor)) if verb else []
    found = fields(cursor) if texts and cursor.take("in", "of", "within") else None
    if found is None or len(found.columns) != 1 or not cursor.take(*_AS_NOTHING):
        return None
    column = found.columns[0]
    held = one_of(column, texts)
    if held is None:
        return None
    return update(cursor, found.rows.plus([held]), column, f"CAST(NULL AS {column.type})")


def _quoted(cursor: Cursor) -> Iterator[str]:
    while cursor.rest and cursor.rest[0].kind in ("quoted", "number", "address"):
        yield cursor.rest[0].text
        cursor.move(1)
        cursor.take("and", "or", ",")


def _mark(cursor: Cursor) -> Draft | None:
    """Read `mark customers without an email as inactive`, `make every old member bronze`."""
    made = cursor.take("make every", "make all", "make each", "make", "turn all", "turn every")
    found = rows(cursor) if made or cursor.take(*_MARK) else None
    if found is None or not (cursor.take("as", "into") or made) or not cursor.rest:
        return None
    word = cursor.rest[0]
    flagged = flag(found.table, word.form)
    if flagged and flagged[0].type.upper() == "BOOLEAN":
        cursor.move(1)
        return update(cursor, found, flagged[0], "TRUE" if flagged[1] else "FALSE")
    hits = cursor.world.values.in_table(found.table, word.text)
    if len(hits) != 1:
        return None
    cursor.move(1)
    value = typed_literal(hits[0].column, hits[0].value)
    return update(cursor, found, hits[0].column, value) if value else None
