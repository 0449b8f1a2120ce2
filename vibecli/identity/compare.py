"""Comparison: the level of agreement of each field for each candidate pair.

Owns the levels' meaning (named in `kinds`). Equality and prefixes are compares of integer codes;
only values that differ and can be close are measured with string distances.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.block import split_pairs
from vibecli.identity.characters import Characters, per_text
from vibecli.identity.cosine import WordVectors
from vibecli.identity.dependence import Dependence, in_user
from vibecli.identity.distance import Distances, prepared_together
from vibecli.identity.frame import Coded, Frame
from vibecli.identity.kinds import LEVELS, Kind
from vibecli.identity.names import NameForms
from vibecli.identity.pool import spread
from vibecli.identity.source import NO_VALUE

_CHUNK = 100_000  # pairs compared together
_VERY_SIMILAR, _SIMILAR = 0.92, 0.80
_STREET_SIMILAR, _STREET_SOMEWHAT = 0.90, 0.85
_PLACE_SIMILAR = 0.88
_COSINES = (0.2, 0.4, 0.6, 0.8)
_SHORTEST_CODE = 5
_FEW_TEXTS = 1 << 13
Comparison = Callable[[Array, Array], Array]


class Comparer:
    """The comparisons of a frame, with what they need prepared once."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._codes = frame.code_rows()
        prepared = Prepared(frame.fields)
        self._compare = [_PREPARED[field.kind](field, prepared) for field in frame.fields]
        self._top = np.array([LEVELS[f.kind].count - 1 for f in frame.fields], dtype=np.uint8)
        self._dependence = Dependence(frame, self._compare)

    @property
    def width(self) -> int:
        """The number of fields."""
        return len(self._compare)

    def levels(self, pairs: Array) -> Array:
        """Give the levels, one row a pair and one column a field."""
        if len(pairs) <= _CHUNK:
            return self._chunk(pairs)
        parts = spread(self._chunk, [pairs[i : i + _CHUNK] for i in range(0, len(pairs), _CHUNK)])
        return np.concatenate(parts)

    def _chunk(self, pairs: Array) -> Array:
        left, right = split_pairs(pairs, self._frame.size)
        ones, twos = self._columns(left), self._columns(right)
        said = (ones | twos) >= 0
        equal = said & (ones == twos)
        levels = equal * self._top[:, None]
        said ^= equal
        for level, one, two, differ, compare in zip(
            levels, ones, twos, said, self._compare, strict=True
        ):
            at = np.flatnonzero(differ)
            if len(at):
                level[at] = compare(one.take(at).astype(np.intp), two.take(at).astype(np.intp))
        self._dependence.correct(left, right, levels.T)
        return np.asarray(levels.T)

    def _columns(self, records: Array) -> Array:
        """Give the codes of records, a row a field: a record's codes lie together in memory."""
        return np.ascontiguousarray(self._codes.take(records, axis=0).T)


class Prepared:
    """What is prepared once for all fields of one vocabulary."""

    def __init__(self, fields: Sequence[Coded]) -> None:
        self._distances: dict[int, Distances] = {}
        texts = {id(field.values): field.values for field in fields}
        if texts and sum(map(len, texts.values())) < _FEW_TEXTS:
            some = prepared_together(list(texts.values()))
            self._distances = {
                number: Distances(values, own)
                for (number, values), own in zip(texts.items(), some, strict=True)
            }
        self._forms: dict[int, NameForms] = {}

    def distances(self, field: Coded) -> Distances:
        """Give the distances between the field's values."""
        found = self._distances.get(id(field.values))
        if found is None:
            found = self._distances[id(field.values)] = Distances(field.values)
        return found

    def forms(self, field: Coded) -> NameForms:
        """Give the forms of the field's names."""
        found = self._forms.get(id(field.values))
        if found is None:
            found = self._forms[id(field.values)] = NameForms(field.values)
        return found


def _given(field: Coded, prepared: Prepared) -> Comparison:
    distances, forms = prepared.distances(field), prepared.forms(field)

    def compare(one: Array, two: Array) -> Array:
        score = distances.similarity(one, two, _SIMILAR)
        level = _lowest(score >= _SIMILAR)
        _raise(level, forms.same_start(one, two), 3)
        _raise(level, (score >= _VERY_SIMILAR) | forms.interchangeable(one, two), 4)
        return level

    return compare


def _family(field: Coded, prepared: Prepared) -> Comparison:
    distances, forms = prepared.distances(field), prepared.forms(field)

    def compare(one: Array, two: Array) -> Array:
        score = distances.similarity(one, two, _SIMILAR)
        level = _lowest(score >= _SIMILAR)
        _raise(level, (score >= _VERY_SIMILAR) | forms.share_word(one, two), 3)
        return level

    return compare


def _lowest(above: Array) -> Array:
    """Give level 2 where something is alike, 1 (different) elsewhere."""
    return above.astype(np.uint8) + np.uint8(1)


def _raise(level: Array, where: Array, least: int) -> None:
    """Raise levels to at least one (many times faster than by a mask)."""
    np.maximum(level, where.view(np.uint8) * np.uint8(least), out=level)


def _same(prints: Array, one: Array, two: Array) -> Array:
    """Tell which values have the same part, 0 standing for none."""
    own = prints.take(one)
    return np.asarray((own == prints.take(two)) & (own != 0))


def _email(field: Coded, prepared: Prepared) -> Comparison:
    distances = prepared.distances(field)
    users, digits = per_text(field.values, _users)

    def compare(one: Array, two: Array) -> Array:
        edits = distances.edits(one, two, 2)
        same_user, own_digits = _same(users, one, two), digits.take(one)
        same_digits = own_digits == digits.take(two)
        level = _lowest(same_user | ((edits <= 2) & same_digits))  # noqa: PLR2004
        _raise(level, ((edits <= 1) & same_digits) | (same_user & (own_digits != 0)), 3)
        return level

    return compare


def _users(characters: Characters) -> Array:
    """Give the user of each address, and its digits."""
    inside = in_user(characters)
    digits = inside & characters.where(str.isdigit)
    return np.stack([characters.fingerprints(inside), characters.fingerprints(digits)])


def _edit_levels(most: int) -> Callable[[Coded, Prepared], Comparison]:
    """One level an edit less, above "different"."""

    def prepare(field: Coded, prepared: Prepared) -> Comparison:
        distances = prepared.distances(field)
        short = distances.shorter(_SHORTEST_CODE)

        def compare(one: Array, two: Array) -> Array:
            level = np.uint8(most + 2) - distances.edits(one, two, most)
            level[np.flatnonzero(short.take(one) | short.take(two))] = 1
            return level

        return compare

    return prepare


def _birth(field: Coded, prepared: Prepared) -> Comparison:
    distances = prepared.distances(field)
    years = distances.starts(4)
    turned_codes = {value: code for code, value in enumerate(field.values)}
    turned = np.array(
        [turned_codes.get(v[:4] + v[6:] + v[4:6], NO_VALUE) for v in field.values], dtype=np.int32
    )

    def compare(one: Array, two: Array) -> Array:
        edits = distances.edits(one, two, 2)
        level = _lowest(_same(years, one, two))
        _raise(level, edits == 2, 3)  # noqa: PLR2004
        _raise(level, (edits <= 1) | (turned.take(one) == two), 4)
        return level

    return compare


def _postcode(field: Coded, prepared: Prepared) -> Comparison:
    distances = prepared.distances(field)
    areas = distances.starts(3)

    def compare(one: Array, two: Array) -> Array:
        edits = distances.edits(one, two, 2)
        level = _lowest(_same(areas, one, two))
        _raise(level, edits == 2, 3)  # noqa: PLR2004
        _raise(level, edits <= 1, 4)
        return level

    return compare


def _street(field: Coded, prepared: Prepared) -> Comparison:
    distances = prepared.distances(field)
    closed = [value + " " for value in field.values]  # so that every word has its space
    number, name = per_text(closed, _number_and_name)

    def compare(one: Array, two: Array) -> Array:
        score = distances.similarity(one, two, _STREET_SOMEWHAT)
        same_name = _same(name, one, two)
        level = _lowest(score >= _STREET_SOMEWHAT)
        _raise(level, same_name, 3)
        alike = np.flatnonzero((score >= _STREET_SIMILAR) | same_name)
        level[alike[_same(number, one[alike], two[alike])]] = 4
        return level

    return compare


def _number_and_name(characters: Characters) -> Array:
    numbered = _numbered(characters)
    return np.stack([characters.fingerprints(numbered), characters.fingerprints(~numbered)])


def _numbered(characters: Characters) -> Array:
    """Tell the characters of words with a digit, the space behind each included."""
    spaces = np.cumsum(characters.where(str.isspace))
    word = np.concatenate(([0], spaces[:-1]))
    digits = np.zeros(int(spaces[-1]) + 1 if len(spaces) else 1, dtype=bool)
    digits[word[characters.where(str.isdigit)]] = True
    return np.asarray(digits[word]) if len(spaces) else digits[:0]


def _place(field: Coded, prepared: Prepared) -> Comparison:
    distances = prepared.distances(field)
    return lambda one, two: _lowest(
        distances.similarity(one, two, _PLACE_SIMILAR) >= _PLACE_SIMILAR
    )


def _category(field: Coded, prepared: Prepared) -> Comparison:
    del field, prepared
    return lambda one, _two: np.ones(len(one), dtype=np.uint8)


def _number(field: Coded, prepared: Prepared) -> Comparison:
    del prepared
    values = np.array([float(value) for value in field.values])

    def compare(one: Array, two: Array) -> Array:
        gap = np.abs(values[one] - values[two])
        scale = np.maximum(np.abs(values[one]), np.abs(values[two]))
        level = _lowest((gap <= 2) | (gap <= 0.1 * scale))  # noqa: PLR2004
        level[(gap <= 1) | (gap <= 0.02 * scale)] = 3
        return level

    return compare


def _day(field: Coded, prepared: Prepared) -> Comparison:
    del prepared
    days = np.array([_day_number(value) for value in field.values])

    def compare(one: Array, two: Array) -> Array:
        gap = np.abs(days[one] - days[two])
        return np.where(gap <= 3, 3, np.where(gap <= 31, 2, 1))  # noqa: PLR2004

    return compare


def _day_number(value: str) -> float:
    parts = value.ljust(8, "0")
    return int(parts[:4]) * 365.25 + int(parts[4:6]) * 30.44 + int(parts[6:8])


def _text(field: Coded, prepared: Prepared) -> Comparison:
    del prepared
    vectors = WordVectors(field)
    return lambda one, two: 1 + np.searchsorted(_COSINES, vectors.cosine(one, two), side="right")


_PREPARED: Mapping[Kind, Callable[[Coded, Prepared], Comparison]] = MappingProxyType(
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
