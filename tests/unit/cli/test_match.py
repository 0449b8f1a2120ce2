"""`vibecli match`: flags instead of words, then the way of every plan; rules named as reasons."""

import json
import re

import pytest

PLAN_ID = re.compile(r"vibecli apply (\w{8})")


def test_it_goes_the_way_of_a_plan_in_words(ask):
    flags = json.loads(ask("match", "customers", "loyalty", "-n", "-o", "json").out)
    words = json.loads(ask("ask", "match customers with loyalty", "-n", "-o", "json").out)
    assert flags["intent"] == "match customers with loyalty"
    assert (flags["planner"], words["planner"]) == ("flags", "catalogue")
    for name in ("plan", "diff", "verdict", "action"):
        assert flags[name] == words[name]


def test_without_a_terminal_a_person_must_approve(ask):
    ran = ask("match", "customers")
    assert ran.code == 3
    assert "creates customer_identity" in ran.out
    assert ask("apply", PLAN_ID.search(ran.err)[1]).code == 0
    again = ask("match", "customers", "--dry-run", "--exit-code")
    assert (again.code, "already is as this plan leaves it" in again.out) == (0, True)


def test_it_is_kept_as_a_saved_intent_that_runs(ask, shop):
    saved = shop / "people.yaml"
    ran = ask(
        "match", "customers", "--into", "people", "--ignore", "phone", "-n", "--save", str(saved)
    )
    assert ran.code == 0
    assert "intent: find duplicates in customers, ignore phone, call it people" in saved.read_text()
    assert "creates people" in ask("run", str(saved), "-n").out


def test_what_is_not_there_ends_in_one_line_and_a_hint(ask):
    ran = ask("match", "customers", "loyalti")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "vibecli: error: no table loyalti\nhint: did you mean loyalty?\n"


@pytest.mark.slow
def test_explanations_name_the_rule_that_decided(ask, shop):
    rules = ("--same", "email", "--different", "city")
    assert ask("-q", "match", "customers", "loyalty", *rules, "--yes").code == 0
    bound, apart = ("C-000", "L-000"), ("C-000", "C-001")
    told = {form: ask("explain", *bound, "-o", form).out for form in ("text", "json", "md")}
    assert "ok  bound by the rule: same email/mail  no bits outweigh it" in told["text"]
    assert json.loads(told["json"])["pair"]["bound_by"] == "same email/mail"
    assert "**bound by the rule: same email/mail**" in told["md"]
    assert "bound by the rule: same email/mail" in ask("explain", "C-000").out  # of a person
    page = shop / "pair.html"
    assert (
        "kept apart by the rule: different city" in ask("explain", *apart, "--html", str(page)).out
    )
    assert "kept apart by the rule: different city" in page.read_text("utf-8")
    shown = ask("review", "--rows", "customer_identity").out
    assert "same person as loyalty 'L-000': rule: same email/mail" in shown
