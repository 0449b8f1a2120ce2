"""Which columns of two tables are likely to differ: told by a few rows at like places of both.

Owns where it looks. What it tells decides what is read first, never what is found.
"""

from collections.abc import Sequence

from vibecli.engine.base import Column, Session
from vibecli.engine.names import quote
from vibecli.run.side_table import Table
from vibecli.run.tables import RID

_LOOKS, _AT_ONCE = 4, 2048  # stretches of rows, and rows of one
_LOOKED_AT = _LOOKS * _AT_ONCE
_MOVED = 64  # a row is looked for as far away as this part of its table


def likely_to_differ(
    session: Session, tables: tuple[Table, Table], columns: Sequence[Column], key: Sequence[str]
) -> tuple[str, ...] | None:
    """Give the columns that differ in the rows looked at; None where those do not lie alike.

    `columns` are those of both tables, and those of `key` pair their rows.
    """
    if any(table.extent.rows <= _LOOKED_AT for table in tables):
        return None
    keys = [column for column in columns if column.name in key]
    same = f"USING ({', '.join(f'k{number}' for number, _ in enumerate(keys))})"
    left, right = (_rows(table, keys, columns) for table in tables)
    near = _stretches(tables[1], _rows(tables[1], keys), 1)
    asked = ", ".join(
        f"bool_or(__l.{quote(c.name)} IS DISTINCT FROM __r.{quote(c.name)})" for c in columns
    )
    rows, *differ = session.rows(
        f"WITH __l AS MATERIALIZED ({_stretches(tables[0], left, 0)}),"
        f" __n AS MATERIALIZED (SELECT __s.{RID} FROM ({near}) AS __s SEMI JOIN __l {same}),"
        f" __r AS ({right} IN (SELECT {RID} FROM __n))"
        f" SELECT count(*), {asked} FROM __l JOIN __r {same}"
    )[0]
    if rows <= _LOOKED_AT // 2:
        return None
    return tuple(c.name for c, other in zip(columns, differ, strict=True) if other)


def _rows(table: Table, keys: Sequence[Column], columns: Sequence[Column] = ()) -> str:
    """Give the SELECT of rows with their keys as k0, k1..., up to what their number is to be."""
    named = [f"{table.value(c)} AS k{number}" for number, c in enumerate(keys)]
    named += [f"{table.value(c)} AS {quote(c.name)}" for c in columns]
    listed = ", ".join((f"__t.{table.rid} AS {RID}", *named))
    return f"SELECT {listed} FROM {table.relation} AS __t WHERE __t.{table.rid}"


def _stretches(table: Table, rows: str, room: int) -> str:
    """Give the SELECT of stretches of rows told by their places among all, with room around."""
    extent = table.extent
    span = extent.high - extent.low
    around = room * max(_AT_ONCE, span // _MOVED)
    starts = (extent.low + span * look // _LOOKS for look in range(_LOOKS))
    bounds = ((start - around, start + around + _AT_ONCE - 1) for start in starts)
    return " UNION ALL ".join(f"{rows} BETWEEN {low:d} AND {high:d}" for low, high in bounds)
