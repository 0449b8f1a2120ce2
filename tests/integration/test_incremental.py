"""New, changed and vanished records find their persons by the model that stands."""

import random
import shutil

import pytest

from tests import files
from tests.integration.flows import flow_in, load, outcome
from tests.unit.identity.people import NAMES, persons
from vibecli.plan.model import Plan
from vibecli.plan.saved import SavedIntent
from vibecli.steps.match import Match, MatchInput

HEAD = ",".join(("id", *NAMES))
EVERYBODY = persons(160, seed=5)


def lines(people, first=0):
    """Give rows of CSV, numbered, in a fixed order."""
    return [f"R{first + at:05},{','.join(person)}" for at, person in enumerate(people)]


def twice(people):
    """Give each person's record, and for every second one another with a new phone number."""
    again = [(g, f, e, "0" + p[1:], b, c) for g, f, e, p, b, c in people[::2]]
    return [*people, *again]


@pytest.fixture(scope="module")
def matched(tmp_path_factory):
    """Give a folder in which the records of everybody were matched."""
    folder = tmp_path_factory.mktemp("matched")
    load(folder, {"people": [HEAD, *lines(twice(EVERYBODY))]})
    applied(folder, "full")
    return folder


@pytest.fixture
def folder(matched, tmp_path):
    return shutil.copytree(matched, tmp_path / "w")


def reviewed(folder, mode):
    step = Match(id="s1", why="who is who", inputs=(MatchInput(table="people"),), mode=mode)
    plan = Plan(title="match", steps=(step,), assumptions=(), confidence="high")
    return outcome(flow_in(folder).rehearse(saved(plan)))


def saved(plan):
    return SavedIntent(
        intent="match people", plan=plan, planner="file", saved_by=None, saved_at=None, columns=()
    )


def applied(folder, mode):
    flow, review = flow_in(folder), reviewed(folder, mode)
    flow.apply(review, flow.decide(review, channel="command"))
    return review


def change(folder, *statements):
    with files.write(folder / "v.duckdb") as session:
        for statement in statements:
            session.run(statement)


def insert(folder, people, first=1000):
    rows = ", ".join(f"('{line.replace(',', chr(39) + ',' + chr(39))}')" for line in lines(people, first))
    change(folder, f"INSERT INTO people VALUES {rows}")


def identities(folder):
    with files.read(folder / "v.duckdb") as session:
        rows = session.rows("SELECT record_id, person_id, probability FROM customer_identity ORDER BY 1")
    return {record: (person, chance) for record, person, chance in rows}


def who(folder):
    return {record: person for record, (person, _) in identities(folder).items()}


def told(review):
    (result,) = review.steps
    return result.headline


def test_new_records_join_their_person_or_are_new_ones(folder):
    before = identities(folder)
    stranger = ("zelda", "zimmer", "zz@mail.example", "5551234567", "1961-07-23", "ulm")
    g, f, e, p, b, c = EVERYBODY[1]
    insert(folder, [(g.upper(), f, e, p, b, c), stranger])
    review = applied(folder, "incremental")
    after = who(folder)
    assert told(review) == f"2 new, 0 changed, 0 gone records matched against {len(before)} known"
    assert after["R01000"] == before["R00001"][0]
    assert after["R01001"] not in {person for person, _ in before.values()}
    assert {r: after[r] for r in before} == {r: person for r, (person, _) in before.items()}
