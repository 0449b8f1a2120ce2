from pathlib import Path

import pytest

from tests.unit.agent.planning import database, errors, reply
from vibecli.agent.catalogue.changes import changes_help
from vibecli.agent.planner import Answer

SQL = Path(__file__).parents[2] / "quality" / "catalogue" / "retail.sql"
MAIN = "Match customer emails to loyalty accounts and update the unified profile"
retail = database(SQL.read_text(encoding="utf-8"))


def plan(catalog, intent, previous=None, answers=()):
    return reply(catalog, intent, previous=previous, answers=answers)


def refined(catalog, first, words):
    at_hand = plan(catalog, first).result
    said = plan(catalog, words, at_hand)
    assert said.result.kind == "plan", said
    assert errors(said.result, catalog) == []
    return said.result


def test_only_some_persons(retail):
    _, unify = refined(retail[1], MAIN, "only gold members").steps
    assert [(f.table, f.where) for f in unify.only] == [("loyalty.accounts", "\"tier\" = 'gold'")]


@pytest.mark.parametrize(
    ("words", "compared", "written"),
    [
        ("leave out the phone", ("phone",), ("phone",)),
        ("ignore phone numbers", ("phone",), ("phone",)),
        ("leave the phone out of the comparison", ("phone",), ()),
        ("do not compare phones", ("phone",), ()),
        ("don't update the phone", (), ("phone",)),
        ("keep the phone as it is", (), ("phone",)),
    ],
)
def test_columns_left_out(retail, words, compared, written):
    match, unify = refined(retail[1], MAIN, words).steps
    assert (match.ignore, unify.ignore) == (compared, written)


@pytest.mark.parametrize(
    ("words", "slots"),
    [
        ("raise the threshold to 0.97", {"accept": 0.97}),
        ("threshold 95%", {"accept": 0.95}),
        ("only accept pairs above 0.9", {"accept": 0.9}),
        ("one to one", {"one_to_one": True}),
        ("make it one-to-one, please", {"one_to_one": True}),
    ],
)
def test_how_to_match(retail, words, slots):
    match = refined(retail[1], MAIN, words).steps[0]
    assert {name: getattr(match, name) for name in slots} == slots


RULES = {
    "the same email must match": [("same", ("email", "e_mail", "email"))],
    "also records with the same phone are the same person": [
        ("same", ("phone", "mobile", "phone"))
    ],
    "never match different birth dates": [("different", ("birth_date", "dob", None))],
    "the same email or phone must match": [
        ("same", ("email", "e_mail", "email")), ("same", ("phone", "mobile", "phone")),
    ],
    "the same email must match; drop that rule": [],
    "two people with different birth dates can't be the same person": [
        ("different", ("birth_date", "dob", None))
    ],
    "if the email is the same it is one person": [("same", ("email", "e_mail", "email"))],
    "birth dates must not differ": [("different", ("birth_date", "dob", None))],
    "add a rule: treat records with the same email as one person": [
        ("same", ("email", "e_mail", "email"))
    ],
    "the same email must match; different birth dates must not match; drop the email rule": [
        ("different", ("birth_date", "dob", None))
    ],
    "the same email must match; never match different phones; forget the rule on phones": [
        ("same", ("email", "e_mail", "email"))
    ],
    "the same email must match; never match different phones; no rules": [],
}  # fmt: skip


@pytest.mark.parametrize("words", RULES)
def test_what_is_certain_of_a_match(retail, words):
    match, _ = refined(retail[1], MAIN, words).steps
    assert [(rule.verdict, rule.columns) for rule in match.rules] == RULES[words]


def test_a_rule_is_told_and_keeps_a_column_an_input(retail):
    ruled = refined(retail[1], MAIN, "never match different birth dates")
    assert ruled.title == (
        "Match crm.customers and loyalty.accounts by the rule different birth_date/dob,"
        " update unified_profile"
    )
    silent = "unified_profile has no such column: the rule different birth_date/dob says nothing"
    assert any(note.text.startswith(silent) for note in ruled.assumptions)
    alone = plan(retail[1], "match only", ruled)
    assert alone.understood == (
        "match crm.customers with loyalty.accounts (different birth_date/dob is two persons)"
    )
    assert [rule.columns for rule in alone.result.steps[0].rules] == [("birth_date", "dob")]
    assert not any(note.text.startswith(silent) for note in alone.result.assumptions)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("drop that rule", "the plan at hand has no rule that could be dropped"),
        ("the same emailadres must match", "is called emailadres; the nearest is email"),
        ("the same email must match; drop the phone rule", "its rules: same e_mail/email"),
        ("the same name must match", "name is first_name and last_name in crm.customers"),
    ],
)
def test_a_rule_that_cannot_be_is_declined_with_the_reason(retail, words, told):
    reply = plan(retail[1], words, plan(retail[1], MAIN).result)
    assert reply.result.kind == "refusal"
    assert told in reply.result.reason


def test_which_rule_should_go_is_asked(retail):
    both = "the same email must match; never match different phones"
    at_hand = plan(retail[1], both, plan(retail[1], MAIN).result).result
    asked = plan(retail[1], "drop the rule", at_hand).result
    (hint,) = [form for form in changes_help(at_hand, retail[1]) if "rule" in form]
    assert hint == "drop the rule different phone"
    assert len(plan(retail[1], hint, at_hand).result.steps[0].rules) == 1
    assert [option.label for option in asked.options] == [
        rule.name for rule in at_hand.steps[0].rules
    ]


def test_rules_without_a_plan_are_refused_with_an_intent_that_takes_them(retail):
    refusal = plan(retail[1], "records with the same email are the same person").result
    assert refusal.reason == "these words change a plan, and no plan is at hand"
    assert plan(retail[1], refusal.nearest[0]).result.steps[0].rules


def test_several_edits_at_once(retail):
    match, unify = refined(
        retail[1], MAIN, "only gold members, one to one and leave out the phone"
    ).steps
    assert (match.one_to_one, match.ignore, len(unify.only)) == (True, ("phone",), 1)


def test_cleaning_is_put_before_the_match(retail):
    plan_ = refined(retail[1], MAIN, "also standardise the emails")
    assert [s.kind for s in plan_.steps] == ["clean", "clean", "match", "unify"]
    assert [s.table for s in plan_.steps[:2]] == ["crm.customers", "loyalty.accounts"]
    assert set(plan_.steps[2].needs) == {plan_.steps[0].id, plan_.steps[1].id}


def test_a_rule_is_added_at_the_end(retail):
    plan_ = refined(retail[1], MAIN, "also check that every customer has an email")
    assert [s.kind for s in plan_.steps] == ["match", "unify", "check"]


def test_nothing_is_removed(retail):
    match, _ = refined(retail[1], MAIN, "don't remove anything").steps
    assert [i.table for i in match.inputs] == ["crm.customers", "loyalty.accounts"]


def test_match_only(retail):
    plan_ = refined(retail[1], MAIN, "just match them")
    assert [s.kind for s in plan_.steps] == ["match"]
    assert "update" not in plan_.title


def test_only_some_columns_are_compared(retail):
    match = refined(retail[1], MAIN, "only compare emails").steps[0]
    assert "phone" in match.ignore
    assert "email" not in match.ignore


@pytest.mark.parametrize(
    ("first", "words", "sql"),
    [
        ("top 10 accounts by points", "top 20 instead", "SELECT 20"),
        ("top 10 accounts by points", "only gold members", "SELECT 10"),
        ("show accounts", "only gold members", "SELECT count(*) FROM loyalty.accounts WHERE tier = 'gold'"),
        ("show accounts", "without silver ones", "SELECT count(*) FROM loyalty.accounts WHERE tier <> 'silver'"),
        ("show gold members", "only in Berlin",
         "SELECT count(*) FROM loyalty.accounts WHERE tier = 'gold' AND town = 'Berlin'"),
        ("show orders", "only since 2024", "SELECT count(*) FROM sales.orders WHERE ordered_at >= DATE '2024-01-01'"),
        ("total order amount by status", "by currency instead", "SELECT count(DISTINCT currency) FROM sales.orders"),
        ("total order amount by status", "by month instead",
         "SELECT count(DISTINCT date_trunc('month', ordered_at)) FROM sales.orders"),
    ],
)  # fmt: skip
def test_queries_are_edited(retail, first, words, sql):
    session, catalog = retail
    (step,) = refined(catalog, first, words).steps
    assert session.value(f"SELECT count(*) FROM ({step.select})") == session.value(sql)


@pytest.mark.parametrize(
    ("first", "words", "columns"),
    [
        ("show emails of accounts", "add the tier", ["account_no", "e_mail", "tier"]),
        ("show emails of accounts", "without e_mail", ["account_no"]),
        ("show accounts", "only tier and points", ["tier", "points"]),
    ],
)
def test_columns_of_a_query_are_edited(retail, first, words, columns):
    session, catalog = retail
    (step,) = refined(catalog, first, words).steps
    assert [c.name for c in session.describe(step.select)] == columns


def test_rows_are_sorted_another_way(retail):
    session, catalog = retail
    (step,) = refined(catalog, "show accounts", "sort by points descending").steps
    first = session.rows(step.select)[0]
    assert (
        first
        == session.rows("SELECT * FROM loyalty.accounts ORDER BY points DESC, account_no LIMIT 1")[
            0
        ]
    )


@pytest.mark.parametrize(
    ("first", "words", "rules"),
    [
        ("clean customers", "only emails and phones", ["email", "phone"]),
        ("clean emails and phones in customers", "leave out the phone", ["email"]),
        ("clean emails in customers", "also the phone", ["email", "phone"]),
        ("clean emails in customers", "also trim the city", ["email", "city"]),
    ],
)
def test_cleaning_is_edited(retail, first, words, rules):
    (step,) = refined(retail[1], first, words).steps
    assert [r.column for r in step.rules] == rules


def test_rows_to_clean_and_to_change_are_narrowed(retail):
    session, catalog = retail
    (clean,) = refined(catalog, "clean emails in customers", "only in Berlin").steps
    assert clean.where == "\"city\" = 'Berlin'"
    (write,) = refined(catalog, "set tier to gold where points over 500", "only in Berlin").steps
    wanted = "SELECT count(*) FROM loyalty.accounts WHERE points > 500 AND tier <> 'gold' AND town = 'Berlin'"
    assert session.value(f"SELECT count(*) FROM ({write.select})") == session.value(wanted)
    (remove,) = refined(catalog, "delete orders without a customer", "only cancelled ones").steps
    wanted = "SELECT count(*) FROM sales.orders WHERE customer_id IS NULL AND status = 'cancelled'"
    assert session.value(f"SELECT count(*) FROM ({remove.keys_select})") == session.value(wanted)


def test_a_new_table_is_named(retail):
    match = refined(retail[1], "match customers with accounts", "call it people").steps[0]
    assert match.output == "people"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("call it golden", "unified_profile is an existing table and keeps its name"),
        (
            "exclude gold members",
            "leaving persons out by words is not offered; say which to keep: only ...",
        ),
        ("top 20", "the plan at hand has nothing to limit"),
    ],
)
def test_what_cannot_be_edited_is_said(retail, words, reason):
    at_hand = plan(retail[1], MAIN).result
    assert plan(retail[1], words, at_hand).result.reason == reason


def test_unknown_words_are_named(retail):
    at_hand = plan(retail[1], MAIN).result
    refusal = plan(retail[1], "make it purple", at_hand).result
    assert (refusal.kind, "purple" in refusal.not_understood) == ("refusal", True)


def test_a_fresh_intent_is_a_new_plan(retail):
    at_hand = plan(retail[1], MAIN).result
    reply = plan(retail[1], "count customers", at_hand)
    assert [s.kind for s in reply.result.steps] == ["query"]


def test_rows_that_two_tables_have_are_asked(retail):
    _, catalog = retail
    at_hand = plan(catalog, MAIN).result
    question = plan(catalog, "only in Berlin", at_hand).result
    assert question.kind == "question"
    answer = Answer(question=question.question, choice="loyalty.accounts")
    unify = plan(catalog, "only in Berlin", at_hand, (answer,)).result.steps[1]
    assert [f.table for f in unify.only] == ["loyalty.accounts"]


TAKEN = [
    ("take the longest name", [("full_name", "longest", ())]),
    ("the most complete name wins", [("full_name", "most_complete", ())]),
    ("prefer the CRM for e-mails", [("email", "source_priority", ("crm.customers",))]),
    ("take the phone from loyalty", [("phone", "source_priority", ("loyalty.accounts",))]),
    (
        "CRM before loyalty for the phone",
        [("phone", "source_priority", ("crm.customers", "loyalty.accounts"))],
    ),
    ("only verified phones", [("phone", "verified", ())]),
    ("most recent by updated_at", [("*", "most_recent", ("crm.customers.updated_at",))]),
    (
        "the newest e-mail by updated_at wins",
        [("email", "most_recent", ("crm.customers.updated_at",))],
    ),
]


@pytest.mark.parametrize(("words", "rules"), TAKEN)
def test_which_value_a_profile_takes(retail, words, rules):
    first = plan(retail[1], f"{MAIN}, {words}").result
    for unify in (refined(retail[1], MAIN, words).steps[1], first.steps[1]):
        assert [(s.column, s.rule, s.args) for s in unify.survivorship] == rules


def test_edits_by_hand_are_kept(retail):
    assert refined(retail[1], MAIN, "keep what was edited by hand").steps[1].keep_edits


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("only verified tiers", "nothing tells which values of tier are verified"),
        ("only e-mails with consent", "no table tells who agreed to the use of email"),
    ],
)
def test_what_nothing_tells_is_not_planned(retail, words, why):
    said = plan(retail[1], words, plan(retail[1], MAIN).result)
    assert said.result.kind == "refusal"
    assert why in said.result.reason
