"""Whether what a review showed still holds: the file, the tables read, the rows to be changed.

Owns the comparison and the words for what differs. It never writes.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from vibecli.engine.base import NO_OTHERS, Engine, Others, Session
from vibecli.engine.names import TableName
from vibecli.errors import SqlError, Stale, UsageError
from vibecli.run.changeset import PlanRecord, TableChange
from vibecli.run.definition import exists
from vibecli.run.fingerprint import file_facts, fingerprint
from vibecli.run.images import Swap, moved
from vibecli.run.model import FileFacts, Fingerprint
from vibecli.run.pairs import pair_rows, pairs_table, unpaired
from vibecli.run.rowname import rows_told

_NAMELESS = "apply ID"
AGAIN = f"vibecli {_NAMELESS} --rebase runs the plan again and shows what differs"


@contextmanager
def naming(plan_id: str) -> Iterator[None]:
    """Have the hint of a plan that is stale name the plan."""
    try:
        yield
    except Stale as error:
        error.hint = error.hint.replace(_NAMELESS, f"apply {plan_id[:8]}")
        raise


def needed(record: PlanRecord, attach: Others) -> Others:
    """Give those of the attached databases that a plan read. Raises UsageError without one."""
    for one in record.attached:
        if one.name not in attach:
            what = f"the plan reads the database {one.name}, which is not attached now"
            raise UsageError(what, hint=f"--attach {one.name}=FILE, or [attach] in vibecli.toml")
    return {one.name: attach[one.name] for one in record.attached}


def check_inputs(
    engine: Engine,
    session: Session,
    database: Path,
    record: PlanRecord,
    facts: FileFacts,
    others: Others = NO_OTHERS,
) -> None:
    """Raise Stale when a table the plan read or writes holds other rows than at the review.

    `others` are the attached databases among them, which the session can read.
    """
    if file_facts(database, others) == facts:
        return
    version = f"{engine.name} {engine.version}"
    if record.engine != version:
        raise Stale(
            f"the database changed since the review, which was made with {record.engine} "
            f"(this is {version})",
            hint=AGAIN,
        )
    changed = [told for before in record.inputs if (told := difference(session, before))]
    if changed:
        raise Stale(
            f"changed since the review: {'; '.join(changed)}",
            hint=AGAIN,
            details={"tables": changed},
        )


def check_tables(session: Session, change: TableChange) -> None:
    """Raise Stale when a table to create is there by now, or one to change is gone."""
    there = exists(session, TableName.parse(change.table))
    if (change.change == "create" or change.was) and there:
        raise Stale(f"{change.table} was created since the review", hint=AGAIN)
    before = change.was or change.table
    if change.change != "create" and not exists(session, TableName.parse(before)):
        raise Stale(f"{before} is gone since the review", hint=AGAIN)


def check_rows(session: Session, swap: Swap, images: TableName, key: Sequence[str]) -> Swap:
    """Give the swap with the row ids of now. Raises Stale when a row is not as reviewed.

    The engine may move rows without changing them; then each is found by key or by content.
    """
    if not moved(session, swap):
        return swap
    found = swap.model_copy(update={"relation": pairs_table(images).sql})
    pair_rows(session, found, images, key)
    count = unpaired(session, found)
    if count:
        raise Stale(
            f"{rows_told(count)} of {swap.table.text} changed since the review",
            hint=AGAIN,
            details={"table": swap.table.text, "rows": count},
        )
    return found


def difference(session: Session, before: Fingerprint) -> str:
    """Tell how a table differs from its fingerprint, or nothing."""
    if not _columns(session, TableName.parse(before.table)):
        return f"{before.table} (gone)"
    now = fingerprint(session, before.table, before.columns)
    if now == before:
        return ""
    if now.rows != before.rows:
        return f"{before.table} ({before.rows:,} rows then, {now.rows:,} now)"
    return f"{before.table} (other values or columns)"


def _columns(session: Session, table: TableName) -> list[str]:
    """Give the columns of a table, be it of an attached database; none when it is not there."""
    try:
        return [column.name for column in session.describe(f"FROM {table.sql}")]
    except SqlError:
        return []
