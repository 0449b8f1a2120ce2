"""New, changed and vanished records find their persons by the model that stands."""

import shutil

import pytest

from tests import files
from tests.integration.flows import flow_in, load, outcome
from tests.unit.identity.people import NAMES, persons
from vibecli.plan.model import Plan
from vibecli.plan.saved import SavedIntent
from vibecli.steps.match import Match, MatchInput

pytestmark = pytest.mark.slow

HEAD = ",".join(("id", *NAMES))
EVERYBODY = persons(160, seed=5)


def lines(people, first=0):
    """Give rows of CSV, numbered, in a fixed order."""
    return [f"R{first + at:05},{','.join(person)}" for at, person in enumerate(people)]


def twice(people):
    """Give each person's record, and another with a new phone number."""
    again = [(g, f, e, "0" + p[1:], b, c) for g, f, e, p, b, c in people]
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
    flow.applying.apply(review, flow.applying.decide(review, channel="command"))
    return review


def change(folder, *statements):
    with files.write(folder / "v.duckdb") as session:
        for statement in statements:
            session.run(statement)


def insert(folder, people, first=1000):
    rows = ", ".join(
        f"('{line.replace(',', chr(39) + ',' + chr(39))}')" for line in lines(people, first)
    )
    change(folder, f"INSERT INTO people VALUES {rows}")


def identities(folder):
    with files.read(folder / "v.duckdb") as session:
        rows = session.rows(
            "SELECT record_id, person_id, probability FROM customer_identity ORDER BY 1"
        )
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


def test_changed_and_vanished_records_are_matched_anew_and_removed(folder):
    before = who(folder)
    twin = "R00160"  # the second record of person 0
    assert before[twin] == before["R00000"]
    g, f, e, p, b, c = EVERYBODY[3]
    change(
        folder,
        "DELETE FROM people WHERE id = 'R00002'",
        f"UPDATE people SET first_name = '{g}', last_name = '{f}', email = '{e}', phone = '{p}',"
        f" birth_date = '{b}', city = '{c}' WHERE id = '{twin}'",
    )
    review = applied(folder, "incremental")
    after = who(folder)
    assert told(review).startswith("0 new, 1 changed, 1 gone")
    assert "R00002" not in after
    assert after[twin] == before["R00003"]
    assert identities(folder)["R00000"][1] == 1.0  # alone now, and rated anew
    untouched = before.keys() - {twin, "R00002"}
    assert {r: after[r] for r in untouched} == {r: before[r] for r in untouched}


def test_an_undone_increment_can_be_made_again_and_gives_the_same(folder):
    before = identities(folder)
    insert(folder, [EVERYBODY[7]])
    applied(folder, "incremental")
    once = identities(folder)
    flow_in(folder).applying.undo()
    assert identities(folder) == before
    review = applied(folder, "incremental")
    assert told(review).startswith("1 new, 0 changed")
    assert identities(folder) == once
    nothing = reviewed(folder, "incremental")
    assert (nothing.verdict, told(nothing)[:24]) == ("empty", "0 new, 0 changed, 0 gone")


def test_the_result_is_the_same_with_an_old_index_a_broken_one_and_none(folder):
    insert(folder, EVERYBODY[10:14])
    applied(folder, "incremental")  # leaves an index behind that lacks these
    insert(folder, EVERYBODY[20:30], first=2000)
    change(
        folder,
        "DELETE FROM people WHERE id = 'R00011'",
        "UPDATE people SET phone = phone || '1' WHERE id < 'R00008'",
    )
    index = folder / ".vibecli" / "index" / "customer_identity"
    plans = [reviewed(folder, "incremental").plan_id]
    (index / "arrays").write_bytes(b"nothing")
    plans.append(reviewed(folder, "incremental").plan_id)
    shutil.rmtree(index)
    plans.append(reviewed(folder, "incremental").plan_id)
    assert len(set(plans)) == 1  # the id is made of every row that would be written


def test_two_standing_persons_are_never_put_together(folder):
    g, f, e, p, b, c = "quentin", "quast", "qq7@mail.example", "5550001111", "1950-02-03", "kiel"
    change(
        folder,
        f"INSERT INTO people VALUES ('R03000', '{g}', NULL, '{e}', NULL, NULL, NULL),"
        f" ('R03001', NULL, '{f}', NULL, '{p}', '{b}', '{c}')",
    )
    applied(folder, "incremental")
    before = who(folder)
    assert before["R03000"] != before["R03001"]
    insert(folder, [(g, f, e, p, b, c)], first=4000)
    review = applied(folder, "incremental")
    after = who(folder)
    assert {r: after[r] for r in before} == before
    figures = {figure.name: figure.value for figure in review.steps[0].figures}
    assert figures["review"] > 0


def test_without_an_earlier_match_everything_is_matched(tmp_path):
    load(tmp_path, {"people": [HEAD, *lines(twice(EVERYBODY[:30]))]})
    review = reviewed(tmp_path, "incremental")
    assert "matched everything again: no earlier match" in review.steps[0].details[0]


def test_auto_matches_everything_again_where_much_is_new(folder):
    insert(folder, persons(90, seed=8))
    assert "90 records are new" in reviewed(folder, "auto").steps[0].details[0]


def test_records_that_agree_otherwise_are_matched_with_new_weights(folder):
    insert(folder, [(g, f, e, p, "1977-01-02", "oslo") for g, f, e, p, _, _ in EVERYBODY])
    review = reviewed(folder, "incremental")
    assert "new records agree otherwise than the model has learnt" in review.steps[0].details[0]
