"""When rows are from, and how old people are: joined in 2024, not updated since May, under 18.

Owns finding the one time column meant. A word that fits no rule is left for the caller.
"""

from vibecli.agent.catalogue import calendar
from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.lexicon import CONCEPTS, FUNCTION_WORDS, TIME_VERBS
from vibecli.agent.catalogue.links import PERSON_ROLES
from vibecli.agent.catalogue.notes import Declined, column_question
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.predicates import Predicate, is_time, negated, of_age
from vibecli.agent.catalogue.senses import same, takes
from vibecli.agent.catalogue.spans import dated, lapse, next_span, time_span
from vibecli.agent.catalogue.words import name_tokens
from vibecli.data.catalog import ColumnInfo, Role, TableInfo
from vibecli.learn.later import of_time
from vibecli.plan.model import Assumption

_DATED = phrases(
    "that were|who were|that|who|which|were|which were|dated|is|are|was|that is|who is|that are"
    "|have been|has been|that have been|who have been|have|has|that have|who have|that has"
)
_NOT = ("not", "not been", "not been seen", "never been")
_JOINING = ("joined", "registered", "signed up", "enrolled")
_ORDERING = ("ordered", "placed", "bought", "purchased", "created", "added")
_ARE = phrases("that are|who are|which are|is|are|aged|that were|who were|were")
_AGES = {
    "younger than": "<", "older than": ">", "at least": ">=", "at most": "<=", "up to": "<=",
    "under": "<", "below": "<", "less than": "<", "over": ">", "above": ">", "more than": ">",
    "aged under": "<", "aged over": ">", "aged": "=", "between": "between",
    "aged between": "between", "under the age of": "<", "over the age of": ">",
}  # fmt: skip
_PLAIN = frozenset({"younger than", "older than", "aged", "aged under", "aged over",
                    "aged between", "under the age of", "over the age of"})  # fmt: skip
_BARE = ("over", "under", "above", "below")
_OLD = ("years old", "year old", "years of age")
_OLDEST = 130


def timed(cursor: Cursor, table: TableInfo) -> Predicate | None:
    """Read `joined in 2024`, `created_at since May`, `older than 30 days`."""
    cursor.take(*_DATED)
    negative = bool(cursor.take(*_NOT))
    verb = cursor.take(*TIME_VERBS)
    found = _within(cursor, table, verb, negative=negative)
    return negated(found) if found and negative else found


def _within(cursor: Cursor, table: TableInfo, verb: str, *, negative: bool) -> Predicate | None:
    column = None if verb else cursor.column(table)
    if column is None and not verb and (negative or _loose_span(cursor)):
        return None
    span = calendar.future() if cursor.take("in the future", "in future") else time_span(cursor)
    if span is None and negative:
        span = lapse(cursor)
    if span is None or (column and not is_time(column)):
        return None
    if column and column.role is Role.BIRTH_DATE and span.relative:
        return None  # a birthday today is another year's
    column = column or time_column(cursor, table, verb)
    return _spans(cursor, column, span) if column else None


def _spans(cursor: Cursor, column: ColumnInfo, span: calendar.Span) -> Predicate:
    """Read `or in 2025`, `and before May` after a span of the same column."""
    found = dated(cursor, column, span)
    while more := cursor.first((next_span,), span):
        joint, other = more
        both = dated(cursor, column, other)
        if joint == "and" and not span.closed and not other.closed:
            if span.apart(other):
                raise Declined(f"no {column.name} is both {span.said} and {other.said}")
            found = Predicate(f"{found.sql} AND {both.sql}", f"{found.said} and {other.said}")
        else:
            found = Predicate(f"({found.sql} OR {both.sql})", f"{found.said} or {other.said}")
    return found


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
    times = times_of(table)
    wanted = TIME_VERBS.get(verb, frozenset(name_tokens(table.table.name)))
    near = tuple(c for c in times if wanted & set(name_tokens(c.name)))
    near = near or (tuple(c for c in times if _tells(c, verb)) if verb else ())
    if verb and not near and not _is_about(table, verb):
        times = _begun(table) if verb in _JOINING else ()
        if not times:
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


def _tells(column: ColumnInfo, verb: str) -> bool:
    """True when a column's name says a verb in other words: angelegt_am is when one joined."""
    takings = takes(name_tokens(column.name))
    return any(same(word, part) for word in TIME_VERBS[verb] for one in takings for part in one)


def _begun(table: TableInfo) -> tuple[ColumnInfo, ...]:
    """Give the dates of a person's row that may say when it began: none that moves later."""
    people = len({column.role for column in table.with_role(*PERSON_ROLES)}) > 1
    return tuple(c for c in times_of(table) if of_time(c) is None) if people else ()


def times_of(table: TableInfo) -> tuple[ColumnInfo, ...]:
    """Give the columns that tell when something happened; a birthday is none."""
    return tuple(c for c in table.columns if is_time(c) and c.role is not Role.BIRTH_DATE)


def _is_about(table: TableInfo, verb: str) -> bool:
    """True when the verb says what a row of the table is: orders are placed, customers are not."""
    tokens = set(name_tokens(table.table.name))
    return verb in _ORDERING and bool(tokens & CONCEPTS["order"])


def _date_note(table: TableInfo, column: ColumnInfo) -> Assumption:
    return Assumption(text=f"the date is {table.name}.{column.name}", basis="schema")


def aged(cursor: Cursor, table: TableInfo) -> Predicate | None:
    """Read `younger than 16`, `at least 18 years old`, `aged 30 to 40`."""
    births = table.with_role(Role.BIRTH_DATE)
    cursor.take(*_ARE) if not cursor.sees(*_AGES) else None
    negative = bool(cursor.take("not"))
    found = _age(cursor, table, births[0]) if len(births) == 1 else None
    return negated(found) if found and negative else found


def _age(cursor: Cursor, table: TableInfo, birth: ColumnInfo) -> Predicate | None:
    start = cursor.at
    word = cursor.take(*_AGES)
    low = _years(cursor) if word else None
    if low is None:
        return None
    high = _upper(cursor) if word in ("between", "aged", "aged between") else None
    sign = "between" if high is not None else _AGES[word]
    if sign == "between" and high is None:
        return None
    if not cursor.take(*_OLD):
        if word not in _PLAIN and not _must_be_age(cursor, table, word, low):
            return None
        if cursor.take("years"):
            said = cursor.text.raw(start, cursor.at)
            column = _whose_years(cursor, table, birth, said)
            if column != birth:
                span = calendar.ago(low, "year", longer=word.endswith("older than"))
                return dated(cursor, column, span)
    return of_age(birth, sign, low, high or low)


def _must_be_age(cursor: Cursor, table: TableInfo, word: str, years: int) -> bool:
    """People over 60, in a table with no other number, are that old."""
    after = cursor.rest[0] if cursor.rest else None
    counted = after is not None and after.kind == "word" and after.form not in FUNCTION_WORDS
    if word not in _BARE or counted or table.with_role(Role.AMOUNT):
        return False
    cursor.assume(f"{word} {years} is an age", "guess")
    return True


def _years(cursor: Cursor) -> int | None:
    value = cursor.number()
    return int(value) if value is not None and 0 < value < _OLDEST and value % 1 == 0 else None


@reads
def _upper(cursor: Cursor) -> int | None:
    return _years(cursor) if cursor.take("and", "to") else None


def _whose_years(cursor: Cursor, table: TableInfo, birth: ColumnInfo, said: str) -> ColumnInfo:
    """Customers older than 2 years may be children or long known: ask, when rows have a date."""
    columns = (birth, *times_of(table))
    if len(columns) == 1:
        return birth
    return cursor.choose(column_question(said, table, columns), {c.name: c for c in columns})
