"""Standing persons regrouped: as a full match would have them, now that new records are known.

Owns which known records leave their person for another one or for one of their own. Persons are
told by the part that holds most of their records; two that would be told by the same part are one
person to a full match: nobody near them is moved, for putting them together is a question.
"""

from dataclasses import dataclass

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.components import components


@dataclass(frozen=True)
class Standing:
    """The person each record belongs to, None for none, and the clusters these make."""

    persons: Array  # object: str
    start: Array  # smallest record of each record's person, the record itself where it has none

    @property
    def owned(self) -> Array:
        """Tell which records belong to a person."""
        return np.array([person is not None for person in self.persons.tolist()], dtype=bool)

    def regrouped(self, labels: Array, known: Array) -> "Standing":
        """Have some known records go with their cluster, but where two persons would be one."""
        size = len(labels)
        was, now = self.start[known], labels[known]
        of, heir = _heirs(was, now, size)
        shared = np.bincount(heir, minlength=size) > 1
        group = components(2 * size, was, now + size)  # persons and clusters with common records
        torn = np.isin(group[was], group[of[shared[heir]]])
        moving, now = known[~torn], now[~torn]
        first = np.full(size, size)
        np.minimum.at(first, now, moving)
        owner = np.full(size, -1)
        owner[heir] = of
        start, persons = self.start.copy(), self.persons.copy()
        start[moving] = first[now]
        own = owner[now]
        persons[moving] = np.where(own >= 0, self.persons[own], None)
        return Standing(persons, start)


def _heirs(was: Array, now: Array, size: int) -> tuple[Array, Array]:
    """Give each person, and the cluster with most of its records: the first among equals."""
    both, many = np.unique(was * size + now, return_counts=True)
    order = np.lexsort((both, -many, both // size))
    persons, clusters = np.divmod(both[order], size)
    first = np.flatnonzero(np.diff(persons, prepend=-1))
    return persons[first], clusters[first]
