"""A headless Chromium driven over its debugging pipe: pages opened, scripts run, requests counted."""

import fcntl
import json
import os
import select
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-extensions",
    "--disable-background-networking", "--disable-component-update", "--remote-debugging-pipe",
)  # fmt: skip
_PATIENCE = 30.0
_HIGH = 100  # file descriptors that are in nobody's way


def found() -> str | None:
    """Give the browser of this machine, None without one."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Page:
    """One page, and all that happened on it."""

    def __init__(self, reads: int, writes: int) -> None:
        self._in, self._out = reads, writes
        self._last, self._session = 0, ""
        self._rest = b""
        self.events: list[dict[str, Any]] = []

    def attach(self) -> None:
        """Open an empty page and listen to it."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call a method of the debugging protocol and give its result."""
        self._last += 1
        asked: dict[str, Any] = {"id": self._last, "method": method, "params": parameters}
        if self._session:
            asked["sessionId"] = self._session
        message = json.dumps(asked).encode() + b"\0"
        while message:
            message = message[os.write(self._out, message) :]
        while (heard := self._heard()).get("id") != self._last:
            self.events.append(heard)
        assert "error" not in heard, heard["error"]
        return dict(heard["result"])

    def open(self, address: str) -> None:
        """Open an address and wait until it is loaded."""
        self.events.clear()
        self.call("Page.navigate", url=address)
        self.wait("Page.loadEventFired")

    def wait(self, method: str) -> dict[str, Any]:
        """Wait for an event, that may have come already."""
        while not (found := [e for e in self.events if e.get("method") == method]):
            self.events.append(self._heard())
        return dict(found[-1]["params"])

    def run(self, script: str) -> Any:
        """Give what a script comes to."""
        done = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    def press(self, text: str) -> None:
        """Press keys one after the other, as a person does."""
        for letter in text:
            self.call("Input.dispatchKeyEvent", type="keyDown", text=letter, key=letter)
            self.call("Input.dispatchKeyEvent", type="keyUp", key=letter)

    @property
    def complaints(self) -> list[str]:
        """What the console was told: errors, exceptions and what the policy forbade."""
        kinds = ("Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled")
        return [json.dumps(e["params"]) for e in self.events if e.get("method") in kinds]

    @property
    def requests(self) -> list[str]:
        """The addresses asked for."""
        sent = [e["params"] for e in self.events if e.get("method") == "Network.requestWillBeSent"]
        return [str(one["request"]["url"]) for one in sent]

    def _heard(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            assert select.select([self._in], [], [], _PATIENCE)[0], "the browser is silent"
            more = os.read(self._in, 1 << 16)
            assert more, "the browser has gone"
            self._rest += more
        message, _, self._rest = self._rest.partition(b"\0")
        return dict(json.loads(message))


@contextmanager
def opened(folder: Path) -> Iterator[Page]:
    """Give a page of a browser that keeps its files in a folder and ends with the block."""
    browser = found()
    assert browser, "no Chromium on this machine"
    ours, theirs = os.pipe(), os.pipe()  # what it says, what it is told
    said, told = (fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, _HIGH) for fd in (ours[1], theirs[0]))
    for fd in (ours[1], theirs[0]):
        os.close(fd)
    process = os.posix_spawn(
        browser,
        [browser, *FLAGS, f"--user-data-dir={folder / 'profile'}", "about:blank"],
        {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8"},
        file_actions=[
            (os.POSIX_SPAWN_DUP2, told, 3),
            (os.POSIX_SPAWN_DUP2, said, 4),
            (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
        ],
        setpgroup=0,
    )
    os.close(said)
    os.close(told)
    try:
        page = Page(ours[0], theirs[1])
        page.attach()
        yield page
    finally:
        os.killpg(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(ours[0])
        os.close(theirs[1])
