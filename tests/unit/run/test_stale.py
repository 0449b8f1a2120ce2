"""What counts as changed since a review, and what does not."""

import pytest

from tests import files
from tests.integration.changes import Edit, content, make, reviewed
from vibecli.errors import Stale
from vibecli.run.fingerprint import file_facts
from vibecli.run.model import FileFacts

TABLES = (
    "CREATE TABLE t (id INTEGER PRIMARY KEY, v VARCHAR, l INTEGER[])",
    "INSERT INTO t SELECT i, 'v' || i, [i] FROM range(50) r(i)",
    "CREATE TABLE source AS SELECT 1 AS x",
    "CREATE VIEW seen AS SELECT x + 1 AS y FROM source",
)
EDIT = Edit("t", set=(("v", "upper(v)"),), where="id > 40", key=("id",))
NO_FACTS = FileFacts(size=0, mtime_ns=0, wal_size=0)


@pytest.fixture
def db(tmp_path):
    return make(tmp_path / "d.duckdb", *TABLES)


def test_rows_that_only_moved_are_found(db, tmp_path):
    plan = reviewed(db, tmp_path / "p", EDIT)
    make(
        db,
        "CREATE TABLE keep AS FROM t",
        "DELETE FROM t",
        "CHECKPOINT",
        "INSERT INTO t SELECT * FROM keep ORDER BY id DESC",
        "CHECKPOINT",
    )
    assert plan.apply().tables[0].changed == 9


def test_equal_rows_of_a_keyless_table_are_found_though_moved(tmp_path):
    db = make(tmp_path / "d.duckdb", "CREATE TABLE k AS SELECT i % 3 AS v FROM range(30) r(i)")
    plan = reviewed(db, tmp_path / "p", Edit("k", set=(("v", "9"),), where="v = 2 AND rowid < 12"))
    make(
        db,
        "CREATE TABLE keep AS FROM k",
        "DELETE FROM k",
        "CHECKPOINT",
        "INSERT INTO k SELECT * FROM keep ORDER BY v",
        "DROP TABLE keep",
    )
    plan.apply()
    with files.read(db) as session:
        assert session.rows("SELECT v, count(*) FROM k GROUP BY 1 ORDER BY 1") == [
            (0, 10),
            (1, 10),
            (2, 6),
            (9, 4),
        ]


def test_other_facts_but_equal_content_are_fresh(db, tmp_path):
    plan = reviewed(db, tmp_path / "p", EDIT, reads=("source",))
    assert plan._replace(facts=NO_FACTS).apply().tables[0].changed == 9


def test_equal_facts_need_no_fingerprint(db, tmp_path):
    plan = reviewed(db, tmp_path / "p", EDIT)
    assert plan.facts == file_facts(db)
    wrong = plan.record.model_copy(update={"engine": "another 0"})
    from vibecli.plan.hash import identity

    review = plan.review.model_copy(update={"plan_id": identity(wrong)})
    plan = plan._replace(record=wrong, plan_id=identity(wrong), review=review)
    assert not plan.apply().already


def test_another_engine_version_cannot_compare(db, tmp_path):
    from vibecli.plan.hash import identity

    plan = reviewed(db, tmp_path / "p", EDIT)
    wrong = plan.record.model_copy(update={"engine": "another 0"})
    review = plan.review.model_copy(update={"plan_id": identity(wrong)})
    plan = plan._replace(record=wrong, plan_id=identity(wrong), review=review, facts=NO_FACTS)
    with pytest.raises(Stale, match="made with another 0"):
        plan.apply()


def test_a_view_it_read_counts_too(db, tmp_path):
    plan = reviewed(db, tmp_path / "p", EDIT, reads=("seen",))
    make(db, "UPDATE source SET x = 5")
    before = content(db)
    with pytest.raises(Stale, match="seen"):
        plan.apply()
    assert content(db) == before


def test_a_record_of_another_hash_is_refused(db, tmp_path):
    plan = reviewed(db, tmp_path / "p", EDIT)
    edited = plan._replace(record=plan.record.model_copy(update={"intent": "other"}))
    with pytest.raises(Stale, match="saved plan was edited"):
        edited.apply()


@pytest.mark.parametrize(
    ("edit", "change", "told"),
    [
        (
            Edit("made", add="SELECT 1 AS x", change="create"),
            "CREATE TABLE made (y INTEGER)",
            "made was created since",
        ),
        (Edit("t", change="drop"), "DROP TABLE t", "t \\(gone\\)"),
        (
            Edit("t", add="SELECT 1 AS x", change="replace"),
            "INSERT INTO t (id) VALUES (99)",
            "50 rows then, 51 now",
        ),
    ],
)
def test_whole_tables_are_looked_at_too(db, tmp_path, edit, change, told):
    plan = reviewed(db, tmp_path / "p", edit)
    make(db, change)
    with pytest.raises(Stale, match=told):
        plan.apply()
