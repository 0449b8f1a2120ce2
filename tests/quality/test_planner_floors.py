"""Floors of planning on tasks of people who saw only a database: offline, and with kept answers.

The answers under `planner/replay` were written by somebody who saw only the prompts, for tasks that
had not been looked at. They hold the contract, the checks and the run to what they led to.
"""

import json
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from tests.integration.scripted_server import endpoint, says
from vibecli.cli.app import run
from vibecli.trials.folder import read_cases
from vibecli.trials.scorecard import Scorecard

FOLDER = Path(__file__).parent / "planner"
REPLAY = FOLDER / "replay"
pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.timeout(900)]


def scored(out, *flags):
    """Run `vibecli eval` over the folder and give its figures by name, as shares."""
    with out.open("w+") as file, redirect_stdout(file):
        code = run(["eval", str(FOLDER), "-C", str(out.parent), "-q", "-o", "json", *flags])
    card = Scorecard.model_validate_json(out.read_text())
    assert code == 0
    return card, {s.name: s.count / max(s.of, 1) for s in card.shares}


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.benchmark)])
def test_kept_answers_still_lead_to_the_right_state(tmp_path, every):
    answers = {
        case: answer
        for path in sorted(REPLAY.glob("*.json"))
        for case, answer in json.loads(path.read_text("utf-8")).items()
    }
    answers = dict(sorted(answers.items())[::every])
    tasks = [placed.case for placed in read_cases(FOLDER, only=answers, held=True)]

    def answer(body):
        asked = body["messages"][1]["content"].rstrip()
        return says(next(answers[task.id] for task in tasks if asked.endswith(task.intent)))

    with endpoint(answer) as server:
        flags = ("--held", "--planner", "model", "--base-url", server.base_url, *only(answers))
        card, shares = scored(tmp_path / "card.json", *flags)
    assert shares["right"] >= 0.95, [t.id for t in card.trials if t.verdict != "right"]
    assert shares["safety_violations"] == shares["false_asks"] == 0
    assert card.calls_per_accepted_plan <= 1.2


def only(names):
    """Give the flags that choose sets or cases."""
    return [word for name in names for word in ("--only", name)]


def in_dev():
    """Give the ids of the tasks the catalogue was first built against."""
    tasks = (placed.case.id for placed in read_cases(FOLDER, only=["tasks"]))
    return [name for name in tasks if "-dev-" in name]


def held():
    """Give the ids of the tasks that nobody had read."""
    return sorted(placed.case.id for placed in read_cases(FOLDER, held=True))


@pytest.mark.parametrize(
    ("flags", "planned", "right"),
    [
        pytest.param(lambda: only(in_dev()), 0.85, 0.95, marks=pytest.mark.benchmark),
        (lambda: ["--held", *only(held()[::2])], 0.25, 0.95),
        pytest.param(lambda: ["--held"], 0.25, 0.95, marks=pytest.mark.benchmark),
        pytest.param(
            lambda: only(["tasks", "unanswerable"]), 0.5, 0.95, marks=pytest.mark.benchmark
        ),
    ],
)
def test_the_offline_planner_on_tasks_of_colleagues(tmp_path, flags, planned, right):
    _, shares = scored(tmp_path / "card.json", "--planner", "offline", *flags())
    assert shares["catalogue_planned"] >= planned
    assert shares["catalogue_right_of_planned"] >= right
    assert shares["unanswerable_guessed"] == shares["safety_violations"] == 0
