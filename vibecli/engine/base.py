"""The Engine protocol: what vibecli asks of a database, whoever it is.

A session is one connection. It must never be shared between threads, except that `interrupt` may be
called from any. Errors leave it as `SqlError`, `DatabaseLocked` or `EngineError`, never as the
driver's own.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from vibecli.engine.names import TableName

Row = tuple[Any, ...]
Array = NDArray[Any]
Others = Mapping[str, Path]  # databases attached to be read only, by the name they are read under
NO_OTHERS: Others = MappingProxyType({})
BASE = "__base"  # the catalog a shadow reads the user's database as; no schema is called so


class Column(NamedTuple):
    """A column's name and its type in the engine's own words."""

    name: str
    type: str


class Session(Protocol):
    """One connection."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Run one statement and fetch every row."""
        ...

    def run(self, sql: str, parameters: Sequence[object] = ()) -> None:
        """Run one statement for its effect."""
        ...

    def value(self, sql: str, parameters: Sequence[object] = ()) -> Any:
        """Give the first column of the first row, or None when there is no row."""
        ...

    def describe(self, select: str) -> tuple[Column, ...]:
        """Bind a SELECT and give its result columns, without running it."""
        ...

    def arrays(self, sql: str, parameters: Sequence[object] = ()) -> dict[str, Array]:
        """Fetch the result as one numpy array a column; NULLs make masked arrays."""
        ...

    def register(self, name: str, arrays: Mapping[str, Array]) -> None:
        """Make numpy arrays readable as a temporary view; object arrays hold str or None."""
        ...

    def unregister(self, name: str) -> None:
        """Drop a registered view."""
        ...

    def interrupt(self) -> None:
        """Stop the running statement, from any thread."""
        ...

    def close(self) -> None:
        """Close the connection."""
        ...


class Room(NamedTuple):
    """What a session may take: threads, megabytes of memory, and of disk in the folder it fills."""

    folder: Path
    threads: int
    memory_mb: int
    disk_mb: int | None = None


class Engine(Protocol):
    """A database that can be opened for reading, for writing, or as the base of a shadow."""

    name: str
    version: str

    def read(
        self,
        database: Path,
        *,
        lock_timeout: float = 0.0,
        others: Others = NO_OTHERS,
        files: Sequence[Path] = (),
        room: Room | None = None,
    ) -> Session:
        """Open for reading only, locked down, waiting up to `lock_timeout` seconds for a writer.

        Beside the database it reads `files` and no other: a folder stands for all that is in it.
        It takes what `room` gives, or what the engine finds on this machine.
        Raises NotFound, DatabaseLocked.
        """
        ...

    def write(
        self, database: Path, *, lock_timeout: float = 10.0, others: Others = NO_OTHERS
    ) -> Session:
        """Open for writing, waiting up to `lock_timeout` seconds; `others` can only be read."""
        ...

    def empty(self) -> Session:
        """Open an empty throw-away database in memory, locked down."""
        ...

    def shadow(
        self,
        database: Path,
        room: Room,
        *,
        lock_timeout: float = 0.0,
        others: Others = NO_OTHERS,
    ) -> Session:
        """Open a throw-away database in a folder, locked down, `database` read-only as `BASE`.

        It takes what `room` gives; what does not fit into memory is spilled to the folder.
        It waits up to `lock_timeout` seconds for a writer of `database`.
        """
        ...

    def files(self, folder: Path) -> Session:
        """Open a throw-away database that may read the files of `folder` only, locked down."""
        ...

    def parse_tree(self, session: Session, sql: str) -> dict[str, Any]:
        """Give the engine's own parse tree of one SELECT. Raises SqlError for anything else."""
        ...


def table_sql(name: str) -> str:
    """Give a table's quoted SQL name from its text form."""
    return TableName.parse(name).sql


__all__ = [
    "BASE",
    "NO_OTHERS",
    "Array",
    "Column",
    "Engine",
    "Others",
    "Room",
    "Row",
    "Session",
    "TableName",
    "np",
    "table_sql",
]
