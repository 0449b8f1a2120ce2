"""Misses: pairs to look at of clusters that should be apart, or of one that was torn.

Owns which pairs those are: of the largest clusters first, one of each before a second of any, each
the best scored pair that bears the mistake. The same choice serves false positives (a found cluster
with several true ones in it) and false negatives (a true one spread over several found).
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from vibecli.engine.base import Array


class Miss(NamedTuple):
    """A pair of records that are wrongly together, or wrongly apart."""

    left: int
    right: int
    records: int  # of the cluster that is wrong
    parts: int  # clusters that it mixes, or that it was torn into


class _Cells(NamedTuple):
    """Where clusters and their parts meet, sorted by cluster: the records they share."""

    group: Array
    size: Array
    first: Array  # smallest record of the cell
    of: Array  # the cell of each record


def misses(
    group: Array, part: Array, scored: tuple[Array, Array, Array], most: int
) -> tuple[Miss, ...]:
    """Give at most `most` pairs of one group that lie in different parts of it.

    Args:
        group: the cluster of each record that should be whole and pure.
        part: what tears it, a whole number a record.
        scored: pairs of records that were compared (left, right, bits).
        most: how many.
    """
    cells = _cells(group, part)
    starts = np.flatnonzero(np.diff(cells.group, prepend=-1))
    counts = np.diff(np.append(starts, len(cells.group)))
    records = np.add.reduceat(cells.size, starts) if len(starts) else starts
    torn = np.flatnonzero(counts > 1)
    torn = torn[np.lexsort((cells.first[starts[torn]], -records[torn]))][:most]
    left, right, bits = scored
    looked = np.isin(group[left], cells.group[starts[torn]]) & (group[left] == group[right])
    best = _best_pairs(cells, (left[looked], right[looked], bits[looked]))
    found = [
        (turn, rank, Miss(*_pair(cells, best, cell, main), int(records[at]), int(counts[at])))
        for rank, at in enumerate(torn.tolist())
        for turn, cell, main in _others(cells, int(starts[at]), int(counts[at]), most)
    ]
    ordered = (miss for _, _, miss in sorted(found))
    return tuple({(miss.left, miss.right): miss for miss in ordered}.values())[:most]


def _cells(group: Array, part: Array) -> _Cells:
    order = np.lexsort((part, group))
    changed = np.diff(group[order], prepend=-1) != 0
    changed |= np.diff(part[order], prepend=-1) != 0
    start = np.flatnonzero(changed)
    of = np.empty(len(order), dtype=np.int64)
    of[order] = np.cumsum(changed) - 1
    first = np.minimum.reduceat(order, start) if len(start) else start
    return _Cells(group[order][start], np.diff(np.append(start, len(order))), first, of)


def _others(cells: _Cells, start: int, count: int, most: int) -> Iterator[tuple[int, int, int]]:
    """Give the cells of a group beside its largest, with their turn and that largest cell."""
    own = np.arange(start, start + count)
    own = own[np.lexsort((cells.first[own], -cells.size[own]))][: most + 1]
    for turn, cell in enumerate(own[1:].tolist()):
        yield turn, cell, int(own[0])


def _best_pairs(cells: _Cells, scored: tuple[Array, Array, Array]) -> dict[int, tuple[int, int]]:
    """Give for each cell the best scored pair that leads from it to another cell of its group."""
    apart = cells.of[scored[0]] != cells.of[scored[1]]
    left, right, bits = (values[apart] for values in scored)
    best: dict[int, tuple[int, int]] = {}
    for at in np.lexsort((right, left, -bits)).tolist():
        pair = int(left[at]), int(right[at])
        for record in pair:
            best.setdefault(int(cells.of[record]), pair)
    return best


def _pair(cells: _Cells, best: dict[int, tuple[int, int]], cell: int, main: int) -> tuple[int, int]:
    """Give the pair that stands for a cell and the rest of its group, the smaller record first."""
    one, two = best.get(cell, (int(cells.first[main]), int(cells.first[cell])))
    return min(one, two), max(one, two)
