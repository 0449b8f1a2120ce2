"""Whether two results are the same: multisets of rows, columns in any order, numbers to 1e-3.

Pure comparison; it never reads a database.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any

TOLERANCE = 1e-3
_MOST_ORDERS = 1_000  # columns that hold the same stand in for each other in many ways
Rows = Sequence[Sequence[Any]]
_Cell = tuple[int, Any]  # kind, then what is compared within it
_EMPTY, _FLAG, _NUMBER, _TEXT = range(4)


def same_rows(wanted: Rows, found: Rows, *, more_columns: bool = False) -> bool:
    """True when the rows are equal under some order of columns.

    With `more_columns` what was found may have columns beyond those wanted.
    """
    if len(wanted) != len(found):
        return False
    if not wanted:
        return True
    width, wide = len(wanted[0]), len(found[0])
    if wide < width or (wide > width and not more_columns):
        return False
    left = [[_cell(value) for value in row] for row in wanted]
    right = [[_cell(value) for value in row] for row in found]
    return any(
        _equal(left, [[row[n] for n in order] for row in right])
        for order in islice(_orders(left, right), _MOST_ORDERS)
    )


def same_table(wanted: Rows, found: Rows) -> bool:
    """True when the rows are equal, their columns being in one order already."""
    if len(wanted) != len(found):
        return False
    return _equal(
        [[_cell(value) for value in row] for row in wanted],
        [[_cell(value) for value in row] for row in found],
    )


def _orders(left: list[list[_Cell]], right: list[list[_Cell]]) -> Iterator[list[int]]:
    """Give every way to find the wanted columns among the others, equal column by column."""
    columns = [sorted(column) for column in zip(*right, strict=True)]
    fits = [
        [n for n, other in enumerate(columns) if _alike(sorted(column), other)]
        for column in zip(*left, strict=True)
    ]

    def extend(taken: list[int]) -> Iterator[list[int]]:
        if len(taken) == len(fits):
            yield taken
            return
        for number in fits[len(taken)]:
            if number not in taken:
                yield from extend([*taken, number])

    return extend([])


def _equal(left: list[list[_Cell]], right: list[list[_Cell]]) -> bool:
    return all(
        _alike(a, b)
        for a, b in zip(sorted(left, key=_place), sorted(right, key=_place), strict=True)
    )


def _place(row: Sequence[_Cell]) -> tuple[Any, ...]:
    """Order rows by what is exact first, so that a hair between numbers cannot part equal rows."""
    exact = [cell if cell[0] != _NUMBER else (_NUMBER, 0.0) for cell in row]
    return (*exact, *(cell for cell in row if cell[0] == _NUMBER))


def _alike(left: Sequence[_Cell], right: Sequence[_Cell]) -> bool:
    return all(map(_same, left, right))


def _same(left: _Cell, right: _Cell) -> bool:
    if left[0] == right[0] == _NUMBER:
        return bool(left[1] == right[1] or abs(left[1] - right[1]) <= TOLERANCE)
    return left == right


def _cell(value: Any) -> _Cell:
    match value:
        case None:
            return _EMPTY, 0
        case bool():
            return _FLAG, value
        case int() | float() | Decimal():
            number = float(value)
            return (_NUMBER, number) if number == number else (_TEXT, "nan")  # noqa: PLR0124
        case datetime():
            return _TEXT, value.isoformat(" ").removesuffix(" 00:00:00")
        case date() | time():
            return _TEXT, value.isoformat()
        case _:
            return _TEXT, str(value)
