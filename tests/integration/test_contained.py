"""What the guard lets pass is contained all the same: by memory, by time, by the locked connection.

A statement is judged by its effect: it gives rows or one clear error, within its time; no file but
the state folder's is made or changed, the database stays as it is to the byte, and the next plan runs.
"""

import time
from pathlib import Path

import pytest

from tests import files
from tests.integration.flows import flow_in, outcome, saved
from vibecli.engine.duckdb import DuckEngine
from vibecli.errors import VibeError
from vibecli.plan.guard import breaches

pytestmark = pytest.mark.slow

CASES = Path(__file__).parents[1] / "unit" / "plan" / "contained.sql"
STATEMENTS = CASES.read_text(encoding="utf-8").splitlines()[1:]
TIMEOUT, GRACE = 1.0, 20.0  # seconds: what hears no interrupt is killed ten seconds later
SAMPLE = 4
ENGINE = DuckEngine()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("contained")
    with files.write(made / "v.duckdb") as session:
        session.run(
            "CREATE TABLE customers (id INTEGER, name VARCHAR, city VARCHAR, email VARCHAR)"
        )
        session.run("INSERT INTO customers SELECT i, 'n' || i, 'c', 'e' || i FROM range(100) r(i)")
    (made / "secret.csv").write_text("told\n", encoding="utf-8")
    return made


def world(folder):
    """Give every file outside the state folder, with what is in it."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != ".vibecli"}


def parameters():
    for number, sql in enumerate(STATEMENTS):
        marks = () if number < SAMPLE else (pytest.mark.benchmark,)
        yield pytest.param(sql, marks=marks, id=f"{number}")


@pytest.mark.parametrize("sql", STATEMENTS)
def test_the_guard_lets_it_pass(sql):
    with ENGINE.empty() as session:
        assert breaches(ENGINE, session, sql, ("customers",)) == ()


@pytest.mark.parametrize("sql", [*parameters()])
def test_its_effect_is_contained(folder, sql):
    before = world(folder)
    flow = flow_in(folder, memory_mb=256, timeout=TIMEOUT, threads=2, lock_timeout=0.0)
    started = time.monotonic()
    try:
        review = outcome(flow.rehearse(saved({"kind": "query", "select": sql})))
        told = str(flow.query_rows(review, "s1", unmask=True).rows)
    except VibeError as error:
        told = error.message
    assert str(folder) not in told
    assert "Traceback" not in told
    assert "\n" not in told
    assert time.monotonic() - started < TIMEOUT + GRACE
    assert world(folder) == before
    assert not list((folder / ".vibecli" / "plans").glob(".work*"))


def test_twenty_steps_that_double_a_table_end_in_time(folder):
    before = world(folder)
    step = {"kind": "write", "mode": "append", "target": "customers"}
    bomb = [{**step, "select": "SELECT a.* FROM customers a, range(8)"}] * 20
    flow = flow_in(folder, memory_mb=256, timeout=3.0, threads=2)
    started = time.monotonic()
    with pytest.raises(VibeError):
        outcome(flow.rehearse(saved(*bomb)))
    assert time.monotonic() - started < 3.0 + GRACE
    assert world(folder) == before
    review = outcome(
        flow_in(folder, memory_mb=256).rehearse(
            saved({"kind": "query", "select": "SELECT count(*) AS n FROM customers"})
        )
    )
    assert review.queries[0].rows == (("100",),)
