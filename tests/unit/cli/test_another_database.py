"""A plan is approved for the database it was reviewed on; what is told names the one at hand."""

import json
import shutil

import duckdb
import pytest

from tests.terminal.shop import LOWER


@pytest.fixture
def planned(ask, shop):
    """A plan reviewed on test.duckdb, with prod.duckdb its copy."""
    for name in ("test", "prod"):
        shutil.copy(shop / "vibecli.duckdb", shop / f"{name}.duckdb")
    ran = ask("--db", "test.duckdb", "ask", LOWER, "-n", "-o", "json")
    return json.loads(ran.out)["plan_id"][:8]


def test_a_plan_is_not_applied_to_another_database(ask, planned, shop):
    ran = ask("--db", "prod.duckdb", "apply", planned)
    assert (ran.code, f"reviewed on {shop}/test.duckdb, not on" in ran.err) == (7, True)
    assert f"vibecli --db {shop}/test.duckdb apply {planned}" in ran.err
    assert ask("--db", "prod.duckdb", "apply", planned, "-n").code == 7
    assert ask("--db", "test.duckdb", "apply", planned).code == 0


def test_it_may_be_run_anew_on_that_one_and_approved_for_both(ask, planned):
    assert ask("--db", "prod.duckdb", "apply", planned, "--rebase").code == 3
    assert ask("--db", "prod.duckdb", "apply", planned).code == 0
    assert ask("--db", "test.duckdb", "apply", planned).code == 0


def test_a_backup_put_back_or_a_folder_moved_is_the_same_database(ask, planned, shop, monkeypatch):
    (shop / "test.duckdb").replace(shop / "moved.duckdb")
    ran = ask("--db", "moved.duckdb", "apply", planned)
    assert (ran.code, "applies it there" in ran.err, "--rebase" in ran.err) == (7, False, True)
    (shop / "moved.duckdb").replace(shop / "test.duckdb")
    monkeypatch.chdir(shutil.copytree(shop, shop.with_name("elsewhere")))
    assert ask("--db", "test.duckdb", "apply", planned).code == 0


def test_hints_name_the_database_and_the_plan(ask, planned):
    on = ("--db", "test.duckdb")
    assert ask(*on, "apply", planned).code == 0
    with duckdb.connect("test.duckdb") as connection:
        connection.execute("UPDATE customers SET email = 'other@mail.example'")
    ran = ask(*on, "undo", planned)
    assert (ran.code, "hint: vibecli --db test.duckdb show " in ran.err) == (7, True)
    ran = ask(*on, "review", planned, "--without", "column:customers.email")
    assert "apply ID" not in ran.err


def test_what_is_undone_is_shown_still(ask, planned):
    on = ("--db", "test.duckdb")
    assert ask(*on, "show").code == 2
    assert [ask(*on, *words).code for words in (("apply", planned), ("undo",), ("show",))] == [
        0
    ] * 3
