"""Rules of a `match` through a plan: checked, certain, told."""

import pytest

from tests.integration.flows import flow_in, load, outcome
from vibecli.errors import PlanError
from vibecli.plan.model import Plan
from vibecli.plan.saved import SavedIntent
from vibecli.steps.match import Match, MatchInput, MatchRule

PEOPLE = [
    "id,first_name,last_name,email,card",
    "1,Ann,Berg,ann.berg7@x.example,K-1",
    "2,Ann,Berg,ann.berg7@x.example,K-2",
    "3,Cleo,Dorn,cd9@x.example,K-3",
    "4,Zoe,Falk,zf3@x.example,k 3",
]


def reviewed(folder, *rules):
    made = tuple(MatchRule(verdict=verdict, columns=columns) for verdict, columns in rules)
    step = Match(id="s1", why="w", inputs=(MatchInput(table="people"),), rules=made)
    plan = Plan(title="t", steps=(step,), confidence="high")
    flow = flow_in(load(folder, {"people": PEOPLE}))
    return flow, outcome(flow.rehearse(SavedIntent(intent="i", plan=plan, planner="file")))


def persons(folder, *rules):
    flow, review = reviewed(folder, *rules)
    flow.applying.apply(review, flow.applying.decide(review, channel="command"))
    with flow.workspace.read() as session:
        return dict(session.rows("SELECT record_id, person_id FROM customer_identity")), review


def test_without_rules_the_values_decide(tmp_path):
    found, _ = persons(tmp_path)
    assert (found["1"] == found["2"], found["3"] == found["4"]) == (True, False)


def test_equal_cards_are_one_person_and_different_ones_two(tmp_path):
    found, review = persons(tmp_path, ("same", ("card",)), ("different", ("card",)))
    assert (found["1"] == found["2"], found["3"] == found["4"]) == (False, True)
    assert "rule: same card is one person; 4 records have one" in review.steps[0].details


@pytest.mark.parametrize("columns", [("card", None), ("cart",)])
def test_rules_name_one_known_column_an_input(tmp_path, columns):
    with pytest.raises(PlanError) as caught:
        reviewed(tmp_path, ("same", columns))
    assert (
        "columns for 1 inputs" in caught.value.message or "no column cart" in caught.value.message
    )
