"""Text files as they come: encoding, line ends, separator, header, found before the engine reads.

Gives the engine a plain UTF-8 file, which is the person's own file whenever that is one already.
Never changes the person's file and drops no byte silently: what was converted is told in a note.
"""

import codecs
import csv
import gzip
import io
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

import numpy as np

from vibecli.data.aligned import TOLD, is_aligned, straightened
from vibecli.engine.base import Array
from vibecli.errors import DataError

_BLOCK = 1 << 20
_SAMPLE = 100_000  # below the csv module's limit for one field
_SAMPLE_RECORDS = 200
_SEPARATORS = (",", ";", "\t", "|")
_SEPARATOR_WORDS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "|"}
_PLAIN = (".txt", ".dat", ".csv")  # may have columns that spaces keep apart
_GLOB = frozenset("*?[]{}")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")
_HIGH = re.compile(rb"[\x80-\xff]")
_MAGIC = ((b"PK\x03\x04", "a zip or Excel file"), (b"PAR1", "a Parquet file"), (b"%PDF", "a PDF"))
_DATA_LIKE = re.compile(
    r"\s*([-+]?[\d.,]*\d|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*|\S+@\S+\.\S+|true|false)\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class TextFile:
    """A UTF-8 file the engine can read, made from the person's file."""

    path: Path
    name: str  # of the person's file
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """How a CSV file is laid out."""

    separator: str
    header: bool
    skip: int  # lines before the header
    names: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass
class _Scan:
    """What one pass over the bytes saw."""

    invalid: bool = False
    multibyte: int = 0
    high: int = 0
    outside_cp1252: bool = False
    line_ends: set[str] = field(default_factory=set)


def readable(path: Path, folder: Path) -> TextFile:
    """Give the file as UTF-8, converted into `folder` where needed. Raises DataError."""
    try:
        with _open(path) as stream:
            start = stream.read(_SAMPLE)
        _refuse_binary(path, start)
        encoding, notes, mixed = _encoding(path, start)
        plain = path
        if encoding or mixed or (_GLOB & set(str(path))):
            plain = _converted(path, folder, encoding, mixed=mixed)
        if path.suffix.lower() in _PLAIN and is_aligned(head(plain)):
            target = folder / f"{len(list(folder.iterdir()))}.txt"
            plain, notes = straightened(_open(plain), target), (*notes, TOLD)
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise DataError(
            f"{path.name} cannot be read: {_reason(error)}", hint="check the file"
        ) from None
    return TextFile(plain, path.name, notes)


def head(path: Path) -> str:
    """Give the first part of a readable file, up to its last whole line."""
    with _open(path) as stream:
        block = stream.read(_SAMPLE + 1)
    text = codecs.getincrementaldecoder("utf-8-sig")(errors="replace").decode(block)
    if len(block) > _SAMPLE and "\n" in text:
        text = text[: text.rindex("\n") + 1]
    return text


def layout(file: TextFile) -> Layout:
    """Find separator, header and column names of a CSV file. Raises DataError when it is empty."""
    text = head(file.path)
    if not text.strip():
        raise DataError(
            f"{file.name} is empty", hint="a CSV file starts with a line of column names"
        )
    declared = re.match(r"sep=([^\r\n])\r?\n", text, re.IGNORECASE)  # as Excel writes it
    skip = 1 if declared else len(re.match(r"(?:[ \t]*\r?\n)*", text)[0].splitlines())  # type: ignore[index]
    body = "".join(text.splitlines(keepends=True)[skip:])
    separator = declared[1] if declared else _separator(body)
    records = _records(body, separator)
    first = records[0] if records else []
    header = _has_header(records)
    names, notes = _names(first if header else [""] * len(first))
    if not header:
        notes = (f"{file.name} has no header line; columns are named {names[0]}, ...",)
    if separator != ",":
        notes = (*notes, f"separator: {_SEPARATOR_WORDS.get(separator, separator)}")
    return Layout(separator, header, skip, names, notes)


def line_numbers(path: Path, positions: Sequence[int] | Array) -> Array:
    """Give the line in which each byte of a readable file stands; positions rise and start at 1."""
    wanted = np.asarray(positions, dtype=np.int64) - 1
    lines = np.ones(len(wanted), dtype=np.int64)
    start = 0
    with _open(path) as stream:
        mark = _line_mark(stream.read(_SAMPLE))
        stream.seek(0)
        while start <= wanted[-1] and (block := stream.read(_BLOCK)):
            ends = np.flatnonzero(np.frombuffer(block, np.uint8) == mark) + start
            lines += np.searchsorted(ends, wanted)
            start += len(block)
    return lines


def whole_rows(path: Path, places: Sequence[tuple[int, int, bool]]) -> Iterator[str]:
    """Give rows of a readable file whole, of which the start is known.

    Args:
        path: the file.
        places: a row's first byte (from 1, rising), how many are known, and whether its quotes
          close: only then do line ends inside of them belong to it.
    """
    with _open(path) as stream:
        mark = bytes([_line_mark(stream.read(_SAMPLE))])
        for position, known, closes in places:
            stream.seek(position - 1)
            row = stream.read(known) + _rest(stream, mark)
            while closes and row.count(b'"') % 2 and (more := _rest(stream, mark)):
                row += more
            yield row.decode("utf-8", "replace").strip("\r\n")  # a CRLF before it counts as its own


def _rest(stream: IO[bytes], mark: bytes) -> bytes:
    """Read to the end of the line."""
    if mark == b"\n":
        return stream.readline()
    row = b""
    while not row.endswith(mark) and (more := stream.read(1)):
        row += more
    return row


def _line_mark(start: bytes) -> int:
    return ord("\n") if b"\n" in start or b"\r" not in start else ord("\r")


def _open(path: Path) -> IO[bytes]:
    if path.suffix.lower() == ".gz":
        return cast("IO[bytes]", gzip.open(path, "rb"))
    return path.open("rb")


def _refuse_binary(path: Path, start: bytes) -> None:
    if any(start.startswith(bom) for bom, _ in _BOMS):
        return
    for magic, what in _MAGIC:
        if start.startswith(magic):
            raise DataError(f"{path.name} is {what}, not text", hint="save it as CSV, or rename it")
    if b"\0" in start:
        line = start[: start.index(b"\0")].count(b"\n") + 1
        raise DataError(
            f"{path.name} is not text: a zero byte in line {line}", hint="save it as CSV"
        )


def _encoding(path: Path, start: bytes) -> tuple[str, tuple[str, ...], bool]:
    """Give the encoding to convert from (empty: none), notes, and whether line ends are mixed."""
    for bom, name in _BOMS:
        if start.startswith(bom):
            notes = () if name == "utf-8-sig" else (f"converted from {name.upper()}",)
            return name, notes, True
    scan = _scan(path)
    mixed = len(scan.line_ends) > 1
    notes = ("line ends were mixed; all read as line feeds",) if mixed else ()
    if not scan.invalid or scan.multibyte * 2 > scan.high:
        return "", notes, mixed  # mostly UTF-8: broken lines are set aside, others not garbled
    name = "latin-1" if scan.outside_cp1252 else "cp1252"
    return name, (f"not UTF-8; read as {name} and converted", *notes), mixed


def _scan(path: Path) -> _Scan:
    found = _Scan()
    decoder = codecs.getincrementaldecoder("utf-8")()
    with _open(path) as stream:
        for block in _blocks(stream):
            _line_ends(block, found.line_ends)
            if block.isascii() and not decoder.getstate()[0]:
                continue
            found.multibyte += sum(len(hit) for hit in _MULTIBYTE.findall(block))
            found.high += len(_HIGH.findall(block))
            found.outside_cp1252 = found.outside_cp1252 or bool(_NO_CP1252.search(block))
            found.invalid = _breaks(decoder, block) or found.invalid
    found.invalid = _breaks(decoder, b"", final=True) or found.invalid
    return found


def _breaks(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        decoder.reset()
        return True
    return False


def _blocks(stream: IO[bytes]) -> Iterator[bytes]:
    """Give blocks that never cut a CRLF in two."""
    while block := stream.read(_BLOCK):
        yield block + stream.read(1) if block.endswith(b"\r") else block


def _line_ends(block: bytes, seen: set[str]) -> None:
    pairs = block.count(b"\r\n")
    if pairs:
        seen.add("\r\n")
    if block.count(b"\n") > pairs:
        seen.add("\n")
    if block.count(b"\r") > pairs:
        seen.add("\r")


def _converted(path: Path, folder: Path, encoding: str, *, mixed: bool) -> Path:
    target = folder / f"{len(list(folder.iterdir()))}.txt"
    if not encoding and not mixed:
        with _open(path) as source, target.open("wb") as copy:
            shutil.copyfileobj(source, copy, _BLOCK)
        return target
    errors = "strict" if encoding else "surrogateescape"  # broken bytes stay as they are
    reader = io.TextIOWrapper(
        _open(path), encoding or "utf-8", errors=errors, newline=None if mixed else ""
    )
    with reader, target.open("w", encoding="utf-8", errors=errors, newline="") as copy:
        shutil.copyfileobj(reader, copy, _BLOCK)
    return target


def _separator(body: str) -> str:
    """Give the separator under which most records have as many fields as the first line."""
    best, found = (0.0, 1), ","
    for separator in _SEPARATORS:
        records = _records(body, separator)
        width = len(records[0]) if records else 1
        same = sum(len(record) == width for record in records) / max(len(records), 1)
        if width > 1 and (round(same, 2), width) > best:
            best, found = (round(same, 2), width), separator
    return found


def _records(body: str, separator: str) -> list[list[str]]:
    records: list[list[str]] = []
    try:
        for record in csv.reader(io.StringIO(body, newline=""), delimiter=separator):
            if record:
                records.append(record)
            if len(records) >= _SAMPLE_RECORDS:
                break
    except csv.Error:  # a quote that never closes: judge by the records before it
        pass
    return records


def _has_header(records: Sequence[Sequence[str]]) -> bool:
    """Tell a header from data: no cell looks like a value where the column's values do too."""
    if not records:
        return True
    for index, cell in enumerate(records[0]):
        below = [r[index] for r in records[1:] if len(r) > index and r[index].strip()]
        like = sum(bool(_DATA_LIKE.fullmatch(value)) for value in below)
        if _DATA_LIKE.fullmatch(cell) and like * 2 >= len(below):
            return False
    return True


def _names(cells: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give usable column names: none empty, none twice, none that vibecli keeps for itself."""
    names: list[str] = []
    notes: list[str] = []
    for number, cell in enumerate(cells, 1):
        wanted = name = cell.strip().lstrip("_") if cell.strip().startswith("__") else cell.strip()
        name = wanted = wanted or f"column_{number}"
        again = 2
        while name.lower() in {other.lower() for other in names}:
            name, again = f"{wanted}_{again}", again + 1
        if name != cell.strip():
            notes.append(f"column {number} is named {name}{_why(cell, wanted, name)}")
        names.append(name)
    return tuple(names), tuple(notes)


def _why(cell: str, wanted: str, name: str) -> str:
    if not cell.strip():
        return ", its header is empty"
    return f", {wanted} stands in the header twice" if name != wanted else ", not " + cell.strip()


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"not {error.encoding} text"
    return getattr(error, "strerror", None) or str(error)
