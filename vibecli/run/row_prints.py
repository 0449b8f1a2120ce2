"""Prints of rows: which rows of two tables the other one has no equal of, copy by copy.

A print is 64 bits; the lowest gives way to the side it is of, so that two different rows of n are
taken for equal with a chance of about n in 2**63. Memory: the prints, and as much again at most.
Two states of one table have most rows in one order: those are paired off as they lie, at a fraction
of the cost of a sort, and only the others are sorted.
"""

from collections.abc import Iterator

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Prints = NDArray[np.uint64]
Places = NDArray[np.intp]
Marks = NDArray[np.bool_]

_ONE = np.uint64(1)
_SORTED_AT_ONCE = 1 << 24
_BLOCK = 1 << 20
_MARKS = 22  # bits of a print that a first look goes by
_STRETCH = 256  # rows from one anchor to the next
_STRETCHES = 1024  # looked at together
_ORDERED = 0.5  # share of the anchors that must be found in order, or all rows are sorted


def unmatched(left: Prints, right: Prints) -> tuple[Places, Places]:
    """Give the places of the rows on each side beyond those the other one has an equal of.

    Which of several equal rows are left over depends on nothing but the order of both sides.
    """
    starts = _anchors(left, right)
    done, used = _paired(left, right, starts)
    if np.count_nonzero(done) <= len(left) // 2:  # little is gained, and copies take memory
        return _beyond(left, right)
    mine, theirs = np.flatnonzero(~done), np.flatnonzero(~used)
    kept = _beyond(left[mine], right[theirs])
    return mine[kept[0]], theirs[kept[1]]


def _beyond(left: Prints, right: Prints) -> tuple[Places, Places]:
    """Give what `unmatched` does, by sorting all prints."""
    found = list(_surplus(left, right))
    prints = np.concatenate([prints for prints, _ in found])
    surplus = np.concatenate([many for _, many in found])
    more, less = surplus > 0, surplus < 0
    return _places(left, prints[more], surplus[more]), _places(right, prints[less], -surplus[less])


def _paired(left: Prints, right: Prints, starts: Places) -> tuple[Marks, Marks]:
    """Mark the rows of each side that have a partner in the order of both sides.

    Between two anchors, rows of the left one that the right one has too, rows lie as far apart as
    at the first anchor until one is added or gone, and as at the second after the last such row.
    """
    done, used = np.zeros(len(left), dtype=bool), np.zeros(len(right), dtype=bool)
    if not len(starts):
        return done, used
    ends = np.append(starts[1:], starts[-1] + _STRETCH)
    shifted = np.flatnonzero(ends - starts != _STRETCH)
    rows = left[: len(starts) * _STRETCH].reshape(-1, _STRETCH)
    taken = done[: len(starts) * _STRETCH].reshape(-1, _STRETCH)
    for at, which in ((starts, np.arange(len(starts))), (ends - _STRETCH, shifted)):
        for first in range(0, len(which), _STRETCHES):
            part = which[first : first + _STRETCHES]
            bounds = starts[part], ends[part]
            taken[part] |= _same(rows[part], right, at[part], bounds, taken[part], used)
    return done, used


def _same(
    rows: Prints,
    right: Prints,
    at: Places,
    bounds: tuple[Places, Places],
    taken: Marks,
    used: Marks,
) -> Marks:
    """Mark the rows equal to those from `at` on, within bounds and not paired yet; uses them up."""
    at = at.clip(0, len(right) - _STRETCH)[:, None]
    within = np.arange(_STRETCH)
    same: Marks = sliding_window_view(right, _STRETCH)[at[:, 0]] == rows
    same &= within >= bounds[0][:, None] - at
    same &= within < bounds[1][:, None] - at
    same &= ~(taken | sliding_window_view(used, _STRETCH)[at[:, 0]])
    used[(at + within)[same]] = True
    return same


def _anchors(left: Prints, right: Prints) -> Places:
    """Give where each stretch of the left side begins on the right one, never decreasing.

    Nothing where the sides have no order in common.
    """
    stretches = len(left) // _STRETCH if len(right) >= _STRETCH else 0
    anchors = left[: stretches * _STRETCH : _STRETCH]
    order = np.argsort(anchors)
    at = np.full(stretches, -1, np.intp)
    for places, which in _sought(right, anchors[order]):
        at[order[which]] = places
    known = at >= 0
    known[1:] &= at[1:] > at[:-1]
    known[:-1] &= (at[:-1] < at[1:]) | (at[1:] < 0)
    if known.sum() <= _ORDERED * stretches:
        return np.empty(0, np.intp)
    before = np.maximum.accumulate(np.where(known, np.arange(stretches), 0))
    steps = (np.arange(stretches) - before) * _STRETCH
    return np.maximum.accumulate(np.where(known[before], at[before], 0) + steps)


def _surplus(left: Prints, right: Prints) -> Iterator[tuple[Prints, NDArray[np.int64]]]:
    """Give the prints that one side has more of, in order, and by how many the left one has more.

    The prints are taken part by part, by their highest bits.
    """
    bits = ((len(left) + len(right)) // _SORTED_AT_ONCE).bit_length()
    room = np.empty(len(left) + len(right), np.uint64)  # as much of it is used as a part needs
    for part in range(1 << bits):
        filled = _fill(room, _part(left, part, bits), 0)
        both = room[: filled + _fill(room[filled:], _part(right, part, bits), 1)]
        both.sort()
        rest = both[np.flatnonzero(~_pairs(both))]
        of_right = (rest & _ONE).astype(np.int64)
        rest >>= _ONE
        starts = np.flatnonzero(np.concatenate([[len(rest) > 0], rest[1:] != rest[:-1]]))
        many = np.diff(starts, append=len(rest))
        if len(starts):
            many -= 2 * np.add.reduceat(of_right, starts)
        differs = many != 0
        yield rest[starts[differs]], many[differs]


def _part(prints: Prints, part: int, bits: int) -> Iterator[Prints]:
    """Give the prints that begin with these bits, block by block: small arrays are made quickly."""
    low, high = np.uint64(part << (64 - bits)), np.uint64(((part + 1) << (64 - bits)) - 1)
    for start in range(0, len(prints), _BLOCK):
        block = prints[start : start + _BLOCK]
        yield block[np.flatnonzero((block >= low) & (block <= high))] if bits else block


def _fill(room: Prints, blocks: Iterator[Prints], side: int) -> int:
    """Put prints into a room, the lowest bit saying the side; gives how many."""
    at = 0
    for block in blocks:
        np.bitwise_and(block, ~_ONE, out=room[at : at + len(block)])
        room[at : at + len(block)] |= np.uint64(side)
        at += len(block)
    return at


def _pairs(both: Prints) -> Marks:
    """Mark the sorted prints that each side has exactly once: nearly all of them."""
    same, pair = np.zeros(len(both) + 1, dtype=bool), np.zeros(len(both) + 1, dtype=bool)
    for start in range(1, len(both), _BLOCK):
        end = min(start + _BLOCK, len(both))
        apart = both[start:end] ^ both[start - 1 : end - 1]
        same[start:end], pair[start:end] = apart <= 1, apart == 1
    pair[1:] &= ~same[:-1]
    pair[:-1] &= ~same[1:]
    return pair[:-1] | pair[1:]


def _places(prints: Prints, wanted: Prints, many: NDArray[np.int64]) -> Places:
    """Give the places of the last so many of each wanted print."""
    found = [*_sought(prints, wanted, drop=1)]
    places = np.concatenate([np.empty(0, np.intp), *(at for at, _ in found)])
    which = np.concatenate([np.empty(0, np.intp), *(of for _, of in found)])
    order = np.argsort(which[::-1], kind="stable")  # of equal prints the last one first
    ends = np.flatnonzero(np.diff(which[::-1][order], prepend=-1))
    rank = np.arange(len(order)) - np.repeat(ends, np.diff(ends, append=len(order)))
    kept = order[rank < many[which[::-1][order]]]
    return np.sort(places[::-1][kept])


def _sought(prints: Prints, wanted: Prints, *, drop: int = 0) -> Iterator[tuple[Places, Places]]:
    """Give the places of prints that are wanted, and which of the wanted, which are sorted.

    The lowest bits of the prints may be no part of those wanted.
    """
    marks = np.zeros(1 << _MARKS, dtype=bool)
    marks[_mark(wanted)] = True
    for start in range(0, len(prints), _BLOCK) if len(wanted) else ():
        block = prints[start : start + _BLOCK]
        block = block >> np.uint64(drop) if drop else block
        near = np.flatnonzero(marks[_mark(block)])
        at = np.searchsorted(wanted, block[near]).clip(max=len(wanted) - 1)
        same = wanted[at] == block[near]
        yield start + near[same], at[same]


def _mark(prints: Prints) -> Places:
    """Give the lowest bits of prints, by which a first look goes."""
    return (prints & np.uint64((1 << _MARKS) - 1)).view(np.intp)
