"""Plans that make a profile: what they say of themselves, and what they do without."""

import pytest

from vibecli.agent.catalogue.changes import changes_help
from vibecli.agent.catalogue.condition_words import condition_words
from vibecli.agent.catalogue.planner import NO_PLAN, CataloguePlanner
from vibecli.agent.planner import PlanRequest
from vibecli.data.survey import read_catalog
from vibecli.engine.duckdb import DuckEngine
from vibecli.plan.check import check_plan

MAIN = "match members with guests and create a customer profile"
TABLES = (
    (
        "CREATE TABLE members AS SELECT 'M' || i AS code, 'Given' || i AS first_name, 'Family' || i AS last_name,"
        " 'm' || i || '@x.example' AS email, '+4930100' || (200 + i) AS phone, ['Bonn', 'Köln'][1 + i % 2] AS city,"
        " ['bronze', 'or', 'gold'][1 + i % 3] AS tier FROM range(30) t(i)"
    ),
    (
        "CREATE TABLE guests AS SELECT 'G' || i AS card, 'Given' || i || ' Family' || i AS full_name,"
        " 'm' || i || '@x.example' AS mail, '+4930100' || (200 + i) AS mobile,"
        " 'called on day ' || i AS remarks FROM range(20) t(i)"
    ),
)


@pytest.fixture(scope="module")
def catalog():
    with DuckEngine().empty() as session:
        for statement in TABLES:
            session.run(statement)
        yield read_catalog(session)


def talk(catalog, *lines):
    """Say lines, each about the plan before it; gives the last reply."""
    plan = None
    for line in lines:
        reply = CataloguePlanner().reply(PlanRequest(intent=line, catalog=catalog, previous=plan))
        plan = reply.result if reply.result.kind == "plan" else plan
    if reply.result.kind == "plan":
        findings = check_plan(reply.result, catalog, DuckEngine())
        assert [f for f in findings if f.severity == "error"] == []
    return reply


def assumed(reply):
    return [note.text for note in reply.result.assumptions]


@pytest.mark.parametrize(
    "words", ["threshold 1.5", "set the threshold to 0", "threshold -1", "threshold 150%"]
)
def test_no_threshold_is_made_of_what_is_none(catalog, words):
    result = talk(catalog, MAIN, words).result
    assert result.kind == "refusal"
    assert "say a number above 0 and up to 1" in result.reason


@pytest.mark.parametrize(
    ("words", "accept"),
    [("threshold 97", 0.97), ("threshold 97%", 0.97), ("threshold 0.97", 0.97), ("threshold 97.5 percent", 0.975),
     ("threshold 1", 1.0), ("threshold 1.5%", 0.015)],
)  # fmt: skip
def test_a_threshold_is_a_probability_or_a_percentage(catalog, words, accept):
    assert talk(catalog, MAIN, words).result.steps[0].accept == pytest.approx(accept)


def test_a_threshold_of_a_fresh_intent_is_judged_alike(catalog):
    reason = talk(catalog, "match members with guests, threshold 1.5").result.reason
    assert reason.startswith("1.5 is no threshold")


@pytest.mark.parametrize(
    ("words", "compared", "written", "note"),
    [
        (
            "leave out the phone",
            ("phone",),
            (),
            "phone is not compared; it is still in customer_profile",
        ),
        (
            "leave out remarks",
            (),
            ("remarks",),
            "remarks is not in customer_profile; it was not compared anyway",
        ),
        ("drop the column remarks", (), ("remarks",), "remarks is not in customer_profile"),
        (
            "without the column remarks in the profile",
            (),
            ("remarks",),
            "remarks is not in customer_profile",
        ),
        (
            "also leave the phone out of the profile",
            (),
            ("phone",),
            "phone is not in customer_profile; it is still",
        ),
        (
            "leave the phone out everywhere",
            ("phone",),
            ("phone",),
            "phone is neither compared nor in",
        ),
        (
            "leave the phone out of the match and the profile",
            ("phone",),
            ("phone",),
            "phone is neither",
        ),
        ("do not compare the phone", ("phone",), (), "it is still in customer_profile"),
    ],
)
def test_what_is_left_out_of_which_half_is_said(catalog, words, compared, written, note):
    reply = talk(catalog, MAIN, words)
    match, unify = reply.result.steps
    assert (match.ignore, unify.ignore) == (compared, written)
    assert any(text.startswith(note) or note in text for text in assumed(reply))


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (("match members with guests", "leave out remarks"), "remarks is not compared anyway"),
        (
            ("match members with guests", "drop the column phone"),
            "the plan at hand writes no profile",
        ),
        (
            (MAIN, "keep the phone as it is"),
            "customer_profile is new: it has nothing yet that could be kept",
        ),
        (
            (MAIN, "drop the column remarks", "drop the column remarks"),
            "does without these columns already",
        ),
    ],
)
def test_why_a_column_cannot_be_left_out(catalog, lines, reason):
    assert reason in talk(catalog, *lines).result.reason


def test_all_that_is_in_force_is_told_and_the_title_with_it(catalog):
    reply = talk(
        catalog,
        MAIN,
        "only bronze members",
        "leave out phone",
        "threshold 0.97",
        "call it clients",
        "drop column remarks",
    )
    assert reply.understood == (
        "match members with guests (phone not compared, accepted from 0.97), then create clients without remarks,"
        " only persons with a row in members where tier is bronze"
    )
    assert reply.result.title == "Match members and guests, create clients"
    assert "there is no profile table yet; clients is created" in assumed(reply)
    assert not any("customer_profile" in text for text in assumed(reply))


def test_a_column_taken_in_again_leaves_no_trace(catalog):
    before, after = (
        talk(catalog, MAIN),
        talk(catalog, MAIN, "leave the phone out everywhere", "use the phone again"),
    )
    assert after.result == before.result


@pytest.mark.parametrize(
    "text",
    [
        f"{MAIN}; only bronze members; threshold 0.97, leave out the phone",
        f"{MAIN}\nonly bronze members\nthreshold 0.97\nleave out the phone",
        f"{MAIN}, only bronze members, threshold 0.97 and leave out the phone",
        f"{MAIN}; only bronze members and threshold 0.97; leave out the phone",
    ],
)
def test_an_intent_and_its_edits_are_read_in_one_text(catalog, text):
    turns = talk(
        catalog, MAIN, "only bronze members", "threshold 0.97", "leave out the phone"
    ).result
    assert talk(catalog, text).result.steps == turns.steps
    assert not talk(catalog, text).refines


def test_several_edits_in_one_line_change_the_plan_at_hand(catalog):
    reply = talk(catalog, MAIN, "only bronze members; threshold 0.97\none to one")
    assert reply.refines
    assert (reply.result.steps[0].accept, reply.result.steps[0].one_to_one) == (0.97, True)


@pytest.mark.parametrize(
    ("text", "read", "strange"),
    [
        ("match members\nfrobnicate\nwith guests", "read as far as: match members", "frobnicate"),
        (f"{MAIN}; frobnicate", f"read as far as: {MAIN}", "frobnicate"),
        (f"{MAIN}; delete members without email", "", ""),
    ],
)
def test_what_was_read_ends_where_words_are_not_understood(catalog, text, read, strange):
    reply = talk(catalog, text)
    assert reply.result.kind == "refusal"
    assert "\n" not in reply.understood
    assert not read or reply.understood == read
    assert not strange or reply.result.not_understood == (strange,)


@pytest.mark.parametrize(
    "words", ["only 'or' members", "only where tier is 'or'", "only tier or", 'only tier "or"']
)
def test_a_value_may_be_a_stop_word(catalog, words):
    unify = talk(catalog, MAIN, words).result.steps[1]
    assert [condition_words(f.where) for f in unify.only] == ["tier is or"]


def test_a_refused_change_names_changes_of_this_plan_that_work(catalog):
    for lines in (
        (MAIN,),
        (MAIN, "leave out phone"),
        ("match members with guests",),
        ("show members",),
        ("clean members",),
    ):
        at_hand = talk(catalog, *lines).result
        near = talk(catalog, *lines, "frobnicate the gizmo").result.nearest
        forms = changes_help(at_hand, catalog)
        assert near
        assert set(near) <= set(forms)
        for form in forms:
            reply = talk(catalog, *lines, form)
            assert (reply.result.kind, reply.refines) == ("plan", True), (form, reply)
            assert reply.result.steps != at_hand.steps


def test_a_change_without_a_plan_says_so(catalog):
    result = talk(catalog, "raise the threshold to 0.99").result
    assert result.reason == NO_PLAN
    assert not any(text.startswith("delete") for text in result.nearest)
    assert talk(catalog, result.nearest[0]).result.steps[0].accept == 0.99


def test_a_query_tells_its_edits_the_last_of_a_kind_only(catalog):
    reply = talk(catalog, "show members", "only bronze members", "sort by code", "top 5", "top 7")
    assert (
        reply.understood
        == "show members; only members where tier is bronze; sorted by code; the first 7 rows"
    )


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("\"tier\" = 'gold'", "tier is gold"),
        ("lower(trim(CAST(\"tier\" AS VARCHAR))) IN ('or', 'gold')", "tier is or or gold"),
        ('("mail" IS NULL OR trim(CAST("mail" AS VARCHAR)) = \'\')', "mail is missing"),
        ('("mail" IS NOT NULL AND trim(CAST("mail" AS VARCHAR)) <> \'\')', "mail is filled"),
        ('"points" >= 10 AND ("a" = 1 OR "b" = 2)', "points >= 10 and (a is 1 or b is 2)"),
        ("\"day\" = DATE '2024-01-01'", "day is 2024-01-01"),
        ("starts_with(\"a\", 'x')", "STARTS_WITH(a, 'x')"),
        ("not sql at ((", "not sql at (("),
    ],
)
def test_conditions_in_words(sql, words):
    assert condition_words(sql) == words
