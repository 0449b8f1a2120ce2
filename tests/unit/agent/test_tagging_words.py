"""Words that tag: orders become the step, corrections say what a column is, questions stay questions."""

import pytest

from vibecli.agent.catalogue.planner import CataloguePlanner
from vibecli.agent.planner import PlanRequest
from vibecli.data.catalog import Catalog, ColumnInfo, Role, TableInfo, TopValue
from vibecli.plan.model import Plan

PEOPLE = TableInfo(
    name="crm.people",
    rows=9,
    columns=(
        ColumnInfo(name="id", type="INTEGER", role=Role.KEY),
        ColumnInfo(name="contact", type="VARCHAR", role=Role.EMAIL),
        ColumnInfo(name="ref", type="VARCHAR", role=Role.CODE),
        ColumnInfo(name="remarks", type="VARCHAR", role=Role.TEXT),
        ColumnInfo(
            name="visibility",
            type="VARCHAR",
            role=Role.CATEGORY,
            top=(TopValue(value="public", rows=5), TopValue(value="private", rows=4)),
        ),
    ),
)
VISITS = TableInfo(
    name="visits", rows=3, columns=(ColumnInfo(name="minutes", type="INTEGER", role=Role.AMOUNT),)
)
CATALOG = Catalog(tables=(PEOPLE, VISITS))


def plan(*words):
    """Give the plan of an intent and the edits that follow it."""
    known = None
    for said in words:
        request = PlanRequest(intent=said, catalog=CATALOG, previous=known)
        found = CataloguePlanner().reply(request).result
        known = found if isinstance(found, Plan) else None
    return known


def corrections(step):
    return [(one.column, one.tag, one.sensitivity) for one in step.corrections]


@pytest.mark.parametrize(
    ("words", "tables"),
    [
        ("tag the sensitive columns", ("crm.people",)),
        ("tag personal data in crm.people", ("crm.people",)),
        ("tag the columns of people and visits", ("crm.people", "visits")),
        ("please tag all tables", ("crm.people", "visits")),
        ("tag pii", ("crm.people",)),
    ],
)
def test_an_order_to_tag_is_the_step(words, tables):
    (step,) = plan(words).steps
    assert (step.kind, step.tables, step.corrections) == ("tag", tables, ())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("people.ref is a loyalty id", ("ref", "loyalty-id", None)),
        ("contact is not an e-mail address", ("contact", "none", None)),
        ("mark remarks as restricted", ("remarks", None, "restricted")),
        ("the remarks of people are not personal", ("remarks", None, "public")),
        ("treat people.remarks as confidential", ("remarks", None, "confidential")),
        ("contact is a username and restricted", ("contact", "username", "restricted")),
        ("ref has no tag", ("ref", "none", None)),
    ],
)
def test_what_a_column_is_said_to_be_is_a_correction(words, told):
    (step,) = plan(words).steps
    assert (step.tables, corrections(step)) == ((), [told])


@pytest.mark.parametrize(
    ("edits", "told"),
    [
        (["that column is not an email"], [("contact", "none", None)]),
        (["that column is not an email", "it is a username"], [("contact", "username", None)]),
        (["ref is a loyalty id; remarks is restricted"],
         [("ref", "loyalty-id", None), ("remarks", None, "restricted")]),
    ],
)  # fmt: skip
def test_corrections_edit_the_plan_at_hand(edits, told):
    (step,) = plan("tag people", *edits).steps
    assert (step.tables, corrections(step)) == (("crm.people",), told)


def test_tables_come_and_go():
    assert plan("tag people", "also visits").steps[0].tables == ("crm.people", "visits")
    assert plan("tag people and visits", "without visits").steps[0].tables == ("crm.people",)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("which columns hold personal data", "query"),
        ("classify the columns of people", "query"),
        ("show people where visibility is public", "query"),
        ("that column is not an email", None),  # which one, nothing says
        ("mark people as VIP", None),
    ],
)
def test_other_words_stay_what_they_are(words, kind):
    found = plan(words)
    assert (found.steps[0].kind if found else None) == kind


def test_a_value_that_a_column_holds_is_no_class():
    found = plan("visibility is public")
    assert found is None or found.steps[0].kind != "tag"
