"""The contracts of a workspace: the files of its folder, read together.

Owns which file is whose: a file tells its tables itself, its name is only how a new one is called.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from vibecli import __version__
from vibecli.cache_file import write_cache
from vibecli.contracts.model import Contracts, ContractText, TableContract
from vibecli.contracts.reading import read_contract
from vibecli.engine.names import MAIN, TableName
from vibecli.errors import UsageError

ENDINGS = (".odcs.yaml", ".odcs.yml")
_LONGEST = 120  # characters of a file's name, before its ending
_UNSAFE = re.compile(r"[^\w-]")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def read_contracts(folder: Path, cache: Path | None = None) -> Contracts:
    """Give every contract of a folder. Raises UsageError with the file and the place.

    The cache holds what was read of the same texts before: the standard's package takes long to
    import.
    """
    texts = tuple(_texts(folder))
    if not texts:
        return Contracts()
    told = "\0".join([__version__, *(part for one in texts for part in (one.file, one.text))])
    stamp = hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
    known = _known(cache, stamp)
    if known:
        return known
    found = _whole(texts, stamp)
    if cache:
        write_cache(cache, found.model_dump_json())
    return found


def _whole(texts: tuple[ContractText, ...], stamp: str) -> Contracts:
    tables: dict[str, TableContract] = {}
    for one in texts:
        for table in read_contract(one.text, one.file):
            other = tables.setdefault(table.table.lower(), table)
            if other is not table:
                raise UsageError(
                    f"{table.table} has two contracts: {other.file} and {one.file}",
                    hint="keep one of them",
                )
    return Contracts(tables=tuple(tables.values()), texts=texts, print=stamp)


def _known(cache: Path | None, stamp: str) -> Contracts | None:
    with suppress(OSError, ValidationError):
        if cache:
            kept = Contracts.model_validate_json(cache.read_text(encoding="utf-8"))
            return kept if kept.print == stamp else None
    return None


def _texts(folder: Path) -> Iterator[ContractText]:
    """Give the files of the folder by name, their line ends as they are."""
    try:
        paths = sorted(p for p in folder.iterdir() if p.name.endswith(ENDINGS))
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise UsageError(f"{folder}: {error.strerror}", hint=f"ls -ld {folder}") from error
    for path in paths:
        yield ContractText(file=path.name, text=contract_text(path))


def contract_text(path: Path) -> str:
    """Give a contract's text as it stands, its line ends too. Raises UsageError."""
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path.name} is not UTF-8 text", hint=f"edit {path}") from error
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}", hint=f"ls -l {path}") from error


def file_name(table: str) -> str:
    """Give the name of a table's new contract: that of the table, safe on any file system."""
    name = TableName.parse(table)
    places = [part for part in (name.catalog, name.schema) if part and part.lower() != MAIN]
    stem = ".".join(map(_safe, (*places, name.name)))
    if len(stem) > _LONGEST:
        stem = f"{stem[:_LONGEST]}-{hashlib.sha256(table.encode()).hexdigest()[:8]}"
    return stem + ENDINGS[0]


def _safe(part: str) -> str:
    """Write what a file's name may not hold, and a dot, as its number."""
    safe = _UNSAFE.sub(lambda found: f"%{ord(found[0]):02X}", part)
    return f"{safe}%" if _RESERVED.fullmatch(safe) else safe
