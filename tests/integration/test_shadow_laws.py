"""Laws: the shadow's change set is what plain statements would have done, whatever the plan."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import files
from tests.integration.shadowing import ENGINE, Workspace
from vibecli.run.change_file import write_changes
from vibecli.run.changeset import StoredColumn
from vibecli.run.storage import stored_type

WORDS = st.sampled_from(["a", "A", "é", "", "NULL", "o'b\"c", None])
ROW = st.tuples(st.integers(0, 4), WORDS, st.sampled_from([None, 0, 1, -7]))
ROWS = st.lists(ROW, max_size=8)
PICK = st.sampled_from(["true", "k = 1", "k > 2", "w IS NULL", "n = 0", "w = 'a'", "false"])
CHANGE = st.one_of(
    st.tuples(
        st.just("update"), st.sampled_from(["w = upper(w)", "n = k", "w = NULL", "k = k + 1"]), PICK
    ),
    st.tuples(st.just("delete"), PICK),
    st.tuples(st.just("insert"), ROWS),
    st.tuples(st.just("replace"), ROWS),
)
LAYOUT = "k INTEGER, w VARCHAR, n BIGINT"
PLAIN = ENGINE.empty()


def literal_row(row):
    shown = [
        "NULL" if v is None else repr(v) if isinstance(v, int) else "'" + v.replace("'", "''") + "'"
        for v in row
    ]
    return f"({', '.join(shown)})"


def values(rows):
    if not rows:
        return "SELECT NULL::INTEGER AS k, NULL::VARCHAR AS w, NULL::BIGINT AS n WHERE false"
    return f"SELECT * FROM (VALUES {', '.join(map(literal_row, rows))}) v(k, w, n)"


def on_shadow(shadow, change):
    rows = shadow.numbered("t")
    match change:
        case ("update", setting, where):
            column, expression = setting.split(" = ")
            shadow.update("t", f"SELECT __rid, {expression} AS {column} FROM {rows} WHERE {where}")
        case ("delete", where):
            shadow.delete("t", f"SELECT __rid FROM {rows} WHERE {where}")
        case ("insert", added):
            shadow.insert("t", values(added))
        case ("replace", given_rows):
            shadow.replace("t", values(given_rows))


def plainly(session, change):
    match change:
        case ("update", setting, where):
            session.run(f"UPDATE t SET {setting} WHERE {where}")
        case ("delete", where):
            session.run(f"DELETE FROM t WHERE {where}")
        case ("insert", added):
            session.run(f"INSERT INTO t {values(added)}")
        case ("replace", given_rows):
            session.run("DELETE FROM t")
            session.run(f"INSERT INTO t {values(given_rows)}")


def content(session, relation="t"):
    return session.rows(f"SELECT k, w, n, count(*) FROM {relation} GROUP BY ALL ORDER BY ALL")


@pytest.mark.slow
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=ROWS, changes=st.lists(CHANGE, min_size=1, max_size=4))
def test_the_overlay_and_the_applied_change_set_equal_plain_statements(rows, changes):
    with tempfile.TemporaryDirectory() as name:
        work = Workspace(Path(name)).sql(f"CREATE TABLE t ({LAYOUT}); INSERT INTO t {values(rows)}")
        shadow = work.open_shadow(profile=False)
        for number, change in enumerate(changes):
            shadow.step = f"s{number}"
            on_shadow(shadow, change)
        PLAIN.run(f"CREATE OR REPLACE TABLE t ({LAYOUT}); INSERT INTO t {values(rows)}")
        for change in changes:
            plainly(PLAIN, change)
        expected = content(PLAIN)
        assert content(shadow.session) == expected
        delta = shadow.deltas["t"]
        file = shadow.folder / "t.parquet"
        write_changes(shadow.session, delta, file)
        shadow.session.close()
        assert applied(work, file) == expected


def applied(work, file):
    """Apply a change set to the database by its row ids alone."""
    with files.write(work.database) as session:
        source = f"read_parquet('{file}')"
        session.run(
            f"DELETE FROM t WHERE rowid IN (SELECT __rid FROM {source} WHERE __before IS NOT NULL)"
        )
        session.run(f"INSERT INTO t SELECT UNNEST(__after) FROM {source} WHERE __after IS NOT NULL")
        return content(session)


TYPES = ["INTEGER", "HUGEINT", "INTERVAL", "DECIMAL(5,2)", "ENUM('x', 'y, z')", "VARCHAR", "BIT"]
TYPE = st.recursive(
    st.sampled_from(TYPES),
    lambda inner: st.one_of(
        inner.map(lambda t: f"{t}[]"),
        inner.map(lambda t: f"{t}[2]"),
        st.tuples(inner, inner).map(lambda p: f'STRUCT(a {p[0]}, "b, ""c" {p[1]})'),
    ),
    max_leaves=4,
)


@settings(max_examples=40, deadline=None)
@given(kind=TYPE)
def test_every_type_has_a_stored_type_the_engine_casts_to_and_back(kind):
    stored = stored_type(kind)
    column = StoredColumn(name="c", type=kind, stored=stored)
    PLAIN.run(f"CREATE OR REPLACE TABLE t (v {kind})")
    there_and_back = f"SELECT CAST(CAST(v AS {column.stored}) AS {kind}) AS v FROM t"
    assert PLAIN.describe(there_and_back) == PLAIN.describe("SELECT v FROM t")
    assert stored_type(stored) == stored
