"""The rules measured again inside the commit, on the tables as they then are.

Owns comparing what rules count on the real tables with what the review counted. The shares of rows
need no count of their own: the commit compares every number they are made of.
"""

from collections.abc import Sequence
from pathlib import Path

from vibecli.engine.base import Session
from vibecli.engine.names import TableName
from vibecli.errors import Blocked, Stale
from vibecli.run.changeset import Held, TableChange
from vibecli.run.images import parquet
from vibecli.run.outside import Images, State
from vibecli.run.rowname import rows_told
from vibecli.run.stale import AGAIN
from vibecli.run.transaction import NOTHING


def recheck(
    session: Session, held: Sequence[Held], changes: Sequence[TableChange], folder: Path
) -> None:
    """Raise Stale, or Blocked where it forbids the change, when a rule comes to another count."""
    changed = {change.table.lower(): _images(change, folder) for change in changes}
    state = State(session, changed)
    for one in held:
        now = state.count(one)
        if now != one.rows:
            raise _differs(one, now)


def _images(change: TableChange, folder: Path) -> Images:
    types = {column.name.lower(): column.type for column in change.columns}
    before = {column.name.lower() for column in change.before_columns}
    after = "" if change.change == "drop" else TableName.parse(change.table).sql
    return Images(parquet(folder / change.file), after, types, frozenset(before & types.keys()))


def _differs(held: Held, now: int) -> Stale | Blocked:
    of = f"{held.table} ({', '.join(held.columns)})" if held.columns else held.table
    told = f"{held.rule} of {of}: {rows_told(now)}, {held.rows:,} at the review; {NOTHING}"
    details = {"rule": held.rule, "table": held.table, "rows": now, "reviewed": held.rows}
    error = Blocked if held.blocks and now > held.rows else Stale
    return error(told, hint=AGAIN, details=details)
