from types import SimpleNamespace

import pytest

from tests.unit.ui import sample
from tests.unit.ui.streams import Screen
from vibecli.console.shell import Shell
from vibecli.console.unsure import has_unsure, show_unsure
from vibecli.repl.conversation import _next
from vibecli.run.model import QueryRows
from vibecli.steps.base import Figure, StepResult

COLUMNS = ("left_source", "left_id", "right_source", "right_id", "probability", "band", "why")
PAIRS = (
    ("crm", "C-1", "club", "K-1", "0.91", "accept", "e-mail equal"),
    ("crm", "C-2", "club", "K-2", "0.71", "review", "name equal"),
    ("crm", "C-3", "club", "K-3", "0.55", "review", "city equal"),
)


def review(unsure):
    figures = (Figure(name="review", value=unsure),)
    step = StepResult(step="s1", kind="match", headline="", figures=figures, rows=("s1_pairs",))
    return sample.review(steps=(step,))


def test_the_likeliest_pair_comes_first_and_sure_ones_stay_out():
    kept = QueryRows(
        step="s1_pairs", columns=COLUMNS, types=("",) * 7, rows=PAIRS, total=3, file=""
    )
    screen = Screen(80)
    shell = Shell(screen.terminal, environment={})
    shell.__dict__["flow"] = SimpleNamespace(query_rows=lambda *_, **__: kept)
    show_unsure(shell, review(2))
    assert [line.split() for line in screen.out.splitlines()[2:]] == [
        ["0.71", "crm", "C-2", "club", "K-2", "name", "equal"],
        ["0.55", "crm", "C-3", "club", "K-3", "city", "equal"],
    ]


@pytest.mark.parametrize(("unsure", "told"), [(0, False), (2, True)])
def test_a_conversation_names_the_command_when_there_are_some(unsure, told):
    assert has_unsure(review(unsure)) is told
    assert ("/unsure" in _next(review(unsure))) is told
