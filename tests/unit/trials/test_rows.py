"""Results are the same when their rows are, in whatever order of rows and columns."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vibecli.trials.rows import same_rows, same_table

NOON = datetime.fromisoformat("2025-01-31T12:00:00")
CELLS = st.none() | st.booleans() | st.integers(-9, 9) | st.text("ab", max_size=2)
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.tuples(*[CELLS] * width), min_size=1, max_size=6)
)


@given(TABLES, st.randoms())
def test_any_order_of_rows_and_columns_is_the_same(rows, chance):
    order = chance.sample(range(len(rows[0])), len(rows[0]))
    moved = chance.sample([tuple(row[n] for n in order) for row in rows], len(rows))
    assert same_rows(rows, moved)


@given(TABLES, st.data())
def test_another_value_is_another_result(rows, data):
    at = data.draw(st.integers(0, len(rows) - 1))
    other = [tuple("other" if n == at else cell for cell in row) for n, row in enumerate(rows)]
    assert not same_rows(rows, other)
    assert not same_table(rows, other)


@given(TABLES, st.data())
def test_more_columns_are_the_same_only_where_they_may_be(rows, data):
    wider = [(*row, f"extra {n}") for n, row in enumerate(rows)]
    assert same_rows(rows, wider, more_columns=True)
    assert not same_rows(rows, wider)
    assert not same_rows(wider, rows, more_columns=True)


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (1, 1.0, True),
        (Decimal("2.50"), 2.5004, True),
        (2.5, 2.502, False),
        (True, 1, False),
        ("1", 1, False),
        (date(2025, 1, 31), NOON.replace(hour=0), True),
        (NOON, date(2025, 1, 31), False),
        (float("nan"), float("nan"), True),
        (float("inf"), float("inf"), True),
        (None, "", False),
    ],
)
def test_what_counts_as_one_value(left, right, same):
    assert same_rows([(left,)], [(right,)]) is same


def test_numbers_that_differ_by_a_hair_do_not_part_rows():
    wanted = [(1.0004, "b"), (1.0, "a")]
    assert same_rows(wanted, [(1.0, "b"), (1.0004, "a")])


def test_rows_count():
    assert not same_rows([(1,), (1,)], [(1,)])
    assert same_rows([], [])


def test_columns_that_hold_the_same_are_no_trap():
    alike = [(n % 2,) * 12 for n in range(4)]
    wanted = [(*row, n) for n, row in enumerate(alike)]
    assert same_rows(wanted, wanted)
    assert not same_rows(wanted, [(*row, 3 - n) for n, row in enumerate(alike)])
