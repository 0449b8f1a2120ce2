"""Schema steps from the plan to the undo: shown first, applied, read by later steps, taken back."""

from shutil import copyfile

import pytest

from tests import files
from tests.integration.changes import make
from tests.integration.flows import outcome
from tests.integration.schemas import alter, apply, dump, flow_over, rehearse
from vibecli.engine.duckdb import DuckEngine
from vibecli.errors import Blocked, Stale, StepFailed
from vibecli.ui.lines import Canvas
from vibecli.ui.markdown import review_md
from vibecli.ui.review import review_lines

TABLES = (
    "CREATE SCHEMA crm",
    """CREATE TABLE crm.people (id INTEGER PRIMARY KEY, email VARCHAR DEFAULT 'x, (y', age VARCHAR,
        score DOUBLE CHECK (score >= 0), city VARCHAR COLLATE nocase NOT NULL, twice INTEGER GENERATED ALWAYS AS (id * 2), UNIQUE (email, id))""",
    "INSERT INTO crm.people SELECT i, 'e' || i || '@x.io', CASE WHEN i % 7 = 0 THEN 'n/a' ELSE i::VARCHAR END, i * 1.5, 'c' || (i % 5) FROM range(40) r(i)",
    "DELETE FROM crm.people WHERE id = 3",
    "CREATE INDEX by_city ON crm.people (lower(city))",
    "COMMENT ON TABLE crm.people IS 'who'",
    "COMMENT ON COLUMN crm.people.city IS 'where'",
    "COMMENT ON INDEX crm.by_city IS 'fast'",
    "CREATE TABLE plain AS SELECT i AS a, 'b' || (i % 3) AS b, i * 2.5::DOUBLE AS c FROM range(30) r(i)",
    "CREATE VIEW narrow AS SELECT a, b FROM plain",
    "CREATE VIEW wide AS SELECT * FROM plain",
    "CREATE TABLE parent (id INTEGER PRIMARY KEY, n VARCHAR)",
    "INSERT INTO parent VALUES (1, 'a'), (2, 'b')",
    "CREATE TABLE child (k INTEGER REFERENCES parent (id), z VARCHAR)",
    "INSERT INTO child VALUES (1, 'q'), (2, NULL)",
)
ADD = {"change": "add", "column": "n", "type": "int", "default": "7"}
FILL = {"change": "add", "column": "loud", "type": "VARCHAR", "fill": "upper(b)"}
CASES = {
    "add": ([alter("plain", ADD)], "plain", "n INTEGER DEFAULT(7)"),
    "fill": ([alter("plain", FILL)], "plain", "loud VARCHAR"),
    "fill of its own type": ([alter("plain", {"change": "add", "column": "half", "fill": "c / 2"})], "plain", "half DOUBLE"),
    "add where an index is": ([alter("crm.people", ADD)], "crm.people", "n INTEGER DEFAULT(7)"),
    "drop": ([alter("plain", {"change": "drop", "column": "c"})], "plain", "(a BIGINT, b VARCHAR)"),
    "drop what a key is of": ([alter("crm.people", {"change": "drop", "column": "email"})], "crm.people", "PRIMARY KEY"),
    "rename": ([alter("plain", {"change": "rename", "column": "c", "to": "Größe"})], "plain", '"Größe" DOUBLE'),
    "rename everywhere": ([alter("crm.people", {"change": "rename", "column": "score", "to": "pts"}, {"change": "rename", "column": "id", "to": "no"})], "crm.people", "CHECK((pts >= 0))"),
    "swap": ([alter("plain", {"change": "rename", "column": "a", "to": "t"}, {"change": "rename", "column": "b", "to": "a"}, {"change": "rename", "column": "t", "to": "b"})], "plain", "(b BIGINT, a VARCHAR"),
    "retype": ([alter("crm.people", {"change": "retype", "column": "score", "type": "DECIMAL(9,2)"})], "crm.people", "score DECIMAL(9,2)"),
    "default": ([alter("crm.people", {"change": "default", "column": "email"})], "crm.people", "email VARCHAR,"),
    "default of a parent": ([alter("parent", {"change": "default", "column": "n", "default": "'z'"})], "parent", "n VARCHAR DEFAULT('z')"),
    "not null": ([alter("plain", {"change": "not_null", "column": "a", "required": True})], "plain", "a BIGINT NOT NULL"),
    "null": ([alter("crm.people", {"change": "not_null", "column": "city", "required": False})], "crm.people", "city VARCHAR COLLATE nocase,"),
    "rename table": ([alter("crm.people", {"change": "rename_table", "to": "hr.staff"})], "hr.staff", "hr.staff(id INTEGER PRIMARY KEY"),
    "drop a child": ([{"kind": "drop", "table": "child"}], "child", None),
    "make and alter": ([{"kind": "write", "target": "made", "mode": "create", "select": "SELECT id FROM crm.people"}, alter("made", ADD)], "made", "n INTEGER DEFAULT(7)"),
}  # fmt: skip


@pytest.fixture
def flow(tmp_path):
    return flow_over(tmp_path, *TABLES)


@pytest.mark.few(4)
@pytest.mark.parametrize("case", list(CASES))
def test_each_change_is_made_and_undone_exactly(flow, case):
    given, table, declared = CASES[case]
    before = dump(flow)
    review = rehearse(flow, *given)
    assert dump(flow) == before
    apply(flow, review)
    after = dump(flow)[0]
    assert declared in after[table][0] if declared else table not in after
    flow.applying.undo()
    assert dump(flow) == before


@pytest.mark.few(2)
@pytest.mark.parametrize(
    ("intent", "declared"),
    [
        ("rename the column score of the people to pts", "CHECK((pts >= 0))"),
        ("change the type of score in crm.people to decimal(9,2)", "score DECIMAL(9,2)"),
        ("add a column domain to the people, the part behind the @", '"domain" VARCHAR'),
        ("add a column vip to the people with default false", "vip BOOLEAN DEFAULT"),
    ],
)  # fmt: skip
def test_words_change_a_shape_and_keep_what_is_declared(flow, intent, declared):
    before = dump(flow)
    review = outcome(flow.ask(intent))
    apply(flow, review)
    after = dump(flow)
    assert declared in after[0]["crm.people"][0]
    assert "PRIMARY KEY" in after[0]["crm.people"][0]
    assert after[1][0] == before[1][0]
    flow.applying.undo()
    assert dump(flow) == before


def test_later_steps_read_and_change_the_new_shape(flow):
    before = dump(flow)
    review = rehearse(
        flow,
        alter("plain", FILL, {"change": "rename", "column": "c", "to": "size"}),
        {"kind": "write", "target": "plain", "mode": "update", "keys": ["a"], "select": "SELECT a, loud || '!' AS loud, size + 1 AS size FROM plain WHERE a < 3"},
        {"kind": "remove", "target": "plain", "keys_select": "SELECT a FROM plain WHERE size > 70"},
        {"kind": "write", "target": "plain", "mode": "append", "select": "SELECT 99 AS a, 'new' AS loud"},
    )  # fmt: skip
    (table,) = review.diff.tables
    assert (table.added, table.changed, table.removed) == (1, 29, 1)
    apply(flow, review)
    rows = dump(flow)[0]["plain"][1]
    assert ("0", "b0", "1.0", "B0!") in rows
    assert ("99", None, None, "new") in rows
    flow.applying.undo()
    assert dump(flow) == before


def test_the_shape_stands_before_the_rows(flow):
    review = rehearse(flow, alter("plain", FILL, {"change": "drop", "column": "c"}))
    lines = ["".join(s.text for s in one.spans) for one in review_lines(review, Canvas(80))]
    shape = next(n for n, text in enumerate(lines) if "column c DOUBLE goes" in text)
    assert shape < next(n for n, text in enumerate(lines) if "filled" in text)
    assert "column loud VARCHAR is new" in review_md(review)
    assert [line.change for line in review.diff.tables[0].shape] == ["drop", "add"]


def test_values_that_do_not_fit_are_refused_with_examples(flow):
    change = {"change": "retype", "column": "age", "type": "INTEGER"}
    with pytest.raises(StepFailed, match=r"6 values do not fit crm.people.age as INTEGER: n/a"):
        rehearse(flow, alter("crm.people", change))
    clean = {"kind": "write", "target": "crm.people", "mode": "update", "keys": ["id"], "select": "SELECT id, NULL AS age FROM crm.people WHERE age = 'n/a'"}  # fmt: skip
    before, review = dump(flow), rehearse(flow, clean, alter("crm.people", change))
    assert any(
        r.rule == "type_changed" and r.status == "confirm" and r.rows == 6 for r in review.rules
    )
    apply(flow, review)
    flow.applying.undo()
    assert dump(flow) == before


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        (alter("plain", {"change": "drop", "column": "b"}), "view_broken"),
        (alter("plain", {"change": "rename_table", "to": "other"}), "view_broken"),
        ({"kind": "drop", "table": "parent"}, "referred_to"),
        (alter("parent", {**ADD, "column": "m"}), "referred_to"),
    ],
)
def test_what_others_rest_on_stays(flow, given, rule):
    review = rehearse(flow, given)
    assert rule in {r.rule for r in review.rules if r.status == "block"}
    with pytest.raises(Blocked):
        apply(flow, review)


@pytest.mark.parametrize(
    ("table", "change", "told"),
    [
        ("child", {"change": "not_null", "column": "z", "required": True}, "1 row has no value"),
        ("parent", {"change": "retype", "column": "id", "type": "BOOLEAN"}, "break PRIMARY KEY"),
        ("child", {"change": "retype", "column": "k", "type": "BIGINT"}, "its type must stay"),
        ("crm.people", {"change": "drop", "column": "id"}, "is computed from id"),
    ],
)
def test_a_shape_the_rows_forbid_is_refused(flow, table, change, told):
    with pytest.raises(StepFailed, match=told):
        rehearse(flow, alter(table, change))


@pytest.mark.slow
def test_an_added_column_that_was_filled_since_is_not_lost(flow):
    before = dump(flow)
    made = {"kind": "write", "target": "made", "mode": "create", "select": "SELECT 1 AS one"}
    apply(flow, rehearse(flow, alter("plain", ADD), made))
    apply(flow, rehearse(flow, {"kind": "write", "target": "plain", "mode": "update", "keys": ["a"], "select": "SELECT 5 AS a, 8 AS n"}))  # fmt: skip
    newest, first = (run.plan_id for run in flow.applying.history())
    with pytest.raises(Stale, match="got a value of n since"):
        flow.applying.undo(first)
    filled = dump(flow)[0]
    receipt = flow.applying.undo(first, partial=True)
    assert [one.table for one in receipt.left] == ["plain"]
    assert dump(flow)[0] == {name: rows for name, rows in filled.items() if name != "made"}
    flow.applying.undo(newest)
    flow.applying.undo(first)
    assert dump(flow) == before


def test_a_replaced_table_keeps_what_fits_and_names_what_is_lost(flow):
    before = dump(flow)
    select = "SELECT id // 2 AS id, email, city, 1 AS one FROM crm.people"
    review = rehearse(flow, {"kind": "write", "target": "crm.people", "mode": "replace", "select": select})  # fmt: skip
    lost = {line.before for line in review.diff.tables[0].shape if line.change == "lost"}
    assert lost == {"PRIMARY KEY (id)", "CHECK (score >= 0)"}
    assert {r.status for r in review.rules if r.rule == "declaration_lost"} == {"confirm"}
    apply(flow, review)
    tables, declared = dump(flow)
    assert "DEFAULT('x, (y')" in tables["crm.people"][0]
    assert "city VARCHAR COLLATE nocase NOT NULL" in tables["crm.people"][0]
    assert declared[:3] == before[1][:3]  # the index and every comment
    flow.applying.undo()
    assert dump(flow) == before


UNION = "CREATE TABLE things (w VARCHAR, u UNION(i INTEGER, t VARCHAR, d DOUBLE[]))"
VALUES = "INSERT INTO things VALUES ('a', 5), ('b', 'x'), ('c', NULL), ('d', '5:i'::VARCHAR), ('e', [1.5]), ('f', union_value(i := NULL::INTEGER))"  # fmt: skip


def test_union_values_are_kept_exactly(flow):
    make(flow.runtime.settings.database, UNION, VALUES)
    tags = "SELECT w, union_tag(u)::VARCHAR AS t, u::VARCHAR AS u FROM things"
    before = dump(flow)
    review = rehearse(
        flow,
        {"kind": "query", "select": "SELECT * FROM things"},
        {"kind": "write", "target": "things", "mode": "append", "select": "SELECT upper(w) AS w, u FROM things"},
        {"kind": "remove", "target": "things", "keys_select": "SELECT w FROM things WHERE w IN ('a', 'f')"},
        {"kind": "write", "target": "tags", "mode": "create", "select": tags},
    )  # fmt: skip
    apply(flow, review)
    with files.read(flow.runtime.settings.database) as session:
        assert sorted(session.rows(tags)) == sorted(session.rows("FROM tags"))
    flow.applying.undo()
    assert dump(flow) == before


def test_rules_and_masks_follow_a_column_to_its_new_name(flow):
    renames = alter("crm.people", {"change": "rename", "column": "email", "to": "contact"}, {"change": "rename", "column": "score", "to": "pts"}, {"change": "add", "column": "more", "type": "VARCHAR", "fill": "contact"})  # fmt: skip
    write = {"kind": "write", "target": "crm.people", "mode": "update", "keys": ["id"], "select": "SELECT id, -pts - 1 AS pts FROM crm.people WHERE id = 5"}  # fmt: skip
    review = rehearse(flow, renames, write)
    assert {"check_constraint"} == {r.rule for r in review.rules if r.status == "block"}
    assert "e5@x.io" not in review.model_dump_json()


def test_columns_that_come_and_go_again_are_no_change(flow):
    drop = {"change": "drop", "column": "n"}
    assert rehearse(flow, alter("plain", ADD, drop)).verdict == "empty"


def test_a_table_made_and_dropped_leaves_room_for_another(flow):
    names = ("one", "two", "three")
    makes = [
        {"kind": "write", "target": name, "mode": "create", "select": f"SELECT '{name}' AS x"}
        for name in names
    ]
    review = rehearse(flow, *makes[:2], {"kind": "drop", "table": "one"}, makes[2])
    assert [table.table for table in review.diff.tables] == ["two", "three"]


@pytest.mark.slow
def test_a_table_named_anew_replaced_and_dropped_is_undone(flow):
    before = dump(flow)
    named = alter("crm.people", {"change": "rename_table", "to": "crm.staff"})
    replaced = {"kind": "write", "target": "crm.staff", "mode": "replace", "select": "SELECT id FROM crm.staff"}  # fmt: skip
    for plan in ([named, replaced], [named, {"kind": "drop", "table": "crm.staff"}]):
        apply(flow, rehearse(flow, *plan))
        assert "crm.people" not in dump(flow)[0]
        flow.applying.undo()
        assert dump(flow) == before


@pytest.mark.parametrize(
    "since", ["CREATE INDEX late ON plain (a)", "COMMENT ON COLUMN plain.b IS 'late'"]
)
def test_what_was_declared_since_the_review_is_not_lost(flow, since):
    review = rehearse(flow, alter("plain", {"change": "rename", "column": "c", "to": "size"}))
    make(flow.runtime.settings.database, since)
    before = dump(flow)
    with pytest.raises(Stale, match="plain is declared otherwise since the review"):
        apply(flow, review)
    assert dump(flow) == before


def test_a_crash_right_after_a_table_was_built_anew_leaves_a_readable_file(flow, tmp_path):
    apply(flow, rehearse(flow, alter("crm.people", ADD)))
    killed = tmp_path / "killed.duckdb"
    with files.write(flow.runtime.settings.database) as session:
        session.run("SET checkpoint_threshold = '4GB'")
        session.run("CREATE INDEX late ON crm.people (n)")
        for end in ("", ".wal"):  # the file as a crash leaves it: the last commit is in its log
            copyfile(f"{flow.runtime.settings.database}{end}", f"{killed}{end}")
    with DuckEngine().read(killed) as session:
        assert session.value("SELECT count(*) FROM duckdb_indexes()") == 2
