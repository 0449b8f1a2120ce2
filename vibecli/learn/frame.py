"""Frame: the rows a model learns from or scores, column by column.

Owns how arrays of the engine become numbers and levels, and the order and folds of customers, which
depend on their keys alone: a customer falls the same way in whatever order, batch or version.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from vibecli.errors import DataError

Array = NDArray[Any]
Floats = NDArray[np.float64]
Whole = NDArray[np.intp]
Bools = NDArray[np.bool_]

MISSING = -1  # the code of no value
LARGEST = 1e100  # sizes beyond are held to it, so that squares stay finite


@dataclass(frozen=True)
class Numbers:
    """A column of numbers; NaN where there is none."""

    name: str
    values: Floats

    def take(self, rows: Array | slice) -> "Numbers":
        """Give the column of these rows."""
        return replace(self, values=self.values[rows])

    @property
    def empty(self) -> bool:
        """Whether no row has a value."""
        return bool(np.isnan(self.values).all())

    @property
    def still(self) -> bool:
        """Whether all rows say the same, or none says anything."""
        return self.empty or bool((self.values == self.values[0]).all())


@dataclass(frozen=True)
class Choices:
    """A column of words: for each row the place of its level, or MISSING."""

    name: str
    codes: NDArray[np.int32]
    levels: tuple[str, ...]

    def take(self, rows: Array | slice) -> "Choices":
        """Give the column of these rows, with all levels."""
        return replace(self, codes=self.codes[rows])

    @property
    def empty(self) -> bool:
        """Whether no row has a value."""
        return bool((self.codes == MISSING).all())

    @property
    def still(self) -> bool:
        """Whether all rows say the same, or none says anything."""
        return self.empty or bool((self.codes == self.codes[0]).all())

    def recoded(self, levels: Sequence[str], other: int) -> NDArray[np.int32]:
        """Give the codes in terms of other levels; those that are not among them are `other`."""
        places = {level: place for place, level in enumerate(levels)}
        table = np.array([*(places.get(level, other) for level in self.levels), MISSING], np.int32)
        return table[self.codes]


Column = Numbers | Choices


@dataclass(frozen=True)
class Frame:
    """Rows of customers, each perhaps as of a cut, with what is to be foreseen if it is known."""

    keys: Array  # of the customer; one may have a row a cut
    columns: tuple[Column, ...]
    label: Bools | None = None
    cuts: NDArray[np.datetime64] | None = None
    weights: Floats | None = None
    segments: tuple[Choices, ...] = ()

    def __len__(self) -> int:
        return len(self.keys)

    @classmethod
    def of(  # noqa: PLR0913 the roles a column can have
        cls,
        arrays: Mapping[str, Array],
        *,
        key: str,
        label: str | None = None,
        cut: str | None = None,
        weight: str | None = None,
        segments: Sequence[str] = (),
        features: Sequence[str] | None = None,
    ) -> Self:
        """Read columns as the engine gives them; all that have no other role are features.

        Raises DataError where a column cannot be used.
        """
        roles = {key, label, cut, weight, *segments}
        names = features if features is not None else [n for n in arrays if n not in roles]
        return cls(
            keys=np.ma.getdata(arrays[key]),
            columns=tuple(_column(name, arrays[name]) for name in names),
            label=None if label is None else _truth(label, arrays[label]),
            cuts=None if cut is None else _moments(arrays[cut]),
            weights=None if weight is None else _numbers(arrays[weight]),
            segments=tuple(_choices(name, arrays[name]) for name in segments),
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the features."""
        return tuple(column.name for column in self.columns)

    @property
    def truth(self) -> Bools:
        """The labels, which must be known."""
        if self.label is None:
            raise DataError("these rows have no label to learn from or to judge by")
        return self.label

    @cached_property
    def hashes(self) -> NDArray[np.uint64]:
        """A number for each customer that depends on the key alone."""
        keys = self.keys
        if keys.dtype.kind in "iu":
            return _mixed(keys.astype(np.int64).view(np.uint64))
        digests = b"".join(blake2b(str(key).encode(), digest_size=8).digest() for key in keys)
        return np.frombuffer(digests, "<u8").astype(np.uint64)

    def folds(self, count: int, salt: int = 0) -> Whole:
        """Give each customer's fold, the same one whatever other customers there are."""
        return (_mixed(self.hashes + np.uint64(salt)) % np.uint64(count)).astype(np.intp)

    def take(self, rows: Array | slice) -> Self:
        """Give some of the rows, by their places or as a mask."""
        return replace(
            self,
            keys=self.keys[rows],
            columns=tuple(column.take(rows) for column in self.columns),
            label=None if self.label is None else self.label[rows],
            cuts=None if self.cuts is None else self.cuts[rows],
            weights=None if self.weights is None else self.weights[rows],
            segments=tuple(segment.take(rows) for segment in self.segments),
        )

    def ordered(self) -> Self:
        """Give the rows in the order of their cuts and customers, however they came."""
        cuts = np.zeros(len(self), np.int8) if self.cuts is None else self.cuts
        return self.take(np.lexsort((self.hashes, cuts)))

    def capped(self, rows: int) -> Self:
        """Give all rows of as many customers as come to about so many rows."""
        if len(self) <= rows:
            return self
        return self.take(self.hashes <= np.partition(self.hashes, rows - 1)[rows - 1])

    def matched(self, names: Sequence[str], numeric: Sequence[bool]) -> Self:
        """Give the frame with just these columns, as a model knows them.

        Raises DataError where one is not there or of the other kind.
        """
        there = {column.name: column for column in self.columns}
        missing = [name for name in names if name not in there]
        if missing:
            raise DataError(f"the model needs the column {missing[0]}, which is not there")
        columns = tuple(_as_known(there[n], kind) for n, kind in zip(names, numeric, strict=True))
        return replace(self, columns=columns)


def _as_known(column: Column, numeric: bool) -> Column:
    """Give the column if it is of the kind a model knows; one of no values is of any kind."""
    if isinstance(column, Numbers) == numeric:
        return column
    if not column.empty:
        kinds = ("words", "numbers") if numeric else ("numbers", "words")
        raise DataError(f"the column {column.name} holds {kinds[0]}, the model knows {kinds[1]}")
    rows = len(column.values if isinstance(column, Numbers) else column.codes)
    if numeric:
        return Numbers(column.name, np.full(rows, np.nan))
    return Choices(column.name, np.full(rows, MISSING, np.int32), ())


def _column(name: str, values: Array) -> Column:
    kind = values.dtype.kind
    if kind in "biuf":
        return Numbers(name, _numbers(values))
    if kind in "OUS":
        return _choices(name, values)
    raise DataError(
        f"the column {name} is a moment or span and cannot be a feature",
        hint="count its days up to the cut instead",
    )


def _numbers(values: Array) -> Floats:
    """Give floats, NaN for no value and for what is not finite."""
    numbers = np.ma.getdata(values).astype(np.float64)
    numbers[np.ma.getmaskarray(values) | ~np.isfinite(numbers)] = np.nan
    return np.asarray(np.clip(numbers, -LARGEST, LARGEST))


def _choices(name: str, values: Array) -> Choices:
    """Give levels in the order of their words."""
    absent = np.ma.getmaskarray(values).tolist()
    seen: dict[Any, int] = {None: MISSING}
    codes = np.fromiter(
        (
            MISSING if empty else seen.setdefault(value, len(seen) - 1)
            for value, empty in zip(np.ma.getdata(values).tolist(), absent, strict=True)
        ),
        np.int32,
        count=len(values),
    )
    del seen[None]
    words = [str(value) for value in seen]
    levels = tuple(sorted(set(words)))
    places = {level: place for place, level in enumerate(levels)}
    table = np.array([*(places[word] for word in words), MISSING], np.int32)
    return Choices(name, table[codes], levels)


def _moments(values: Array) -> NDArray[np.datetime64]:
    moments = np.ma.getdata(values).astype("datetime64[us]")
    moments[np.ma.getmaskarray(values)] = np.datetime64("NaT")
    return moments


def _truth(name: str, values: Array) -> Bools:
    numbers = np.ma.getdata(values)
    fine = numbers.dtype.kind in "biuf" and not np.ma.getmaskarray(values).any()
    if not fine or not np.isin(numbers, (0, 1)).all():
        raise DataError(f"the label {name} must be true or false in every row")
    return numbers.astype(bool)


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread numbers evenly over all 64 bits (splitmix64)."""
    with np.errstate(over="ignore"):
        mixed = numbers + np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
