"""`vibecli tag`: what columns hold, as comments and contracts, approved and undone like any plan."""

import json
import re

import pytest

from tests import files
from vibecli.contracts.folder import read_contracts
from vibecli.run.changeset import FileChange
from vibecli.run.contract_files import NOTES, Note

PLAN_ID = re.compile(r"vibecli apply (\w{8})")
COMMENTS = "SELECT column_name, comment FROM duckdb_columns() WHERE table_name = 'customers'"


def comments(shop):
    with files.read(shop / "vibecli.duckdb") as session:
        return dict(session.rows(f"{COMMENTS} AND comment IS NOT NULL"))


def contract(shop):
    return shop / "contracts" / "customers.odcs.yaml"


def declared(shop, column):
    return read_contracts(shop / "contracts").table("customers").column(column).declared


def test_tags_become_comments_and_a_contract_and_go_again(ask, shop):
    with files.write(shop / "vibecli.duckdb") as session:
        session.run("COMMENT ON COLUMN customers.email IS 'the private one'")
    ran = ask("tag", "customers")
    assert ran.code == 3
    assert "customers.email  email  personal" in re.sub(" +", "  ", ran.out)
    assert not contract(shop).exists()
    assert ask("apply", PLAN_ID.search(ran.err)[1]).code == 0
    assert comments(shop)["email"] == "the private one [vibecli: email, personal]"
    assert declared(shop, "email").tag == "email"
    assert re.search(r"email +VARCHAR +email +email \(contract\)", ask("profile", "customers").out)
    again = ask("tag", "customers", "-n", "--exit-code")
    assert (again.code, "as in the contract" in again.out) == (0, True)
    assert ask("undo").code == 0
    assert comments(shop) == {"email": "the private one"}
    assert not contract(shop).exists()


@pytest.mark.slow
def test_a_persons_word_decides_masks_and_sticks(ask, shop):
    said = ("--set", "customers.city=restricted", "--set", "customers.email=none")
    assert ask("tag", *said, "--yes").code == 0
    row = json.loads(ask("ask", "show customers", "-o", "json").out)[0]
    assert "**" in row["city"]
    assert "@mail.example" in row["email"].lower()
    assert ask("tag", "customers", "--yes").code == 0
    assert (declared(shop, "email").tag, declared(shop, "email").basis) == (None, "person")
    assert declared(shop, "city").sensitivity == "restricted"
    listed = ask("ask", "which columns hold personal data", "-o", "csv").out
    assert "customers,city,VARCHAR,city,true" in listed


@pytest.mark.slow
def test_what_a_person_wrote_into_a_contract_stays(ask, shop):
    contract(shop).parent.mkdir()
    contract(shop).write_text(
        "# agreed with legal\napiVersion: v3.1.0\nkind: DataContract\nid: x\nversion: 1.0.0\n"
        "schema:\n  - name: customers\n    properties:\n      # the key\n      - name: id\n"
        "        encryptedName: hashed_id\n        tags: [loyalty-id, gdpr]\n"
    )
    before = contract(shop).read_text()
    assert ask("tag", "customers", "--yes").code == 0
    text = contract(shop).read_text()
    assert text.startswith(before)
    assert "- name: phone" in text
    assert ask("undo").code == 0
    assert contract(shop).read_text() == before


def test_a_contract_edited_since_is_named_and_left_alone(ask, shop):
    plan = PLAN_ID.search(ask("tag", "customers").err)[1]
    contract(shop).parent.mkdir()
    contract(shop).write_text("apiVersion: v3.1.0\nkind: DataContract\nid: x\nversion: 1.0.0\n")
    stale = ask("apply", plan)
    assert (stale.code, "customers.odcs.yaml was edited since the review" in stale.err) == (7, True)
    assert comments(shop) == {}
    contract(shop).unlink()
    assert ask("apply", plan).code == 0
    edited = contract(shop).read_text() + "# mine\n"
    contract(shop).write_text(edited)
    stale = ask("undo")
    assert (stale.code, "customers.odcs.yaml was edited since plan" in stale.err) == (7, True)
    assert comments(shop)
    assert ask("undo", "--partial").code == 0
    assert (comments(shop), contract(shop).read_text()) == ({}, edited)


@pytest.mark.slow
def test_a_comment_edited_since_is_not_undone(ask, shop):
    assert ask("tag", "customers", "--yes").code == 0
    with files.write(shop / "vibecli.duckdb") as session:
        session.run("COMMENT ON COLUMN customers.email IS 'mine'")
    stale = ask("undo")
    assert (stale.code, "the comment of customers.email was edited since" in stale.err) == (7, True)
    assert contract(shop).exists()


@pytest.mark.parametrize("applied", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_what_a_killed_commit_left_to_write_is_written_by_the_next_command(ask, shop, applied):
    plan = json.loads(ask("tag", "customers", "--yes", "-o", "json").out)["plan_id"]
    text = contract(shop).read_text()
    if not applied:
        assert ask("undo").code == 0
    contract(shop).unlink(missing_ok=True)  # as it was when the commit was killed
    change = FileChange(file=contract(shop).name, tables=("customers",), before=None, after=text)
    folder, database = str(contract(shop).parent), str(shop / "vibecli.duckdb")
    note = Note(plan_id=plan, database=database, folder=folder, files=(change,), back=False)
    kept = shop / ".vibecli" / NOTES / f"{plan}.json"
    kept.write_text(note.model_dump_json())
    assert ask("tables").code == 0
    assert contract(shop).exists() is applied
    assert not kept.exists()


@pytest.mark.slow
def test_a_part_is_approved_by_table_and_column(ask, shop):
    assert ask("tag").code == 3
    parts = ("--without", "table:loyalty", "--without", "column:customers.phone")
    ran = ask("review", *parts)
    assert ask("apply", PLAN_ID.search(ran.err)[1]).code == 0
    assert {"email", "name"} <= comments(shop).keys()
    assert "phone" not in comments(shop)
    assert declared(shop, "phone").silent
    assert [path.name for path in contract(shop).parent.iterdir()] == ["customers.odcs.yaml"]


@pytest.mark.slow
def test_semantics_are_written_as_amperity_names_them(ask, shop):
    file = shop / "semantics.csv"
    said = ("--set", "loyalty.account_no=loyalty-id", "--semantics", str(file))
    assert ask("tag", "customers", "loyalty", *said, "-n").code == 0
    rows = [line.split(",") for line in file.read_text().splitlines()]
    assert {row[1]: row[3] for row in rows if row[0] == "loyalty"}["account_no"] == "loyalty-id"
    assert rows[1][:4] == ["customers", "id", "VARCHAR", "pk"]
    assert ask("tag", "-n", "--semantics", str(file.with_suffix(".json"))).code == 0
    assert "email" in {
        one["semantic"] for one in json.loads(file.with_suffix(".json").read_text())["semantics"]
    }


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("custmers",), "no table custmers\nhint: did you mean customers?"),
        (
            ("--set", "customers.mial=email"),
            "customers has no column mial\nhint: columns there are: city,",
        ),
        (
            ("--set", "customers.city=emial"),
            "emial is no tag and no class\nhint: did you mean email?",
        ),
        (("--set", "customers.city=zzz"), "username, password, device-id"),
        (("--set", "customers.city"), "no table.column=TAG\nhint: --set customers.ref="),
        (("--semantics", "x.txt"), "no semantics in a file .txt\nhint: FILE.json"),
    ],
)
def test_what_is_not_there_ends_in_one_line_and_a_hint(ask, arguments, told):
    ran = ask("tag", *arguments)
    assert (ran.code, ran.out, told in ran.err) == (2, "", True), ran.err


def test_a_bad_contract_stops_and_a_wrong_name_in_one_is_told(ask, shop):
    contract(shop).parent.mkdir()
    contract(shop).write_text("apiVersion: v3.1.0\nkind: [\n")
    ran = ask("ask", "how many customers")
    assert (ran.code, "customers.odcs.yaml:3:1" in ran.err) == (2, True), ran.err
    contract(shop).write_text(
        "apiVersion: v3.1.0\nkind: DataContract\nid: x\nversion: 1.0.0\n"
        "schema: [{name: customers, properties: [{name: emial, tags: [email]}]}]\n"
    )
    ran = ask("ask", "how many customers")
    assert ran.code == 0
    assert "customers has no column emial; did you mean email?" in ran.err


@pytest.mark.slow
def test_flags_are_kept_as_words_that_say_the_same(ask, shop):
    said = ("--set", "customers.city=none", "--set", "loyalty.account_no=loyalty-id,personal")
    flags = json.loads(ask("tag", "customers", *said, "-n", "-o", "json").out)
    words = json.loads(ask("ask", flags["intent"], "-n", "-o", "json").out)
    assert words["planner"] == "catalogue"
    for name in ("tables", "corrections"):
        assert flags["plan"]["steps"][0][name] == words["plan"]["steps"][0][name]
    assert flags["diff"] == words["diff"]


@pytest.mark.slow
def test_it_is_kept_as_a_saved_intent_that_runs(ask, shop):
    saved = shop / "tags.yaml"
    said = ("--set", "customers.city=restricted")
    assert ask("tag", *said, "--save", str(saved), "-n").code == 0
    assert "column: city, tag: null, sensitivity: restricted" in saved.read_text()
    assert ask("run", str(saved), "--yes").code == 0
    assert declared(shop, "city").sensitivity == "restricted"


def test_what_a_model_said_of_a_saved_plan_stands_beside_ours(ask, shop):
    ask("tag", "customers", "--save", "tags.yaml", "--dry-run")
    said = "{table: customers, column: EMAIL, tag: phone, confidence: 0.7, why: digits}"
    kept = (shop / "tags.yaml").read_text("utf-8")
    both = kept.replace("corrections: []", f"corrections: []\n      opinions: [{said}]")
    (shop / "tags.yaml").write_text(both, encoding="utf-8")
    ran = ask("run", "tags.yaml", "--dry-run")
    assert "1 a model sees otherwise" in ran.err
    assert re.search(r"email +personal +0.99 +differs: ", ran.out)
    assert "model says" in ran.out
