"""The value index: the distinct values of text columns that have few and are nobody's own.

So a word of an intent is found in the data without reading it again. Kept in the state folder for
as long as the database file stays as it is; never leaves the machine.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from vibecli.cache_file import write_cache
from vibecli.data.catalog import Catalog, ColumnInfo, Role, TableInfo
from vibecli.engine.base import Session, table_sql
from vibecli.engine.names import quote

MOST = 1_000  # distinct values of a column
_LONGEST = 60  # letters of a value
_LEFT_OUT = frozenset({Role.KEY, Role.FOREIGN_KEY, Role.TIME, Role.AMOUNT})
Place = tuple[str, str, str]  # table, column, value
ValueIndex = Mapping[str, tuple[Place, ...]]  # by the value in small letters


def value_index(
    session: Session, catalog: Catalog, cache: Path | None, stamp: str | None
) -> ValueIndex:
    """Give the places of every such value, by the value in small letters.

    Args:
        session: the open database.
        catalog: what is known of it.
        cache: a JSON file that keeps the values.
        stamp: what the database file is now; nothing is kept without one.
    """
    known = _read(cache, stamp) if cache and stamp else None
    found = known if known is not None else list(_places(session, catalog))
    if cache and stamp and known is None:
        write_cache(cache, json.dumps({"stamp": stamp, "values": found}, ensure_ascii=False))
    index: dict[str, list[Place]] = {}
    for place in found:
        index.setdefault(place[2].lower(), []).append(place)
    return {word: tuple(places) for word, places in index.items()}


def _places(session: Session, catalog: Catalog) -> Iterator[Place]:
    for table in catalog.tables:
        columns = [column for column in table.columns if _listed(table, column)]
        if not columns:
            continue
        listed = ", ".join(f"list(DISTINCT {quote(column.name)})" for column in columns)
        row = session.rows(f"SELECT {listed} FROM {table_sql(table.name)}")[0]
        for column, values in zip(columns, row, strict=True):
            told = sorted(v for v in values or () if v and len(v) <= _LONGEST)
            yield from ((table.name, column.name, value) for value in told)


def _listed(table: TableInfo, column: ColumnInfo) -> bool:
    few = 0 < (column.distinct or 0) <= MOST and table.kind == "table"
    return few and column.type == "VARCHAR" and not column.personal and column.role not in _LEFT_OUT


def _read(cache: Path, stamp: str) -> list[Place] | None:
    try:
        kept = json.loads(cache.read_text("utf-8"))
        return [(t, c, v) for t, c, v in kept["values"]] if kept["stamp"] == stamp else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
