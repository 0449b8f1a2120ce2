"""A number for each person, or several, in one array that grows by a quarter."""

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.arriving import ABSENT

ROOM = 1 << 14


class Growing:
    """What is known of each person; `none` of those of whom nothing is."""

    def __init__(self, known: Array, none: object = ABSENT) -> None:
        self._all, self._none = known, none

    def __getitem__(self, numbers: Array) -> Array:
        """Give what is known of persons, among whom may be new ones."""
        known = numbers < len(self._all)
        if known.all():
            return self._all[numbers]
        found = self._empty(len(numbers))
        found[known] = self._all[numbers[known]]
        return found

    def grow(self, size: int) -> None:
        """Make room for further persons, of whom nothing is known."""
        if size > len(self._all):
            more = max(size + ROOM, size * 5 // 4) - len(self._all)
            self._all = np.concatenate([self._all, self._empty(more)])

    def put(self, places: tuple[Array | int, ...], values: Array | object) -> None:
        """Note what is known by now."""
        self._all[places] = values

    def _empty(self, size: int) -> Array:
        return np.full((size, *self._all.shape[1:]), self._none, dtype=self._all.dtype)
