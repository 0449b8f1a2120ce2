import numpy as np
import pytest

from tests.integration.shadowing import Workspace
from vibecli.engine.names import TableName, quote
from vibecli.errors import StepFailed

ODD = ['we "ird"', "Sel ect", "naïve ☃", "'; DROP TABLE x; --", "UPPER", "group"]


def work(tmp_path, statements):
    return Workspace(tmp_path).sql(statements).open_shadow(profile=False)


@pytest.mark.parametrize("name", ODD)
def test_odd_names_of_schema_table_and_column(tmp_path, name):
    q = quote(name)
    shadow = work(
        tmp_path,
        f"CREATE SCHEMA {q}; CREATE TABLE {q}.{q} ({q} VARCHAR, k INTEGER);"
        f" INSERT INTO {q}.{q} VALUES ('a', 1), ('b', 2)",
    )
    table = TableName(name, name).text
    rows = shadow.numbered(table)
    assert shadow.update(table, f"SELECT __rid, upper({q}) AS {q} FROM {rows} WHERE k = 1") == 1
    shadow.insert(table, f"SELECT 'c' AS {q}, 3 AS k")
    shadow.delete(table, f"SELECT __rid FROM {shadow.numbered(table)} WHERE k = 2")
    assert shadow.session.rows(f"SELECT * FROM {q}.{q} ORDER BY k") == [("A", 1), ("c", 3)]


@pytest.mark.parametrize("schema", ["base", "shadow", "temp_", "main_", "vibecli_"])
def test_schemas_called_like_something_inside_vibecli(tmp_path, schema):
    shadow = work(tmp_path, f"CREATE SCHEMA {schema}; CREATE TABLE {schema}.t AS SELECT 1 AS a")
    assert shadow.session.rows(f"SELECT a FROM {schema}.t") == [(1,)]


@pytest.mark.few(7)
@pytest.mark.parametrize(
    ("kind", "value", "other"),
    [
        ("DECIMAL(38,10)", "1.25", "1.26"),
        ("HUGEINT", "170141183460469231731687303715884105727", "1"),
        ("INTERVAL", "INTERVAL '30 days'", "INTERVAL '31 days'"),
        ("TIME WITH TIME ZONE", "'12:00:00+02'", "'10:00:00+00'"),
        ("ENUM('a', 'b')", "'a'", "'b'"),
        ('STRUCT(a INTEGER, "b c" VARCHAR[])', "{'a': 1, 'b c': ['x', NULL]}", "NULL"),
        ("MAP(VARCHAR, INTEGER)", "MAP {'k': 1}", "MAP {'k': 2}"),
        ("INTEGER[3]", "[1, 2, 3]", "[1, 2, NULL]"),
        ("BLOB", "'\\x00\\xFF'::BLOB", "''::BLOB"),
        ("TIMESTAMP WITH TIME ZONE", "'infinity'", "'2020-01-01 00:00:00+00'"),
        ("BIT", "'0101'", "'01010'"),
        ("VARCHAR COLLATE NOCASE", "'a'", "'A'"),
        ("UUID", "'00000000-0000-0000-0000-000000000001'", "NULL"),
        ("JSON", "'{\"a\": 1}'", "'{\"a\":1}'"),
    ],
)
def test_changes_of_every_type_are_seen_exactly(tmp_path, kind, value, other):
    shadow = work(
        tmp_path, f"CREATE TABLE t (k INTEGER, v {kind}); INSERT INTO t VALUES (1, {value})"
    )
    cast = f"CAST({other} AS {kind.replace(' COLLATE NOCASE', '')})"
    assert shadow.update("t", f"SELECT __rid, {cast} AS v FROM {shadow.numbered('t')}") == 1
    back = f"CAST({value} AS {kind.replace(' COLLATE NOCASE', '')})"
    assert shadow.update("t", f"SELECT __rid, {back} AS v FROM {shadow.numbered('t')}") == 1
    assert not shadow.session.value(f"SELECT count(*) FROM {shadow.deltas['t'].relation}")


@pytest.mark.parametrize(
    ("kind", "value", "other"),
    [
        ("INTERVAL", "INTERVAL '30 days'", "INTERVAL '1 month'"),
        ("DOUBLE", "0.0", "-0.0"),
        ("STRUCT(i INTERVAL)", "{'i': INTERVAL '30 days'}", "{'i': INTERVAL '1 month'}"),
    ],
)
def test_values_the_engine_would_not_write_over_each_other_are_no_change(
    tmp_path, kind, value, other
):
    statements = f"CREATE TABLE t (k INTEGER, v {kind}); INSERT INTO t VALUES (1, {value})"
    shadow = work(tmp_path, statements)
    for k, v in ((1, other), (2, "NULL"), (3, other)):
        rows = shadow.numbered("t")
        shadow.update("t", f"SELECT __rid, CAST({v} AS {kind}) AS v, {k} AS k FROM {rows}")
    shadow.session.run("CREATE TEMP TABLE plain AS SELECT * FROM t WHERE false")
    shadow.session.run(f"INSERT INTO plain VALUES (1, {value})")
    shadow.session.run(f"UPDATE plain SET k = 3, v = CAST({other} AS {kind})")
    both = "SELECT k, CAST(v AS VARCHAR) FROM"
    assert shadow.session.rows(f"{both} t") == shadow.session.rows(f"{both} plain")


def test_generated_columns_follow_and_are_not_written(tmp_path):
    shadow = work(
        tmp_path,
        "CREATE TABLE t (a INTEGER, g INTEGER GENERATED ALWAYS AS (a * 2), b INTEGER DEFAULT 7);"
        " INSERT INTO t VALUES (1, 5), (2, 6)",
    )
    shadow.update("t", f"SELECT __rid, 10 AS a FROM {shadow.numbered('t')} WHERE a = 1")
    shadow.insert("t", "SELECT 3 AS a, 99 AS g")
    assert shadow.session.rows("SELECT a, g, b FROM t ORDER BY a") == [
        (2, 4, 6),
        (3, 6, 7),
        (10, 20, 5),
    ]
    image = shadow.session.describe(f"SELECT UNNEST(__after) FROM {shadow.deltas['t'].relation}")
    assert [column.name for column in image] == ["a", "b"]


def test_user_views_show_what_earlier_steps_did(tmp_path):
    shadow = work(
        tmp_path,
        "CREATE SCHEMA s; CREATE TABLE s.t AS SELECT i AS a FROM range(3) r(i); USE s;"
        " CREATE VIEW v AS SELECT count(*) AS n FROM t; CREATE VIEW main.w(m) AS SELECT n FROM s.v;",
    )
    shadow.insert("s.t", "SELECT 9 AS a")
    assert shadow.session.rows("SELECT (SELECT n FROM s.v), (SELECT m FROM w)") == [(4, 4)]
    with pytest.raises(StepFailed, match="w is a view"):
        shadow.insert("w", "SELECT 1 AS m")


def test_a_view_that_reads_a_file_is_left_out(tmp_path):
    (tmp_path / "a.csv").write_text("a\n1\n")
    shadow = work(
        tmp_path, f"CREATE TABLE t(a INTEGER); CREATE VIEW f AS FROM read_csv('{tmp_path}/a.csv')"
    )
    assert shadow.unreadable == ("f",)
    assert shadow.tables() == ("t",)


def test_wide_tables(tmp_path):
    columns = ", ".join(f"i + {n} AS c{n}" for n in range(300))
    shadow = work(tmp_path, f"CREATE TABLE t AS SELECT {columns} FROM range(50) r(i)")
    assert shadow.update("t", f"SELECT __rid, -1 AS c299 FROM {shadow.numbered('t')}") == 50
    assert shadow.session.value("SELECT sum(c299) FROM t") == -50


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda s: s.insert("t", "SELECT 'x' AS a"), "1 value does not fit t.a"),
        (lambda s: s.insert("t", "SELECT 1 AS nope"), "t has no column nope"),
        (lambda s: s.insert("t", "SELECT 1 AS a, 2 AS A"), "gives column (a|A) twice"),
        (lambda s: s.insert("nix", "SELECT 1 AS a"), "there is no table nix"),
        (lambda s: s.create("t", "SELECT 1 AS a"), "t exists already"),
        (lambda s: s.update("t", "SELECT 1 AS a"), "do not say which row"),
        (lambda s: s.view("t", "SELECT 1"), "has the name of a table"),
        (
            lambda s: s.replace("t", "SELECT 1 AS a, 2 AS id FROM range(2)", keys=["id"]),
            "one value of id",
        ),
        (
            lambda s: s.update("t", f"SELECT __rid, 5 AS a FROM {s.numbered('t')}, range(2)"),
            "4 rows of the SELECT change the same row",
        ),
    ],
)
def test_refusals_are_one_clear_line(tmp_path, call, message):
    shadow = work(tmp_path, "CREATE TABLE t AS SELECT i AS id, i::INTEGER AS a FROM range(2) r(i)")
    with pytest.raises(StepFailed, match=message) as caught:
        call(shadow)
    assert "\n" not in caught.value.message
    assert not caught.value.message.endswith(".")


def test_a_failed_update_leaves_the_table_as_it_was(tmp_path):
    shadow = work(tmp_path, "CREATE TABLE t AS SELECT 1 AS a")
    shadow.insert("t", "SELECT 2 AS a")
    with pytest.raises(StepFailed):
        shadow.insert("t", "SELECT 'x' AS a")
    assert shadow.session.rows("SELECT a FROM t ORDER BY 1") == [(1,), (2,)]


def test_replace_with_keys_keeps_equal_rows(tmp_path):
    shadow = work(tmp_path, "CREATE TABLE t AS SELECT i AS id, 'v' || i AS v FROM range(4) r(i)")
    shadow.replace(
        "t",
        "SELECT i AS id, CASE i WHEN 2 THEN 'new' ELSE 'v' || i END AS v FROM range(1, 6) r(i)",
        keys=["id"],
    )
    found = shadow.session.rows(
        f"SELECT __rid, __before.v, __after.v FROM {shadow.deltas['t'].relation} ORDER BY 1"
    )
    assert found == [(-2, None, "v5"), (-1, None, "v4"), (0, "v0", None), (2, "v2", "new")]


def test_replace_without_keys_counts_equal_rows(tmp_path):
    shadow = work(
        tmp_path, "CREATE TABLE t(v VARCHAR); INSERT INTO t VALUES ('a'),('a'),('a'),(NULL)"
    )
    shadow.replace("t", "SELECT * FROM (VALUES ('a'),('b'),(NULL),(NULL)) x(v)")
    relation = shadow.deltas["t"].relation
    assert shadow.session.rows(f"SELECT __before.v, __after.v FROM {relation} ORDER BY ALL") == [
        ("a", None),
        ("a", None),
        (None, "b"),
        (None, None),
    ]
    assert shadow.session.rows("SELECT v, count(*) FROM t GROUP BY v ORDER BY v") == [
        ("a", 1),
        ("b", 1),
        (None, 2),
    ]


def test_replace_with_other_columns_keeps_the_old_rows_for_undo(tmp_path):
    shadow = work(tmp_path, "CREATE TABLE t AS SELECT i AS a FROM range(2) r(i)")
    shadow.insert("t", "SELECT 5 AS a")
    shadow.replace("t", "SELECT 'x' AS b")
    shadow.insert("t", "SELECT 'y' AS b")
    delta = shadow.deltas["t"]
    assert delta.change == "replace"
    assert shadow.session.rows("SELECT b FROM t ORDER BY 1") == [("x",), ("y",)]
    assert shadow.session.rows(
        f"SELECT __before.a, __after.b FROM {delta.relation} ORDER BY __rid"
    ) == [
        (None, "y"),
        (None, "x"),
        (0, None),
        (1, None),
    ]


def test_created_tables_and_queries_are_readable(tmp_path):
    shadow = work(tmp_path, "CREATE TABLE t AS SELECT 1 AS a")
    assert shadow.create("new_schema.made", "SELECT a, NULL::VARCHAR AS note FROM t") == 1
    shadow.view("s1", "SELECT a FROM new_schema.made ORDER BY a DESC")
    shadow.insert("new_schema.made", "SELECT 2 AS a, 'n' AS note")
    assert shadow.session.rows("SELECT * FROM s1") == [(1,)]
    assert shadow.exists("new_schema.made")
    assert {"t", "new_schema.made", "s1"} == set(shadow.tables())
    assert shadow.table("new_schema.made").rows == 2


def test_a_table_with_a_column_called_rowid_is_read_but_not_changed(tmp_path):
    shadow = work(tmp_path, "CREATE TABLE t(rowid VARCHAR); INSERT INTO t VALUES ('x')")
    assert shadow.session.rows(f"SELECT rowid FROM {shadow.numbered('t')}") == [("x",)]
    with pytest.raises(StepFailed, match="column called rowid"):
        shadow.insert("t", "SELECT 'y' AS rowid")


def test_evidence_is_kept_inside_the_plan_folder(tmp_path):
    shadow = work(tmp_path, "CREATE TABLE t AS SELECT 1 AS a")
    name = shadow.evidence("../s1 pairs", {"left": np.array(["x", None], dtype=object)})
    found = shadow.folder / "evidence" / f"{name}.parquet"
    assert found.exists()
    assert shadow.session.value(f"SELECT count(*) FROM '{found}'") == 2


def test_a_column_that_counts_by_a_sequence_must_be_given(tmp_path):
    statements = "CREATE SEQUENCE q; CREATE TABLE t (id INTEGER DEFAULT nextval('q'), v INTEGER)"
    shadow = work(tmp_path, statements)
    assert shadow.insert("t", "SELECT 1 AS id, 2 AS v") == 1
    with pytest.raises(StepFailed, match="takes its value from a sequence"):
        shadow.insert("t", "SELECT 2 AS v")


def test_views_and_query_results_are_numbered_too(tmp_path):
    shadow = work(
        tmp_path, "CREATE TABLE t AS SELECT 1 AS a; CREATE VIEW v AS SELECT a + 1 AS b FROM t"
    )
    shadow.view("s1", "SELECT 7 AS c, NULL AS n")
    assert shadow.session.rows(f"SELECT __rid, b FROM {shadow.numbered('v')}") == [(1, 2)]
    assert shadow.session.rows(f"SELECT __rid, c, n FROM {shadow.numbered('s1')}") == [(0, 7, None)]
    assert [c.name for c in shadow.columns("s1")] == ["c", "n"]


def test_a_replaced_key_that_repeats_in_the_table_still_gives_the_rows_asked_for(tmp_path):
    shadow = work(
        tmp_path, "CREATE TABLE t(id INTEGER, v VARCHAR); INSERT INTO t VALUES (1,'a'),(1,'b')"
    )
    shadow.replace("t", "SELECT 1 AS id, 'c' AS v", keys=["id"])
    assert shadow.session.rows("SELECT * FROM t") == [(1, "c")]


def test_a_value_a_change_set_cannot_keep_is_refused(tmp_path):
    space = Workspace(tmp_path).sql(
        "CREATE TABLE t (id INTEGER, u UNION(n INTEGER, s VARCHAR)[]); INSERT INTO t VALUES (1, [1])"
    )
    step = {"kind": "write", "mode": "append", "target": "t", "select": "SELECT id, u FROM t"}
    with pytest.raises(StepFailed, match="cannot keep exactly"):
        space.dry_run(step)
