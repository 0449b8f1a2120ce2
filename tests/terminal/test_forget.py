"""A person forgotten in a conversation: confirmed by a word, and nothing of what was typed stays."""

import pytest

from tests.terminal.shop import environment
from tests.terminal.term import CTRL_D, ENTER, Term

pytestmark = [pytest.mark.terminal, pytest.mark.slow]
PROMPT = r"(?m)^vibecli>"


def test_a_conversation_keeps_nothing_of_whom_it_forgot(shop):
    extra = {"XDG_STATE_HOME": str(shop.parent / "typed")}
    told = environment(shop, **extra)
    with Term(cwd=shop, columns=100, rows=60, environment=told) as term:
        term.wait_for(PROMPT)
        term.type("forget the customer with email ana.berg0@mail.example everywhere" + ENTER)
        seen = term.wait_for(r"/apply writes it|nobody here|no plan was made")
        assert "/apply writes it" in seen, seen
        term.type("/apply" + ENTER)
        term.wait_for(r"type forget to confirm")
        term.type("forget" + ENTER)
        seen = term.wait_for(r"certificate: [\s\S]*vibecli>")
        assert "0 hits" in seen.replace("\n", " ")
        term.type(CTRL_D)
        assert term.wait() == 0
    held = [
        path
        for folder in (shop / ".vibecli", shop.parent / "typed")
        for path in folder.rglob("*")
        if path.is_file() and b"ana.berg0@mail.example" in path.read_bytes().lower()
    ]
    assert held == []
    assert [*(shop.parent / "typed").rglob("history")]


def test_whom_one_means_is_chosen_where_it_may_be_two(shop):
    from tests import files

    with files.write(shop / "vibecli.duckdb") as session:
        session.run(
            "UPDATE customers SET email = 'two@mail.example' WHERE id IN ('C-000', 'C-001')"
        )
    with Term(
        "forget", "two@mail.example", cwd=shop, columns=100, rows=60, environment=environment(shop)
    ) as term:
        seen = term.wait_for(r"Enter stops")
        assert "2 persons" in seen
        term.type("2" + ENTER)
        seen = term.wait_for(r"Enter discard")
        assert "hold the same email" in seen
        term.type(ENTER)
        assert term.wait() == 0
