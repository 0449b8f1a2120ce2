"""Approving a part of a change at a real terminal: by number at the question, and in a talk."""

import re

import pytest

from tests.terminal.shop import environment
from tests.terminal.term import CTRL_D, ENTER, Term
from vibecli.engine.duckdb import DuckEngine

pytestmark = pytest.mark.terminal
BOTH = "uppercase city and lowercase email in customers"
CHOICES = "Enter discard >"


def at(shop, *arguments):
    return Term(*arguments, cwd=shop, columns=80, rows=40, environment=environment(shop))


def changed(shop):
    with DuckEngine().read(shop / "vibecli.duckdb") as session:
        return session.rows(
            "SELECT count(*) FILTER (WHERE email <> lower(email)),"
            " count(*) FILTER (WHERE city = upper(city)) FROM customers"
        )[0]


def test_a_part_is_chosen_by_number_and_applied(shop):
    with at(shop, "ask", BOTH) as term:
        term.wait_for(rf"a a part[\s\S]*{CHOICES}")
        term.type("a" + ENTER)
        listed = term.wait_for(r"column +customers\.city[\s\S]*numbers to leave out")
        (number,) = re.findall(r"(\d) +column +customers\.city", listed)
        term.type("column:customers.nope" + ENTER)
        term.wait_for(rf"no column of customers that changes[\s\S]*{CHOICES}")
        term.type("part" + ENTER)
        term.wait_for(r"numbers to leave out(?![\s\S]*no column)")
        term.type(number + ENTER)
        term.wait_for(rf"left out +column:customers.city[\s\S]*{CHOICES}")
        assert changed(shop) == (7, 0)
        term.type("y" + ENTER)
        term.wait_for("applied[\\s\\S]+undo it with: vibecli undo")
        assert term.wait() == 0
    assert changed(shop) == (0, 0)


@pytest.mark.slow
def test_a_part_becomes_the_plan_at_hand(shop):
    with at(shop) as term:
        term.wait_for(r"(?m)^vibecli>")
        term.type(BOTH + ENTER)
        term.wait_for(r"/apply writes it[\s\S]*\nvibecli>")
        term.type("/part column:customers.city" + ENTER)
        term.wait_for(r"left out +column:customers.city[\s\S]*\nvibecli>")
        term.type("/apply" + ENTER)
        term.wait_for(r"undo it with[\s\S]*\nvibecli>")
        term.type(CTRL_D)
        term.wait()
    assert changed(shop) == (0, 0)
