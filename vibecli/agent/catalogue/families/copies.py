"""Rows that are the same in every column: found, or removed but for one of each.

A table has such rows only where it has no key.
"""

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.notes import Declined, Draft
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.row_steps import rewritten
from vibecli.agent.catalogue.rows import Rows, must_be_table, rows
from vibecli.data.catalog import TableInfo
from vibecli.engine.names import quote
from vibecli.steps.query import Query

_FIND = phrases(
    """find|find all|show|show me|list|which|which are|are there|are there any|look for|check for
        |identify|detect|search for|give me|do we have"""
)
_REMOVE = phrases(
    """delete|remove|drop|get rid of|eliminate|throw out|purge|erase|remove all|delete all|drop all
        |get rid of all|keep only one of|keep only one of the|keep one of the|keep one of
        |keep one copy of|keep only one copy of|keep just one of"""
)
_ALIKE = phrases(
    """exact duplicate|exact duplicates|exact duplicated|exact copies|exact copy|exact repeated
        |exact double|exact doubles|exactly duplicated|identical|fully identical|exactly identical
        |completely identical|entirely identical|totally identical|exactly equal|completely equal
        |exactly the same|exactly same|true duplicate|true duplicates|full duplicate
        |full duplicates|complete duplicate|complete duplicates|fully duplicated
        |completely duplicated|identical duplicate|identical duplicates|identical copies"""
)
_RECORDS = ("rows", "records", "entries", "lines", "row", "record", "copies")
_IN = ("in", "from", "of", "within", "among", "in table", "from table", "of table")


def read(cursor: Cursor) -> Draft | None:
    """Read an intent about rows that are the same throughout."""
    return cursor.whole((_removed, _found))


def _removed(cursor: Cursor) -> Draft | None:
    """Read `remove exact duplicate rows of log`. Raises Declined for a table with a key."""
    found = _alike(cursor) if cursor.take(*_REMOVE) else None
    if found is None:
        return None
    table = _without_key(found)
    must_be_table(table)
    others = f"({found.where}) IS NOT TRUE OR " if found.where else ""
    said = f"remove all but one of each of the rows that are the same throughout, in {found.said}"
    rest = f" QUALIFY {others}row_number() OVER ({_same(table)}) = 1"
    return Draft(
        f"Remove equal rows of {table.name}", said, (rewritten(table, "SELECT *", said, rest),)
    )


def _found(cursor: Cursor) -> Draft | None:
    """Read `find exact duplicates in log`."""
    cursor.take(*_FIND)
    found = _alike(cursor)
    if found is None:
        return None
    table = _without_key(found)
    select = f"SELECT * {found.from_where} QUALIFY count(*) OVER ({_same(table)}) > 1 ORDER BY ALL"
    said = f"show the rows that are the same throughout, in {found.said}"
    return Draft(f"Equal rows of {table.name}", said, (Query(id="s1", why=said, select=select),))


@reads
def _alike(cursor: Cursor) -> Rows | None:
    if not cursor.take(*_ALIKE):
        return None
    cursor.take(*_RECORDS)
    cursor.take(*_IN)
    found = rows(cursor)
    cursor.take(*_RECORDS)
    return found


def _same(table: TableInfo) -> str:
    """Give the window of rows that are the same: text, as 0.0 = -0.0 and `a` may equal `A`."""
    row = f"row({', '.join(quote(column.name) for column in table.columns)})"
    return f"PARTITION BY {row}, CAST({row} AS VARCHAR)"


def _without_key(found: Rows) -> TableInfo:
    table = found.table
    if table.key:
        other = next((c.name for c in table.columns if c.name not in table.key), None)
        nearest = f"find {table.name} with the same {other}"
        reason = (
            f"no two rows of {table.name} are the same, their {' and '.join(table.key)} differs"
        )
        raise Declined(reason, *([nearest] if other else []))
    return table
