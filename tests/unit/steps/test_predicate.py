"""A condition on a table's rows means the same to the check and to the run, however names are said."""

import pytest

from vibecli.data.survey import read_catalog
from vibecli.engine.base import Room
from vibecli.engine.duckdb import DuckEngine
from vibecli.engine.names import quote
from vibecli.errors import VibeError
from vibecli.plan.bench import EmptyBench
from vibecli.run.shadow import PlanShadow
from vibecli.steps.clean import Clean, CleanRule
from vibecli.steps.match import Match, MatchInput
from vibecli.steps.unify import PersonFilter, Unify

MADE = """
CREATE SCHEMA "my crm"; CREATE SCHEMA other;
CREATE TABLE "my crm"."Cust""omers" AS SELECT i AS id, 'ann' || i AS first_name,
    'Sand' || i AS last_name, ' a' || i || '@x.example' AS email, i % 2 AS tier FROM range(8) r(i);
CREATE TABLE other.orders AS SELECT i AS id, i % 8 AS customer FROM range(5) r(i);
CREATE TABLE people AS SELECT 'p' || id AS person_id, '"my crm"."Cust""omers"' AS source,
    CAST(id AS VARCHAR) AS record_id FROM "my crm"."Cust""omers";
"""
TABLE = '"my crm"."Cust""omers"'
NAME = quote('Cust"omers')
CONDITIONS = {
    "tier = 1": 4,
    f"{NAME}.tier = 1": 4,
    f"EXISTS (SELECT 1 FROM other.orders o WHERE o.customer = {NAME}.id)": 5,
    f"id IN (SELECT customer FROM {TABLE} c JOIN other.orders ON c.id = customer)": 5,
    f"{TABLE}.tier = 1": None,
    f"EXISTS (SELECT 1 FROM other.orders WHERE orders.customer = {TABLE}.id)": None,
    f"id IN (SELECT customer FROM other.orders WHERE {TABLE}.tier = 1)": None,
    "other.orders.id = 1": None,
}


def clean(where):
    rule = CleanRule(column="email", op="trim")
    return Clean(id="s1", why="w", table=TABLE, rules=(rule,), where=where)


def match(where):
    return Match(id="s1", why="w", inputs=(MatchInput(table=TABLE, where=where),), output="out")


def unify(where):
    only = (PersonFilter(table=TABLE, where=where),)
    return Unify(id="s1", why="w", inputs=(TABLE,), identity="people", target="profile", only=only)


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    path = tmp_path_factory.mktemp("predicate") / "t.duckdb"
    with DuckEngine().write(path) as session:
        session.run(MADE)
    return path


@pytest.mark.few(8)
@pytest.mark.parametrize("where", CONDITIONS)
@pytest.mark.parametrize(("make", "table"), [(clean, TABLE), (match, "out"), (unify, "profile")])
def test_what_passes_the_check_runs(database, tmp_path, make, table, where):
    with DuckEngine().read(database) as session:
        catalog = read_catalog(session)
    step, rows = make(where), CONDITIONS[where]
    with EmptyBench(DuckEngine(), catalog) as bench:
        found = step.check(bench)
    assert bool(found) == (rows is None)
    with DuckEngine().shadow(database, Room(tmp_path, 1, 300)) as session:
        shadow = PlanShadow(session, catalog, tmp_path, step="s1")
        if rows is None:
            with pytest.raises(VibeError):
                step.run(shadow)
            return
        step.run(shadow)
        (delta,) = (d for d in shadow.deltas.values() if d.shape.table.text == table)
        assert session.value(f"SELECT count(*) FROM {delta.relation}") == rows


@pytest.mark.parametrize("make", [clean, match, unify])
def test_the_hint_tells_how_the_table_is_called(database, make):
    with (
        DuckEngine().read(database) as session,
        EmptyBench(DuckEngine(), read_catalog(session)) as b,
    ):
        (finding,) = make(f"{TABLE}.tier = 1").check(b)
        (other,) = make("teir = 1").check(b)
    assert finding.code == "bad-predicate"
    assert finding.hint.startswith(f"in a condition {TABLE} is called {NAME}")
    assert "is called" not in other.hint
