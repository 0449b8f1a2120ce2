"""Repeatable chance: draws come from `random.Random.random`, which Python keeps stable."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Draws that give the same values on every machine and Python version."""

    def __init__(self, seed: int) -> None:
        self._draw = random.Random(seed).random

    def chance(self, share: float) -> bool:
        """True in `share` of the draws."""
        return self._draw() < share

    def whole(self, low: int, high: int) -> int:
        """Give a whole number from low to high, both included."""
        return low + int(self._draw() * (high - low + 1))

    def pick(self, items: Sequence[T]) -> T:
        """Give one item, each as likely as the other."""
        return items[int(self._draw() * len(items))]

    def front(self, items: Sequence[T]) -> T:
        """Give one item, the first ones far likelier (name frequencies look like this)."""
        return items[int(self._draw() ** 1.9 * len(items))]

    def day(self, first: date, last: date) -> date:
        """Give a day from first to last."""
        if last <= first:
            return first
        return first + timedelta(days=self.whole(0, (last - first).days))

    def digits(self, count: int) -> str:
        """Give random digits."""
        return "".join(str(self.whole(0, 9)) for _ in range(count))

    def hexes(self, count: int) -> str:
        """Give random hexadecimal digits."""
        return "".join(self.pick("0123456789abcdef") for _ in range(count))

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """Give the items in random order."""
        rest = list(items)
        for i in range(len(rest) - 1, 0, -1):
            j = self.whole(0, i)
            rest[i], rest[j] = rest[j], rest[i]
        return rest
