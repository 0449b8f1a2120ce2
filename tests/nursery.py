"""Processes forked from one that has vibecli imported: real processes, without the start of Python.

A start of Python and of vibecli's imports costs half a second, many times what most tests of a
process look at. A test of the start itself (its environment, its streams, what it imports) starts
`python -m vibecli` instead; so does everything here on a system where forking is not safe.
"""

import atexit
import gc
import importlib
import io
import os
import pickle
import pkgutil
import select
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from functools import cache, partial
from pathlib import Path

import vibecli

ROOT = Path(__file__).parents[1]
CAN_FORK = sys.platform == "linux"
LATE = ("platformdirs.unix", "prompt_toolkit", "sqlglot", "stdnum.iban", "stdnum.luhn", "tomllib")
ENGINES = 3  # started for each child: more are seldom open in one
WORKER = "vibecli.worker"  # what a forked worker is called among the processes
SERVE = "import sys; from tests.nursery import serve; serve(sys.argv[1])"
LIVE = "import sys; from tests.nursery import live, read; sys.exit(live(*read(sys.argv[1])))"


def cli(*arguments):
    """Do what `python -m vibecli` does; its workers come from the nursery too."""
    from vibecli.__main__ import main
    from vibecli.run import launch

    launch.subprocess = Worker
    sys.argv = ["vibecli", *arguments]
    return main()


def worker():
    """Do what `python -m vibecli.run.worker` does."""
    from vibecli.run.worker import main

    with suppress(OSError):
        Path("/proc/self/comm").write_text(WORKER, encoding="ascii")
    code = main()
    sys.stdout.flush()
    os._exit(code)


class Child:
    """A process of the nursery, with what tests need of subprocess.Popen."""

    def __init__(self, order, streams):
        told, tell = os.pipe()
        with socket.socket(socket.AF_UNIX) as nursery:
            nursery.connect(_address())
            socket.send_fds(nursery, [order.encode() + b"\n"], [*streams, tell])
        os.close(tell)
        self._told = os.fdopen(told)
        self.pid = int(self._told.readline())
        self.returncode = None

    def poll(self):
        return self._ended(0)

    def wait(self, timeout=None):
        if self._ended(timeout) is None:
            raise subprocess.TimeoutExpired("a child of the nursery", timeout)
        return self.returncode

    def send_signal(self, number):
        with suppress(ProcessLookupError):  # it may end between the question and the signal
            if self.poll() is None:
                os.kill(self.pid, number)

    def kill(self):
        self.send_signal(signal.SIGKILL)

    def _ended(self, seconds):
        if self.returncode is None and select.select([self._told], [], [], seconds)[0]:
            self.returncode = int(self._told.readline())
            self._told.close()
        return self.returncode


def start(function, *streams, cwd=None, environment=None):
    """Run a function of no arguments in a process of its own, on three file descriptors."""
    known = dict(os.environ if environment is None else environment)
    order = pickle.dumps((function, str(cwd or Path.cwd()), known)).hex()
    if CAN_FORK:
        return Child(order, streams)
    stdin, stdout, stderr = streams
    command = [sys.executable, "-P", "-c", LIVE, order]
    return subprocess.Popen(command, stdin=stdin, stdout=stdout, stderr=stderr, env=_paths())


class Piped:
    """A process that is told and tells through pipes; `stdin` may be a file instead."""

    def __init__(self, function, *, stdin=None, **where):
        ends = [os.pipe() for _ in range(3)]
        (heard, say), (read, tell), (read_errors, tell_errors) = ends
        taken = [heard if stdin is None else stdin.fileno(), tell, tell_errors]
        try:
            self.process = start(function, *taken, **where)
        except BaseException:  # as subprocess does: a child nobody knows of hears that it is over
            for end in (say, read, read_errors):
                os.close(end)
            raise
        finally:
            for end in (heard, tell, tell_errors):
                os.close(end)
        self.stdin = os.fdopen(say, "w", encoding="utf-8")
        self.stdout = os.fdopen(read, encoding="utf-8")
        self.stderr = os.fdopen(read_errors, encoding="utf-8")

    def __getattr__(self, name):
        return getattr(self.process, name)

    def communicate(self, said="", timeout=60.0):
        """Tell it everything, and give what it tells until it ends."""
        told = {}
        open_ones = [pipe for pipe in (self.stdout, self.stderr) if not pipe.closed]
        readers = [
            threading.Thread(target=lambda pipe=pipe: told.update({pipe: pipe.read()}))
            for pipe in open_ones
        ]
        for reader in readers:
            reader.start()
        with suppress(BrokenPipeError), self.stdin:
            self.stdin.write(said or "")
        try:
            self.process.wait(timeout)
        finally:
            self.process.kill()
            for reader in readers:
                reader.join()
            self.stdout.close()
            self.stderr.close()
        return told.get(self.stdout), told.get(self.stderr)


class Worker:
    """The worker's process as vibecli.run.launch starts it, in place of subprocess.Popen."""

    PIPE, DEVNULL = subprocess.PIPE, subprocess.DEVNULL

    @staticmethod
    def Popen(command, *, env, **_):  # noqa: N802 - the name it stands in for
        assert command[1:] == ["-P", "-m", "vibecli.run.worker"]
        process = Piped(worker, environment=env)
        process.stderr.close()
        return process


def run(*arguments, said="", run=cli, **where):
    """Run one command of vibecli to its end."""
    process = Piped(partial(run, *arguments), **where)
    stdout, stderr = process.communicate(said)
    return subprocess.CompletedProcess(arguments, process.returncode, stdout, stderr)


def executable(path):
    """Write a program that is `vibecli` for a shell: it has the nursery do what it is called with."""
    code = "import sys; from tests.nursery import relay; sys.exit(relay(*sys.argv[1:]))"
    words = shlex.join([sys.executable, "-P", "-c", code, _address()])
    path.write_text(f'#!/bin/sh\nexec {words} "$@"\n', encoding="utf-8")
    path.chmod(0o755)


def relay(address, *arguments):
    """Order a command on the streams of this process, and give its exit code."""
    global _address  # noqa: PLW0603 - this process only passes on
    _address = partial(str, address)
    return start(partial(cli, *arguments), 0, 1, 2).wait()


@cache
def _address():
    """Start the nursery of this test process, which ends with it, and give where it listens."""
    folder = tempfile.mkdtemp(prefix="nursery")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    address = str(Path(folder) / "orders")
    server = subprocess.Popen(
        [sys.executable, "-P", "-c", SERVE, address],
        env=_paths(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert server.stdout.readline() == b"ready\n"
    atexit.register(server.communicate)
    return address


def _paths():
    paths = os.pathsep.join(filter(None, (str(ROOT), *sys.path)))
    return {**os.environ, "PYTHONPATH": paths, "PYTHONUTF8": "1"}


def serve(address):
    """Fork a child for each order that comes in, until the test process is over."""
    global _address  # noqa: PLW0603 - a child orders where it was ordered itself
    for module in pkgutil.walk_packages(vibecli.__path__, "vibecli."):
        importlib.import_module(module.name)
    _warm_up()
    _address = partial(str, address)
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the keepers
    with socket.socket(socket.AF_UNIX) as orders:
        orders.bind(address)
        orders.listen()
        os.write(1, b"ready\n")
        while orders in select.select([orders, 0], [], [])[0]:
            order, fds = _receive(orders)
            if not os.fork():
                orders.close()
                _keep(order, fds)
            for fd in fds:
                os.close(fd)
    os._exit(0)


def _warm_up():
    """Do once what every child would do again: import what vibecli does late, start engines."""
    import duckdb

    from vibecli.engine import duckdb as engine
    from vibecli.plan.vocabulary import allowed_functions

    for name in LATE:
        importlib.import_module(name)
    before = _threads()
    with engine.DuckSession(duckdb.connect()) as session:
        allowed_functions(engine.DuckEngine(), session)
        asked = "SELECT name FROM duckdb_settings() WHERE name = 'async_threads'"  # not in 1.5
        alone = {"threads": 1, **{name: 0 for (name,) in session.rows(asked)}}
    begun = [duckdb.connect(config=alone) for _ in range(ENGINES)]
    assert _threads() == before, "a thread would not be there after a fork"
    engine._connect = partial(_connect, engine, engine._connect, begun, [*alone])


def _connect(engine, start, begun, settings, target):
    """Give a session on an engine that was started before the fork, while there is one."""
    if target != ":memory:" or not begun:
        return start(target)
    session = engine.DuckSession(begun.pop())
    for statement in (*(f"RESET {name}" for name in settings), *engine._DEFAULTS):
        session.run(statement)
    return session


def _threads():
    return len(list(Path("/proc/self/task").iterdir()))


def _receive(orders):
    data, fds = b"", []
    connection, _ = orders.accept()
    with connection:
        while not data.endswith(b"\n"):
            more, new, *_ = socket.recv_fds(connection, 1 << 20, 4)
            data, fds = data + more, fds + new
    # Read here and not by the child, so that what it needs is imported for those to come too.
    return read(data.decode()), fds


def _keep(order, fds):
    """Fork the child itself, and tell its number and, in the end, how it ended."""
    *streams, told = fds
    for number in (signal.SIGCHLD, signal.SIGHUP):  # also where the whole run ignores a hang-up
        signal.signal(number, signal.SIG_DFL)
    child = os.fork()
    if not child:
        os.close(told)
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        code = live(*order)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(
            code if isinstance(code, int) else 0
        )  # to take down what the nursery had imported would cost more than the rest
    for stream in streams:
        os.close(stream)
    os.write(told, f"{child}\n".encode())
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    with suppress(BrokenPipeError):  # whoever started it may have been killed
        os.write(told, f"{ended}\n".encode())
    os._exit(0)


def read(order):
    return pickle.loads(bytes.fromhex(order))


def live(function, cwd, environment):
    """Become what was ordered: in its own session, its own folder and its own environment."""
    os.setsid()
    if os.isatty(0):
        import fcntl
        import termios

        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    sys.stdin, sys.stdout, sys.stderr = sys.__stdin__, sys.__stdout__, sys.__stderr__ = (
        _text(0, "rb", "surrogateescape"),
        _text(1, "wb", "surrogateescape"),
        _text(2, "wb", "backslashreplace"),
    )
    return function()


def _text(number, mode, errors):
    """Give a stream as Python makes it of a file descriptor when it starts."""
    by_line = number == 2 or os.isatty(number)
    raw = open(number, mode, closefd=False)  # noqa: SIM115 - lives as long as the process
    return io.TextIOWrapper(raw, encoding="utf-8", errors=errors, line_buffering=by_line)
