"""The world misbehaves: no network, a full disk, a read-only folder, a database held by another."""

import os
import shutil
import subprocess
import sys
import threading

import pytest

from tests import nursery

# Loaded by every Python of the run, the worker's too: any socket is an error.
NO_SOCKETS = """
import socket
def _refuse(*args, **kwargs):
    raise OSError("sockets are blocked in this test")
socket.socket.connect = socket.socket.bind = _refuse
socket.create_connection = socket.getaddrinfo = _refuse
"""
LIMIT_FILES = """
import os, resource
size = int(os.environ["TEST_FILE_SIZE"])
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
"""
ROWS = 3_000


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("people")
    lines = [f"{n},Ana{n}, A{n}@X.io ,{n % 7}" for n in range(ROWS)]
    (folder / "people.csv").write_text("\n".join(["id,name,email,shop", *lines]) + "\n")
    done = vibecli(folder, "load", "people.csv")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def workspace(loaded, tmp_path):
    return shutil.copytree(loaded, tmp_path / "people")


def vibecli(cwd, *arguments, site="", **environment):
    """Run vibecli; `site` is code every Python process of the run executes first."""
    if not site:
        return nursery.run(*arguments, cwd=cwd)
    folder = cwd / "site"
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(site)
    path = os.pathsep.join(p for p in (str(folder), os.environ.get("PYTHONPATH")) if p)
    return subprocess.run(
        [sys.executable, "-m", "vibecli", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": path, **environment},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def one_error(done):
    """The run ended in one error line, without a traceback."""
    errors = [line for line in done.stderr.splitlines() if line.startswith("vibecli: error:")]
    assert "Traceback" not in done.stdout + done.stderr
    assert len(errors) == 1, done.stderr
    return errors[0]


@pytest.mark.slow
def test_saved_intents_are_checked_with_sockets_blocked(workspace):
    made = vibecli(workspace, "ask", "clean email in people", "-n", "--save", "intents/a.yaml")
    assert made.returncode == 0, made.stderr
    done = vibecli(workspace, "check", "intents", "--junit", "j.xml", site=NO_SOCKETS)
    assert done.returncode == 0, done.stderr
    assert "<testsuite" in (workspace / "j.xml").read_text()
    for words in (("run", "intents/a.yaml", "-n"), ("intent", "diff", *["intents/a.yaml"] * 2)):
        keyed = {"OPENAI_API_KEY": "sk-there", "VIBECLI_PLANNER": "model"}  # a model it could ask
        done = vibecli(workspace, *words, site=NO_SOCKETS, **keyed)
        assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_the_whole_offline_job_runs_with_sockets_blocked(workspace):
    done = vibecli(
        workspace, "ask", "clean email in people", "--yes", "--confirm=people", site=NO_SOCKETS
    )
    assert done.returncode == 0, done.stderr
    assert vibecli(workspace, "undo", site=NO_SOCKETS).returncode == 0


@pytest.mark.slow
@pytest.mark.few(1)
@pytest.mark.parametrize("size", [4_096, 40_000])
def test_a_full_disk_is_one_error_and_nothing_is_lost(workspace, size):
    before = (workspace / "vibecli.duckdb").read_bytes()
    done = vibecli(
        workspace,
        "ask",
        "clean email in people",
        "--yes",
        "--confirm=people",
        site=LIMIT_FILES,
        TEST_FILE_SIZE=str(size),
    )
    assert done.returncode in {1, 2}
    one_error(done)
    assert (workspace / "vibecli.duckdb").read_bytes() == before
    assert not [path for path in (workspace / ".vibecli").rglob("*") if "work" in path.name]


@pytest.mark.slow
def test_a_database_held_by_another_process_says_by_whom(workspace):
    hold = "import duckdb, sys; c = duckdb.connect('vibecli.duckdb'); print(1, flush=True); sys.stdin.read()"
    holder = subprocess.Popen(
        [sys.executable, "-c", hold],
        cwd=workspace,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        holder.stdout.readline()
        done = vibecli(workspace, "ask", "count people", "--lock-timeout", "0.3")
        assert done.returncode == 5
        assert f"PID {holder.pid}" in one_error(done)
        threading.Timer(0.5, holder.stdin.close).start()  # a reader waits for its turn too
        assert vibecli(workspace, "ask", "count people", "--lock-timeout", "60").returncode == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_read_only_folder_is_one_error(workspace):
    workspace.chmod(0o555)
    try:
        done = vibecli(workspace, "ask", "clean email in people")
    finally:
        workspace.chmod(0o755)
    assert done.returncode == 2
    one_error(done)
