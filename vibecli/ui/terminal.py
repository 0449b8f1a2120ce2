"""The terminal: the only writer to stdout and stderr, and the only one that knows what they are.

Owns width, colour and encoding facts, the live status line and the quiet end of a closed pipe.
stdout is data, stderr everything else. It never guesses from anything but its own streams and the
environment it was given.
"""

import contextlib
import errno
import os
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from typing import TextIO

from vibecli.errors import VibeError
from vibecli.ui.lines import Canvas, Line, Wording
from vibecli.ui.text import safe, safe_block

DEFAULT_WIDTH, DEFAULT_HEIGHT = 80, 24
NARROWEST = 40
_DRAWN = "…─"
_GONE = {errno.EPIPE, errno.EINVAL, errno.EBADF, errno.ESHUTDOWN}
_ERASE_LINE = "\r\x1b[2K"

Text = str | Line | Iterable[Line]


class Terminal:
    """Three streams and an environment; made once and passed down."""

    def __init__(
        self,
        stdout: TextIO | None,
        stderr: TextIO | None,
        stdin: TextIO | None,
        environment: Mapping[str, str],
        *,
        color: bool | None = None,
    ) -> None:
        self._out, self._err, self._in = stdout, stderr, stdin
        self._environment = environment
        self._color = color
        self._wording: Wording = str
        self._status = ""
        self._lock = threading.RLock()
        self._gone: set[int] = set()

    @classmethod
    def system(
        cls, environment: Mapping[str, str] | None = None, *, color: bool | None = None
    ) -> "Terminal":
        """Give the process's own terminal; a closed stream takes and gives nothing."""
        known = os.environ if environment is None else environment
        return cls(sys.stdout, sys.stderr, sys.stdin, known, color=color)

    # What the streams are

    @property
    def in_tty(self) -> bool:
        """True when a person types into stdin."""
        return _is_tty(self._in)

    @property
    def out_tty(self) -> bool:
        """True when stdout is a screen."""
        return _is_tty(self._out)

    @property
    def err_tty(self) -> bool:
        """True when stderr is a screen."""
        return _is_tty(self._err)

    @property
    def interactive(self) -> bool:
        """True when a person can be asked and will see the question."""
        return self.in_tty and self.err_tty

    @property
    def closed(self) -> bool:
        """True when the reader of stdout went away; what is written later is dropped."""
        return id(self._out) in self._gone

    @property
    def width(self) -> int:
        """Columns: COLUMNS, else the screen's, else 80."""
        return self._size()[0]

    @property
    def height(self) -> int:
        """Lines: LINES, else the screen's, else 24."""
        return self._size()[1]

    @property
    def ascii(self) -> bool:
        """True when the encoding of stdout or stderr cannot show the drawing characters."""
        return not (_shows(self._out, _DRAWN) and _shows(self._err, _DRAWN))

    @property
    def canvas(self) -> Canvas:
        """The room a screen may take."""
        return Canvas(max(self.width, NARROWEST), self.ascii, self._wording)

    @property
    def out_color(self) -> bool:
        """True when stdout takes colour."""
        return self._colored(self._out)

    @property
    def err_color(self) -> bool:
        """True when stderr takes colour."""
        return self._colored(self._err)

    @contextlib.contextmanager
    def worded(self, wording: Wording) -> Iterator[None]:
        """Say hints in other words for a while: flags are of no use where keys are pressed."""
        before, self._wording = self._wording, wording
        try:
            yield
        finally:
            self._wording = before

    def hint(self, text: str) -> str:
        """Give a hint, written for the command line, in the words that work here."""
        return self._wording(text)

    # Writing

    def out(self, text: Text = "") -> None:
        """Write text for people to stdout, made safe, with a line end."""
        self._show(self._out, text, color=self.out_color)

    def err(self, text: Text = "") -> None:
        """Write text for people to stderr, made safe, with a line end."""
        self._show(self._err, text, color=self.err_color)

    def data(self, data: str | bytes) -> None:
        """Write data to stdout exactly as it is; text as UTF-8."""
        stream = self._out
        if stream is None:
            return
        raw = data if isinstance(data, bytes) else data.encode("utf-8", "backslashreplace")
        has_bytes = hasattr(stream, "buffer")
        with self._lock:
            self._erase()
            self._write(stream, raw if has_bytes else raw.decode("utf-8", "backslashreplace"))
            self._draw()

    def status(self, text: str | None, *, tail: str = "") -> None:
        """Show a live line (its tail never cut), or take it away with None; screens only."""
        if not self.err_tty or self._environment.get("TERM") == "dumb":
            return
        with self._lock:
            self._erase()
            room = max(self.width - 1 - len(tail), 1)
            self._status = self.canvas.cut(text, room) + tail if text else ""
            self._draw()

    def ask(self, prompt: str | Iterable[Line]) -> str | None:
        """Ask on stderr and read one line from stdin; None when there is no more input."""
        shown = [safe(prompt)] if isinstance(prompt, str) else _lines(prompt, color=self.err_color)
        with self._lock:
            self.status(None)
            if self._err is not None:
                self._write(self._err, _encodable(self._err, "\n".join(shown).rstrip(" ") + " "))
        answer = ""
        try:
            if self._in is not None and not self._in.closed:
                answer = self._in.readline()
        finally:
            if not answer:  # the end of input or Ctrl-C: the cursor still stands behind the prompt
                self.err()
        return answer.rstrip("\r\n") if answer else None

    def fresh_line(self) -> None:
        """Take away what stands in the line of the cursor: a terminal shows Ctrl-C as ^C."""
        if self.err_tty and self._err is not None and self._environment.get("TERM") != "dumb":
            self._write(self._err, _ERASE_LINE)

    def _show(self, stream: TextIO | None, text: Text, *, color: bool) -> None:
        if stream is None:
            return
        written = "".join(f"{one}\n" for one in _lines(text, color=color))
        with self._lock:
            self._erase()
            self._write(stream, _encodable(stream, written))
            self._draw()

    def _erase(self) -> None:
        if self._status and self._err is not None:
            self._write(self._err, _ERASE_LINE)

    def _draw(self) -> None:
        if self._status and self._err is not None:
            self._write(self._err, _encodable(self._err, self._status))

    def _write(self, stream: TextIO, text: str | bytes) -> None:
        """Write text, or bytes past the text layer, once all text before them is out."""
        if id(stream) in self._gone:
            return
        try:
            if isinstance(text, str):
                stream.write(text)
            else:
                stream.flush()
                stream.buffer.write(text)
            stream.flush()
        except (OSError, ValueError) as problem:
            self._lost(stream, problem)

    def _lost(self, stream: object, problem: OSError | ValueError) -> None:
        """A reader that went away is no error; a full disk behind a redirect is one."""
        self._gone.add(id(stream))
        _silence(stream)
        if isinstance(problem, OSError) and problem.errno not in _GONE:
            raise VibeError(
                f"cannot write the output: {problem.strerror or problem}",
                hint="check the place the output is sent to",
            ) from problem

    def _size(self) -> tuple[int, int]:
        known = self._environment
        columns, rows = _positive(known.get("COLUMNS")), _positive(known.get("LINES"))
        if columns and rows:
            return columns, rows
        seen = next((size for size in map(_screen, (self._out, self._err, self._in)) if size), None)
        width, height = seen or (DEFAULT_WIDTH, DEFAULT_HEIGHT)
        return columns or width, rows or height

    def _colored(self, stream: TextIO | None) -> bool:
        """The flag, then NO_COLOR, then FORCE_COLOR, then whether it is a screen that can."""
        known = self._environment
        if self._color is not None:
            return self._color
        if known.get("NO_COLOR"):
            return False
        if known.get("FORCE_COLOR"):
            return known["FORCE_COLOR"] not in {"0", "false"}
        return _is_tty(stream) and known.get("TERM") != "dumb"


def _lines(text: Text, *, color: bool) -> list[str]:
    if isinstance(text, str):
        return safe_block(text).split("\n")
    every = [text] if isinstance(text, Line) else text
    return [one.painted(color=color) for one in every]


def _is_tty(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def _screen(stream: TextIO | None) -> tuple[int, int] | None:
    if not _is_tty(stream) or stream is None:
        return None
    try:
        columns, rows = os.get_terminal_size(stream.fileno())
    except (OSError, ValueError):
        return None
    return (columns, rows or DEFAULT_HEIGHT) if columns else None


def _positive(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0


def _shows(stream: TextIO | None, characters: str) -> bool:
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        characters.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _encodable(stream: TextIO, text: str) -> str:
    """Give the text with what the stream's encoding lacks as escapes."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def _silence(stream: object) -> None:
    """Point a lost stream at nothing, so that the interpreter's last flush does not complain."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, stream.fileno())  # type: ignore[attr-defined]
        os.close(nothing)
