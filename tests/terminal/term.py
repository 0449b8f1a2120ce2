"""A person at a terminal: a real PTY, a screen that is read, keys that are pressed."""

import os
import re
import sys
import time

import pyte
from ptyprocess import PtyProcess

ENTER, CTRL_C, CTRL_D, ALT_ENTER = "\r", "\x03", "\x04", "\x1b\r"


class Term:
    """Runs vibecli in a PTY and keeps its screen; replies to the terminal's own questions."""

    def __init__(self, *arguments, cwd, columns=80, rows=40, environment=None):
        self.screen = pyte.HistoryScreen(columns, rows, history=2000, ratio=0.5)
        self.screen.write_process_input = self._answer
        self.stream = pyte.ByteStream(self.screen)
        env = {**os.environ, "TERM": "xterm-256color", "COLUMNS": str(columns), "LINES": str(rows)}
        env.pop("COLUMNS")
        env.pop("LINES")
        self.process = PtyProcess.spawn(
            [sys.executable, "-m", "vibecli", *arguments],
            cwd=str(cwd),
            env={**env, **(environment or {})},
            dimensions=(rows, columns),
        )
        self.raw = b""
        self.mark = 0  # the line the cursor stood in when keys were last pressed

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.isalive():
            self.process.terminate(force=True)
        self.process.close(force=True)

    def _answer(self, data):
        self.process.write(data.encode())

    def type(self, text):
        """Press keys; what is waited for from now on must come after them."""
        self.mark = len(self.screen.history.top) + self.screen.cursor.y
        self.process.write(text.encode())

    def paste(self, text):
        self.type(f"\x1b[200~{text}\x1b[201~")

    def text(self):
        """Everything that scrolled by and everything on the screen now."""
        width = self.screen.columns
        gone = ["".join(line[x].data for x in range(width)) for line in self.screen.history.top]
        return "\n".join(line.rstrip() for line in [*gone, *self.screen.display])

    def since(self):
        """What came since keys were last pressed, from the line they were pressed in."""
        return "\n".join(self.text().split("\n")[self.mark :])

    def wait_for(self, pattern, timeout=30.0):
        """Read until what came since the last key shows the pattern, and give that text."""
        deadline = time.monotonic() + timeout
        while not re.search(pattern, self.since()):
            if time.monotonic() > deadline:
                raise AssertionError(f"never saw {pattern!r} in:\n{self.text()}")
            if not self._read() and not self.process.isalive():
                self._read()
                if re.search(pattern, self.since()):
                    break
                raise AssertionError(f"left before {pattern!r} was seen:\n{self.text()}")
        return self.since()

    def wait(self, timeout=20.0):
        """Read until the program leaves and give its exit code."""
        deadline = time.monotonic() + timeout
        while self.process.isalive():
            self._read()
            if time.monotonic() > deadline:
                raise AssertionError(f"still running:\n{self.text()}")
        self._read()
        self.process.wait() if self.process.exitstatus is None else None
        return self.process.exitstatus

    def _read(self):
        import select

        ready, _, _ = select.select([self.process.fd], [], [], 0.05)
        if not ready:
            return False
        try:
            data = self.process.read(65536)
        except EOFError:
            return False
        self.raw += data
        self.stream.feed(data)
        return True
