"""Profiles of tables of odd shapes."""

import pytest

from vibecli.data.survey import read_catalog
from vibecli.engine.duckdb import DuckEngine


@pytest.mark.slow
def test_a_table_of_thousands_of_columns_is_profiled_like_any_other():
    columns = ", ".join(f"(i * {n} % 97)::INTEGER AS c{n}" for n in range(2_000))
    with DuckEngine().empty() as session:
        session.run(f"CREATE TABLE wide AS SELECT {columns} FROM range(3) t(i)")
        table = read_catalog(session).table("main.wide")
    assert table is not None
    assert (table.rows, len(table.columns)) == (3, 2_000)
    assert (table.columns[99].minimum, table.columns[99].maximum) == ("0", "4")


def test_uniqueness_of_a_large_table_is_told_exactly():
    with DuckEngine().empty() as session:
        session.run(
            "CREATE TABLE big AS SELECT i AS id, nullif(i, 77_777) AS holed, 'v' || (i % 119_999) AS"
            " one_twice, ['a', 'b', NULL][1 + i % 3] AS kind FROM range(120_000) t(i)"
        )
        table = read_catalog(session).table("main.big")
    assert table.key == ("id",)
    assert {c.name: c.distinct == table.rows for c in table.columns} == {
        "id": True, "holed": False, "one_twice": False, "kind": False,
    }  # fmt: skip
    assert [(top.value, top.rows) for top in table.column("kind").top] == [
        ("a", 40_000), ("b", 40_000),
    ]  # fmt: skip
