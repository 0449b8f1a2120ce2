"""Files a person asked for: a saved intent, a report, a page.

Owns where they may go and writing them, whole or not at all. A file of the same kind is replaced,
anything else that is there stays: the database and the settings above all.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from vibecli.config import Settings
from vibecli.errors import UsageError
from vibecli.settings_file import PROJECT_FILE

_LOOKED_AT = 1 << 20  # bytes of a file that tell its kind


@dataclass(frozen=True)
class Kind:
    """A sort of file: what it is called, how one is asked for, and how one is told."""

    name: str
    flag: str
    ours: Callable[[str], bool]


@dataclass(frozen=True)
class AskedFile:
    """A place that may be written; made by `asked_file`."""

    path: Path
    kind: Kind

    def write(self, text: str) -> str:
        """Write the file and give the line that tells of it. Raises UsageError."""
        place = self.path.resolve()  # a link stays a link
        replaced = place.is_file()
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            if replaced or not self.path.exists():
                write_whole(place, text)
            else:  # a device or a pipe, such as /dev/stdout
                self.path.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise _unwritable(self.path, self.kind, error) from error
        return f"{self.kind.name}: {self.path}{' (replaced)' if replaced else ''}"


def asked_file(path: Path, kind: Kind, settings: Settings) -> AskedFile:
    """Give the place of a file to be written. Raises UsageError when something else is there."""
    try:
        for other, what in _taken(settings):
            if _same(path, other):
                raise UsageError(
                    f"{path} is {what}; it is not written over", hint=f"{kind.flag} {path}.new"
                )
        if path.is_dir():
            raise UsageError(f"{path} is a folder", hint=f"{kind.flag} {path / 'NAME'}")
        if path.is_file() and not _ours(path, kind):
            raise UsageError(
                f"{path} is there and is no {kind.name}; it is not written over",
                hint=f"{kind.flag} with another name, or remove that file first",
            )
    except (OSError, RuntimeError) as error:  # a loop of links is a RuntimeError before 3.13
        raise _unwritable(path, kind, error) from error
    return AskedFile(path, kind)


def _taken(settings: Settings) -> Iterator[tuple[Path, str]]:
    """Give the files that are never written over, there or not, and what each is."""
    yield settings.database, "the database"
    yield settings.database.with_name(f"{settings.database.name}.wal"), "part of the database"
    yield settings.workspace / PROJECT_FILE, "the settings file"
    yield settings.workspace / "glossary.yaml", "the glossary"
    yield settings.workspace / "verdicts.jsonl", "the file of verdicts"
    if settings.glossary:
        yield settings.glossary, "the glossary"
    if settings.key_file:
        yield settings.key_file, "the key file"


def _same(path: Path, other: Path) -> bool:
    if path.exists() and other.exists():
        return path.samefile(other)
    return path.resolve() == other.resolve()


def _ours(path: Path, kind: Kind) -> bool:
    with path.open("rb") as file:
        text = file.read(_LOOKED_AT).decode("utf-8", "replace")
    return not text.strip() or kind.ours(text)


def write_whole(path: Path, text: str) -> None:
    """Put a text in the place of a file, whole or not at all."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8", newline="\n")
        if path.exists():
            shutil.copymode(path, part)
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def _unwritable(path: Path, kind: Kind, error: Exception) -> UsageError:
    reason = (getattr(error, "strerror", None) or str(error)).lower()
    hint = f"{kind.flag} names a file in a folder you may write to"
    return UsageError(f"cannot write {path}: {reason}", hint=hint)
