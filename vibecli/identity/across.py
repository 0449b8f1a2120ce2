"""Pairs across tables: whether they are one to one, and how many there are with it and without.

Owns telling tables that are unique inside: where records of one table are one person, they are as
near to each other as to their partner in another table. Both counts are shown where it looks so.
"""

from dataclasses import dataclass

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.block import split_pairs
from vibecli.identity.cluster import average_linkage, one_to_one
from vibecli.identity.frame import Frame
from vibecli.identity.inside import repeats_persons
from vibecli.identity.linkage import HIGHEST

_REPEATED = 0.05  # identical records a table that looks unique inside may have
_PARTNER_BITS = 4.25  # a probability of 0.95
_ENOUGH = 100  # records with a partner that can tell
_AS_NEAR = 0.03  # of them may have one as near in their own table: chance, and repeated names


@dataclass(frozen=True)
class Across:
    """Pairs across tables that look unique inside, with one-to-one and without."""

    one_to_one: int
    free: int


def clearly_one_to_one(frame: Frame, pairs: Array, bits: Array) -> bool:
    """Tell tables unique inside: few surely repeat persons, nor look so beside another table."""
    return _clearly_linked(frame.source, pairs, bits) and not repeats_persons(frame, pairs, bits)


def _clearly_linked(source: Array, pairs: Array, bits: Array) -> bool:
    """Tell tables of which hardly a record with a partner has one as near in its own."""
    left, right = split_pairs(pairs, max(len(source), 1))
    apart = source[left] != source[right]
    if not apart.any():
        return False
    nearest = np.full((2, len(source)), -np.inf)  # in its own table, in another
    for side in (left, right):
        np.maximum.at(nearest, (apart.astype(np.intp), side), np.minimum(bits, HIGHEST))
    own, other = nearest
    partnered = other >= _PARTNER_BITS
    many, doubled = int(partnered.sum()), int((partnered & (own >= other)).sum())
    return many >= _ENOUGH and doubled <= _AS_NEAR * many


def both_counts(
    source: Array, start: Array, pairs: Array, bits: Array, identical: Array, linkage: "Stop"
) -> Across | None:
    """Give both counts, None where a table repeats records or there is only one."""
    left, right = split_pairs(pairs, max(len(source), 1))
    apart = source[left] != source[right]
    if not apart.any() or (identical & ~apart).sum() > _REPEATED * len(source):
        return None
    found = (
        one_to_one(source, pairs, bits, linkage.bits, start, linkage.company),
        average_linkage(start, pairs, bits, linkage.bits, company=linkage.company),
    )
    counts = [int((apart & (c.labels[left] == c.labels[right])).sum()) for c in found]
    return Across(*counts)


@dataclass(frozen=True)
class Stop:
    """The bits a merge needs, and those that lie in records having company."""

    bits: float
    company: float
