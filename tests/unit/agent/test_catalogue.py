from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vibecli.agent.catalogue.help import intents_help
from vibecli.agent.catalogue.planner import CataloguePlanner
from vibecli.agent.planner import Answer, PlanRequest
from vibecli.data.catalog import Catalog
from vibecli.data.survey import read_catalog
from vibecli.engine.duckdb import DuckEngine
from vibecli.plan.check import check_plan
from vibecli.plan.glossary import Glossary, Term

SQL = Path(__file__).parents[2] / "quality" / "catalogue"


def opened(name):
    session = DuckEngine().empty()
    for statement in (SQL / f"{name}.sql").read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            session.run(statement)
    return session


@pytest.fixture(scope="module")
def retail():
    with opened("retail") as session:
        yield session, read_catalog(session)


def ask(catalog, intent, **more):
    find_value = more.pop("find_value", None)
    return CataloguePlanner(find_value).reply(PlanRequest(intent=intent, catalog=catalog, **more))


def test_the_main_intent_matches_with_the_profile_and_unifies_into_it(retail):
    _, catalog = retail
    reply = ask(catalog, "Match customer emails to loyalty accounts and update the unified profile")
    match, unify = reply.result.steps
    assert [i.table for i in match.inputs] == [
        "crm.customers",
        "loyalty.accounts",
        "unified_profile",
    ]
    assert match.ignore == ()
    assert unify.inputs == ("crm.customers", "loyalty.accounts")
    assert unify.target == "unified_profile"
    assert reply.understood == (
        "match crm.customers with loyalty.accounts (e-mail first), then update unified_profile"
    )
    assert reply.result.confidence == "high"


def test_polite_words_are_named_as_ignored(retail):
    assert ask(retail[1], "please profile customers").understood.endswith("; ignored: please")


def test_a_refusal_names_the_unknown_words_and_forms_that_work_here(retail):
    _, catalog = retail
    refusal = ask(catalog, "show the weather forecast of customers").result
    assert refusal.not_understood == ("weather", "forecast")
    assert refusal.nearest
    assert all(ask(catalog, text).result.kind == "plan" for text in refusal.nearest)


@pytest.mark.slow
@pytest.mark.few(1)
@pytest.mark.parametrize("name", ["retail", "kunden", "odd"])
def test_every_form_of_the_help_is_planned_and_passes_the_checks(name):
    with opened(name) as session:
        catalog = read_catalog(session)
        for family, text in intents_help(catalog):
            reply = ask(catalog, text)
            assert reply.result.kind == "plan", (family, text, reply)
            findings = check_plan(reply.result, catalog, DuckEngine())
            assert [f for f in findings if f.severity == "error"] == [], text


def test_an_empty_database_is_said(retail):
    del retail
    refusal = ask(Catalog(), "match customers to accounts").result
    assert refusal.reason == "the database has no tables yet"


def test_an_ambiguous_table_is_asked_and_the_answer_used(retail):
    _, catalog = retail
    question = ask(catalog, "trim names").result
    assert [o.label for o in question.options] == [
        "crm.customers",
        "loyalty.accounts",
        "unified_profile",
    ]
    answer = Answer(question=question.question, choice="loyalty.accounts")
    (step,) = ask(catalog, "trim names", answers=(answer,)).result.steps
    assert (step.table, [r.column for r in step.rules]) == ("loyalty.accounts", ["member_name"])


@pytest.mark.parametrize(
    ("choice", "kinds"),
    [("find", ["match"]), ("profile", ["match", "unify"]), ("3", ["match", "remove"])],
)
def test_removing_duplicates_is_asked_first(retail, choice, kinds):
    _, catalog = retail
    question = ask(catalog, "remove duplicate customers").result
    assert question.default == "find"
    answer = Answer(question=question.question, choice=choice)
    plan = ask(catalog, "remove duplicate customers", answers=(answer,)).result
    assert [s.kind for s in plan.steps] == kinds
    assert [f for f in check_plan(plan, catalog, DuckEngine()) if f.severity == "error"] == []


def test_an_answer_that_is_no_option_asks_again(retail):
    _, catalog = retail
    question = ask(catalog, "trim names").result
    again = ask(catalog, "trim names", answers=(Answer(question=question.question, choice="x"),))
    assert again.result == question


GLOSSARY = Glossary(
    terms=(
        Term(name="big spender", meaning="over 500 points", table="loyalty.accounts", sql="points > 500"),
        Term(name="shoppers club", meaning="the loyalty accounts", table="loyalty.accounts"),
    ),
    metrics=(
        Term(name="net revenue", meaning="delivered only", table="sales.orders",
             sql="sum(amount) FILTER (WHERE status = 'delivered')", synonyms=("turnover",)),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("intent", "sql"),
    [
        ("how many big spenders", "SELECT count(*) FROM loyalty.accounts WHERE points > 500"),
        ("count accounts that are big spenders in Berlin",
         "SELECT count(*) FROM loyalty.accounts WHERE points > 500 AND town = 'Berlin'"),
        ("turnover", "SELECT sum(amount) FROM sales.orders WHERE status = 'delivered'"),
        ("net revenue in 2023",
         "SELECT sum(amount) FROM sales.orders WHERE status = 'delivered' AND year(ordered_at) = 2023"),
        ("count the shoppers club", "SELECT count(*) FROM loyalty.accounts"),
    ],
)  # fmt: skip
def test_glossary_words_are_used(retail, intent, sql):
    session, catalog = retail
    (step,) = ask(catalog, intent, glossary=GLOSSARY).result.steps
    assert session.rows(step.select) == session.rows(sql)


def test_values_in_mixed_spelling_are_all_found():
    with DuckEngine().empty() as session:
        session.run("CREATE TABLE people AS SELECT range AS id, 'n' || range AS name, range || '@x.io' AS email,"
                    " CASE range % 40 WHEN 0 THEN 'BERLIN' WHEN 1 THEN ' Berlin' ELSE 'town ' || range END AS city"
                    " FROM range(400)")  # fmt: skip
        catalog = read_catalog(session)
        found = [("people", "city", "BERLIN")]
        (step,) = ask(
            catalog,
            "count people in Berlin",
            find_value=lambda word: found if word == "Berlin" else [],
        ).result.steps
        assert session.value(step.select) == 20


@pytest.mark.parametrize(
    "columns",
    [
        'id INTEGER, "na""me" VARCHAR, "e mail" VARCHAR, "select" VARCHAR',
        '"ID" INTEGER, "Vor Name" VARCHAR, "E-Mail" VARCHAR, "DROP TABLE x;--" VARCHAR',
    ],
)
def test_odd_names_are_quoted(columns):
    with DuckEngine().empty() as session:
        session.run(f'CREATE TABLE "Odd; Table" ({columns})')
        catalog = read_catalog(session, profile=False)
        for text in (
            'show "Odd; Table"',
            'profile "Odd; Table"',
            'delete "Odd; Table" where id is 5',
            "how many Odd Table",
        ):
            plan = ask(catalog, text).result
            assert plan.kind == "plan", text
            assert [
                f for f in check_plan(plan, catalog, DuckEngine()) if f.severity == "error"
            ] == []


HOSTILE = ["'; DROP TABLE crm.customers; --", "x' OR '1'='1", "\\", "a\x00b", "%s {0}", "☃" * 50]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_stays_a_value(retail, value):
    session, catalog = retail
    reply = ask(catalog, f'show customers where street is "{value}"')
    if reply.result.kind == "plan":
        (step,) = reply.result.steps
        assert session.rows(step.select) == []
    assert session.value("SELECT count(*) FROM crm.customers") == 120


WORDS = st.sampled_from(
    [
        "match",
        "show",
        "count",
        "delete",
        "set",
        "clean",
        "customers",
        "accounts",
        "orders",
        "to",
        "with",
        "and",
        "or",
        "not",
        "in",
        "Berlin",
        "gold",
        "email",
        "phone",
        "without",
        "where",
        "is",
        "by",
        "per",
        "top",
        "10",
        "every",
        "no",
        "duplicate",
        "unique",
        "update",
        "unified",
        "profile",
        "the",
        "average",
        "amount",
        "since",
        "2024",
        "only",
        "than",
        "more",
        "over",
        "tier",
        "points",
        "'x'",
        '"y"',
        ",",
        ">",
        "=",
        "_",
        "customer_id",
        "loyalty",
    ]
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=9).map(" ".join))
def test_no_words_break_the_planner_and_every_plan_passes_the_checks(retail, text):
    _, catalog = retail
    reply = ask(catalog, text)
    assert reply == ask(catalog, text)
    if reply.result.kind == "plan":
        findings = check_plan(reply.result, catalog, DuckEngine())
        assert [f for f in findings if f.severity == "error"] == [], reply


@pytest.mark.parametrize(("country", "code"), [("Germany", "DE"), ("France", "FR")])
def test_a_country_is_found_by_its_name_where_codes_are_stored(retail, country, code):
    (step,) = ask(retail[1], f"how many customers from {country}").result.steps
    assert f"'{code}'" in step.select
