"""From the shadow into the database and back: what was seen is what is written, for every type."""

import pytest

from tests import files
from tests.integration.shadowing import ENGINE, Workspace, append, remove, update
from vibecli.run.commit import commit
from vibecli.run.model import Decision
from vibecli.run.undo import undo

TYPED = """
CREATE SCHEMA "odd ""one";
CREATE TABLE "odd ""one"."t ☃" (
    "group" INTEGER PRIMARY KEY, big HUGEINT, span INTERVAL, clock TIME WITH TIME ZONE,
    kind ENUM('a', 'b, "c'), deep STRUCT(x INTEGER[], "y z" MAP(VARCHAR, INTEGER)), fix INTEGER[2],
    bits BIT, raw BLOB, exact DECIMAL(38, 4), stamp TIMESTAMP_NS, doc JSON,
    word VARCHAR COLLATE NOCASE, twice INTEGER GENERATED ALWAYS AS ("group" * 2));
INSERT INTO "odd ""one"."t ☃" VALUES
    (1, 170141183460469231731687303715884105727, INTERVAL '1 month 2 days', '12:00:00+02', 'a',
     {'x': [1, NULL], 'y z': MAP {'k': 1}}, [1, 2], '0101', '\\x00\\xFF'::BLOB, 1.5,
     '2020-01-01 00:00:00.123456789', '{"a": [1]}', 'w'),
    (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (3, 0, INTERVAL '30 days', '00:00:00-05', 'b, "c', {'x': [], 'y z': MAP {}}, [NULL, 0], '1',
     '', -0.0001, 'infinity', 'null', 'NULL');
CREATE TABLE bag (v VARCHAR, n INTEGER);
INSERT INTO bag VALUES ('a', 1), ('a', 1), ('b', 2), (NULL, NULL), (NULL, NULL);
"""
ODD = '"odd ""one"."t ☃"'
STEPS = [
    update(f'SELECT "group", word || word AS word, big - 1 AS big FROM {ODD}', ODD, ["group"]),
    update("SELECT 3 AS \"group\", INTERVAL '1 month' AS span, 'n' AS word", ODD, ["group"]),
    append(f'SELECT 9 AS "group", bits, deep, kind, raw FROM {ODD} WHERE "group" = 1', ODD),
    remove('SELECT 2 AS "group"', ODD),
    remove("SELECT 'b' AS v", "bag"),
    append("SELECT 'a' AS v, 1 AS n UNION ALL SELECT 'z', NULL", "bag"),
    {
        "kind": "write",
        "mode": "create",
        "target": '"new s".made',
        "select": f"SELECT * FROM {ODD}",
    },
]
TABLES = [ODD, "bag", '"new s".made']


def text(session, table):
    rows = session.rows(f"SELECT * FROM {table}")
    return sorted(map(repr, rows))


def content(work, tables):
    with files.read(work.database) as session:
        return {table: text(session, table) for table in tables}


@pytest.fixture
def work(tmp_path):
    return Workspace(tmp_path).sql(TYPED)


def apply(work, review):
    store, meta = work.store, work.store.meta(review.plan_id)
    decision = Decision(
        plan_id=review.plan_id,
        verdict="apply",
        by="ann",
        at="2026-01-01T00:00:00+00:00",
        channel="command",
        confirmed=tuple(t.table for t in review.diff.tables),
    )
    return commit(
        ENGINE,
        work.database,
        store.record(review.plan_id),
        plan_id=review.plan_id,
        folder=store.folder(review.plan_id),
        facts=meta.facts,
        review=review,
        decision=decision,
    )


def test_what_the_shadow_shows_is_what_is_written_and_undone(work):
    before = content(work, TABLES[:2])
    shadow = work.open_shadow()
    review = work.dry_run(*STEPS)
    for number, step in enumerate(review.plan.steps, start=1):
        shadow.step = f"s{number}"
        step.run(shadow)
    seen = {table: text(shadow.session, table) for table in TABLES}
    shadow.session.close()
    apply(work, review)
    assert content(work, TABLES) == seen
    undo(ENGINE, work.database, review.plan_id, by="ann", now=_noon())
    assert content(work, TABLES[:2]) == before


@pytest.mark.slow
def test_the_same_intent_can_be_applied_again_after_an_undo(work):
    review = work.dry_run(*STEPS)
    apply(work, review)
    undo(ENGINE, work.database, review.plan_id, by="ann", now=_noon())
    again = work.dry_run(*STEPS)
    assert not apply(work, again).already


def _noon():
    from datetime import UTC, datetime

    return datetime(2026, 1, 1, 12, tzinfo=UTC)
