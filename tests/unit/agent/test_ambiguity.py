"""Questions by code: asked where a model's plan decided what the words leave open, and only there."""

import pytest

from tests.integration.flows import finish, flow_in, load
from tests.integration.scripted_server import endpoint, says
from vibecli.agent.ambiguity import NEW_TABLE, open_choice
from vibecli.agent.link import Link
from vibecli.agent.planner import Answer, PlanRequest
from vibecli.data.catalog import Catalog, ColumnInfo, Relationship, Role, TableInfo
from vibecli.plan.glossary import Glossary, Term
from vibecli.plan.model import Plan
from vibecli.planning import growth


def table(name, **roles):
    columns = [ColumnInfo(name=n, type="VARCHAR", role=role) for n, role in roles.items()]
    return TableInfo(name=name, rows=9, key=(columns[0].name,), columns=tuple(columns))


CATALOG = Catalog(
    tables=(
        table(
            "crm.customers",
            id=Role.KEY,
            work_phone=Role.PHONE,
            home_phone=Role.PHONE,
            town=Role.CITY,
        ),
        table("shops", id=Role.KEY, city=Role.CITY),
        table("orders", no=Role.KEY, buyer_id=Role.FOREIGN_KEY, payer_id=Role.FOREIGN_KEY),
        table("best_people", id=Role.KEY, town=Role.CITY),
        table("shops_old", id=Role.KEY),
    ),
    relationships=tuple(
        Relationship(table="orders", column=c, to_table="crm.customers", to_column="id")
        for c in ("buyer_id", "payer_id")
    ),
)
PLACES = (("crm.customers", "town", "Bonn"), ("shops", "city", "Bonn"))
BONN = (Link(phrase="bonn", places=PLACES),)
JOIN = "SELECT 1 FROM orders AS o JOIN crm.customers AS c ON o.buyer_id = c.id"


def asked(intent, select, *, answers=(), glossary=None, **write):
    step = {"kind": "query", "id": "s1", "why": "w", "needs": [], "select": select}
    step |= {"kind": "write", "mode": "replace", "keys": [], **write} if write else {}
    plan = Plan.model_validate({"title": "t", "steps": [step], "confidence": "high"})
    request = PlanRequest(
        intent=intent, catalog=CATALOG, links=BONN, answers=answers, glossary=glossary or Glossary()
    )
    return open_choice(plan, request)


@pytest.mark.parametrize(
    ("intent", "select", "write", "labels"),
    [
        ("keep the best ones", "SELECT 1 AS id", {"target": "best_people"}, None),
        ("keep the top ten", "SELECT 1 AS id", {"target": "best_people"}, ("best_people", NEW_TABLE)),
        ("keep the top ten", "SELECT 1 AS id", {"target": "fresh"}, None),
        ("put the shops in a list", "SELECT 1 AS id", {"target": "shops_old"}, ("shops_old", NEW_TABLE)),
        ("put the shops in the old list", "SELECT 1 AS id", {"target": "shops_old"}, None),
        ("mark Ada", "SELECT id, 'x' AS town FROM best_people", {"target": "best_people"}, None),
        ("stores in Bonn", "SELECT 1 FROM shops WHERE city = 'Bonn'", {}, None),
        ("count those in Bonn", "SELECT 1 FROM shops WHERE city = 'Bonn'", {}, ("crm.customers.town", "shops.city")),
        ("count shops in Bonn", "SELECT 1 FROM shops WHERE city = 'Bonn'", {}, None),
        ("count customers in bonn", "SELECT 1 FROM crm.customers WHERE town = 'Bonn'", {}, None),
        ("count those in Bonn", "SELECT 1 FROM shops", {}, None),
        ("list phones of customers", "SELECT work_phone FROM crm.customers", {}, ("work_phone", "home_phone")),
        ("list home phones of customers", "SELECT home_phone FROM crm.customers", {}, None),
        ("list phones of customers", "SELECT work_phone, home_phone FROM crm.customers", {}, None),
        ("list customers", "SELECT work_phone FROM crm.customers", {}, None),
        ("customers with orders", JOIN, {}, ("buyer_id", "payer_id")),
        ("customers with orders as buyer", JOIN, {}, None),
    ],
)  # fmt: skip
def test_what_is_open_is_asked_with_its_choices(intent, select, write, labels):
    question = asked(intent, select, **write)
    assert (question and tuple(option.label for option in question.options)) == labels


def test_an_answer_the_glossary_and_a_preferred_join_each_close_it():
    question = asked("customers with orders", JOIN)
    answer = Answer(question=question.question, choice="buyer_id")
    assert asked("customers with orders", JOIN, answers=(answer,)) is None
    joins = Glossary(joins=("orders.buyer_id = crm.customers.id",))
    assert asked("customers with orders", JOIN, glossary=joins) is None
    words = "count those in Bonn", "SELECT 1 FROM shops WHERE city = 'Bonn'"
    assert asked(*words, glossary=Glossary(terms=(Term(name="Bonn", meaning="shops"),))) is None


def test_a_question_by_code_is_answered_and_the_answer_told_to_the_model(tmp_path):
    people = ["id,home_phone,work_phone", *(f"{n},0301{n:06},0302{n:06}" for n in range(40))]
    folder = load(tmp_path, {"people": people})
    step = {"kind": "query", "id": "s1", "why": "w", "needs": []}
    plan = {"kind": "plan", "title": "t", "assumptions": [], "confidence": "high"}

    def reply(column):
        steps = [{**step, "select": f"SELECT {column} FROM people ORDER BY id"}]
        return says({"understood": "u", "refines": False, "result": {**plan, "steps": steps}})

    with endpoint(reply("home_phone"), reply("work_phone")) as server:
        flow = flow_in(folder, base_url=server.base_url, planner="model", model="m")
        outcome, _ = finish(flow.ask("list phones of people"))
        assert outcome.question.about == "phone"
        term = growth(Glossary(), "list phones of people", outcome.question, "work_phone")
        assert (term.synonyms, term.answer) == (("phones",), "work_phone")
        passing = outcome.question.model_copy(update={"about": "the last 24 hours"})
        assert growth(Glossary(), "phones of the last 24 hours", passing, "work_phone") is None
        kept = flow.planning.questions.find(outcome.id)
        review, _ = finish(flow.ask(kept.intent, answers=kept.answered("work_phone")))
    assert review.queries[0].columns == ("work_phone",)
    told = server.requests[1]["messages"][1]["content"]
    assert 'which phone is meant?": "work_phone"' in told


def test_a_plan_that_cannot_be_mended_is_tried_by_the_catalogue_when_asked_for(tmp_path):
    folder = load(tmp_path, {"people": ["id,town", *(f"{n},T{n % 3}" for n in range(9))]})
    with endpoint(says({"nothing": 1})) as server:
        flow = flow_in(folder, base_url=server.base_url, planner="model", model="m")
        outcome, _ = finish(flow.ask("count people"))
        kept = flow.planning.questions.find(outcome.id)
        calls = len(server.requests)
        review, _ = finish(flow.ask(kept.intent, answers=kept.answered("offline")))
    assert (review.planner, len(server.requests)) == ("catalogue", calls)
