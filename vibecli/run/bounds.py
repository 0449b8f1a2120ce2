"""What a worker may take: memory, time, disk. What asks for more ends in one clear error.

Owns the limits of a run on its own process, and the watch that interrupts the engine once one of
them is reached. It decides no figure.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from vibecli.engine.base import Session
from vibecli.errors import EngineError, TimedOut, VibeError
from vibecli.run.job import Request

_AGAIN = 0.2  # seconds between two looks, and between two interrupts
_HEADROOM_MB = 1536  # address space of the interpreter, its libraries and thread stacks
MB = 1024 * 1024
_MAIN = threading.main_thread()
# What the engine says where the system or its own setting lets it write no more.
_TOO_LARGE = ("File too large", "max_temp_directory_size", "failed to offload")


def limit_memory(memory_mb: int) -> None:
    """Bound the address space, so that a bomb ends in an error and not in a killed machine."""
    if not memory_capped():
        return
    import resource

    most = (2 * memory_mb + _HEADROOM_MB) * MB
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def memory_capped() -> bool:
    """Tell whether this system holds a process to its address space."""
    return sys.platform not in ("win32", "darwin")  # macOS accepts the limit and ignores it


def files_capped() -> bool:
    """Tell whether this system holds a process to the size of a file."""
    return sys.platform != "win32"


def out_of_memory(what: str) -> EngineError:
    """Give the error of a run that needs more memory than it may have."""
    return EngineError(
        f"{what} needs more memory than it may have; nothing was written",
        hint="set memory_mb higher, or ask for less",
    )


@contextmanager
def held_to(session: Session, request: Request) -> Iterator[None]:
    """Hold what a session does to the time and the disk that its request may take."""
    with (
        deadline(session, request.timeout, request.what),
        disk_bound(session, request.room.folder, request.disk_mb, request.what),
    ):
        yield


@contextmanager
def deadline(session: Session, seconds: float, what: str) -> Iterator[None]:
    """Interrupt whatever runs once the time is up, and say so."""
    error = partial(timed_out, seconds, what)
    with _watched(session, partial(_passed, seconds), error) as over, _alarm(seconds, over, error):
        yield


@contextmanager
def disk_bound(session: Session, folder: Path, disk_mb: int | None, what: str) -> Iterator[None]:
    """Interrupt whatever runs once a folder holds more than it may, and say so."""
    if disk_mb is None:
        yield
        return
    reached = partial(_filled, folder, disk_mb * MB)
    error = partial(_out_of_disk, disk_mb, what)
    with _watched(session, reached, error), _files_bound(disk_mb):
        try:
            yield
        except (VibeError, OSError) as refused:
            if not any(words in str(refused) for words in _TOO_LARGE):
                raise
            raise error() from refused


@contextmanager
def _watched(
    session: Session, reached: Callable[[threading.Event], bool], error: Callable[[], VibeError]
) -> Iterator[threading.Event]:
    """Interrupt whatever runs once a limit is reached, and raise the error that tells of it."""
    over, finished = threading.Event(), threading.Event()

    def watch() -> None:
        if not reached(finished):
            return
        over.set()
        # Again and again: one interrupt stops one statement, and a step runs many.
        while not finished.wait(_AGAIN):
            session.interrupt()

    threading.Thread(target=watch, daemon=True).start()
    try:
        yield over
    except (VibeError, RuntimeError) as stopped:  # an interrupt shows in many ways
        if not over.is_set():
            raise
        raise error() from stopped
    finally:
        finished.set()


def _passed(seconds: float, finished: threading.Event) -> bool:
    return not finished.wait(seconds)


def _filled(folder: Path, most: int, finished: threading.Event) -> bool:
    while not finished.wait(_AGAIN):
        if _held(folder) > most:
            return True
    return False


def _held(folder: Path) -> int:
    """Give the bytes of all files in a folder, which come and go meanwhile."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += (Path(place) / name).stat().st_size
    return total


@contextmanager
def _alarm(seconds: float, over: threading.Event, error: Callable[[], VibeError]) -> Iterator[None]:
    """End Python work too once the time is up; the engine's own is ended by an interrupt.

    Where it rings inside a statement the driver makes an interrupt of it, so `over` is set first.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not _MAIN:
        yield
        return

    def ring(*_: object) -> None:
        over.set()
        raise error()

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _files_bound(disk_mb: int) -> Iterator[None]:
    """Have the system refuse a file larger than all may be: a disk fills between two looks."""
    if not files_capped():
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    most = [disk_mb * MB, *(limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY)]
    resource.setrlimit(resource.RLIMIT_FSIZE, (min(most), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def timed_out(seconds: float, what: str) -> TimedOut:
    """Give the error of a run whose time is over."""
    return TimedOut(
        f"{what} ran longer than {seconds:g} seconds; nothing was written",
        hint="give it more time with --timeout SECONDS, or ask for less",
    )


def _out_of_disk(disk_mb: int, what: str) -> EngineError:
    return EngineError(
        f"{what} needs more than the {disk_mb:,} MB of disk it may have; nothing was written",
        hint="set disk_mb higher, or ask for less",
    )
