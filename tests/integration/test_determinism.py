"""The same records give the same persons, whoever matches them, wherever, in whatever order."""

import random

import pytest

from tests import files
from tests.integration.flows import flow_in, load, outcome
from tests.integration.test_incremental import HEAD, lines, saved, twice
from tests.unit.identity.people import persons
from vibecli.plan.model import Plan
from vibecli.steps.match import Match, MatchInput

pytestmark = pytest.mark.slow

PEOPLE = lines(twice(persons(120, seed=9)))
PLAN = Plan(
    title="match",
    steps=(Match(id="s1", why="who is who", inputs=(MatchInput(table="people"),)),),
    assumptions=(),
    confidence="high",
)


def identity_of(folder, rows, threads):
    """Match the rows in a folder and give its identity table, whole."""
    load(folder, {"people": [HEAD, *rows]})
    flow = flow_in(folder, threads=threads)
    review = outcome(flow.rehearse(saved(PLAN)))
    flow.applying.apply(review, flow.applying.decide(review, channel="command"))
    with files.read(folder / "v.duckdb") as session:
        return session.rows("SELECT * FROM customer_identity ORDER BY ALL")


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """Give what a first run on one thread finds."""
    return identity_of(tmp_path_factory.mktemp("first"), PEOPLE, threads=1)


@pytest.mark.parametrize(("run", "threads"), [(1, 1), (2, 2), (3, 2), (4, 4)])
def test_order_of_rows_and_threads_do_not_matter(tmp_path, first, run, threads):
    rows = random.Random(run).sample(PEOPLE, len(PEOPLE))
    assert identity_of(tmp_path, rows, threads) == first


def test_a_used_home_gives_what_a_fresh_one_does(tmp_path, first):
    identity_of(tmp_path, lines(persons(50, seed=3)), threads=1)
    (tmp_path / "v.duckdb").unlink()
    assert (tmp_path / ".vibecli").exists()
    assert identity_of(tmp_path, PEOPLE, threads=2) == first
