"""Row changes from the rows of a SELECT: what is added, what differs, what is gone.

Owns the SQL that compares staged rows with a table as it is now and hands the difference to its
delta. It decides nothing about which table or which rows.
"""

from collections.abc import Sequence

from vibecli.engine.base import BASE
from vibecli.engine.names import literal, quote
from vibecli.errors import StepFailed
from vibecli.run import multiset
from vibecli.run.delta import Delta
from vibecli.run.incoming import Incoming
from vibecli.run.multiset import FRESH, GONE, PAIRS, PLACE
from vibecli.run.tables import (
    RID,
    WHY,
    TableColumn,
    TableShape,
    differs,
    settled,
    skipped_when_equal,
    struct_of,
    total_order,
)


def update(delta: Delta, incoming: Incoming, step: str) -> int:
    """Change the rows named by `__rid`; rows that do not differ are left out."""
    repeated = incoming.repeated([RID])
    if repeated:
        raise StepFailed(
            f"{repeated:,} rows of the SELECT change the same row of {delta.shape.table.text}"
            " as another one",
            hint="make the SELECT give one row for each it changes, with GROUP BY or QUALIFY",
        )
    return delta.absorb(
        f"SELECT __n.{RID}, __i.{WHY}, {struct_of(delta.shape, '__n')} AS __before,"
        f" {_after(delta, incoming)} AS __after"
        f" FROM ({delta.numbered()}) AS __n JOIN {incoming.relation} AS __i"
        f" ON __i.{RID} = __n.{RID}"
        f" WHERE {_differs(delta, incoming)}",
        step,
    )


def delete(delta: Delta, incoming: Incoming, step: str) -> int:
    """Remove the rows named by `__rid`."""
    return delta.absorb(
        f"SELECT __n.{RID}, __i.{WHY}, {struct_of(delta.shape, '__n')} AS __before,"
        f" NULL AS __after FROM ({delta.numbered()}) AS __n"
        f" JOIN (SELECT {RID}, min({WHY}) AS {WHY} FROM {incoming.relation} GROUP BY ALL) AS __i"
        f" ON __i.{RID} = __n.{RID}",
        step,
    )


def insert(delta: Delta, incoming: Incoming, step: str) -> int:
    """Add every staged row; columns the SELECT does not give take their default."""
    return _add(delta, f"SELECT * FROM {incoming.relation}", incoming.columns, step)


def replace(
    delta: Delta, incoming: Incoming, keys: Sequence[str], step: str, gone: str | None = None
) -> int:
    """Make the table hold exactly the staged rows, with as few changes as its key allows."""
    if keys:
        return _replace_keyed(delta, incoming, keys, step, gone)
    return _replace_rows(delta, incoming, step, gone)


def replace_whole(
    delta: Delta, shape: TableShape, incoming: Incoming, step: str, gone: str | None = None
) -> int:
    """Give the table new columns and the staged rows; its old rows are all removed."""
    delta.restart(shape)
    if delta.base is not None:
        delta.absorb(
            f"SELECT __t.rowid AS {RID}, {_said(gone)} AS {WHY},"
            f" {struct_of(delta.base, '__t')} AS __before, NULL AS __after"
            f" FROM {quote(BASE)}.{delta.base.table.sql} AS __t",
            step,
        )
    return insert(delta, incoming, step)


def _after(delta: Delta, incoming: Incoming) -> str:
    """Give the row as it is after the incoming columns are written over it."""
    delta.touch(incoming.columns)
    given = {column.name.lower() for column in incoming.columns}
    fields = []
    for column in delta.shape.written:
        now, new = f"__n.{quote(column.name)}", f"__i.{quote(column.name)}"
        value = settled(column, now, new) if column.name.lower() in given else now
        fields.append(f"{quote(column.name)} := {value}")
    return f"struct_pack({', '.join(fields)})"


def _differs(delta: Delta, incoming: Incoming) -> str:
    """Give the condition that writing the incoming columns over a row changes it."""
    skipped = [c for c in incoming.columns if skipped_when_equal(c)]
    others = [c for c in incoming.columns if c not in skipped]
    tests = [f"__n.{quote(c.name)} IS DISTINCT FROM __i.{quote(c.name)}" for c in skipped]
    return " OR ".join([differs(delta.shape, others, "__n", "__i"), *tests])


def _said(reason: str | None) -> str:
    return "NULL" if reason is None else literal(reason)


def _replace_keyed(
    delta: Delta, incoming: Incoming, keys: Sequence[str], step: str, gone: str | None
) -> int:
    same = " AND ".join(f"__i.{quote(k)} IS NOT DISTINCT FROM __n.{quote(k)}" for k in keys)
    now = f"({delta.numbered()})"
    changes = (
        f"SELECT __n.{RID}, __i.{WHY}, {struct_of(delta.shape, '__n')} AS __before,"
        f" {_after(delta, incoming)} AS __after FROM {now} AS __n JOIN {incoming.relation} AS __i"
        f" ON {same} WHERE {_differs(delta, incoming)}"
        f" UNION ALL SELECT __n.{RID}, {_said(gone)}, {struct_of(delta.shape, '__n')}, NULL"
        f" FROM {now} AS __n ANTI JOIN {incoming.relation} AS __i ON {same}"
    )
    fresh = f"SELECT __i.* FROM {incoming.relation} AS __i ANTI JOIN {now} AS __n ON {same}"
    delta.session.run(f"CREATE TEMP TABLE __fresh AS {fresh}")
    rows = delta.absorb(changes, step)
    rows += _add(delta, "SELECT * FROM temp.main.__fresh", incoming.columns, step)
    delta.session.run("DROP TABLE temp.main.__fresh")
    return rows


def _replace_rows(delta: Delta, incoming: Incoming, step: str, gone: str | None) -> int:
    """Compare as multisets: of equal rows as many stay as both sides have."""
    multiset.compare(delta, incoming)
    old = struct_of(delta.shape, "__n")
    rows = delta.absorb(
        f"SELECT __n.{RID}, __i.{WHY}, {old} AS __before, {_after(delta, incoming)} AS __after"
        f" FROM {GONE} AS __n JOIN {PAIRS} USING ({RID}) JOIN {FRESH} AS __i USING ({PLACE})"
        f" UNION ALL SELECT __n.{RID}, {_said(gone)}, {old}, NULL"
        f" FROM {GONE} AS __n ANTI JOIN {PAIRS} USING ({RID})",
        step,
    )
    fresh = f"SELECT * EXCLUDE ({PLACE}) FROM {FRESH} ANTI JOIN {PAIRS} USING ({PLACE})"
    rows += _add(delta, fresh, incoming.columns, step)
    multiset.drop(delta)
    return rows


def _add(delta: Delta, rows: str, given: Sequence[TableColumn], step: str) -> int:
    """Add rows under new row ids, numbered by their content so that two runs agree."""
    names = {column.name.lower() for column in given}
    values = ", ".join(
        quote(c.name) if c.name.lower() in names else f"{_default(delta, c)} AS {quote(c.name)}"
        for c in delta.shape.written
    )
    order = total_order(delta.shape, "__i")
    added = delta.absorb(
        f"SELECT -({delta.added:d} + row_number() OVER (ORDER BY {order}, __i.{WHY})) AS {RID},"
        f" __i.{WHY}, NULL AS __before, {struct_of(delta.shape, '__i')} AS __after"
        f" FROM (SELECT {WHY}, {values} FROM ({rows})) AS __i",
        step,
    )
    delta.added += added
    return added


def _default(delta: Delta, column: TableColumn) -> str:
    if column.default is None:
        return f"CAST(NULL AS {column.type})"
    if "nextval(" in column.default:
        raise StepFailed(
            f"{delta.shape.table.text}.{column.name} takes its value from a sequence",
            hint=f"give {column.name} a value in the SELECT",
        )
    return f"CAST(({column.default}) AS {column.type})"
