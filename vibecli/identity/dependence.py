"""Fields that repeat each other: what one already says must not count again for another.

Owns the corrections of levels after comparison: names in each other's place, a city under its
postcode, an e-mail address made from the name.
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.characters import Characters, is_at, per_text
from vibecli.identity.frame import Coded, Frame
from vibecli.identity.kinds import LEVELS, Kind
from vibecli.identity.source import NO_VALUE
from vibecli.identity.turned import Comparison, TurnedNames

_SHORTEST_PART = 3
_GIVEN_EQUAL = 5  # where given names differ, users made of them differ with them
_FAMILY_ALIKE = 3
_SAME_USER, _SIMILAR_ADDRESS = 2, 3
_NOT_ASKED = -1


class Dependence:
    """The corrections a frame's fields ask for, prepared once."""

    def __init__(self, frame: Frame, compare: list[Comparison]) -> None:
        given, family = _fields(frame, Kind.GIVEN), _fields(frame, Kind.FAMILY)
        self._names = (given[0], family[0]) if given and family else None
        self._turned = TurnedNames(frame, *self._names, compare) if self._names else None
        self._cities = _fields(frame, Kind.CITY)
        self._postcodes = _fields(frame, Kind.POSTCODE)
        named = [frame.fields[i] for i in self._names or ()]
        self._addresses = {
            i: _Addresses(frame.fields[i], named) for i in _fields(frame, Kind.EMAIL) if named
        }
        self._fields = frame.fields

    def correct(self, left: Array, right: Array, levels: Array) -> None:
        """Change levels in place where a field only repeats another."""
        if self._turned:
            self._turned.correct(left, right, levels)
        self._drop_implied_cities(levels)
        self._drop_implied_addresses(left, right, levels)

    def _drop_implied_cities(self, levels: Array) -> None:
        """A city says nothing more where the postcode is the same."""
        for postcode in self._postcodes:
            same = levels[:, postcode] == LEVELS[Kind.POSTCODE].count - 1
            for city in self._cities:
                levels[same, city] = 0

    def _drop_implied_addresses(self, left: Array, right: Array, levels: Array) -> None:
        """Users called after an equal name are bound to be alike, namesakes' and relatives' too."""
        if self._names is None:
            return
        given, family = (levels[:, name] for name in self._names)
        for email, addresses in self._addresses.items():
            level = levels[:, email]
            alike = (level >= _SAME_USER) & (level <= _SIMILAR_ADDRESS) & (family >= _FAMILY_ALIKE)
            at = np.flatnonzero(alike)
            slip = (level[at] == _SIMILAR_ADDRESS) & (given[at] >= _GIVEN_EQUAL)
            at = at[~slip | addresses.same_letters(left[at], right[at])]
            levels[at[addresses.made_of_name(left[at], right[at])], email] = 0


class _Addresses:
    """The addresses of one field, beside the names of their records."""

    def __init__(self, field: Coded, names: Sequence[Coded]) -> None:
        self._field, self._names = field, names
        self._made = np.full(len(field.codes), _NOT_ASKED, dtype=np.int8)

    @cached_property
    def _letters(self) -> Array:
        return per_text(
            self._field.values, lambda c: c.fingerprints(in_user(c) & c.where(str.isalnum))
        )

    def same_letters(self, left: Array, right: Array) -> Array:
        """Tell users of the same letters: `j.doe` and `jdoe` are two choices."""
        letters, codes = self._letters, self._field.codes
        return np.asarray(letters[codes[left]] == letters[codes[right]])

    def made_of_name(self, left: Array, right: Array) -> Array:
        """Tell where both records' users have no digits and hold a part of the name."""
        asked = np.concatenate([left, right])
        for record in asked[self._made[asked] == _NOT_ASKED].tolist():
            self._made[record] = self._is_made_of_name(record)
        return np.asarray((self._made[left] == 1) & (self._made[right] == 1))

    def _is_made_of_name(self, record: int) -> bool:
        user = self._field.values[self._field.codes[record]].rpartition("@")[0]
        if any(map(str.isdigit, user)):
            return False
        parts = [n.values[n.codes[record]] for n in self._names if n.codes[record] != NO_VALUE]
        return any(
            len(part) >= _SHORTEST_PART and part.replace(" ", "")[: len(user)] in user
            for part in parts
        )


def in_user(characters: Characters) -> Array:
    """Tell the characters before the last at sign of each text."""
    at = characters.last(characters.where(is_at))
    return characters.between(characters.starts, at)


def _fields(frame: Frame, kind: Kind) -> list[int]:
    return [i for i, field in enumerate(frame.fields) if field.kind is kind]
