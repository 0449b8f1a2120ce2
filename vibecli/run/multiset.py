"""Rows of a table without a key against those it should hold: what stays, goes, comes, changes.

Owns the three relations that tell it. Equal rows are counted, so that as many stay as both sides
have; it writes no delta.
"""

from vibecli.engine.names import quote
from vibecli.run.delta import Delta
from vibecli.run.incoming import Incoming
from vibecli.run.tables import RID, WHY, TableColumn, exact, skipped_when_equal, total_order

GONE, FRESH, PAIRS = "temp.main.__gone", "temp.main.__fresh", "temp.main.__pairs"
PLACE = "__place"  # of a row in FRESH


def compare(delta: Delta, incoming: Incoming) -> None:
    """Make GONE, the rows that go, FRESH, those that come, and PAIRS of them that are one row."""
    session = delta.session
    columns = incoming.columns
    old = _counted(f"({delta.numbered()})", _row(delta, columns), RID)
    new = _counted(incoming.relation, _row(delta, columns), WHY)
    differ = "ANTI JOIN ({}) AS __o ON __o.__row IS NOT DISTINCT FROM __i.__row AND __o.__n = __i.__n"
    rows = "SELECT __i.* EXCLUDE (__row, __n) FROM ({}) AS __i "
    session.run(f"CREATE TEMP TABLE __gone AS {rows.format(old)}{differ.format(new)}")
    order = total_order(delta.shape, "__f")
    fresh = f"({rows.format(new)}{differ.format(old)})"
    session.run(
        f"CREATE TEMP TABLE __fresh AS SELECT row_number() OVER (ORDER BY {order}, {WHY})"
        f" AS {PLACE}, * FROM {fresh} AS __f"
    )
    session.run(f"CREATE TEMP TABLE __pairs AS {_pairs(delta, columns)}")


def drop(delta: Delta) -> None:
    """Give their space back."""
    for name in (GONE, FRESH, PAIRS):
        delta.session.run(f"DROP TABLE {name}")


def _pairs(delta: Delta, columns: tuple[TableColumn, ...]) -> str:
    """Pair rows that went with rows that came by the columns whose values are all there still.

    Which of equal rows meets which makes no difference to what the table holds. A value that an
    UPDATE would not write is not paired.
    """
    kept = _unmoved(delta, columns)
    if not kept:
        return f"SELECT {RID}, 0 AS {PLACE} FROM {GONE} WHERE false"
    old = _counted(GONE, _row(delta, kept), RID)
    new = _counted(FRESH, _row(delta, kept), PLACE)
    written = [
        f"(__o.{quote(one.name)} IS DISTINCT FROM __i.{quote(one.name)} OR"
        f" {_exact(delta, one, '__o.')} IS NOT DISTINCT FROM {_exact(delta, one, '__i.')})"
        for one in columns
        if skipped_when_equal(one) and one not in kept
    ]
    same = "__o.__row IS NOT DISTINCT FROM __i.__row AND __o.__n = __i.__n"
    return (
        f"SELECT __o.{RID}, __i.{PLACE} FROM ({old}) AS __o JOIN ({new}) AS __i"
        f" ON {' AND '.join([same, *written])}"
    )


def _unmoved(delta: Delta, columns: tuple[TableColumn, ...]) -> tuple[TableColumn, ...]:
    """Give the columns that hold the same values, as often, in the rows that go and that come."""
    sums = ", ".join(f"sum(hash({_exact(delta, column)}))" for column in columns)
    gone, fresh = (
        delta.session.rows(f"SELECT count(*), {sums} FROM {side}")[0] for side in (GONE, FRESH)
    )
    if not gone[0] or gone[0] != fresh[0]:
        return ()
    alike = zip(columns, gone[1:], fresh[1:], strict=True)
    return tuple(column for column, old, new in alike if old == new)


def _counted(relation: str, row: str, order: str) -> str:
    """Give rows with what they are compared by, and the how manieth of its like each is."""
    return (
        f"SELECT *, {row} AS __row, row_number() OVER (PARTITION BY {row} ORDER BY {order}) AS __n"
        f" FROM {relation}"
    )


def _row(delta: Delta, columns: tuple[TableColumn, ...]) -> str:
    return f"row({', '.join(_exact(delta, column) for column in columns)})"


def _exact(delta: Delta, column: TableColumn, of: str = "") -> str:
    return exact(f"{of}{quote(column.name)}", column.type, collated=delta.shape.collated)
