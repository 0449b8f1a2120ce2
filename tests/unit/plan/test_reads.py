"""The tables a SELECT reads: found through scopes, quotes and case."""

import pytest

from vibecli.engine.duckdb import DuckEngine
from vibecli.plan.reads import tables_read

ENGINE = DuckEngine()


@pytest.fixture(scope="module")
def session():
    with ENGINE.empty() as opened:
        yield opened


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("SELECT 1", ()),
        ("FROM a", ("a",)),
        ("SELECT * FROM main.a, crm.b", ("a", "crm.b")),
        ('SELECT * FROM "My Table" JOIN crm."x.y" USING (id)', ('"My Table"', 'crm."x.y"')),
        ("SELECT * FROM A JOIN a b USING (id)", ("A",)),
        ("WITH a AS (SELECT * FROM b) SELECT * FROM a", ("b",)),
        ("WITH a AS (SELECT * FROM a) SELECT * FROM a", ("a",)),
        ("WITH a AS (SELECT * FROM b), b AS (SELECT * FROM c) SELECT * FROM a, b", ("b", "c")),
        ("WITH RECURSIVE r AS (SELECT * FROM a UNION ALL SELECT * FROM r, b) FROM r", ("a", "b")),
        ("WITH A AS (FROM x) SELECT * FROM a, main.a", ("x", "a")),
        ("SELECT (WITH q AS (FROM x) SELECT 1 FROM q), * FROM q", ("x", "q")),
        ("WITH q AS (FROM x) SELECT * FROM (WITH q AS (FROM y) FROM q), q", ("x", "y")),
        (
            "SELECT * FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.i IN (SELECT i FROM c))",
            ("a", "b", "c"),
        ),
        ("SELECT * FROM a, LATERAL (SELECT * FROM b WHERE b.i = a.i)", ("a", "b")),
        ("PIVOT a ON x IN (1) USING sum(y)", ("a",)),
        ("UNPIVOT a ON x, y", ("a",)),
        ("FROM a UNION FROM b EXCEPT FROM c", ("a", "b", "c")),
        ("SELECT * FROM unnest([1]), range(3), (VALUES (1))", ()),
        ("SELECT a.b.c FROM d", ("d",)),
    ],
)
def test_finds_the_tables(session, sql, tables):
    assert tables_read(ENGINE, session, sql) == tables
