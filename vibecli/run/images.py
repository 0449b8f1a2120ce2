"""Rows before and after: how they come from the change set and how they go into a table.

A relation of images has `__rid`, `__before` and `__after`; this module owns the statements that
turn a table's `old` side into its `new` side. It begins and ends no transaction.
"""

from collections.abc import Sequence
from pathlib import Path

from vibecli.engine.base import Session
from vibecli.engine.names import TableName, literal, quote
from vibecli.model import Model
from vibecli.run.changeset import StoredColumn
from vibecli.run.storage import from_stored
from vibecli.run.tables import exact
from vibecli.run.transaction import Transaction

BEFORE, AFTER = "__before", "__after"
_GLOB = "[*?"


class Swap(Model):
    """A table whose rows go from one side of the images to the other."""

    table: TableName
    columns: tuple[StoredColumn, ...]
    relation: str  # quoted name of the images; `__rid` is the row's id in the table now
    old: str
    new: str
    collated: bool = False

    @property
    def names(self) -> str:
        """The columns, quoted, for an INSERT."""
        return ", ".join(quote(column.name) for column in self.columns)

    def differs(self, column: StoredColumn, left: str, right: str) -> str:
        """Give the condition that two expressions of a column are not the same value."""
        pair = [exact(side, column.type, collated=self.collated) for side in (left, right)]
        return f"{pair[0]} IS DISTINCT FROM {pair[1]}"


def struct_type(columns: Sequence[StoredColumn]) -> str:
    """Give the type of a row with these columns."""
    return f"STRUCT({', '.join(f'{quote(c.name)} {c.type}' for c in columns)})"


def field(image: str, column: StoredColumn) -> str:
    """Give the expression that takes a column out of an image."""
    return f"struct_extract({image}, {literal(column.name)})"


def restored(image: str, columns: Sequence[StoredColumn]) -> str:
    """Give a stored image in the types of its table."""
    if not any(column.type.startswith("UNION(") for column in columns):
        return f"CAST({image} AS {struct_type(columns)})"
    fields = ", ".join(
        f"{quote(c.name)} := {from_stored(f'{image}.{quote(c.name)}', c.type)}" for c in columns
    )
    return f"CASE WHEN {image} IS NULL THEN NULL ELSE struct_pack({fields}) END"


def parquet(path: Path) -> str:
    """Give the relation that reads one parquet file, whatever its folder is called."""
    plain = "".join(f"[{char}]" if char in _GLOB else char for char in str(path))
    return f"read_parquet({literal(plain)})"


def stage(session: Session, images: TableName, path: Path, columns: Sequence[StoredColumn]) -> None:
    """Copy a change set into a journal table, with the types of the table it is for."""
    session.run(
        f"CREATE TABLE {images.sql} AS SELECT __rid, __why, __step, "
        f"{restored(BEFORE, columns)} AS {BEFORE}, {restored(AFTER, columns)} AS {AFTER} "
        f"FROM {parquet(path)}"
    )


def moved(session: Session, swap: Swap) -> int:
    """Count the images whose old side is not what the table holds now."""
    differ = " OR ".join(
        swap.differs(c, f"t.{quote(c.name)}", field(f"c.{swap.old}", c)) for c in swap.columns
    )
    return int(
        session.value(
            f"SELECT count(*) FROM {swap.relation} c LEFT JOIN {swap.table.sql} t "
            f"ON t.rowid = c.__rid WHERE c.{swap.old} IS NOT NULL "
            f"AND (t.rowid IS NULL OR {differ})"
        )
    )


def delete_rows(work: Transaction, swap: Swap) -> int:
    """Take out the rows that have no new side; gives their number."""
    return work.run(
        f"DELETE FROM {swap.table.sql} WHERE rowid IN (SELECT __rid FROM {swap.relation} "
        f"WHERE {swap.old} IS NOT NULL AND {swap.new} IS NULL)"
    )


def update_rows(work: Transaction, swap: Swap) -> int:
    """Change the columns that differ, in the rows that have both sides; gives their number."""
    both = f"c.{swap.old} IS NOT NULL AND c.{swap.new} IS NOT NULL"
    changed = _changed_columns(work.session, swap, both)
    if not changed:  # only a column of another shape differed, and it is gone
        return int(work.session.value(f"SELECT count(*) FROM {swap.relation} c WHERE {both}"))
    sets = ", ".join(f"{quote(c.name)} = {field(f'c.{swap.new}', c)}" for c in changed)
    return work.run(
        f"UPDATE {swap.table.sql} AS t SET {sets} FROM {swap.relation} c "
        f"WHERE t.rowid = c.__rid AND {both}"
    )


def insert_rows(work: Transaction, swap: Swap) -> int:
    """Put in the rows that have no old side; gives their number."""
    values = ", ".join(field(f"c.{swap.new}", c) for c in swap.columns)
    return work.run(
        f"INSERT INTO {swap.table.sql} ({swap.names}) SELECT {values} FROM {swap.relation} c "
        f"WHERE c.{swap.old} IS NULL ORDER BY abs(c.__rid)"
    )


def _changed_columns(session: Session, swap: Swap, both: str) -> list[StoredColumn]:
    tests = ", ".join(
        f"bool_or({swap.differs(c, field(f'c.{swap.old}', c), field(f'c.{swap.new}', c))})"
        for c in swap.columns
    )
    row = session.rows(f"SELECT {tests} FROM {swap.relation} c WHERE {both}")[0]
    return [column for column, differs in zip(swap.columns, row, strict=True) if differs]
