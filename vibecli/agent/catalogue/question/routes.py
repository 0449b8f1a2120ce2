"""Ways from a table to those its rows refer to, and to those that refer to it.

Owns finding them: the shortest way, every one of its length.
"""

from collections.abc import Sequence

from vibecli.agent.catalogue.predicates import Predicate, Quantity, related
from vibecli.agent.catalogue.question.spec import Path
from vibecli.data.catalog import Catalog, TableInfo

_FARTHEST = 3


def routes(catalog: Catalog, table: TableInfo, other: TableInfo) -> tuple[Path, ...]:
    """Give the shortest ways by which rows of a table refer to one row of another."""
    if table.name == other.name:
        return ()
    ways: list[Path] = [()]
    for _ in range(_FARTHEST):
        ways = [
            (*way, link)
            for way in ways
            for link in catalog.relationships
            if link.table.lower() == (way[-1].to_table if way else table.name).lower()
            and link.to_table.lower() not in {table.name.lower(), *(s.table.lower() for s in way)}
        ]
        found = tuple(w for w in ways if w[-1].to_table.lower() == other.name.lower())
        if found:
            return found
    return ()


def through(path: Path, where: Sequence[Predicate]) -> Predicate:
    """Give the condition on rows that what they refer to by a path meets conditions."""
    met = list(where)
    for link in reversed(path):
        met = [related(link, link.table, has=True, where=met)]
    return met[0]


def referred(
    path: Path, where: Sequence[Predicate], *, has: bool, many: Quantity | None = None
) -> Predicate:
    """Give the condition on rows at the end of a path that rows refer to them, or none does."""
    inner = path[0]
    met = list(where)
    if len(path) == 1:
        return related(inner, inner.to_table, has=has, where=met, many=many)
    for link in path[:-1]:
        met = [related(link, link.to_table, has=True, where=met)]
    return related(path[-1], path[-1].to_table, has=has, where=met, many=many)


def way_said(path: Path) -> str:
    """Give a way in words."""
    return " and ".join(f"{link.table}.{link.column}" for link in path)
