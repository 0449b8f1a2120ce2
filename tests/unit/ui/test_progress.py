import contextlib
import time

import pyte
import pytest

from tests.unit.ui.streams import Screen
from vibecli.agent.planner import Planned
from vibecli.agent.repair import Attempt
from vibecli.run.events import Notice, StepDone, StepProgress, StepStarted
from vibecli.steps.base import Finding, StepResult
from vibecli.ui.progress import Progress
from vibecli.ui.text import cell_width

from tests.unit.ui import sample  # isort: skip

FINDING = Finding(step="s1", code="unknown-column", message="no column emial")
RESULT = StepResult(step="s1", kind="match", headline="12 pairs", details=("threshold 0.95",))
EVENTS = (
    Attempt(planner="gpt", number=2, findings=(FINDING,)),
    Planned(understood="match \x1b[2J", planner="gpt", plan=sample.plan()),
    StepStarted(step="s1", kind="match", summary="match two tables", number=1, of=2),
    StepProgress(step="s1", done=1, total=4, what="scoring pairs"),
    Notice(text="a view was left out"),
    StepDone(result=RESULT, seconds=1.25),
)


@pytest.mark.parametrize(
    ("verbosity", "expected"),
    [
        (-1, []),
        (0, ["!   a view was left out", "ok  1/2 match  12 pairs  1.2 s"]),
        (
            1,
            [
                "!   to mend: no column emial",
                "ok  planned by gpt: match \\e[2J",
                "!   a view was left out",
                "ok  1/2 match  12 pairs  1.2 s",
                "    threshold 0.95",
            ],
        ),
    ],
)
def test_a_pipe_gets_one_plain_line_a_step(verbosity, expected):
    screen = Screen(tty=False)
    with Progress(screen.terminal, verbosity) as progress:
        for event in EVENTS:
            progress.show(event)
    assert screen.err.splitlines() == expected
    assert screen.out == ""


def test_a_failed_run_still_tells_its_notices():
    screen = Screen(tty=False)
    with contextlib.suppress(KeyboardInterrupt), Progress(screen.terminal) as progress:
        progress.show(EVENTS[4])
        raise KeyboardInterrupt
    assert screen.err == "!   a view was left out\n"


def _drawn(screen):
    view = pyte.Screen(60, 10)
    pyte.Stream(view).feed(screen.err.replace("\n", "\r\n"))
    return [row.rstrip() for row in view.display if row.strip()], view


def _waited(screen, what):
    deadline = time.monotonic() + 5
    while what not in screen.err and time.monotonic() < deadline:
        time.sleep(0.02)
    return _drawn(screen)[0]


def test_a_screen_shows_what_runs_and_for_how_long():
    screen = Screen(60)
    began = time.monotonic() - 7
    clock = iter([began] * 2)
    with Progress(screen.terminal, clock=lambda: next(clock, began + 7)) as progress:
        for event in EVENTS[:4]:
            progress.show(event)
        shown = _waited(screen, "scoring pairs")
    assert shown == ["1/2 match  scoring pairs 25 %  7 s"]
    rows, view = _drawn(screen)
    assert rows == []
    assert not view.cursor.hidden


def test_a_screen_shows_how_much_of_an_answer_came_in():
    screen = Screen(60)
    with Progress(screen.terminal, letters=lambda: 1_234) as progress:
        progress.note("planning with gpt")
        (shown,) = _waited(screen, "received")
    assert shown.startswith("planning with gpt  1,234 letters received  ")


def test_the_live_line_is_one_line_and_keeps_its_seconds():
    screen = Screen(40)
    began = time.monotonic()
    clock = iter([began] * 2)
    with Progress(screen.terminal, clock=lambda: next(clock, began + 61)) as progress:
        progress.note("a very long thing \x1b[2J " * 9)
        shown = _waited(screen, "61 s")
    assert shown[0].endswith("…  61 s")
    assert len(shown) == 1
    assert len(shown[0]) < 40


def test_work_without_events_counts():
    screen = Screen(40)
    began = time.monotonic()
    clock = iter([began] * 2)
    with Progress(screen.terminal, clock=lambda: next(clock, began + 3)) as progress:
        progress.count(1, 2, "reading customers.csv")
        shown = _waited(screen, "3 s")
    assert shown == ["reading customers.csv  50 %  3 s"]


def test_nothing_is_drawn_in_the_first_half_second():
    screen = Screen(60)
    with Progress(screen.terminal, clock=lambda: 0.0) as progress:
        progress.note("quick")
        time.sleep(0.3)
    assert screen.err == ""


def test_a_step_is_one_line_on_a_screen_and_whole_in_a_pipe():
    long = StepResult(step="s1", kind="match", headline="very long " * 20)
    screen, pipe = Screen(60), Screen(60, tty=False)
    for one in (screen, pipe):
        with Progress(one.terminal) as progress:
            progress.show(StepDone(result=long, seconds=0.5))
    assert cell_width(screen.err.rstrip()) <= 60
    assert long.headline.strip() in pipe.err


def test_unknown_events_are_let_pass():
    screen = Screen()
    with Progress(screen.terminal) as progress:
        progress.show(type("Odd", (), {"event": "odd"})())
    assert screen.err == ""
