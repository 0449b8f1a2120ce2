"""Readers of one setting's value, from a flag or variable (text) or from toml (typed).

Each takes the raw value and the folder relative paths start from, and raises ValueError that says
what it expects. Knows no setting by name and never opens a file.
"""

import math
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

# What the engine and vibecli call something else by: no attached database is called so.
RESERVED = frozenset(
    {"main", "temp", "system", "memory", "pg_catalog", "information_schema", "vibecli", "shadow"}
)
MOST = 10**15  # what the engine and the clock of any machine can still count
Reader = Callable[[object, Path], object]


def string(value: object, folder: Path) -> str:
    """Give a text that is not blank."""
    del folder
    if not isinstance(value, str) or not value.strip():
        raise ValueError("a text")
    return value.strip()


def path_in(value: object, folder: Path) -> Path:
    """Give an absolute path; a relative one starts at `folder`."""
    if not isinstance(value, (str, Path)) or not str(value).strip():
        raise ValueError("a path")
    try:
        return (folder / Path(value).expanduser()).absolute()
    except RuntimeError:
        raise ValueError("a path without ~, because there is no home folder") from None


def region(value: object, folder: Path) -> str:
    """Give a country code."""
    text = string(value, folder).upper()
    if not re.fullmatch(r"[A-Z]{2}", text) or text not in _regions():
        raise ValueError("a country code of two letters that has phone numbers, such as DE")
    return text


def _regions() -> frozenset[str]:
    from phonenumbers import SUPPORTED_REGIONS

    return frozenset(SUPPORTED_REGIONS)


def url(value: object, folder: Path) -> str:
    """Give the address of a server."""
    text = string(value, folder)
    if not re.fullmatch(r"https?://[^/\s]+\S*", text) or not _has_host(text):
        raise ValueError("an address such as http://localhost:11434/v1")
    return text


def _has_host(text: str) -> bool:
    """True for an address with a host, and a port that can be one."""
    try:
        parts = urlsplit(text)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def texts(value: object, folder: Path) -> tuple[str, ...]:
    """Give a tuple of texts from a list or from `a,b`."""
    del folder
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, (list, tuple)) or not all(isinstance(part, str) for part in parts):
        raise ValueError("a list of texts")
    return tuple(part.strip() for part in parts if part.strip())


def databases(value: object, folder: Path) -> dict[str, Path]:
    """Give files by name, from a table, from texts NAME=FILE, or from `a=FILE,b=FILE`."""
    given: dict[str, object] = dict(value) if isinstance(value, Mapping) else {}
    for text in () if isinstance(value, Mapping) else texts(value, folder):
        name, _, file = text.partition("=")
        if name in given:
            raise ValueError(f"one file a name, not {name}={given[name]} and {name}={file}")
        given[name] = file
    for name, path in given.items():
        if not isinstance(path, str) or not path.strip():
            raise ValueError("NAME=FILE, such as crm=crm.duckdb")
        if not re.fullmatch("[a-z][a-z0-9_]*", name) or name in RESERVED:
            raise ValueError(
                f"a name of small letters, digits and _ that means nothing else, not {name!r}"
            )
    return {name: path_in(path, folder) for name, path in given.items()}


def choice(kind: object) -> Callable[[object, Path], object]:
    """Give a reader that takes one of a Literal's values."""
    options = get_args(kind)

    def read(value: object, folder: Path) -> object:
        del folder
        if value not in options:
            raise ValueError(f"one of {', '.join(options)}")
        return value

    return read


def number(
    low: float, high: float = MOST, *, whole: bool = False
) -> Callable[[object, Path], object]:
    """Give a reader that takes numbers within limits."""
    kind = "a whole number" if whole else "a number"
    limits = f"of {low:g} or more" if high == MOST else f"from {low:g} to {high:,.10g}"

    def read(value: object, folder: Path) -> object:
        del folder
        try:
            number = math.nan if isinstance(value, bool) else float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError, OverflowError):
            raise ValueError(f"{kind} {limits}") from None
        if high == MOST < number < math.inf:
            raise ValueError(f"{kind} up to {high:,}")
        if not (math.isfinite(number) and low <= number <= high) or (whole and number % 1):
            raise ValueError(f"{kind} {limits}")
        return int(number) if whole else number

    return read
