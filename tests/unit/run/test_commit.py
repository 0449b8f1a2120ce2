"""A commit writes exactly what was reviewed, once, or nothing."""

import pickle
import signal
import sys
from pathlib import Path

import pytest

from tests import files
from tests.integration.changes import Edit, content, make, reviewed
from vibecli.errors import (
    ActionNeeded,
    Blocked,
    DatabaseLocked,
    DataError,
    NotFound,
    Stale,
    UsageError,
)
from vibecli.run.journal import history

PEOPLE = (
    "CREATE TABLE people (id INTEGER PRIMARY KEY, name VARCHAR, email VARCHAR, born DATE)",
    "INSERT INTO people SELECT i, 'n' || i, CASE WHEN i % 3 = 0 THEN NULL ELSE 'M' || i || '@X.IO' END, DATE '1980-01-01' + i::INTEGER FROM range(1, 21) r(i)",
)
EDIT = Edit(
    "people",
    set=(("email", "lower(email)"),),
    where="email IS NOT NULL AND id > 5",
    remove="id IN (2, 3)",
    add="SELECT 100 + i AS id, 'new' AS name, NULL AS email, DATE '2000-01-01' AS born FROM range(2) r(i)",
    key=("id",),
)


@pytest.fixture
def db(tmp_path):
    return make(tmp_path / "my data.duckdb", *PEOPLE)


@pytest.fixture
def plan(db, tmp_path):
    return reviewed(db, tmp_path / "plan [1]", EDIT)


def ask(db, sql):
    with files.read(db) as session:
        return session.rows(sql)


def test_writes_the_reviewed_rows(plan, db):
    receipt = plan.apply()
    table = receipt.tables[0]
    assert (table.added, table.changed, table.removed) == (2, 10, 2)
    assert ask(db, "SELECT count(*) FROM people") == [(20,)]
    assert ask(db, "SELECT email FROM people WHERE id = 7") == [("m7@x.io",)]
    assert ask(db, "SELECT email FROM people WHERE id = 4") == [("M4@X.IO",)]
    assert ask(db, "SELECT id FROM people WHERE id IN (2, 3) OR id > 99 ORDER BY 1") == [
        (100,),
        (101,),
    ]


def test_a_second_apply_writes_nothing(plan, db):
    plan.apply()
    before = content(db)
    again = plan.apply(by="eve")
    assert again.already
    assert again.by == "ann"
    assert content(db) == before


def test_the_run_is_in_the_history(plan, db):
    plan.apply()
    with files.read(db) as session:
        runs = history(session)
    assert [(run.plan_id, run.intent, run.by, run.undone_at) for run in runs] == [
        (plan.plan_id, "do it", "ann", None)
    ]


def test_history_of_a_new_database_is_empty(db):
    with files.read(db) as session:
        assert history(session) == ()


@pytest.mark.parametrize(
    ("decision", "error"),
    [({"plan_id": "f" * 64}, Blocked), ({"verdict": "discard"}, ActionNeeded)],
)
def test_refuses_another_decision(plan, db, decision, error):
    before = content(db)
    with pytest.raises(error):
        plan.apply(**decision)
    assert content(db) == before


def test_refuses_a_blocked_plan(db, tmp_path):
    plan = reviewed(db, tmp_path / "p", EDIT, rules=({"status": "block"},))
    with pytest.raises(Blocked):
        plan.apply(confirmed=("people",))


def test_asks_for_the_name_of_the_table(db, tmp_path):
    plan = reviewed(db, tmp_path / "p", EDIT, rules=({"status": "confirm", "table": "people"},))
    with pytest.raises(ActionNeeded) as caught:
        plan.apply()
    assert caught.value.details == {"action": "confirm", "tables": ["people"]}
    assert not plan.apply(confirmed=("People",)).already


def test_an_empty_plan_is_not_applied(db, tmp_path):
    with pytest.raises(UsageError):
        reviewed(db, tmp_path / "p", Edit("people")).apply()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE people SET email = 'x' WHERE id = 7", "changed since the review"),
        ("UPDATE people SET name = 'x' WHERE id = 1", "people (other values or columns)"),
        ("DELETE FROM people WHERE id = 1", "20 rows then, 19 now"),
        ("INSERT INTO people (id) VALUES (50)", "20 rows then, 21 now"),
        ("ALTER TABLE people ADD COLUMN x INTEGER", "other values or columns"),
        ("DROP TABLE people", "people (gone)"),
    ],
)
def test_refuses_when_the_data_moved(plan, db, change, told):
    make(db, change)
    before = content(db)
    with pytest.raises(Stale) as caught:
        plan.apply()
    assert told in caught.value.message
    assert content(db) == before


def test_a_change_elsewhere_is_no_hindrance(plan, db):
    make(db, "CREATE TABLE other AS SELECT 1 AS x")
    assert plan.apply().tables[0].changed == 10


def test_refuses_when_a_table_it_read_moved(db, tmp_path):
    make(db, "CREATE TABLE source AS SELECT 1 AS x")
    plan = reviewed(db, tmp_path / "p", EDIT, reads=("source",))
    make(db, "INSERT INTO source VALUES (2)")
    with pytest.raises(Stale, match="source"):
        plan.apply()


def test_facts_alone_never_write_over_a_changed_row(plan, db):
    make(db, "UPDATE people SET email = 'x' WHERE id = 7")
    from vibecli.run.fingerprint import file_facts

    with pytest.raises(Stale, match="1 row of people"):
        plan._replace(facts=file_facts(db)).apply()


def test_refuses_an_edited_change_set(plan, db):
    file = plan.folder / "changes" / "1.parquet"
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    with pytest.raises(Stale, match="edited"):
        plan.apply()


def test_a_broken_constraint_writes_nothing(db, tmp_path):
    plan = reviewed(db, tmp_path / "p", Edit("people", add="SELECT 1 AS id, 'x', 'x', NULL::DATE"))
    before = content(db)
    with pytest.raises(DataError) as caught:
        plan.apply()
    assert "nothing was written" in caught.value.message
    assert "\n" not in caught.value.message
    assert content(db) == before


def test_a_locked_database_is_told(plan, db):
    import subprocess

    code = f"import duckdb,sys; c=duckdb.connect({str(db)!r}); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=-1, stdout=-1, text=True) as holder:
        holder.stdout.readline()
        with pytest.raises(DatabaseLocked):
            plan.apply()
        holder.stdin.close()


def test_no_database_is_made(plan, db):
    db.unlink()
    with pytest.raises(NotFound):
        plan.apply()
    assert not db.exists()


def test_keys_may_be_swapped(db, tmp_path):
    edit = Edit(
        "people",
        set=(("id", "CASE id WHEN 1 THEN 2 WHEN 2 THEN 1 ELSE id + 100 END"),),
        where="id < 5",
        key=("id",),
    )
    reviewed(db, tmp_path / "p", edit).apply()
    assert ask(db, "SELECT id, name FROM people WHERE name IN ('n1', 'n2', 'n3') ORDER BY 2") == [
        (2, "n1"),
        (1, "n2"),
        (103, "n3"),
    ]


def test_a_key_set_free_may_be_taken(db, tmp_path):
    edit = Edit(
        "people",
        set=(("id", "2"),),
        where="id = 9",
        remove="id = 2",
        add="SELECT 9 AS id, 'again', NULL, NULL::DATE",
    )
    reviewed(db, tmp_path / "p", edit).apply()
    assert ask(db, "SELECT id, name FROM people WHERE id IN (2, 9) ORDER BY 1") == [
        (2, "n9"),
        (9, "again"),
    ]


def test_children_and_parents_in_one_plan(tmp_path):
    db = make(
        tmp_path / "d.duckdb",
        "CREATE TABLE zone (id INTEGER PRIMARY KEY)",
        "CREATE TABLE a_shop (id INTEGER PRIMARY KEY, zone INTEGER REFERENCES zone (id))",
        "INSERT INTO zone VALUES (1)",
    )
    plan = reviewed(
        db,
        tmp_path / "p",
        Edit("a_shop", add="SELECT 7 AS id, 2 AS zone"),
        Edit("zone", add="SELECT 2 AS id"),
    )
    plan.apply()
    assert ask(db, "SELECT * FROM a_shop") == [(7, 2)]


SLOW = """
import pickle, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # also where the whole run ignores it
sys.path.insert(0, sys.argv[2])
from vibecli.errors import Interrupted
from vibecli.run import commit
def slow(work, swaps):
    print("started", flush=True)
    work.run("SELECT count(*) FROM range(100000000) a, range(100000000) b WHERE a.range + b.range < 0")
commit.swap_rows = slow
try:
    pickle.load(open(sys.argv[1], "rb")).apply()
except Interrupted as error:
    print(error.message)
"""


def python(code, *arguments):
    import subprocess

    root = str(Path(__file__).parents[3])
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments), root], stdout=-1, text=True
    )


def test_ctrl_c_stops_a_running_statement(plan, db, tmp_path):
    before = content(db)
    (tmp_path / "plan").write_bytes(pickle.dumps(plan))
    with python(SLOW, tmp_path / "plan") as process:
        assert process.stdout.readline() == "started\n"
        process.send_signal(signal.SIGINT)
        assert process.stdout.read() == "nothing was written\n"
        assert process.wait(10) == 0
    assert content(db) == before
    assert plan.apply().tables[0].changed == 10


FULL = """
import pickle, resource, sys
sys.path.insert(0, sys.argv[2])
from vibecli.errors import DataError
plan = pickle.load(open(sys.argv[1], "rb"))
import vibecli.run.commit
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    plan.apply()
except DataError as error:
    print(error.message.replace(str(plan.database), "DB"), "|", error.hint)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no file size limits")
def test_a_full_disk_is_told_and_writes_nothing(plan, db, tmp_path):
    before = content(db)
    (tmp_path / "plan").write_bytes(pickle.dumps(plan))
    with python(FULL, tmp_path / "plan") as process:
        told = process.stdout.read()
    assert told.startswith('Could not write file "DB.wal"')
    assert told.endswith("nothing was written | free some space on the disk and try again\n")
    assert content(db) == before
