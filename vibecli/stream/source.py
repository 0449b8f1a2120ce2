"""Where events come from: a file, also one that grows, or standard input, line by line.

A source gives lines with their places and remembers nothing: where to go on from is what the
database says. It never waits longer than it is told to.
"""

import os
import select
import stat
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, Protocol

from vibecli.errors import DataError, NotFound, Stale
from vibecli.stream.line import KEPT, Line, is_json
from vibecli.stream.place import Place, mark

_CHUNK = 1 << 20
_LOOK = 0.1  # seconds between two looks at a file that may have grown
_TAIL = 64  # bytes before a place in a followed file, by which it is known again
_PACKED = {  # how a file begins that holds no lines as they are, and what gives them
    b"\x1f\x8b": "gzip -dc",
    b"\x28\xb5\x2f\xfd": "zstd -dc",
    b"\xfd7zXZ": "xz -dc",
    b"BZh": "bzip2 -dc",
    b"PK\x03\x04": "unzip -p",
    b"\xff\xfe": "iconv -f UTF-16 -t UTF-8",
    b"\xfe\xff": "iconv -f UTF-16 -t UTF-8",
}


class Source(Protocol):
    """A source of lines."""

    name: str  # as it is told
    key: str  # as the database keeps places of it
    begun: list[Place]  # places to note before anything is taken
    generation: int
    lag_in: Literal["bytes", "messages"]
    ended: bool  # nothing more will come
    notices: list[str]  # what a person should hear of

    def poll(self, most: int, wait: float, gather: float) -> list[Line]:
        """Give the next lines: after at most `wait` seconds none, `gather` seconds for more."""
        ...

    def lag(self) -> int | None:
        """Give how much lies there that was not given yet, in bytes or messages."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class _Splitter:
    """Cuts bytes into lines, however they come; of a line beyond all bounds only its beginning."""

    def __init__(self, longest: int, position: int) -> None:
        self._longest = longest
        self._rest = b""
        self._dropped = 0  # bytes of the rest that are not kept
        self.position = position  # where the rest begins

    def feed(self, chunk: bytes) -> Iterator[tuple[bytes, int, int]]:
        """Give each whole line without its end, where it begins, and its bytes with its end."""
        *whole, last = chunk.split(b"\n")
        for part in whole:
            text, length = self._rest + part, len(self._rest) + self._dropped + len(part)
            if length > self._longest:
                text = text[:KEPT]
            self._rest, self._dropped = b"", 0
            at, self.position = self.position, self.position + length + 1
            yield text, at, length
        self._rest += last
        if len(self._rest) > self._longest + KEPT:
            self._dropped += len(self._rest) - KEPT
            self._rest = self._rest[:KEPT]

    def end(self) -> tuple[bytes, int, int] | None:
        """Give what is left without an end, if anything."""
        length = len(self._rest) + self._dropped
        if not length:
            return None
        text, at = self._rest, self.position
        self._rest, self._dropped, self.position = b"", 0, self.position + length
        return text, at, length


def check_plain(head: bytes, name: str) -> None:
    """Raise DataError for what begins as no lines of UTF-8 do."""
    for begin, program in _PACKED.items():
        if head.startswith(begin):
            told = program.split()[0]
            what = "is UTF-16, not UTF-8" if told == "iconv" else f"is packed: a file of {told}"
            file = "FILE" if name == "-" else name
            hint = f"{program} {file} | vibecli stream - --rule NAME"
            raise DataError(f"{'standard input' if name == '-' else name} {what}", hint=hint)


class Bytes:
    """Lines from a stream of bytes that someone else opened: standard input."""

    generation = 1
    lag_in: Literal["bytes", "messages"] = "bytes"

    def __init__(self, descriptor: int, name: str, longest: int, label: str) -> None:
        self.name = self.key = name
        self.ended = False
        self.notices: list[str] = []
        self.begun: list[Place] = []
        self._descriptor, self._label = descriptor, label
        self._ready: deque[Line] = deque()
        self._is_fresh = True  # nothing was read yet
        self._since: float | None = None  # when the first line of a batch lay ready
        self._split = _Splitter(longest, 0)

    def poll(self, most: int, wait: float, gather: float) -> list[Line]:
        """Give the next lines."""
        until = time.monotonic() + wait
        while len(self._ready) < most and not self.ended:
            if self._more(0):
                continue
            now = time.monotonic()
            if self._ready and self._since is None:
                self._since = now
            enough = until if self._since is None else min(until, self._since + gather)
            if now >= enough:
                break
            self._more(enough - now)
        self._since = None
        return [self._ready.popleft() for _ in range(min(most, len(self._ready)))]

    def lag(self) -> int | None:
        """It cannot be known."""
        return None

    def close(self) -> None:
        """It is somebody else's to close."""

    def _more(self, wait: float) -> bool:
        """Read what comes within a time; False for nothing."""
        ready, _, _ = select.select([self._descriptor], [], [], wait)
        if not ready:
            return False
        chunk = self._read()
        if self._is_fresh:
            check_plain(chunk, self.name)
            self._is_fresh = False
        if not chunk:
            self.ended = True
            self._take(self._split.end())
        for part in self._split.feed(chunk):
            self._take(part, 1)
        return True

    def _read(self) -> bytes:
        try:
            return os.read(self._descriptor, _CHUNK)
        except OSError as error:
            raise DataError(f"{self.name} cannot be read: {error.strerror}") from error

    def _take(self, part: tuple[bytes, int, int] | None, end: int = 0) -> None:
        if part is not None:
            text, at, length = part
            name = f"{self._label}:{at}"
            self._ready.append(Line(text, 0, at, at + length + end, name, length))


class File(Bytes):
    """Lines of a file, from a place on; followed, it waits for more and notices another file."""

    def __init__(
        self, path: Path, name: str, longest: int, place: Place | None, *, follow: bool = False
    ) -> None:
        try:
            descriptor = os.open(path, os.O_RDONLY)
        except FileNotFoundError:
            raise NotFound(f"no file {path}") from None
        except OSError as error:
            raise DataError(f"{path} cannot be read: {error.strerror}") from error
        super().__init__(descriptor, name, longest, name)
        self._path, self._follow, self._longest = path, follow, longest
        self._is_gone = False
        try:
            check_plain(os.pread(descriptor, _TAIL, 0), str(path))
        except BaseException:
            os.close(descriptor)
            raise
        fits = place is not None and 0 <= place.position <= os.fstat(descriptor).st_size
        self._begin(place.position if place and fits else 0, place.generation if place else 1)

    @classmethod
    def going_on(  # noqa: PLR0913 - what a file is opened with
        cls,
        path: Path,
        name: str,
        longest: int,
        place: Place | None,
        *,
        follow: bool,
        anew: bool,
        known_by_id: bool,
    ) -> "File":
        """Open a file where a rule left it; another file in its place is taken from its beginning.

        Raises Stale where events of such a file could not be told from those taken before.
        """
        file = cls(path, name, longest, place, follow=follow)
        if place is None or (not anew and file.is_as_left(place)):
            return file
        if not anew and not known_by_id:
            file.close()
            raise Stale(
                f"{path.name} is not the file that was read before: it changed before its place",
                hint="--from-start takes it from its beginning, every line as a new event",
            )
        file._begin(0, place.generation + 1)
        former = f"; what the former one got after byte {place.position:,} is not taken"
        file.notices.append(f"{path.name} is taken from its beginning{'' if anew else former}")
        return file

    def is_as_left(self, place: Place) -> bool:
        """True when the line before a place is still the one that was read."""
        size = os.fstat(self._descriptor).st_size
        if not 0 <= place.length <= place.position <= size:
            return False
        before = os.pread(self._descriptor, place.length, place.position - place.length)
        return not place.length or mark(before) == place.mark or place.length > self._longest

    def lag(self) -> int | None:
        """Give the bytes that were not read yet."""
        left = os.fstat(self._descriptor).st_size - os.lseek(self._descriptor, 0, os.SEEK_CUR)
        return max(0, left) + sum(line.length for line in self._ready)

    def close(self) -> None:
        """Close the file."""
        os.close(self._descriptor)

    def _begin(self, position: int, generation: int) -> None:
        self.generation = generation
        self._label = self.name if generation == 1 else f"{self.name}#{generation}"
        os.lseek(self._descriptor, position, os.SEEK_SET)
        kept = min(_TAIL, position)
        self._tail = os.pread(self._descriptor, kept, position - kept)
        self._is_at_end = False
        self._split = _Splitter(self._longest, position)

    def _more(self, wait: float) -> bool:
        chunk = self._read() if not self._is_at_end or self._goes_on() else b""
        for part in self._split.feed(chunk):
            self._take(part, 1)
        if chunk:
            self._tail, self._is_at_end = (self._tail + chunk)[-_TAIL:], False
            return True
        self._is_at_end = True
        if not self._follow:
            self._finish()
            return True
        if self._ready or not self._replaced():
            if wait > 0:
                time.sleep(min(wait, _LOOK))
            return False
        return True

    def _finish(self) -> None:
        """Take a last line without an end if it is whole; half a line is left for later."""
        self.ended = True
        last = self._split.end()
        if last is not None and (is_json(last[0]) or last[2] > self._longest):
            self._take(last)
        elif last is not None and not last[0].isspace():
            self.notices.append(f"{self._path.name} ends in half a line, which is left for later")

    def _goes_on(self) -> bool:
        """True while what was read last still lies before the place: else it was written anew."""
        position = os.lseek(self._descriptor, 0, os.SEEK_CUR)
        tail = self._tail
        return os.pread(self._descriptor, len(tail), position - len(tail)) == tail

    def _replaced(self) -> bool:
        """Go over to another file that lies in the place of this one, or to its new beginning."""
        try:
            there, own = self._path.stat(), os.fstat(self._descriptor)
        except OSError:  # gone, or not to be seen for now
            if not self._is_gone:
                self.notices.append(f"{self._path.name} is gone: waiting for another one")
            self._is_gone = True
            return False
        if not stat.S_ISREG(there.st_mode):
            return False
        self._is_gone = False
        rotated = (there.st_dev, there.st_ino) != (own.st_dev, own.st_ino)
        if not rotated and self._goes_on():
            return False
        if rotated:
            self._take(self._split.end())
        if self._ready:  # of the old file: written before its place is given up
            return True
        what = "is another file now" if rotated else "was cut short or written anew"
        if rotated:
            try:
                fresh = os.open(self._path, os.O_RDONLY)
            except OSError:
                return False
            os.dup2(fresh, self._descriptor)
            os.close(fresh)
        self.notices.append(f"{self._path.name} {what}: taken from its beginning")
        self._begin(0, self.generation + 1)
        return True
