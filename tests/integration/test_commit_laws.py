"""The laws of the change set: apply(diff(a, b), a) = b, and an undo is the identity."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import files
from tests.integration.changes import Edit, make, reviewed
from vibecli.engine.names import quote

pytestmark = pytest.mark.slow

TEXT = st.sampled_from([None, "", "a", "A", "ä", "'; DROP TABLE t; --", "\U0001f600", "0", "NULL"])
NUMBER = st.sampled_from([None, 0, 1, -1, 2**31 - 1])
ROW = st.tuples(st.integers(0, 5), st.sampled_from(["x", "y", "Y"]), TEXT, NUMBER)
ROWS = st.lists(ROW, max_size=12)
KEYS = {"keyed": ("k",), "composite": ("k", "K 2"), "keyless": ()}
COLUMNS = ("k", "K 2", "v", "n")


def unique(rows, key):
    """Keep one row a key."""
    if not key:
        return rows
    places = [COLUMNS.index(name) for name in key]
    return list({tuple(row[p] for p in places): row for row in rows}.values())


def build(path, before, goal, key):
    """Make a database with both tables."""
    names = ", ".join(quote(name) for name in key)
    declared = f", PRIMARY KEY ({names})" if key else ""
    make(
        path,
        *(
            f'CREATE TABLE {name} (k INTEGER, "K 2" VARCHAR, v VARCHAR, n BIGINT{declared})'
            for name in ("t", "goal")
        ),
    )
    with files.write(path) as session:
        for name, rows in (("t", before), ("goal", goal)):
            if rows:
                places = ", ".join(["(?, ?, ?, ?)"] * len(rows))
                session.run(f"INSERT INTO {name} VALUES {places}", [v for row in rows for v in row])
    return path


def difference(key):
    """Give the edit that turns `t` into `goal`."""
    if not key:
        every = 'k, "K 2", v, n'
        counted = "SELECT *, row_number() OVER (PARTITION BY {0}) AS c FROM {1}".format
        same = " AND ".join(f'a."{c}" IS NOT DISTINCT FROM b."{c}"' for c in (*COLUMNS, "c"))
        gone = f"SELECT rid FROM (SELECT rowid AS rid, *, row_number() OVER (PARTITION BY {every}) AS c FROM t) a ANTI JOIN ({counted(every, 'goal')}) b ON {same}"
        new = f"SELECT {every} FROM ({counted(every, 'goal')}) a ANTI JOIN ({counted(every, 't')}) b ON {same}"
        return Edit("t", remove=f"rowid IN ({gone})", add=new)
    same = " AND ".join(f'g."{c}" = t."{c}"' for c in key)
    rest = [c for c in COLUMNS if c not in key]
    differs = " OR ".join(f'g."{c}" IS DISTINCT FROM t."{c}"' for c in rest)
    return Edit(
        "t",
        set=tuple((c, f'(SELECT g."{c}" FROM goal g WHERE {same})') for c in rest),
        where=f"EXISTS (SELECT 1 FROM goal g WHERE {same} AND ({differs}))",
        remove=f"NOT EXISTS (SELECT 1 FROM goal g WHERE {same})",
        add=f"SELECT * FROM goal g WHERE NOT EXISTS (SELECT 1 FROM t WHERE {same})",
        key=key,
    )


def rows(path, table="t"):
    with files.read(path) as session:
        return sorted(session.rows(f"FROM {table}"), key=repr)


@pytest.mark.parametrize("kind", list(KEYS))
@settings(max_examples=6, deadline=None)
@given(before=ROWS, goal=ROWS)
def test_apply_gives_the_goal_and_undo_the_start(kind, before, goal):
    key = KEYS[kind]
    with TemporaryDirectory() as folder:
        db = build(Path(folder) / "d.duckdb", unique(before, key), unique(goal, key), key)
        start = rows(db)
        plan = reviewed(db, Path(folder) / "p", difference(key))
        if plan.review.verdict == "empty":
            assert start == rows(db, "goal")
            return
        plan.apply()
        assert rows(db) == rows(db, "goal")
        plan.undo()
        assert rows(db) == start
