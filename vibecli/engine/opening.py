"""A file that is to be opened as a database: what cannot be one, and the errors of opening it.

Opens nothing itself.
"""

import os
import re
from pathlib import Path

from vibecli.errors import DatabaseLocked, EngineError, Unreachable, UsageError, VibeError

_DATABASES = frozenset({"", ".duckdb", ".ddb", ".db"})
_HOLDER = re.compile(r"held in (?P<program>.*?) \(PID (?P<pid>\d+)\)")
_LOCK_WORDS = ("Conflicting lock", "Could not set lock", "being used by another process")


def check_file(database: Path) -> None:
    """Raise where a path is no file a database could be in: a folder, a pipe, one that is closed.

    The engine would say so in its own words, or wait at a pipe for ever.
    """
    hint = "--db names a DuckDB file; vibecli load FILE brings other files into one"
    if database.exists() and not database.is_file():
        what = "a folder" if database.is_dir() else "no file"
        raise UsageError(f"{database} is {what}, not a database", hint=hint)
    if database.is_file() and not os.access(database, os.R_OK):
        raise Unreachable(f"{database} cannot be read by this user", hint=f"chmod u+r {database}")


class locks_named:  # noqa: N801 - a context manager used like a function
    """Turn DuckDB's lock message into DatabaseLocked with the holder's program and process."""

    def __init__(self, database: Path) -> None:
        self._database = database

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if not isinstance(error, EngineError):
            return
        if not any(word in str(error.__cause__) for word in _LOCK_WORDS):
            raise _unopened(self._database, error) from error
        holder = _HOLDER.search(str(error.__cause__))
        who = f" by {Path(holder['program']).name} (PID {holder['pid']})" if holder else ""
        raise DatabaseLocked(
            f"{self._database.name} is held{who}",
            hint="close that program, or wait with --lock-timeout SECONDS",
        ) from error


def _unopened(database: Path, error: EngineError) -> VibeError:
    """Give the error of a file that the engine does not open."""
    if "not a valid DuckDB database" in error.message:
        hint = "--db names another database; a backup put in its place serves too"
        if database.suffix.lower() not in _DATABASES:
            hint = f"vibecli load {database.name} brings its rows in; --db names another database"
        return UsageError(f"{database.name} is no DuckDB database", hint=hint)
    reason = error.message.partition(" Error: ")[2] or error.message
    hint = "check the file and its folder, or name another database with --db"
    return Unreachable(f"{database.name} cannot be opened: {reason}", hint=hint)
