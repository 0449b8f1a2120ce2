"""Fields that repeat each other: what one already says must not count again for another.

Owns the corrections of levels after comparison: names in each other's place, a city under its
postcode, an e-mail address or a code (a nickname, a login) made from the name. Of two equal codes
made from it only what the code says counts, which holds the name and what was added to it.
"""

from collections.abc import Callable, Sequence
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
_DIFFERENT = 1
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
            i: _Users(frame.fields[i], named, _plain_user)
            for i in _fields(frame, Kind.EMAIL)
            if named
        }
        self._logins = {
            i: _Users(frame.fields[i], named, _letters) for i in _fields(frame, Kind.CODE) if named
        }
        self._named_logins = [
            (i, name, _Users(frame.fields[i], [frame.fields[name]], _spelt_letters))
            for i in self._logins
            for name in self._names or ()
        ]

    def correct(self, left: Array, right: Array, levels: Array) -> None:
        """Change levels in place where a field only repeats another."""
        if self._turned:
            self._turned.correct(left, right, levels)
        self._drop_implied_cities(levels)
        self._drop_implied_addresses(left, right, levels)
        self._drop_implied_codes(left, right, levels)
        self._drop_repeated_names(left, right, levels)

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

    def _drop_implied_codes(self, left: Array, right: Array, levels: Array) -> None:
        """Codes called after a name are bound to be alike where the names are."""
        for code, logins in self._logins.items():
            level = levels[:, code]
            at = np.flatnonzero((level >= _SAME_USER) & (level < LEVELS[Kind.CODE].count - 1))
            levels[at[logins.made_of_name(left[at], right[at])], code] = 0

    def _drop_repeated_names(self, left: Array, right: Array, levels: Array) -> None:
        """A name says nothing more where the same code holds it."""
        for code, name, logins in self._named_logins:
            same = levels[:, code] == LEVELS[Kind.CODE].count - 1
            at = np.flatnonzero(same & (levels[:, name] > _DIFFERENT))
            levels[at[logins.made_of_name(left[at], right[at])], name] = 0


def _plain_user(address: str) -> str:
    """Give the user of an address, nothing where it has digits of its own."""
    user = address.rpartition("@")[0]
    return "" if any(map(str.isdigit, user)) else user


def _letters(code: str) -> str:
    """Give a code without its digits."""
    return "".join(sign for sign in code if not sign.isdigit())


def _spelt_letters(code: str) -> str:
    """Give a code without its digits, nothing where too few are left to be a name."""
    letters = _letters(code)
    return letters if len(letters) >= _SHORTEST_PART else ""


class _Users:
    """The users that addresses or codes of one field name, beside the names of their records."""

    def __init__(self, field: Coded, names: Sequence[Coded], user: Callable[[str], str]) -> None:
        self._field, self._names, self._user = field, names, user
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
        """Tell where both records' users hold a part of the name."""
        asked = np.concatenate([left, right])
        for record in asked[self._made[asked] == _NOT_ASKED].tolist():
            self._made[record] = self._is_made_of_name(record)
        return np.asarray((self._made[left] == 1) & (self._made[right] == 1))

    def _is_made_of_name(self, record: int) -> bool:
        user = self._user(self._field.values[self._field.codes[record]])
        if not user:
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
