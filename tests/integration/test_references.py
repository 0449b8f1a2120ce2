"""Rows that refer to each other in one plan: applied at once and taken back to the byte.

The engine sees a reference until a transaction is over; grandchildren, views, indexes, defaults,
comments and computed columns are as they were all the same.
"""

import pytest

from tests import files
from tests.integration.changes import make
from tests.integration.flows import approve, flow_in, outcome, saved
from tests.integration.schemas import dump
from vibecli.errors import Blocked, Stale

TABLES = (
    "CREATE SCHEMA s",
    "CREATE SEQUENCE s.numbers START 50",
    "CREATE TABLE s.zone (id INTEGER PRIMARY KEY, code VARCHAR UNIQUE)",
    """CREATE TABLE s.shop (id INTEGER PRIMARY KEY DEFAULT nextval('s.numbers'), "the zone" INTEGER
        REFERENCES s.zone (id), name VARCHAR COLLATE nocase NOT NULL, tags VARCHAR[],
        twice INTEGER GENERATED ALWAYS AS (id * 2), CHECK (id > 0))""",
    "CREATE TABLE s.sale (shop INTEGER REFERENCES s.shop (id), n INTEGER)",
    "CREATE UNIQUE INDEX by_name ON s.shop (name)",
    "COMMENT ON COLUMN s.shop.name IS 'on the door'",
    "COMMENT ON INDEX s.by_name IS 'fast'",
    "CREATE VIEW s.sold AS SELECT * FROM s.sale JOIN s.shop ON shop = id",
    "INSERT INTO s.zone SELECT i, 'z' || i FROM range(1, 9) r(i)",
    "INSERT INTO s.shop SELECT i, i % 8 + 1, 'S' || i, ['a', 'b' || i] FROM range(1, 40) r(i)",
    "INSERT INTO s.sale SELECT i % 30 + 1, i FROM range(90) r(i)",
    "CREATE TABLE tree (id INTEGER PRIMARY KEY, up INTEGER REFERENCES tree (id))",
    "INSERT INTO tree VALUES (1, NULL)",
    "INSERT INTO tree VALUES (2, 1)",
)


def write(target, mode, select):
    keys = [] if mode == "append" else ["id"]
    return {"kind": "write", "target": target, "mode": mode, "keys": keys, "select": select}


def remove(target, select):
    return {"kind": "remove", "target": target, "keys_select": select}


NEW_ZONE = write("s.zone", "append", "SELECT 90 AS id, 'new' AS code")
PLANS = {
    "added": (
        NEW_ZONE,
        write(
            "s.shop", "append", "SELECT 70 AS id, 90 AS \"the zone\", 'x' AS name, ['t'] AS tags"
        ),
        write("s.sale", "append", "SELECT 70 AS shop, 1 AS n"),
    ),
    "removed": (
        remove("s.sale", "SELECT shop FROM s.sale WHERE shop % 8 = 1"),
        remove("s.shop", "SELECT id FROM s.shop WHERE id % 8 = 1"),
        remove("s.zone", "SELECT 2 AS id"),
    ),
    "moved to another parent": (
        NEW_ZONE,
        write("s.shop", "update", 'SELECT id, 90 AS "the zone" FROM s.shop WHERE "the zone" = 2'),
        remove("s.zone", "SELECT 2 AS id"),
    ),
    "referred to and changed where an index is": (
        write("s.shop", "update", "SELECT id, name || '!' AS name FROM s.shop WHERE id < 20"),
        write("s.zone", "update", "SELECT id, code || '!' AS code FROM s.zone"),
    ),
}


@pytest.fixture
def world(tmp_path):
    make(tmp_path / "v.duckdb", *TABLES)
    return flow_in(tmp_path, memory_mb=800, threads=1)


@pytest.mark.few(1)
@pytest.mark.parametrize("plan", PLANS.values(), ids=list(PLANS))
def test_rows_that_refer_to_each_other_go_and_come_at_once(world, plan):
    before = dump(world)
    review = outcome(world.rehearse(saved(*plan)))
    for _ in range(2):
        approve(world, review)
        after = dump(world)
        assert after != before
        world.applying.undo(review.plan_id)
        assert dump(world) == before


@pytest.mark.parametrize(
    "step",
    [
        remove("s.zone", "SELECT 2 AS id"),
        remove("tree", "SELECT id FROM tree"),
        write("tree", "append", "SELECT 8 AS id, NULL AS up UNION ALL SELECT 9, 8"),
    ],
)
def test_what_would_break_a_reference_is_blocked_before_anyone_is_asked(world, step):
    review = outcome(world.rehearse(saved(step)))
    assert [r.rule for r in review.rules if r.status == "block"] == ["references"]
    with pytest.raises(Blocked):
        approve(world, review)


def test_an_undo_leaves_parents_that_later_rows_refer_to(world):
    review = outcome(world.rehearse(saved(*PLANS["added"])))
    approve(world, review)
    with files.write(world.runtime.settings.database) as session:
        session.run("INSERT INTO s.sale VALUES (70, 2)")
    before = dump(world)
    with pytest.raises(Stale, match=r"cannot be undone.*nothing was written"):
        world.applying.undo(review.plan_id)
    assert dump(world) == before
