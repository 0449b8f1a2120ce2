"""An undo in part: rows that moved since stay and are named, the rest is put back, to the row."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import files
from tests.integration.changes import ENGINE, NOW, Edit, content, make, reviewed
from vibecli.errors import Stale, UsageError
from vibecli.run.journal import history
from vibecli.run.undo import undo

PEOPLE = (
    "CREATE TABLE people (id INTEGER PRIMARY KEY, name VARCHAR)",
    "INSERT INTO people SELECT i, 'n' || i FROM range(1, 11) r(i)",
)
EDIT = Edit(
    "people",
    set=(("name", "upper(name)"),),
    where="id > 4",
    remove="id < 3",
    add="SELECT 99, 'x' UNION ALL SELECT 98, 'y'",
    key=("id",),
)


def in_part(plan):
    return undo(ENGINE, plan.database, plan.plan_id, by="ben", now=NOW, partial=True)


def run(db, *statements):
    make(db, *statements)


def rows(db, table="people"):
    with files.read(db) as session:
        return sorted(session.rows(f"FROM {table}"), key=repr)


def test_rows_that_moved_stay_and_a_later_undo_takes_them(tmp_path):
    db = make(tmp_path / "d.duckdb", *PEOPLE)
    before = content(db)
    plan = reviewed(db, tmp_path / "p", EDIT)
    plan.apply()
    moved = ("UPDATE people SET name = 'moved' WHERE id = 5", "DELETE FROM people WHERE id = 99")
    run(db, *moved, "INSERT INTO people VALUES (1, 'again')")
    receipt = in_part(plan)
    assert [(one.row, one.why) for one in receipt.left] == [
        ("1", "there again"),
        ("5", "changed"),
        ("99", "gone"),
    ]
    one = receipt.tables[0]
    assert (one.added, one.changed, one.removed, receipt.left_rows) == (1, 5, 1, 3)
    expected = {(n, f"n{n}") for n in range(2, 11)} - {(5, "n5")}
    assert set(rows(db)) == {*expected, (5, "moved"), (1, "again")}
    with files.read(db) as session:
        assert [(run.state, len(run.undos)) for run in history(session)] == [("partly undone", 1)]
    with pytest.raises(Stale, match="2 rows of people changed since"):
        plan.undo()
    run(db, "UPDATE people SET name = 'N5' WHERE id = 5", "DELETE FROM people WHERE id = 1")
    run(db, "INSERT INTO people VALUES (99, 'x')")
    plan.undo()
    assert content(db) == before
    with files.read(db) as session:
        assert [run.state for run in history(session)] == ["undone"]
    with pytest.raises(UsageError, match="undone already"):
        plan.undo()


def test_equal_rows_without_a_key_are_counted_off(tmp_path):
    db = make(
        tmp_path / "d.duckdb", "CREATE TABLE t (a INTEGER)", "INSERT INTO t SELECT 1 FROM range(5)"
    )
    plan = reviewed(db, tmp_path / "p", Edit("t", set=(("a", "2"),)))
    plan.apply()
    run(db, "DELETE FROM t WHERE rowid < 2")
    assert in_part(plan).left_rows == 2
    assert rows(db, "t") == [(1,)] * 3


def test_a_key_that_a_row_left_behind_holds_is_not_given_twice(tmp_path):
    db = make(tmp_path / "d.duckdb", *PEOPLE)
    swap = Edit(
        "people", set=(("id", "CASE id WHEN 1 THEN 2 ELSE 1 END"),), where="id < 3", key=("id",)
    )
    plan = reviewed(db, tmp_path / "p", swap, Edit("other", add="SELECT 1 AS a", change="create"))
    plan.apply()
    run(db, "UPDATE people SET name = 'moved' WHERE id = 1")
    receipt = in_part(plan)
    assert {(one.row, one.why) for one in receipt.left} == {("1", "changed"), ("2", "there again")}
    assert (1, "moved") in rows(db)
    assert "other" not in content(db)


def test_a_table_made_and_changed_since_stays_whole(tmp_path):
    db = make(tmp_path / "d.duckdb", *PEOPLE)
    plan = reviewed(db, tmp_path / "p", EDIT, Edit("new", add="SELECT 1 AS a", change="create"))
    plan.apply()
    run(db, "INSERT INTO new VALUES (2)")
    receipt = in_part(plan)
    assert [(one.table, one.row) for one in receipt.left] == [("new", "")]
    assert rows(db, "new") == [(1,), (2,)]
    assert dict(rows(db)) == {n: f"n{n}" for n in range(1, 11)}
    run(db, "DELETE FROM new WHERE a = 2")
    plan.undo()
    assert "new" not in content(db)


def test_a_table_made_empty_and_filled_since_stays(tmp_path):
    db = make(tmp_path / "d.duckdb", *PEOPLE)
    new = Edit("new", add="SELECT 1 AS a WHERE false", change="create")
    plan = reviewed(db, tmp_path / "p", EDIT, new)
    plan.apply()
    run(db, "INSERT INTO new VALUES (2)")
    assert [one.table for one in in_part(plan).left] == ["new"]
    assert rows(db, "new") == [(2,)]


def test_nothing_is_written_when_every_row_moved(tmp_path):
    db = make(tmp_path / "d.duckdb", *PEOPLE)
    plan = reviewed(
        db, tmp_path / "p", Edit("people", set=(("name", "'a'"),), where="id = 1", key=("id",))
    )
    plan.apply()
    run(db, "UPDATE people SET name = 'b' WHERE id = 1")
    for taken_back in (plan.undo, lambda: in_part(plan)):  # neither hints at what cannot be done
        with pytest.raises(Stale, match="changed since") as told:
            taken_back()
        assert told.value.hint.startswith("vibecli show ")
    assert (1, "b") in rows(db)


def test_after_an_undo_in_part_no_other_one_is_hinted_at(tmp_path):
    db = make(tmp_path / "d.duckdb", *PEOPLE, "CREATE TABLE t AS SELECT 1 AS a")
    plan = reviewed(db, tmp_path / "p", EDIT, Edit("t", set=(("a", "2"),)))
    plan.apply()
    run(db, "UPDATE people SET name = 'moved' WHERE id = 5", "UPDATE t SET a = 3")
    with pytest.raises(Stale, match="changed since") as told:
        plan.undo()
    assert "--partial" in told.value.hint
    in_part(plan)
    with pytest.raises(Stale, match="changed since") as told:
        plan.undo()
    assert "nothing more of it can be put back" in told.value.hint


@pytest.mark.slow
@settings(max_examples=12, deadline=None)
@given(moved=st.sets(st.integers(5, 10)), gone=st.sets(st.integers(5, 10)), back=st.booleans())
def test_what_moved_is_as_it_was_and_the_rest_as_before(tmp_path_factory, moved, gone, back):
    folder = tmp_path_factory.mktemp("part")
    db = make(folder / "d.duckdb", *PEOPLE)
    plan = reviewed(db, folder / "p", EDIT)
    plan.apply()
    run(db, *(f"UPDATE people SET name = 'm' WHERE id = {n}" for n in sorted(moved)))
    run(db, *(f"DELETE FROM people WHERE id = {n}" for n in sorted(gone)))
    run(db, *(["INSERT INTO people VALUES (2, 'b')"] if back else []))
    in_part(plan)
    expected = {n: f"n{n}" for n in range(1, 11)} | dict.fromkeys(moved, "m")
    expected |= {2: "b"} if back else {}
    assert dict(rows(db)) == {n: name for n, name in expected.items() if n not in gone}
