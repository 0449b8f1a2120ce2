"""Columns that cannot simply be set: computed ones, nested ones, ones of another type."""

import json

import pytest

from tests.unit.cli.test_outcomes import database

GENERATED = "geno.low is computed from other columns and cannot be set"
PROFILE = (
    "CREATE TABLE geno (id INTEGER PRIMARY KEY, name VARCHAR,"
    " low VARCHAR GENERATED ALWAYS AS (lower(name)), tags VARCHAR[], place STRUCT(city VARCHAR))"
)


@pytest.fixture
def geno(shop):
    database(shop, PROFILE, "INSERT INTO geno (id, name) VALUES (1, 'Ann'), (2, 'Bo')")
    return shop


def plan(folder, **step):
    told = {"id": "s1", "why": "w", "needs": [], **step}
    (folder / "p.json").write_text(
        json.dumps({"kind": "plan", "title": "t", "steps": [told], "confidence": "high"})
    )


def test_a_computed_column_is_no_target_in_words(ask, geno):
    for words in ("set low of geno to 'z' where id is 1", "uppercase low in geno"):
        ran = ask("ask", words)
        assert (ran.code, GENERATED in ran.err, "hint: leave low out" in ran.err) == (1, True, True)
    assert ask("ask", "uppercase name in geno", "-n").code == 0


@pytest.mark.parametrize(
    "step",
    [
        {"kind": "write", "select": "SELECT 1 AS id, 'z' AS low", "target": "geno",
         "mode": "update", "keys": ["id"]},
        {"kind": "write", "select": "SELECT 7 AS id, 'z' AS low", "target": "geno",
         "mode": "append"},
        {"kind": "clean", "table": "geno", "rules": [{"column": "LOW", "op": "upper"}]},
    ],
)  # fmt: skip
def test_a_computed_column_is_no_target_of_a_step(ask, geno, step):
    plan(geno, **step)
    ran = ask("run", "p.json", "--yes")
    assert (ran.code, GENERATED in ran.err) == (1, True), ran.err


def test_a_profile_keeps_its_computed_columns(ask, geno):
    database(geno, "ALTER TABLE geno RENAME TO people", "INSERT INTO people (id) VALUES (3)")
    database(geno, "CREATE TABLE found AS SELECT * FROM (VALUES ('p1', 'loyalty', 'L-000')) "
             "t(person_id, source, record_id)")  # fmt: skip
    unify = {
        "kind": "unify", "inputs": ["loyalty"], "identity": "found", "target": "people",
    }  # fmt: skip
    rule = {"column": "low", "rule": "most_complete", "args": []}
    plan(geno, **unify, survivorship=[rule])
    assert "people.low is computed" in ask("run", "p.json", "-n").err
    plan(geno, **unify, survivorship=[])
    assert "people.low" not in ask("run", "p.json", "-n").err
