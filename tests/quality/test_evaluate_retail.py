"""`vibecli evaluate` on the retail example: its numbers are those of counting pair by pair."""

import csv
import json
import re
import shutil
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from vibecli.cli.app import run
from vibecli.engine.duckdb import DuckEngine

pytestmark = pytest.mark.slow

RETAIL = Path(__file__).parents[2] / "examples" / "retail"
TRUTH = str(RETAIL / "truth" / "truth.csv")
TABLES = ("crm.customers", "loyalty.accounts")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a workspace whose customers and accounts were matched by an applied plan."""
    folder = tmp_path_factory.mktemp("retail")
    files = [str(RETAIL / "data" / f"{table}.csv") for table in TABLES]
    assert run(["-C", str(folder), "-q", "load", *files]) == 0
    words = f"match {TABLES[0]} with {TABLES[1]}"
    assert run(["-C", str(folder), "-q", "ask", words, "--planner", "offline", "--yes"]) == 0
    return folder


@pytest.fixture
def judged(workspace, capsys):
    def call(*arguments: str):
        capsys.readouterr()
        assert run(["-C", str(workspace), "-q", "evaluate", *arguments, "-o", "json"]) == 0
        return json.loads(capsys.readouterr().out)

    return call


def known() -> dict[tuple[str, str], str]:
    with Path(TRUTH).open(encoding="utf-8", newline="") as file:
        lines = [line for line in csv.DictReader(file) if line["table"] in TABLES]
    return {(line["table"], line["record_key"]): line["person"] for line in lines}


def found(workspace: Path) -> dict[tuple[str, str], str]:
    with DuckEngine().read(workspace / "vibecli.duckdb") as session:
        rows = session.rows("SELECT source, record_id, person_id FROM customer_identity")
    return {(source, record): person for source, record, person in rows}


def pairs(labels: dict[tuple[str, str], str]) -> set[tuple[tuple[str, str], ...]]:
    members: dict[str, list[tuple[str, str]]] = {}
    for record in sorted(labels):
        members.setdefault(labels[record], []).append(record)
    return {pair for group in members.values() for pair in combinations(group, 2)}


def test_the_measures_are_those_of_counting_pair_by_pair(workspace, judged):
    document, true, said = judged(TRUTH), pairs(known()), pairs(found(workspace))
    right = len(true & said)
    measure = {one["name"]: one for one in document["measures"]}["pairs"]
    assert measure["precision"] == pytest.approx(right / len(said), abs=1e-6)
    assert measure["recall"] == pytest.approx(right / len(true), abs=1e-6)
    assert document["counts"]["right_pairs"] == right
    sizes = Counter(Counter(found(workspace).values()).values())
    assert document["counts"]["largest_found"] == max(sizes)
    assert document["coverage"]["judged"] == len(known())


def test_the_curve_comes_from_the_evidence_of_the_plan_that_wrote_the_table(judged):
    curve = judged(TRUTH)["curve"]
    recalls = [point["recall"] for point in curve["points"]]
    assert curve["basis"] == "evidence"
    assert recalls == sorted(recalls, reverse=True)
    assert max(point["f1"] for point in curve["points"]) >= 0.985


def test_misses_are_wrong_pairs_with_their_reasons(workspace, judged):
    document = judged(TRUTH)
    true, said = known(), found(workspace)
    wrong, torn = document["false_positives"], document["false_negatives"]
    assert len(torn) == 20
    for miss, together in [*((one, True) for one in wrong), *((one, False) for one in torn)]:
        left, right = ((r["source"], r["record_id"]) for r in (miss["left"], miss["right"]))
        assert (said[left] == said[right], true[left] == true[right]) == (together, not together)
    assert all(miss["why"] and miss["probability"] for miss in wrong)
    sizes = {}  # of each wrong cluster when its turn first comes
    for miss in wrong:
        person = said[miss["left"]["source"], miss["left"]["record_id"]]
        sizes.setdefault(person, miss["records"])
    assert [*sizes.values()] == sorted(sizes.values(), reverse=True)


def test_labelled_pairs_of_the_truth_give_the_same_precision(workspace, judged, tmp_path):
    true, said = known(), sorted(pairs(found(workspace)))
    lines = ["source_l,id_l,source_r,id_r,is_match"]
    lines += [
        f"{left[0]},{left[1]},{right[0]},{right[1]},{int(true[left] == true[right])}"
        for left, right in said
    ]
    (tmp_path / "labels.csv").write_text("\n".join(lines), encoding="utf-8")
    (measure,) = judged(str(tmp_path / "labels.csv"))["measures"]
    whole = {one["name"]: one for one in judged(TRUTH)["measures"]}["pairs"]
    assert measure["precision"] == whole["precision"]
    assert measure["recall"] == 1.0
    low, high = measure["precision_interval"]
    assert low < whole["precision"] < high


def test_the_page_is_small_and_shows_no_personal_value(workspace, judged, tmp_path):
    page = tmp_path / "page.html"
    judged(TRUTH, "--by", "city", "--misses", "300", "--html", str(page))
    text = page.read_text("utf-8")
    assert len(text.encode()) < 300_000
    with (RETAIL / "data" / "crm.customers.csv").open(encoding="utf-8", newline="") as file:
        people = list(csv.DictReader(file))
    words = set(re.findall(r"[\w.+-]+@[\w.-]+", text))
    assert not words & {person["email"] for person in people}
    assert not {person["last_name"] for person in people if len(person["last_name"]) > 6} & set(
        re.findall(r"\w+", text)
    )


def test_after_an_undo_there_is_nothing_to_judge(workspace, tmp_path, capsys):
    folder = str(shutil.copytree(workspace, tmp_path / "undone"))
    assert run(["-C", folder, "-q", "undo"]) == 0
    assert run(["-C", folder, "-q", "evaluate", TRUTH]) == 2
    assert "no identity table here" in capsys.readouterr().err


def test_evidence_that_no_longer_fits_the_table_is_left_alone(workspace, tmp_path, capsys):
    folder = shutil.copytree(workspace, tmp_path / "changed")
    with DuckEngine().write(folder / "vibecli.duckdb") as session:
        session.run("UPDATE customer_identity SET person_id = record_id WHERE source LIKE 'crm%'")
    assert run(["-C", str(folder), "-q", "evaluate", TRUTH, "-o", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["curve"]["basis"] == "members"
