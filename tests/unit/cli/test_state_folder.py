"""A state folder that cannot be used stops what must be kept, and no reading."""

import errno
import json
from pathlib import Path

import pytest

from tests.terminal.shop import LOWER
from vibecli.cache_file import write_cache


@pytest.fixture(params=["a file", "a place nobody can write"])
def refusing(request, shop, monkeypatch):
    state = shop / "state" if request.param == "a file" else Path("/proc/vibecli")
    if request.param == "a file":
        state.write_text("")
    monkeypatch.setenv("VIBECLI_STATE", str(state))
    return state


def test_reading_needs_no_state_folder(ask, shop, refusing):
    assert ask("ask", LOWER, "-n", "--save", "low.yaml").code == 2
    for words in (["tables"], ["profile", "loyalty"], ["history"], ["sessions"]):
        assert ask(*words).code == 0
    ran = ask("ask", "count customers", "-o", "json")
    assert (ran.code, json.loads(ran.out)) == (0, [{"rows": 60}])
    assert f"{refusing} cannot be used, so this plan is not kept" in ran.err


def test_a_saved_intent_is_checked_without_a_state_folder(ask, shop, refusing, monkeypatch):
    monkeypatch.delenv("VIBECLI_STATE")
    ask("ask", LOWER, "-n", "--save", "low.yaml")
    monkeypatch.setenv("VIBECLI_STATE", str(refusing))
    ran = ask("check", "low.yaml")
    assert (ran.code, "1 of 1 passed" in ran.out) == (0, True), ran.err


@pytest.mark.slow
def test_a_change_needs_the_state_folder(ask, refusing):
    for words in (["ask", LOWER], ["ask", LOWER, "--yes"]):
        ran = ask(*words)
        assert (ran.code, "VIBECLI_STATE" in ran.err) == (2, True)
    if not refusing.is_file():
        return
    fail = [one for one in json.loads(ask("doctor", "-o", "json").out) if one["status"] == "fail"]
    assert [one["name"] for one in fail] == ["state folder"]


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path, monkeypatch):
    def read_only(self, **_):
        raise OSError(errno.EROFS, "Read-only file system")

    (tmp_path / "file").write_text("")
    monkeypatch.setattr(Path, "unlink", read_only)
    write_cache(tmp_path / "file" / "catalog.json", "{}")
    assert [path.name for path in tmp_path.iterdir()] == ["file", "home"]
