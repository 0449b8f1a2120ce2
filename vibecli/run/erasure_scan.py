"""Looking for a person's values in bytes and in decoded files; changes nothing.

Owns which files are read, and how: every byte as it lies there, parquet through the engine too.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from vibecli.engine.base import Engine
from vibecli.engine.names import quote
from vibecli.errors import VibeError
from vibecli.run.certificate import Hit
from vibecli.run.erasure_values import Traces
from vibecli.run.images import parquet

_CHUNK = 1 << 22
_SKIPPED = frozenset({".git", ".hg", "node_modules", "__pycache__", ".venv", "venv", ".tox"})
_MOST_FILES, _MOST_BYTES = 20_000, 20 << 30  # of a workspace that is also something else


@dataclass
class Scan:
    """One scan: what it read and where it found what."""

    engine: Engine
    traces: Traces
    files: int = 0
    bytes: int = 0
    unread: list[str] = field(default_factory=list)

    def found(
        self, paths: Iterable[Path], base: Path, why: str = "", *, database: bool = False
    ) -> tuple[Hit, ...]:
        """Give the files that hold one of the values, named from `base`.

        In a database texts lie side by side: what is inside longer ones is told apart by cells.
        """
        return tuple(
            Hit(place=_named(path, base), hits=count, why=why)
            for path in paths
            if (count := self.count(path, inner=not database))
        )

    def count(self, path: Path, *, inner: bool = True) -> int:
        """Count the hits in one file: in its bytes, and decoded where the engine can."""
        try:
            count = self._bytes(path, inner=inner)
        except OSError:
            self.unread.append(path.name)
            return 0
        if not count and path.suffix == ".parquet":
            count = self._decoded(path)
        return count

    def _bytes(self, path: Path, *, inner: bool) -> int:
        longest = max(map(len, self.traces.needles), default=1)
        count, tail = 0, b""
        with path.open("rb") as file:
            self.files += 1
            while chunk := file.read(_CHUNK):
                self.bytes += len(chunk)
                text = tail + _lowered(chunk)
                count += self.traces.count(text, inner=inner)
                count -= self.traces.count(tail, inner=inner)
                tail = text[-(longest - 1) :] if longest > 1 else b""
        return count

    def _decoded(self, path: Path) -> int:
        texts = self.traces.texts()
        if not texts:
            return 0
        try:
            with self.engine.files(path.parent) as session:
                source, count = parquet(path), 0
                for column in session.describe(f"SELECT * FROM {source}"):
                    text = f"lower(CAST({quote(column.name)} AS VARCHAR))"
                    tests = " OR ".join([f"contains({text}, ?)"] * len(texts))
                    sql = f"SELECT count(*) FROM {source} WHERE {tests}"
                    count += int(session.value(sql, texts))
                return count
        except VibeError:
            self.unread.append(path.name)
            return 0


def files_of(folder: Path, *, without: Iterable[Path] = ()) -> Iterator[Path]:
    """Give the regular files under a folder, in order; links are not followed."""
    left = {path.resolve() for path in without}
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if (Path(here) / f).resolve() not in left)
        for name in sorted(names):
            path = Path(here) / name
            if path.is_file() and not path.is_symlink() and path.resolve() not in left:
                yield path


def workspace_files(folder: Path, *, without: Iterable[Path]) -> Iterator[Path]:
    """Give the files of a workspace, up to a limit: it may be a whole home folder."""
    read = 0
    for number, path in enumerate(_plain_files(folder, {p.resolve() for p in without})):
        read += path.stat().st_size
        if number >= _MOST_FILES or read > _MOST_BYTES:
            return
        yield path


def _plain_files(folder: Path, left: set[Path]) -> Iterator[Path]:
    for here, folders, names in os.walk(folder):
        kept = (f for f in folders if f not in _SKIPPED and (Path(here) / f).resolve() not in left)
        folders[:] = sorted(kept)
        for name in sorted(names):
            path = Path(here) / name
            if path.is_file() and not path.is_symlink() and path.resolve() not in left:
                yield path


def _lowered(chunk: bytes) -> bytes:
    return chunk.lower()  # ASCII letters only: other bytes stay as they lie there


def _named(path: Path, base: Path) -> str:
    try:
        return str(path.relative_to(base))
    except ValueError:
        return str(path)
