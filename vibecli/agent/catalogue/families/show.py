"""Rows to look at: show, list, filter, sort, the newest or largest few, values that repeat."""

from collections.abc import Sequence

from vibecli.agent.catalogue.conditions import conditions
from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families.arranged import DOWN, UP
from vibecli.agent.catalogue.fields import Fields, fields
from vibecli.agent.catalogue.notes import Draft, column_question, row_count
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.predicates import as_number, family, is_time
from vibecli.agent.catalogue.rows import Rows, rows
from vibecli.agent.catalogue.tails import tail
from vibecli.agent.catalogue.timing import time_column
from vibecli.data.catalog import ColumnInfo, Role
from vibecli.engine.names import quote
from vibecli.steps.query import Query

VERBS = phrases(
    """show|show me|list|display|give me|get|get me|fetch|find|find me|see|print|view|return
        |look up|search for|search|which|who are|what are|pull|pull up|select|look at|list out
        |bring up|where are|i am looking for|find all|show all|filter|only show|read|rows in
        |rows of|rows from|records in|records of|records from|all rows of|all rows in
        |all records in|any|are there any|do we have|do we have any|have we got|have we got any
        |identify|detect|spot|find out which|tell me which|which of our|locate|pick out"""
)
_ARRANGE = ("sort", "order", "arrange", "rank")
_FEW = ("first", "some", "sample", "a few", "few", "example", "a sample of", "up to")
_ROWS_OF = phrases(
    """rows of|rows from|rows in|records of|records from|records in|lines of|lines from
        |entries of|entries from|entries in"""
)
_NEWEST = ("newest", "latest", "most recent", "last", "recent")
_OLDEST = ("oldest", "earliest")
_LARGEST = ("largest", "biggest", "highest", "top", "best", "most expensive")
_SMALLEST = ("smallest", "lowest", "bottom", "cheapest")
_SORT = ("sorted by", "ordered by", "sort by", "order by", "sorted on", "ranked by", "in order of")
TWICE = (
    "duplicate",
    "duplicated",
    "repeated",
    "double",
    "non unique",
    "shared",
    "duplicates of",
    "repeating",
)


def read(cursor: Cursor) -> Draft | None:
    """Read an intent that shows rows."""
    verb = cursor.take(*VERBS, *_ARRANGE)
    if verb:
        cursor.take("every", "each", *_ROWS_OF)
    draft = _sorted(cursor) if verb in _ARRANGE else None
    return (
        draft
        or cursor.first((_repeated, _few))
        or cursor.whole((_rows if verb else _some_rows, _columns))
    )


@reads
def _sorted(cursor: Cursor) -> Draft | None:
    """Read `sort customers by last name`."""
    found = rows(cursor)
    column = cursor.column(found.table) if found and cursor.take("by", "on") else None
    if found is None or column is None:
        return None
    down = cursor.take(*DOWN, *UP) in DOWN
    return _draft("*", found, *_by(found, column, down=down))


def _some_rows(cursor: Cursor) -> Draft | None:
    """Read rows without a verb: a filter or an order must say that they are to be shown."""
    return _rows(cursor, needs_filter=True)


def _rows(cursor: Cursor, *, needs_filter: bool = False) -> Draft | None:
    found = rows(cursor)
    if found is None:
        return None
    cursor.take("there are", "we have", "are there", "do we have")
    found = found.plus(conditions(cursor, found.table))
    order, said = _sorting(cursor, found)
    if needs_filter and not (found.predicates or said):
        return None
    return _draft("*", found, order, said)


def _columns(cursor: Cursor) -> Draft | None:
    found = fields(cursor)
    if found is None:
        return None
    dates = [c for c in found.columns if is_time(c) or c.role is Role.BIRTH_DATE]
    about = tail(cursor, found.table, dates[0]) if len(found.columns) == len(dates) == 1 else None
    kept = found.rows.plus([about] if about else [])
    kept = kept.plus(conditions(cursor, found.table))
    order, said = _sorting(cursor, kept)
    names = ", ".join(quote(c.name) for c in _with_key(found))
    listed = ", ".join(c.name for c in found.columns)
    return _draft(names, kept, order, f"{said}, only {listed}")


def _with_key(found: Fields) -> list[ColumnInfo]:
    keys = [c for k in found.table.key if (c := found.table.column(k)) and c not in found.columns]
    return [*keys, *found.columns]


def _few(cursor: Cursor) -> Draft | None:
    """Read a number of rows: the 10 newest orders, top 5 customers by points."""
    count = cursor.number()
    word = cursor.take(*_FEW, *_NEWEST, *_OLDEST, *_LARGEST, *_SMALLEST)
    count = cursor.number() if count is None and word else count
    if (count is None and not word) or (count is not None and count % 1):
        return None
    cursor.take("of", *_ROWS_OF)
    found = rows(cursor)
    order, said = _few_order(cursor, found, word) if found else ("", "")
    if found is None or not order:
        return None
    found = found.plus(conditions(cursor, found.table))
    number = row_count(count) if count is not None else 10
    if count is None:
        cursor.assume("10 rows are shown", "guess")
    return _draft("*", found, f"{order} LIMIT {number}", f"{said}, {number} rows")


def _few_order(cursor: Cursor, found: Rows, word: str) -> tuple[str, str]:
    order, said = _sorting(cursor, found, down=word in (*_LARGEST, *_NEWEST))
    if said or word in ("", *_FEW):
        return order, said
    if word in (*_NEWEST, *_OLDEST):
        column = time_column(cursor, found.table)
        return _by(found, column, down=word in _NEWEST) if column else ("", "")
    column = _after(cursor, found, ("by", "in", "with the most"))
    if column:
        return _by(found, column, down=word in _LARGEST)
    amounts = found.table.with_role(Role.AMOUNT)
    if not amounts:
        return "", ""
    column = amounts[0]
    if len(amounts) > 1:
        question = column_question(word, found.table, amounts)
        column = cursor.choose(question, {c.name: c for c in amounts})
    return _by(found, column, down=word in _LARGEST)


def _sorting(cursor: Cursor, found: Rows, *, down: bool = False) -> tuple[str, str]:
    column = _after(cursor, found, _SORT)
    if column is None:
        return found.order, ""
    way = cursor.take(*DOWN, *UP)
    return _by(found, column, down=way in DOWN if way else down)


@reads
def _after(cursor: Cursor, found: Rows, leads: Sequence[str]) -> ColumnInfo | None:
    cursor.take(",", "and")
    return cursor.column(found.table) if cursor.take(*leads) else None


def _by(found: Rows, column: ColumnInfo, *, down: bool) -> tuple[str, str]:
    value = as_number(column) if column.role is Role.AMOUNT else quote(column.name)
    way = " DESC" if down else ""
    ties = ", ".join(quote(k) for k in found.table.key if k != column.name)
    after = f", {ties}" if ties else ""
    way_said = "largest first" if down else "smallest first"
    return f" ORDER BY {value}{way} NULLS LAST{after}", f", by {column.name} {way_said}"


def _repeated(cursor: Cursor) -> Draft | None:
    """Read values that stand in more than one row: duplicate emails in accounts."""
    found = fields(cursor) if cursor.take(*TWICE) else None
    if found is None:
        return None
    kept = found.rows.plus(conditions(cursor, found.table))
    select = repeated_select(kept, found.columns)
    names = ", ".join(c.name for c in found.columns)
    said = f"show values of {names} that stand in more than one row of {kept.said}"
    return Draft(f"Repeated {names}", said, (Query(id="s1", why=said, select=select),))


def repeated_select(found: Rows, columns: tuple[ColumnInfo, ...], *, folded: bool = True) -> str:
    """Give a SELECT of the values that stand in more than one row, and in how many."""
    keys = [value_key(c) if folded else quote(c.name) for c in columns]
    named = ", ".join(f"{k} AS {quote(c.name)}" for k, c in zip(keys, columns, strict=True))
    filled = " AND ".join(f"{k} IS NOT NULL" for k in keys)
    where = f"({found.where}) AND {filled}" if found.where else filled
    return (
        f'SELECT {named}, count(*) AS "rows" FROM {found.table.table.sql} WHERE {where} '
        f"GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL"
    )


def value_key(column: ColumnInfo) -> str:
    """Give the value as it is compared: text without case or outer spaces, blank as NULL."""
    name = quote(column.name)
    if family(column) != "text":
        return name
    return f"nullif(lower(trim(CAST({name} AS VARCHAR))), '')"


def _draft(select: str, found: Rows, order: str, extra: str) -> Draft:
    said = f"show {found.said}{extra}"
    step = Query(id="s1", why=said, select=f"SELECT {select} {found.from_where}{order}")
    return Draft(f"Rows of {found.table.name}", said, (step,))
