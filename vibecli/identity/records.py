"""Record ids: how a row of any table is named outside that table, stable under row order.

Owns the id's form: the key as text, a composite key as a JSON list, and without a key the row's
content hash and its number among equal rows. It never reads data; it gives SQL.
"""

import json
from collections.abc import Sequence

from vibecli.data.catalog import TableInfo
from vibecli.engine.base import Column
from vibecli.engine.names import quote


def record_ids(table: TableInfo, columns: Sequence[Column], relation: str) -> str:
    """Give a SELECT of (__rid, record_id) over a relation that has `__rid` and the columns."""
    by_name = {column.name.lower(): column.name for column in columns}
    key = [by_name[name.lower()] for name in table.key if name.lower() in by_name]
    if key and len(key) == len(table.key):
        return f"SELECT __rid, {_key_text(key)} AS record_id FROM {relation}"
    return _by_content(columns, relation)


def key_values(table: TableInfo, record_id: str) -> tuple[str, ...]:
    """Give the key values a record id is made of; none for a table without a key.

    An id that was made under another key is given whole.
    """
    if len(table.key) < 2:  # noqa: PLR2004 - a composite key
        return (record_id,) if table.key else ()
    try:
        parts = json.loads(record_id)
    except ValueError:
        return (record_id,)
    fits = isinstance(parts, list) and len(parts) == len(table.key)
    return tuple(map(str, parts)) if fits else (record_id,)


def _key_text(key: Sequence[str]) -> str:
    parts = [f"CAST({quote(name)} AS VARCHAR)" for name in key]
    if len(parts) == 1:
        return parts[0]
    return f"CAST(to_json([{', '.join(parts)}]) AS VARCHAR)"


def _by_content(columns: Sequence[Column], relation: str) -> str:
    values = ", ".join(f"CAST({quote(column.name)} AS VARCHAR)" for column in columns)
    return (
        "SELECT __rid, content || '-' || row_number() OVER (PARTITION BY content ORDER BY __rid)"
        " AS record_id"
        f" FROM (SELECT __rid, md5(CAST(to_json([{values}]) AS VARCHAR)) AS content"
        f" FROM {relation})"
    )
