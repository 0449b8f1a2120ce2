"""An undo held to the policy: it writes rows too, and may write none that are protected since.

What a plan was let do can be taken back under the same policy; what the policy in force forbids and
the one of then did not is not written. It reads the journal, and changes nothing.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter

from vibecli.data.catalog import Catalog, ColumnInfo
from vibecli.data.covering import covers_column, covers_table, is_marked
from vibecli.engine.base import Session
from vibecli.engine.names import TableName
from vibecli.errors import Blocked
from vibecli.plan.policy import said
from vibecli.policybook import Policy, Share
from vibecli.rulebook import Level
from vibecli.run import journal
from vibecli.run.changeset import TableChange
from vibecli.run.definition import exists
from vibecli.run.images import AFTER, BEFORE, field
from vibecli.run.journal import Entry, JournalRun
from vibecli.run.policies import Recorded, kept_policies
from vibecli.run.rowname import rows_told

_CHANGES = TypeAdapter(tuple[TableChange, ...])
_HOLDS: tuple[Level, ...] = ("confirm", "block")  # levels at which a share above its limit is held


@dataclass(frozen=True)
class UndoPolicy:
    """The policy that undoes are held to, and what is known of the tables."""

    policy: Policy
    catalog: Catalog  # empty where no tag and no class is protected

    def check(self, session: Session, run: JournalRun) -> None:
        """Raise Blocked where taking a plan back would do what is forbidden since."""
        kept = kept_policies(session)
        then = next((one for one in kept if one.print == run.policy), None)
        for entry in run.entries:
            if not entry.undone and (told := self._broken(session, run, entry, then)):
                raise Blocked(
                    f"plan {run.short_id} cannot be undone: {told}; nothing was written",
                    hint="vibecli policy shows what is forbidden since it was applied",
                    details={"rules": [told]},
                )

    def _broken(
        self, session: Session, run: JournalRun, entry: Entry, then: Recorded | None
    ) -> str:
        return (
            next(self._protected(session, run, entry, then), "")
            or _share(session, "max_changed", entry, self.policy, then)
            or _share(session, "max_removed", entry, self.policy, then)
        )

    def _protected(
        self, session: Session, run: JournalRun, entry: Entry, then: Recorded | None
    ) -> Iterator[str]:
        tables = tuple(dict.fromkeys((entry.table, entry.before.text)))
        for pattern in self.policy.protected:
            for table in tables:
                if covers_table(pattern, table) and not _table_was(table, then):
                    yield said(pattern, table)
        own = {(table, name): self._info(table, name) for table in tables for name in _names(entry)}
        own |= {(t, n): self._info(t, n) for t in tables for n in _reshaped(session, run, entry)}
        hit = {
            (table, name): pattern
            for pattern in self.policy.protected
            for (table, name), info in own.items()
            if covers_column(pattern, table, name, info)
            and not _column_was(pattern, table, name, info, then)
        }
        written = _written(session, run, entry, {name for _, name in hit}) if hit else frozenset()
        for (table, name), pattern in hit.items():
            if name in written:
                yield said(pattern, f"{table}.{name}")

    def _info(self, table: str, column: str) -> ColumnInfo | None:
        info = self.catalog.table(table)
        return info.column(column) if info else None


def _table_was(table: str, then: Recorded | None) -> bool:
    """True when a table was protected when the plan was let through, so this is no protection."""
    return then is not None and any(covers_table(one, table) for one in then.policy.protected)


def _column_was(
    pattern: str, table: str, name: str, info: ColumnInfo | None, then: Recorded | None
) -> bool:
    """True when a column was protected when the plan was let through.

    Where values alone tell what it holds, those the plan wrote may have told it.
    """
    if then is None:
        return False
    known = then.policy.protected
    globs = [one for one in known if not is_marked(one)]
    covered = {(one.table, one.column) for one in then.covered if one.setting == "protected"}
    evident = is_marked(pattern) and pattern in known and not (info and info.declared)
    return (
        evident
        or (table, name) in covered
        or any(covers_column(one, table, name, info) for one in globs)
    )


def _names(entry: Entry) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*(column.name for column in entry.columns), *entry.names)))


def _written(
    session: Session, run: JournalRun, entry: Entry, names: Collection[str]
) -> frozenset[str]:
    """Give those of some columns that get a value, another value or another shape back."""
    shaped = _reshaped(session, run, entry)
    if entry.whole:
        carried = entry.change == "change" and not (entry.added or entry.changed or entry.removed)
        return frozenset(shaped if carried else (*names, *shaped))
    columns = [one for one in entry.columns if one.name in names and one.name not in shaped]
    if not columns:
        return frozenset(shaped)
    tests = []
    for one in columns:
        before, after = field(BEFORE, one), field(AFTER, one)
        other = f"{AFTER} IS NOT NULL AND {before} IS DISTINCT FROM {after}"
        back = f"{AFTER} IS NULL AND {before} IS NOT NULL"
        tests.append(f"bool_or({BEFORE} IS NOT NULL AND ({other} OR {back}))")
    select = f"SELECT {', '.join(tests)} FROM {TableName.parse(entry.images).sql}"
    row = session.rows(select)[0]
    return frozenset(shaped) | {one.name for one, own in zip(columns, row, strict=True) if own}


def _reshaped(session: Session, run: JournalRun, entry: Entry) -> Sequence[str]:
    """Give the columns whose name, type or declaration an undo changes back."""
    commented = all(one.upper().startswith("COMMENT ") for one in entry.inverse)
    if entry.change != "change" or (commented and not entry.definition):
        return ()
    record = json.loads(journal.document(session, run)[0])
    changes = _CHANGES.validate_python(record.get("changes", ()))
    change = next((one for one in changes if one.table == entry.table), None)
    if change is None:
        return _names(entry)
    before = {column.name: column.type for column in change.before_columns}
    carried = {column.was or column.name for column in change.columns}
    found = [name for name in before if name not in carried]
    for column in change.columns:
        was = column.was or column.name
        if (was, before.get(was)) != (column.name, column.type):
            found += [column.name, *([was] if was in before else [])]
    return tuple(dict.fromkeys(found)) or _names(entry)


def _share(
    session: Session, name: Share, entry: Entry, policy: Policy, then: Recorded | None
) -> str:
    """Tell how an undo breaks a limit that its plan's policy did not set; nothing where not."""
    rows = entry.changed if name == "max_changed" else entry.added
    total = 0
    if rows and exists(session, entry.name):
        total = int(session.value(f"SELECT count(*) FROM {entry.name.sql}"))
    if not _above(name, rows, total, entry, policy):
        return ""
    limit = policy.share(name, entry.table)
    if then is None and limit:
        return ""  # applied before policies were kept with a run
    if (
        then is not None
        and then.policy.share(name, entry.table) <= limit
        and _above(name, rows, total, entry, then.policy)
    ):
        return ""
    verb = "change" if name == "max_changed" else "be removed"
    if not limit:
        return f"policy.{name}: no row of {entry.table} may {verb}"
    told = f"{rows_told(rows)} of {total:,} would {verb} ({rows / total:.1%})"
    return f"policy.{name} of {entry.table}: {told}, the limit is {limit:.0%}"


def _above(name: Share, rows: int, total: int, entry: Entry, policy: Policy) -> bool:
    limit = policy.share(name, entry.table)
    if not rows or not limit:
        return bool(rows)
    level = policy.rules.level(name.replace("max", "rows")) or "confirm"
    held = entry.change == "change" and level in _HOLDS and total >= policy.min_rows
    return held and rows > limit * total
