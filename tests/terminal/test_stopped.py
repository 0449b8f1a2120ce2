"""Ctrl-C while rows are being written: the database is as before, and the change can be applied."""

import re

import pytest

from tests import nursery
from tests.terminal.shop import LOWER, environment, vibecli
from tests.terminal.term import CTRL_C, CTRL_D, ENTER, Term
from vibecli.engine.duckdb import DuckEngine

pytestmark = pytest.mark.terminal
PROMPT = r"(?m)^vibecli>"
ENDLESS = "SELECT count(*) FROM range(100000000) a, range(100000000) b WHERE a.range + b.range < 0"


def slow_cli(*arguments):
    """Do what vibecli does, but that its first commit hangs once every row is written."""
    from vibecli.run import commit

    swap_rows = commit.swap_rows

    def slow(work, swaps):
        done = list(swap_rows(work, swaps))
        commit.swap_rows = swap_rows
        print("rows are written", flush=True)
        work.run(ENDLESS)
        return done

    commit.swap_rows = slow
    return nursery.cli(*arguments)


def at(shop, *arguments):
    return Term(*arguments, cwd=shop, columns=80, environment=environment(shop), program=slow_cli)


def capitals(shop):
    with DuckEngine().read(shop / "vibecli.duckdb") as session:
        return session.value("SELECT count(*) FROM customers WHERE email <> lower(email)")


def test_ctrl_c_in_the_middle_of_an_apply(shop):
    with at(shop, "ask", LOWER) as term:
        term.wait_for("Enter discard >")
        term.type("y" + ENTER)
        term.wait_for("rows are written")
        term.type(CTRL_C)
        shown = term.wait_for("stopped; nothing was written")
        assert term.wait() == 130
    assert "Traceback" not in shown
    assert capitals(shop) == 7
    assert "applied" not in vibecli(shop, "history").stdout
    (plan,) = re.findall(r"(?m)^plan (\w{8}) - ", term.text())
    assert vibecli(shop, "apply", plan).returncode == 0
    assert capitals(shop) == 0


def test_ctrl_c_in_the_middle_of_an_apply_keeps_the_conversation(shop):
    with at(shop) as term:
        term.wait_for(PROMPT)
        term.type(LOWER + ENTER)
        term.wait_for(r"/apply writes it[\s\S]*\nvibecli>")
        term.type("/apply" + ENTER)
        term.wait_for("rows are written")
        term.type(CTRL_C)
        term.wait_for(r"stopped; nothing was written[\s\S]*\nvibecli>")
        assert capitals(shop) == 7
        term.type("/apply" + ENTER)
        term.wait_for(r"undo it with[\s\S]*\nvibecli>")
        term.type(CTRL_D)
        assert term.wait() == 0
    assert capitals(shop) == 0
