"""Pairs inside one table that are surely one person, whether another table knows them or not.

Owns what speaks against a table being unique inside by itself. Only where the records are of people
can bits be trusted so far: products and titles of one table are often alike.
"""

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.block import candidate_pairs, split_pairs
from vibecli.identity.fields import about_persons
from vibecli.identity.frame import Frame
from vibecli.identity.linkage import HIGHEST

_SEVERAL = 0.05  # of a table's records: where fewer surely repeat one, it is unique but for those
_NONE = np.empty(0, dtype=np.int64)


def surely_inside(frame: Frame, pairs: Array, bits: Array) -> Array:
    """Give the pairs of one table that say all a pair may for one person; only of people."""
    if not _of_people(frame):
        return _NONE
    return _of_one_table(frame, pairs[bits >= HIGHEST])


def inside_candidates(frame: Frame) -> Array:
    """Give the pairs of one table worth comparing, where any can be sure."""
    if not _of_people(frame):
        return _NONE
    return _of_one_table(frame, candidate_pairs(frame, across_only=False).pairs)


def repeats_persons(frame: Frame, pairs: Array, bits: Array) -> bool:
    """Tell whether a table surely holds persons twice, whether another table knows them or not."""
    twice = np.unique(np.stack(split_pairs(surely_inside(frame, pairs, bits), max(frame.size, 1))))
    records = np.bincount(frame.source, minlength=len(frame.names))
    found = np.bincount(frame.source[twice], minlength=len(frame.names))
    return bool((found > _SEVERAL * records).any())


def _of_people(frame: Frame) -> bool:
    return about_persons({coded.kind for coded in frame.fields})


def _of_one_table(frame: Frame, pairs: Array) -> Array:
    left, right = split_pairs(pairs, max(frame.size, 1))
    return np.asarray(pairs[frame.source[left] == frame.source[right]])
