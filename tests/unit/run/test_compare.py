"""The comparison of two tables against one made row by row in Python."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from vibecli.engine.duckdb import DuckEngine
from vibecli.run.compare import Comparing
from vibecli.run.comparison import Side
from vibecli.run.incoming import STAGING
from vibecli.run.side_table import Table

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
