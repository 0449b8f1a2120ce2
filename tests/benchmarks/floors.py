"""Floors: what each stage of a match costs at least, measured on the same table and machine.

A floor is the cheapest way known to do the part of a stage that cannot be left out. Where that is
no single operation, the study's own best figure for the stage is scaled to the data and marked.
"""

import json
import sys
import time

import numpy as np

_RULES = 33  # keys a record has, at most
_RAW = 2.5  # pairs found for each one kept
_COMPARED = 0.5e-6 / 8  # the study: seconds a pair and field on two threads, fuzzy levels included
_TRAINED, _TRAINED_SMALL = 1.2, 0.3  # the study: seconds at 1M and of a small table; sampled
_CLUSTERED = 2.2e-6  # the study: seconds a record, missing pairs scored too
MARK = "*"


def floors(spec):
    """Give the floor of each stage by the first word of its name."""
    import duckdb

    connection = duckdb.connect()
    connection.execute("CREATE VIEW records AS " + " UNION ALL BY NAME ".join(
        f"SELECT * FROM '{path}'" for path in spec["tables"].values()
    ))  # fmt: skip
    connection.execute("CREATE TABLE stored AS SELECT * FROM records")
    columns = [row[0] for row in connection.sql("DESCRIBE stored").fetchall()]
    rows, pairs = spec["rows"], spec["candidates"]
    return {
        "reading": [_timed(lambda: _coded(connection, columns)), ""],
        "normalising": [_timed(lambda: _distinct(connection, columns)), ""],
        "finding": [_timed(lambda: _sorted(rows, pairs)), ""],
        "comparing": [pairs * spec["fields"] * _COMPARED, MARK],
        "estimating": [min(_TRAINED, _TRAINED_SMALL + rows * 1e-6), MARK],
        "clustering": [rows * _CLUSTERED, MARK],
    }


def _timed(work):
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def _coded(connection, columns):
    """Number the distinct texts of every column, and give the number of each record's text."""
    for at, column in enumerate(columns):
        name = '"' + column.replace('"', '""') + '"'
        connection.execute(
            f"CREATE TYPE e{at} AS ENUM (SELECT DISTINCT CAST({name} AS VARCHAR) FROM stored"
            f" WHERE {name} IS NOT NULL)"
        )
        connection.sql(
            f"SELECT enum_code(CAST(CAST({name} AS VARCHAR) AS e{at})) AS code FROM stored"
        ).fetchnumpy()


def _distinct(connection, columns):
    """Bring the distinct texts over once, and make each lower case: the least a normal form does."""
    for column in columns:
        name = '"' + column.replace('"', '""') + '"'
        texts = connection.sql(f"SELECT DISTINCT CAST({name} AS VARCHAR) AS t FROM stored")
        [text.lower() for (text,) in texts.fetchall() if text is not None]


def _sorted(rows, pairs):
    """Sort a packed key a record for each rule, and all raw pairs once to drop repeats."""
    rng = np.random.default_rng(1)
    keys = rng.integers(0, 1 << 62, rows)
    for _ in range(_RULES):
        np.sort(keys)
    raw = np.sort(rng.integers(0, 1 << 62, int(pairs * _RAW)))
    np.flatnonzero(raw[1:] != raw[:-1])


if __name__ == "__main__":
    print(json.dumps(floors(json.loads(sys.argv[1]))))
