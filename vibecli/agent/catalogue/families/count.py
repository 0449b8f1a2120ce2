"""How many: rows, filtered rows, distinct values, and either per group."""

from vibecli.agent.catalogue.conditions import conditions
from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families.arranged import Arranged, Group, arranged
from vibecli.agent.catalogue.families.distinct import DIFFERENT, owned_columns
from vibecli.agent.catalogue.families.groups import (
    PERIODIC,
    group_by,
    grouped_select,
    groups,
    own,
    period,
)
from vibecli.agent.catalogue.families.show import TWICE, repeated_select, value_key
from vibecli.agent.catalogue.fields import Fields, fields
from vibecli.agent.catalogue.kin import link_between
from vibecli.agent.catalogue.notes import Draft, one_of_these, row_count
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.predicates import Predicate, both, missing
from vibecli.agent.catalogue.rows import Rows, named_again, rows
from vibecli.data.catalog import TableInfo
from vibecli.engine.names import quote
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
_SPREAD = (
    "distribution of",
    "breakdown of",
    "frequency of",
    "frequencies of",
    "values of",
    "spread of",
)
_GONE = ("missing", "empty", "null", "blank")
_MOST = {
    "has the most": False, "have the most": False, "with the most": False, "had the most": False,
    "has the fewest": True, "have the fewest": True, "has the least": True, "had the fewest": True,
}  # fmt: skip
_BY_NUMBER = ("by number of", "by the number of", "by count of", "by their number of", "by")
_FREQUENT = ("most common", "most frequent", "most used", "commonest", "most popular", "frequent")
_ROWS_IN = ("of", "rows in", "rows of", "records in", "rows are in", "records are in", "rows does")
_EXIST = phrases(
    """are there|do we have|exist|are in the database|do i have|are known|in total|there are
        |we have|are|have we got|are listed|have"""
)


def read(cursor: Cursor) -> Draft | None:
    """Read an intent that counts."""
    return cursor.first((_top, _most, _common, _periodic, _how_many))


def _periodic(cursor: Cursor) -> Draft | None:
    """Read `monthly order count for 2025`."""
    cursor.take(*ASK)
    unit = cursor.take(*PERIODIC)
    cursor.take("number of", "count of", "volume of") if unit else None
    found = rows(cursor) if unit else None
    cursor.take("count", "counts", "volume", "volumes", "numbers") if found else None
    group = period(cursor, found.table, unit) if found else None
    if found is None or group is None:
        return None
    kept = found.plus(conditions(cursor, found.table))
    return _draft(kept, "count(*)", "rows", (group,), "rows", arranged(cursor, (group,)))


def _how_many(cursor: Cursor) -> Draft | None:
    asked = cursor.take(*ASK, "list", "display")
    if cursor.take(*_COUNT):
        return cursor.first((_distinct, _missing, _repeated, _counted))
    if cursor.take(*_SPREAD):
        return _spread(cursor)
    return _grouped(cursor, asked=bool(asked))


def _counted(cursor: Cursor) -> Draft | None:
    cursor.take(*_ROWS_IN)
    different = cursor.take(*DIFFERENT)
    found = rows(cursor)
    if found is None or (different and not found.table.key):
        return None
    if different:
        key = " and ".join(found.table.key)
        cursor.assume(f"rows of {found.table.name} are told apart by {key}", "schema")
    by = groups(cursor, found.table)
    found = _rest(cursor, found)
    by = by or groups(cursor, found.table)
    kept = _rest(cursor, found)
    return _draft(kept, "count(*)", "rows", by, "rows", arranged(cursor, by))


def _grouped(cursor: Cursor, *, asked: bool) -> Draft | None:
    """Read `orders per month`: rows per group; `show orders by status` may mean both."""
    found = rows(cursor)
    unclear = asked and cursor.sees("by")
    by = groups(cursor, found.table) if found else ()
    if found is None or not by:
        return None
    if unclear and not _counting_meant(cursor, found, by):
        names = ", ".join(quote(g.name) for g in by)
        said = f"show {found.said}, by {' and '.join(g.name for g in by)}"
        ties = "".join(f", {quote(key)}" for key in found.table.key)
        step = Query(
            id="s1", why=said, select=f"SELECT * {found.from_where} ORDER BY {names}{ties}"
        )
        return Draft(f"Rows of {found.table.name}", said, (step,))
    kept = _rest(cursor, found)
    return _draft(kept, "count(*)", "rows", by, "rows", arranged(cursor, by))


def _most(cursor: Cursor) -> Draft | None:
    """Read `which country has the most customers`."""
    return cursor.of_tables(_group_with_most) if cursor.take("which", "what") else None


def _group_with_most(cursor: Cursor, table: TableInfo) -> Draft | None:
    number = cursor.number()
    group = group_by(cursor, table)
    lead = cursor.take(*_MOST) if group else ""
    found = rows(cursor) if lead else None
    if group is None or found is None or found.table.name != table.name:
        return None
    kept = _rest(cursor, found)
    if number is not None:
        limit = Arranged(limit=row_count(number), up=_MOST[lead])
        return _draft(kept, "count(*)", "rows", (group,), "rows", limit)
    way = "ASC" if _MOST[lead] else "DESC"
    only = f"QUALIFY rank() OVER (ORDER BY count(*) {way}) = 1"
    return _draft(kept, "count(*)", "rows", (group,), "rows", Arranged(having=only))


def _common(cursor: Cursor) -> Draft | None:
    """Read `10 most common first names`, `most frequent cities of customers`."""
    cursor.take(*ASK, "list")
    cursor.take("top")
    number = cursor.number()
    found = fields(cursor) if cursor.take(*_FREQUENT) else None
    if found is None or len(found.columns) != 1:
        return None
    kept = found.rows.plus(conditions(cursor, found.table))
    cursor.take(",")
    after = cursor.take("top", "the top", "the first", "first")
    number = number or cursor.number()
    cursor.take("of them") if number and not after else None
    if number is None:
        cursor.assume("10 values are shown", "guess")
    by = (own(found.columns[0]),)
    return _draft(kept, "count(*)", "rows", by, "rows", Arranged(limit=row_count(number or 10)))


def _counting_meant(cursor: Cursor, found: Rows, by: tuple[Group, ...]) -> bool:
    names = " and ".join(g.name for g in by)
    if any(g.time or g.join or not found.table.column(g.name) for g in by):
        return True
    question = one_of_these(
        f"Count {found.table.name} per {names}, or list its rows in that order?",
        f"by {names}",
        {
            "count": f"how many rows per {names}",
            "list": f"every row, ordered by {names}",
        },
        default="count",
    )
    return cursor.choose(question, {"count": True, "list": False})


def _spread(cursor: Cursor) -> Draft | None:
    """Read `distribution of tiers`: rows per value."""
    found = fields(cursor)
    if found is None or len(found.columns) != 1:
        return None
    kept = found.rows.plus(conditions(cursor, found.table))
    return _draft(kept, "count(*)", "rows", (own(found.columns[0]),), "rows")


def _missing(cursor: Cursor) -> Draft | None:
    """Read `how many missing emails in customers`, `how many emails are missing in customers`."""
    first = cursor.take(*_GONE)
    found = fields(cursor)
    if found is None or not (first or cursor.take(*(f"are {word}" for word in _GONE))):
        return None
    kept = named_again(cursor, found.rows, "in", "from")
    gone = both([missing(c) for c in found.columns])
    names = " and ".join(c.name for c in found.columns)
    kept = kept.plus([Predicate(gone, f"{names} is missing")])
    return _draft(kept, "count(*)", "rows", (), "rows")


def _repeated(cursor: Cursor) -> Draft | None:
    """Read `how many duplicate emails are in customers`: values, and rows that hold them."""
    found = fields(cursor) if cursor.take(*TWICE) else None
    if found is None:
        return None
    kept = _rest(cursor, named_again(cursor, found.rows, "are in", "are there in", "in"))
    listed = repeated_select(kept, found.columns)
    select = (
        'SELECT count(*) AS "repeated values", coalesce(sum(t."rows"), 0) AS "rows" '
        f"FROM ({listed}) AS t"
    )
    names = " and ".join(column.name for column in found.columns)
    said = f"count values of {names} that stand in more than one row of {kept.said}"
    return Draft(f"Repeated {names}", said, (Query(id="s1", why=said, select=select),))


def _rest(cursor: Cursor, found: Rows) -> Rows:
    """Read `are there`, then conditions; `have` alone must begin a condition."""
    more = conditions(cursor, found.table)
    if not more and cursor.take(*_EXIST):
        more = conditions(cursor, found.table)
    return found.plus(more)


def _distinct(cursor: Cursor) -> Draft | None:
    if not cursor.take(*DIFFERENT):
        return None
    found = cursor.of_tables(owned_columns) or _referring(cursor) or fields(cursor)
    if found is None:
        return None
    kept = _rest(cursor, found.rows)
    by = groups(cursor, found.table)
    keys = [value_key(column) for column in found.columns]
    names = " and ".join(column.name for column in found.columns)
    counted = keys[0] if len(keys) == 1 else f"({', '.join(keys)})"
    return _draft(kept, f"count(DISTINCT {counted})", f"distinct {names}", by, f"distinct {names}")


@reads
def _referring(cursor: Cursor) -> Fields | None:
    """Read `customers in orders`: the column of orders that holds a customer."""
    other = cursor.table()
    found = rows(cursor) if other and cursor.take("in", "of", "among", "with", "from") else None
    link = link_between(cursor, found.table, other) if found and other else None
    column = found.table.column(link.column) if found and link else None
    mine = column and link and found and link.table.lower() == found.table.name.lower()
    return Fields(found, (column,)) if mine and found and column else None


def _top(cursor: Cursor) -> Draft | None:
    """Read `top 5 cities by number of customers`."""

    def ranked(cursor: Cursor, table: TableInfo) -> Draft | None:
        group = group_by(cursor, table)
        found = rows(cursor) if group and cursor.take(*_BY_NUMBER) else None
        if group is None or found is None or found.table.name != table.name:
            return None
        limit = Arranged(limit=row_count(number or 0))
        return _draft(found, "count(*)", "rows", (group,), "rows", limit)

    cursor.take(*ASK, "list")
    number = cursor.number() if cursor.take("top") else None
    return cursor.of_tables(ranked) if number else None


def _draft(
    found: Rows,
    measure: str,
    name: str,
    by: tuple[Group, ...],
    what: str,
    way: Arranged | None = None,
) -> Draft:
    way = way or Arranged()
    select = grouped_select(found, measure, name, by, way)
    per = f" per {' and '.join(g.name for g in by)}" if by else ""
    said = f"count {what} of {found.said}{per}{way.said}"
    return Draft(f"Count of {found.table.name}", said, (Query(id="s1", why=said, select=select),))
