"""A person at a terminal: a real PTY, a screen that is read, keys that are pressed."""

import os
import re
import select
import termios
import time
from functools import partial

import pyte

from tests import nursery

ENTER, CTRL_C, CTRL_D, ALT_ENTER = "\r", "\x03", "\x04", "\x1b\r"


class Term:
    """Runs vibecli in a PTY and keeps its screen; replies to the terminal's own questions."""

    def __init__(self, *arguments, cwd, columns=80, rows=40, environment=None, program=nursery.cli):
        self.screen = pyte.HistoryScreen(columns, rows, history=2000, ratio=0.5)
        self.screen.write_process_input = self._answer
        self.stream = pyte.ByteStream(self.screen)
        known = {**(os.environ if environment is None else environment), "TERM": "xterm-256color"}
        self.here, there = os.openpty()
        termios.tcsetwinsize(self.here, (rows, columns))
        self.process = nursery.start(
            partial(program, *arguments), there, there, there, cwd=cwd, environment=known
        )
        os.close(there)
        self.raw = b""
        self.mark = 0  # the line the cursor stood in when keys were last pressed

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        os.close(self.here)

    def _answer(self, data):
        os.write(self.here, data.encode())

    def resize(self, columns, rows):
        """Make the window another size."""
        termios.tcsetwinsize(self.here, (rows, columns))
        self.screen.resize(rows, columns)

    def type(self, text):
        """Press keys; what is waited for from now on must come after them."""
        while self._read():  # what is being drawn may still move the cursor up
            pass
        self.mark = len(self.screen.history.top) + self.screen.cursor.y
        os.write(self.here, text.encode())

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
            if not self._read() and self.process.poll() is not None:
                self._read()
                if re.search(pattern, self.since()):
                    break
                raise AssertionError(f"left before {pattern!r} was seen:\n{self.text()}")
        return self.since()

    def wait(self, timeout=20.0):
        """Read until the program leaves and give its exit code."""
        deadline = time.monotonic() + timeout
        while self.process.poll() is None:
            self._read()
            if time.monotonic() > deadline:
                raise AssertionError(f"still running:\n{self.text()}")
        self._read()
        return self.process.returncode

    def _read(self):
        ready, _, _ = select.select([self.here], [], [], 0.05)
        if not ready:
            return False
        try:
            data = os.read(self.here, 65536)
        except OSError:  # what Linux says when nobody holds the other side any more
            return False
        self.raw += data
        self.stream.feed(data)
        return True
