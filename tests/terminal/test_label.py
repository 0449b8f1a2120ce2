"""The review queue at a real terminal: keys, undo, stop, and nothing lost when it is killed."""

import json
import shutil
from pathlib import Path

import pytest

from tests.terminal.shop import environment, vibecli
from tests.terminal.term import CTRL_C, CTRL_D, ENTER, Term

pytestmark = [pytest.mark.terminal, pytest.mark.slow]
FAKE = Path(__file__).parents[1] / "quality" / "data" / "fake_1000.parquet"
STOP, DISCARD = "q stop >", "Enter discard >"


@pytest.fixture(scope="session")
def _matched(tmp_path_factory):
    folder = tmp_path_factory.mktemp("queue")
    for words in (("load", str(FAKE)), ("ask", "find duplicates in fake_1000", "--dry-run")):
        done = vibecli(folder, "-q", *words)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def queue(_matched, tmp_path):
    """A folder of its own where people have been matched."""
    folder = tmp_path / "queue"
    shutil.copytree(_matched, folder)
    return folder


def at(folder, *arguments, columns=80, **extra):
    return Term(*arguments, cwd=folder, columns=columns, environment=environment(folder, **extra))


def kept(folder):
    file = folder / "verdicts.jsonl"
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    return [json.loads(line) for line in lines]


def press(term, key, shown):
    term.type(key + ENTER)
    return term.wait_for(shown)


def asked(term):
    """Give the two records of the last question."""
    shown = term.wait_for(STOP).split("question ")[-1]
    return [one for one in shown.splitlines() if one.startswith(("A  ", "B  "))]


def test_answers_survive_a_kill_and_are_not_asked_again(queue):
    with at(queue, "label") as term:
        first = asked(term)
        press(term, "y", r"question 2 of \d+[\s\S]+q stop >")
        press(term, "n", r"question 3 of \d+[\s\S]+q stop >")
        press(term, "u", r"question 2 of \d+[\s\S]+q stop >")
        press(term, "c", r"question 3 of \d+[\s\S]+q stop >")
        third = asked(term)
        term.process.kill()
    said = [line["verdict"] for line in kept(queue)]
    assert said == ["same", "different", "withdrawn", "unsure"]
    with at(queue, "label", columns=60, NO_COLOR="1") as term:
        again = asked(term)
        assert b"\x1b[3" not in term.raw
        assert first != again == third
        press(term, "maybe", r"type one of these and Enter: y, n, c, u, q[\s\S]+q stop >")
        press(term, "q", "no answer was given")
        assert term.wait() == 0


def test_after_answers_the_match_is_run_anew_and_reviewed(queue):
    with at(queue, "label") as term:
        term.wait_for(STOP)
        press(term, "y", r"question 2[\s\S]+q stop >")
        shown = press(term, "q", DISCARD)
        assert "1 answer is kept in verdicts.jsonl; the match is run anew with it" in shown
        press(term, "v", r"keeps to 1 verdict: 1 pair the same person[\s\S]+Enter discard >")
        press(term, "r", rf"question 1 of[\s\S]+{STOP}")
        press(term, "n", rf"question 2 of[\s\S]+{STOP}")
        press(term, "q", DISCARD)
        press(term, "", "discarded; nothing was written")
        assert term.wait() == 0
    assert [line["verdict"] for line in kept(queue)] == ["same", "different"]


@pytest.mark.parametrize(
    ("key", "code", "told"),
    [(CTRL_C, 130, "stopped; 1 answer is kept"), (CTRL_D, 0, "the match is run anew")],
)
def test_stopping_keeps_what_was_answered(queue, key, code, told):
    with at(queue, "label", columns=120) as term:
        term.wait_for(STOP)
        press(term, "y", r"question 2[\s\S]+q stop >")
        term.type(key)
        term.wait_for(told)
        if key == CTRL_D:
            term.wait_for(DISCARD)
            term.type(ENTER)
        assert term.wait() == code
    assert len(kept(queue)) == 1


def test_the_conversation_opens_the_queue(queue):
    with at(queue) as term:
        term.wait_for("vibecli>")
        press(term, "find duplicates in fake_1000", r"/label[\s\S]+vibecli>")
        press(term, "/unsure", r"judge them: /label[\s\S]+vibecli>")
        press(term, "/label", rf"question 1 of[\s\S]+{STOP}")
        press(term, "y", rf"question 2 of[\s\S]+{STOP}")
        press(term, "q", r"the match is run anew[\s\S]+/apply writes it[\s\S]+vibecli>")
        term.type(CTRL_D)
        assert term.wait() == 0
    assert len(kept(queue)) == 1
