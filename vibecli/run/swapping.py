"""The rows of several tables swapped in one transaction, in an order that their references allow.

Owns that order, and the way round a limit of the engine: until a transaction is over it takes a
reference for standing although the row that held it is gone. Where it refused for that, the second
attempt sets the tables that refer to swapped ones apart: they are copied, made anew empty, and
filled again once the rows they refer to are right. Either way it is one transaction.
"""

from collections.abc import Sequence
from typing import NamedTuple

from vibecli.engine.base import Session
from vibecli.engine.names import TableName, quote
from vibecli.errors import DataError
from vibecli.run.blueprint import read_blueprint
from vibecli.run.definition import definition, parents_first, referring, triggers
from vibecli.run.images import Swap, delete_rows, insert_rows, update_rows
from vibecli.run.journal import SCHEMA
from vibecli.run.transaction import NOTHING, Referenced, Transaction


class Written(NamedTuple):
    """How many rows of one table a swap wrote."""

    table: TableName
    added: int
    changed: int
    removed: int


class _Apart(NamedTuple):
    """A table whose rows stand elsewhere for a while, each with its row id in a column `rowid`."""

    table: TableName
    copy: TableName
    columns: str
    definition: tuple[str, ...]


def swap_rows(work: Transaction, swaps: Sequence[Swap]) -> tuple[Written, ...]:
    """Delete (children first), update, insert (parents first); gives the rows written."""
    order = parents_first(work.session, [swap.table for swap in swaps])
    away = _set_apart(work, order) if work.apart else {}
    ordered = sorted(swaps, key=lambda swap: order.index(swap.table))
    there = [
        swap.model_copy(update={"table": away[swap.table].copy}) if swap.table in away else swap
        for swap in ordered
    ]
    removed = [delete_rows(work, swap) for swap in reversed(there)]
    changed = [update_rows(work, swap) for swap in there]
    added = [insert_rows(work, swap) for swap in there]
    for one in away.values():
        _bring_back(work, one)
    counts = zip(ordered, added, changed, reversed(removed), strict=True)
    return tuple(Written(swap.table, *count) for swap, *count in counts)


def _set_apart(work: Transaction, tables: Sequence[TableName]) -> dict[TableName, _Apart]:
    """Empty every table that refers to these, directly or not; parents come first."""
    away = {}
    referred = referring(work.session, tables)
    for number, table in enumerate(parents_first(work.session, referred)):
        _check_movable(work.session, table)
        away[table] = _copied(work, table, TableName(SCHEMA, f"apart_{number}"))
    for one in reversed(away.values()):
        work.run(f"DROP TABLE {one.table.sql}")
    for one in away.values():
        for statement in one.definition:
            work.run(statement)
    return away


def _check_movable(session: Session, table: TableName) -> None:
    """Raise Referenced for a table that cannot be emptied and filled again as it was."""
    itself = table in referring(session, [table])
    if itself or triggers(session, table):
        why = "refers to itself" if itself else "has a trigger"
        raise Referenced(
            f"rows that would go are referred to, and {table.text} {why}; {NOTHING}",
            hint="change the rows that refer to them first, in a plan of their own",
        )


def _copied(work: Transaction, table: TableName, copy: TableName) -> _Apart:
    catalog = work.session.value("SELECT current_database()")
    declared = read_blueprint(work.session, table, catalog=catalog).columns
    columns = ", ".join(quote(column.name) for column in declared if column.generated is None)
    work.run(f"CREATE TABLE {copy.sql} AS SELECT rowid AS rowid, {columns} FROM {table.sql}")
    return _Apart(table, copy, columns, definition(work.session, table))


def _bring_back(work: Transaction, one: _Apart) -> None:
    work.run(
        f"INSERT INTO {one.table.sql} ({one.columns}) SELECT {one.columns} FROM {one.copy.sql}"
    )
    work.run(f"DROP TABLE {one.copy.sql}")
    if definition(work.session, one.table) != one.definition:
        raise DataError(f"{one.table.text} cannot be made anew as it was; {NOTHING}")
