"""Groups of an aggregate: per city, by month; a table one step away is joined in."""

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families.arranged import Arranged, Group
from vibecli.agent.catalogue.kin import link_between
from vibecli.agent.catalogue.lexicon import TIME_VERBS
from vibecli.agent.catalogue.notes import MAX_OPTIONS
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.predicates import as_date
from vibecli.agent.catalogue.rows import Rows
from vibecli.agent.catalogue.timing import time_column
from vibecli.agent.catalogue.words import name_tokens
from vibecli.data.catalog import ColumnInfo, Relationship, TableInfo
from vibecli.engine.names import TableName, quote
from vibecli.plan.model import Option, Question

PER = phrases(
    """per|did each|does each|did every|does every|per each|by|for each
        |for every|grouped by|group by|in each|broken down by|split by|across
        |each|for all|by each"""
)
_DID = ("place", "placed", "make", "made", "have", "has", "had")
PERIODIC = ("daily", "weekly", "monthly", "quarterly", "yearly")
_UNITS = {
    "day": "day", "week": "week", "month": "month", "quarter": "quarter", "year": "year",
    "daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year",
}  # fmt: skip


def groups(cursor: Cursor, table: TableInfo) -> tuple[Group, ...]:
    """Read `per city and month`."""
    group = cursor.first((_first_group,), table)
    found = []
    while group:
        found.append(group)
        group = cursor.first((_next_group,), table)
    return tuple(found)


def _first_group(cursor: Cursor, table: TableInfo) -> Group | None:
    verb = cursor.take(*TIME_VERBS)
    lead = cursor.take(*PER)
    if not lead:
        return None
    found = _time(cursor, table, verb) if verb else group_by(cursor, table)
    cursor.take(*_DID) if lead.endswith(("each", "every")) else None
    return found


def _next_group(cursor: Cursor, table: TableInfo) -> Group | None:
    lead = cursor.take("and by", "and per", "and", ",")
    return group_by(cursor, table) if lead else None


def group_by(cursor: Cursor, table: TableInfo) -> Group | None:
    """Read one thing to group by."""
    return cursor.first((_time, _own, _joined, _referred), table)


def _time(cursor: Cursor, table: TableInfo, verb: str = "") -> Group | None:
    unit = cursor.take(*_UNITS)
    return period(cursor, table, unit, verb) if unit else None


def period(cursor: Cursor, table: TableInfo, unit: str, verb: str = "") -> Group | None:
    """Give the group of a unit of time: month, weekly."""
    column = time_column(cursor, table, verb)
    if column is None:
        return None
    size = _UNITS[unit]
    moment = _over("t", as_date(column), column)
    return Group(f"CAST(date_trunc('{size}', {moment}) AS DATE)", size, time=True)


def _own(cursor: Cursor, table: TableInfo) -> Group | None:
    columns = cursor.columns(table)
    return own(columns[0]) if len(columns) == 1 else None


def own(column: ColumnInfo) -> Group:
    """Give the group of a column of the table itself."""
    return Group(f"t.{quote(column.name)}", column.name)


def _joined(cursor: Cursor, table: TableInfo) -> Group | None:
    """A column of a table this one refers to: order amount per city of the customer."""
    links = [r for r in cursor.world.catalog.relationships if r.table.lower() == table.name.lower()]
    names = dict.fromkeys(link.to_table for link in links)
    parents = [t for name in names if (t := cursor.world.catalog.table(name))]
    start = cursor.at
    found = cursor.furthest(_single, parents)
    stems = tuple(word.stem for word in cursor.text.words[start : cursor.at])
    exact = [(parent, c) for parent, c in found if name_tokens(c[0].name) == stems]
    columns = {parent.name.lower(): c[0] for parent, c in exact or found}
    routes = {r.column: r for r in links if r.to_table.lower() in columns}
    owner = cursor.first((_owner,)) if routes else None
    if owner:
        routes = {name: r for name, r in routes.items() if r.to_table.lower() == owner.name.lower()}
    if not routes:
        return None
    link = _route(cursor, cursor.text.raw(start, cursor.at), routes)
    name = columns[link.to_table.lower()].name
    cursor.assume(f"{name} comes from {link.to_table} through {table.name}.{link.column}", "schema")
    return Group(f"r.{quote(name)}", name, join=link)


def _owner(cursor: Cursor) -> TableInfo | None:
    """Read `of the customer` after the city."""
    return cursor.table() if cursor.take("of", "of their", "of its") else None


def _single(cursor: Cursor, table: TableInfo) -> tuple[ColumnInfo, ...]:
    column = cursor.column(table)
    return (column,) if column else ()


def _route(cursor: Cursor, said: str, routes: dict[str, Relationship]) -> Relationship:
    """Give the one way to another table's column; asks when there are several."""
    if len(routes) == 1:
        return next(iter(routes.values()))
    options = tuple(
        Option(label=name, means=f"of {r.to_table}, through {r.table}.{name}")
        for name, r in list(routes.items())[:MAX_OPTIONS]
    )
    question = Question(question=f"Whose {said} is meant?", about=said, options=options)
    return cursor.choose(question, routes)


def _referred(cursor: Cursor, table: TableInfo) -> Group | None:
    """A table this one refers to: orders per customer are grouped by customer_id."""
    other = cursor.table()
    link = link_between(cursor, table, other) if other else None
    if link is None or link.table.lower() != table.name.lower():
        return None
    column = table.column(link.column)
    return own(column) if column else None


def _over(alias: str, expression: str, column: ColumnInfo) -> str:
    return expression.replace(quote(column.name), f"{alias}.{quote(column.name)}", 1)


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
    ordered = arranged.order(by, quote(name), names)
    numbers = ", ".join(str(i + 1) for i in range(len(by)))
    kept = f" {arranged.having}" if arranged.having else ""
    top = f" LIMIT {arranged.limit}" if arranged.limit else ""
    return f"{select} GROUP BY {numbers}{kept} ORDER BY {ordered}{top}"


def _join(link: Relationship) -> str:
    return (
        f" LEFT JOIN {TableName.parse(link.to_table).sql} AS r "
        f"ON CAST(t.{quote(link.column)} AS VARCHAR) = CAST(r.{quote(link.to_column)} AS VARCHAR)"
    )
