"""Hostile values and a hostile world, end to end: the right result or one clear error, nothing lost."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import duckdb
import pytest

from tests import files, nursery
from tests.integration.changes import content
from tests.integration.flows import approve, flow_in, outcome, saved
from vibecli.config import Settings
from vibecli.errors import TimedOut
from vibecli.flow import Flow
from vibecli.plan.saved import saved_text
from vibecli.runtime import Runtime

pytestmark = pytest.mark.slow

HUGE = 12_000_000  # characters


def update(select, target="t"):
    step = {"kind": "write", "mode": "update", "keys": ["id"]}
    return {**step, "target": target, "select": select}


def make(folder, *statements):
    with files.write(folder / "v.duckdb") as session:
        for statement in statements:
            session.run(statement)
    return flow_in(folder, memory_mb=800)


def there_and_back(flow, *steps):
    """Apply a plan and take it back: the review, and the content in between."""
    database = flow.runtime.settings.database
    before = content(database)
    review = outcome(flow.rehearse(saved(*steps)))
    approve(flow, review)
    after = content(database)
    flow.applying.undo(review.plan_id)
    assert content(database) == before
    return review, after


def test_a_huge_cell_is_kept_whole_and_shown_short(tmp_path):
    flow = make(tmp_path, f"CREATE TABLE t AS SELECT 1 AS id, repeat('ab', {HUGE // 2}) AS v")
    review, after = there_and_back(flow, update("SELECT id, upper(v) AS v FROM t"))
    assert after["t"][1] == [("1", "AB" * (HUGE // 2))]
    folder = flow.store.folder(review.plan_id)
    assert (folder / "review.json").stat().st_size < 100_000
    with flow.looking.changes(review, unmask=True) as changes:
        _, rows = changes.rows("t", limit=5)
    assert len(str(rows)) < 100_000


def test_a_huge_cell_of_a_csv_is_loaded_or_told_never_lost(tmp_path):
    (tmp_path / "t.csv").write_text(f"id,v\n1,{'x' * HUGE}\n2,short\n", encoding="utf-8")
    flow = flow_in(tmp_path)
    flow.workspace.load(tmp_path / "t.csv")
    tables = content(tmp_path / "v.duckdb")
    kept = [len(row[-1]) for _, rows in tables.values() for row in rows if row[-1]]
    assert max(kept) >= HUGE


@pytest.mark.parametrize("kind", ["DOUBLE", "FLOAT", "DOUBLE[]", "STRUCT(a DOUBLE)", "DOUBLE[2]"])
def test_numbers_that_are_none_come_back_to_the_bit(tmp_path, kind):
    values = ("'nan'", "'inf'", "'-inf'", "'-0.0'", "1e-30", "NULL")
    form = {"DOUBLE[]": "[{}]", "STRUCT(a DOUBLE)": "{{'a': {}}}", "DOUBLE[2]": "[{}, 1]"}
    rows = ", ".join(
        f"({n}, CAST({form.get(kind, '{}').format(f'CAST({v} AS DOUBLE)')} AS {kind}))"
        for n, v in enumerate(values)
    )
    flow = make(tmp_path, f"CREATE TABLE t (id INTEGER, v {kind})", f"INSERT INTO t VALUES {rows}")
    shift = "SELECT a.id, b.v FROM t a JOIN t b ON b.id = (a.id + 1) % 6"
    review, after = there_and_back(flow, update(shift))
    with files.read(tmp_path / "v.duckdb") as session:
        shifted = session.rows(f"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ({shift})")
    assert after["t"][1] == sorted(shifted, key=repr)
    assert review.diff.tables[0].changed == 6
    same = outcome(flow.rehearse(saved(update("SELECT id, v FROM t"))))
    assert same.verdict == "empty"


@pytest.mark.skipif(
    duckdb.__version__.startswith("1."), reason="its checkpoint mixes up both zeros"
)
def test_zero_is_added_beside_minus_zero_and_the_right_one_is_taken_away(tmp_path):
    flow = make(tmp_path, "CREATE TABLE t AS SELECT CAST('-0.0' AS DOUBLE) AS v")
    step = {
        "kind": "write",
        "mode": "append",
        "target": "t",
        "keys": [],
        "select": "SELECT 0.0 AS v",
    }
    _, after = there_and_back(flow, step)
    assert after["t"][1] == [("-0.0",), ("0.0",)]


def test_nan_and_infinity_of_a_csv_are_kept_as_they_are_written(tmp_path):
    (tmp_path / "t.csv").write_text("id,v\n1,nan\n2,inf\n3,-0.0\n4,1.5\n", encoding="utf-8")
    flow = flow_in(tmp_path, memory_mb=800)
    flow.workspace.load(tmp_path / "t.csv")
    before = content(tmp_path / "v.duckdb")
    assert [row[1] for row in sorted(before["t"][1])] in (
        ["nan", "inf", "-0.0", "1.5"],
        ["NaN", "Infinity", "-0.0", "1.5"],
    )
    there_and_back(flow, update("SELECT id, v FROM t WHERE false UNION ALL SELECT 4, '2.5'"))


def test_invalid_utf8_in_a_csv_is_read_as_what_it_is_and_told(tmp_path):
    (tmp_path / "t.csv").write_bytes(b"id,name\n1,Andr\xe9\n2,M\xfcller\n3,ok\n")
    done = nursery.run("load", "t.csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "UTF-8" in done.stdout + done.stderr
    names = {row[1] for row in content(tmp_path / "vibecli.duckdb")["t"][1]}
    assert names == {"André", "Müller", "ok"}
    done = nursery.run("ask", "upper case name in t", "--yes", "--confirm=t", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    names = {row[1] for row in content(tmp_path / "vibecli.duckdb")["t"][1]}
    assert names == {"ANDRÉ", "MÜLLER", "OK"}


def wide(columns):
    """Give a query of so many columns; their names are short, for SQL has a longest length."""
    names = ",".join(f"{n % 10} k{n:x}" for n in range(columns))
    return {"kind": "query", "select": f"SELECT {names}"}


def test_a_result_of_very_many_columns_is_given_whole(tmp_path):
    flow = make(tmp_path, "CREATE TABLE t AS SELECT 1 AS id")
    review = outcome(flow.rehearse(saved(wide(600))))
    assert review.queries[0].rows[0] == tuple(str(n % 10) for n in range(600))


@pytest.mark.slow
def test_ten_thousand_columns_are_given_or_refused_in_time(tmp_path):
    flow = make(tmp_path, "CREATE TABLE t AS SELECT 1 AS id")
    bounded = flow_in(tmp_path, memory_mb=800, timeout=4.0)
    before = (tmp_path / "v.duckdb").read_bytes()
    try:
        told = outcome(bounded.rehearse(saved(wide(10_000)))).queries[0].rows[0]
    except TimedOut as error:
        told = error.message
    assert told == tuple(str(n % 10) for n in range(10_000)) or "nothing was written" in told
    assert (tmp_path / "v.duckdb").read_bytes() == before
    assert outcome(flow.rehearse(saved(wide(3)))).queries[0].total == 1  # and it goes on


class Clock:
    """A clock that is set back an hour each time it is asked."""

    def __init__(self):
        self.time = datetime(2026, 11, 25, 12, tzinfo=UTC)

    def __call__(self):
        self.time -= timedelta(hours=1)
        return self.time


def test_a_clock_going_backwards_changes_no_order(tmp_path):
    make(tmp_path, "CREATE TABLE t AS SELECT i AS id, 0 AS v FROM range(3) r(i)")
    settings = Settings(
        workspace=tmp_path, database=tmp_path / "v.duckdb", state=tmp_path / ".vibecli"
    )
    flow = Flow(Runtime(settings=settings, environment={}, person=lambda: "ann", now=Clock()))
    made = []
    for value in (1, 2, 3):
        review = outcome(flow.rehearse(saved(update(f"SELECT id, {value} AS v FROM t"))))
        made.append(review.plan_id)
        assert flow.review().plan_id == review.plan_id
        approve(flow, review)
    assert [review.plan_id for review in flow.reviews()] == made[::-1]
    assert [run.plan_id for run in flow.applying.history()] == made[::-1]
    for plan_id in made[::-1]:
        assert flow.applying.undo().plan_id == plan_id
    again = outcome(flow.rehearse(saved(update("SELECT id, 1 AS v FROM t"))))
    assert again.plan_id == flow.review().plan_id == made[0]  # made anew, it is the newest


@pytest.fixture
def two(tmp_path):
    """A database with two tables, and a reviewed plan for each."""
    flow = make(
        tmp_path,
        *(f"CREATE TABLE t{n} AS SELECT i AS id, 0 AS v FROM range(20000) r(i)" for n in (1, 2)),
    )
    shutil.move(tmp_path / "v.duckdb", tmp_path / "vibecli.duckdb")
    ids = []
    for n in (1, 2):
        plan = saved(update(f"SELECT id, v + 1 AS v FROM t{n}", f"t{n}"))
        (tmp_path / f"{n}.yaml").write_text(saved_text(plan), encoding="utf-8")
        settings = replace(flow.runtime.settings, database=tmp_path / "vibecli.duckdb")
        ids.append(outcome(Flow(Runtime(settings=settings)).rehearse(plan)).plan_id)
    return tmp_path, ids


def both(folder, *commands):
    """Run commands of vibecli at the same time, and give how they ended."""
    running = [nursery.Piped(partial(nursery.cli, *words), cwd=folder) for words in commands]
    told = [process.communicate() for process in running]
    for out, errors in told:
        assert "Traceback" not in out + errors
    return [process.returncode for process in running]


def sums(folder):
    with files.read(folder / "vibecli.duckdb") as session:
        return [session.value(f"SELECT sum(v) FROM t{n}") for n in (1, 2)]


def test_two_applies_at_once_are_both_there(two):
    folder, ids = two
    apply = [("apply", plan_id, "--yes", f"--confirm=t{n}") for n, plan_id in enumerate(ids, 1)]
    assert both(folder, *apply) == [0, 0]
    assert sums(folder) == [20000, 20000]
    assert both(folder, ("undo", ids[0], "--yes"), ("undo", ids[1], "--yes")) == [0, 0]
    assert sums(folder) == [0, 0]


def test_the_same_plan_applied_twice_at_once_is_there_once(two):
    folder, ids = two
    apply = ("apply", ids[0], "--yes", "--confirm=t1")
    assert both(folder, apply, apply) == [0, 0]
    assert sums(folder) == [20000, 0]


def test_two_dry_runs_at_once_do_not_disturb_each_other(two):
    folder, ids = two
    assert both(folder, ("run", "1.yaml", "-n"), ("run", "2.yaml", "-n")) == [0, 0]
    assert sums(folder) == [0, 0]
    kept = [path.name for path in (folder / ".vibecli" / "plans").iterdir()]
    assert sorted(kept) == sorted(ids)
