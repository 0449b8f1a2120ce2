"""`vibecli customer`: one person's whole picture, in a shop whose tables have names of their own."""

import json
import shutil
from pathlib import Path

import pytest

from tests import files
from tests.integration.flows import flow_in, load, outcome
from tests.unit.cli.conftest import Ran
from tests.unit.ui.streams import Screen
from vibecli.cli.app import run
from vibecli.console.globals import Globals
from vibecli.console.shell import Shell
from vibecli.repl.conversation import Conversation
from vibecli.run.customer_lookup import CustomerRequest

TABLES = {
    "kunden": [
        "kundennr,vorname,nachname,mail,mobil,mobil_verified,strasse,ort,geaendert_am",
        "1,Anna,Schmidt,anna@x.example,0151 1111111,true,Hauptstr 5,Berlin,2024-05-01",
        "2,Bob,Miller,bob@x.example,0171 2222222,false,Am Markt 1,Bonn,2020-01-01",
        "3,Bob,Miller,BOB@x.example,0171 3333333,true,Am Markt 1 Hinterhaus,Bonn,2021-01-01",
        "4,Cleo,Doe,cleo@y.example,0171 2222222,false,Ring 3,Ulm,2024-01-01",
    ],
    "karten": [
        "kartennr,name,email,telefon,anschrift,punkte,geaendert_am",
        'K1,"Schmidt, Anna",anna@x.example,+49 151 1111111,Hauptstrasse 5 2. OG,10,2025-01-01',
        "K2,Bob Miller,bob@x.example,0171 4444444,Markt,20,2022-01-01",
        "K9,Dora Maar,dora@z.example,+33 6 11111111,Rue 9,30,2018-01-01",
    ],
    "kaeufe": [
        "kauf_id,kundennr,betrag,gekauft_am",
        *(f"{n},{1 if n < 8 else 3},{n}.5,2025-01-{n:02}" for n in range(1, 10)),
    ],
    "einwilligung": [
        "kundennr,kanal,granted,geaendert_am",
        "1,email,true,2025-02-03",
        "2,email,false,2025-01-03",
        "3,email,false,2025-01-03",
    ],
    "churn_scores": ["kundennr,churn_probability", "1,0.12", "2,0.8", "3,0.7", "4,0.5"],
}
RETAIL = Path(__file__).parents[3] / "examples" / "retail" / "data"
GOLDEN = (
    "build one golden record per person out of kunden and karten, in a new table,"
    " only verified phones and only e-mails with consent and take the longest address"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = load(tmp_path_factory.mktemp("customers"), TABLES)
    flow = flow_in(folder)
    review = outcome(flow.ask(GOLDEN))
    flow.applying.apply(review, flow.applying.decide(review, channel="command"))
    return folder


@pytest.fixture
def vibecli(made, monkeypatch, capsys):
    """Run a command line beside the database: exit code, stdout, stderr."""

    def call(*arguments, cwd=made):
        capsys.readouterr()
        with monkeypatch.context() as patch:
            patch.chdir(cwd)
            code = run(["--db", "v.duckdb", *arguments])
        return Ran(code, *capsys.readouterr())

    return call


@pytest.fixture
def told(vibecli):
    """Give the document of one customer, bare."""

    def call(identifier, **where):
        ran = vibecli("--unmask", "customer", identifier, "-o", "json", **where)
        assert ran.code == 0, ran.err
        return json.loads(ran.out)

    return call


def field(customer, column):
    return next(f for p in customer["profiles"] for f in p["fields"] if f["column"] == column)


@pytest.mark.parametrize(
    "identifier",
    [" ANNA@X.example", "+49 (151) 111 11 11", "K1", "kunden:1"],
)
def test_any_identifier_names_the_customer_whatever_its_spelling(told, identifier):
    customer = told(identifier)
    assert {f"{r['source']}:{r['record_id']}" for r in customer["records"]} == {
        "kunden:1",
        "karten:anna@x.example",
    }


def test_a_person_id_names_the_customer_too(told):
    person = told("K1")["person"]
    assert told(person)["person"] == person


def test_the_picture_has_reasons_provenance_events_and_scores(told):
    customer = told("K1")
    assert any("same e-mail, phone and name" in r["why"] for r in customer["records"])
    phone, street = field(customer, "phone"), field(customer, "street")
    assert (phone["source"], phone["rule"]) == ("karten", "verified")
    assert (street["value"], street["rule"]) == ("Hauptstrasse 5 2. OG", "longest")
    assert street["recorded_at"] == "2025-01-01 00:00:00"
    tied = {one["table"]: one for one in customer["tied"]}
    assert (tied["kaeufe"]["kind"], tied["kaeufe"]["rows"]) == ("events", 7)
    assert tied["kaeufe"]["newest"][0][-1] == "2025-01-07"
    assert tied["churn_scores"]["kind"] == "scores"


def test_words_chose_what_the_profile_took(told):
    assert field(told("kunden:3"), "email")["value"] is None  # the newest consent says no
    assert field(told("kunden:3"), "phone")["value"] == "0171 3333333"
    assert field(told("anna@x.example"), "email")["value"] == "anna@x.example"


def test_values_are_masked_without_unmask(vibecli):
    ran = vibecli("customer", "anna@x.example")
    assert ran.code == 0
    assert "anna@" not in ran.out
    assert "Schmidt" not in ran.out


def test_an_identifier_of_several_persons_lists_them_and_asks(vibecli):
    ran = vibecli("customer", "0171 2222222", "-o", "json")
    document = json.loads(ran.out)
    assert ran.code == 3
    assert document["action"] == "answer"
    assert len(document["persons"]) == 2
    assert "0171" not in ran.out


@pytest.mark.parametrize(
    ("identifier", "code", "said"),
    [
        ("anna@x.exampel", 2, "nearest: a**@"),
        ("kunden:77", 2, "nobody here is known by kunden:77"),
        ("  ", 2, "that is no identifier"),
    ],
)
def test_an_unknown_identifier_is_one_clear_line(vibecli, identifier, code, said):
    ran = vibecli("customer", identifier)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err


@pytest.mark.parametrize("words", ["show me the customer anna@x.example", "who has the card K1?"])
def test_words_ask_for_a_customer_too(vibecli, words):
    assert "profile golden_record p_" in vibecli("ask", words).out


def test_the_conversation_shows_a_customer(made, monkeypatch):
    monkeypatch.chdir(made)
    screen = Screen()
    talk = Conversation(Shell(screen.terminal, Globals(db="v.duckdb")))
    talk.hear("/customer K1")
    talk.hear("who is kunden:1")
    assert screen.out.count("profile golden_record p_") == 2


def test_a_customer_as_markdown_has_the_provenance(vibecli):
    ran = vibecli("customer", "K1", "-o", "md")
    assert ran.code == 0
    assert "longest" in ran.out


@pytest.mark.slow
def test_an_edit_by_hand_is_seen_and_kept_where_told(made, tmp_path, told):
    folder = tmp_path / "own"
    shutil.copytree(made, folder)
    with files.write(folder / "v.duckdb") as session:
        session.run("UPDATE golden_record SET city = 'Potsdam' WHERE given_name = 'Anna'")
        session.run("UPDATE kunden SET ort = 'Leipzig an der Elster' WHERE kundennr = 1")
        session.run("ALTER TABLE golden_record ADD COLUMN segment VARCHAR DEFAULT 'a'")
    assert field(told("K1", cwd=folder), "segment")["rule"] == "as loaded"
    assert field(told("K1", cwd=folder), "city")["edited"]
    flow = flow_in(folder)
    again = "match kunden with karten and update the golden record, keep what was edited by hand"
    review = outcome(flow.ask(again))
    flow.applying.apply(review, flow.applying.decide(review, channel="command"))
    assert field(told("K1", cwd=folder), "city")["value"] == "Potsdam"


def test_verdicts_of_persons_stand_in_the_picture(made, tmp_path, vibecli, told):
    folder = tmp_path / "judged"
    shutil.copytree(made, folder)
    vibecli("label", "kunden:2", "kunden:4", "different", cwd=folder)
    judged = told("kunden:4", cwd=folder)["judged"]
    assert [one["verdict"] for one in judged] == ["different"]


@pytest.mark.slow
def test_the_retail_example_shows_its_customers(tmp_path, vibecli, told):
    workspace = flow_in(tmp_path).workspace
    workspace.load(RETAIL)
    customer = told("(212) 321-5541", cwd=tmp_path)
    assert {r["source"] for r in customer["records"]} == {"crm.customers", "unified_profile"}
    assert {one["table"] for one in customer["tied"]} == {"crm.consent", "sales.orders"}
    assert "too many for it to name a person" in vibecli("customer", "555-0100", cwd=tmp_path).err


def test_a_mere_id_ties_no_rows_of_others_to_a_customer(tmp_path):
    tables = {
        "members": ["id,name,mail", "1,Anna Berg,anna@u.example", "2,Tom Hart,tom@u.example"],
        "payments": ["id,member_id,amount", "1,2,10", "2,2,11"],
        "rooms": ["id,seats", "1,10", "2,20"],
    }
    matching = flow_in(load(tmp_path, tables)).matching
    shown = matching.customer(CustomerRequest("anna@u.example"), lambda *_: None)
    assert shown.tied == ()
