"""Tag what columns hold: `tag the sensitive columns`, and corrections: `that column is no e-mail`.

Owns the grammar of both. `Which columns hold personal data` is a question and read elsewhere; to
tag is an order that ends in contracts and comments.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.edit_words import ALSO, OUT
from vibecli.agent.catalogue.fields import fields
from vibecli.agent.catalogue.links import own_tables
from vibecli.agent.catalogue.notes import MAX_OPTIONS, Declined, Draft, one_of_these
from vibecli.agent.catalogue.phrases import phrases
from vibecli.contracts.meaning import evident
from vibecli.contracts.said import class_said, tag_said
from vibecli.data.catalog import ColumnInfo, TableInfo
from vibecli.engine.names import column_text, key_of
from vibecli.steps.tag import NO_TAG, Correction, TagColumns, named
from vibecli.tagging.tag import Sensitivity, Tag

_TAG = phrases(
    """tag|auto tag|autotag|retag|re tag|tag again|tag up|put tags on|set tags on|add tags to
        |write tags for|write contracts for|make contracts for|make data contracts for"""
)
_WHAT = phrases(
    """columns|sensitive columns|personal columns|every column|each column|sensitive data|pii
        |personal data|pii columns|private data|sensitive fields|personal fields|fields|everything
        |sensitive ones|every field|personal information|sensitive information|confidential columns
        |columns with personal data|columns with pii|columns that hold personal data|gdpr columns
        |columns holding personal data|customer data|semantics|what is sensitive|what is personal"""
)
_OF = ("of", "in", "from", "for", "across", "on")
_EVERY = phrases(
    """tables|every table|each table|database|every one of the tables|of them|everywhere
        |in every table|in the database"""
)
_AND = ("and", ",", "and also", "plus", "as well as")
_AS = phrases(
    """as|to be|is|are|=|holds|contains|means|should be|must be|is really|is actually|are really
        |is in fact|hold|contain|actually is"""
)
_NOT = phrases(
    """is not|are not|is no|are no|holds no|does not hold|does not contain|is not really|is never
        |contains no|should not be|must not be|is not actually|is actually not"""
)
_MARK = phrases("mark|tag|label|classify|treat|flag|set|count|regard|consider|declare|take")
_COLUMN = ("column", "field")
_THAT = phrases("that column|that|this column|this|it|that one|this one|that field|this field")
_UNTAGGED = phrases("has no tag|have no tag|needs no tag|should have no tag|without a tag")
_LONGEST = 5
_MIND = "which column is meant is not told"


Found = Sequence[tuple[TableInfo, ColumnInfo]]


class Meaning(NamedTuple):
    """What is said of a column, and the tag that it is said not to have."""

    tag: Tag | Literal["none"] | None = None
    level: Sensitivity | None = None
    against: Tag | None = None


def read(cursor: Cursor) -> Draft | None:
    """Read an order to tag, or what a column is said to be."""
    return cursor.whole((_order, _told))


def _order(cursor: Cursor) -> Draft | None:
    """Read `tag the sensitive columns of customers and orders`."""
    if not cursor.take(*_TAG):
        return None
    what = cursor.take(*_WHAT)
    cursor.take(*_OF)
    every = cursor.take(*_EVERY)
    found = [] if every else list(joined_tables(cursor))
    if not (what or every or found):
        return None
    return _draft(tuple(t.name for t in found or _all(cursor, telling=bool(what))), ())


def _told(cursor: Cursor) -> Draft | None:
    """Read `customers.ref is a loyalty id`, `mark notes as restricted`."""
    found = correction(cursor, ())
    return _draft((), found) if found else None


def _draft(tables: Sequence[str], corrections: Sequence[Correction]) -> Draft:
    step = TagColumns.of("s1", tables, corrections)
    return Draft(f"Tag {named(step)}", step.why, (step,))


def joined_tables(cursor: Cursor) -> Iterator[TableInfo]:
    """Read tables joined by `and`."""
    found = cursor.table()
    while found:
        yield found
        found = reads(_next_table)(cursor)


def _next_table(cursor: Cursor) -> TableInfo | None:
    return cursor.table() if cursor.take(*_AND) else None


def _all(cursor: Cursor, *, telling: bool) -> list[TableInfo]:
    """Give the tables with something to tag; those that plans made are tagged when named."""
    world = cursor.world
    own = own_tables(world.catalog, world.protected)
    found = [t for t in own if not telling or any(map(_telling, t.columns))]
    if not found:
        raise Declined("no table here has a column that tells of persons")
    return found


def _telling(column: ColumnInfo) -> bool:
    seen = evident(column)
    return seen.tag is not None or seen.sensitivity.masked


def correction(cursor: Cursor, at_hand: Sequence[TagColumns]) -> tuple[Correction, ...]:
    """Read what a column is said to be; `that column` is one of the plan at hand."""
    return reads(_marked)(cursor) or reads(_stated)(cursor, at_hand)


def _marked(cursor: Cursor) -> tuple[Correction, ...]:
    """Read `mark notes as restricted`."""
    return _said_of(cursor, _as_meant) if cursor.take(*_MARK) else ()


def _stated(cursor: Cursor, at_hand: Sequence[TagColumns]) -> tuple[Correction, ...]:
    """Read `customers.ref is a loyalty id`, `that column is not an e-mail`."""
    return _of_that(cursor, at_hand) if cursor.take(*_THAT) else _said_of(cursor, _predicate)


def _as_meant(cursor: Cursor) -> Meaning | None:
    return _meaning(cursor) if cursor.take("as", "to be") else None


def _said_of(cursor: Cursor, told: Callable[[Cursor], Meaning | None]) -> tuple[Correction, ...]:
    """Read columns, and what is told of them; by the very name of one where the rest fits it."""
    cursor.take(*_COLUMN)
    for columns in (_exact, _named):
        with cursor.attempt() as tried:
            found = columns(cursor)
            made = _corrections(found, told(cursor) if found else None)
            if made:
                tried.keep()
                return made
    return ()


def _corrections(found: Found, told: Meaning | None) -> tuple[Correction, ...]:
    """Give the corrections; none where what is said is a value that a column holds."""
    if told is None or any(_is_value(column, told) for _, column in found):
        return ()
    return tuple(_said(table, column, told) for table, column in found)


def _is_value(column: ColumnInfo, told: Meaning) -> bool:
    held = {tag_said(top.value) or class_said(top.value) for top in column.top} - {None}
    return bool(held & {told.tag, told.level, told.against})


def _predicate(cursor: Cursor) -> Meaning | None:
    """Read what is said of a column: `is a phone`, `is not personal`, `has no tag`."""
    if cursor.take(*_UNTAGGED):
        return Meaning(NO_TAG)
    if cursor.take(*_NOT):
        told = _meaning(cursor)
        return told and _denied(told)
    return _meaning(cursor) if cursor.take(*_AS) else None


def _denied(told: Meaning) -> Meaning | None:
    """Give what the contrary of a tag or a class comes to; that of other classes is not told."""
    if isinstance(told.tag, Tag):
        return Meaning(NO_TAG, against=told.tag)
    return Meaning(level=Sensitivity.PUBLIC) if told.level is Sensitivity.PERSONAL else None


def _meaning(cursor: Cursor) -> Meaning | None:
    """Read a tag, a class, or both joined by `and`."""
    first = _word(cursor)
    more = reads(_next_word)(cursor) if first else None
    if first is None or more is None:
        return first
    return Meaning(first.tag or more.tag, first.level or more.level)


def _next_word(cursor: Cursor) -> Meaning | None:
    if not cursor.take(*_AND):
        return None
    cursor.take("is", "are")
    return _word(cursor)


def _word(cursor: Cursor) -> Meaning | None:
    cursor.skip()
    cursor.take("an", "kind of")
    for length in range(min(_LONGEST, len(cursor.rest)), 0, -1):
        said = cursor.text.raw(cursor.at, cursor.at + length)
        tag, level = tag_said(said), class_said(said)
        if tag or level:
            cursor.move(length)
            return Meaning(tag, level)
    return None


def _named(cursor: Cursor) -> Found:
    """Read columns with their table, in either order."""
    found = fields(cursor, conditions=False)
    return [(found.table, column) for column in found.columns] if found else []


def _exact(cursor: Cursor) -> Found:
    """Read `notes`, `customers.notes`, `crm.customers.notes` as they are written."""
    cursor.skip()
    for length in range(min(_LONGEST, len(cursor.rest)), 0, -1):
        said = cursor.text.raw(cursor.at, cursor.at + length).lower()
        found = [
            (table, column)
            for table in cursor.world.catalog.tables
            for column in table.columns
            if said in _names(table, column)
        ]
        if len(found) == 1:
            cursor.move(length)
            return found
    return []


def _names(table: TableInfo, column: ColumnInfo) -> tuple[str, ...]:
    """Give the ways to write a column, in small letters."""
    short, full = (column_text(name, column.name) for name in (table.table.name, table.name))
    return column.name.lower(), short.lower(), full.lower()


def _said(table: TableInfo, column: ColumnInfo, told: Meaning) -> Correction:
    return Correction(table=table.name, column=column.name, tag=told.tag, sensitivity=told.level)


def _of_that(cursor: Cursor, at_hand: Sequence[TagColumns]) -> tuple[Correction, ...]:
    """Read what is said of `that column`: the one of the plan at hand that fits the words."""
    told = _predicate(cursor)
    if told is None:
        return ()
    fitting = {column_text(t.name, c.name): (t, c) for t, c in _fitting(cursor, at_hand, told)}
    if not 0 < len(fitting) <= MAX_OPTIONS:
        raise Declined(_MIND)
    names = {name: column.type for name, (_, column) in fitting.items()}
    if len(fitting) == 1:
        return (_said(*next(iter(fitting.values())), told),)
    question = one_of_these("Which column is meant?", "that column", names)
    return (_said(*cursor.choose(question, fitting), told),)


def _fitting(cursor: Cursor, at_hand: Sequence[TagColumns], told: Meaning) -> Found:
    """Give the columns `that` may be: those with the tag denied, else the one last spoken of."""
    catalog = cursor.world.catalog
    tables = [t for step in at_hand for n in step.writes() if (t := catalog.table(n))]
    if told.against:
        every = [(t, c) for t in tables for c in t.columns]
        return [(t, c) for t, c in every if (c.tagged or evident(c)).tag is told.against]
    last = [one for step in at_hand for one in step.corrections][-1:]
    named = [(t, one.column) for one in last if (t := catalog.table(one.table))]
    return [(t, column) for t, name in named if (column := t.column(name))]


def corrected(step: TagColumns, more: Sequence[Correction]) -> TagColumns:
    """Give the step with corrections added; an earlier one of the same column goes."""
    places = {(key_of(one.table), one.column.lower()) for one in more}
    kept = [
        one for one in step.corrections if (key_of(one.table), one.column.lower()) not in places
    ]
    return TagColumns.of(step.id, step.tables, (*kept, *more))


def retabled(cursor: Cursor, step: TagColumns) -> TagColumns | None:
    """Read `leave out the orders`, `also the orders`: other tables for the step at hand."""
    out = cursor.take(*OUT)
    table = cursor.table() if out or cursor.take(*ALSO) else None
    if table is None or (table.name in step.tables) is not bool(out):
        return None
    tables = tuple(t for t in step.tables if t != table.name) if out else (*step.tables, table.name)
    said = [one for one in step.corrections if not out or one.table != table.name]
    if not tables and not said:
        raise Declined("nothing would be left of the plan")
    return TagColumns.of(step.id, tables, said)
