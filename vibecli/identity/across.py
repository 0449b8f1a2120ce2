"""Pairs across tables: how many there are with one-to-one, and how many without.

Owns the comparison of the two, for tables that look unique inside: a person tells which is right.
"""

from dataclasses import dataclass

from vibecli.engine.base import Array
from vibecli.identity.block import split_pairs
from vibecli.identity.cluster import average_linkage, one_to_one

_REPEATED = 0.05  # identical records a table that looks unique inside may have


@dataclass(frozen=True)
class Across:
    """Pairs across tables that look unique inside, with one-to-one and without."""

    one_to_one: int
    free: int


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
