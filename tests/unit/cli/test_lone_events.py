"""One table of events alone, through the command line: features, who is who, a stream, and the way back."""

import json
from datetime import date, timedelta

import pytest

from tests import files

TODAY = date(2026, 11, 20)
FILE = """# ours
name: buying
version: 1
entity: customers
key: Kunde
born: first_event
sources: [{table: kaeufe, time: tag, links: [{column: Kunde}]}]
features:
- {name: spent_90d, meaning: money spent, source: kaeufe, measure: sum, column: betrag, days: 90}  # agreed
"""


def rows(numbers):
    return "".join(
        f"K{n % 60:03},{TODAY - timedelta(days=(n * 13) % 400)},{n % 50}.50\n" for n in numbers
    )


@pytest.fixture
def place(tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "kaeufe.csv").write_text(f"Kunde,tag,betrag\n{rows(range(600))}")
    assert command("load", "kaeufe.csv").code == 0
    return tmp_path


def asked(place, select):
    with files.read(place / "vibecli.duckdb") as session:
        return session.rows(select)


def test_features_come_with_the_customers_new_ones_are_taken_in_and_all_is_undone(place, command):
    told = command("ask", "add features for kaeufe", "--yes")
    assert "the customers of kaeufe are told by its Kunde" in " ".join(told.out.split())
    first = "SELECT count(*), min(first_event) FROM customers"
    assert asked(place, first) == [(60, TODAY - timedelta(days=399))]
    assert asked(place, "SELECT count(*), count(recency_days) FROM kaeufe_features") == [(60, 60)]
    more = place / "more"
    more.mkdir()
    (more / "kaeufe.csv").write_text("Kunde,tag,betrag\nK900,2026-11-01,9.50\n")
    assert command("load", "--append", more / "kaeufe.csv").code == 0
    for words in (("ask", "add features for kaeufe"), ("features", "compute", "kaeufe")):
        review = json.loads(command(*words, "-n", "-o", "json").out)
        assert [step["kind"] for step in review["plan"]["steps"]] == ["write", "feature"]
        assert {one["table"]: one["added"] for one in review["diff"]["tables"]} == {
            "customers": 1, "kaeufe_features": 1,
        }  # fmt: skip
    assert command("undo").code == 0
    assert asked(place, "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main'") == [
        ("kaeufe",)
    ]
    assert not (place / "features" / "kaeufe.yaml").exists()


def test_nobody_counts_before_the_first_event(place, command):
    assert command("ask", "add features for kaeufe as of 2025-11-01", "--yes").code == 0
    born = asked(place, "SELECT count(*) FROM customers WHERE first_event < '2025-11-01'")
    assert 0 < born[0][0] < 60
    assert asked(place, "SELECT count(*) FROM kaeufe_features") == born


def test_one_whom_only_events_know_is_told_before_and_after(place, command):
    before = command("customer", "K007")
    assert "known by Kunde of kaeufe" in " ".join(before.out.split())
    assert "kaeufe: 10 rows by Kunde" in before.out
    assert "nobody here is known by K999" in command("customer", "K999").err
    assert command("ask", "add features for kaeufe", "--yes").code == 0
    after = command("customer", "K007", "-o", "json").out
    assert {one["table"] for one in json.loads(after)["tied"]} == {"kaeufe", "kaeufe_features"}


def test_a_new_customer_of_a_stream_has_the_key_of_the_event(place, command):
    words = "whenever a new purchase arrives, match it to a customer and update the features"
    assert command("ask", words, "--yes").code == 0
    lines = [
        {"Kunde": kunde, "tag": day, "betrag": 5}
        for kunde, day in (("K500", "2026-11-21"), ("K007", "2026-11-22"), ("K500", "2026-11-19"))
    ]
    (place / "new.ndjson").write_text("".join(f"{json.dumps(one)}\n" for one in lines))
    assert command("stream", "new.ndjson", "--rule", "kaeufe", "--once").code == 0
    assert asked(place, "SELECT first_event FROM customers WHERE Kunde = 'K500'") == [
        (date(2026, 11, 19),)
    ]
    assert asked(place, "SELECT count(*), count(DISTINCT Kunde) FROM customers") == [(61, 61)]
    assert asked(place, "SELECT kaeufe_30d FROM customers_features WHERE Kunde = 'K500'") == [(2,)]
    again = json.loads(command("ask", "add features for kaeufe", "-n", "-o", "json").out)
    assert [step["kind"] for step in again["plan"]["steps"]] == ["feature"]  # nobody is missing


def test_a_set_edited_by_hand_is_a_new_version_once_it_is_computed(place, command):
    file = place / "features" / "buying.yaml"
    file.parent.mkdir()
    file.write_text(FILE)
    compute = ("features", "compute", "buying", "--yes")
    assert command(*compute).code == 0
    assert file.read_text() == FILE
    file.write_text(FILE.replace("days: 90", "days: 60"))
    assert "changes the definition features/buying.yaml" in command(*compute).out
    assert file.read_text() == FILE.replace("days: 90", "days: 60").replace("n: 1", "n: 2")
