"""Patterns: equal rows of levels counted once, so that estimation works on thousands of them.

Owns how a row of levels becomes few integers: fields taken together have one code, so that what
their levels say is looked up once for all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import prod

import numpy as np

from vibecli.engine.base import Array

_MOST_CODES = 1 << 62
_MOST_CELLS = 1000  # a table that stays in the nearest memory, and is soon made
_FEW_ROWS = 1000  # fewer than the cells of a table


@dataclass(frozen=True)
class Patterns:
    """Distinct rows of levels and how often each occurs."""

    levels: Array  # uint8, a row each
    counts: Array  # float64


@dataclass(frozen=True)
class _Group:
    """Neighbouring fields with one code: each field's column, and its levels for every code."""

    columns: tuple[int, ...]
    steps: tuple[int, ...]
    levels: Array  # a field of the group each: its level in every cell


class LevelGroups:
    """The fields of a frame in groups, by how many levels each has (the missing one included)."""

    def __init__(self, counts: Sequence[int]) -> None:
        self._fields = len(counts)
        self.groups: list[_Group] = []
        columns: list[int] = []
        for column, count in enumerate(counts):
            if columns and count * prod(counts[c] for c in columns) > _MOST_CELLS:
                self.groups.append(_group(columns, counts))
                columns = []
            columns.append(column)
        if columns:
            self.groups.append(_group(columns, counts))

    def codes(self, levels: Array) -> list[Array]:
        """Give the code of each row of levels, for every group."""
        found = []
        for group in self.groups:
            code = levels[:, group.columns[0]].astype(np.int16)
            for column, step in zip(group.columns[1:], group.steps[1:], strict=True):
                code += levels[:, column] * np.int16(step)
            found.append(code)
        return found

    def cells(self, tables: Sequence[Array]) -> list[Array]:
        """Give what each code says, from the fields' tables (a row a class, a column a level)."""
        return [
            np.sum([tables[c][:, of] for c, of in zip(g.columns, g.levels, strict=True)], axis=0)
            for g in self.groups
        ]

    def said(self, levels: Array, tables: Sequence[Array]) -> Array:
        """Give what rows of levels say, a row a class: the sums that `cells` are made of."""
        if len(levels) > _FEW_ROWS:
            return looked_up(self.codes(levels), self.cells(tables))
        parts = [
            np.sum([tables[c].take(levels[:, c], axis=1) for c in group.columns], axis=0)
            for group in self.groups
        ]
        return np.asarray(sum(parts[1:], start=parts[0]))

    def counted(self, codes: Sequence[Array], weight: Array) -> list[Array]:
        """Give for each field the weight of every level."""
        found: list[Array] = []
        for code, group in zip(codes, self.groups, strict=True):
            cells = np.bincount(code, weight, minlength=group.levels.shape[1])
            found += [np.bincount(levels, cells) for levels in group.levels]
        return found


def looked_up(codes: Sequence[Array], cells: Sequence[Array]) -> Array:
    """Add up what the codes of all groups say, a row a class."""
    total = np.take(cells[0], codes[0], axis=1)
    for code, said in zip(codes[1:], cells[1:], strict=True):
        total += np.take(said, code, axis=1)
    return total


@lru_cache(maxsize=64)
def level_groups(counts: tuple[int, ...]) -> LevelGroups:
    """Give the groups of fields with so many levels, made once."""
    return LevelGroups(counts)


def _group(columns: Sequence[int], counts: Sequence[int]) -> _Group:
    bases = [counts[column] for column in columns]
    steps = [prod(bases[:at]) for at in range(len(bases))]
    cells = np.arange(prod(bases))
    levels = [cells // step % base for step, base in zip(steps, bases, strict=True)]
    return _Group(tuple(columns), tuple(steps), np.array(levels))


def counted_patterns(levels: Array) -> Patterns:
    """Give the distinct rows of levels, in a fixed order."""
    bases = _bases(levels)
    codes = _row_codes(levels, bases)
    codes.sort()
    first = _first_of_each(codes)
    counts = np.diff(np.append(first, len(codes))).astype(np.float64)
    return Patterns(_rows(codes[first], bases), counts)


def numbered_patterns(levels: Array) -> tuple[Array, Array]:
    """Give the distinct rows of levels, in a fixed order, and the number of each row among them."""
    bases = _bases(levels)
    codes = _row_codes(levels, bases)
    ordered = np.sort(codes)
    distinct = ordered[_first_of_each(ordered)]
    return _rows(distinct, bases), np.searchsorted(distinct, codes)


def _first_of_each(ordered: Array) -> Array:
    """Give the first place of each distinct value of a sorted array."""
    return np.flatnonzero(
        np.concatenate((np.ones(min(len(ordered), 1), bool), ordered[1:] > ordered[:-1]))
    )


def _bases(levels: Array) -> list[int]:
    """Give how many levels each column may have."""
    return [int(column.max(initial=0)) + 1 for column in levels.T]


def _row_codes(levels: Array, bases: Sequence[int]) -> Array:
    """Give one integer for each row; Python's own where there are too many columns for others."""
    kind = np.int64 if prod(bases) < _MOST_CODES else object
    codes = np.zeros(len(levels), dtype=kind)
    for column, base in enumerate(bases):
        codes *= base
        codes += levels[:, column].astype(kind)
    return codes


def _rows(codes: Array, bases: Sequence[int]) -> Array:
    rows = np.empty((len(codes), len(bases)), dtype=np.uint8)
    for column in reversed(range(len(bases))):
        rows[:, column] = codes % bases[column]
        codes = codes // bases[column]
    return rows
