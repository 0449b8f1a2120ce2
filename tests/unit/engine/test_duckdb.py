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


def test_arrays_put_under_a_name_again_are_the_ones_read_even_after_a_rollback():
    with DuckEngine().empty() as session:
        found = []
        for number, end in enumerate(("ROLLBACK", "COMMIT", "ROLLBACK", "COMMIT")):
            session.run("BEGIN")
            session.register("given", {"n": np.array([number])})
            found.append(session.value("SELECT n FROM given"))
            session.run(end)
        session.register("given", {"n": np.array([7, 8]), "m": np.array([9, 9])})
        assert session.rows("SELECT * FROM given") == [(7, 9), (8, 9)]
        session.unregister("given")
        session.register("given", {"n": np.array([5])})
        assert (found, session.value("SELECT n FROM given")) == ([0, 1, 2, 3], 5)
