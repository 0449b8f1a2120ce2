import pytest

from tests.integration.shadowing import CUSTOMERS, Workspace
from tests.unit.steps.fakeshadow import FakeShadow
from vibecli.errors import StepFailed
from vibecli.steps.write import Write

TABLE = "CREATE TABLE t (id INTEGER, name VARCHAR, born DATE); INSERT INTO t VALUES (1,'a',NULL),(2,'b',NULL),(2,'c',NULL)"


def write(mode, select, keys=(), target="t"):
    return Write(id="s1", why="because", mode=mode, select=select, keys=keys, target=target)


def codes(mode, select, keys=(), target="t"):
    bench = FakeShadow().sql(TABLE)
    return [f.code for f in write(mode, select, keys, target).check(bench)]


@pytest.fixture
def shadow(tmp_path):
    return Workspace(tmp_path).sql(TABLE).open_shadow()


@pytest.mark.parametrize(
    ("mode", "select", "keys", "target", "expected"),
    [
        ("create", "SELECT 1 AS a", (), "fresh", []),
        ("create", "SELECT 1 AS a", (), "t", ["table-exists"]),
        ("replace", "SELECT 1 AS a", (), "t", []),
        ("append", "SELECT 1 AS id, 'x' AS name", (), "t", []),
        ("append", "SELECT 1 AS id", (), "tt", ["unknown-table"]),
        ("append", "SELECT 1 AS ident", (), "t", ["unknown-column"]),
        ("append", "SELECT 1 AS id, 2 AS ID", (), "t", ["duplicate-column"]),
        ("append", "SELECT [1] AS born", (), "t", ["type-mismatch"]),
        ("append", "SELECT 1 AS id, 'r' AS __why", (), "t", []),
        ("append", "SELECT NULL AS born", (), "t", []),
        ("update", "SELECT 1 AS id, 'x' AS name", (), "t", ["keys-missing"]),
        ("update", "SELECT 'x' AS name", ("id",), "t", ["key-not-selected"]),
        ("update", "SELECT 1 AS id", ("id",), "t", ["nothing-to-set"]),
        ("upsert", "SELECT 1 AS id", ("ID",), "t", []),
        ("upsert", "SELECT 1 AS id", ("nope",), "t", ["unknown-column", "key-not-selected"]),
        ("update", "SELECT [1] AS id, 'x' AS name", ("id",), "t", ["type-mismatch"]),
    ],
)
def test_findings(mode, select, keys, target, expected):
    found = codes(mode, select, keys, target)
    assert found[: len(expected)] == expected
    assert bool(found) == bool(expected)


def test_a_table_that_exists_is_told_with_what_each_mode_does_to_it():
    bench = FakeShadow().sql("CREATE TABLE t (a INTEGER)")
    (finding,) = write("create", "SELECT 1 AS a", target="t").check(bench)
    assert finding.hint == "append, upsert or update keep its rows, replace takes these instead"


def test_hints_name_the_nearest():
    bench = FakeShadow().sql("CREATE SCHEMA crm; CREATE TABLE crm.customers (email VARCHAR)")
    table = write("append", "SELECT 'x' AS email", target="crm.custmers").check(bench)[0]
    assert table.hint == "did you mean crm.customers?"
    column = write("append", "SELECT 'x' AS emial", target="crm.customers").check(bench)[0]
    assert column.hint == "did you mean email?"


def test_a_created_table_is_declared_for_later_steps():
    bench = FakeShadow()
    write("create", "SELECT 1 AS a, NULL::VARCHAR AS b", target="made").check(bench)
    assert [tuple(c) for c in bench.declared["made"]] == [("a", "INTEGER"), ("b", "VARCHAR")]


def content(shadow):
    return shadow.session.rows("SELECT id, name FROM t ORDER BY ALL")


@pytest.mark.parametrize(
    ("mode", "select", "expected", "headline"),
    [
        ("append", "SELECT 3 AS id", [(1, "a"), (2, "b"), (2, "c"), (3, None)], "1 row added in t"),
        (
            "update",
            "SELECT '1' AS id, 'x' AS name UNION ALL SELECT '9', 'y'",
            [(1, "x"), (2, "b"), (2, "c")],
            "1 row changed in t",
        ),
        (
            "update",
            "SELECT 2 AS id, 'x' AS name",
            [(1, "a"), (2, "x"), (2, "x")],
            "2 rows changed in t",
        ),
        (
            "upsert",
            "SELECT 1 AS id, 'x' AS name UNION ALL SELECT 3, 'y'",
            [(1, "x"), (2, "b"), (2, "c"), (3, "y")],
            "1 row added, 1 row changed in t",
        ),
        ("replace", "SELECT 5 AS id, 'z' AS name, NULL AS born", [(5, "z")], "4 rows changed in t"),
        (
            "update",
            "SELECT 1 AS id, 'a' AS name",
            [(1, "a"), (2, "b"), (2, "c")],
            "nothing changes in t",
        ),
    ],
)
def test_modes(shadow, mode, select, expected, headline):
    result = write(mode, select, ("id",) if mode in ("update", "upsert") else ()).run(shadow)
    assert content(shadow) == expected
    assert result.headline == headline


@pytest.mark.parametrize(
    ("mode", "select", "message"),
    [
        (
            "upsert",
            "SELECT 1 AS id, 'x' AS name FROM range(2)",
            "2 rows of the SELECT share their id",
        ),
        (
            "update",
            "SELECT 1 AS id, 'x' AS name FROM range(3)",
            "3 rows of the SELECT share their id",
        ),
        ("upsert", "SELECT NULL::INTEGER AS id, 'x' AS name", "1 rows of the SELECT have no id"),
        ("append", "SELECT 'abc' AS born", r"1 value does not fit t.born \(DATE\)"),
    ],
)
def test_refused_while_running(shadow, mode, select, message):
    with pytest.raises(StepFailed, match=message) as caught:
        write(mode, select, ("id",)).run(shadow)
    assert caught.value.hint
    assert content(shadow) == [(1, "a"), (2, "b"), (2, "c")]


def test_rows_without_a_key_are_left_out_of_an_update_and_counted(shadow):
    result = write("update", "SELECT NULL AS id, 'x' AS name", ("id",)).run(shadow)
    assert result.details == ("1 rows without a key value were left out",)


def test_comments_in_the_select_do_no_harm(shadow):
    write("append", "SELECT 7 AS id -- the seventh").run(shadow)
    assert (7, None) in content(shadow)


def test_composite_keys(tmp_path):
    shadow = Workspace(tmp_path).sql(CUSTOMERS).open_shadow()
    select = "SELECT id, tier, 0 AS spent FROM crm.customers WHERE id < 2"
    step = write("update", select, ("id", "tier"), "crm.customers")
    assert step.run(shadow).headline == "1 row changed in crm.customers"
