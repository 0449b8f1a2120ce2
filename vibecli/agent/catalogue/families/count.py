"""How many: rows, filtered rows, distinct values, and either per group."""

from vibecli.agent.catalogue.conditions import conditions
from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families.groups import Group, group_by, grouped_select, groups
from vibecli.agent.catalogue.families.show import value_key
from vibecli.agent.catalogue.fields import fields
from vibecli.agent.catalogue.notes import Draft
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.rows import Rows, rows
from vibecli.steps.query import Query

ASK = (
    "what is",
    "what are",
    "show",
    "show me",
    "give me",
    "get",
    "calculate",
    "compute",
    "tell me",
    "find",
)
_COUNT = phrases(
    """how many|count|number of|count of|total number of|count the number of|count how many
        |amount of|how much|the number of|a count of|row count of|size of"""
)
_DISTINCT = ("distinct", "unique", "different")
_EXIST = phrases(
    """are there|do we have|exist|are in the database|do i have|are known|in total|there are
        |we have|are|have we got|are listed|have"""
)


def read(cursor: Cursor) -> Draft | None:
    """Read an intent that counts."""
    with cursor.attempt() as tried:
        draft = _top(cursor)
        if draft is None:
            cursor.take(*ASK)
            counts = cursor.take(*_COUNT)
            draft = (_distinct(cursor) or _counted(cursor)) if counts else _grouped(cursor)
        if draft:
            tried.keep()
        return draft


def _counted(cursor: Cursor) -> Draft | None:
    cursor.take(
        "of", "rows in", "rows of", "records in", "rows are in", "records are in", "rows does"
    )
    found = rows(cursor)
    if found is None:
        return None
    by = groups(cursor, found.table)
    found = _rest(cursor, found)
    by = by or groups(cursor, found.table)
    return _draft(_rest(cursor, found), "count(*)", "rows", by, "rows")


def _grouped(cursor: Cursor) -> Draft | None:
    """Read `orders per month`: rows per group are counted."""
    found = rows(cursor)
    by = groups(cursor, found.table) if found else ()
    if found is None or not by:
        return None
    return _draft(_rest(cursor, found), "count(*)", "rows", by, "rows")


def _rest(cursor: Cursor, found: Rows) -> Rows:
    """Read `are there`, then conditions; `have` alone must begin a condition."""
    more = conditions(cursor, found.table)
    if not more and cursor.take(*_EXIST):
        more = conditions(cursor, found.table)
    return found.plus(more)


def _distinct(cursor: Cursor) -> Draft | None:
    with cursor.attempt() as tried:
        found = fields(cursor) if cursor.take(*_DISTINCT) else None
        if found is None:
            return None
        kept = _rest(cursor, found.rows)
        by = groups(cursor, found.table)
        tried.keep()
        keys = [value_key(column) for column in found.columns]
        names = " and ".join(column.name for column in found.columns)
        counted = keys[0] if len(keys) == 1 else f"({', '.join(keys)})"
        return _draft(
            kept, f"count(DISTINCT {counted})", f"distinct {names}", by, f"distinct {names}"
        )


def _top(cursor: Cursor) -> Draft | None:
    """Read `top 5 cities by number of customers`."""
    with cursor.attempt() as tried:
        cursor.take(*ASK, "list")
        number = cursor.number() if cursor.take("top") else None
        if number is None:
            return None
        for table in cursor.world.catalog.tables:
            with cursor.attempt() as inner:
                group = group_by(cursor, table)
                found = (
                    rows(cursor) if group and cursor.take("by number of", "by count of") else None
                )
                if group and found and found.table.name == table.name:
                    inner.keep()
                    tried.keep()
                    return _draft(found, "count(*)", "rows", (group,), "rows", int(number))
    return None


def _draft(
    found: Rows, measure: str, name: str, by: tuple[Group, ...], what: str, limit: int = 0
) -> Draft:  # fmt: skip
    select = grouped_select(found, measure, name, by, limit)
    per = f" per {' and '.join(g.name for g in by)}" if by else ""
    top = f", the first {limit}" if limit else ""
    said = f"count {what} of {found.said}{per}{top}"
    return Draft(f"Count of {found.table.name}", said, (Query(id="s1", why=said, select=select),))
