"""Streams to draw on: like a process's own, with a chosen encoding, screen or not."""

import io

from vibecli.ui.terminal import Terminal


class Stream(io.TextIOWrapper):
    """A text stream that keeps its bytes, and says it is a screen when told so."""

    def __init__(self, *, tty: bool = False, encoding: str = "utf-8", text: str = "") -> None:
        super().__init__(io.BytesIO(text.encode()), encoding=encoding, newline="")
        self._tty = tty

    def isatty(self) -> bool:
        return self._tty

    @property
    def raw_bytes(self) -> bytes:
        self.flush()
        return self.buffer.getvalue()

    @property
    def text(self) -> str:
        return self.raw_bytes.decode(self.encoding)


class Screen:
    """A terminal on streams that remember; `width` as COLUMNS."""

    def __init__(
        self, width: int = 80, *, tty: bool = True, encoding: str = "utf-8", typed: str = "", **more
    ) -> None:
        self.stdout = Stream(tty=tty, encoding=encoding)
        self.stderr = Stream(tty=tty, encoding=encoding)
        self.stdin = Stream(tty=tty, text=typed)
        environment = {"COLUMNS": str(width), "LINES": "24", "NO_COLOR": "1"}
        environment |= more.pop("environment", {})
        self.terminal = Terminal(self.stdout, self.stderr, self.stdin, environment, **more)

    @property
    def out(self) -> str:
        return self.stdout.text

    @property
    def err(self) -> str:
        return self.stderr.text
