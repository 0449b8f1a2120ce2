"""A change set made by the real shadow, committed and undone through the flow, on odd tables."""

import pytest

from tests.integration.changes import content, make
from tests.integration.flows import outcome
from vibecli.config import load_settings
from vibecli.errors import ActionNeeded, Stale
from vibecli.flow import Flow
from vibecli.plan.model import Plan
from vibecli.plan.saved import SavedIntent
from vibecli.runtime import Runtime
from vibecli.steps.remove import Remove
from vibecli.steps.write import Write

TABLES = (
    "CREATE SCHEMA crm",
    """CREATE TABLE crm.people (id INTEGER PRIMARY KEY, "First Name" VARCHAR, email VARCHAR COLLATE nocase,
        mood ENUM ('so', 'la'), seen TIMESTAMPTZ, big HUGEINT, tags VARCHAR[], twice INTEGER GENERATED ALWAYS AS (id * 2))""",
    """INSERT INTO crm.people SELECT i, 'n' || i, 'E' || i || '@X.IO', 'so', TIMESTAMPTZ '2026-01-01 10:00:00+02', i, ['t'] FROM range(40) r(i)""",
    "CREATE TABLE events AS SELECT i % 5 AS a, INTERVAL (i % 2) DAY AS b FROM range(100) r(i)",
    "CREATE VIEW recent AS SELECT * FROM crm.people WHERE id >= 10",
)
STEPS = (
    Write(
        id="s1",
        why="lower case",
        select="SELECT id, lower(email) AS email FROM recent",
        target="crm.people",
        mode="update",
        keys=("id",),
    ),
    Remove(id="s2", why="noise", target="events", keys_select="SELECT a FROM events WHERE a = 3"),
    Write(
        id="s3",
        why="copy",
        select='SELECT "First Name" AS name, email, mood FROM crm.people WHERE id < 20',
        target="fresh.made",
        mode="create",
        needs=("s1",),
    ),
    Write(
        id="s4",
        why="two more",
        select="SELECT 7 AS a, INTERVAL 30 DAY AS b UNION ALL SELECT 7, INTERVAL 1 MONTH",
        target="events",
        mode="append",
    ),
)
SAVED = SavedIntent(
    intent="do it", plan=Plan(title="t", steps=STEPS, confidence="high"), planner="file"
)


@pytest.fixture
def flow(tmp_path):
    db = make(tmp_path / "d.duckdb", *TABLES)
    settings, _ = load_settings({"database": str(db)}, {}, tmp_path)
    return Flow(Runtime(settings))


def rehearse(flow):
    return outcome(flow.rehearse(SAVED))


def apply(flow, review):
    confirmed = [rule.table for rule in review.rules if rule.status == "confirm"]
    return flow.applying.apply(
        review, flow.applying.decide(review, channel="command", confirmed=confirmed)
    )


def test_apply_and_undo_are_exact(flow):
    db = flow.runtime.settings.database
    before = content(db)
    review = rehearse(flow)
    assert content(db) == before
    receipt = apply(flow, review)
    assert [(t.table, t.added, t.changed, t.removed) for t in receipt.tables] == [
        ("crm.people", 0, 30, 0),
        ("events", 2, 0, 20),
        ("fresh.made", 20, 0, 0),
    ]
    assert apply(flow, review).already
    flow.applying.undo()
    assert content(db) == before
    assert flow.applying.history()[0].undone_at


def test_what_needs_a_name_typed_is_not_applied_without(flow):
    review = rehearse(flow)
    with pytest.raises(ActionNeeded):
        flow.applying.apply(review, flow.applying.decide(review, channel="yes-flag"))


def test_a_review_of_other_data_is_stale(flow):
    review = rehearse(flow)
    make(flow.runtime.settings.database, "UPDATE crm.people SET email = 'other' WHERE id = 12")
    with pytest.raises(Stale):
        apply(flow, review)
