"""The tables of a stream: those people look into, and the run of each stream.

Owns dead letters, review queue and outbox (ordinary tables of the user's database) and table
`stream_runs` of schema `vibecli`. What is in them is written in the transaction of a batch.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from vibecli.engine.base import Session
from vibecli.engine.names import TableName, quote
from vibecli.errors import Stale, UsageError
from vibecli.run.definition import exists
from vibecli.run.journal import SCHEMA
from vibecli.steps.standing_tables import DEAD_LETTERS, OUTBOX, REVIEW
from vibecli.stream.run import StreamRun

_RUNS = TableName(SCHEMA, "stream_runs")
_COLUMNS = {
    DEAD_LETTERS: (
        ("rule", "VARCHAR"), ("source", "VARCHAR"), ("part", "BIGINT"), ("position", "BIGINT"),
        ("reason", "VARCHAR"), ("line", "VARCHAR"),
    ),
    REVIEW: (
        ("rule", "VARCHAR"), ("event_id", "VARCHAR"), ("person", "VARCHAR"), ("other", "VARCHAR"),
        ("role", "VARCHAR"), ("identifier", "VARCHAR"), ("reason", "VARCHAR"),
    ),
    OUTBOX: (
        ("id", "VARCHAR"), ("rule", "VARCHAR"), ("action", "VARCHAR"), ("event_id", "VARCHAR"),
        ("person", "VARCHAR"), ("payload", "VARCHAR"), ("state", "VARCHAR"),
        ("attempts", "BIGINT"), ("reason", "VARCHAR"),
    ),
}  # fmt: skip
_TEXT = "VARCHAR"
_SHORT = 8
_FIELDS = tuple(StreamRun.model_fields)
_KINDS = {
    name: "BIGINT" if one.annotation is int else _TEXT
    for name, one in StreamRun.model_fields.items()
}
_LAST = 1_000  # runs of a rule that are looked at for its shares


def ensure_tables(session: Session, names: Iterable[str]) -> None:
    """Make those tables that are not there."""
    for name in names:
        columns = ", ".join(f"{quote(c)} {kind}" for c, kind in _COLUMNS[name])
        session.run(f"CREATE TABLE IF NOT EXISTS {quote(name)} ({columns})")
        has_table(session, name)
    session.run(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    columns = ", ".join(f"{quote(field)} {kind}" for field, kind in _KINDS.items())
    session.run(f"CREATE TABLE IF NOT EXISTS {_RUNS.sql} ({columns})")
    check_columns(session, _RUNS, _KINDS)


def has_table(session: Session, name: str) -> bool:
    """True where a table that people look into is there. Raises Stale where it is another one."""
    table = TableName.parse(name)
    if exists(session, table):
        check_columns(session, table, dict(_COLUMNS[name]))
        return True
    return False


def check_columns(session: Session, table: TableName, wanted: Mapping[str, str]) -> None:
    """Raise Stale where a table of a stream's own is something else by now."""
    there = {c.name: c.type for c in session.describe(f"SELECT * FROM {table.sql}")}
    if not exists(session, table) or any(there.get(c) != kind for c, kind in wanted.items()):
        raise Stale(
            f"{table.text} is not the table that a stream writes: its columns are others",
            hint="rename it; the next stream makes its own. Nothing was taken",
        )


def append(session: Session, table: str, rows: Sequence[Sequence[object]]) -> None:
    """Add rows, values in the order of the columns."""
    if not rows:
        return
    columns = _COLUMNS[table]
    arrays = {
        name: np.array([row[at] for row in rows], dtype=object if kind == _TEXT else np.int64)
        for at, (name, kind) in enumerate(columns)
    }
    session.register("__stream_added", arrays)
    names = ", ".join(quote(name) for name, _ in columns)
    session.run(f"INSERT INTO {quote(table)} ({names}) SELECT {names} FROM __stream_added")
    session.unregister("__stream_added")


def write_run(session: Session, run: StreamRun) -> None:
    """Write a run as it is now: one row, whatever the number of its batches."""
    values = [getattr(run, name) for name in _FIELDS]
    told = ", ".join(f"{quote(name)} = ?" for name in _FIELDS)
    if not session.value(f"UPDATE {_RUNS.sql} SET {told} WHERE id = ?", [*values, run.id]):
        names, marks = ", ".join(map(quote, _FIELDS)), ", ".join("?" for _ in _FIELDS)
        session.run(f"INSERT INTO {_RUNS.sql} ({names}) VALUES ({marks})", values)


def end_run(session: Session, run: StreamRun) -> None:
    """Write when and why a run ended; its counts are those of its last batch."""
    session.run(
        f"UPDATE {_RUNS.sql} SET stopped_at = ?, ended = ? WHERE id = ?",
        [run.stopped_at, run.ended, run.id],
    )


def next_number(session: Session) -> int:
    """Give the number of the next run."""
    return int(session.value(f"SELECT coalesce(max(number), 0) + 1 FROM {_RUNS.sql}"))


def check_undoable(session: Session, wanted: str) -> None:
    """Raise UsageError for the id of a stream run: no rows before are kept of it."""
    run = next((r for r in stream_runs(session) if wanted and r.id.startswith(wanted)), None)
    if run is not None:
        raise UsageError(
            f"run {run.id[:_SHORT]} of stream {run.rule} cannot be undone: a stream keeps no rows"
            " of before; later events have built on what it wrote",
            hint="vibecli undo takes back plans; a backup of the file takes back a stream",
        )


def stream_runs(session: Session, rule: str | None = None) -> tuple[StreamRun, ...]:
    """Give the runs of streams, newest first: every one, or the last ones of a rule with events.

    Raises Stale where their table is something else.
    """
    if not exists(session, _RUNS):
        return ()
    check_columns(session, _RUNS, _KINDS)
    names = ", ".join(map(quote, _FIELDS))
    few = f" WHERE rule = ? AND events + dead > 0 ORDER BY number DESC LIMIT {_LAST:d}"
    rows = session.rows(
        f"SELECT {names} FROM {_RUNS.sql}{' ORDER BY number DESC' if rule is None else few}",
        [] if rule is None else [rule],
    )
    return tuple(StreamRun(**dict(zip(_FIELDS, row, strict=True))) for row in rows)


def texts(values: Iterable[str | None]) -> np.ndarray:
    """Give texts as the engine takes them."""
    listed = [*values]
    made = np.empty(len(listed), dtype=object)
    made[:] = listed
    return made
