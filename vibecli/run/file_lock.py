"""A lock that a process holds on a file, and that is gone when the process is: no clock, no pid.

Owns the one use of the system's advisory locks. Where there are none (Windows), nothing is locked
and every holder is taken to live.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows
    fcntl = None  # type: ignore[assignment]

_AGAIN = 0.01


def take(descriptor: int, *, wait: float = 0.0) -> bool:
    """Lock an open file for this process alone; False when another holds it all that time."""
    if fcntl is None:  # pragma: no cover - Windows
        return True
    deadline = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(_AGAIN)
        else:
            return True


@contextmanager
def abandoned(path: Path, *, wait: float = 0.0) -> Iterator[bool]:
    """Give whether nobody holds the lock of a file or folder, and hold it meanwhile."""
    if fcntl is None:  # pragma: no cover - Windows
        yield False
        return
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        yield False
        return
    try:
        yield take(descriptor, wait=wait)
    finally:
        os.close(descriptor)


def take_over(path: Path) -> int | None:
    """Hold a folder that nobody holds; None when another process does."""
    descriptor = os.open(path, os.O_RDONLY)
    if fcntl is not None and not take(descriptor):
        os.close(descriptor)
        return None
    if fcntl is not None:  # no longer alone: its worker holds it too
        fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


def hold(path: Path) -> int:
    """Mark a folder as in use, beside others who use it, until the descriptor given is closed."""
    descriptor = os.open(path, os.O_RDONLY)
    if fcntl is not None:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor
