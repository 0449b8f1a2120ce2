"""A dry run writes nothing: what has no review to show instead is refused before it begins."""

import pytest

from tests.terminal.shop import LOWER


def world(shop):
    """Give every file outside the state folder, with what is in it."""
    return {
        path.relative_to(shop): path.read_bytes()
        for path in sorted(shop.rglob("*"))
        if path.is_file() and ".vibecli" not in path.parts
    }


@pytest.mark.parametrize(
    "words",
    [
        ("undo",),
        ("undo", "--partial"),
        ("load", "customers.csv", "--table", "again"),
        ("glossary", "add", "gold", "of the gold tier"),
        ("verify",),
        ("init", "new"),
        ("config", "consent", "api.example.com"),
    ],
)
def test_what_writes_at_once_is_refused_in_a_dry_run(ask, shop, words):
    ask("ask", LOWER, "--yes")
    before = world(shop)
    ran = ask(*words, "--dry-run")
    assert (ran.code, "a dry run writes nothing" in ran.err) == (2, True)
    assert "hint: leave --dry-run out" in ran.err
    assert world(shop) == before
    assert not (shop / "new").exists()
    assert "undone" not in ask("history").out
