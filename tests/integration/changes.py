"""Builds reviewed plans by plain SQL, so that commit and undo are tested without the shadow."""

import hashlib
from datetime import UTC, datetime
from typing import NamedTuple

from tests import files
from vibecli.engine.duckdb import DuckEngine
from vibecli.engine.names import TableName, literal, quote
from vibecli.plan.hash import identity
from vibecli.plan.model import Plan
from vibecli.run.changeset import PlanRecord, StoredColumn, TableChange
from vibecli.run.commit import commit
from vibecli.run.fingerprint import file_facts, fingerprint
from vibecli.run.model import Decision, Diff, Review, RuleResult, TableDiff
from vibecli.run.storage import stored_type, to_stored
from vibecli.run.undo import undo
from vibecli.steps.query import Query

ENGINE = DuckEngine()
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Edit(NamedTuple):
    """What happens to one table: SQL for its SET, its rows to remove and its rows to add."""

    table: str
    set: tuple[tuple[str, str], ...] = ()
    where: str = "true"
    remove: str = ""
    add: str = ""
    key: tuple[str, ...] = ()
    change: str = "change"
    skip: tuple[str, ...] = ()  # generated columns, which a change set leaves out


class Reviewed(NamedTuple):
    """A reviewed plan on disk."""

    database: object
    folder: object
    record: PlanRecord
    plan_id: str
    review: Review
    facts: object

    def decision(self, **changes):
        """Give the decision to apply it."""
        values = {
            "plan_id": self.plan_id,
            "verdict": "apply",
            "by": "ann",
            "at": NOW.isoformat(),
            "channel": "command",
        }
        return Decision(**(values | changes))

    def apply(self, **changes):
        """Commit it."""
        return commit(
            ENGINE,
            self.database,
            self.record,
            plan_id=self.plan_id,
            folder=self.folder,
            facts=self.facts,
            review=self.review,
            decision=self.decision(**changes),
            lock_timeout=0.5,
        )

    def undo(self):
        """Undo it."""
        return undo(ENGINE, self.database, self.plan_id, by="ben", now=NOW, lock_timeout=0.5)


def reviewed(database, folder, *edits, reads=(), rules=(), intent="do it"):
    """Write the change sets of these edits as the shadow would, and give the reviewed plan."""
    (folder / "changes").mkdir(parents=True, exist_ok=True)
    with files.read(database) as session:
        changes = tuple(_change(session, folder, n, edit) for n, edit in enumerate(edits, 1))
        names = [*reads, *(e.table for e in edits if e.change != "create")]
        inputs = tuple(
            fingerprint(
                session,
                name,
                [c.name for c in session.describe(f"FROM {TableName.parse(name).sql}")],
            )
            for name in names
        )
    plan = Plan(title="t", steps=(Query(id="s1", why="w", select="SELECT 1"),), confidence="high")
    record = PlanRecord(
        shown="",
        intent=intent,
        understood=intent,
        planner="test",
        plan=plan,
        reads=tuple(reads),
        writes=tuple(e.table for e in edits),
        inputs=inputs,
        changes=changes,
        engine=f"{ENGINE.name} {ENGINE.version}",
    )
    plan_id = identity(record)
    tables = tuple(_diff(change) for change in changes)
    review = Review(
        plan_id=plan_id,
        intent=intent,
        understood=intent,
        planner="test",
        plan=plan,
        steps=(),
        queries=(),
        diff=Diff(tables=tables),
        rules=tuple(RuleResult(rule="r", message="m", **rule) for rule in rules),
        inputs=inputs,
    )
    return Reviewed(database, folder, record, plan_id, review, file_facts(database))


def _diff(change):
    counts = {
        name: getattr(change, name)
        for name in (
            "table",
            "change",
            "rows_before",
            "rows_after",
            "added",
            "changed",
            "removed",
            "file",
            "sha256",
        )
    }
    return TableDiff(columns=(), samples=(), **counts)


def _columns(session, select, skip=()):
    found = [c for c in session.describe(select) if c.name not in skip]
    return tuple(StoredColumn(name=c.name, type=c.type, stored=stored_type(c.type)) for c in found)


def _change(session, folder, number, edit):
    table = TableName.parse(edit.table).sql
    before = () if edit.change == "create" else _columns(session, f"FROM {table}", edit.skip)
    after = before if edit.change in {"change", "drop"} else _columns(session, edit.add)
    path = folder / "changes" / f"{number}.parquet"
    parts = _parts(edit, table, before, after)
    session.run(f"CREATE OR REPLACE TEMP TABLE change_set AS {' UNION ALL '.join(parts)}")
    session.run(f"COPY (FROM change_set ORDER BY __rid) TO {literal(str(path))} (FORMAT parquet)")
    added, changed, removed = session.rows(
        "SELECT count(*) FILTER (WHERE __before IS NULL), "
        "count(*) FILTER (WHERE __before IS NOT NULL AND __after IS NOT NULL), "
        "count(*) FILTER (WHERE __after IS NULL) FROM change_set"
    )[0]
    rows = 0 if edit.change == "create" else session.value(f"SELECT count(*) FROM {table}")
    return TableChange(
        table=TableName.parse(edit.table).text,
        change=edit.change,
        file=f"changes/{number}.parquet",
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        columns=after,
        before_columns=before,
        key=edit.key,
        added=added,
        changed=changed,
        removed=removed,
        rows_before=rows,
        rows_after=rows + added - removed,
    )


def _parts(edit, table, before, after):
    kinds = [
        f"STRUCT({', '.join(f'{quote(c.name)} {c.stored}' for c in columns) or 'x INTEGER'})"
        for columns in (before, after)
    ]
    none = [f"NULL::{kind}" for kind in kinds]
    row = _pack(before, {}, kinds[0])
    gone = edit.remove or ("true" if edit.change in {"replace", "drop"} else "false")
    head = "'why' AS __why, 's1' AS __step"
    parts = [
        f"SELECT 0::BIGINT AS __rid, {head}, {none[0]} AS __before, {none[1]} AS __after WHERE false"
    ]
    if edit.set:
        changed = _pack(before, dict(edit.set), kinds[1])
        parts.append(
            f"SELECT rowid, {head}, {row}, {changed} FROM {table} WHERE ({edit.where}) AND NOT ({gone})"
        )
    if gone != "false":
        parts.append(f"SELECT rowid, {head}, {row}, {none[1]} FROM {table} WHERE {gone}")
    if edit.add:
        new = _pack(after, {}, kinds[1])
        names = ", ".join(quote(c.name) for c in after)
        parts.append(
            f"SELECT -row_number() OVER (), {head}, {none[0]}, {new} FROM ({edit.add}) AS a({names})"
        )
    return parts


def _pack(columns, changes, kind):
    fields = ", ".join(
        f"{quote(c.name)} := {to_stored(f'CAST({changes.get(c.name, quote(c.name))} AS {c.type})', c.type)}"
        for c in columns
    )
    return f"CAST(struct_pack({fields}) AS {kind})"


def content(database):
    """Give every user table's DDL and sorted rows, as text."""
    with files.read(database) as session:
        tables = session.rows(
            "SELECT schema_name, table_name, sql FROM duckdb_tables() WHERE database_name = current_database() AND schema_name <> 'vibecli' ORDER BY ALL"
        )
        found = {}
        for schema, name, sql in tables:
            rows = session.rows(
                f"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM {TableName(schema, name).sql}"
            )
            found[TableName(schema, name).text] = (sql, sorted(rows, key=repr))
    return found


def make(path, *statements):
    """Make a database with these statements and give its path."""
    with files.write(path) as session:
        for statement in statements:
            session.run(statement)
    return path
