"""Every outcome ends in its exit code, one clear line and a hint; stdout holds data only."""

import json
import os
import re
from pathlib import Path

import pytest

from tests.terminal.shop import LOWER, MATCH, UPPER, workers, write_endless_plan
from vibecli.engine.duckdb import DuckEngine

VIP = "set tier to vip in loyalty where account_no is L-002"


def database(folder, *statements):
    with DuckEngine().write(folder / "vibecli.duckdb") as session:
        return [session.rows(statement) for statement in statements]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["asc"], 2, "no such command 'asc'"),
        (["-o", "json", "find  duplicates", "--yes"], 2, "vibecli ask 'find duplicates'"),
        (["model", "show", "churn"], 2, "vibecli models show churn"),
        (["ask"], 2, "missing argument 'intent'"),
        (["ask", "  "], 2, "the intent is empty"),
        (["ask", "count \udcff"], 2, "not valid UTF-8"),
        (["ask", "x" * 20_001], 2, "20,001 characters"),
        (["ask", "frobnicate the wombat"], 1, "no plan was made"),
        (["tables", "--nope"], 2, "no such option: --nope"),
        (["tables", "-o", "xml"], 2, "unknown output format: xml"),
        (["tables", "--limit", "-3"], 2, "limit must be"),
        (["tables", "--limit", "9" * 23], 2, "limit must be a whole number up to"),
        (["tables", "--timeout", "1e300"], 2, "--timeout must be a number from 0.1 to 10,000,000"),
        (["tables", "--timeout", "nan"], 2, "--timeout must be a number from"),
        (["ask", "show 999999999999999999999999 customers"], 1, "1e+24 is no number of rows"),
        (["ask", "show -5 customers"], 1, "-5 is no number of rows"),
        (["ask", f"show {'9' * 400} customers"], 1, "no plan was made"),
        (["tables", "--db", "none.duckdb"], 2, "no database at"),
        (["profile", "custmers"], 2, "no table custmers"),
        (["load", "nope.csv"], 2, "nope.csv"),
        (["load", "customers.csv", "--append", "--replace"], 2, "exclude each other"),
        (["load", "customers.csv"], 2, "customers"),
        (["run", "nope.yaml"], 2, "nope.yaml"),
        (["check", "nope"], 2, "no such file or folder: nope"),
        (["check", "."], 2, "no saved intent there"),
        (["review"], 2, "no plan has been made yet"),
        (["review", "--list"], 0, "no plan has been reviewed"),
        (["apply", "abcd1234"], 2, "no plan abcd1234"),
        (["apply", ""], 2, "at least 4 letters"),
        (["undo"], 2, "no applied plan to undo"),
        (["undo", ""], 2, "at least 4 letters"),
        (["undo", "abcd"], 2, "no applied plan abcd"),
        (["history"], 0, "nothing has been applied"),
        (["sessions"], 0, "no conversation has been held"),
        (["resume"], 2, "no conversation to resume, and no run was stopped"),
        (["resume", "deadbeef"], 2, "no session deadbeef, and no such run was stopped"),
        (["schema", "nope"], 2, "no schema named nope"),
        (["config", "nope"], 2, "unknown action: nope"),
        (["config", "consent", "http://a b"], 2, "not a host: http://a b"),
        (["tables", "--db", "."], 2, "is a folder, not a database"),
        (["tables", "--db", "/dev/null"], 2, "/dev/null is no file, not a database"),
        (["undo", "--db", "customers.csv"], 2, "customers.csv is no DuckDB database"),
        (["ask", "count x", "--db", "customers.csv"], 2, "customers.csv is no DuckDB database"),
        (["config", "consent"], 2, "consent needs a host"),
        (["demo", "--keep", "customers.csv"], 2, "is not empty"),
    ],
)
def test_what_goes_wrong_is_told_in_one_line(ask, words, code, said):
    ran = ask(*words)
    assert (ran.code, said in ran.err) == (code, True), ran.err
    assert "Traceback" not in ran.err
    assert ran.out == ""


def test_a_missing_file_makes_no_database(ask, shop):
    assert ask("load", "nope.csv", "--db", "new.duckdb").code == 2
    assert not (shop / "new.duckdb").exists()


def test_without_a_terminal_the_exact_command_is_printed(ask):
    ran = ask("ask", LOWER)
    assert ran.code == 3
    line = ran.err.strip().splitlines()[-1]
    assert line.startswith("hint: vibecli apply ")
    assert ask(*line.split()[2:]).code == 0


def test_a_large_change_needs_its_table_named(ask):
    ran = ask("ask", UPPER, "--yes")
    assert (ran.code, "--confirm=customers" in ran.err) == (3, True)
    assert "customers: 60 rows of 60 changed (100.0%), the limit is 50%; to apply it" in ran.err
    assert ask("ask", UPPER, "--yes", "--confirm", "CUSTOMERS").code == 0


def test_a_dry_run_ends_well_unless_asked_otherwise(ask):
    assert ask("ask", LOWER, "--dry-run").code == 0
    assert ask("ask", LOWER, "--dry-run", "--exit-code").code == 3
    assert ask("ask", "count customers", "-n", "--exit-code").code == 0
    assert ask("history").out == ""


def test_apply_twice_writes_once_and_undo_twice_is_told(ask, shop):
    ask("ask", LOWER, "--yes")
    plan = json.loads(ask("history", "-o", "json").out)[0]["plan_id"]
    again = ask("apply", plan[:8])
    assert (again.code, "had been applied before" in again.out) == (0, True)
    assert ask("undo", plan[:8]).code == 0
    twice = ask("undo", plan[:8])
    assert (twice.code, "undone already" in twice.err) == (2, True)
    assert database(shop, "SELECT count(*) FROM customers WHERE email <> lower(email)") == [[(7,)]]


def test_changed_data_are_stale_until_rebased(ask, shop):
    plan = json.loads(ask("ask", VIP, "-o", "json").out)["short_id"]
    database(shop, "UPDATE loyalty SET tier = 'none' WHERE account_no = 'L-002'")
    stale = ask("apply", plan)
    assert (stale.code, f"vibecli apply {plan} --rebase" in stale.err) == (7, True)
    assert "loyalty" in stale.err.splitlines()[0]
    anew = ask("apply", plan, "--rebase")
    assert (anew.code, "none -> vip" in anew.out) == (3, True)
    assert database(shop, "SELECT tier FROM loyalty WHERE account_no = 'L-002'") == [[("none",)]]


def test_a_match_of_other_tables_keeps_its_identity_table(ask, matched):
    told = json.loads(ask("ask", "find duplicates in loyalty", "-n", "-o", "json").out)
    assert [table["table"] for table in told["diff"]["tables"]] == ["loyalty_identity"]
    again = json.loads(ask("ask", MATCH, "-n", "-o", "json").out)
    assert again["diff"]["tables"] == []


def test_counts_and_ids_are_shown_and_personal_values_are_not(ask, matched):
    rows = ask("ask", "profile customers", "-o", "csv").out.splitlines()
    assert rows[3] == "3,email,VARCHAR,email,60,60,60,**,**"
    assert ask("ask", "show 1 customer_identity", "-o", "csv").out.splitlines()[1][:2] == "p_"


def test_an_edited_plan_is_blocked(ask, shop):
    plan = json.loads(ask("ask", VIP, "-o", "json").out)["plan_id"]
    record = shop / ".vibecli" / "plans" / plan / "plan.json"
    record.write_bytes(record.read_bytes() + b" ")
    ran = ask("apply", plan[:8])
    assert (ran.code, "edited" in ran.err) == (4, True)


def test_a_protected_table_blocks_even_with_yes(ask, shop):
    (shop / "vibecli.toml").write_text('[policy]\nprotected = ["loyalty"]\n')
    ran = ask("ask", VIP, "--yes")
    assert (ran.code, "loyalty is protected" in ran.err) == (4, True)
    assert ask("history").out == ""


def test_a_table_that_is_gone_makes_a_saved_intent_stale(ask, shop):
    ask("ask", LOWER, "-n", "--save", "intents/low.yaml")
    database(shop, "DROP TABLE customers")
    ran = ask("run", "intents/low.yaml")
    assert (ran.code, "customers is gone" in ran.err) == (7, True)
    checked = ask("check", "intents")
    assert (checked.code, "stale" in checked.out) == (7, True)


def test_bounds_hold_for_every_way_to_apply_a_saved_intent(ask, shop):
    ask("ask", LOWER, "-n", "--save", "intents/low.yaml")
    path = shop / "intents" / "low.yaml"
    path.write_text(re.sub(r"max_changed: \d+", "max_changed: 3", path.read_text()))
    for words in (["check", "intents"], ["run", "intents/low.yaml", "--yes"]):
        ran = ask(*words)
        assert (ran.code, "at most 3 allowed" in ran.out + ran.err) == (4, True)
    plan = json.loads(ask("review", "-o", "json").out)["plan_id"]
    assert ask("apply", plan[:8]).code == 4
    assert ask("history").out == ""


def test_check_reads_what_it_can_and_tells_the_rest(ask, shop):
    ask("ask", LOWER, "-n", "--save", "intents/low.yaml")
    (shop / "intents" / "broken.yaml").write_text("a: [1\n")
    newer = (shop / "intents" / "low.yaml").read_text().replace("version: 1", "version: 99")
    (shop / "intents" / "newer.yaml").write_text(newer)
    ran = ask("check", "intents", "--junit", "out/j.xml", "-o", "json")
    assert [one["status"] for one in json.loads(ran.out)] == ["error", "passed", "error"]
    assert ran.code == 2
    assert '<testsuites tests="3"' in (shop / "out" / "j.xml").read_text()
    assert ask("check", "intents/low.yaml", "--junit", "/proc/none/j.xml").code == 2


def test_a_broken_configuration_is_named_with_its_line(ask, shop):
    (shop / "vibecli.toml").write_text('limit = "x"\n')
    ran = ask("tables")
    assert (ran.code, "vibecli.toml:1" in ran.err) == (2, True)
    assert ask("doctor").code == 1


def test_time_outs_write_nothing(ask, shop):
    write_endless_plan(shop)
    ran = ask("run", "endless.json", "--timeout", "0.5")
    assert (ran.code, "nothing was written" in ran.err) == (6, True)
    assert workers(shop) == []


def test_init_never_overwrites(ask, shop):
    (shop / "glossary.yaml").write_text("terms: {}\n")
    assert ask("init").code == 0
    ran = ask("init")
    assert ran.err.count("kept ") == 3
    assert (shop / "glossary.yaml").read_text() == "terms: {}\n"
    told = json.loads(ask("init", "-o", "json").out)
    assert [(Path(one["file"]).name, one["done"]) for one in told] == [
        ("vibecli.toml", "kept"), ("glossary.yaml", "kept"), (".gitignore", "kept"),
    ]  # fmt: skip


def test_init_where_nothing_can_be_written_tells_only_that(ask, shop):
    assert ask("init").code == 0
    (shop / "glossary.yaml").unlink()
    (shop / "glossary.yaml").symlink_to(shop / "gone" / "glossary.yaml")
    ran = ask("init")
    assert (ran.code, ran.err.count("kept ")) == (2, 0)
    assert ran.err.startswith("vibecli: error: cannot write to .: No such file or directory\n")


def test_the_context_is_told_in_the_format_asked_for(ask, shop):
    told = json.loads(ask("context", "-o", "json").out)
    assert "customers" in told["context"]
    assert (told["egress"], told["tokens"] > 0) == ("shapes", True)


def test_an_unexpected_error_leaves_a_private_log(ask, shop, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("vibecli.workspace.Workspace.catalog", broken)
    ran = ask("tables")
    log = shop / ".vibecli" / "error.log"
    assert (ran.code, str(log) in ran.err, "secret" in ran.err) == (1, True, False)
    assert "ZeroDivisionError: secret" in log.read_text()
    assert log.stat().st_mode & 0o077 == 0


@pytest.mark.slow
def test_a_protection_that_protects_nothing_is_told(ask, shop):
    (shop / "vibecli.toml").write_text('[policy]\nprotected = ["loyalti", "*.email", "sales.*"]\n')
    ran = ask("ask", LOWER, "-n", "--save", "low.yaml")
    assert "loyalti names no table and no column; did you mean loyalty?" in ran.err
    assert ("sales.*" in ran.err, "*.email names" in ran.err) == (True, False)
    ask("ask", VIP, "-n", "--save", "vip.yaml")
    assert ask("check", "vip.yaml", "vip.yaml").err.count("loyalti names") == 1
    assert "loyalti" not in ask("run", "vip.yaml", "-n", "-q").err
    doctor = json.loads(ask("doctor", "-o", "json").out)
    assert [one["name"] for one in doctor if one["status"] == "warn"] == ["protection"] * 2


def test_a_region_without_phone_numbers_is_a_configuration_error(ask, shop):
    (shop / "vibecli.toml").write_text('region = "XX"\n')
    ran = ask("tables")
    assert (ran.code, "vibecli.toml:1: region must be a country code" in ran.err) == (2, True)


def test_a_load_that_fails_tells_what_was_loaded_before(ask, shop):
    (shop / "new.csv").write_text("id,n\n1,2\n")
    (shop / "broken.json").write_text("[{")
    ran = ask("load", "new.csv", "broken.json")
    assert (ran.code, "; loaded before it: new\n" in ran.err) == (1, True), ran.err
    assert database(shop, "SELECT count(*) FROM new") == [[(1,)]]


@pytest.mark.parametrize("name", ["vibecli.toml", "glossary.yaml"])
@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_settings_that_are_no_file_are_an_error_and_no_wait(ask, shop, name, make):
    make(shop / name)
    ran = ask("ask", "count customers")
    assert (ran.code, name in ran.err, "is no file" in ran.err) == (2, True, True), ran.err


def test_a_folder_is_loaded_without_its_notes_and_tells_which(ask, shop):
    (shop / "in").mkdir()
    (shop / "in" / "new.csv").write_text("id,n\n1,2\n")
    (shop / "in" / "readme.txt").write_text("hello\n")
    ran = ask("load", "in")
    assert (ran.code, "passed over in in: readme.txt" in ran.err) == (0, True)
    assert "readme" not in ask("tables").out
    (shop / "gone.csv").symlink_to("nowhere.csv")
    assert "hint: it points to nowhere.csv" in ask("load", "gone.csv").err


def test_a_plan_without_sql_says_so(ask, shop):
    step = {"kind": "query", "id": "s1", "why": "w", "needs": [], "select": ""}
    plan = {"kind": "plan", "title": "t", "steps": [step], "confidence": "high"}
    (shop / "p.json").write_text(json.dumps(plan))
    assert "there is no SQL" in ask("run", "p.json").err
