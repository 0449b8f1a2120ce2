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
_SAME = "__o.__row IS NOT DISTINCT FROM __i.__row AND __o.__n = __i.__n"


def compare(delta: Delta, incoming: Incoming) -> None:
    """Make GONE, the rows that go, FRESH, those that come, and PAIRS of them that are one row."""
    session, columns = delta.session, incoming.columns
    old_rows, new_rows = f"({delta.numbered()})", incoming.relation
    moved = _moved(delta, columns, old_rows, new_rows)
    old = _counted(f"(FROM {old_rows} AS __t {moved})", _row(delta, columns), RID)
    new = _counted(f"(FROM {new_rows} AS __t {moved})", _row(delta, columns), WHY)
    rows = "SELECT __i.* EXCLUDE (__row, __n) FROM ({}) AS __i ANTI JOIN ({}) AS __o ON {}"
    session.run(f"CREATE TEMP TABLE __gone AS {rows.format(old, new, _SAME)}")
    order = total_order(delta.shape, "__f")
    fresh = f"({rows.format(new, old, _SAME)})"
    session.run(
        f"CREATE TEMP TABLE __fresh AS SELECT row_number() OVER (ORDER BY {order}, {WHY})"
        f" AS {PLACE}, * FROM {fresh} AS __f"
    )
    session.run(f"CREATE TEMP TABLE __pairs AS {_pairs(delta, columns)}")
    session.run("DROP TABLE temp.main.__moved")


def drop(delta: Delta) -> None:
    """Give their space back."""
    for name in (GONE, FRESH, PAIRS):
        delta.session.run(f"DROP TABLE {name}")


def _moved(delta: Delta, columns: tuple[TableColumn, ...], old: str, new: str) -> str:
    """Keep the prints that one side has more of; gives the join to the few rows that have them."""
    one, other = (
        f"hash({', '.join(_exact(delta, column, '__t.') for column in some)})"
        for some in (columns, columns[::-1])
    )
    prints = f"{one} AS __a, {other} AS __b"
    delta.session.run(
        "CREATE TEMP TABLE __moved AS SELECT __a, __b FROM ("
        f"SELECT {prints}, 1 AS n FROM {new} AS __t UNION ALL"
        f" SELECT {prints}, -1 FROM {old} AS __t) GROUP BY ALL HAVING sum(n) <> 0"
    )
    return f"SEMI JOIN temp.main.__moved AS __m ON {one} = __m.__a AND {other} = __m.__b"


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
    return (
        f"SELECT __o.{RID}, __i.{PLACE} FROM ({old}) AS __o JOIN ({new}) AS __i"
        f" ON {' AND '.join([_SAME, *written])}"
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
