"""What may follow a column in a condition: is gold, over 100, before 2024, is missing.

Owns comparisons of one column. It knows nothing of what comes before the column.
"""

from collections.abc import Callable, Sequence

from vibecli.agent.catalogue import calendar
from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.lexicon import CURRENCIES, NO, YES
from vibecli.agent.catalogue.notes import MAX_OPTIONS
from vibecli.agent.catalogue.phrases import phrases, words
from vibecli.agent.catalogue.predicates import (
    Predicate,
    beside,
    between,
    compare,
    family,
    is_time,
    like,
    malformed,
    missing,
    negated,
    one_of,
    present,
)
from vibecli.agent.catalogue.spans import dated, time_span
from vibecli.agent.catalogue.values import complete, in_column, plain_case
from vibecli.agent.catalogue.words import fold
from vibecli.data.catalog import ColumnInfo, Role, TableInfo
from vibecli.plan.model import Option, Question

SIGNS: dict[str, str] = {
    phrase: sign
    for sign, phrases in {
        ">": "over|above|more than|greater than|higher than|bigger than|larger than|>|exceeds"
        "|exceeding|exceed|upwards of",
        ">=": "at least|>=|no less than|not less than|from|minimum",
        "<": "under|below|less than|fewer than|lower than|smaller than|<",
        "<=": "at most|<=|up to|no more than|not more than|maximum",
    }.items()
    for phrase in phrases.split("|")
}
COLUMN_SIGNS = {
    **SIGNS,
    **dict.fromkeys(("after", "later than", "newer than"), ">"),
    **dict.fromkeys(("before", "earlier than", "older than"), "<"),
    **dict.fromkeys(("on or after", "not before"), ">="),
    **dict.fromkeys(("on or before", "not after"), "<="),
}
_BE = phrases("is|are|was|were|be|equals|equal to|is equal to|are equal to|=|has been")
_NOT = phrases(
    """is not|are not|was not|were not|!=|not equal to|is other than|is neither|are neither
        |was neither|is none of"""
)
_AMONG = ("is one of", "are one of", "is in", "one of", "in", "is any of")
_EMPTY = phrases("empty|missing|null|blank|unknown|not set|unset|not filled|not known")
_FULL = ("filled", "set", "known", "present", "not empty", "not missing", "not null", "not blank")
_WELL_FORMED = ("valid", "well formed", "correct")
_MALFORMED = ("invalid", "malformed", "not valid", "broken", "incorrect", "wrong")
# Said of a value, never one unless it stands in quotes.
_JUDGEMENTS = words("""
        unique distinct duplicate duplicated repeated valid invalid correct incorrect wrong
        malformed broken lowercase uppercase numeric numerical positive negative plausible known
        standard standardised standardized normalised normalized clean trimmed consistent
        """)
UNKNOWN_VALUE = "No row has"
_LIKE: dict[str, str] = {
    phrase: how
    for how, phrases in {
        "contains": "contains|containing|contain|includes|like|with the text",
        "starts with": "starts with|start with|starting with|begins with|beginning with",
        "ends with": "ends with|end with|ending with|ending in|ends in",
    }.items()
    for phrase in phrases.split("|")
}


def tail(cursor: Cursor, table: TableInfo, column: ColumnInfo) -> Predicate | None:
    """Read what is said of a column."""
    return (
        _not(cursor, table, column)
        or _how(cursor, table, column)
        or _listed(cursor, table, column)
        or _is(cursor, table, column)
    )


@reads
def _not(cursor: Cursor, table: TableInfo, column: ColumnInfo) -> Predicate | None:
    found = _told(cursor, table, column) if cursor.take(*_NOT) else None
    return negated(found) if found else None


@reads
def _listed(cursor: Cursor, table: TableInfo, column: ColumnInfo) -> Predicate | None:
    return equals(cursor, table, column) if cursor.take(*_AMONG) else None


@reads
def _is(cursor: Cursor, table: TableInfo, column: ColumnInfo) -> Predicate | None:
    return _told(cursor, table, column) if cursor.take(*_BE) else None


def _told(cursor: Cursor, table: TableInfo, column: ColumnInfo) -> Predicate | None:
    return _state(cursor, column) or _how(cursor, table, column) or equals(cursor, table, column)


def _how(cursor: Cursor, table: TableInfo, column: ColumnInfo) -> Predicate | None:
    return (
        _measured(cursor, table, column)
        or _moved(cursor, column)
        or _against(cursor, table, column)
        or _texted(cursor, column)
    )


@reads
def _against(cursor: Cursor, table: TableInfo, column: ColumnInfo) -> Predicate | None:
    """Read a comparison with another column of the row: salida is after entrada."""
    sign = COLUMN_SIGNS.get(cursor.take(*COLUMN_SIGNS))
    others = cursor.columns(table, partial=False) if sign else ()
    if sign is None or len(others) != 1 or others[0] == column:
        return None
    if is_time(column) != is_time(others[0]) or "text" in (family(column), family(others[0])):
        return None
    return beside(column, sign, others[0])


def _state(cursor: Cursor, column: ColumnInfo) -> Predicate | None:
    if cursor.take(*_FULL):
        return present(column)
    if cursor.take(*_EMPTY):
        return missing(column)
    return cursor.first((_formed,), column)


def _formed(cursor: Cursor, column: ColumnInfo) -> Predicate | None:
    """Read `valid`, `malformed`: what is filled, and has the form of its kind or has not."""
    well, wrong = cursor.take(*_WELL_FORMED), malformed(column)
    if wrong is None or not (well or cursor.take(*_MALFORMED)):
        return None
    held = negated(wrong) if well else wrong
    return Predicate(f"({present(column).sql} AND {held.sql})", held.said)


def _measured(cursor: Cursor, table: TableInfo, column: ColumnInfo) -> Predicate | None:
    found = None if is_time(column) else cursor.first((_signed, _between), column)
    return in_currency(cursor, table, found) if found else None


def _signed(cursor: Cursor, column: ColumnInfo) -> Predicate | None:
    sign = cursor.take(*SIGNS)
    value = cursor.number() if sign else None
    return compare(column, SIGNS[sign], value) if value is not None else None


def _between(cursor: Cursor, column: ColumnInfo) -> Predicate | None:
    low = cursor.number() if cursor.take("between") else None
    high = cursor.number() if low is not None and cursor.take("and", "to") else None
    return between(column, low, high) if low is not None and high is not None else None


def in_currency(cursor: Cursor, table: TableInfo, found: Predicate) -> Predicate:
    """Read the currency after a number; rows of another currency are not meant."""
    word = cursor.rest[0] if cursor.rest else None
    code = CURRENCIES.get(word.form) if word and word.kind == "word" else None
    if code is None:
        return found
    cursor.move(1)
    hits = cursor.world.values.in_table(table, code)
    if len(hits) != 1:
        cursor.assume(f"the amounts of {table.name} are in {code}", "guess")
        return found
    same = one_of(hits[0].column, [hits[0].value])
    assert same is not None
    return Predicate(f"{found.sql} AND {same.sql}", f"{found.said} {code}")


@reads
def _moved(cursor: Cursor, column: ColumnInfo) -> Predicate | None:
    birth = column.role is Role.BIRTH_DATE
    if not is_time(column) and not birth:
        return None
    if cursor.take("in the future", "in future"):
        return dated(cursor, column, calendar.future())
    span = time_span(cursor)
    return dated(cursor, column, span) if span and not (birth and span.relative) else None


@reads
def _texted(cursor: Cursor, column: ColumnInfo) -> Predicate | None:
    how = _LIKE.get(cursor.take(*_LIKE), "")
    text = typed_value(cursor) if how else ""
    return like(column, how, text) if text else None


def equals(cursor: Cursor, table: TableInfo, column: ColumnInfo) -> Predicate | None:
    """Read one value or a list of values (a, b or c) a column is compared with."""
    values = list(_spelled_alike(cursor, table, column, value_of))
    while more := _spelled_alike(cursor, table, column, _next_value):
        values.extend(more)
    return one_of(column, values) if values else None


def _spelled_alike(
    cursor: Cursor,
    table: TableInfo,
    column: ColumnInfo,
    read: Callable[[Cursor, TableInfo, ColumnInfo], str | None],
) -> tuple[str, ...]:
    """Read one value; where the text spells several stored ones but for accents, all of them."""
    value = read(cursor, table, column)
    if value is None:
        return ()
    spans = (cursor.text.raw(at, cursor.at) for at in range(cursor.at - 1, -1, -1))
    text = next((said for said in spans if fold(said) == fold(value)), value)
    found = cursor.world.values.spelled(table, column, text)
    alike = {plain_case(v): v for v in found}
    return tuple(alike.values()) if plain_case(value) in alike and len(alike) > 1 else (value,)


@reads
def _next_value(cursor: Cursor, table: TableInfo, column: ColumnInfo) -> str | None:
    """Read one more value: a known one after any joint, an unknown one only after `or`."""
    joint = cursor.take(", or", ", and", "or", "and", "nor", ",")
    if not joint:
        return None
    known = _known_value(cursor, table, column)
    if known is not None:
        return known
    if not joint.endswith("or") or cursor.world.link.columns(table, cursor.rest[:1]):
        return None
    return value_of(cursor, table, column)


def value_of(cursor: Cursor, table: TableInfo, column: ColumnInfo) -> str | None:
    """Read a value of a column to compare with: a known one, else one typed word."""
    return _known_value(cursor, table, column) or _typed(cursor, column)


@reads
def _typed(cursor: Cursor, column: ColumnInfo) -> str | None:
    word = cursor.rest[0] if cursor.rest else None
    text = typed_value(cursor)
    judged = word is not None and word.kind == "word" and word.form in _JUDGEMENTS
    fits = text and not judged and one_of(column, [text]) is not None
    return _unknown(cursor, column, text) if fits else None


def new_value(cursor: Cursor, table: TableInfo, column: ColumnInfo) -> str | None:
    """Read a value to write into a column: the one stored spelling there is, else as typed."""
    cursor.skip()
    if complete(column) and not (cursor.rest and cursor.rest[0].kind == "quoted"):
        known = _known_value(cursor, table, column)
        if known is not None:
            return known
    text = typed_value(cursor)
    if text and complete(column) and all(text != top.value for top in column.top):
        cursor.assume(f"{text} is a new value of {column.name}", "guess")
    return text or None


def _known_value(cursor: Cursor, table: TableInfo, column: ColumnInfo) -> str | None:
    """Move past the longest words that are a known value of the column."""
    cursor.skip()
    longest, _ = cursor.phrase()
    for count in range(longest, 0, -1):
        text = cursor.text.raw(cursor.at, cursor.at + count)
        known = _known(cursor, table, column, text)
        if known is not None:
            cursor.move(count)
            return known
    return _last_word(cursor, column)


@reads
def _last_word(cursor: Cursor, column: ColumnInfo) -> str | None:
    """Read a stop word the column is known to hold, such as the tier `or`, where all ends."""
    word = cursor.rest[0] if cursor.rest else None
    known = in_column(column, word.text) if word and word.kind == "word" else None
    if word is None or known is None or fold(known) != word.form:
        return None
    cursor.move(1)
    return known if cursor.at_end() else None


def _known(cursor: Cursor, table: TableInfo, column: ColumnInfo, text: str) -> str | None:
    found = in_column(column, text)
    if found is None and column.role is Role.FLAG and family(column) == "text":
        side = next((s for s in (YES, NO) if fold(text) in s), frozenset[str]())
        found = next((t.value for t in column.top if fold(t.value) in side), None)
    if found is None and family(column) == "text":
        hits = cursor.world.values.in_table(table, text)
        found = next((h.value for h in hits if h.column.name == column.name), None)
    if found is not None and not complete(column) and plain_case(found) == plain_case(text):
        return text
    return found


def _unknown(cursor: Cursor, column: ColumnInfo, text: str) -> str:
    if family(column) == "text" and complete(column) and len(column.top) > 1:
        return _nearest(cursor, column, text)
    return text


def _nearest(cursor: Cursor, column: ColumnInfo, text: str) -> str:
    from rapidfuzz import fuzz

    near = sorted(column.top, key=lambda t: (-fuzz.ratio(fold(t.value), fold(text)), t.value))
    options = tuple(Option(label=t.value, means=f"{t.rows:,} rows") for t in near[:MAX_OPTIONS])
    question = Question(
        question=f"{UNKNOWN_VALUE} {text} in {column.name}; which value is meant?",
        about=text,
        options=options,
    )
    return cursor.choose(question, {o.label: o.label for o in options})


def typed_value(cursor: Cursor) -> str:
    """Move past an unknown value: quoted, a number, or one word and capitalised ones after it."""
    cursor.skip()
    longest, _ = cursor.phrase()
    if not longest:
        return ""
    words: Sequence[object] = cursor.rest[:longest]
    count = 1
    while count < len(words) and _goes_on(cursor, count):
        count += 1
    text = cursor.text.raw(cursor.at, cursor.at + count)
    cursor.move(count)
    return text


def _goes_on(cursor: Cursor, count: int) -> bool:
    before, word = cursor.rest[count - 1], cursor.rest[count]
    if before.glue:
        return True
    return (
        before.kind == word.kind == "word" and before.text[0].isupper() and word.text[0].isupper()
    )
