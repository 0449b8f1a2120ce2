"""The DuckDB session: what its driver does unasked is undone."""

import numpy as np

from vibecli.engine.duckdb import DuckEngine


def test_object_arrays_are_text_however_many_of_their_first_rows_are_null():
    texts = np.array([None] * 5_000 + ["x"], dtype=object)
    with DuckEngine().empty() as session:
        session.register("given", {"text": texts, "none": np.full(5_001, None, dtype=object)})
        types = session.rows("SELECT DISTINCT typeof(text), typeof(none) FROM given")
        assert types == [("VARCHAR", "VARCHAR")]
        assert session.value("SELECT count(text) + count(none) FROM given") == 1
