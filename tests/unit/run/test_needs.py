"""What a step that stays needs of what is left out, by column where SQL names them."""

import pytest

from tests.integration.shadowing import job, remove, update
from vibecli.engine.duckdb import DuckEngine
from vibecli.errors import Blocked
from vibecli.run.needs import Left, Needs
from vibecli.run.selection import part_named

ENGINE = DuckEngine()
SCHEMA = (
    "CREATE TABLE t (k INTEGER, a VARCHAR, b VARCHAR)",
    "CREATE TABLE u (k INTEGER, c VARCHAR)",
    "CREATE TABLE p (k INTEGER, phone VARCHAR, country VARCHAR)",
    "CREATE SCHEMA s",
    "CREATE VIEW v AS SELECT k, a FROM t",
    "CREATE VIEW s.w AS SELECT * FROM main.v",
)
BOTH = update("SELECT k, lower(a) AS a, lower(b) AS b FROM t", "t", ("k",))


def to_u(select):
    return update(f"SELECT k, x AS c FROM ({select})", "u", ("k",))


def clean(column, where=None):
    return {
        "kind": "clean",
        "table": "t",
        "rules": [{"column": column, "op": "trim"}],
        "where": where,
    }


def again(steps, *parts):
    with ENGINE.empty() as session:
        for statement in SCHEMA:
            session.run(statement)
        left = Left.of([part_named(part) for part in parts])
        return Needs(ENGINE, session).read_again(job(*steps).plan, left)


@pytest.mark.parametrize(
    ("part", "later"),
    [
        ("column:t.a", to_u("SELECT k, a AS x FROM t")),
        ("column:t.a", to_u("SELECT k, q.a AS x FROM main.t AS q")),
        ("column:t.A", to_u("SELECT k, 1 AS x FROM t WHERE a = 'x'")),
        ("column:t.a", to_u("WITH z AS (SELECT * FROM t) SELECT k, b AS x FROM z")),
        ("column:t.a", to_u("SELECT u.k, 1 AS x FROM u NATURAL JOIN t")),
        ("column:t.a", to_u("SELECT k, CAST(q AS VARCHAR) AS x FROM t AS q")),
        ("column:t.a", to_u("SELECT k, a AS x FROM v")),
        ("column:t.a", to_u("SELECT k, a AS x FROM s.w")),
        ("column:t.a", clean("b", "length(a) > 1")),
        ("column:t.a", clean("b", "a = 'x'")),
        ("column:t.a", remove("SELECT 'x' AS a", "t")),
        ("rows:t", to_u("SELECT 1 AS k, count(*) AS x FROM t")),
        ("table:t", to_u("SELECT k, b AS x FROM t")),
        ("step:s1", to_u("SELECT k, b AS x FROM t")),
        ("step:s1", {**to_u("SELECT 1 AS k, 2 AS x"), "needs": ("s1",)}),
    ],
)
def test_a_later_step_that_needs_it_is_named(part, later):
    first = {**BOTH, "mode": "upsert"} if part.startswith("rows") else BOTH
    with pytest.raises(Blocked, match="step s2 needs what is left out"):
        again([first, later], part)


@pytest.mark.parametrize(
    ("part", "later"),
    [
        ("column:t.a", to_u("SELECT k, b AS x FROM t")),
        ("column:t.a", to_u("SELECT 1 AS k, count(*) AS x FROM t")),
        ("column:t.b", to_u("SELECT k, a AS x FROM v")),
        ("column:t.a", clean("b")),
        ("column:t.a", clean("a")),
        ("step:s1", to_u("SELECT k, c AS x FROM u")),
        ("table:u", to_u("SELECT k, a AS x FROM t")),
        ("column:u.c", to_u("SELECT k, a AS x FROM t")),
    ],
)
def test_one_that_does_not_may_stay(part, later):
    assert again([BOTH, later], part) == ()


def test_reading_steps_are_read_again_unless_more_is_written_first():
    look = {"kind": "query", "select": "SELECT a FROM t"}
    more = {"kind": "query", "select": "SELECT count(*) AS n FROM s2"}
    assert again([BOTH, look, more], "column:t.a") == ("s2", "s3")
    with pytest.raises(Blocked, match="s2 looks at what is left out before step s3 writes"):
        again([BOTH, look, clean("b")], "column:t.a")


def test_phones_are_read_by_the_country_beside_them():
    first = update("SELECT k, upper(country) AS country FROM p", "p", ("k",))
    phones = {"kind": "clean", "table": "p", "rules": [{"column": "phone", "op": "phone"}]}
    with pytest.raises(Blocked, match=r"step s2 needs what is left out of the plan: p\.country"):
        again([first, phones], "column:p.country")
    told = {**phones, "rules": [{"column": "phone", "op": "phone", "args": ["DE"]}]}
    assert again([first, told], "column:p.country") == ()
