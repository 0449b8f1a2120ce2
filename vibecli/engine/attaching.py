"""Databases attached to be read beside the own one: how they are told from it, and their errors.

Opens nothing itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vibecli.engine.base import Others, Session
from vibecli.errors import DatabaseLocked, NotFound, UsageError, VibeError

UNREAD_LOG = "Failure while replaying WAL"  # in the error of a file that a crash left so


def check_names(session: Session, own: str, database: Path, others: Others) -> None:
    """Raise UsageError where an attached database and the own one (`own` here) are mixed up."""
    schemas = session.rows(
        "SELECT lower(schema_name) FROM duckdb_schemas() WHERE database_name = ?", [own]
    )
    known = {database.resolve()}
    for name, path in others.items():
        other = f"call it something else in [attach] or --attach, such as {name}2"
        if (name,) in schemas:
            what = f"{database.name} has a schema {name}, so no database can be attached under it"
            raise UsageError(what, hint=other)
        if name == database.stem.lower():
            raise UsageError(f"{name} is the name of {database.name} itself", hint=other)
        if path.resolve() in known:
            hint = "a file has one name; mend [attach] in vibecli.toml, or --attach"
            raise UsageError(f"{path.name} cannot be attached as {name} once more", hint=hint)
        known.add(path.resolve())


@contextmanager
def telling_name(name: str, path: Path) -> Iterator[None]:
    """Say of an error which attached database it is about, and what to mend."""
    try:
        if not path.exists():
            raise NotFound(f"there is no {path}")
        yield
    except VibeError as error:
        hint = f"mend [attach] {name} in vibecli.toml, or --attach {name}=FILE"
        if isinstance(error, DatabaseLocked):
            hint = error.hint
        elif UNREAD_LOG in error.message:  # left by a crash; it is not ours to write
            hint = f"open {path.name} once with the program that writes it"
        raise type(error)(f"attached database {name}: {error.message}", hint=hint) from error


def attached_names(session: Session, own: str) -> tuple[str, ...]:
    """Give the names of the databases attached to be read beside `own`."""
    found = session.rows(
        "SELECT database_name FROM duckdb_databases()"
        " WHERE readonly AND NOT internal AND database_name <> ? ORDER BY 1",
        [own],
    )
    return tuple(str(name) for (name,) in found)
