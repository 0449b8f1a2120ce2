"""Which files a path stands for, and which table each one becomes.

Rules: a file is one table named after it; `schema.table.csv` is table `schema.table`; a folder
gives one table a file, in the order of the names, except that two or more parquet files of the same
columns and nothing else are one table named after the folder. Hidden files and sub-folders are
left out.
Never opens a database and never reads more of a file than its first bytes.
"""

import difflib
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from vibecli.engine.names import MAIN, TableName
from vibecli.errors import DataError, NotFound, UsageError
from vibecli.model import Model

Format = Literal["csv", "json", "ndjson", "parquet", "duckdb"]
_FORMATS: dict[str, Format] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".json": "json",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".duckdb": "duckdb",
    ".ddb": "duckdb",
    ".db": "duckdb",
}
_PACKED = ".gz"
_KNOWN = "csv, tsv, json, ndjson, parquet, a DuckDB file, or csv and json with .gz"
_SHEETS = frozenset({".xlsx", ".xls", ".ods", ".numbers"})
_RESERVED_SCHEMAS = frozenset({"vibecli", "information_schema", "pg_catalog", "temp", "system"})


class Source(Model):
    """One table to be, and the files its rows come from (all tables of a DuckDB file: `*`)."""

    paths: tuple[Path, ...]
    format: Format
    table: str  # TableName.text
    bytes: int

    @property
    def name(self) -> str:
        """The file's or folder's name, as shown."""
        return self.paths[0].name if len(self.paths) == 1 else f"{self.paths[0].parent.name}/"


def sources(
    path: Path, *, table: str | None = None, schema: str | None = None
) -> tuple[Source, ...]:
    """Give what a file or folder would load as. Raises NotFound, DataError, UsageError."""
    if path.is_symlink() and not path.exists():
        hint = f"it points to {path.readlink()}"
        raise NotFound(f"{path} is a link to a file that is not there", hint=hint)
    if not path.exists():
        raise NotFound(f"no file or folder {path}", hint=_nearest(path))
    found = _folder(path) if path.is_dir() else (_file(path),)
    if table is not None:
        if len(found) > 1 or found[0].format == "duckdb":
            raise UsageError(
                f"--table names one table, but {path.name} holds several",
                hint="load one file at a time, or leave --table out",
            )
        found = (_named(found[0], _target(table)),)
    if schema is not None:
        found = tuple(
            source if source.format == "duckdb" else _named(source, _moved(source, schema))
            for source in found
        )
    _check(found)
    return found


def is_data_file(path: Path) -> bool:
    """True when a path is named like a file that can be loaded, be it there or not."""
    return _format(path) is not None


def table_name(path: Path) -> TableName:
    """Give the table a file is loaded as, from its name alone."""
    stem = _stem(path)
    parts = stem.split(".")
    if len(parts) == 2 and all(part[:1].isalpha() for part in parts):  # noqa: PLR2004 - schema.table
        return TableName(_snake(parts[0]), _snake(parts[1]))
    return TableName(MAIN, _snake(stem))


def _file(path: Path) -> Source:
    kind = _format(path)
    if not path.is_file():
        raise DataError(f"{path.name} is neither a file nor a folder", hint=f"load {_KNOWN}")
    if kind is None:
        what = "an Excel or other sheet" if path.suffix.lower() in _SHEETS else "of no known kind"
        hint = "save the sheet as CSV" if path.suffix.lower() in _SHEETS else f"load {_KNOWN}"
        raise DataError(f"{path.name} is {what}", hint=hint)
    name = "*" if kind == "duckdb" else table_name(path).text
    return Source(paths=(path,), format=kind, table=name, bytes=path.stat().st_size)


def _folder(path: Path) -> tuple[Source, ...]:
    try:
        names = sorted(path.iterdir())
    except OSError:
        raise UsageError(f"{path} cannot be read", hint="check the folder's permissions") from None
    files = [p for p in names if _loadable(p)]
    if not files:
        raise NotFound(f"{path} holds no file that can be loaded", hint=f"load {_KNOWN}")
    if len(files) > 1 and all(_format(file) == "parquet" for file in files):
        size = sum(file.stat().st_size for file in files)
        table = table_name(path / f"{_snake(path.resolve().name)}.parquet").text
        return (Source(paths=tuple(files), format="parquet", table=table, bytes=size),)
    return tuple(_file(file) for file in files)


def passed_over(path: Path) -> tuple[str, ...]:
    """Give the names of a folder's files that are not loaded with it, hidden ones left out."""
    if not path.is_dir():
        return ()
    files = (p for p in sorted(path.iterdir()) if p.is_file() and not p.name.startswith("."))
    return tuple(p.name for p in files if not _loadable(p))


def _loadable(path: Path) -> bool:
    """Tell what a folder is loaded of; a text file there is a note more often than a table."""
    known = path.is_file() and not path.name.startswith(".") and bool(_format(path))
    return known and ".txt" not in (suffix.lower() for suffix in path.suffixes[-2:])


def split(source: Source) -> tuple[Source, ...]:
    """Give one source a file: for a folder of parquet files that turn out to have other columns."""
    return tuple(_file(path) for path in source.paths)


def _check(found: Sequence[Source]) -> None:
    seen: dict[str, Source] = {}
    for source in found:
        if source.table == "*":
            continue
        other = seen.setdefault(source.table.lower(), source)
        if other is not source:
            raise UsageError(
                f"{other.name} and {source.name} would both become table {source.table}",
                hint="load them one by one with --table, or with --append",
            )
        _check_schema(TableName.parse(source.table).schema)


def _check_schema(schema: str) -> None:
    if schema.lower() in _RESERVED_SCHEMAS:
        raise UsageError(f"schema {schema} is not for user tables", hint="choose another --schema")


def _format(path: Path) -> Format | None:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes[-1:] == [_PACKED]:
        kind = _FORMATS.get(suffixes[-2]) if len(suffixes) > 1 else None
        return kind if kind in {"csv", "json", "ndjson"} else None
    return _FORMATS.get(suffixes[-1]) if suffixes else None


def _stem(path: Path) -> str:
    name = path.name
    if name.lower().endswith(_PACKED):
        name = name[: -len(_PACKED)]
    head, dot, suffix = name.rpartition(".")
    return head if dot and f".{suffix.lower()}" in _FORMATS else name


def _snake(text: str) -> str:
    """Give a plain table or schema name: lower case, letters, digits and single underscores."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(char for char in plain if not unicodedata.combining(char))
    name = re.sub(r"_+", "_", re.sub(r"\W", "_", text)).strip("_")
    return name if name[:1].isalpha() else f"t_{name}" if name else "t"


def _target(table: str) -> TableName:
    name = TableName.parse(table)
    if not name.name.strip():
        raise UsageError("--table is empty", hint="--table customers")
    return name


def _named(source: Source, table: TableName) -> Source:
    return source.model_copy(update={"table": table.text})


def _moved(source: Source, schema: str) -> TableName:
    if not schema.strip():
        raise UsageError("--schema is empty", hint="--schema crm")
    return TableName(schema.strip(), TableName.parse(source.table).name)


def _nearest(path: Path) -> str:
    try:
        names = sorted(p.name for p in path.parent.iterdir() if not p.name.startswith("."))
    except OSError:
        return f"there is no folder {path.parent} either"
    stems: dict[str, str] = {}
    for name in names:
        stems.setdefault(_stem(Path(name)).lower(), name)
    near = difflib.get_close_matches(_stem(path).lower(), stems, 1)
    if near:
        return f"did you mean {path.parent / stems[near[0]]}?"
    loadable = [name for name in names if _format(Path(name))]
    return f"there are {', '.join(loadable[:5])}" if loadable else "check the path"
