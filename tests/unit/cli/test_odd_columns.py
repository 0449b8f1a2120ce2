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


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("set tags of geno to 'X' where id is 1", "tags holds VARCHAR[], which the offline"),
        ("set place of geno to 'X' where id is 1", "place holds STRUCT(city VARCHAR), which"),
        ("set age of guests to 'X' where id is 1", "'X' is no INTEGER, which age holds"),
    ],
)
def test_a_value_that_does_not_go_into_a_column_is_declined(ask, geno, words, told):
    database(geno, "CREATE TABLE guests AS SELECT 1 AS id, 30 AS age")
    ran = ask("ask", words)
    assert (ran.code, told in " ".join(ran.err.split())) == (1, True), ran.err


def test_a_value_of_another_type_in_a_plan_gets_a_hint(ask, geno):
    plan(geno, kind="query", select="SELECT CAST(name AS INTEGER) AS n FROM geno")
    ran = ask("run", "p.json")
    assert (ran.code, "Conversion Error" in ran.err, "hint: give a value" in ran.err) == (1, 1, 1)
    assert "Ann" not in ran.err


@pytest.mark.parametrize("quoted", ['"my table; drop"', "`my table; drop`"])
def test_a_table_of_any_name_is_addressed_in_quotes(ask, geno, quoted):
    database(geno, "CREATE TABLE \"my table; drop\" AS SELECT 1 AS id, 'x' AS name")
    assert ask("ask", f"count {quoted}", "-o", "csv").out == "rows\n1\n"
    assert "~1 changed" in ask("ask", f"set name of {quoted} to 'z' where id is 1", "-n").out


@pytest.mark.parametrize(
    ("typed", "left"),
    [('odd."net.weight"', "net.weight"), ("odd.net.weight", "net.weight"), ('odd.driver"s', 'driver"s')],
)  # fmt: skip
def test_a_column_with_a_dot_or_a_quote_can_be_left_out_and_traced(ask, shop, typed, left):
    database(
        shop,
        'CREATE TABLE odd (id INTEGER PRIMARY KEY, "net.weight" VARCHAR, "driver""s" VARCHAR)',
        "INSERT INTO odd VALUES (1, ' a ', ' b ')",
    )
    rules = [{"column": name, "op": "trim", "args": []} for name in ("net.weight", 'driver"s')]
    plan(shop, kind="clean", table="odd", rules=rules, where=None)
    plan_id = json.loads(ask("run", "p.json", "-n", "-o", "json").out)["plan_id"]
    part = ask("review", plan_id, "--without", f"column:{typed}", "--yes", "-o", "json")
    (table,) = json.loads(part.out)["diff"]["tables"]
    assert [c["column"] for c in table["columns"]] == [
        {"net.weight", 'driver"s'}.difference({left}).pop()
    ]
    traced = ask("review", plan_id, "--lineage", typed)
    assert traced.code == (2 if typed == "odd.net.weight" else 0)
    assert traced.code == 0 or 'hint: did you mean odd."net.weight"?' in traced.err
