"""The cache of a survey: one JSON file, good for as long as the database file stays as it is.

When the file changed, the profile of each table whose rows did not is still good. Never an
authority: a missing, broken or unwritable cache only costs time.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from pydantic import Field, ValidationError

from vibecli import __version__
from vibecli.cache_file import write_cache
from vibecli.data.catalog import Catalog, TableInfo
from vibecli.engine.base import Session
from vibecli.model import Model

_FORM = 6  # raise when a profile comes to mean something else


class Profile(Model):
    """What was found about one table alone, and the print of the rows it was found in."""

    print: str
    table: TableInfo


class Parts(Model):
    """What still holds of tables that did not change: their profiles, and what pairs share."""

    form: str = ""
    profiles: dict[str, Profile] = Field(default_factory=dict)  # by table
    shares: dict[str, float | None] = Field(default_factory=dict)  # by both prints and columns


class _Kept(Model):
    stamp: str
    catalog: Catalog
    parts: Parts = Parts()


def stamp(session: Session, databases: Sequence[str], objects: Sequence[object]) -> str | None:
    """Give what the catalog depends on as one hash, or None when there is no file to go by."""
    known: dict[str, str | None] = dict(
        session.rows("SELECT database_name, path FROM duckdb_databases()")
    )
    places = [known[name] for name in databases]
    if not all(places):
        return None
    try:
        facts = [_facts(Path(f"{place}{log}")) for place in places for log in ("", ".wal")]
    except OSError:
        return None
    engine = session.value("SELECT version()")
    told = json.dumps([_FORM, __version__, engine, facts, [repr(found) for found in objects]])
    return hashlib.sha256(told.encode()).hexdigest()


def form(session: Session) -> str:
    """Give what a profile's meaning depends on besides its table: the versions it was made with."""
    return f"{_FORM} {__version__} {session.value('SELECT version()')}"


def read(cache: Path, stamp: str) -> Catalog | None:
    """Give the kept catalog when its stamp is this one."""
    known = _read(cache)
    return known.catalog if known and known.stamp == stamp else None


def read_parts(cache: Path, form: str) -> Parts:
    """Give the profiles and shares that were kept, whatever has become of the file since."""
    known = _read(cache)
    return known.parts if known and known.parts.form == form else Parts(form=form)


def read_prints(cache: Path, stamp: str) -> dict[str, str]:
    """Give the prints of the tables' rows, by name in lower case, when the stamp is this one."""
    known = _read(cache)
    profiles = known.parts.profiles if known and known.stamp == stamp else {}
    return {name.lower(): profile.print for name, profile in profiles.items()}


def write(cache: Path, stamp: str, catalog: Catalog, parts: Parts = Parts()) -> None:  # noqa: B008 - frozen
    """Keep the catalog, readable by its owner only; a folder that cannot be written is no error."""
    kept = _Kept(stamp=stamp, catalog=catalog, parts=parts)
    write_cache(cache, kept.model_dump_json())


def _read(cache: Path) -> "_Kept | None":
    try:
        return _Kept.model_validate_json(cache.read_bytes())
    except (OSError, ValidationError):
        return None


def _facts(path: Path) -> list[int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return [found.st_size, found.st_mtime_ns, found.st_ino]
