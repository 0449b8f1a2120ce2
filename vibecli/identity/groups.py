"""Groups: records put together one pair at a time, and kept from being together.

Owns the law of verdicts: two records held apart are never in one group, however long the chain
between them. What was said first is kept; what contradicts it is refused.
"""

from collections.abc import Iterable

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.block import split_pairs
from vibecli.identity.components import components


class Groups:
    """Groups of records, each alone at first; of those never named nothing is kept."""

    def __init__(self, apart: Iterable[tuple[int, int]] = ()) -> None:
        self._target: dict[int, int] = {}
        self._foes: dict[int, set[int]] = {}  # of a group: groups it must never meet
        for left, right in apart:
            self.part(left, right)

    def group(self, record: int) -> int:
        """Give the smallest record of a record's group."""
        root = record
        while (target := self._target.get(root, root)) != root:
            root = target
        self._target[record] = root
        return root

    def may_join(self, left: int, right: int) -> bool:
        """Tell whether nothing holds two records apart."""
        return self.group(right) not in self._foes.get(self.group(left), ())

    def may_part(self, left: int, right: int) -> bool:
        """Tell whether two records are not together."""
        return self.group(left) != self.group(right)

    def join(self, left: int, right: int) -> bool:
        """Put two records' groups together unless they are held apart; tells whether they are."""
        if not self.may_join(left, right):
            return False
        low, high = sorted((self.group(left), self.group(right)))
        if low != high:
            self._target[high] = low
            for foe in self._foes.pop(high, ()):
                self._foes[foe].discard(high)
                self._hold_apart(low, foe)
        return True

    def part(self, left: int, right: int) -> bool:
        """Hold two records apart for good unless they are together; tells whether they are."""
        if not self.may_part(left, right):
            return False
        self._hold_apart(self.group(left), self.group(right))
        return True

    def _hold_apart(self, one: int, two: int) -> None:
        self._foes.setdefault(one, set()).add(two)
        self._foes.setdefault(two, set()).add(one)


def bound_groups(size: int, bound: Array, strength: Array, apart: Array) -> Array:
    """Give the smallest record each record is bound to; `bound` and `apart` are pairs.

    Of bonds that would bring together what is held apart the weakest are let go.
    """
    labels = components(size, *split_pairs(bound, max(size, 1)))
    left, right = split_pairs(apart, max(size, 1))
    torn = np.unique(labels[left[labels[left] == labels[right]]])
    if not len(torn):
        return labels
    inside = np.isin(labels, torn)
    one, two = split_pairs(bound, size)
    own = np.flatnonzero(inside[one])
    own = own[np.lexsort((bound[own], -strength[own]))]
    groups = Groups(zip(left.tolist(), right.tolist(), strict=True))
    for low, high in zip(one[own].tolist(), two[own].tolist(), strict=True):
        groups.join(low, high)
    labels[inside] = [groups.group(record) for record in np.flatnonzero(inside).tolist()]
    return labels
