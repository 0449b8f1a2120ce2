"""Where a word of an intent occurs as a value; what is found never leaves the machine."""

from collections.abc import Sequence

from vibecli.data.catalog import Catalog, ColumnInfo
from vibecli.data.shape import shape
from vibecli.engine.base import Session, table_sql
from vibecli.engine.names import quote

_SHOWN = 3
_AT_ONCE = 50  # columns one query looks through
Place = tuple[str, str]  # table, column


def find_value(session: Session, catalog: Catalog, word: str) -> list[tuple[str, str, str]]:
    """Give (table, column, value) for every text column that holds the word, ignoring case."""
    places = [(t.name, c.name) for t in catalog.tables for c in t.columns if c.type == "VARCHAR"]
    found: list[tuple[str, str, str]] = []
    for start in range(0, len(places), _AT_ONCE):
        chosen = places[start : start + _AT_ONCE]
        rows = session.rows(f"{_union(chosen)} ORDER BY 1, 2", [word])
        found += [(*chosen[int(number)], str(value)) for number, value in rows]
    return found


def with_shape(catalog: Catalog, word: str) -> Catalog:
    """Give the catalog with only those columns that hold values of a word's shape, in any case."""
    wanted = shape(word.lower())
    tables = (
        table.model_copy(
            update={"columns": tuple(c for c in table.columns if _has_shape(c, wanted))}
        )
        for table in catalog.tables
    )
    return catalog.model_copy(update={"tables": tuple(table for table in tables if table.columns)})


def _has_shape(column: ColumnInfo, wanted: str) -> bool:
    return any(form.lower() == wanted for form in column.shapes)


def _union(places: Sequence[Place]) -> str:
    """Give one SELECT over all columns: a query each would cost more than the search."""
    parts = " UNION ALL ".join(
        f"(SELECT DISTINCT {number:d}, __t.{quote(column)} FROM {table_sql(table)} AS __t, __word"
        f" WHERE lower(__t.{quote(column)}) = __word.__text ORDER BY 2 LIMIT {_SHOWN:d})"
        for number, (table, column) in enumerate(places)
    )
    return f"WITH __word AS (SELECT lower(?) AS __text) SELECT * FROM ({parts})"
