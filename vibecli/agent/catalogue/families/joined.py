"""Two tables beside each other: rows joined on the column by which one refers to the other."""

from collections.abc import Sequence

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.notes import Draft, ways_question
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.rows import Rows, rows
from vibecli.data.catalog import Relationship, TableInfo
from vibecli.engine.names import quote
from vibecli.steps.query import Query

_JOIN = ("join", "join up", "inner join")
_SHOW = ("show", "list", "show me", "give me", "get", "display")
_TO = ("with", "to", "and", ",", "onto")
_BESIDE = phrases("joined with|joined to|together with|along with|side by side with")
_BY = ("on", "by", "using", "over", "via", "through")


def read(cursor: Cursor) -> Draft | None:
    """Read `join orders with customers`, `show orders together with their customers`."""
    return cursor.whole((_joined, _beside))


def _joined(cursor: Cursor) -> Draft | None:
    return _pair(cursor, _TO) if cursor.take(*_JOIN) else None


def _beside(cursor: Cursor) -> Draft | None:
    cursor.take(*_SHOW)
    return _pair(cursor, _BESIDE)


def _pair(cursor: Cursor, joint: Sequence[str]) -> Draft | None:
    """Read two tables that are tied, and the column that ties them where it is said."""
    left = rows(cursor, joining=True)
    if left is None or not cursor.take(*joint):
        return None
    cursor.take("their", "its", "the")
    right = rows(cursor)
    if right is None:
        return None
    links = _links(cursor, left.table, right.table)
    if cursor.take(*_BY):
        links = _named(cursor, links)
    return _draft(left, right, _one(cursor, links)) if links else None


def _links(cursor: Cursor, left: TableInfo, right: TableInfo) -> list[Relationship]:
    """Give the ways by which one of two tables refers to the other."""
    pair = {left.name, right.name}
    known = cursor.world.catalog.relationships
    return [k for k in known if {k.table, k.to_table} == pair] if len(pair) > 1 else []


@reads
def _named(cursor: Cursor, links: list[Relationship]) -> list[Relationship]:
    """Keep the ways that begin or end in the column named next."""
    tables = (cursor.world.catalog.table(name) for k in links for name in (k.table, k.to_table))
    reached = cursor.furthest(Cursor.column, [table for table in tables if table])
    named = {(table.name, column.name) for table, column in reached if column}
    return [k for k in links if {(k.table, k.column), (k.to_table, k.to_column)} & named]


def _one(cursor: Cursor, links: list[Relationship]) -> Relationship:
    """Give the way; of several it is asked which."""
    if len(links) == 1:
        return links[0]
    return cursor.choose(ways_question(links), {k.column: k for k in links})


def _draft(left: Rows, right: Rows, link: Relationship) -> Draft:
    """Give the pairs of rows: all columns, those of the second table under names of their own."""
    ends = {link.table: link.column, link.to_table: link.to_column}
    mine, other = (quote(ends[side.table.name]) for side in (left, right))
    taken = {column.name.lower() for column in left.table.columns}
    shown = [f"r.{quote(c.name)} AS {quote(_free(c.name, right.table, taken))}"
             for c in right.table.columns]  # fmt: skip
    keys = [f"{a}.{quote(k)}" for a, side in (("t", left), ("r", right)) for k in side.table.key]
    select = (
        f"SELECT {', '.join(['t.*', *shown])} FROM (SELECT * {left.from_where}) AS t"
        f" JOIN (SELECT * {right.from_where}) AS r"
        f" ON CAST(t.{mine} AS VARCHAR) = CAST(r.{other} AS VARCHAR)"
        f" ORDER BY {', '.join(keys) or 'ALL'}"
    )
    by = f"{link.table}.{link.column} = {link.to_table}.{link.to_column}"
    said = f"join {left.said} with {right.said} on {by}; rows without a partner are left out"
    title = f"{left.table.name} with {right.table.name}"
    return Draft(title, said, (Query(id="s1", why=said, select=select),))


def _free(name: str, table: TableInfo, taken: set[str]) -> str:
    """Give a column's name, with its table's before it where the first table has one of it."""
    free = name
    while free.lower() in taken:
        free = f"{table.table.name}.{free}"
    taken.add(free.lower())
    return free
