"""Names in each other's place: swapped, or one alone that could be either.

Owns the correction of both names' levels. A record `smith | john`, or one with `smith` for a given
name and nothing else, is read the other way round wherever that fits another record better.
"""

from collections.abc import Callable

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.frame import Frame
from vibecli.identity.kinds import LEVELS, Kind
from vibecli.identity.source import NO_VALUE

_ALIKE = 2  # the lowest level above "different"
Comparison = Callable[[Array, Array], Array]


class TurnedNames:
    """The given and family names of a frame, compared across each other."""

    def __init__(self, frame: Frame, given: int, family: int, compare: list[Comparison]) -> None:
        self._given, self._family = given, family
        self._codes = frame.fields[given].codes, frame.fields[family].codes
        self._as_given, self._as_family = compare[given], compare[family]

    def correct(self, left: Array, right: Array, levels: Array) -> None:
        """Change levels in place where names agree better across."""
        g, f = self._codes
        given, family = levels[:, self._given], levels[:, self._family]
        both = np.flatnonzero((given == 1) & (family > 0) & (family <= _ALIKE))
        self._swap(both, left, right, levels)
        some = np.flatnonzero((family == 0) & (given <= 1))
        one, two = left[some], right[some]
        for alone, other in ((one, two), (two, one)):
            only = (g[alone] != NO_VALUE) & (f[alone] == NO_VALUE) & (f[other] != NO_VALUE)
            if only.any():
                self._read_as_family(some[only], alone[only], other[only], levels)

    def _swap(self, at: Array, left: Array, right: Array, levels: Array) -> None:
        """Take the levels across where both names are alike there."""
        g, f = self._codes
        for one, two in ((left, right), (right, left)):
            if not len(at):
                return
            family = _level(Kind.FAMILY, self._as_family, f[one[at]], g[two[at]])
            at, family = at[family >= _ALIKE], family[family >= _ALIKE]
            given = _level(Kind.GIVEN, self._as_given, g[one[at]], f[two[at]])
            found = given > _ALIKE
            levels[at[found], self._family] = family[found]
            levels[at[found], self._given] = given[found]
            at = at[~found]

    def _read_as_family(self, at: Array, alone: Array, other: Array, levels: Array) -> None:
        """Let a given name that stands alone be the family name of the other record."""
        g, f = self._codes
        family = _level(Kind.FAMILY, self._as_family, f[other], g[alone])
        found = family >= _ALIKE
        levels[at[found], self._family] = family[found]
        levels[at[found], self._given] = 0


def _level(kind: Kind, compare: Comparison, one: Array, two: Array) -> Array:
    level = np.full(len(one), LEVELS[kind].count - 2, dtype=np.uint8)
    differ = np.flatnonzero(one != two)
    level[differ] = compare(one[differ], two[differ])
    return level
