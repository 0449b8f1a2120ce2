"""Floor: zero-configuration matching of the retail example against its truth."""

import csv
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from math import comb
from pathlib import Path

import pytest

from vibecli.data.catalog import Catalog
from vibecli.data.load import load
from vibecli.data.survey import read_catalog
from vibecli.engine.base import Room
from vibecli.engine.duckdb import DuckEngine
from vibecli.run.shadow import PlanShadow
from vibecli.steps.match import Match, MatchInput

pytestmark = pytest.mark.slow

RETAIL = Path(__file__).parents[2] / "examples" / "retail"
CUSTOMERS, ACCOUNTS, PROFILES = "crm.customers", "loyalty.accounts", "unified_profile"
Record = tuple[str, str]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("retail") / "retail.duckdb"
    with DuckEngine().write(path) as session:
        for table in (CUSTOMERS, ACCOUNTS, PROFILES):
            load(session, RETAIL / "data" / f"{table}.csv")
    return path


@pytest.fixture(scope="module")
def catalog(database: Path) -> Catalog:
    with DuckEngine().read(database) as session:
        return read_catalog(session)


@pytest.fixture(scope="module")
def matched(
    database: Path, catalog: Catalog, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., dict[Record, str]]:
    """Match some tables once, and give the person of each record."""

    @cache
    def found(*tables: str) -> dict[Record, str]:
        inputs = tuple(MatchInput(table=table) for table in tables)
        step = Match(id="s1", why="find who is who", inputs=inputs, output="identity")
        scratch = tmp_path_factory.mktemp("shadow")
        with DuckEngine().shadow(database, Room(scratch, 2, 2048)) as session:
            step.run(PlanShadow(session, catalog, scratch / "plan", step="s1"))
            rows = session.rows("SELECT source, record_id, person_id FROM identity")
        return {(source, record): person for source, record, person in rows}

    return found


def truth(*tables: str) -> dict[Record, str]:
    with (RETAIL / "truth" / "truth.csv").open(encoding="utf-8", newline="") as file:
        lines = [line for line in csv.DictReader(file) if line["table"] in tables]
    return {(line["table"], line["record_key"]): line["person"] for line in lines}


def pairs(groups: Iterable[object]) -> int:
    return sum(comb(size, 2) for size in Counter(groups).values())


def f1(found: dict[Record, str], true: dict[Record, str]) -> float:
    """Give the pairwise F1; records named differently than in the truth are a mistake."""
    assert found.keys() == true.keys()
    both = pairs((found[record], true[record]) for record in true)
    return 2 * both / (pairs(found.values()) + pairs(true.values()))


@pytest.mark.parametrize(
    ("tables", "floor"),
    [
        ((CUSTOMERS, ACCOUNTS), 0.98),
        ((CUSTOMERS, ACCOUNTS, PROFILES), 0.98),
        ((CUSTOMERS,), 0.975),
    ],
    ids=["customers with accounts", "and the profile", "customers alone"],
)
def test_zero_configuration_matching_holds_its_floor(
    matched: Callable[..., dict[Record, str]], tables: tuple[str, ...], floor: float
) -> None:
    assert f1(matched(*tables), truth(*tables)) >= floor


def test_no_cluster_swallows_a_crowd(matched: Callable[..., dict[Record, str]]) -> None:
    tables = (CUSTOMERS, ACCOUNTS, PROFILES)
    largest_true = max(Counter(truth(*tables).values()).values())

    sizes = Counter(matched(*tables).values())

    assert max(sizes.values()) <= 2 * largest_true


def test_persons_without_a_new_record_keep_their_id(
    database: Path, catalog: Catalog, tmp_path: Path
) -> None:
    """Match nine tenths of the records, then all: at least 99.9 % of the others are as before."""
    some = (
        MatchInput(table=CUSTOMERS, where="hash(customer_id) % 10 <> 0"),
        MatchInput(table=ACCOUNTS, where="hash(account_no) % 10 <> 0"),
    )
    every = (MatchInput(table=CUSTOMERS), MatchInput(table=ACCOUNTS))
    with DuckEngine().shadow(database, Room(tmp_path, 2, 2048)) as session:
        shadow = PlanShadow(session, catalog, tmp_path / "plan", step="s1")
        found = []
        for inputs in (some, every):
            Match(id="s1", why="who is who", inputs=inputs, output="identity").run(shadow)
            rows = session.rows("SELECT source, record_id, person_id FROM identity")
            found.append({(source, record): person for source, record, person in rows})
    before, after = found
    true = truth(CUSTOMERS, ACCOUNTS)
    touched = {true[record] for record in after.keys() - before.keys()}
    people: dict[str, list[Record]] = {}
    for record in before:
        if true[record] not in touched:
            people.setdefault(true[record], []).append(record)
    kept = [all(before[r] == after[r] for r in records) for records in people.values()]
    assert 0.08 < 1 - len(before) / len(after) < 0.12
    assert sum(kept) >= 0.999 * len(kept)
