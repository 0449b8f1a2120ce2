"""Values named without their column: gold members, inactive customers, in Berlin, called Meyer.

Owns finding the one column that is meant; two columns that fit are a question.
"""

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.lexicon import NO, YES
from vibecli.agent.catalogue.notes import column_question
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.predicates import Predicate, negated, one_of, person_named
from vibecli.agent.catalogue.tails import equals, typed_value
from vibecli.agent.catalogue.terms import term
from vibecli.agent.catalogue.values import ValueHit, flag
from vibecli.data.catalog import ColumnInfo, Role, TableInfo
from vibecli.plan.model import Option, Question

_IN = phrases(
    """in|from|live in|lives in|are located in|living in|based in|located in|who live in
        |that live in|came from|come from|coming from|that came from|of type|of kind|of the type
        |with type|of status|at|of|for|who are from|that are in|who are in|that are from
        |resident in|via|through|using|over the|by way of|on the|about|regarding|concerning"""
)
_NO_PLACE = (
    "about",
    "regarding",
    "concerning",
    "of",
    "for",
    "at",
    "via",
    "through",
    "using",
    "over the",
    "by way of",
    "on the",
)

_NOT_IN = phrases(
    """not in|not from|outside|outside of|not living in|who are not in|that are not in"""
)

_NAMED = phrases("named|called|with the name|by the name of")

_PLACES = (Role.CITY, Role.REGION)


def adjective(cursor: Cursor, table: TableInfo) -> Predicate | None:
    """Read a glossary term, a yes/no column or a known value used as an adjective: active, gold."""
    cursor.skip()
    listed = cursor.first((_several,), table)
    meaning = listed or term(cursor, table)
    if meaning:
        return meaning
    word = cursor.rest[0] if cursor.rest else None
    flagged = flag(table, word.form) if word and not word.glue else None
    if flagged:
        cursor.move(1)
        return one_of(flagged[0], [_truth(flagged[0], truth=flagged[1])])
    return known_value(cursor, table)


def _truth(column: ColumnInfo, *, truth: bool) -> str:
    if column.type.upper() == "BOOLEAN":
        return "true" if truth else "false"
    words, usual = (YES, "yes") if truth else (NO, "no")
    return next((t.value for t in column.top if t.value.strip().lower() in words), usual)


def known_value(cursor: Cursor, table: TableInfo) -> Predicate | None:
    """Read a value, or a list of values, that one column of the table is known to hold."""
    cursor.skip()
    longest, _ = cursor.phrase()
    for count in range(longest, 0, -1):
        text = cursor.text.raw(cursor.at, cursor.at + count)
        hits = cursor.world.values.in_table(table, text)
        if not hits or cursor.rest[0].kind == "number":
            continue
        hit = _one_hit(cursor, table, text, hits)
        return equals(cursor, table, hit.column)
    return None


def _several(cursor: Cursor, table: TableInfo) -> Predicate | None:
    """Read a list of values before anything else: gold may be a term, gold or silver is none."""
    start = cursor.at
    found = known_value(cursor, table)
    return found if {"or", ","} & {w.form for w in cursor.text.words[start : cursor.at]} else None


def value_then_column(cursor: Cursor, table: TableInfo) -> Predicate | None:
    """Read a known value right before its column: with gold tier, in the store channel."""
    cursor.skip()
    longest, _ = cursor.phrase()
    for count in range(longest - 1, 0, -1):
        found = _value_of_column(cursor, table, count)
        if found:
            return found
    return None


@reads
def _value_of_column(cursor: Cursor, table: TableInfo, count: int) -> Predicate | None:
    text = cursor.text.raw(cursor.at, cursor.at + count)
    hits = cursor.world.values.in_table(table, text)
    cursor.move(count)
    column = cursor.column(table) if hits else None
    hit = next((h for h in hits if h.column == column), None)
    return one_of(hit.column, [hit.value]) if hit else None


def _one_hit(cursor: Cursor, table: TableInfo, text: str, hits: tuple[ValueHit, ...]) -> ValueHit:
    if len(hits) == 1:
        cursor.assume(f"{text} is a value of {table.name}.{hits[0].column.name}", "sample")
        return hits[0]
    options = tuple(
        Option(label=h.column.name, means=f"{table.name}.{h.column.name} is {h.value}")
        for h in hits[:4]
    )
    question = Question(
        question=f"Several columns of {table.name} hold {text}; which is meant?",
        about=text,
        options=options,
    )
    return cursor.choose(question, {h.column.name: h for h in hits})


def placed(cursor: Cursor, table: TableInfo) -> Predicate | None:
    """Read `in Berlin`, `from Germany`, `not in Paris`."""
    negative = bool(cursor.take(*_NOT_IN))
    lead = "in" if negative else cursor.take(*_IN)
    if not lead:
        return None
    found = cursor.first((_column_then_value, value_then_column, known_value), table)
    if found is None and lead not in _NO_PLACE:
        found = _unseen_place(cursor, table)
    return negated(found) if found and negative else found


def _column_then_value(cursor: Cursor, table: TableInfo) -> Predicate | None:
    columns = cursor.columns(table, partial=False)
    cursor.take("of")
    return equals(cursor, table, columns[0]) if len(columns) == 1 else None


def _unseen_place(cursor: Cursor, table: TableInfo) -> Predicate | None:
    """Take a capitalised word after `in` that is no known value as a place, if there are places."""
    cursor.skip()
    places = table.with_role(*_PLACES)
    word = cursor.rest[0] if cursor.rest else None
    if not places or word is None or not (word.text[0].isupper() or word.kind == "quoted"):
        return None
    if cursor.world.link.tables([word]) or cursor.world.link.columns(table, [word]):
        return None
    column = places[0]
    if len(places) > 1:
        question = column_question(word.text, table, places)
        column = cursor.choose(question, {c.name: c for c in places})
    else:
        cursor.assume(f"{word.text} is a value of {table.name}.{column.name}", "guess")
    return equals(cursor, table, column)


def named(cursor: Cursor, table: TableInfo) -> Predicate | None:
    """Read `called Meyer`."""
    if not cursor.take(*_NAMED):
        return None
    text = typed_value(cursor)
    return person_named(table, text) if text else None
