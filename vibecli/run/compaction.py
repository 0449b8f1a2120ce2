"""A database copied into a fresh file, which has no byte of what was deleted or replaced.

Owns the copy, the proof that it is the same, and putting it in the place of the old one: a kill
leaves the old file or the new one, whole. The old one is held for reading meanwhile, so that
nobody writes to it.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from vibecli.engine.base import Engine, Session
from vibecli.engine.names import TableName, literal, quote
from vibecli.errors import DatabaseLocked, DataError, EngineError
from vibecli.run.file_lock import abandoned, hold
from vibecli.run.fresh_copy import copy_all
from vibecli.run.transaction import NOTHING, is_full

_OLD, _FRESH, _WORKED = "__old", "__fresh", "__worked"
FOLDER = ".vibecli-erasing-"  # beside the database, and what names the folder of one compaction
_OBJECTS = """
SELECT sql FROM duckdb_tables() WHERE database_name = {db} AND NOT internal
UNION ALL SELECT sql FROM duckdb_views() WHERE database_name = {db} AND NOT internal
UNION ALL SELECT sql FROM duckdb_indexes() WHERE database_name = {db}
UNION ALL SELECT sequence_name FROM duckdb_sequences() WHERE database_name = {db}
UNION ALL SELECT type_name FROM duckdb_types() WHERE database_name = {db} AND NOT internal
UNION ALL SELECT function_name || macro_definition FROM duckdb_functions()
    WHERE database_name = {db} AND NOT internal
UNION ALL SELECT table_name || comment FROM duckdb_tables()
    WHERE database_name = {db} AND comment IS NOT NULL
UNION ALL SELECT table_name || column_name || comment FROM duckdb_columns()
    WHERE database_name = {db} AND comment IS NOT NULL
ORDER BY 1
"""


@dataclass(frozen=True)
class Held:
    """A database held for reading, and the folder beside it that its copies are made in."""

    session: Session
    database: Path
    folder: Path

    @property
    def worked(self) -> Path:
        """The copy that is changed."""
        return self.folder / "worked.duckdb"

    @property
    def fresh(self) -> Path:
        """The copy that becomes the database."""
        return self.folder / "fresh.duckdb"

    def copy_old(self) -> None:
        """Copy the database as it is."""
        self._copy(_OLD, _WORKED, self.worked)

    def copy_worked(self) -> None:
        """Copy the changed copy into a file that has nothing else in it."""
        with self._attached(_WORKED, self.worked, "READ_ONLY"):
            self._copy(_WORKED, _FRESH, self.fresh)

    def put_in_place(self) -> None:
        """Put the fresh file in the place of the old one, in one move that is on the disk then."""
        shutil.copymode(self.database, self.fresh)
        _sync(self.fresh)
        self.fresh.replace(self.database)
        _sync(self.database.parent)

    def _copy(self, source: str, target: str, path: Path) -> None:
        with self._attached(target, path, f"STORAGE_VERSION {literal(self._version(source))}"):
            try:
                copy_all(self.session, source, target)
                self._check_same(source, target)
                self.session.run(f"CHECKPOINT {quote(target)}")
            except EngineError as error:
                raise DataError(
                    f"the database cannot be copied into a fresh file; {NOTHING}",
                    hint="free some space on the disk and try again"
                    if is_full(error)
                    else error.message,
                ) from error

    def _version(self, name: str) -> str:
        """Give the version of the engine that can read a database: its copy stays as old."""
        tag = self.session.value(
            "SELECT tags['storage_version'] FROM duckdb_databases() WHERE database_name = ?", [name]
        )
        return str(tag).rstrip("+")

    def _check_same(self, one: str, two: str) -> None:
        """Raise DataError unless both hold the same tables, views and rows."""
        objects = [self.session.rows(_OBJECTS.format(db=literal(name))) for name in (one, two)]
        if objects[0] != objects[1]:
            raise DataError(f"the fresh file does not define the same; {NOTHING}")
        tables = self.session.rows(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = ?"
            " AND NOT internal ORDER BY ALL",
            [one],
        )
        for schema, table in tables:
            name = TableName(schema, table).sql
            counts = {
                self.session.rows(
                    "SELECT count(*), coalesce(bit_xor(hash(t)), 0)::VARCHAR,"
                    f" coalesce(sum(hash(t)), 0)::VARCHAR FROM {quote(where)}.{name} AS t"
                )[0]
                for where in (one, two)
            }
            if len(counts) > 1:
                raise DataError(f"the fresh file does not hold the same {table}; {NOTHING}")

    @contextmanager
    def _attached(self, name: str, path: Path, how: str = "") -> Iterator[None]:
        options = f"(TYPE duckdb, {how})" if how else "(TYPE duckdb)"
        self.session.run(f"ATTACH {literal(str(path))} AS {quote(name)} {options}")
        try:
            yield
        finally:
            self.session.run(f"DETACH {quote(name)}")


@contextmanager
def held(engine: Engine, database: Path, *, lock_timeout: float) -> Iterator[Held]:
    """Hold a database for reading, with an empty folder beside it. Raises DatabaseLocked."""
    database = database.resolve()
    with engine.write(database, lock_timeout=lock_timeout) as session:
        session.run("CHECKPOINT")  # what its log holds is in the file then
    sweep(database)
    folder = database.with_name(f"{FOLDER}{database.name}")
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        what = f"another erasure works on {database.name}"
        raise DatabaseLocked(what, hint="run the same command again later") from None
    lock = hold(folder)
    try:
        with engine.write(folder / "held.duckdb", others={_OLD: database}) as session:
            if database.with_name(f"{database.name}.wal").exists():
                raise DatabaseLocked(
                    f"{database.name} was written meanwhile", hint="run the same command again"
                )
            yield Held(session, database, folder)
    finally:
        os.close(lock)
        sweep(database)


def sweep(database: Path) -> None:
    """Remove what a killed compaction left beside the database."""
    folder = database.resolve().with_name(f"{FOLDER}{database.name}")
    if folder.is_dir():
        with abandoned(folder) as free:
            if free:
                shutil.rmtree(folder, ignore_errors=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
