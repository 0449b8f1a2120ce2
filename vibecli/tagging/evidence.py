"""What the distinct values of one column show: shares of shapes, of checks and of known words."""

import re
from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from operator import truth
from typing import TypeVar

from vibecli.engine.types import NUMBERS
from vibecli.tagging.dictionaries import fold
from vibecli.tagging.sample import ColumnSample
from vibecli.tagging.value_words import PLACEHOLDERS

_NUMBERED = re.compile(r"([^\W\d_]{3,})\d{1,4}")  # a name made unique: Abe604

_Form = TypeVar("_Form")


class Evidence:
    """The values of a column, placeholders left out, in the forms they are looked at."""

    def __init__(self, column: ColumnSample) -> None:
        self.column = column
        texts = (value.lstrip("'") for value in column.trimmed)  # how sheets mark digits as text
        self.values = tuple(text for text in texts if text.lower() not in PLACEHOLDERS)
        self._shares: dict[object, float] = {}

    @property
    def count(self) -> int:
        """The number of distinct values looked at."""
        return len(self.values)

    @property
    def numeric(self) -> bool:
        """True for a type of numbers."""
        kind = self.column.type.upper()
        return kind.startswith(NUMBERS) and not kind.endswith("]")

    @property
    def fractional(self) -> bool:
        """True for a type of numbers with fractions."""
        return self.numeric and self.column.type.upper().startswith(("DOUBLE", "FLOAT", "DECIMAL"))

    @property
    def opaque(self) -> bool:
        """True for a type whose values have no tag."""
        return self.column.opaque

    @property
    def dated(self) -> bool:
        """True for a type of dates."""
        return self.column.dated

    def share(self, test: Callable[[str], object]) -> float:
        """Give the share of values that pass a test."""
        return self._share(test, test, self.values)

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """The values as they are looked up."""
        return tuple(map(fold, self.values))

    @cached_property
    def split(self) -> tuple[tuple[str, ...], ...]:
        """The words of each value as they are looked up."""
        return tuple(tuple(map(_bare, text.split())) for text in self.folded)

    @cached_property
    def words(self) -> float:
        """The mean number of words in a value."""
        return sum(map(len, self.split)) / max(self.count, 1)

    def known(self, words: Collection[str]) -> float:
        """Give the share of values that are in a list."""
        return self._share(("known", id(words)), words.__contains__, self.folded)

    def split_share(self, test: Callable[[tuple[str, ...]], object]) -> float:
        """Give the share of values whose words pass a test."""
        return self._share(test, test, self.split)

    def _share(self, key: object, test: Callable[[_Form], object], forms: Sequence[_Form]) -> float:
        found = self._shares.get(key)
        if found is None:
            found = sum(map(truth, map(test, forms))) / max(self.count, 1)
            self._shares[key] = found
        return found


def _bare(word: str) -> str:
    numbered = _NUMBERED.fullmatch(word) if word[-1].isdigit() else None
    return numbered[1] if numbered else word
