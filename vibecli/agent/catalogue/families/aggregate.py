"""Averages, totals, extremes and medians of one column, glossary metrics, and either per group."""

from vibecli.agent.catalogue.conditions import conditions
from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families.count import ASK
from vibecli.agent.catalogue.families.groups import (
    Arranged,
    Group,
    group_by,
    grouped_select,
    groups,
    sorting,
)
from vibecli.agent.catalogue.fields import Fields, fields
from vibecli.agent.catalogue.notes import Declined, Draft
from vibecli.agent.catalogue.predicates import as_number, family
from vibecli.agent.catalogue.rows import Rows, rows
from vibecli.agent.catalogue.terms import metric
from vibecli.data.catalog import ColumnInfo
from vibecli.engine.names import quote
from vibecli.steps.query import Query

_WORDS: dict[str, str] = {
    phrase: function
    for function, phrases in {
        "avg": "average|avg|mean|the average",
        "sum": "total|sum|sum of|sum up|overall|add up",
        "max": "highest|max|maximum|largest|biggest",
        "min": "lowest|min|minimum|smallest",
        "median": "median",
    }.items()
    for phrase in phrases.split("|")
}
_ASK = (*ASK, "list", "display", "report", "how high is", "how much is")


def read(cursor: Cursor) -> Draft | None:
    """Read an intent that aggregates one column."""
    with cursor.attempt() as tried:
        draft = _top(cursor) or _metric(cursor) or _grouped_first(cursor) or _aggregate(cursor)
        if draft:
            tried.keep()
        return draft


def _aggregate(cursor: Cursor) -> Draft | None:
    with cursor.attempt() as tried:
        cursor.take(*_ASK)
        found = _measure(cursor)
        if found is None:
            return None
        function, column = found
        kept, by = _tail(cursor, column.rows)
        tried.keep()
        return _draft(kept, function, column.columns[0], by, Arranged(up=sorting(cursor, by)))


def _measure(cursor: Cursor) -> tuple[tuple[str, ...], Fields] | None:
    """Read `average amount`, `min and max points`."""
    functions = _functions(cursor)
    cursor.take("of", "value of", "for", "number of")
    found = fields(cursor) if functions else None
    if found is None or len(found.columns) != 1:
        return None
    return functions, found


def _functions(cursor: Cursor) -> tuple[str, ...]:
    word = cursor.take(*_WORDS)
    found = [_WORDS[word]] if word else []
    while found:
        with cursor.attempt() as tried:
            word = cursor.take(*_WORDS) if cursor.take(", and", "and", ",", "plus") else ""
            if not word:
                break
            found.append(_WORDS[word])
            tried.keep()
    return tuple(dict.fromkeys(found))


def _tail(cursor: Cursor, found: Rows) -> tuple[Rows, tuple[Group, ...]]:
    """Read conditions and groups in either order; `of gold members` may narrow the same table."""
    with cursor.attempt() as tried:
        more = rows(cursor) if cursor.take("of", "for", "in", "from", "across") else None
        if more is not None and more.table.name == found.table.name:
            found = found.plus(more.predicates)
            tried.keep()
    found = found.plus(conditions(cursor, found.table))
    by = groups(cursor, found.table)
    with cursor.attempt() as tried:
        more = rows(cursor) if by and cursor.take("of", "for", "from", "among", "in") else None
        if more is not None and more.table.name == found.table.name:
            found = found.plus(more.predicates)
            tried.keep()
    return found.plus(conditions(cursor, found.table)), by


def _grouped_first(cursor: Cursor) -> Draft | None:
    """Read `monthly total order amount`."""
    with cursor.attempt() as tried:
        cursor.take(*_ASK)
        word = cursor.take("daily", "weekly", "monthly", "quarterly", "yearly")
        start = cursor.at
        found = _measure(cursor) if word else None
        if found is None:
            return None
        end = cursor.at
        cursor.at = start - 1
        group = group_by(cursor, found[1].table)
        cursor.at = end
        if group is None:
            return None
        kept = found[1].rows.plus(conditions(cursor, found[1].table))
        tried.keep()
        return _draft(kept, found[0], found[1].columns[0], (group,))


def _top(cursor: Cursor) -> Draft | None:
    """Read `top 5 cities by total amount`."""
    with cursor.attempt() as tried:
        cursor.take(*_ASK)
        number = cursor.number() if cursor.take("top") else None
        start = cursor.at
        for table in cursor.world.catalog.tables if number else ():
            with cursor.attempt() as inner:
                group = group_by(cursor, table)
                found = _measure(cursor) if group and cursor.take("by") else None
                if group is None or found is None or found[1].table.name != table.name:
                    continue
                inner.keep()
                tried.keep()
                kept = found[1].rows.plus(conditions(cursor, table))
                return _draft(
                    kept, found[0], found[1].columns[0], (group,), Arranged(limit=int(number or 0))
                )
        cursor.at = start
    return None


def _metric(cursor: Cursor) -> Draft | None:
    """Read a glossary metric, with or without groups."""
    with cursor.attempt() as tried:
        cursor.take(*_ASK)
        found = metric(cursor)
        table = cursor.world.catalog.table(found.table or "") if found else None
        if found is None or table is None:
            return None
        kept, by = _tail(cursor, Rows(table))
        if any(group.join for group in by):
            return None
        tried.keep()
        select = grouped_select(kept, str(found.sql), found.name, by)
        said = f"{found.name} of {kept.said}{_per(by)}"
        return Draft(found.name, said, (Query(id="s1", why=said, select=select),))


def _draft(
    found: Rows,
    functions: tuple[str, ...],
    column: ColumnInfo,
    by: tuple[Group, ...],
    arranged: Arranged | None = None,
) -> Draft:
    *more, last = functions
    measure = "".join(f"{_expression(f, column)} AS {quote(f'{f} {column.name}')}, " for f in more)
    select = grouped_select(
        found,
        f"{measure}{_expression(last, column)}",
        f"{last} {column.name}",
        by,
        arranged,
    )
    name = f"{' and '.join(functions)} {column.name}"
    top = f", the first {arranged.limit}" if arranged and arranged.limit else ""
    said = f"{name} of {found.said}{_per(by)}{top}"
    return Draft(f"{name} of {found.table.name}", said, (Query(id="s1", why=said, select=select),))


def _expression(function: str, column: ColumnInfo) -> str:
    kind = family(column)
    if kind in ("date", "timestamp") and function in ("min", "max"):
        return f"{function}(t.{quote(column.name)})"
    if kind not in ("number", "text"):
        raise Declined(f"{column.name} holds no numbers, so it has no {function}")
    name = quote(column.name)
    return f"{function}({as_number(column).replace(name, f't.{name}', 1)})"


def _per(by: tuple[Group, ...]) -> str:
    return f" per {' and '.join(group.name for group in by)}" if by else ""
