"""Households: people of one family and one home who are easily taken for one person.

Owns telling twins and siblings (two given names, all else equal) and namesakes (father and son:
another birth date). In a table full of them the weights learn to overlook the difference; a person
does not, and is asked. Two given names are two where each is a name of its own: `Jhon` is a slip,
`Tim` and `Tom` are brothers.
"""

from collections.abc import Collection

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.block import split_pairs
from vibecli.identity.frame import Coded, Frame
from vibecli.identity.given_names import is_given_name, may_be_one
from vibecli.identity.kinds import LEVELS, PERSONAL, Kind

_DIFFERENT = 1
_HOME = (Kind.PHONE, Kind.STREET)
_OF_TWO = (Kind.EMAIL, Kind.BIRTH)  # a family's mailbox, the birth date of twins
_BESIDE_NAMES = (PERSONAL | {Kind.POSTCODE}) - {Kind.GIVEN, Kind.FAMILY}
_SMALL = 200  # records
_OF_ONE = 3  # spellings a given name has


def kin(frame: Frame, pairs: Array, levels: Array) -> Array:
    """Tell pairs of one family name and home whose given name or birth date is another."""
    highest = np.array([LEVELS[field.kind].count - 1 for field in frame.fields])
    equal, differ = levels == highest, levels == _DIFFERENT
    family, home = _any(frame, equal, (Kind.FAMILY,)), _any(frame, equal, _HOME)
    mail, code = (_any(frame, levels >= highest - 1, (kind,)) for kind in (Kind.EMAIL, Kind.CODE))
    named, born = _any(frame, differ, (Kind.GIVEN,)), _any(frame, differ, (Kind.BIRTH,))
    found = family & home & ~code & ~mail & (born | named)
    shared = home | _any(frame, equal, _OF_TWO)
    found |= family & shared & ~code & named & born
    at = np.flatnonzero(family & shared & ~found & ~code)
    cut = _any(frame, equal, (Kind.EMAIL,)) & _any(frame, equal, (Kind.BIRTH,))
    found[at] = _two_names(frame, pairs[at], levels[at], cut[at])
    return np.asarray(found)


def _two_names(frame: Frame, pairs: Array, levels: Array, cut: Array) -> Array:
    """Tell pairs with two given names, each a name of its own; `cut`: one may be a part of it."""
    found = np.zeros(len(pairs), dtype=bool)
    left, right = split_pairs(pairs, max(frame.size, 1))
    for column, field in enumerate(frame.fields):
        if field.kind is Kind.GIVEN:
            at = np.flatnonzero((levels[:, column] > 0) & (field.codes[left] != field.codes[right]))
            sides = zip(
                field.codes[left[at]].tolist(), field.codes[right[at]].tolist(), strict=True
            )
            two = (
                _are_two(field, *side, cut=may) for side, may in zip(sides, cut[at], strict=True)
            )
            found[at] |= np.array([*two], dtype=bool)
    return found


def _are_two(field: Coded, one: int, two: int, *, cut: bool) -> bool:
    known = (is_given_name(field.values[code]) for code in (one, two))
    short, long = sorted((field.values[one], field.values[two]), key=len)
    return all(known) and not may_be_one(short, long) and not (cut and long.startswith(short))


def crowds(frame: Frame, coded: Coded) -> Array:
    """Tell for each value how many more given names are found with it than one person has.

    A number that a whole office shares says nothing, however few records there are.
    """
    found = np.zeros(len(coded.values), dtype=np.int64)
    for names in (field for field in frame.fields if field.kind is Kind.GIVEN):
        many = np.append(coded.counts > _OF_ONE, False)[coded.codes] & (names.codes >= 0)
        width = len(names.values) + 1
        both = np.sort(coded.codes[many].astype(np.int64) * width + names.codes[many])
        first = both[np.flatnonzero(np.diff(both, prepend=-1))] // width
        found = np.maximum(found, np.bincount(first, minlength=len(found)) - _OF_ONE)
    return found


def merely_alike(frame: Frame, pairs: Array, levels: Array) -> Array:
    """Tell pairs of a small table with two names that agree in nothing but names and places.

    So few records do not tell how rare a name is, nor how often two of them are one person; a
    number or an address that several have tells nothing at all.
    """
    if frame.size_of_all > _SMALL:
        return np.zeros(len(levels), dtype=bool)
    highest = np.array([LEVELS[field.kind].count - 1 for field in frame.fields])
    given = _any(frame, (levels > 0) & (levels < highest), (Kind.GIVEN,))
    apart = given | _any(frame, levels == _DIFFERENT, (Kind.FAMILY,))
    own = (levels >= highest - 1) & ~_shared(frame, pairs)
    return np.asarray(apart & ~_any(frame, own, _BESIDE_NAMES))


def _shared(frame: Frame, pairs: Array) -> Array:
    """Tell the fields of each pair whose value more given names are found with than one has."""
    left, right = split_pairs(pairs, max(frame.size, 1))
    held = [np.append(crowds(frame, field) > 0, False)[field.codes] for field in frame.fields]
    return np.stack([own[left] | own[right] for own in held], axis=1)


def _any(frame: Frame, holds: Array, kinds: Collection[Kind]) -> Array:
    """Tell the pairs for which it holds in a field of the kinds."""
    columns = [at for at, field in enumerate(frame.fields) if field.kind in kinds]
    return np.asarray(holds[:, columns].any(axis=1))
