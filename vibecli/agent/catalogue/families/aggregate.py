"""Averages, totals, extremes and medians of one column, glossary metrics, and either per group."""

import re

from vibecli.agent.catalogue.conditions import conditions
from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families.arranged import Arranged, Group, arranged
from vibecli.agent.catalogue.families.count import ASK
from vibecli.agent.catalogue.families.groups import (
    PERIODIC,
    group_by,
    grouped_select,
    groups,
    period,
)
from vibecli.agent.catalogue.fields import Fields, fields
from vibecli.agent.catalogue.notes import Declined, Draft, row_count
from vibecli.agent.catalogue.phrases import words
from vibecli.agent.catalogue.predicates import as_number, family, is_time
from vibecli.agent.catalogue.rows import Rows, named_again
from vibecli.agent.catalogue.terms import metric
from vibecli.data.catalog import ColumnInfo, Role, TableInfo
from vibecli.engine.names import quote
from vibecli.steps.query import Query

_WORDS: dict[str, str] = {
    phrase: function
    for function, phrases in {
        "avg": "average|avg|mean|the average",
        "sum": "total|sum|sum of|sum up|overall|add up",
        "max": "highest|max|maximum|largest|biggest|longest|latest|newest|most recent|last",
        "min": "lowest|min|minimum|smallest|shortest|earliest|oldest|first",
        "median": "median",
    }.items()
    for phrase in phrases.split("|")
}
_OF_TIME = words("latest newest recent last earliest oldest first")
_SCALE = re.compile(r"^DECIMAL\(\d+,\s*(\d+)\)$", re.IGNORECASE)
_ASK = (*ASK, "list", "display", "report", "how high is", "how much is")


def read(cursor: Cursor) -> Draft | None:
    """Read an intent that aggregates one column."""
    return cursor.first((_top, _metric, _grouped_first, _aggregate))


def _aggregate(cursor: Cursor) -> Draft | None:
    cursor.take(*_ASK)
    found = _measure(cursor)
    if found is None:
        return None
    function, column = found
    kept, by = _tail(cursor, column.rows)
    return _draft(kept, function, column.columns[0], by, arranged(cursor, by))


def _measure(cursor: Cursor) -> tuple[tuple[str, ...], Fields] | None:
    """Read `average amount`, `min and max points`."""
    start = cursor.at
    functions = _functions(cursor)
    said = {word.form for word in cursor.text.words[start : cursor.at]}
    cursor.take("of", "value of", "for", "number of")
    found = fields(cursor) if functions else None
    if found is None or len(found.columns) != 1:
        return None
    timely = bool(said & _OF_TIME)
    return (functions, found) if not timely or is_time(found.columns[0]) else None


def _functions(cursor: Cursor) -> tuple[str, ...]:
    word = cursor.take(*_WORDS)
    found = []
    while word:
        found.append(_WORDS[word])
        word = _next_function(cursor)
    return tuple(dict.fromkeys(found))


@reads
def _next_function(cursor: Cursor) -> str:
    return cursor.take(*_WORDS) if cursor.take(", and", "and", ",", "plus") else ""


def _tail(cursor: Cursor, found: Rows) -> tuple[Rows, tuple[Group, ...]]:
    """Read conditions and groups in either order; `of gold members` may narrow the same table."""
    found = named_again(cursor, found, "of", "for", "in", "from", "across")
    found = found.plus(conditions(cursor, found.table))
    by = groups(cursor, found.table)
    if by:
        found = named_again(cursor, found, "of", "for", "from", "among", "in")
    return found.plus(conditions(cursor, found.table)), by


def _grouped_first(cursor: Cursor) -> Draft | None:
    """Read `monthly total order amount`."""
    cursor.take(*_ASK)
    unit = cursor.take(*PERIODIC)
    found = _measure(cursor) if unit else None
    group = period(cursor, found[1].table, unit) if found else None
    if found is None or group is None:
        return None
    kept = found[1].rows.plus(conditions(cursor, found[1].table))
    return _draft(kept, found[0], found[1].columns[0], (group,), arranged(cursor, (group,)))


def _top(cursor: Cursor) -> Draft | None:
    """Read `top 5 cities by total amount`."""

    def ranked(cursor: Cursor, table: TableInfo) -> Draft | None:
        group = group_by(cursor, table)
        found = _measure(cursor) if group and cursor.take("by") else None
        if group is None or found is None or found[1].table.name != table.name:
            return None
        kept = found[1].rows.plus(conditions(cursor, table))
        limit = Arranged(limit=row_count(number or 0))
        return _draft(kept, found[0], found[1].columns[0], (group,), limit)

    cursor.take(*_ASK)
    number = cursor.number() if cursor.take("top") else None
    return cursor.of_tables(ranked) if number else None


def _metric(cursor: Cursor) -> Draft | None:
    """Read a glossary metric, with or without groups."""
    cursor.take(*_ASK)
    found = metric(cursor)
    table = cursor.world.catalog.table(found.table or "") if found else None
    if found is None or table is None:
        return None
    kept, by = _tail(cursor, Rows(table))
    if any(group.join for group in by):
        return None
    way = arranged(cursor, by)
    select = grouped_select(kept, str(found.sql), found.name, by, way)
    said = f"{found.name} of {kept.said}{_per(by)}{way.said}"
    return Draft(found.name, said, (Query(id="s1", why=said, select=select),))


def _draft(
    found: Rows,
    functions: tuple[str, ...],
    column: ColumnInfo,
    by: tuple[Group, ...],
    way: Arranged | None = None,
) -> Draft:
    way = way or Arranged()
    *more, last = functions
    measure = "".join(f"{_expression(f, column)} AS {quote(f'{f} {column.name}')}, " for f in more)
    select = grouped_select(
        found,
        f"{measure}{_expression(last, column)}",
        f"{last} {column.name}",
        by,
        way,
    )
    name = f"{' and '.join(functions)} {column.name}"
    said = f"{name} of {found.said}{_per(by)}{way.said}"
    return Draft(f"{name} of {found.table.name}", said, (Query(id="s1", why=said, select=select),))


def _expression(function: str, column: ColumnInfo) -> str:
    kind = family(column)
    if kind in ("date", "timestamp") and function in ("min", "max"):
        return f"{function}(t.{quote(column.name)})"
    if kind != "number" and (kind != "text" or column.role is not Role.AMOUNT):
        raise Declined(f"{column.name} holds no numbers, so it has no {function}")
    name = quote(column.name)
    value = f"{function}({as_number(column).replace(name, f't.{name}', 1)})"
    return f"round({value}, {_digits(column)})" if function == "avg" else value


def _digits(column: ColumnInfo) -> int:
    """Give how many decimals of an average are worth reading."""
    scale = _SCALE.search(column.type)
    return int(scale[1]) + 2 if scale else 4


def _per(by: tuple[Group, ...]) -> str:
    return f" per {' and '.join(group.name for group in by)}" if by else ""
