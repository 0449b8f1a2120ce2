"""Rows that moved since a plan wrote them: found, named, and set aside where an undo is in part.

Owns what an undo leaves: its counts, its first rows by name, and what of the journal is kept so
that a later undo can take them back. It changes no user table.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vibecli.data.catalog import Role, TableInfo
from vibecli.data.mask import mask
from vibecli.engine.base import Session
from vibecli.engine.names import TableName
from vibecli.errors import Stale
from vibecli.run.changeset import StoredColumn
from vibecli.run.discretion import Discretion
from vibecli.run.images import AFTER, BEFORE, Swap, field
from vibecli.run.journal import Entry
from vibecli.run.model import LeftRow
from vibecli.run.pairs import clashing_images, moved_images
from vibecli.run.rowname import as_text, row_name, rows_told

NAMED = 20  # rows that are named one by one
_NAMED = 5  # in a refusal


@dataclass(frozen=True)
class Leftover:
    """What of one table an undo does not put back."""

    entry: Entry
    added: int = 0
    changed: int = 0
    removed: int = 0
    named: tuple[LeftRow, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows stay as they are; a whole table that stays counts though it were empty."""
        return self.added + self.changed + self.removed or len(self.named)

    @property
    def all_of_it(self) -> bool:
        """True when nothing of the table is put back."""
        entry = self.entry
        return 0 < self.rows >= entry.added + entry.changed + entry.removed

    @property
    def whole(self) -> bool:
        """True when nothing of the table could be put back in part: its shape changed as well."""
        return self.all_of_it or bool(self.entry.inverse)

    @property
    def put_back(self) -> Entry:
        """The entry with the rows that the undo takes back."""
        entry = self.entry
        return entry.model_copy(
            update={
                "added": entry.added - self.added,
                "changed": entry.changed - self.changed,
                "removed": entry.removed - self.removed,
            }
        )

    @property
    def rest(self) -> Entry:
        """The entry with the rows that stay."""
        counts = {"added": self.added, "changed": self.changed, "removed": self.removed}
        return self.entry.model_copy(update={**counts, "undone": not self.rows})


def in_the_way(session: Session, swap: Swap, images: TableName, entry: Entry) -> Leftover:
    """Give the rows that moved since, by name, or none."""
    for select in (moved_images(swap), clashing_images(swap, entry.key)):
        if session.value(f"SELECT count(*) FROM ({select})"):
            found = _counted(session, images, entry, select)
            return replace(found, named=_named(session, swap.columns, images, entry, select))
    return Leftover(entry)


def told(leftover: Leftover) -> str:
    """Say how many rows moved since."""
    again = bool(leftover.named) and leftover.named[0].why == "there again"
    what = "are there again" if again else "changed since"
    return f"{rows_told(leftover.rows)} of {leftover.entry.table} {what}"


def set_aside(session: Session, swap: Swap, images: TableName, entry: Entry) -> Leftover:
    """Take the rows that moved out of the swap, so that it touches the others only.

    A row that stays may hold a key that another one would come back to: that one stays too.
    """
    aside = TableName(images.schema, f"{images.name}_aside").sql
    session.run(f"CREATE TABLE {aside} AS {moved_images(swap)}")
    _drop_aside(session, swap, aside)
    while session.value(f"SELECT count(*) FROM ({clashing_images(swap, entry.key)})"):
        session.run(f"INSERT INTO {aside} {clashing_images(swap, entry.key)}")
        _drop_aside(session, swap, aside)
    found = _counted(session, images, entry, f"FROM {aside}")
    named = _named(session, swap.columns, images, entry, f"FROM {aside}")
    session.run(f"DELETE FROM {images.sql} WHERE __rid NOT IN (SELECT image FROM {aside})")
    session.run(f"DROP TABLE {aside}")
    return replace(found, named=named)


def _drop_aside(session: Session, swap: Swap, aside: str) -> None:
    session.run(f"DELETE FROM {swap.relation} WHERE __image IN (SELECT image FROM {aside})")


def _counted(session: Session, images: TableName, entry: Entry, select: str) -> Leftover:
    added, changed, removed = session.rows(
        f"SELECT count(*) FILTER (WHERE {BEFORE} IS NULL), count(*) FILTER (WHERE {BEFORE} IS NOT "
        f"NULL AND {AFTER} IS NOT NULL), count(*) FILTER (WHERE {AFTER} IS NULL) FROM {images.sql} "
        f"WHERE __rid IN (SELECT image FROM ({select}))"
    )[0]
    return Leftover(entry, added, changed, removed)


def left_rows(session: Session, entry: Entry) -> tuple[LeftRow, ...]:
    """Give the first rows that an undo in part left, from what the journal still keeps."""
    if entry.whole:
        return (LeftRow(table=entry.table, row="", why="stays"),)
    images = TableName.parse(entry.images)
    every = f"SELECT __rid AS image, 'stays' AS why FROM {images.sql}"
    return _named(session, entry.columns, images, entry, every)


def _named(
    session: Session,
    columns: Sequence[StoredColumn],
    images: TableName,
    entry: Entry,
    select: str,
) -> tuple[LeftRow, ...]:
    key = [c for c in columns if c.name.lower() in {name.lower() for name in entry.key}]
    values = [field(f"coalesce(i.{AFTER}, i.{BEFORE})", column) for column in key]
    texts = "".join(f", {as_text(value)}" for value in values)
    order = ", ".join((*values, "i.__rid"))
    rows = session.rows(
        f"SELECT i.__rid, b.why{texts} FROM {images.sql} i JOIN (SELECT image, min(why) AS why "
        f"FROM ({select}) GROUP BY image) b ON b.image = i.__rid ORDER BY {order} LIMIT {NAMED}"
    )
    names = tuple(column.name for column in key)
    return tuple(
        LeftRow(
            table=entry.table,
            row=row_name(rid, names, dict(zip(names, found, strict=True))),
            columns=names,
            values=tuple(found),
            why=why,
        )
        for rid, why, *found in rows
    )


def whole_left(entry: Entry) -> Leftover:
    """Give the leftover of a table that stays whole: made, replaced, dropped, or reshaped."""
    named = (LeftRow(table=entry.table, row="", why="changed"),)
    return Leftover(entry, entry.added, entry.changed, entry.removed, named)


def first_rows(left: Sequence[Leftover]) -> tuple[LeftRow, ...]:
    """Give the first rows that stay, of every table."""
    return tuple(row for one in left for row in one.named)[:NAMED]


def shown_rows(left: Sequence[LeftRow], tables: Sequence[TableInfo]) -> tuple[LeftRow, ...]:
    """Give rows with their keys as they may be shown; keys of a table not at hand are masked."""
    infos = {info.name.lower(): info for info in tables}
    return tuple(_shown(row, infos.get(row.table.lower())) for row in left)


def _shown(row: LeftRow, info: TableInfo | None) -> LeftRow:
    if not row.columns:
        return row
    discretion = Discretion()
    values = tuple(
        discretion.value(value, info, name) if info or value is None else mask(value, Role.CODE)
        for name, value in zip(row.columns, row.values, strict=True)
    )
    name = row_name(0, row.columns, dict(zip(row.columns, values, strict=True)))
    return row.model_copy(update={"row": name, "values": values})


def naming_left(error: Stale, left: Sequence[LeftRow]) -> Stale:
    """Give a refused undo with the names of the first rows that moved, as they may be shown."""
    names = [row.row for row in left if row.row]
    told = f"{error.message}: {', '.join(names[:_NAMED])}" if names else error.message
    more = error.details.get("rows", 0) - _NAMED
    if names and more > 0:
        told += f" and {more:,} more"
    return Stale(told, hint=error.hint, details={**error.details, "left": left})
