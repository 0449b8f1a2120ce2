"""Comparison: the level of agreement of each field for each candidate pair.

Owns the levels' meaning (named in `kinds`). Equality and prefixes are compares of integer codes;
only values that differ and can be close are measured with string distances.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.block import split_pairs
from vibecli.identity.cosine import WordVectors
from vibecli.identity.dependence import Dependence
from vibecli.identity.distance import Distances
from vibecli.identity.frame import Coded, Frame
from vibecli.identity.kinds import LEVELS, Kind
from vibecli.identity.names import NameForms
from vibecli.identity.source import NO_VALUE

_CHUNK = 200_000
_VERY_SIMILAR, _SIMILAR = 0.92, 0.80
_STREET_SIMILAR, _STREET_SOMEWHAT = 0.90, 0.85
_PLACE_SIMILAR = 0.88
_COSINES = (0.2, 0.4, 0.6, 0.8)
_SHORTEST_CODE = 5
Comparison = Callable[[Array, Array], Array]


class Comparer:
    """The comparisons of a frame, with what they need prepared once."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._compare = [_PREPARED[field.kind](field) for field in frame.fields]
        self._dependence = Dependence(frame)

    def levels(self, pairs: Array) -> Array:
        """Give the levels, one row a pair and one column a field."""
        parts = [self._chunk(pairs[at : at + _CHUNK]) for at in range(0, len(pairs), _CHUNK)]
        empty = np.empty((0, len(self._compare)), dtype=np.uint8)
        return np.concatenate(parts) if parts else empty

    def _chunk(self, pairs: Array) -> Array:
        left, right = split_pairs(pairs, self._frame.size)
        levels = np.zeros((len(pairs), len(self._compare)), dtype=np.uint8)
        for i, field in enumerate(self._frame.fields):
            one, two = field.codes[left], field.codes[right]
            said = (one != NO_VALUE) & (two != NO_VALUE)
            equal = said & (one == two)
            levels[equal, i] = LEVELS[field.kind].count - 1
            at = np.flatnonzero(said & ~equal)
            levels[at, i] = self._compare[i](one[at], two[at])
        self._dependence.correct(left, right, levels)
        return levels


def _given(field: Coded) -> Comparison:
    distances, forms = Distances(field.values), NameForms(field.values)

    def compare(one: Array, two: Array) -> Array:
        score = distances.similarity(one, two)
        level = np.where(score >= _SIMILAR, 2, 1)
        level[forms.same_start(one, two)] = 3
        level[(score >= _VERY_SIMILAR) | forms.interchangeable(one, two)] = 4
        return level

    return compare


def _family(field: Coded) -> Comparison:
    distances, forms = Distances(field.values), NameForms(field.values)

    def compare(one: Array, two: Array) -> Array:
        score = distances.similarity(one, two)
        level = np.where(score >= _SIMILAR, 2, 1)
        level[(score >= _VERY_SIMILAR) | forms.share_word(one, two)] = 3
        return level

    return compare


def _codes_of(parts: list[str]) -> Array:
    """Number strings so that equal ones have equal numbers; empty ones get NO_VALUE."""
    numbers: dict[str, int] = {"": NO_VALUE}
    return np.array([numbers.setdefault(p, len(numbers)) for p in parts], dtype=np.int64)


def _same(codes: Array, one: Array, two: Array) -> Array:
    return np.asarray((codes[one] == codes[two]) & (codes[one] != NO_VALUE))


def _email(field: Coded) -> Comparison:
    users = [value.rpartition("@")[0] for value in field.values]
    distances, user_codes = Distances(field.values), _codes_of(users)
    digits = _codes_of(["#" + "".join(filter(str.isdigit, user)) for user in users])
    numbered = np.array([any(map(str.isdigit, user)) for user in users], dtype=bool)

    def compare(one: Array, two: Array) -> Array:
        edits = distances.edits(one, two, 2)
        same_user, same_digits = _same(user_codes, one, two), digits[one] == digits[two]
        level = np.where(same_user | ((edits <= 2) & same_digits), 2, 1)  # noqa: PLR2004
        level[((edits <= 1) & same_digits) | (same_user & numbered[one])] = 3
        return level

    return compare


def _edit_levels(most: int) -> Callable[[Coded], Comparison]:
    """One level an edit less, above "different"."""

    def prepared(field: Coded) -> Comparison:
        distances = Distances(field.values)
        lengths = np.array([len(value) for value in field.values], dtype=np.int64)

        def compare(one: Array, two: Array) -> Array:
            edits = distances.edits(one, two, most)
            short = np.minimum(lengths[one], lengths[two]) < _SHORTEST_CODE
            return np.where(short, 1, most + 2 - edits)

        return compare

    return prepared


def _birth(field: Coded) -> Comparison:
    distances, years = Distances(field.values), _codes_of([v[:4] for v in field.values])
    turned_codes = {value: code for code, value in enumerate(field.values)}
    turned = np.array(
        [turned_codes.get(v[:4] + v[6:] + v[4:6], NO_VALUE) for v in field.values], dtype=np.int64
    )

    def compare(one: Array, two: Array) -> Array:
        edits = distances.edits(one, two, 2)
        level = np.where(_same(years, one, two), 2, 1)
        level[edits == 2] = 3  # noqa: PLR2004
        level[(edits <= 1) | (turned[one] == two)] = 4
        return level

    return compare


def _postcode(field: Coded) -> Comparison:
    distances, areas = Distances(field.values), _codes_of([v[:3] for v in field.values])

    def compare(one: Array, two: Array) -> Array:
        edits = distances.edits(one, two, 2)
        level = np.where(_same(areas, one, two), 2, 1)
        level[edits == 2] = 3  # noqa: PLR2004
        level[edits <= 1] = 4
        return level

    return compare


def _street(field: Coded) -> Comparison:
    split = [value.split() for value in field.values]
    number = _codes_of([" ".join(w for w in s if any(map(str.isdigit, w))) for s in split])
    name = _codes_of([" ".join(w for w in s if not any(map(str.isdigit, w))) for s in split])
    distances = Distances(field.values)

    def compare(one: Array, two: Array) -> Array:
        score = distances.similarity(one, two)
        level = np.where(score >= _STREET_SOMEWHAT, 2, 1)
        level[_same(name, one, two)] = 3
        same_number = _same(number, one, two)
        level[same_number & ((score >= _STREET_SIMILAR) | _same(name, one, two))] = 4
        return level

    return compare


def _place(field: Coded) -> Comparison:
    distances = Distances(field.values)
    return lambda one, two: np.where(distances.similarity(one, two) >= _PLACE_SIMILAR, 2, 1)


def _category(field: Coded) -> Comparison:
    del field
    return lambda one, _two: np.ones(len(one))


def _number(field: Coded) -> Comparison:
    values = np.array([float(value) for value in field.values])

    def compare(one: Array, two: Array) -> Array:
        gap = np.abs(values[one] - values[two])
        scale = np.maximum(np.abs(values[one]), np.abs(values[two]))
        level = np.where((gap <= 2) | (gap <= 0.1 * scale), 2, 1)  # noqa: PLR2004
        level[(gap <= 1) | (gap <= 0.02 * scale)] = 3
        return level

    return compare


def _day(field: Coded) -> Comparison:
    days = np.array([_day_number(value) for value in field.values])

    def compare(one: Array, two: Array) -> Array:
        gap = np.abs(days[one] - days[two])
        return np.where(gap <= 3, 3, np.where(gap <= 31, 2, 1))  # noqa: PLR2004

    return compare


def _day_number(value: str) -> float:
    parts = value.ljust(8, "0")
    return int(parts[:4]) * 365.25 + int(parts[4:6]) * 30.44 + int(parts[6:8])


def _text(field: Coded) -> Comparison:
    vectors = WordVectors(field)
    return lambda one, two: 1 + np.searchsorted(_COSINES, vectors.cosine(one, two), side="right")


_PREPARED: Mapping[Kind, Callable[[Coded], Comparison]] = MappingProxyType(
    {
        Kind.GIVEN: _given,
        Kind.FAMILY: _family,
        Kind.EMAIL: _email,
        Kind.PHONE: _edit_levels(1),
        Kind.BIRTH: _birth,
        Kind.POSTCODE: _postcode,
        Kind.STREET: _street,
        Kind.CITY: _place,
        Kind.PLACE: _place,
        Kind.CODE: _edit_levels(2),
        Kind.CATEGORY: _category,
        Kind.NUMBER: _number,
        Kind.DAY: _day,
        Kind.TEXT: _text,
    }
)
