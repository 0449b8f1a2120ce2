"""The verdicts of a workspace: `verdicts.jsonl`, one line a verdict, made to be reviewed in git.

Owns the file and the forms it is exchanged in. A verdict is on the disk before the next question is
asked; nothing that was written is ever changed. It holds no value of a record.
"""

import csv
import io
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from vibecli.errors import DataError, NotFound, UsageError
from vibecli.identity.verdicts import Verdict, standing

FILE = "verdicts.jsonl"
_COLUMNS = tuple(Verdict.model_fields)


class Kept(NamedTuple):
    """The verdicts of a file in the order they were made, and what a person must be told of it."""

    verdicts: tuple[Verdict, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class VerdictFile:
    """One file of verdicts; it need not be there."""

    path: Path

    def read(self) -> Kept:
        """Give the verdicts; a last line that was broken off is skipped and told.

        Raises DataError for any other line that is none.
        """
        whole, tail = self._parts()
        found, notices = [], []
        for number, line in enumerate(whole.splitlines(), 1):
            if line.strip():
                found.append(self._verdict(line, number))
        if tail.strip():
            try:
                found.append(Verdict.model_validate_json(tail))
            except ValidationError:
                notices.append(f"the last line of {self.path.name} is broken off and left out")
        return Kept(tuple(found), tuple(notices))

    def add(self, verdicts: Sequence[Verdict]) -> None:
        """Keep verdicts: when this returns they are on the disk. Raises UsageError."""
        if not verdicts:
            return
        lines = "".join(f"{verdict.model_dump_json()}\n" for verdict in verdicts)
        with _writing(self.path):
            self._mend()
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
            with os.fdopen(descriptor, "wb") as file:
                file.write(lines.encode())
                file.flush()
                os.fsync(file.fileno())

    def _parts(self) -> tuple[bytes, bytes]:
        """Give the whole lines, and what a kill left of a last one."""
        try:
            text = self.path.read_bytes()
        except FileNotFoundError:
            return b"", b""
        except OSError as error:
            raise UsageError(f"cannot read {self.path}: {_reason(error)}") from error
        end = text.rfind(b"\n") + 1
        return text[:end], text[end:]

    def _mend(self) -> None:
        """Have the next verdict start a line of its own."""
        whole, tail = self._parts()
        if not tail:
            return
        try:
            Verdict.model_validate_json(tail)
        except ValidationError:
            os.truncate(self.path, len(whole))  # half a line that nobody was told is kept
        else:
            with self.path.open("ab") as file:
                file.write(b"\n")

    def _verdict(self, line: bytes, number: int) -> Verdict:
        try:
            return Verdict.model_validate_json(line)
        except ValidationError as error:
            raise DataError(
                f"line {number} of {self.path.name} is no verdict",
                hint=f"mend or remove line {number} of {self.path}",
            ) from error


class Row(NamedTuple):
    """A line of a file to be imported: its number and its columns, by lower-case name."""

    line: int
    columns: dict[str, str]


def exported(verdicts: Iterable[Verdict], path: Path) -> tuple[int, str]:
    """Give how many verdicts stand, and the text of the csv or jsonl file that holds them."""
    last = standing(verdicts)
    file = io.StringIO()
    if _form(path) == "csv":
        writer = csv.DictWriter(file, _COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(verdict.model_dump() for verdict in last)
    else:
        file.writelines(f"{verdict.model_dump_json()}\n" for verdict in last)
    return len(last), file.getvalue()


def is_export(text: str) -> bool:
    """Tell a file of verdicts by its first line."""
    return "verdict" in text.partition("\n")[0]


def rows_of(path: Path) -> Iterator[Row]:
    """Give the lines of a csv or jsonl file. Raises NotFound, DataError, UsageError."""
    form = _form(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            if form == "csv":
                reader = csv.DictReader(file)
                for record in reader:
                    yield Row(reader.line_num, _texts(record.items()))
            else:
                for number, line in enumerate(file, 1):
                    if line.strip():
                        yield Row(number, _texts(_object(line, path, number).items()))
    except FileNotFoundError as error:
        raise NotFound(f"no file {path}", hint="vibecli label --export FILE writes one") from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"cannot read {path}: {error}") from error


def _object(line: str, path: Path, number: int) -> dict[str, object]:
    try:
        found = json.loads(line)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise DataError(f"line {number} of {path} is no JSON object", hint="one object a line")
    return found


def _texts(columns: Iterable[tuple[object, object]]) -> dict[str, str]:
    told = ((str(name).strip().lower(), value) for name, value in columns if name is not None)
    return {name: str(value).strip() for name, value in told if value not in (None, "")}


def _form(path: Path) -> str:
    form = path.suffix.lower().lstrip(".")
    if form not in {"csv", "jsonl"}:
        raise UsageError(f"{path} is neither csv nor jsonl", hint="verdicts.csv or verdicts.jsonl")
    return form


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(
            f"cannot write {path}: {_reason(error)}",
            hint="free some space, or make the folder writable",
        ) from error


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
