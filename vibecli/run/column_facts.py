"""What more there is to tell of a changed column: its empty values, and what became of what.

Owns when that is worth telling. Values of personal columns are never counted here: masked they
would look alike. Of the base it reads only how many values are missing, where that changes.
"""

from collections.abc import Callable, Sequence

from vibecli.data.catalog import TableInfo
from vibecli.engine.base import Session
from vibecli.engine.names import quote
from vibecli.run.delta import Delta
from vibecli.run.discretion import Discretion, cut
from vibecli.run.model import ColumnDiff, ValuePair
from vibecli.run.rowname import as_text
from vibecli.run.tables import RID, TableColumn, differs

SHOWN = 3
_COLUMNS = 16  # columns whose values are counted: those that change most
_LOOKED_AT = 2_000  # rows that tell whether a column has few kinds of changes
_FEW = 20  # of them there, and
_KINDS = 50  # of them in all
_AT_ONCE = 32

Missing = dict[str, tuple[int, int]]  # rows without a value in a column, before and after
Nulls = Callable[[Session, Delta, Sequence[str]], Missing]


def with_facts(
    session: Session,
    delta: Delta,
    columns: Sequence[ColumnDiff],
    info: TableInfo | None,
    discretion: Discretion,
    missing: Nulls,
) -> tuple[ColumnDiff, ...]:
    """Give the columns with their empty values before and after, and their frequent changes."""
    nulls = missing(session, delta, [c.column for c in columns if c.filled or c.cleared])
    counted = _counted(session, delta, columns, info)
    found = []
    for column in columns:
        before, after = nulls.get(column.column, (None, None))
        told: dict[str, object] = {"nulls_before": before, "nulls_after": after}
        if column.column in counted:
            told |= _pairs(session, delta, counted[column.column], info, discretion)
        found.append(column.model_copy(update=told))
    return tuple(found)


def nulls_of_base(session: Session, delta: Delta, names: Sequence[str]) -> Missing:
    """Give how many rows of the whole table have no value in these columns, before and after."""
    found: Missing = {}
    for start in range(0, len(names), _AT_ONCE):
        some = names[start : start + _AT_ONCE]
        own = ", ".join(f"count(*) - count({quote(name)})" for name in some)
        before = session.rows(f"SELECT {own} FROM {delta.before} AS __t")[0]
        more = ", ".join(
            f"count(*) FILTER (WHERE __after IS NOT NULL AND __after.{quote(name)} IS NULL)"
            f" - count(*) FILTER (WHERE __before IS NOT NULL AND __before.{quote(name)} IS NULL)"
            for name in some
        )
        grown = session.rows(f"SELECT {more} FROM {delta.relation}")[0]
        found |= {n: (b, b + m) for n, b, m in zip(some, before, grown, strict=True)}
    return found


def _counted(
    session: Session, delta: Delta, columns: Sequence[ColumnDiff], info: TableInfo | None
) -> dict[str, TableColumn]:
    """Give the columns whose changes are few in kind, by their first rows."""
    ranked = sorted(columns, key=lambda c: -(c.filled + c.replaced + c.cleared))[:_COLUMNS]
    known = {column.name: column for column in delta.shape.written}
    open_ones = [known[c.column] for c in ranked if not _private(info, c.column)]
    if not open_ones:
        return {}
    kinds = ", ".join(
        f"count(DISTINCT {_pair(c)}) FILTER (WHERE {_changed(delta, c)})" for c in open_ones
    )
    first = (
        f"SELECT __before, __after FROM {delta.relation}"
        f" WHERE __before IS NOT NULL AND __after IS NOT NULL ORDER BY {RID} LIMIT {_LOOKED_AT:d}"
    )
    row = session.rows(f"SELECT {kinds} FROM ({first})")[0]
    return {c.name: c for c, n in zip(open_ones, row, strict=True) if n <= _FEW}


def _pairs(
    session: Session,
    delta: Delta,
    column: TableColumn,
    info: TableInfo | None,
    discretion: Discretion,
) -> dict[str, object]:
    """Give the most frequent changes of a column, and how many kinds there are; few ones only."""
    rows = session.rows(
        f"SELECT pair[1], pair[2], n, count(*) OVER () FROM (SELECT {_pair(column)} AS pair,"
        f" count(*) AS n FROM {delta.relation} WHERE __before IS NOT NULL AND __after IS NOT NULL"
        f" AND {_changed(delta, column)} GROUP BY ALL)"
        f" ORDER BY n DESC, pair[1] NULLS FIRST, pair[2] NULLS FIRST LIMIT {SHOWN:d}"
    )
    kinds = rows[0][3] if rows else 0
    if kinds > _KINDS or not rows or (rows[0][2] == 1 and kinds > SHOWN):
        return {}
    shown = [
        ValuePair(
            before=cut(discretion.value(before, info, column.name)),
            after=cut(discretion.value(after, info, column.name)),
            rows=n,
        )
        for before, after, n, _ in rows
    ]
    return {"pairs": tuple(shown), "kinds": kinds}


def _private(info: TableInfo | None, name: str) -> bool:
    known = info.column(name) if info else None
    return known is None or known.personal or known.record_of is not None


def _pair(column: TableColumn) -> str:
    before, after = (as_text(f"{side}.{quote(column.name)}") for side in ("__before", "__after"))
    return f"[{before}, {after}]"


def _changed(delta: Delta, column: TableColumn) -> str:
    return differs(delta.shape, [column], "__before", "__after")
