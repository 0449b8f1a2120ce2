"""The consent filter in SQL: what is restricted, what is refused, and nothing twice."""

import pytest

from vibecli.data.catalog import Catalog, ColumnInfo, Relationship, Role, TableInfo
from vibecli.engine.duckdb import DuckEngine
from vibecli.errors import Blocked
from vibecli.plan.consent import consenting, has_purpose, without_purpose
from vibecli.plan.model import Plan
from vibecli.policybook import Consent

RULE = Consent("consent", "person", "agreed", ("tag:email",), "direct mail")


def table(name, *columns):
    roles = {"email": Role.EMAIL}
    return TableInfo(
        name=name,
        columns=tuple(ColumnInfo(name=c, type="TEXT", role=roles.get(c)) for c in columns),
    )


CATALOG = Catalog(
    tables=(
        table("people", "id", "email", "city"),
        table("mails", "of", "email"),
        table("loose", "email"),
        table("consent", "person", "agreed"),
    ),
    relationships=(
        Relationship(table="consent", column="person", to_table="people", to_column="id"),
        Relationship(table="mails", column="of", to_table="people", to_column="id"),
    ),
)


def restricted(select):
    step = {"kind": "query", "id": "s1", "why": "w", "select": select}
    plan = Plan.model_validate({"title": "t", "confidence": "high", "steps": [step]})
    engine = DuckEngine()
    with engine.empty() as session:
        once = consenting(plan, [RULE], CATALOG, engine, session)
        assert consenting(once, [RULE], CATALOG, engine, session) == once
    return once.steps[0].select


@pytest.mark.parametrize(
    ("select", "filters"),
    [
        ("SELECT email FROM people", 1),
        ("SELECT p FROM people AS p", 1),
        ("FROM people", 1),
        ("SELECT upper(a.email) FROM main.people a JOIN people b USING (id)", 2),
        ("WITH x AS (SELECT * FROM people) SELECT city FROM x", 1),
        ("SELECT (SELECT max(email) FROM mails) AS m", 1),
        ("SELECT COLUMNS('e.*') FROM people", 1),
        ("SELECT city, count(*) FROM people GROUP BY ALL", 0),
        ("SELECT person FROM consent", 0),
    ],
)
def test_each_table_that_is_read_is_filtered(select, filters):
    assert restricted(select).count("agreed") == filters


@pytest.mark.parametrize(
    "select",
    [
        "SELECT email FROM loose",
        "WITH people AS (SELECT * FROM main.people) SELECT email FROM people",
        "SELECT email FROM people TABLESAMPLE 10%",
    ],
)
def test_what_cannot_be_restricted_is_refused(select):
    with pytest.raises(Blocked, match="direct mail"):
        restricted(select)


@pytest.mark.parametrize(("entity", "who"), [("people", 1), ("consent", 1), ("towns", None)])
def test_features_are_of_entities_who_consented(entity, who):
    source = {"table": "mails", "time": "at", "links": [{"column": "of", "bridge": None}]}
    features = {"name": "f", "entity": entity, "key": "id", "features": []}
    features["sources"] = [{**source, "where": None}]
    step = {"kind": "feature", "id": "s1", "why": "w", "features": features, "output": "o"}
    plan = Plan.model_validate({"title": "t", "confidence": "high", "steps": [step]})
    more = Catalog(
        tables=(*CATALOG.tables, table("towns", "id")), relationships=CATALOG.relationships
    )
    if who is None:
        with pytest.raises(Blocked, match="leads from towns"):
            consenting(plan, [RULE], more, DuckEngine(), None)
        return
    once = consenting(plan, [RULE], more, DuckEngine(), None)
    assert once.steps[0].consent.count("agreed") == who
    assert consenting(once, [RULE], more, DuckEngine(), None) == once


@pytest.mark.parametrize(
    ("where", "filters"),
    [(None, 1), ("city = 'x'", 1), ("{} AND city = 'x'", 1), ("{} OR true", 2), ("{}", 1)],
)
def test_an_input_of_a_match_keeps_its_condition_and_gets_the_filter_once(where, filters):
    condition = '"id" IN (SELECT "person" FROM "main"."consent" WHERE agreed)'
    inputs = [{"table": "people", "where": where and where.format(condition)}]
    step = {"kind": "match", "id": "s1", "why": "w", "inputs": inputs}
    plan = Plan.model_validate({"title": "t", "confidence": "high", "steps": [step]})
    engine = DuckEngine()
    with engine.empty() as session:
        once = consenting(plan, [RULE], CATALOG, engine, session)
        assert consenting(once, [RULE], CATALOG, engine, session) == once
    kept = once.steps[0].inputs[0].where
    assert (kept.count("agreed"), "OR true" in kept.partition(" AND (")[0]) == (filters, False)


def test_a_purpose_is_told_by_words_and_left_out_of_them():
    plan = Plan.model_validate(
        {
            "title": "t",
            "confidence": "high",
            "steps": [{"kind": "query", "id": "s1", "why": "w", "select": "SELECT 1"}],
        }
    )
    assert has_purpose(RULE, plan, "emails for Direct Mail purposes")
    assert not has_purpose(RULE, plan, "directly mailed")
    assert without_purpose("emails for the purpose of direct mail", ["direct mail"]) == "emails"
