"""Groups of an aggregate: per city, by month; a table one step away is joined in."""

from dataclasses import dataclass

from vibecli.agent.catalogue.conditions import time_column
from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.lexicon import TIME_VERBS
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.predicates import as_date
from vibecli.agent.catalogue.rows import Rows
from vibecli.data.catalog import ColumnInfo, Relationship, TableInfo
from vibecli.engine.names import TableName, quote

PER = phrases(
    """per|by|for each|for every|grouped by|group by|in each|broken down by|split by|across
        |each|for all|by each"""
)
DOWN = phrases(
    """descending|desc|in descending order|highest first|newest first|largest first
        |from high to low|latest first|biggest first|most first|high to low|decreasing
        |high to low"""
)
UP = phrases(
    """ascending|asc|in ascending order|lowest first|oldest first|smallest first
        |from low to high|alphabetically|low to high|increasing"""
)
_UNITS = {
    "day": "day", "week": "week", "month": "month", "quarter": "quarter", "year": "year",
    "daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year",
}  # fmt: skip


@dataclass(frozen=True)
class Group:
    """What rows are grouped by: an expression over `t`, or over `r`, a joined table."""

    sql: str
    name: str
    time: bool = False
    join: Relationship | None = None


@dataclass(frozen=True)
class Arranged:
    """How many groups are given, in which order of their measure, and which are left out."""

    limit: int = 0
    up: bool = False
    having: str = ""  # HAVING or QUALIFY, as SQL


def groups(cursor: Cursor, table: TableInfo) -> tuple[Group, ...]:
    """Read `per city and month`."""
    found: list[Group] = []
    while True:
        with cursor.attempt() as tried:
            verb = "" if found else cursor.take(*TIME_VERBS)
            lead = cursor.take("and by", "and per", "and", ",") if found else cursor.take(*PER)
            group = None
            if lead:
                group = _time(cursor, table, verb) if verb else group_by(cursor, table)
            if group is None:
                return tuple(found)
            tried.keep()
        found.append(group)


def group_by(cursor: Cursor, table: TableInfo) -> Group | None:
    """Read one thing to group by."""
    return (
        _time(cursor, table)
        or _own(cursor, table)
        or _joined(cursor, table)
        or _referred(cursor, table)
    )


def _time(cursor: Cursor, table: TableInfo, verb: str = "") -> Group | None:
    with cursor.attempt() as tried:
        unit = cursor.take(*_UNITS)
        column = time_column(cursor, table, verb) if unit else None
        if column is None:
            return None
        tried.keep()
        size = _UNITS[unit]
        return Group(
            f"CAST(date_trunc('{size}', {_over('t', as_date(column), column)}) AS DATE)",
            size,
            time=True,
        )


def _own(cursor: Cursor, table: TableInfo) -> Group | None:
    with cursor.attempt() as tried:
        columns = cursor.columns(table)
        if len(columns) != 1:
            return None
        tried.keep()
        return Group(f"t.{quote(columns[0].name)}", columns[0].name)


def _joined(cursor: Cursor, table: TableInfo) -> Group | None:
    """A column of the one table this table refers to: order amount per city of the customer."""
    found: list[tuple[Relationship, int]] = []
    for link in cursor.world.catalog.relationships:
        other = cursor.world.catalog.table(link.to_table)
        if link.table.lower() != table.name.lower() or other is None:
            continue
        with cursor.attempt():
            if len(cursor.columns(other)) == 1:
                found.append((link, cursor.at))
    if len(found) != 1:
        return None
    link = found[0][0]
    other = cursor.world.catalog.table(link.to_table)
    assert other is not None
    column = cursor.columns(other)[0]
    cursor.assume(
        f"{column.name} comes from {other.name} through {table.name}.{link.column}", "schema"
    )
    return Group(f"r.{quote(column.name)}", column.name, join=link)


def _referred(cursor: Cursor, table: TableInfo) -> Group | None:
    """A table this one refers to: orders per customer are grouped by customer_id."""
    with cursor.attempt() as tried:
        other = cursor.table()
        links = [
            link
            for link in cursor.world.catalog.relationships
            if other
            and link.table.lower() == table.name.lower()
            and link.to_table.lower() == other.name.lower()
        ]
        if len(links) != 1:
            return None
        tried.keep()
        return Group(f"t.{quote(links[0].column)}", links[0].column)


def _over(alias: str, expression: str, column: ColumnInfo) -> str:
    return expression.replace(quote(column.name), f"{alias}.{quote(column.name)}", 1)


def sorting(cursor: Cursor, by: tuple[Group, ...]) -> bool:
    """Read how groups are sorted by their measure; True for smallest first."""
    if not by or by[0].time:
        return False
    with cursor.attempt() as tried:
        cursor.take(",")
        lead = cursor.take("sorted", "sort", "ordered", "in order", "ranked")
        cursor.take("by it", "by value", "from")
        down, up = cursor.take(*DOWN), cursor.take(*UP)
        if not (down or up or lead == "ranked"):
            return False
        tried.keep()
        return bool(up)


def grouped_select(
    found: Rows,
    measure: str,
    name: str,
    by: tuple[Group, ...],
    arranged: Arranged | None = None,
    *,
    source: str = "",
) -> str:
    """Give the SELECT of a measure over `t`, grouped; largest first, times in order.

    A limit ranks the groups: rows that are in none have no rank.
    """
    arranged = arranged or Arranged()
    joins = {g.join for g in by if g.join}
    source = source or f"(SELECT * {found.from_where}) AS t"
    source += "".join(_join(link) for link in joins)
    if arranged.limit:
        source += f" WHERE {' AND '.join(f'{group.sql} IS NOT NULL' for group in by)}"
    names = [quote(group.name) for group in by]
    columns = "".join(f"{g.sql} AS {n}, " for g, n in zip(by, names, strict=True))
    select = f"SELECT {columns}{measure} AS {quote(name)} FROM {source}"
    if not by:
        return select
    ordered = ", ".join(names)
    if arranged.limit or not any(group.time for group in by):
        ordered = f"{quote(name)} {'ASC' if arranged.up else 'DESC'} NULLS LAST, {ordered}"
    numbers = ", ".join(str(i + 1) for i in range(len(by)))
    kept = f" {arranged.having}" if arranged.having else ""
    top = f" LIMIT {arranged.limit}" if arranged.limit else ""
    return f"{select} GROUP BY {numbers}{kept} ORDER BY {ordered}{top}"


def _join(link: Relationship) -> str:
    return (
        f" LEFT JOIN {TableName.parse(link.to_table).sql} AS r "
        f"ON CAST(t.{quote(link.column)} AS VARCHAR) = CAST(r.{quote(link.to_column)} AS VARCHAR)"
    )
