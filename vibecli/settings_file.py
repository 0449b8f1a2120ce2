"""One file of settings: its values under dotted keys, and the line each of them stands on.

Owns reading TOML and telling mistakes with their place. Which keys there are is told by the reader.
"""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vibecli.errors import UsageError

PROJECT_FILE = "vibecli.toml"


@dataclass(frozen=True)
class SettingsFile:
    """One toml file, its values under dotted keys."""

    path: Path
    values: Mapping[str, object]
    text: str

    def place(self, key: str) -> str:
        """Give `file:line` of a key, or the file alone when it is written in an unusual way."""
        table, _, name = key.rpartition(".")
        section = ""
        for at, line in enumerate(self.text.splitlines(), 1):
            header = re.match(r"\s*\[\s*([\w.\-\"']+)\s*\]", line)
            if header:
                section = header[1].strip("\"'")
                if section == key:
                    return f"{self.path.name}:{at}"
            elif section == table and re.match(rf"\s*[\"']?{re.escape(name)}[\"']?\s*=", line):
                return f"{self.path.name}:{at}"
        return self.path.name


def read_settings_file(path: Path, keys: tuple[str, ...]) -> SettingsFile | None:
    """Read one file, None when there is none. Raises UsageError with the place of a mistake."""
    import tomllib

    try:
        if path.is_dir() or path.is_fifo():  # a pipe would be waited at for ever
            raise UsageError(f"{path} is no file", hint=f"make {path.name} a text file")
        text = path.read_bytes().decode("utf-8-sig")
        tables = tomllib.loads(text)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PermissionError:
        if path.name == PROJECT_FILE:
            raise UsageError(f"{path.name} cannot be read", hint=f"chmod u+r {path.name}") from None
        raise
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _no_toml(path, error) from None
    file = SettingsFile(path, dict(_flat(tables, _tables(keys))), text)
    _check_keys(file, keys)
    return file


def _no_toml(path: Path, error: Exception) -> UsageError:
    """Give the error of a file that cannot be read as TOML, with its line where one is known."""
    text = str(error)
    found = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", text)
    where, what = path.name, text
    if found:
        where = f"{path.name}:{found[2]}"
        what = f"{found[1][:1].lower()}{found[1][1:]} at column {found[3]}"
    hint = f'edit {path}: a line is name = value, text in quotes, as in planner = "offline"'
    return UsageError(f"{where}: not valid TOML: {what}", hint=hint)


def _tables(keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key.partition(".")[0] for key in keys if "." in key))


def _flat(tables: Mapping[str, Any], known: tuple[str, ...]) -> Iterator[tuple[str, object]]:
    for key, value in tables.items():
        if key in known and isinstance(value, dict):
            yield from ((f"{key}.{inner}", inner_value) for inner, inner_value in value.items())
        else:
            yield key, value


def _check_keys(file: SettingsFile, keys: tuple[str, ...]) -> None:
    tables = _tables(keys)
    for key in file.values:
        if key in keys:
            continue
        if key in tables:
            inner = [known for known in keys if known.startswith(f"{key}.")]
            hint = f"write [{key}] and under it {', '.join(k.split('.')[1] for k in inner)}"
            raise UsageError(f"{file.place(key)}: {key} is a table, not a value", hint=hint)
        top = isinstance(file.values[key], dict) and "." not in key
        kind, known = ("table", tables) if top else ("key", keys)
        near = difflib.get_close_matches(key, (*known, *keys), 1, 0.5) or _same_ending(key, keys)
        hint = f"did you mean {near[0]}?" if near else f"known {kind}s: {', '.join(known)}"
        raise UsageError(f"{file.place(key)}: unknown {kind} {key}", hint=hint)


def _same_ending(key: str, keys: tuple[str, ...]) -> list[str]:
    name = key.rpartition(".")[2]
    return [known for known in keys if known.rpartition(".")[2] == name]
