"""Where a word of an intent occurs as a value; what is found never leaves the machine."""

from vibecli.data.catalog import Catalog
from vibecli.engine.base import Session, table_sql
from vibecli.engine.names import quote

_SHOWN = 3


def find_value(session: Session, catalog: Catalog, word: str) -> list[tuple[str, str, str]]:
    """Give (table, column, value) for every text column that holds the word, ignoring case."""
    found: list[tuple[str, str, str]] = []
    for table in catalog.tables:
        for column in table.columns:
            if column.type != "VARCHAR":
                continue
            rows = session.rows(
                f"SELECT DISTINCT {quote(column.name)} FROM {table_sql(table.name)}"
                f" WHERE lower({quote(column.name)}) = lower(?) ORDER BY 1 LIMIT {_SHOWN}",
                [word],
            )
            found += [(table.name, column.name, str(value)) for (value,) in rows]
    return found
