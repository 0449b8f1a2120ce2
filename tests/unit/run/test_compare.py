"""The comparison of two tables against one made row by row in Python."""

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from vibecli.engine.duckdb import DuckEngine
from vibecli.run.compare import Comparing
from vibecli.run.comparison import Side
from vibecli.run.incoming import STAGING
from vibecli.run.row_prints import unmatched
from vibecli.run.side_table import Table

EDIT = st.tuples(
    st.sampled_from(["cut", "put", "set", "turn"]), st.floats(0, 1), st.integers(1, 300)
)
VALUE = st.none() | st.integers(0, 2)
ROWS = st.lists(st.tuples(VALUE, VALUE, st.none() | st.sampled_from("ab")), max_size=9)


def compared(left, right, key):
    with DuckEngine().empty() as session:
        session.run(f"CREATE SCHEMA {STAGING}")
        catalog, tables = session.value("SELECT current_database()"), []
        for number, rows in enumerate((left, right)):
            session.run(f"CREATE TABLE t{number} (k INTEGER, n INTEGER, v VARCHAR)")
            for row in rows:
                session.run(f"INSERT INTO t{number} VALUES (?, ?, ?)", row)
            session.run(f"DELETE FROM t{number} WHERE k = 2")  # leaves gaps in the row ids
            side = Side(name=f"t{number}", table=f"t{number}")
            tables.append(Table.of(session, side, catalog, number))
        diff = Comparing(session, *tables).compare(key, unmask=True).diff
        return diff.added, diff.changed, diff.removed


@settings(max_examples=12, deadline=None)
@given(ROWS, ROWS)
def test_copies_of_rows_are_counted_exactly(left, right):
    one, other = (Counter(row for row in rows if row[0] != 2) for rows in (left, right))
    found = compared(left, right, ())
    if found[1] == 0:
        assert found == ((other - one).total(), 0, (one - other).total())
    else:  # a key was there after all: the rows are the same ones
        assert found[0] + found[1] == (other - one).total()


@settings(max_examples=12, deadline=None)
@given(ROWS, ROWS)
def test_rows_with_a_key_are_added_changed_or_removed(left, right):
    one, other = ({row[:2]: row for row in rows if row[0] != 2} for rows in (left, right))
    changed = sum(other[key] != row for key, row in one.items() if key in other)
    expected = len(other.keys() - one.keys()), changed, len(one.keys() - other.keys())
    assert compared(list(one.values()), list(other.values()), ("k", "n")) == expected


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 5000), st.integers(1, 9), st.lists(EDIT, max_size=6))
def test_prints_left_over_are_those_of_two_multisets(rows, copies, edits):
    left = np.random.default_rng(rows).integers(0, 1 << 62, rows // copies + 1, dtype=np.uint64) * 2
    left = np.resize(left, rows)
    right = left.copy()
    for kind, share, many in edits:
        at = int(share * len(right))
        rest = {
            "cut": right[at + many :],
            "put": np.concatenate([left[:many], right[at:]]),
            "set": np.concatenate([right[at : at + many] + np.uint64(2), right[at + many :]]),
        }
        right = np.concatenate([right[:at], rest[kind]]) if kind in rest else np.roll(right, at)
    one, other = Counter(left.tolist()), Counter(right.tolist())
    mine, theirs = unmatched(left, right)
    assert Counter(left[mine].tolist()) == one - other
    assert Counter(right[theirs].tolist()) == other - one


def test_a_difference_is_found_wherever_the_first_look_did_not_fall():
    with DuckEngine().empty() as session:
        session.run(f"CREATE SCHEMA {STAGING}")
        catalog, tables = session.value("SELECT current_database()"), []
        session.run(
            "CREATE TABLE a AS SELECT i AS k, i % 7 AS n, 'x' || i AS v FROM range(20000) r(i)"
        )
        session.run(
            "CREATE TABLE b AS SELECT k, n + (k % 100 = 0)::INT AS n, v FROM a WHERE k <> 9"
        )
        session.run("UPDATE b SET v = 'other' WHERE k IN (3999, 4000)")
        for number, name in enumerate("ab"):
            side = Side(name=name, table=name)
            tables.append(Table.of(session, side, catalog, number))
        compared = Comparing(session, *tables)
        diff = compared.compare(("k",), unmask=True).diff
    assert [column.name for column in compared.first] == ["k", "n"]
    assert (diff.added, diff.changed, diff.removed) == (0, 201, 1)
    assert {column.column: column.replaced for column in diff.columns} == {"n": 200, "v": 2}
