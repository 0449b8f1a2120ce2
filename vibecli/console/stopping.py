"""Being told to stop from outside: SIGTERM and SIGHUP end the work as Ctrl-C does.

So a worker process is ended, a transaction rolled back and a temporary folder removed before this
process leaves. It decides no wording and writes nothing.
"""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from vibecli.console.shell import Shell

_NAMES = ("SIGTERM", "SIGHUP")
_SOON = 0.01  # seconds
_SIGNALLED = 128  # the shell's convention: 128 + the signal's number


def _raised_again(lost: "sys.UnraisableHookArgs") -> None:
    """Raise a Ctrl-C once more that came where none can be raised: while an import ends, say."""
    if lost.exc_type is KeyboardInterrupt:
        threading.Timer(_SOON, signal.raise_signal, (signal.SIGINT,)).start()
    else:
        sys.__unraisablehook__(lost)


@contextmanager
def stopping_softly(shell: Shell) -> Iterator[None]:
    """Turn a signal to end into KeyboardInterrupt, and remember which one it was."""

    def stop(number: int, frame: FrameType | None) -> None:
        del frame
        shell.stopped_by = number
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    wanted = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
    # A signal that is ignored (nohup) stays so.
    wanted = [one for one in wanted if signal.getsignal(one) is signal.SIG_DFL]
    for one in wanted:
        signal.signal(one, stop)
    before, sys.unraisablehook = sys.unraisablehook, _raised_again
    try:
        yield
    finally:
        sys.unraisablehook = before
        for one in wanted:
            signal.signal(one, signal.SIG_DFL)


@contextmanager
def stop_noted(shell: Shell) -> Iterator[Callable[[], None]]:
    """Give what raises KeyboardInterrupt where a signal to stop came, to be asked between commits.

    One that comes while a commit runs raises nothing (what was written is told truly), and work of
    many commits would go on.
    """
    noted: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        del frame
        noted.append(number)
        raise KeyboardInterrupt

    def check() -> None:
        if noted or shell.stopped_by:
            raise KeyboardInterrupt

    is_main = threading.current_thread() is threading.main_thread()
    is_usual = is_main and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if is_usual:
        signal.signal(signal.SIGINT, stop)
    try:
        yield check
    finally:
        if is_usual:
            signal.signal(signal.SIGINT, signal.default_int_handler)


def stopped_code(shell: Shell, interrupted: int) -> int:
    """Give the exit code of work that was stopped: by a signal, or by Ctrl-C."""
    return _SIGNALLED + shell.stopped_by if shell.stopped_by else interrupted
