import pytest

from vibecli.engine.duckdb import DuckEngine
from vibecli.run.fingerprint import file_facts, fingerprint


def of(statements, table="t", columns=("a", "b")):
    with DuckEngine().empty() as session:
        session.run(statements)
        return fingerprint(session, table, columns)


BASE = "CREATE TABLE t(a INTEGER, b VARCHAR); INSERT INTO t VALUES (1, 'x'), (2, NULL), (2, NULL)"


def test_order_does_not_matter():
    assert of(BASE) == of(
        BASE.replace("(1, 'x'), (2, NULL), (2, NULL)", "(2, NULL), (1, 'x'), (2, NULL)")
    )


@pytest.mark.parametrize(
    "then",
    [
        "UPDATE t SET b = '' WHERE a = 2",
        "DELETE FROM t WHERE rowid = 2",
        "INSERT INTO t VALUES (NULL, NULL)",
        "UPDATE t SET a = 3 WHERE b IS NULL",
        "INSERT INTO t VALUES (2, NULL), (2, NULL)",
    ],
)
def test_every_difference_shows(then):
    assert of(BASE) != of(f"{BASE}; {then}")


@pytest.mark.parametrize(
    ("kind", "value", "other"),
    [
        ("VARCHAR COLLATE NOCASE", "'x'", "'X'"),
        ("DOUBLE", "0.0::DOUBLE", "-(0.0::DOUBLE)"),
        ("INTERVAL", "INTERVAL '30 days'", "INTERVAL '1 month'"),
    ],
)
def test_values_that_only_count_as_equal_are_told_apart(kind, value, other):
    made = f"CREATE TABLE t (a {kind}); INSERT INTO t VALUES"
    assert of(f"{made} ({value})", columns=["a"]) != of(f"{made} ({other})", columns=["a"])


def test_an_empty_table_has_a_fingerprint():
    found = of("CREATE TABLE t(a INTEGER, b VARCHAR)")
    assert (found.rows, found.xor, found.sum) == (0, "0", "0")


def test_file_facts_change_with_the_file(tmp_path):
    path = tmp_path / "d.duckdb"
    with DuckEngine().write(path) as session:
        session.run("CREATE TABLE t AS SELECT 1 AS a")
    before = file_facts(path)
    assert before == file_facts(path)
    with DuckEngine().write(path) as session:
        session.run("INSERT INTO t VALUES (2)")
    assert file_facts(path) != before
