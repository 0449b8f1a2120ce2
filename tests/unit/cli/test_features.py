"""`feature` steps: a table of features with its definition in a file, brought up to date, undone."""

import json
from pathlib import Path

import pytest
import yaml

from tests import files
from vibecli.agent.catalogue.planner import CataloguePlanner
from vibecli.agent.planner import PlanRequest
from vibecli.data.survey import read_catalog
from vibecli.engine.duckdb import DuckEngine
from vibecli.learn.compile import feature_select
from vibecli.learn.definition_file import (
    Defined,
    counted,
    definition_text,
    left_out,
    read_definition,
)
from vibecli.learn.proposal import entities, propose
from vibecli.learn.spine import spine_newest
from vibecli.plan.check import check_plan
from vibecli.plan.model import Plan
from vibecli.run.computed import by_hand

BUYERS = "SELECT i AS buyer_id, ['DE', 'US'][1 + i % 2] AS country FROM range(1, 41) AS r(i)"
EVENTS = """
    SELECT i AS event_id, CASE WHEN i % 3 = 0 THEN i % 40 + 1 END AS buyer_id, 'd' || (i % 40) AS device_id,
        TIMESTAMP '2026-01-01' + to_minutes(i * 90) AS ts, ['view', 'buy', 'login'][1 + i % 3] AS event,
        (i % 7)::DECIMAL(9, 2) AS amount, 'b' || (i % 40) || '@mail.example' AS contact_email
    FROM range(600) AS r(i)"""
FEATURES = """
name: app_use
entity: buyers
key: buyer_id
sources:
- {table: app_events, time: ts, links: [{column: buyer_id}]}
features:
- {name: events, meaning: events ever, source: app_events, measure: count}
- {name: buys_7d, meaning: purchases in 7 days, source: app_events, measure: count, where: event = 'buy', days: 7}
- {name: spent, meaning: money spent, source: app_events, measure: sum, column: amount}
- {name: last_contact, meaning: the last address, source: app_events, measure: last, column: contact_email}
"""
HEAD = "intent: app features\nplanner: file\nplan:\n  title: t\n  confidence: high\n  steps:\n  - "


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with files.write(tmp_path / "vibecli.duckdb") as session:
        session.run(f"CREATE TABLE buyers AS {BUYERS}")
        session.run(f"CREATE TABLE app_events AS {EVENTS}")
    return tmp_path


def intent(text=FEATURES, **more):
    """Write the file of an intent with one feature step."""
    file = f"{yaml.safe_load(text)['name']}.yaml"
    features = read_definition(text, file).features.model_dump(mode="json")
    step = {"kind": "feature", "id": "s1", "why": "w", "as_of": "newest", "output": "app_features"}
    step |= {"mode": "auto", "features": features} | more
    file = Path("app.yaml")
    file.write_text(HEAD + json.dumps(step), encoding="utf-8")
    return file


def findings(text=FEATURES, **more):
    saved = yaml.safe_load(intent(text, **more).read_text(encoding="utf-8"))
    plan = Plan.model_validate(saved["plan"])
    with files.read("vibecli.duckdb") as session:
        return check_plan(plan, read_catalog(session), DuckEngine())


def test_features_are_written_with_their_definition_brought_up_to_date_and_taken_back(
    place, command
):
    first = command("run", intent(), "--yes")
    assert "4 features of 40 buyers, as of 2026-02-07 10:30:00.000001" in first.err
    assert "makes the definition features/app_use.yaml" in first.out
    assert "personal" in first.out
    assert "@mail" not in first.out
    file = place / "features" / "app_use.yaml"
    written = file.read_text(encoding="utf-8")
    file.write_text(f"# ours\n{written}", encoding="utf-8")
    same = command("features", "compute", "app_use", "-n").out
    assert "Nothing would change" in same
    assert "money spent" not in same
    file.write_text(written, encoding="utf-8")
    with files.write("vibecli.duckdb") as session:
        session.run("INSERT INTO app_events VALUES (900, 7, 'x', '2026-01-09', 'buy', 5, NULL)")
    again = command("features", "compute", "app_use", "-n")
    assert "~1 changed" in again.out
    assert "@mail" not in again.out
    listed = json.loads(command("features", "-o", "json").out)["features"]
    assert [(one["name"], one["version"], one["table"]) for one in listed] == [
        ("app_use", 1, "app_features")
    ]
    assert "GROUP BY" in command("features", "show", "app_use").out
    assert command("undo").code == 0
    assert not file.exists()


def test_words_take_the_file_of_a_set_as_it_stands_and_leave_none_of_it_out(place, command):
    file = place / "features" / "app_use.yaml"
    with files.read("vibecli.duckdb") as session:
        catalog = read_catalog(session)

    def named(words):
        asked = PlanRequest(intent=words, catalog=catalog, definitions={file.name: FEATURES})
        plan = CataloguePlanner().reply(asked).result
        return [feature.name for feature in plan.steps[0].features.features]

    own = ["events", "buys_7d", "spent", "last_contact"]
    assert named("bring the app_events features up to date") == own
    assert named("compute the features in features/app_use.yaml as of 2026-02-01") == own
    assert named("add features: number of app_events in the last 9 days, called app_use") == [
        *own,
        "app_events_9d",
    ]
    file.parent.mkdir()
    file.write_text(FEATURES.replace("measure: sum", "measure: summe"), encoding="utf-8")
    wrong = command("features", "compute", "app_use")
    assert (wrong.code, wrong.err.count("\n")) == (2, 2)
    assert "features/app_use.yaml:10:59: features[2].measure" in wrong.err


@pytest.mark.parametrize(
    ("change", "version"),
    [
        (("name: app_use", "name: app_use"), 1),
        (("money spent", "what was spent"), 1),
        (("days: 7", "days: 9"), 2),
        (("name: app_use\n", "name: app_use\nversion: 5\n"), 5),
    ],
)
def test_a_hand_edit_counts_once_it_is_computed(change, version):
    before = read_definition(FEATURES, "app_use.yaml").features
    after = read_definition(FEATURES.replace(*change), "app_use.yaml").features
    assert by_hand(after, before).version == version


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("event = 'buy'", "ts < now()"), "leak"),
        (("event = 'buy'", "evnt = 'buy'"), "bad-predicate"),
        (("column: amount", "column: amuont"), "bad-expression"),
        (("column: amount", "column: event"), "type-mismatch"),
        (("column: amount", "column: 'amount) FROM app_events UNION SELECT (1'"), "bad-expression"),
        (("time: ts", "time: event"), "not-a-time"),
        (("time: ts", "time: when"), "unknown-column"),
        (("table: app_events", "table: app_evnts"), "unknown-table"),
        (("column: buyer_id", "column: device_id"), "type-mismatch"),
        (("name: spent", "name: buys_7d"), "duplicate-column"),
        (("name: spent", "name: as_of"), "bad-name"),
        (("name: app_use", "name: ../app"), "bad-name"),
        (("measure: sum, column: amount", "measure: ratio, of: [events, nothing]"), "bad-ratio"),
        (("days: 7", "days: 0"), "bad-window"),
    ],
)
@pytest.mark.few(3)
def test_what_is_wrong_with_a_set_is_told(place, change, code):
    assert code in {finding.code for finding in findings(FEATURES.replace(*change))}


def test_no_table_of_something_else_is_replaced_and_no_moment_is_guessed(place):
    assert findings() == []
    assert {one.code for one in findings(output="buyers")} == {"bad-target"}
    assert {one.code for one in findings(as_of="soon")} == {"step-error"}
    with files.write("vibecli.duckdb") as session:
        session.run("CREATE TABLE other AS SELECT 1 AS x")
    assert {one.code for one in findings(output="other")} == {"table-exists"}


def test_features_are_proposed_from_events_alone(place):
    with files.read("vibecli.duckdb") as session:
        catalog = read_catalog(session)
    assert entities("app_events", catalog) == ("buyers",)
    found = propose("app_events", catalog)
    first, second = found.features.sources[0].links
    assert (first.column, second.column, second.since) == ("buyer_id", "device_id", True)
    names = {feature.name for feature in found.features.features}
    assert {"app_events_30d", "buy_30d", "amount_90d", "sessions_30d", "recency_days"} <= names
    step = {"kind": "feature", "id": "s1", "why": "w", "features": found.features, "output": "f"}
    plan = Plan.model_validate({"title": "t", "steps": [step], "confidence": "high"})
    assert check_plan(plan, catalog, DuckEngine()) == []


MATCHED = """
    CREATE TABLE people AS SELECT 'C-' || i AS customer_no, 'n' || i AS name FROM range(60) AS r(i);
    CREATE TABLE visits AS SELECT i AS visit_id, 'C-' || (i % 60) AS customer_no,
        TIMESTAMP '2026-01-01' + to_hours(i) AS ts FROM range(300) AS r(i);
    CREATE TABLE profile AS SELECT 'P-' || i AS profile_id, 'C-' || i AS customer_no FROM range(40) AS r(i);
    CREATE TABLE identity AS SELECT 'p_' || (i % 50) AS person_id, 'people' AS source,
        'C-' || i AS record_id, 0.99 AS probability FROM range(60) AS r(i);
    CREATE TABLE profile_provenance AS SELECT 'P-' || (i + 1) AS profile_key, 'name' AS column_name,
        'people' AS source, 'C-' || (i + 1) AS record_id FROM range(39) AS r(i);
    INSERT INTO profile VALUES ('P-40', NULL);
    INSERT INTO profile_provenance VALUES ('P-40', 'name', 'people', 'C-45');
"""


def test_events_of_all_records_of_a_person_are_those_of_the_profile(place):
    with files.write("vibecli.duckdb") as session:
        for statement in MATCHED.split(";")[:-1]:
            session.run(statement)
        features = propose("visits", read_catalog(session), entity="profile").features
        (link,) = features.sources[0].links
        ways = f"SELECT value, min(key), max(key) FROM ({link.bridge}) GROUP BY value"
        led = {value: (first, last) for value, first, last in session.rows(ways)}
        select = feature_select(features, spine_newest(features))
        counts = dict(session.rows(f"SELECT key, visits_90d FROM ({select})"))
    # C-50 to C-59 are second records of the persons of C-0 to C-9; C-45 was written to P-40.
    mine = {f"C-{n}": f"P-{n}" for n in range(40)} | {f"C-{n + 50}": f"P-{n}" for n in range(10)}
    assert led == {record: (key, key) for record, key in (mine | {"C-45": "P-40"}).items()}
    assert counts == {f"P-{n}": 10 if n < 10 else 5 for n in range(41)}


def test_a_definition_is_read_as_it_was_written_and_counted_up_when_it_means_something_else():
    features = read_definition(FEATURES, "app_use.yaml").features
    changed = read_definition(FEATURES.replace("days: 7", "days: 9"), "app_use.yaml").features
    words = read_definition(FEATURES.replace("events ever", "all events"), "app_use.yaml").features
    assert [counted(one, FEATURES).version for one in (features, words, changed)] == [1, 1, 2]
    fewer = FEATURES.partition("- {name: spent")[0]
    assert left_out(FEATURES, fewer, "app_use.yaml") == ("spent", "last_contact")
    text = definition_text(Defined(features=features, table="t", as_of="newest"))
    assert read_definition(text, "app_use.yaml").features == features
