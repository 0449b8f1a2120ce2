"""`vibecli label` and `vibecli split`: verdicts are kept, hold in later matches, and change nothing else."""

import csv
import json
from pathlib import Path

import pytest

from tests.terminal.shop import MATCH, environment
from tests.unit.ui.streams import Screen
from vibecli.console.shell import Shell
from vibecli.engine.duckdb import DuckEngine
from vibecli.errors import UsageError
from vibecli.repl.conversation import Conversation

pytestmark = pytest.mark.slow

FAKE = Path(__file__).parents[2] / "quality" / "data" / "fake_1000.parquet"
FILE = Path("verdicts.jsonl")


def persons(folder):
    with DuckEngine().read(folder / "vibecli.duckdb") as session:
        rows = session.rows("SELECT source, record_id, person_id FROM customer_identity")
    return {(source, record): person for source, record, person in rows}


def kept():
    return [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]


def match_again(ask):
    ran = ask("-q", "ask", MATCH, "--yes")
    assert ran.code == 0, ran.err
    return ran


def test_a_verdict_is_kept_without_a_value_and_holds_in_every_later_match(ask, matched):
    assert persons(matched)["customers", "C-000"] == persons(matched)["loyalty", "L-000"]
    ran = ask("label", "customers:C-000", "L-000", "different")
    assert (ran.code, ran.out) == (0, "kept: customers C-000 and loyalty L-000: different\n")
    assert f"hint: vibecli ask '{MATCH}'" in ran.err
    (line,) = kept()
    assert line["verdict"] == "different"
    assert "ana" not in FILE.read_text("utf-8").lower()
    shown = ask("ask", MATCH, "-n", "-v").out
    assert "keeps to 1 verdict: 0 pairs the same person, 1 different" in shown
    assert "2 rows of 90 changed" in shown  # nobody else is rated anew
    for _ in range(2):
        match_again(ask)
        assert persons(matched)["customers", "C-000"] != persons(matched)["loyalty", "L-000"]


def test_a_verdict_holds_under_new_ids_and_lapses_with_the_content(ask, shop):
    ask("label", "C-001", "L-002", "same")
    with DuckEngine().write(shop / "vibecli.duckdb") as session:
        session.run("UPDATE customers SET id = 'N' || id")
    match_again(ask)
    assert persons(shop)["customers", "NC-001"] == persons(shop)["loyalty", "L-002"]
    with DuckEngine().write(shop / "vibecli.duckdb") as session:
        session.run("UPDATE customers SET name = 'Zoe Young' WHERE id = 'NC-001'")
    assert "1 verdict not applied: a record is gone" in ask("ask", MATCH, "-n", "-v").out
    assert len(kept()) == 1


def test_the_last_verdict_on_two_records_stands(ask, shop):
    for verdict in ("different", "same"):
        ask("label", "C-000", "L-000", verdict)
    match_again(ask)
    assert persons(shop)["customers", "C-000"] == persons(shop)["loyalty", "L-000"]


def test_an_id_that_is_personal_is_not_kept(ask, shop):
    with DuckEngine().write(shop / "vibecli.duckdb") as session:
        session.run("CREATE TABLE people (email VARCHAR PRIMARY KEY, name VARCHAR)")
        session.run("INSERT INTO people SELECT lower(email), name FROM customers")
    ran = ask("label", "people:ana.berg0@mail.example", "L-000", "same", "-o", "json")
    assert json.loads(ran.out)["verdict"]["left_record"] is None
    assert "ana" not in FILE.read_text("utf-8").lower()


def test_a_dry_run_keeps_nothing(ask, matched):
    assert "would be kept" in ask("label", "C-000", "L-000", "same", "--dry-run").out
    person = persons(matched)["loyalty", "L-000"]
    shown = ask("-q", "split", person, "L-000", "--dry-run")
    assert (shown.code, "held apart" in shown.err) == (0, True)
    assert "~2 changed" in shown.out
    assert not FILE.exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("C-000", "L-999", "same"), "no record L-999 in customers, loyalty"),
        (("C-000", "C-000", "same"), "C-000 is one record"),
        (("C-000", "L-000", "maybe"), "maybe is no verdict"),
        (("C-000", "L-000"), "give two records and a verdict"),
        (("--export", "v.txt"), "v.txt is neither csv nor jsonl"),
        (("--import", "none.csv"), "no file none.csv"),
        (("--export", "a.csv", "--import", "b.csv"), "--export, --import and records go one"),
        (("0123",), "no plan 0123"),
        ((), "nothing has been matched yet"),
    ],
)
def test_what_names_nothing_is_told(ask, words, told):
    ran = ask("label", *words)
    assert (ran.code, told in ran.err) == (2, True)


def test_a_bare_id_of_two_tables_is_asked_back(ask, shop):
    with DuckEngine().write(shop / "vibecli.duckdb") as session:
        session.run("UPDATE loyalty SET account_no = 'C-000' WHERE account_no = 'L-000'")
    ran = ask("label", "C-000", "C-001", "same")
    assert ran.code == 2
    assert "C-000 is a record of customers and of loyalty" in ran.err
    assert "hint: customers:C-000" in ran.err
    assert ask("label", "loyalty:C-000", "C-001", "same").code == 0


def test_verdicts_go_out_and_come_back(ask, shop):
    ask("label", "C-000", "L-000", "different")
    ask("label", "C-001", "L-002", "same")
    ask("label", "C-001", "L-002", "unsure")
    for name in ("v.csv", "v.jsonl"):
        assert json.loads(ask("label", "--export", name, "-o", "json").out)["verdicts"] == 2
        FILE.rename("before.jsonl")
        assert json.loads(ask("label", "--import", name, "-o", "json").out)["added"] == 2
        assert {line["verdict"] for line in kept()} == {"different", "unsure"}
        assert json.loads(ask("label", "--import", name, "-o", "json").out)["known"] == 2
    assert len(kept()) == 2


def test_a_file_written_by_hand_is_checked_line_by_line(ask, shop):
    lines = (
        "left,right,verdict", "C-000,L-000,no", "customers:C-000,loyalty:L-000,yes",
        "C-002,L-999,same", "C-002,L-002,different",
    )  # fmt: skip
    Path("mine.csv").write_text("\n".join(lines), encoding="utf-8")
    ran = ask("label", "--import", "mine.csv", "--dry-run")
    assert ran.out.splitlines() == [
        "2 of 4 verdicts kept from mine.csv",
        "1 contradicted by a later line on the same records",
        "line 4: no record L-999 in customers, loyalty",
    ]
    assert not FILE.exists()
    assert ask("label", "--import", "mine.csv").code == 0
    assert [line["verdict"] for line in kept()] == ["same", "different"]
    Path("mine.csv").write_text("\n".join([*lines[:2], ""]), encoding="utf-8")
    assert "1 of them replace another verdict" in ask("label", "--import", "mine.csv").out


def test_a_match_sure_of_all_has_no_question(ask):
    assert ask("-q", "ask", MATCH, "-n").code == 0
    assert json.loads(ask("label", "-o", "json").out)["questions"] == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("left,right,verdict\nC-000,L-000,perhaps\n", "line 2 has no verdict"),
        ("left,verdict\nC-000,same\n", "line 2 does not name two records"),
        ("left_source,left_print,right,verdict\ncrm,zz,L-000,same\n", "line 2 holds no print"),
    ],
)
def test_a_line_that_cannot_be_read_keeps_none(ask, text, told):
    Path("mine.csv").write_text(text, encoding="utf-8")
    ran = ask("label", "--import", "mine.csv")
    assert (ran.code, told in ran.err, FILE.exists()) == (1, True, False)


def test_half_a_last_line_is_told_and_mended_and_any_other_stops(ask, shop):
    ask("label", "C-000", "L-000", "different")
    whole = FILE.read_text("utf-8")
    FILE.write_text(whole + whole[:40], encoding="utf-8")
    assert "last line of verdicts.jsonl is broken off" in ask("ask", MATCH, "-n").out
    ask("label", "C-002", "L-002", "different")
    assert [line["left_record"] for line in kept()] == ["C-000", "C-002"]
    FILE.write_text(f"<<<<<<< HEAD\n{whole}", encoding="utf-8")
    ran = ask("ask", MATCH, "-n")
    assert (ran.code, "line 1 of verdicts.jsonl is no verdict" in ran.err) == (1, True)


def test_split_goes_through_review_and_survives_full_runs(ask, matched):
    person = persons(matched)["customers", "C-004"]
    asked = ask("-q", "split", person, "L-004")
    assert asked.code == 3
    assert persons(matched)["loyalty", "L-004"] == person  # nothing before approval
    done = ask("-q", "split", person, "loyalty:L-004", "--yes", "-o", "json")
    told = json.loads(done.out)
    assert told["split"] == {"person": person, "records": 1, "others": 1, "kept": True}
    assert told["receipt"]["tables"][0]["changed"] == 2
    for _ in range(2):
        now = persons(matched)
        assert now["loyalty", "L-004"] != now["customers", "C-004"]
        match_again(ask)


def test_split_says_what_is_no_record_or_no_person(ask, matched):
    person = persons(matched)["customers", "C-004"]
    for words, told in (
        ((person, "L-005"), f"L-005 is no record of {person}"),
        ((person, "L-004", "C-004"), f"those are all 2 records of {person}"),
        (("p_none", "L-004"), "no person p_none in customer_identity"),
    ):
        ran = ask("split", *words)
        assert (ran.code, told in ran.err) == (2, True)


def test_split_without_the_plan_tells_which_match_to_run(ask, matched):
    for plan in Path(".vibecli/plans").iterdir():
        plan.rename(matched / plan.name[:9])
    ran = ask("split", persons(matched)["customers", "C-004"], "L-004", "-o", "json")
    told = json.loads(ran.out)
    assert (ran.code, told["action"], told["command"]) == (3, "ask", f"vibecli ask '{MATCH}'")
    assert len(kept()) == 1


def test_a_script_is_told_which_merges_wait_for_a_person(ask, shop):
    assert ask("-q", "load", str(FAKE)).code == 0
    assert ask("-q", "ask", "find duplicates in fake_1000", "-n").code == 0
    ran = ask("label", "-o", "json", "--limit", "3")
    told = json.loads(ran.out)
    assert (ran.code, told["action"], len(told["questions"])) == (3, "judge", 3)
    effects = [
        q["pairs"] * (1 - q["probability"] if q["accepted"] else q["probability"])
        for q in told["questions"]
    ]
    assert min(effects) > 0.3
    assert told["command"].startswith("vibecli label ")


def test_a_conversation_judges_two_records_and_splits(ask, shop, monkeypatch):
    monkeypatch.chdir(shop)
    screen = Screen()
    talk = Conversation(Shell(screen.terminal, environment=environment(shop)))
    talk.hear(MATCH)
    talk.hear("/apply")
    talk.hear("/label C-000 L-000 different")
    talk.hear(f"/split {persons(shop)['customers', 'C-004']} L-004")
    assert "kept: customers C-000 and loyalty L-000: different" in screen.out
    assert len(kept()) == 2
    talk.hear("/apply")
    now = persons(shop)
    assert now["loyalty", "L-004"] != now["customers", "C-004"]
    assert now["loyalty", "L-000"] != now["customers", "C-000"]
    with pytest.raises(UsageError, match="give a person"):
        talk.hear("/split p_1")


def test_the_file_reads_as_a_truth(ask, matched):
    ask("label", "C-000", "L-000", "same")
    ask("label", "C-001", "L-002", "different")
    ask("label", "--export", "v.csv")
    with Path("v.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 2
    told = json.loads(ask("evaluate", "v.csv", "-o", "json").out)
    assert told["coverage"]["judged"] == 2


def test_an_explanation_names_the_verdict_that_decided(ask, matched):
    assert ask("label", "customers:C-000", "loyalty:L-000", "different").code == 0
    ask("-q", "ask", MATCH, "--yes", "--confirm", "customer_identity")
    told = ask("explain", "customers:C-000", "loyalty:L-000").out
    assert "judged  different by" in told
    assert "keeps them apart" not in told


def test_what_an_answer_moved_is_said_with_the_records_on_demand(ask, matched):
    one, two = (persons(matched)["customers", record] for record in ("C-001", "C-004"))
    ask("label", "customers:C-001", "customers:C-004", "same")
    told = json.loads(ask("ask", MATCH, "-n", "-o", "json").out)
    (line,) = (notice for notice in told["notices"] if "moved" in notice)
    assert line.startswith("the answer on customers C-001 and customers C-004 moved")
    assert f"persons {min(one, two)}, {max(one, two)} -> " in line
    rows = json.loads(ask("review", "--rows", "s1_moved", "-o", "json").out)
    assert len(rows) == int(line.split("moved ")[1].split()[0]) > 0
    assert {row["verdict"] for row in rows} == {"same"}
    assert {row["person_id"] for row in rows} | {row["other_person_id"] for row in rows} == {
        one,
        two,
    }


def test_an_answer_that_keeps_what_there_was_moves_nothing(ask, matched):
    ask("label", "customers:C-000", "loyalty:L-000", "same")
    assert " moved " not in ask("ask", MATCH, "-n", "-v").out
