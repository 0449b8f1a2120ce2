"""One-shot commands at a real terminal: the review, its one question, and the answers to it."""

import re

import pytest

from tests.terminal.shop import (
    LOWER,
    UPPER,
    environment,
    vibecli,
    workers,
    write_broad_plan,
    write_endless_plan,
)
from tests.terminal.term import CTRL_C, CTRL_D, ENTER, Term
from vibecli.engine.duckdb import DuckEngine

pytestmark = pytest.mark.terminal
CHOICES = "Enter discard >"


def at(shop, *arguments, columns=80, **extra):
    return Term(*arguments, cwd=shop, columns=columns, environment=environment(shop, **extra))


def capitals(shop):
    with DuckEngine().read(shop / "vibecli.duckdb") as session:
        return session.value("SELECT count(*) FROM customers WHERE email <> lower(email)")


def test_look_then_approve_then_undo(shop):
    with at(shop, "ask", LOWER) as term:
        term.wait_for(CHOICES)
        for key, shown in (
            ("d", "7 rows change"),
            ("w", "email: lower case"),
            ("p", "s1"),
            ("v", "plan "),
            ("d customers:C-009", r"email +J\*\*@\*\* +j\*\*@\*\*"),
            ("v customers", "60 -> 60 rows"),
            ("s s1", "the rows for customers as it ran"),
            ("l customers.email", "comes from  customers.email"),
            ("w C-009", "lower case"),
            ("d custmers:C-009", "did you mean customers"),
        ):
            term.type(key + ENTER)
            term.wait_for(rf"{shown}[\s\S]*{CHOICES}")
        assert capitals(shop) == 7
        term.type("y" + ENTER)
        term.wait_for("applied[\\s\\S]+undo it with: vibecli undo")
        assert term.wait() == 0
    assert capitals(shop) == 0
    assert vibecli(shop, "undo").returncode == 0
    assert capitals(shop) == 7


@pytest.mark.slow
def test_many_tables_fit_a_screen_and_each_can_be_opened(shop):
    write_broad_plan(shop, 24)
    with at(shop, "run", "broad.json") as term:
        shown = term.wait_for(rf"24 tables change[\s\S]*one of them: v TABLE[\s\S]*{CHOICES}")
        listed = shown.partition("24 tables change")[2]
        assert listed.index("t24 ") < listed.index("t01 ")
        for typed, told in (
            ("v t07", r"t07 +new table +\+7 rows"),
            ("d", "rows of 8 of 24 tables, the largest changes; d TABLE for one"),
            ("d t03", "3 rows change"),
        ):
            term.type(typed + ENTER)
            term.wait_for(rf"{told}[\s\S]*{CHOICES}")
        term.type(ENTER)
        assert term.wait() == 0


@pytest.mark.parametrize("keys", [ENTER, "n" + ENTER, CTRL_D])
def test_the_default_is_to_discard(shop, keys):
    with at(shop, "ask", LOWER) as term:
        term.wait_for(CHOICES)
        term.type(keys)
        term.wait_for("discarded; nothing was written")
        assert term.wait() == 0
    assert capitals(shop) == 7


def test_a_key_that_is_none_asks_again(shop):
    with at(shop, "ask", LOWER) as term:
        term.wait_for(CHOICES)
        term.type("perhaps" + ENTER)
        term.wait_for(rf"type one of these and Enter: y, d[\s\S]*{CHOICES}")
        term.type(ENTER)
        assert term.wait() == 0


def test_ctrl_c_at_the_question(shop):
    with at(shop, "ask", LOWER) as term:
        term.wait_for(CHOICES)
        term.type(CTRL_C)
        term.wait_for("stopped; nothing was written")
        assert term.wait() == 130
    assert capitals(shop) == 7


def test_ctrl_c_while_the_plan_runs(shop):
    write_endless_plan(shop)
    with at(shop, "run", "endless.json") as term:
        term.wait_for(r"wait  \d s")  # the live line
        term.type(CTRL_C)
        shown = term.wait_for("stopped; nothing was written")
        assert term.wait() == 130
    assert "Traceback" not in shown
    assert not term.screen.cursor.hidden
    assert workers(shop) == []


@pytest.mark.parametrize(("typed", "applied"), [("customers", True), ("yes", False)])
def test_a_large_change_is_confirmed_by_name(shop, typed, applied):
    with at(shop, "ask", UPPER) as term:
        term.wait_for(CHOICES)
        term.type("y" + ENTER)
        term.wait_for("type customers to confirm")
        term.type(typed + ENTER)
        term.wait_for("applied" if applied else "nothing was written")
        assert term.wait() == 0


def test_a_narrow_screen_has_no_line_too_long_and_no_colour_when_asked(shop):
    with at(shop, "ask", LOWER, columns=44, NO_COLOR="1") as term:
        term.wait_for(CHOICES)
        assert b"\x1b[1m" not in term.raw
        assert b"\x1b[3" not in term.raw
        term.type(ENTER)
        assert term.wait() == 0
    review, _, _ = term.raw.decode().partition("discarded")
    lines = re.split(r"\r|\n|\x1b\[2K", review)
    assert max(map(len, lines)) <= 44


def test_colour_on_a_screen(shop):
    with at(shop, "ask", LOWER, "-n") as term:
        term.wait_for("dry run")
        assert b"\x1b[1mlowercase" in term.raw
        assert term.wait() == 0


def test_a_script_at_a_terminal_is_never_asked(shop):
    for flags in (["--no-input"], ["-o", "md"]):
        with at(shop, "ask", LOWER, *flags) as term:
            assert term.wait() == 3


def test_a_question_is_answered_by_number(shop):
    with at(shop, "ask", "match customers") as term:
        term.wait_for("1  loyalty")
        term.type("7" + ENTER)
        term.wait_for("no option 7")
        term.type("1" + ENTER)
        assert "reads customers, loyalty" in term.wait_for(CHOICES)


def test_an_answer_is_offered_to_the_glossary_once_the_change_is_decided(shop):
    with at(shop, "ask", "match customers") as term:
        term.wait_for("1  loyalty")
        term.type("1" + ENTER)
        term.wait_for(CHOICES)
        term.type(ENTER)
        term.wait_for("keep for next time: customers is")
        term.type("y" + ENTER)
        term.wait_for("customers stands in glossary.yaml now")
        assert term.wait() == 0
    assert "answer: loyalty" in (shop / "glossary.yaml").read_text()


def test_a_question_left_alone_stops(shop):
    with at(shop, "ask", "match customers") as term:
        term.wait_for("Enter stops")
        term.type(ENTER)
        term.wait_for("--answer LABEL")
        assert term.wait() == 3


@pytest.mark.parametrize(("typed", "code"), [("", 3), ("model.invalid", 5)])
def test_nothing_is_sent_before_a_person_consents(shop, typed, code):
    flags = ("--base-url", "http://model.invalid/v1", "--model", "m")
    with at(shop, "ask", "count customers", *flags, OPENAI_API_KEY="k") as term:
        term.wait_for("type model.invalid to consent")
        term.type(typed + ENTER)
        assert term.wait(40) == code
