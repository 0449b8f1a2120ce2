"""Ctrl-C before anything is loaded, or while an import ends: exit code 130, never a traceback."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from types import SimpleNamespace

import pytest

from vibecli.console.shell import Shell
from vibecli.console.stopping import stop_noted, stopping_softly
from vibecli.ui.terminal import Terminal

EARLY = """
import builtins, os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
real = builtins.__import__
def stopped(name, *rest, **more):
    if name == "vibecli.cli.app":
        os.kill(os.getpid(), signal.SIGINT)
    return real(name, *rest, **more)
builtins.__import__ = stopped
from vibecli.__main__ import main
sys.exit(main())
"""


def test_a_stop_while_vibecli_is_loading():
    done = subprocess.run([sys.executable, "-c", EARLY], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


@pytest.mark.slow
def test_a_stop_that_python_swallows_comes_again():
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with stopping_softly(Shell(Terminal.system({}))):
            sys.unraisablehook(SimpleNamespace(exc_type=KeyboardInterrupt))  # type: ignore[arg-type]
            with pytest.raises(KeyboardInterrupt):
                time.sleep(5)
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_during_a_commit_is_not_lost(number):
    shell = Shell(Terminal.system({}))
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with stopping_softly(shell), stop_noted(shell) as check:
            check()
            with suppress(KeyboardInterrupt):  # as a commit does, which tells truly what it wrote
                os.kill(os.getpid(), number)
                time.sleep(1)
            with pytest.raises(KeyboardInterrupt):
                check()
    finally:
        signal.signal(signal.SIGINT, before)
