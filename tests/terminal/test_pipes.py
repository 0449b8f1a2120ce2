"""vibecli in a pipe, in a script, without a home, told to stop: run as its own process."""

import ctypes
import json
import os
import shutil
import signal
import struct
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from tests import nursery
from tests.terminal.shop import (
    LOWER,
    cold_vibecli,
    environment,
    vibecli,
    wait_until,
    workers,
    write_endless_plan,
)
from vibecli.engine.duckdb import DuckEngine

FULL = Path("/dev/full")
COUNT = "count customers by city"


def start(folder, *arguments):
    command = partial(nursery.cli, *arguments)
    return nursery.Piped(command, cwd=folder, environment=environment(folder))


def powerless(*arguments):
    """Run vibecli without what root may do beyond others, such as to write anywhere."""
    if os.geteuid() == 0:
        version, nothing = struct.pack("=Ii", 0x20080522, 0), bytes(24)
        assert ctypes.CDLL(None).capset(version, nothing) == 0
    return nursery.cli(*arguments)


def opened(process, path):
    """True once a process holds a file open."""
    files = Path(f"/proc/{process.pid}/fd").iterdir()
    return any(os.path.realpath(file) == str(path) for file in files)


def test_stdout_holds_the_rows_and_nothing_else(shop):
    ran = vibecli(shop, "ask", COUNT, "-o", "csv", GITHUB_ACTIONS="1")
    assert ran.stdout == "city,rows\nBerlin,20\nBonn,20\nKöln,20\n"
    assert "\x1b" not in ran.stdout + ran.stderr


@pytest.mark.few(2)
@pytest.mark.parametrize(
    ("start", "extra"),
    [
        (vibecli, {"GITHUB_ACTIONS": "1"}),
        (vibecli, {"FORCE_COLOR": "1", "NO_COLOR": "1"}),
        (vibecli, {"TERM": "dumb", "COLUMNS": "40"}),
        (cold_vibecli, {"PYTHONIOENCODING": "ascii"}),
        (vibecli, {"LC_ALL": "C"}),
    ],
)
def test_no_colour_where_none_belongs(shop, start, extra):
    ran = start(shop, "ask", LOWER, **extra)
    assert ran.returncode == 3, ran.stderr
    assert "\x1b" not in ran.stdout + ran.stderr
    assert "7" in ran.stdout


@pytest.mark.slow
def test_words_survive_a_locale_that_cannot_spell_them(shop):
    bare = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    ran = cold_vibecli(shop, "ask", "count customers where city is Köln", "-o", "csv", **bare)
    assert (ran.returncode, ran.stdout) == (0, "rows\n20\n"), ran.stderr
    assert "\x1b" not in ran.stderr


def test_a_pipe_gets_whole_lines_and_a_screen_of_40_columns_none_longer(shop):
    ran = vibecli(shop, "ask", LOWER, "-n", COLUMNS="40")
    assert max(map(len, ran.stdout.splitlines())) <= 40


@pytest.mark.slow
def test_the_intent_comes_from_stdin_only_for_a_dash(shop):
    assert vibecli(shop, "ask", "-", "-o", "csv", said=COUNT).stdout.count("20") == 3
    idle = start(shop, "ask", COUNT)  # never written to, never closed
    try:
        assert idle.wait(30) == 0
    finally:
        idle.kill()
        idle.communicate()


def test_stdin_that_is_no_text_is_told(shop):
    ran = vibecli(shop, "ask", "-")
    assert (ran.returncode, "the intent is empty" in ran.stderr) == (2, True)
    (shop / "binary").write_bytes(b"\xff\xfe\x00")
    with (shop / "binary").open("rb") as file:
        ran = vibecli(shop, "ask", "-", stdin=file)
    assert (ran.returncode, "not valid UTF-8" in ran.stderr) == (2, True)


@pytest.mark.slow
@pytest.mark.few(1)
@pytest.mark.parametrize("closing", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_survived(shop, closing):
    line = f'"{sys.executable}" -m vibecli ask "{COUNT}" {closing}'
    ran = subprocess.run(
        ["sh", "-c", line], cwd=shop, env=environment(shop), check=False, capture_output=True
    )
    assert ran.returncode == 0, ran.stderr


def test_a_reader_that_leaves_early_is_no_error(shop):
    line = f'"{sys.executable}" -m vibecli tables -o csv | head -1'
    ran = subprocess.run(
        ["sh", "-c", line],
        cwd=shop,
        env=environment(shop),
        check=False,
        capture_output=True,
        text=True,
    )
    assert ran.stdout.count("\n") == 1
    assert "Traceback" not in ran.stderr
    assert "Broken" not in ran.stderr


def test_a_reader_that_is_gone_is_no_error(shop):
    process = start(shop, "ask", "show customers", "-o", "csv")
    process.stdout.close()
    _, said = process.communicate()
    assert process.returncode in {0, 141}
    assert "Traceback" not in said
    assert "Broken" not in said


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
def test_output_that_cannot_be_written_fails(shop):
    with FULL.open("w") as full:
        process = subprocess.run(
            [sys.executable, "-m", "vibecli", "tables"],
            cwd=shop, env=environment(shop), stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert (process.returncode, "cannot write the output" in process.stderr) == (1, True)


def test_no_home_folder_is_no_problem(shop):
    bare = {k: v for k, v in environment(shop).items() if k in {"PATH", "PYTHONPATH"}}
    ran = nursery.run("ask", LOWER, cwd=shop, environment=bare)
    assert ran.returncode == 3, ran.stderr


@pytest.mark.few(3)
@pytest.mark.skipif(os.geteuid() == 0 and sys.platform != "linux", reason="root may write anywhere")
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["tables"], 0, ""),
        (["history"], 0, ""),
        (["ask", LOWER], 2, "VIBECLI_STATE"),
        (["load", "loyalty.csv", "--replace"], 2, "read-only for this user"),
        (["undo"], 2, "read-only for this user"),
        (["init"], 2, "cannot write"),
        (["demo", "--keep", "x"], 2, "cannot write the demo"),
        (["doctor"], 1, "cannot be written"),
    ],
)
def test_a_read_only_folder(shop, words, code, said):
    shutil.rmtree(shop / ".vibecli")  # nobody has used it yet
    shop.chmod(0o555)
    (shop / "vibecli.duckdb").chmod(0o444)
    try:
        ran = nursery.run(*words, run=powerless, cwd=shop, environment=environment(shop))
    finally:
        shop.chmod(0o755)
    assert (ran.returncode, said in ran.stdout + ran.stderr) == (code, True), ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.slow
def test_a_database_held_by_another_process(shop):
    hold = "import sys, vibecli.engine.duckdb as e, pathlib; s = e.DuckEngine().write(pathlib.Path('vibecli.duckdb')); print('held', flush=True); sys.stdin.read()"
    plan = json.loads(vibecli(shop, "ask", LOWER, "-o", "json").stdout)["short_id"]
    holder = subprocess.Popen(
        [sys.executable, "-c", hold],
        cwd=shop,
        env=environment(shop),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout.readline() == "held\n"
        for words in (
            ["tables", "--lock-timeout", "0"],
            ["ask", LOWER, "--lock-timeout", "0"],
            ["apply", plan, "--lock-timeout", "0.3"],
        ):
            ran = vibecli(shop, *words)
            assert (ran.returncode, f"PID {holder.pid}" in ran.stderr) == (5, True), ran.stderr
    finally:
        holder.communicate("")
    assert vibecli(shop, "apply", plan).returncode == 0


@pytest.mark.few(1)
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_stopping_ends_the_worker_and_leaves_nothing_behind(shop, number, code):
    write_endless_plan(shop)
    process = start(shop, "run", "endless.json")
    wait_until(lambda: workers(shop))
    time.sleep(0.4)
    process.send_signal(number)
    _, said = process.communicate(timeout=20)
    assert (process.returncode, "stopped; nothing was written" in said) == (code, True), said
    assert "Traceback" not in said
    wait_until(lambda: not workers(shop), 3.0)
    assert [path.name for path in (shop / ".vibecli" / "plans").glob(".work-*")] == []


@pytest.mark.slow
def test_stopping_a_load_leaves_no_table(shop):
    rows = "".join(f"{n},{n % 7},name {n}\n" for n in range(1_500_000))
    (shop / "big.csv").write_text("id,kind,name\n" + rows)
    process = start(shop, "load", "big.csv")
    wait_until(lambda: opened(process, shop / "vibecli.duckdb"))
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert (process.returncode, "Traceback" in said) == (130, False), said
    with DuckEngine().read(shop / "vibecli.duckdb") as session:
        tables = session.rows("SELECT table_name FROM duckdb_tables() ORDER BY 1")
    assert tables == [("customers",), ("loyalty",)]


@pytest.mark.slow
def test_the_demo_leaves_the_persons_own_database_alone(shop):
    before = (shop / "vibecli.duckdb").read_bytes()
    ran = vibecli(shop, "demo", "-q", VIBECLI_DB=str(shop / "vibecli.duckdb"))
    assert ran.returncode == 0, ran.stderr
    assert "every table is as it was before" in ran.stderr
    assert (shop / "vibecli.duckdb").read_bytes() == before
    assert not (shop / ".vibecli" / "plans").exists()
