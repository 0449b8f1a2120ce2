"""The cache of a survey: one JSON file, good for as long as the database file stays as it is.

Never an authority: a missing, broken or unwritable cache only costs time.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from vibecli import __version__
from vibecli.cache_file import write_cache
from vibecli.data.catalog import Catalog
from vibecli.engine.base import Session

_FORM = 3  # raise when a profile comes to mean something else


def stamp(session: Session, database: str, objects: Sequence[object]) -> str | None:
    """Give what the catalog depends on as one hash, or None when there is no file to go by."""
    place = session.value("SELECT path FROM duckdb_databases() WHERE database_name = ?", [database])
    if not place:
        return None
    try:
        facts = [_facts(Path(place)), _facts(Path(f"{place}.wal"))]
    except OSError:
        return None
    engine = session.value("SELECT version()")
    told = json.dumps([_FORM, __version__, engine, facts, [repr(found) for found in objects]])
    return hashlib.sha256(told.encode()).hexdigest()


def read(cache: Path, stamp: str) -> Catalog | None:
    """Give the kept catalog when its stamp is this one."""
    try:
        kept = json.loads(cache.read_text("utf-8"))
        return Catalog.model_validate(kept["catalog"]) if kept["stamp"] == stamp else None
    except (OSError, ValueError, KeyError, TypeError, ValidationError):
        return None


def write(cache: Path, stamp: str, catalog: Catalog) -> None:
    """Keep the catalog, readable by its owner only; a folder that cannot be written is no error."""
    write_cache(cache, json.dumps({"stamp": stamp, "catalog": catalog.model_dump(mode="json")}))


def _facts(path: Path) -> list[int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return [found.st_size, found.st_mtime_ns, found.st_ino]
