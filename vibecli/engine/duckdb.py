"""DuckDB behind the Engine protocol: opening, locking down, running, and naming its errors.

The only module that imports duckdb. It never decides what to run.
"""

import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from vibecli.engine.attaching import UNREAD_LOG, check_names, telling_name
from vibecli.engine.base import BASE, NO_OTHERS, Array, Column, Others, Room, Row, Session
from vibecli.engine.messages import first_line, suggestion
from vibecli.engine.names import literal, quote
from vibecli.engine.opening import check_file, locks_named
from vibecli.errors import (
    DatabaseLocked,
    EngineError,
    Interrupted,
    NotFound,
    SqlError,
    Unreachable,
)

_RETRY_SECONDS = 0.2
_STOPPED = "Query interrupted"  # what the driver makes of a Ctrl-C while a statement runs
_DAMAGE = ("Corrupt database file", "Could not read enough bytes")
_RESTORE = "put a backup of the file in its place"
_HOME = quote("__db")
_SHADOW = "__shadow"
# Object arrays hold text (Session.register): the driver need not guess their type, which fails in
# DuckDB 1.5 where the rows it samples are all NULL.
_DEFAULTS = ("SET enable_progress_bar = false", "SET GLOBAL pandas_analyze_sample = 0")
_LOCKDOWN = (
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET allow_community_extensions = false",
    "SET python_enable_replacements = false",
)


class DuckSession:
    """One DuckDB connection."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._parsed = lru_cache(128)(self._parse)  # statements that come again
        self._views: dict[str, dict[str, Array]] = {}  # registered; what is in them may be replaced

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Run one statement and fetch every row."""
        if sql == "ROLLBACK":  # takes back views that were made since
            self._views.clear()
        with _named_errors(sql):
            return self._connection.execute(self._parsed(sql), list(parameters)).fetchall()

    def run(self, sql: str, parameters: Sequence[object] = ()) -> None:
        """Run one statement for its effect."""
        self.rows(sql, parameters)

    def value(self, sql: str, parameters: Sequence[object] = ()) -> Any:
        """Give the first column of the first row, or None when there is no row."""
        return rows[0][0] if (rows := self.rows(sql, parameters)) else None

    def describe(self, select: str) -> tuple[Column, ...]:
        """Bind a SELECT and give its result columns, without running it."""
        return tuple(Column(row[0], row[1]) for row in self.rows(f"DESCRIBE {select}"))

    def arrays(self, sql: str, parameters: Sequence[object] = ()) -> dict[str, Array]:
        """Fetch the result as one numpy array a column; NULLs make masked arrays."""
        with _named_errors(sql):
            return self._connection.execute(self._parsed(sql), list(parameters)).fetchnumpy()

    def register(self, name: str, arrays: Mapping[str, Array]) -> None:
        """Make numpy arrays readable as a temporary view; object arrays hold str or None."""
        if (kept := self._views.get(name)) is not None:
            kept.clear()
            kept.update(arrays)
            return
        with _named_errors(name):
            self._connection.register(name, made := dict(arrays))
        self._views[name] = made

    def unregister(self, name: str) -> None:
        """Drop a registered view."""
        self._views.pop(name, None)
        with _named_errors(name):
            self._connection.unregister(name)

    def interrupt(self) -> None:
        """Stop the running statement, from any thread."""
        self._connection.interrupt()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _parse(self, sql: str) -> Any:
        """Give a statement as the driver keeps it, or the text where it is not one."""
        return found[0] if len(found := self._connection.extract_statements(sql)) == 1 else sql


class DuckEngine:
    """DuckDB 1.5 and 2.x."""

    name = "duckdb"
    version = duckdb.__version__

    def read(
        self,
        database: Path,
        *,
        lock_timeout: float = 0.0,
        others: Others = NO_OTHERS,
        files: Sequence[Path] = (),
        room: Room | None = None,
    ) -> DuckSession:
        """Open for reading only, locked down, waiting up to `lock_timeout` seconds for a writer.

        Beside databases it reads `files` and no other: a folder stands for all that is in it.
        It takes what `room` gives, or what the engine finds on this machine.
        """
        if not database.exists():
            raise NotFound(f"no database at {database}", hint="vibecli load FILE, or --db FILE")
        session = _waiting(partial(_open, database, others, read_only=True), lock_timeout)
        if room is not None:
            _bound(session, room)
        return _locked_down(session, files)

    def write(
        self, database: Path, *, lock_timeout: float = 10.0, others: Others = NO_OTHERS
    ) -> DuckSession:
        """Open for writing, waiting up to `lock_timeout` seconds; `others` can only be read."""
        return _waiting(partial(_open, database, others, read_only=False), lock_timeout)

    def empty(self) -> DuckSession:
        """Open an empty throw-away database in memory, locked down."""
        return _locked_down(_connect(":memory:"))

    def shadow(
        self,
        database: Path,
        room: Room,
        *,
        lock_timeout: float = 0.0,
        others: Others = NO_OTHERS,
    ) -> DuckSession:
        """Open a throw-away database in a folder, locked down, `database` read-only as `BASE`.

        It takes what `room` gives; what does not fit into memory is spilled to the folder.
        It waits up to `lock_timeout` seconds for a writer of `database`.
        """
        file = room.folder / f"{_SHADOW}.duckdb"
        session = _waiting(partial(_shadow, file, database, others), lock_timeout)
        _bound(session, room)
        session.run(f"SET secret_directory = {literal(str(room.folder / 'secrets'))}")
        return _locked_down(session, [room.folder])

    def files(self, folder: Path) -> DuckSession:
        """Open a throw-away database that may read the files of `folder` only, locked down."""
        return _locked_down(_connect(":memory:"), [folder])

    def parse_tree(self, session: Session, sql: str) -> dict[str, Any]:
        """Give the engine's own parse tree of one SELECT. Raises SqlError for anything else."""
        tree: dict[str, Any] = json.loads(session.value("SELECT json_serialize_sql(?)", [sql]))
        if tree.get("error"):
            raise SqlError(first_line(str(tree.get("error_message", "not a SELECT"))))
        return tree


def _bound(session: DuckSession, room: Room) -> None:
    """Hold a session to what it may take."""
    for statement in (
        f"SET threads = {room.threads:d}",
        f"SET memory_limit = '{room.memory_mb:d}MB'",
        f"SET temp_directory = {literal(str(room.folder / 'spill'))}",
    ):
        session.run(statement)
    if room.disk_mb is not None:
        session.run(f"SET max_temp_directory_size = '{room.disk_mb:d}MB'")


def _locked_down(session: DuckSession, files: Sequence[Path] = ()) -> DuckSession:
    """Close the way to every file but these, and to the settings; folders are open whole."""
    folders = ", ".join(literal(f"{path}/") for path in files if path.is_dir())
    single = ", ".join(literal(str(path)) for path in files if not path.is_dir())
    for statement in (
        *_LOCKDOWN,
        f"SET allowed_directories = [{folders}]",
        f"SET allowed_paths = [{single}]",
        "SET enable_external_access = false",
        "SET lock_configuration = true",
    ):
        session.run(statement)
    return session


def _waiting(opening: Callable[[], DuckSession], lock_timeout: float) -> DuckSession:
    """Open a file, waiting for whoever holds it. Raises DatabaseLocked."""
    deadline = time.monotonic() + lock_timeout
    while True:
        try:
            return opening()
        except DatabaseLocked:
            if time.monotonic() >= deadline:
                raise
            time.sleep(_RETRY_SECONDS)


def _open(database: Path, others: Others = NO_OTHERS, *, read_only: bool) -> DuckSession:
    """Open a file under a fixed name.

    Opened directly, a file is named by its stem, and `vibecli.duckdb` with its schema `vibecli`, or
    `crm.duckdb` with a schema `crm`, would make every qualified name ambiguous.
    """
    check_file(database)
    with _closed_on_error(_connect(":memory:")) as session:
        session.run(f"SET temp_directory = {literal(_spill())}")
        _attach(session, database, _HOME, read_only=read_only)
        _attach_others(session, _HOME.strip('"'), database, others)
        session.run(f"USE {_HOME}")
        return session


def _shadow(file: Path, database: Path, others: Others) -> DuckSession:
    """Open a throw-away database with another one to be read.

    Nobody opens it again, so it needs no log and no order at its end.
    """
    check_file(database)
    with _closed_on_error(_connect(":memory:")) as session:
        _throw_away(session, file)
        _attach(session, database, quote(BASE), read_only=True)
        _attach_others(session, BASE, database, others)
        return session


@contextmanager
def _closed_on_error(session: DuckSession) -> Iterator[DuckSession]:
    try:
        yield session
    except BaseException:
        session.close()
        raise


def _spill() -> str:
    """Give where a session spills: left to itself the engine takes the current folder."""
    return str(Path(tempfile.gettempdir()) / f"vibecli-spill-{os.getpid()}")


def _attach(session: DuckSession, database: Path, name: str, *, read_only: bool) -> None:
    """Attach a file; what a crash left in its log is taken in first where that needs writing.

    DuckDB 1.5 cannot make an index from the log of a file that it opens read-only.
    """
    options = "(TYPE duckdb, READ_ONLY)" if read_only else "(TYPE duckdb)"
    try:
        with locks_named(database):
            session.run(f"ATTACH {literal(str(database))} AS {name} {options}")
    except Unreachable as error:
        if not read_only or UNREAD_LOG not in error.message:
            raise
        _open(database, read_only=False).close()
        with locks_named(database):
            session.run(f"ATTACH {literal(str(database))} AS {name} {options}")


def _throw_away(session: DuckSession, file: Path) -> None:
    name = quote(_SHADOW)
    for statement in (
        f"ATTACH {literal(str(file))} AS {name} (TYPE duckdb, RECOVERY_MODE no_wal_writes)",
        f"USE {name}",
        "SET checkpoint_threshold = '1TB'",
        "PRAGMA disable_checkpoint_on_shutdown",
    ):
        session.run(statement)


def _attach_others(session: DuckSession, own: str, database: Path, others: Others) -> None:
    """Attach databases to be read only; not even what a crash left in their log is taken in."""
    check_names(session, own, database, others)
    for name, path in others.items():
        with telling_name(name, path):
            check_file(path)
            with locks_named(path):
                options = "(TYPE duckdb, READ_ONLY)"
                session.run(f"ATTACH {literal(str(path))} AS {quote(name)} {options}")


def _connect(target: str) -> DuckSession:
    with _named_errors(""):
        session = DuckSession(duckdb.connect(target))
    for statement in _DEFAULTS:
        session.run(statement)
    return session


class _named_errors:  # noqa: N801 - a context manager used like a function
    """Turn the driver's exceptions into vibecli's own."""

    def __init__(self, sql: str) -> None:
        self._sql = sql

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, duckdb.InterruptException):
            raise Interrupted("the statement was interrupted") from error
        if isinstance(error, RuntimeError) and str(error) == _STOPPED:
            raise Interrupted("stopped; nothing was written") from error
        if isinstance(
            error, (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException)
        ):
            raise SqlError(
                first_line(str(error)), hint=suggestion(str(error)), details={"sql": self._sql}
            ) from error
        if isinstance(error, (duckdb.DataError, duckdb.ConversionException)):
            raise SqlError(first_line(str(error)), details={"sql": self._sql}) from error
        if isinstance(error, duckdb.Error):
            told = first_line(str(error))
            if any(words in told for words in _DAMAGE) and ".parquet" not in told:
                reason = told.partition(" Error: ")[2] or told
                raise Unreachable(f"the database is damaged: {reason}", hint=_RESTORE) from error
            raise EngineError(told, details={"sql": self._sql}) from error


__all__ = ["DuckEngine", "DuckSession", "quote"]
