"""Patterns: equal rows of levels counted once, so that estimation works on thousands of them."""

from dataclasses import dataclass

import numpy as np

from vibecli.engine.base import Array

_MOST_CODES = 1 << 62


@dataclass(frozen=True)
class Patterns:
    """Distinct rows of levels and how often each occurs."""

    levels: Array  # uint8, a row each
    counts: Array  # float64


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
