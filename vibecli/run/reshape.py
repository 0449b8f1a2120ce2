"""A table's shape changed in place by a commit, and taken back by an undo.

Owns the order: the engine takes ALTERs before the rows of the same transaction only. So the images
of a reshaped table are in its new shape, and an undo brings them into the old one.
"""

from vibecli.engine.base import Session
from vibecli.engine.names import TableName, quote
from vibecli.errors import Stale
from vibecli.run.blueprint import read_blueprint
from vibecli.run.changeset import StoredColumn, TableChange
from vibecli.run.images import AFTER, BEFORE, Swap, field
from vibecli.run.journal import Entry
from vibecli.run.rowname import rows_told
from vibecli.run.stale import AGAIN
from vibecli.run.tables import RID
from vibecli.run.transaction import Transaction


def reshape(work: Transaction, change: TableChange) -> None:
    """Give a table its new shape where that is done in place.

    Raises Stale when it is declared otherwise than at the review: that would be lost.
    """
    if change.declared:
        catalog = work.session.value("SELECT current_database()")
        before = TableName.parse(change.was or change.table)
        if read_blueprint(work.session, before, catalog=catalog).print != change.declared:
            raise Stale(f"{before.text} is declared otherwise since the review", hint=AGAIN)
    if not change.whole:
        for statement in change.statements:
            work.run(statement)


def check_shape(session: Session, swap: Swap, entry: Entry) -> str:
    """Tell what is in the way of the old shape: other columns, or values that would be lost."""
    if all(c.was == c.name for c in entry.columns):
        return ""
    found = [c.name for c in session.describe(f"SELECT * FROM {swap.table.sql}")]
    if found != [c.name for c in entry.columns]:
        return f"the columns of {entry.table} changed since"
    made = [c for c in entry.columns if not c.was]
    filled = " OR ".join(f"t.{quote(c.name)} IS DISTINCT FROM {c.source}" for c in made)
    if not filled:
        return ""
    count = session.value(
        f"SELECT count(*) FROM {swap.table.sql} AS t WHERE ({filled})"
        f" AND rowid NOT IN (SELECT {RID} FROM {swap.relation} WHERE {swap.old} IS NOT NULL)"
    )
    names = ", ".join(c.name for c in made)
    return f"{rows_told(count)} of {entry.table} got a value of {names} since" if count else ""


def edited_comment(session: Session, entry: Entry) -> str:
    """Name the first column whose comment is not the plan's any more, or nothing."""
    if not entry.comments:
        return ""
    catalog = session.value("SELECT current_database()")
    now = read_blueprint(session, entry.name, catalog=catalog)
    known = {column.name: column.comment for column in now.columns}
    edited = [name for name, text in entry.comments if name in known and known[name] != text]
    return f"the comment of {entry.table}.{edited[0]} was edited since" if edited else ""


def take_shape_back(work: Transaction, swap: Swap, entry: Entry) -> Swap:
    """Give the table its old shape, and the rows to put back in that shape."""
    for statement in entry.inverse:
        work.run(statement)
    kept = [c for c in entry.columns if c.was]
    images = ", ".join(f"{_old(image, kept)} AS {image}" for image in (BEFORE, AFTER))
    work.run(
        f"CREATE OR REPLACE TABLE {swap.relation} AS SELECT {RID}, {images} FROM {swap.relation}"
    )
    columns = tuple(c.model_copy(update={"name": c.was}) for c in kept)
    return swap.model_copy(update={"columns": columns})


def _old(image: str, kept: list[StoredColumn]) -> str:
    fields = ", ".join(f"{quote(c.was)} := {field(image, c)}" for c in kept)
    return f"CASE WHEN {image} IS NULL THEN NULL ELSE struct_pack({fields}) END"
