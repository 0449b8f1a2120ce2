"""Fields that repeat each other: what one already says must not count again for another.

Owns the corrections of levels after comparison: names in each other's place, a city under its
postcode, an e-mail address made from the name.
"""

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.frame import Coded, Frame
from vibecli.identity.kinds import LEVELS, Kind
from vibecli.identity.source import NO_VALUE

_SHORTEST_PART = 3
_GIVEN_ALIKE = 4
_FAMILY_ALIKE = 3
_SAME_USER, _SIMILAR_ADDRESS = 2, 3


class Dependence:
    """The corrections a frame's fields ask for, prepared once."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        at = {field.kind: i for i, field in reversed(list(enumerate(frame.fields)))}
        self._given, self._family = at.get(Kind.GIVEN), at.get(Kind.FAMILY)
        self._cities = _fields(frame, Kind.CITY)
        self._postcodes = _fields(frame, Kind.POSTCODE)
        self._emails = {i: self._made_of_name(frame.fields[i]) for i in _fields(frame, Kind.EMAIL)}
        self._users = {i: _user_letters(frame.fields[i]) for i in self._emails}

    def correct(self, left: Array, right: Array, levels: Array) -> None:
        """Change levels in place where a field only repeats another."""
        self._mark_swapped_names(left, right, levels)
        self._drop_implied_cities(levels)
        self._drop_implied_addresses(left, right, levels)

    def _mark_swapped_names(self, left: Array, right: Array, levels: Array) -> None:
        """Given and family name in each other's place are similar, not different."""
        if self._given is None or self._family is None:
            return
        g = self._frame.fields[self._given].codes
        f = self._frame.fields[self._family].codes
        swapped = (g[left] == f[right]) & (f[left] == g[right]) & (g[left] != g[right])
        swapped &= (g[left] != NO_VALUE) & (f[left] != NO_VALUE)
        levels[swapped, self._given] = LEVELS[Kind.GIVEN].count - 2
        levels[swapped, self._family] = LEVELS[Kind.FAMILY].count - 2

    def _drop_implied_cities(self, levels: Array) -> None:
        """A city says nothing more where the postcode is the same."""
        for postcode in self._postcodes:
            same = levels[:, postcode] == LEVELS[Kind.POSTCODE].count - 1
            for city in self._cities:
                levels[same, city] = 0

    def _drop_implied_addresses(self, left: Array, right: Array, levels: Array) -> None:
        """Users called after an equal name are bound to be alike, namesakes' and relatives' too."""
        if self._given is None or self._family is None:
            return
        given, family = levels[:, self._given], levels[:, self._family]
        for email, made_of_name in self._emails.items():
            level, users = levels[:, email], self._users[email]
            same_letters = users[left] == users[right]
            slip = (level == _SIMILAR_ADDRESS) & (given >= _GIVEN_ALIKE) & ~same_letters
            alike = (level >= _SAME_USER) & (level <= _SIMILAR_ADDRESS) & ~slip
            implied = alike & (family >= _FAMILY_ALIKE) & made_of_name[left] & made_of_name[right]
            levels[implied, email] = 0

    def _made_of_name(self, field: Coded) -> Array:
        """Tell for each record whether its address has no digits and holds a part of its name."""
        made = np.zeros(self._frame.size, dtype=bool)
        if self._given is None or self._family is None:
            return made
        names = [self._frame.fields[i] for i in (self._given, self._family)]
        for record in np.flatnonzero(field.codes != NO_VALUE).tolist():
            user = field.values[field.codes[record]].rpartition("@")[0]
            parts = [n.values[n.codes[record]] for n in names if n.codes[record] != NO_VALUE]
            made[record] = not any(map(str.isdigit, user)) and any(
                len(part) >= _SHORTEST_PART and part.replace(" ", "")[: len(user)] in user
                for part in parts
            )
        return made


def _user_letters(field: Coded) -> Array:
    """Give a number a record for the letters of its user: `j.doe` and `jdoe` are two choices."""
    numbers: dict[str, int] = {}
    users = ["".join(filter(str.isalnum, v.rpartition("@")[0])) for v in field.values]
    of_value = [numbers.setdefault(user, len(numbers)) for user in users]
    return np.array([*of_value, NO_VALUE], dtype=np.int64)[field.codes]


def _fields(frame: Frame, kind: Kind) -> list[int]:
    return [i for i, field in enumerate(frame.fields) if field.kind is kind]
