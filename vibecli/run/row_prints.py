"""Prints of rows: which rows of two tables the other one has no equal of, copy by copy.

A print is 64 bits; the lowest gives way to the side it is of, so that two different rows of n are
taken for equal with a chance of about n in 2**63. Memory: the prints, and as much again at most.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Prints = NDArray[np.uint64]
Places = NDArray[np.intp]

_ONE = np.uint64(1)
_SORTED_AT_ONCE = 1 << 24
_BLOCK = 1 << 20
_MARKS = 22  # bits of a print that a first look goes by


def unmatched(left: Prints, right: Prints) -> tuple[Places, Places]:
    """Give the places of the rows on each side beyond those the other one has an equal of.

    Of equal rows the last ones are left over.
    """
    found = list(_surplus(left, right))
    prints = np.concatenate([prints for prints, _ in found])
    surplus = np.concatenate([many for _, many in found])
    more, less = surplus > 0, surplus < 0
    return _places(left, prints[more], surplus[more]), _places(right, prints[less], -surplus[less])


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


def _pairs(both: Prints) -> NDArray[np.bool_]:
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
    marks = np.zeros(1 << _MARKS, dtype=bool)
    marks[wanted >> np.uint64(63 - _MARKS)] = True
    found = [np.empty(0, np.intp)]
    for start in range(0, len(prints), _BLOCK) if len(wanted) else ():
        block = prints[start : start + _BLOCK]
        near = np.flatnonzero(marks[block >> np.uint64(64 - _MARKS)])
        at = np.searchsorted(wanted, block[near] >> _ONE).clip(max=len(wanted) - 1)
        found.append(start + near[wanted[at] == block[near] >> _ONE])
    places = np.concatenate(found)
    which = np.searchsorted(wanted, prints[places] >> _ONE)
    order = np.argsort(which[::-1], kind="stable")  # of equal prints the last one first
    ends = np.flatnonzero(np.diff(which[::-1][order], prepend=-1))
    rank = np.arange(len(order)) - np.repeat(ends, np.diff(ends, append=len(order)))
    kept = order[rank < many[which[::-1][order]]]
    return np.sort(places[::-1][kept])
