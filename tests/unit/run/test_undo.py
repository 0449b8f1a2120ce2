"""An undo gives back the exact content before, or says why it cannot."""

import pytest

from tests import files
from tests.integration.changes import ENGINE, Edit, content, make, reviewed
from vibecli.errors import NotFound, Stale, UsageError
from vibecli.run.journal import find, history, runs
from vibecli.run.undo import undo

PEOPLE = (
    "CREATE TABLE people (id INTEGER PRIMARY KEY, name VARCHAR, tags VARCHAR[], spent DECIMAL(10, 2))",
    "INSERT INTO people SELECT i, 'n' || i, ['a', 'b' || i], i * 1.5 FROM range(1, 21) r(i)",
)
KEYLESS = (
    'CREATE TABLE events (name VARCHAR, "at" INTERVAL, n HUGEINT)',
    "INSERT INTO events SELECT 'e' || (i % 3), INTERVAL (i % 2) DAY, i % 2 FROM range(12) r(i)",
)
ODD_NAME = '"sel ect"."T ""1"'
ODD = (
    'CREATE SCHEMA "sel ect"',
    "CREATE TYPE mood AS ENUM ('so', 'la')",
    f"""CREATE TABLE {ODD_NAME} (
        "group" mood, "Größe" INTEGER, "a.b" STRUCT(x INTEGER, "y z" VARCHAR),
        twice INTEGER GENERATED ALWAYS AS ("Größe" * 2), low VARCHAR COLLATE nocase,
        bits BIT, big UHUGEINT, m MAP(VARCHAR, INTEGER), u UNION(i INTEGER, s VARCHAR), j JSON)""",
    f"""INSERT INTO {ODD_NAME} SELECT 'so', i, struct_pack(x := i, "y z" := 'q'), 'abc', '101'::BIT,
        340282366920938463463374607431768211455, map(['k'], [i]), 's' || i, '[1]' FROM range(4) r(i)""",
)
EDITS = {
    "keyed": (
        PEOPLE,
        Edit(
            "people",
            set=(("name", "upper(name)"), ("spent", "NULL")),
            where="id > 5",
            remove="id < 3",
            add="SELECT 99, 'x', NULL, 1",
            key=("id",),
        ),
    ),
    "key swap": (
        PEOPLE,
        Edit(
            "people", set=(("id", "CASE id WHEN 1 THEN 2 ELSE 1 END"),), where="id < 3", key=("id",)
        ),
    ),
    "undeclared key given twice": (
        (
            "CREATE TABLE people (id INTEGER, name VARCHAR)",
            "INSERT INTO people SELECT i, 'n' || i FROM range(4) r(i)",
        ),
        Edit(
            "people",
            set=(("name", "'x'"),),
            where="id = 2",
            add="SELECT 1, 'n1' UNION ALL SELECT 2, 'y'",
            key=("id",),
        ),
    ),
    "all rows": (PEOPLE, Edit("people", set=(("tags", "[]"),), key=("id",))),
    "all removed": (PEOPLE, Edit("people", remove="true", key=("id",))),
    "keyless": (
        KEYLESS,
        Edit(
            "events",
            set=(("n", "n + 5"),),
            where="name = 'e1'",
            remove="name = 'e2' AND n = 1",
            add="SELECT 'e0', INTERVAL 1 DAY, 1 UNION ALL SELECT 'e0', INTERVAL 1 DAY, 1",
        ),
    ),
    "odd": (
        ODD,
        Edit(
            ODD_NAME,
            skip=("twice",),
            set=(("low", "upper(low)"), ("big", "1")),
            where='"Größe" < 2',
            remove='"Größe" = 3',
            add="SELECT 'la', 9, NULL, 'z', NULL, 3, NULL, 5, NULL",
        ),
    ),
}

if not ENGINE.version.startswith("1."):  # whose checkpoint stores both as the same
    EDITS["equal twins"] = (
        (
            "CREATE TABLE sums (v DOUBLE, w FLOAT[])",
            "INSERT INTO sums VALUES ('-0.0', ['-0.0']), ('0.0', NULL)",
        ),
        Edit("sums", add="SELECT 0.0, ['0.0'] UNION ALL SELECT '-0.0', NULL"),
    )


@pytest.fixture(params=list(EDITS))
def case(request, tmp_path):
    statements, edit = EDITS[request.param]
    db = make(tmp_path / "d.duckdb", *statements)
    return db, reviewed(db, tmp_path / "p", edit)


def test_apply_then_undo_is_identity(case):
    db, plan = case
    before = content(db)
    plan.apply()
    changed = content(db)
    assert changed != before
    receipt = plan.undo()
    assert content(db) == before
    assert receipt.action == "undo"
    assert receipt.by == "ben"


@pytest.mark.few(3)
def test_a_plan_may_be_applied_again_after_its_undo(case):
    db, plan = case
    plan.apply()
    applied = content(db)
    plan.undo()
    assert not plan.apply().already
    assert content(db) == applied
    plan.undo()
    with files.read(db) as session:
        assert [run.undone_by for run in history(session)] == ["ben", "ben"]


def test_a_second_undo_says_so(tmp_path):
    db = make(tmp_path / "d.duckdb", *PEOPLE)
    plan = reviewed(db, tmp_path / "p", EDITS["keyed"][1])
    plan.apply()
    plan.undo()
    with pytest.raises(UsageError, match="undone already"):
        plan.undo()


WHOLE = {
    "create": Edit(
        "fresh.made", add="SELECT i AS id, [i] AS l FROM range(5) r(i)", change="create"
    ),
    "replace": Edit("people", add="SELECT id, name || '!' AS label FROM people", change="replace"),
    "drop": Edit("people", change="drop"),
}
WITH_EXTRAS = (
    *PEOPLE,
    "CREATE INDEX by_name ON people (name)",
    "COMMENT ON TABLE people IS 'it''s people'",
    "COMMENT ON COLUMN people.name IS 'what they are called'",
)


@pytest.mark.parametrize("change", list(WHOLE))
def test_whole_tables_come_back_as_they_were(tmp_path, change):
    db = make(tmp_path / "d.duckdb", *WITH_EXTRAS)
    plan = reviewed(db, tmp_path / "p", WHOLE[change])
    before, extras = content(db), _extras(db)
    plan.apply()
    assert content(db) != before
    plan.undo()
    assert content(db) == before
    assert _extras(db) == extras


def _extras(db):
    with files.read(db) as session:
        return session.rows(
            "SELECT sql FROM duckdb_indexes() UNION ALL SELECT comment FROM duckdb_columns() WHERE comment IS NOT NULL "
            "UNION ALL SELECT comment FROM duckdb_tables() WHERE comment IS NOT NULL "
            "UNION ALL SELECT schema_name FROM duckdb_schemas() WHERE database_name = current_database() AND NOT internal AND schema_name <> 'vibecli' ORDER BY 1"
        )


def test_a_schema_in_use_by_then_stays(tmp_path):
    db = make(tmp_path / "d.duckdb", *PEOPLE)
    plan = reviewed(db, tmp_path / "p", WHOLE["create"])
    plan.apply()
    make(db, "CREATE TABLE fresh.mine AS SELECT 1 AS x")
    plan.undo()
    assert list(content(db)) == ["fresh.mine", "people"]


@pytest.mark.parametrize(
    ("edit", "later", "told"),
    [
        (
            EDITS["keyed"][1],
            "UPDATE people SET name = 'x' WHERE id = 7",
            "1 row of people changed since",
        ),
        (EDITS["keyed"][1], "DELETE FROM people WHERE id > 18", "3 rows of people changed since"),
        (
            EDITS["keyed"][1],
            "INSERT INTO people (id) VALUES (1)",
            "1 row of people are there again",
        ),
        (EDITS["keyed"][1], "DROP TABLE people", "people is gone since"),
        (
            WHOLE["create"],
            "INSERT INTO fresh.made VALUES (1, [])",
            "rows of fresh.made changed since",
        ),
        (WHOLE["create"], "DROP TABLE fresh.made", "fresh.made is gone since"),
        (
            WHOLE["replace"],
            "ALTER TABLE people ADD COLUMN x INTEGER",
            "the columns of people changed since",
        ),
        (WHOLE["drop"], "CREATE TABLE people (id INTEGER)", "people was made again since"),
    ],
)
def test_refuses_when_a_row_moved_since(tmp_path, edit, later, told):
    db = make(tmp_path / "d.duckdb", *PEOPLE)
    plan = reviewed(db, tmp_path / "p", edit)
    plan.apply()
    make(db, later)
    before = content(db)
    with pytest.raises(Stale) as caught:
        plan.undo()
    assert caught.value.message.endswith(told)
    assert content(db) == before


def test_changes_of_other_rows_stay(tmp_path):
    db = make(tmp_path / "d.duckdb", *PEOPLE)
    plan = reviewed(db, tmp_path / "p", EDITS["keyed"][1])
    plan.apply()
    make(
        db, "INSERT INTO people (id) VALUES (500)", "DELETE FROM people WHERE id = 4", "CHECKPOINT"
    )
    plan.undo()
    with files.read(db) as session:
        ids = [i for (i,) in session.rows("SELECT id FROM people ORDER BY 1")]
    assert ids == [1, 2, 3, *range(5, 21), 500]


def test_a_later_plan_on_the_same_rows_must_be_undone_first(tmp_path):
    db = make(tmp_path / "d.duckdb", *PEOPLE)
    before = content(db)
    first = reviewed(db, tmp_path / "a", EDITS["all rows"][1])
    first.apply()
    second = reviewed(
        db, tmp_path / "b", Edit("people", set=(("tags", "['z']"),), where="id = 3", key=("id",))
    )
    second.apply()
    with pytest.raises(Stale) as caught:
        first.undo()
    assert second.plan_id[:8] in caught.value.hint
    second.undo()
    first.undo()
    assert content(db) == before


def test_a_plan_is_found_by_prefix_or_is_the_newest(tmp_path):
    db = make(tmp_path / "d.duckdb", *PEOPLE)
    for number in range(2):
        reviewed(
            db,
            tmp_path / f"p{number}",
            Edit("people", remove=f"id = {number + 1}", key=("id",)),
            intent=f"i{number}",
        ).apply()
    with files.read(db) as session:
        newest, oldest = runs(session)
        assert find(session).plan_id == newest.plan_id
        assert find(session, oldest.plan_id[:9]).plan_id == oldest.plan_id
        with pytest.raises(NotFound):
            find(session, "zz")


def test_nothing_to_undo_is_told(tmp_path):
    db = make(tmp_path / "d.duckdb", *PEOPLE)
    with pytest.raises(NotFound, match="no applied plan"):
        undo(ENGINE, db, "", by="ben", now=__import__("datetime").datetime.now())


def test_several_tables_come_back_together(tmp_path):
    db = make(tmp_path / "d.duckdb", *PEOPLE, *KEYLESS)
    before = content(db)
    plan = reviewed(db, tmp_path / "p", EDITS["keyed"][1], EDITS["keyless"][1], WHOLE["create"])
    plan.apply()
    plan.undo()
    assert content(db) == before
