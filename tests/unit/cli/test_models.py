"""Models through the command line, on the retail example: trained, listed, compared, scored, undone."""

import json
import shutil

import pytest

from tests import files
from tests.unit.test_docs import RETAIL

RETRAIN = "Retrain the churn model on the last 24 hours of data"
WITH_LITTLE = """
version: 1
intent: retrain the churn model with little
plan:
  kind: plan
  title: retrain
  confidence: high
  steps:
    - kind: train
      id: s1
      why: to see it held up
      model: visits
      table: visits
      target: came
      positive: "yes"
      ignore: [distance]
planner: file
"""
VISITS = """
CREATE TABLE visits (vid INTEGER PRIMARY KEY, distance INTEGER, weight INTEGER, came VARCHAR);
INSERT INTO visits SELECT i, i * 7 % 90, i * 11 % 37, CASE WHEN i * 7 % 90 + i * 31 % 61 < 75 THEN 'yes' ELSE 'no' END
FROM range(400) r(i)
"""


@pytest.fixture
def visits(shop, ask):
    with files.write(shop / "vibecli.duckdb") as session:
        for statement in VISITS.split(";"):
            session.run(statement)
    return ask


def test_without_a_model_the_list_says_how_to_get_one(ask):
    ran = ask("models")
    assert (ran.code, ran.out) == (0, "")
    assert "hint: vibecli ask 'train a churn model'" in ran.err
    for words, told in (
        (("show", "churn"), "there is no model churn"),
        (("shwo", "churn"), "is not known"),
    ):
        ran = ask("models", *words)
        assert (ran.code, told in ran.err) == (2, True)


def test_without_the_extra_one_line_tells_how_to_install_it(visits, monkeypatch):
    monkeypatch.setattr("vibecli.learn.extra.find_spec", lambda _: None)
    ran = visits("ask", "train a model to predict came in visits")
    assert (ran.code, ran.err.splitlines()[-1]) == (2, "hint: pip install 'vibecli[ml]'")
    assert "models need the package scikit-learn" in ran.err  # as pip calls it


@pytest.mark.slow
def test_a_worse_version_is_blocked_by_its_rule_and_undo_takes_the_last_one_back(visits, shop):
    words = "train a model to predict came in visits"
    assert visits("ask", words, "--yes").code == 0
    (first,) = json.loads(visits("models", "-o", "json").out)
    assert (first["model"], first["champion"], first["customers"]) == ("came", True, "visits.vid")
    card = visits("models", "show", "came").out
    assert card.startswith("# came v1\n\nForesees: came = yes.")
    file = shop / "worse.yaml"
    file.write_text(WITH_LITTLE.replace("model: visits", "model: came"))
    ran = visits("run", str(file), "--yes")
    assert (ran.code, "rule worse_model" in ran.err) == (4, True)
    assert "came v2 is worse than v1 on the same customers" in " ".join(ran.out.split())
    page = shop / "r.html"
    again = visits("ask", words, "--yes")
    assert again.code == 0
    assert [one["version"] for one in json.loads(visits("models", "-o", "json").out)] == [2, 1]
    assert visits("report", "--html", str(page)).code == 0
    assert page.read_text().count("<svg") == 2
    assert visits("undo").code == 0
    assert [one["version"] for one in json.loads(visits("models", "-o", "json").out)] == [1]
    with files.write(shop / "vibecli.duckdb") as session:
        session.run("UPDATE vibecli_models SET artefact = 'no model'::BLOB")
    ran = visits("ask", "score all customers", "-n")
    assert (ran.code, "the model cannot be opened" in ran.err) == (1, True)


@pytest.mark.slow
def test_the_sentence_of_the_example_trains_compares_and_scores(tmp_path, monkeypatch, command):
    shutil.copytree(RETAIL, tmp_path / "retail")
    monkeypatch.chdir(tmp_path / "retail")
    assert command("-q", "load", "data").code == 0
    asked = command("ask", RETRAIN)
    assert (
        asked.code,
        "Of the last 24 hours no label is known" in " ".join(asked.err.split()),
    ) == (3, True)
    first = command("ask", RETRAIN, "--answer", "all history", "--yes", "-o", "json")
    assert first.code == 0
    told = json.loads(first.out)
    review = told.get("review", told)
    assert review["plan"]["steps"][0]["features"]["entity"] == "unified_profile"
    figures = {one["name"]: one["value"] for one in review["steps"][0]["figures"]}
    assert figures["auc"] > 0.6
    scored = command(
        "ask", "score all customers and write the scores into unified_profile", "--yes"
    )
    assert scored.code == 0
    with files.read(tmp_path / "retail" / "retail.duckdb") as session:
        rows = session.rows(
            "SELECT churn_segment, count(*), min(churn_score), count(churn_reason) FROM unified_profile"
            " WHERE churn_score IS NOT NULL GROUP BY 1 ORDER BY 3 DESC"
        )
    assert [row[0] for row in rows] == ["high", "medium", "low"]
    assert all(0 <= low <= 1 and reasons == count for _, count, low, reasons in rows)
