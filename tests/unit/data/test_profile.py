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
