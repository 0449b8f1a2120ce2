"""Databases attached to be read beside the own one: how they are told from it, and their errors.

Opens nothing itself.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from vibecli.engine.base import Session
from vibecli.errors import NotFound, UsageError, VibeError


def check_names(session: Session, own: str, database: Path, others: Mapping[str, Path]) -> None:
    """Raise UsageError where an attached database and the own one (`own` here) are mixed up."""
    schemas = session.rows(
        "SELECT lower(schema_name) FROM duckdb_schemas() WHERE database_name = ?", [own]
    )
    for name in others:
        other = f"call it something else in [attach] or --attach, such as {name}2"
        if (name,) in schemas:
            what = f"{database.name} has a schema {name}, so no database can be attached under it"
            raise UsageError(what, hint=other)
        if name == database.stem.lower():
            what = f"{name} is the name of {database.name} itself"
            raise UsageError(what, hint=other)
    files = [database.resolve(), *(path.resolve() for path in others.values())]
    for at, (name, path) in enumerate(others.items(), start=1):
        if files.index(files[at]) < at:
            hint = "a file has one name; mend [attach] in vibecli.toml"
            raise UsageError(f"{path.name} cannot be attached as {name} once more", hint=hint)


@contextmanager
def telling_name(name: str, path: Path) -> Iterator[None]:
    """Say of an error which attached database it is about, and what to mend."""
    try:
        if not path.exists():
            raise NotFound(f"there is no {path}")
        yield
    except VibeError as error:
        hint = f"mend [attach] {name} in vibecli.toml, or --attach {name}=FILE"
        locked = error.hint if "--lock-timeout" in error.hint else hint
        raise type(error)(f"attached database {name}: {error.message}", hint=locked) from error


def attached_names(session: Session, own: str) -> tuple[str, ...]:
    """Give the names of the databases attached to be read beside `own`."""
    found = session.rows(
        "SELECT database_name FROM duckdb_databases()"
        " WHERE readonly AND NOT internal AND database_name <> ? ORDER BY 1",
        [own],
    )
    return tuple(str(name) for (name,) in found)
