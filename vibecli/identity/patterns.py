"""Patterns: equal rows of levels counted once, so that estimation works on thousands of them.

Owns how a row of levels becomes few integers: fields taken together have one code, so that what
their levels say is looked up once for all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vibecli.engine.base import Array

_MOST_CODES = 1 << 62
_MOST_CELLS = 1000  # a table that stays in the nearest memory, and is soon made


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
            if columns and count * int(np.prod([counts[c] for c in columns])) > _MOST_CELLS:
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


def _group(columns: Sequence[int], counts: Sequence[int]) -> _Group:
    bases = [counts[column] for column in columns]
    steps = [int(np.prod(bases[:at])) for at in range(len(bases))]
    cells = np.arange(int(np.prod(bases)))
    levels = [cells // step % base for step, base in zip(steps, bases, strict=True)]
    return _Group(tuple(columns), tuple(steps), np.array(levels))


def counted_patterns(levels: Array) -> Patterns:
    """Give the distinct rows of levels, in a fixed order."""
    if not len(levels) or not levels.shape[1]:
        return Patterns(levels[:0], np.empty(0))
    bases = levels.max(axis=0).astype(object) + 1
    steps = [int(np.prod(bases[:i], dtype=object)) for i in range(len(bases))]
    if int(np.prod(bases, dtype=object)) >= _MOST_CODES:
        rows, counts = np.unique(levels, axis=0, return_counts=True)
        return Patterns(rows, counts.astype(np.float64))
    codes = np.zeros(len(levels), dtype=np.int64)
    for column, step in enumerate(steps):
        codes += levels[:, column].astype(np.int64) * step
    codes.sort()
    first = np.flatnonzero(np.concatenate(([True], codes[1:] != codes[:-1])))
    counts = np.diff(np.append(first, len(codes))).astype(np.float64)
    distinct = codes[first]
    rows = np.stack(
        [distinct // step % base for step, base in zip(steps, bases.tolist(), strict=True)], axis=1
    )
    return Patterns(rows.astype(np.uint8), counts)
