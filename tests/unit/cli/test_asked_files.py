"""A file a person asks for never takes the place of another thing, and is written whole or not."""

import os
import threading

import pytest

from tests.terminal.shop import LOWER

TAKEN = ["vibecli.duckdb", "vibecli.duckdb.wal", "link.duckdb", "vibecli.toml", "glossary.yaml",
         "customers.csv", "folder"]  # fmt: skip


@pytest.fixture
def taken(ask, shop):
    (shop / "glossary.yaml").write_text("rules: [be kind]\n")
    (shop / "link.duckdb").symlink_to("vibecli.duckdb")
    (shop / "folder").mkdir()
    assert ask("ask", LOWER, "-n", "--save", "kept.yaml").code == 0
    return {path: path.read_bytes() for path in shop.iterdir() if path.is_file()}


@pytest.mark.parametrize("flag", ["--save", "--junit", "--html"])
def test_what_is_no_file_of_the_kind_stays(ask, shop, taken, flag):
    command = {
        "--save": ["ask", "count customers"],
        "--junit": ["check", "kept.yaml"],
        "--html": ["evaluate", "customers.csv"],
    }[flag]
    for name in [*TAKEN, *(["kept.yaml"] if flag != "--save" else [])]:
        ran = ask(*command, flag, name)
        assert (ran.code, name in ran.err, f"hint: {flag}" in ran.err) == (2, True, True), ran.err
    assert {path: path.read_bytes() for path in shop.iterdir() if path.is_file()} == taken


@pytest.mark.slow
def test_the_same_kind_is_replaced_and_told(ask, shop, taken):
    (shop / "there.yaml").symlink_to("kept.yaml")
    (shop / "kept.yaml").chmod(0o640)
    ran = ask("ask", "count customers", "--save", "there.yaml")
    assert "saved intent: there.yaml (replaced)" in ran.err
    assert "count customers" in (shop / "kept.yaml").read_text()
    assert (shop / "kept.yaml").stat().st_mode & 0o777 == 0o640
    for told in ("JUnit report: j.xml\n", "JUnit report: j.xml (replaced)\n"):
        assert told in ask("check", "kept.yaml", "--junit", "j.xml").err


def test_a_write_that_fails_leaves_the_file_before(ask, shop, taken, monkeypatch):
    def full(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    ran = ask("check", "kept.yaml", "--junit", "j.xml")
    assert (ran.code, "no space left" in ran.err) == (2, True)
    assert not [path for path in shop.iterdir() if "j.xml" in path.name]


def test_a_pipe_takes_what_is_written(ask, shop, taken):
    os.mkfifo(shop / "pipe")
    said = []
    reader = threading.Thread(target=lambda: said.append((shop / "pipe").read_text()))
    reader.start()
    assert ask("check", "kept.yaml", "--junit", "pipe").code == 0
    reader.join(10)
    assert "<testsuites" in said[0]
