"""The retail example: reproducible, of the promised size, fully covered by its truth, and hostile."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import nursery
from vibecli.data.load import load
from vibecli.data.survey import read_catalog
from vibecli.engine.duckdb import DuckEngine
from vibecli.engine.names import TableName
from vibecli.plan.drift import schema_drift
from vibecli.plan.glossary import read_glossary
from vibecli.plan.saved import read_saved

ROOT = Path(__file__).parents[2]
RETAIL = ROOT / "examples" / "retail"
DATA = RETAIL / "data"
SIZES = {
    "crm.customers.csv": (4000, 5000),
    "loyalty.accounts.csv": (2700, 3300),
    "unified_profile.csv": (3000, 3500),
    "sales.orders.csv": (9000, 13000),
    "crm.consent.csv": (4000, 5000),
}
KEYS = {
    "crm.customers": ["customer_id"],
    "loyalty.accounts": ["account_no"],
    "unified_profile": ["profile_id"],
    "sales.orders": ["order_id"],
    "crm.consent": ["customer_id", "channel"],
}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("retail") / "retail.duckdb"
    with DuckEngine().write(path) as session:
        load(session, DATA)
    return path


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def truth() -> dict[tuple[str, str], str]:
    with (RETAIL / "truth" / "truth.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    found = {(line["table"], line["record_key"]): line["person"] for line in lines}
    assert len(found) == len(lines), "a record has two truths"
    return found


def test_generator_reproduces_the_committed_files(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Kathmandu"}
    command = [sys.executable, "-B", str(RETAIL / "generate.py"), str(tmp_path)]
    subprocess.run(command, check=True, env=environment)

    written = sorted(p.relative_to(tmp_path) for p in tmp_path.rglob("*.*"))

    committed = [*DATA.glob("*.*"), *(RETAIL / "truth").glob("*.*")]
    assert written == sorted(p.relative_to(RETAIL) for p in committed)
    for path in written:
        assert (tmp_path / path).read_bytes() == (RETAIL / path).read_bytes(), path


@pytest.mark.parametrize(("name", "size"), SIZES.items())
def test_tables_have_the_promised_size(name: str, size: tuple[int, int]) -> None:
    assert size[0] <= len(rows(name)) <= size[1]


def test_the_example_is_small_enough_to_commit() -> None:
    files = [p for p in RETAIL.rglob("*") if p.is_file() and p.suffix in {".csv", ".ndjson"}]
    assert sum(p.stat().st_size for p in files) < 4_500_000


@pytest.mark.parametrize("table", KEYS)
def test_truth_names_the_person_of_every_record(table: str) -> None:
    known = truth()
    keys = [[row[column] for column in KEYS[table]] for row in rows(f"{table}.csv")]
    records = [key[0] if len(key) == 1 else json.dumps(key) for key in keys]

    assert len(set(records)) == len(records)
    assert all((table, record) in known for record in records)
    assert sum(name == table for name, _ in known) == len(records)


def test_the_folder_loads_whole_with_its_schemas(tmp_path: Path) -> None:
    with DuckEngine().write(tmp_path / "retail.duckdb") as session:
        reports = {report.table: report for report in load(session, DATA)}
        longest = session.value("SELECT max(length(street)) FROM crm.customers")

    assert set(reports) == {*KEYS, "app.events"}
    assert all(report.rejected == 0 for report in reports.values())
    assert all(reports[table].rows == len(rows(f"{table}.csv")) for table in KEYS)
    assert longest > 1000


def test_truth_names_the_person_of_every_device() -> None:
    known = truth()
    lines = (DATA / "app.events.ndjson").read_text("utf-8").splitlines()
    events = [json.loads(line) for line in lines]

    assert len(events) >= 10_000
    assert len({event["event_id"] for event in events}) == len(events)
    assert all(("app.events", event["device_id"]) in known for event in events)


def test_links_between_tables_never_contradict_the_truth() -> None:
    known = truth()
    links = (
        ("unified_profile", "profile_id", "crm_customer_id", "crm.customers"),
        ("unified_profile", "profile_id", "loyalty_account_no", "loyalty.accounts"),
        ("sales.orders", "order_id", "customer_id", "crm.customers"),
        ("sales.orders", "order_id", "account_no", "loyalty.accounts"),
    )
    for table, key, link, target in links:
        linked = [row for row in rows(f"{table}.csv") if row[link]]
        assert linked, link
        assert all(known[table, row[key]] == known[target, row[link]] for row in linked)


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE customers;--",
        "[red]",
        "\x1b[2J",
        "\u202e",
        "=HYPERLINK(",
        "\n",
        "<script>",
        "noreply@",
        "0000000000",
        "1900-01-01",
        "Müller",
        "Łukasz",
        "李",
        "Δημήτρης",
    ],
)
def test_hostile_and_foreign_strings_are_there(text: str) -> None:
    person_tables = ("crm.customers.csv", "loyalty.accounts.csv", "unified_profile.csv")
    values = (value for name in person_tables for row in rows(name) for value in row.values())
    assert any(text in value for value in values)


def test_some_value_is_very_long() -> None:
    assert max(len(row["street"]) for row in rows("crm.customers.csv")) > 1000


def test_every_kind_of_mess_is_there() -> None:
    known, customers = truth(), rows("crm.customers.csv")
    people: dict[str, list[dict[str, str]]] = {}
    for row in customers:
        people.setdefault(known["crm.customers", row["customer_id"]], []).append(row)
    twice = [group for group in people.values() if len(group) > 1]

    def differing(column: str) -> int:
        return sum(
            len({row[column].strip().lower() for row in g if row[column]}) > 1 for g in twice
        )

    assert len(twice) > 500
    for column in ("first_name", "last_name", "email", "phone", "street", "city"):
        assert differing(column) > 20, column


@pytest.mark.parametrize("path", sorted((RETAIL / "intents").glob("*.yaml")), ids=lambda p: p.stem)
def test_saved_intents_fit_the_data(path: Path, database: Path) -> None:
    with DuckEngine().read(database) as session:
        catalog = read_catalog(session, profile=False)

    saved = read_saved(path)

    assert saved.columns
    assert schema_drift(saved.columns, catalog) == []


@pytest.mark.slow
def test_saved_intents_stay_within_their_bounds(database: Path, tmp_path: Path) -> None:
    shutil.copytree(RETAIL / "intents", tmp_path / "intents")
    for name in ("vibecli.toml", "glossary.yaml"):
        shutil.copy(RETAIL / name, tmp_path)
    shutil.copy(database, tmp_path / "retail.duckdb")

    ran = nursery.run("check", "intents", "--output", "json", cwd=tmp_path)

    assert ran.returncode == 0, ran.stdout
    assert [outcome["status"] for outcome in json.loads(ran.stdout)] == ["passed"] * 3


def test_every_glossary_expression_binds(database: Path) -> None:
    glossary = read_glossary(RETAIL / "glossary.yaml")
    with DuckEngine().read(database) as session:
        for term in glossary.terms:
            table = TableName.parse(term.table).sql
            some = session.value(f"SELECT count(*) FROM {table} WHERE {term.sql}")
            assert 0 < some < session.value(f"SELECT count(*) FROM {table}"), term.name
        for metric in glossary.metrics:
            table = TableName.parse(metric.table).sql
            assert session.value(f"SELECT {metric.sql} FROM {table}") > 0, metric.name


def test_every_join_of_the_glossary_finds_partners(database: Path) -> None:
    with DuckEngine().read(database) as session:
        for join in read_glossary(RETAIL / "glossary.yaml").joins:
            left, right = (side.strip().rpartition(".") for side in join.split("="))
            tables = (
                f"{TableName.parse(left[0]).sql} AS a JOIN {TableName.parse(right[0]).sql} AS b"
            )
            assert session.value(f"SELECT count(*) FROM {tables} ON a.{left[2]} = b.{right[2]}") > 0
