"""The journal keeps what an undo needs, under names that do not collide."""

import pytest

from tests import files
from tests.integration.changes import NOW, Edit, make, reviewed
from vibecli.run.journal import ensure, find, history, images_table, runs, standing

TABLE = ("CREATE TABLE t AS SELECT i AS id, 'x' AS v FROM range(5) r(i)",)


@pytest.fixture
def applied(tmp_path):
    db = make(tmp_path / "d.duckdb", *TABLE)
    plan = reviewed(
        db, tmp_path / "p", Edit("t", set=(("v", "'y'"),), where="id < 2", remove="id = 4")
    )
    plan.apply()
    return plan


def test_keeps_both_sides_of_every_row(applied):
    with files.read(applied.database) as session:
        (entry,) = runs(session)[0].entries
        rows = session.rows(
            f"SELECT __before.v, __after.v, __why, __step FROM {entry.images} ORDER BY __rid"
        )
    assert rows == [("x", "y", "why", "s1"), ("x", "y", "why", "s1"), ("x", None, "why", "s1")]


def test_knows_who_applied_what_when(applied):
    with files.read(applied.database) as session:
        (run,) = history(session)
    assert (run.by, run.applied_at, run.planner) == ("ann", NOW.isoformat(), "test")
    assert (run.tables[0].changed, run.tables[0].removed) == (2, 1)


def test_an_undone_run_stands_no_longer(applied):
    with files.read(applied.database) as session:
        assert standing(session, applied.plan_id).number == 1
    applied.undo()
    with files.read(applied.database) as session:
        assert standing(session, applied.plan_id) is None
        assert find(session, applied.plan_id).undone_by == "ben"


def test_attempts_have_tables_of_their_own(applied):
    applied.undo()
    applied.apply()
    with files.read(applied.database) as session:
        names = [run.entries[0].images for run in runs(session)]
    assert names == [images_table(applied.plan_id, 2, 1), images_table(applied.plan_id, 1, 1)]
    assert names[0].endswith("_1_2")


def test_making_the_journal_twice_is_no_error(tmp_path):
    db = make(tmp_path / "d.duckdb", *TABLE)
    with files.write(db) as session:
        ensure(session)
        ensure(session)
        assert history(session) == ()
