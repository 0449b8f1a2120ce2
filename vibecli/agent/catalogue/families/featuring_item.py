"""One feature as it is said, and of what: a table of events, a number, a column.

Of which table one is goes by its noun, its column, or the tables named; one that could be of two is
asked about.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from vibecli.agent.catalogue.adjectives import known_value
from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families import featuring_words as said
from vibecli.agent.catalogue.families.learning_label import is_activity
from vibecli.agent.catalogue.notes import MAX_OPTIONS, Declined, one_of_these
from vibecli.agent.catalogue.predicates import family
from vibecli.agent.catalogue.rows import head_rows
from vibecli.agent.catalogue.spending import amounts, is_money
from vibecli.agent.catalogue.words import name_tokens
from vibecli.data.catalog import ColumnInfo, Role, TableInfo
from vibecli.learn.definition import Measure
from vibecli.learn.proposal import times

_LONGEST = 30
_KEYS = (Role.KEY, Role.FOREIGN_KEY, Role.CODE)
Found = tuple[TableInfo, ColumnInfo]
Sources = Sequence[TableInfo]


class Item(NamedTuple):
    """One feature as it was said."""

    measure: Measure
    table: TableInfo | None = None
    column: ColumnInfo | None = None
    where: str | None = None
    days: int | None = None
    hours: tuple[int, int] | None = None
    about: str = ""  # what it is called beside its measure: night, web
    raw: str = ""
    of: tuple["Item", ...] = ()  # ratio: the two it is of
    whose: TableInfo | None = None  # said to be a row of these


@reads
def events(cursor: Cursor, sources: Sources) -> TableInfo | None:
    """Read a table of events by its noun."""
    cursor.take(*said.KIND)
    table = cursor.table()
    known = table is not None and (table in sources or not sources)
    return table if table is not None and known and times(table) else None


@reads
def described(cursor: Cursor, sources: Sources) -> Item | None:
    """Read events with values before their noun: cancelled orders; they are counted."""
    start = cursor.at
    try:
        head = head_rows(cursor)
    except Declined:
        return None
    if head is None or not head.predicates or (sources and head.table not in sources):
        return None
    noun = len(name_tokens(head.table.table.name))
    about = snake(cursor.text.raw(start, max(cursor.at - noun, start + 1)))
    return Item("count", head.table, where=head.where, about=about) if times(head.table) else None


def valued(cursor: Cursor, sources: Sources) -> Item | None:
    """Read a value that stands for the events that have it: how many OPs; of one table alone."""
    start = cursor.at
    found = cursor.furthest(known_value, sources)
    if len(found) != 1:
        return None
    table, one = found[0]
    about = snake(cursor.text.raw(start, cursor.at))
    return Item("count", table, where=one.sql, about=about) if one else None


def of_kind(sources: Sources, *, money: bool) -> TableInfo | None:
    """Give the one table of purchases, or the one of use."""
    found = [t for t in sources if is_money(t) == money and (money or is_activity(t.name))]
    return found[0] if len(found) == 1 else None


def spent(cursor: Cursor, sources: Sources) -> Found | None:
    """Read `basket`, `order value`: what was spent."""
    return paid(cursor, sources) if cursor.take(*said.BASKET, *said.SPENT) else None


def paid(cursor: Cursor, sources: Sources) -> Found | None:
    """Give what was spent: the one amount of the one table that has any."""
    found = [(table, amounts(table)[0]) for table in sources if is_money(table)]
    if len(found) != 1:
        return None
    table, column = found[0]
    cursor.assume(f"what is spent is {table.name}.{column.name}", "schema")
    return table, column


def number(cursor: Cursor, sources: Sources) -> Found | None:
    """Read a column of numbers."""
    found = reads(measured)(cursor, sources)
    return found if found and family(found[1]) == "number" else None


def measured(cursor: Cursor, sources: Sources) -> Found | None:
    """Read a column of one of the tables, no key of them; asked where several have it."""
    return _column(cursor, sources, keys=False)


def named(cursor: Cursor, sources: Sources) -> Found | None:
    """Read a column whose values name something: studios, stations."""
    return _column(cursor, sources, keys=True)


@reads
def _column(cursor: Cursor, sources: Sources, *, keys: bool) -> Found | None:
    told = cursor.furthest(lambda c, table: c.column(table), sources)
    found = [(table, c) for table, c in told if c is not None and _tells(table, c, keys=keys)]
    if len(found) > 1:
        places = {f"{table.name}.{column.name}": (table, column) for table, column in found}
        means = dict.fromkeys([*places][:MAX_OPTIONS], "this one is measured")
        return cursor.choose(one_of_these("Which column is meant?", "feature", means), places)
    return found[0] if found else None


def _tells(table: TableInfo, column: ColumnInfo, *, keys: bool) -> bool:
    if keys:
        return column.name not in table.key and column.name not in times(table)
    return column.role not in _KEYS


def they(cursor: Cursor) -> None:
    """Move past who does it: they, each patient."""
    with cursor.attempt() as tried:
        each = cursor.take("each", "every", "a", "one")
        if each and (cursor.take(*said.WHOM) or cursor.table()):
            tried.keep()
            return
    cursor.take(*said.THEY)


def snake(text: str) -> str:
    """Give a text as part of the name of a feature."""
    found = re.sub(r"\W+", "_", text.lower(), flags=re.ASCII).strip("_") or "x"
    return found[:_LONGEST].strip("_") if found[0].isalpha() else f"n{found[:_LONGEST]}"
