"""A matrix of checks: one YAML file that names databases and sets of parameter values.

    databases: [regions, archive/2025.duckdb]   # files, or folders of them; beside this file
    sets:
      - {since: 2026-01-01, region: north}
      - {since: 2026-01-01, region: south}

Owns reading it; a folder of databases is a matrix too. It opens no database.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError

from vibecli.document import misfit, parse
from vibecli.errors import NotFound, UsageError
from vibecli.model import Model
from vibecli.plan.parameters import Parameter, Text, own_values

_HINT = "its keys are databases: [FILE or FOLDER, ...] and sets: [{NAME: VALUE, ...}, ...]"
_SUFFIXES = frozenset({".duckdb", ".db"})


class Matrix(Model):
    """Databases and sets of values, each of one with each of the other."""

    databases: tuple[str, ...] = ()  # none: the one of the settings
    sets: tuple[dict[str, Text], ...] = ()


def read_matrix(path: Path) -> Matrix:
    """Give the matrix of a file, or of a folder of databases. Raises UsageError, NotFound."""
    if path.is_dir():
        return Matrix(databases=tuple(map(str, _databases(path))))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        hint = "vibecli check DIR --matrix FILE, or a folder of databases"
        raise NotFound(f"no file or folder {path}", hint=hint) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read as text", hint=_HINT) from error
    data, node = parse(text, str(path), _HINT)
    try:
        read = Matrix.model_validate(data)
    except ValidationError as error:
        raise misfit(error, node, str(path), _HINT) from error
    if not (read.databases or read.sets):
        raise UsageError(f"{path} names no database and no set of values", hint=_HINT)
    places = [place for name in read.databases for place in _places(path.parent / name)]
    return read.model_copy(update={"databases": tuple(map(str, places))})


def sets_of(
    parameters: Sequence[Parameter], values: Mapping[str, str], matrix: Matrix
) -> list[dict[str, str]]:
    """Give the sets of values an intent is run with: its own part of each, each once."""
    sets: Sequence[Mapping[str, str]] = matrix.sets or ({},)
    every = [{**values, **{name.lower(): value for name, value in one.items()}} for one in sets]
    found: list[dict[str, str]] = []
    for one in every:
        own = own_values(parameters, one)
        if own not in found:
            found.append(own)
    return found


def _places(place: Path) -> Iterator[Path]:
    if place.is_dir():
        yield from _databases(place)
    else:
        yield place


def _databases(folder: Path) -> list[Path]:
    found = sorted(path for path in folder.iterdir() if path.suffix in _SUFFIXES)
    if not found:
        raise NotFound(f"no database in {folder}", hint="its files end in .duckdb or .db")
    return found
