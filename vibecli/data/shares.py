"""Shares of values that two columns have in common, remembered while both tables stay as they are.

Owns their keys. Without prints of the tables every share is found anew.
"""

from collections.abc import Callable, Mapping


class Shares:
    """The shares known from before, and those asked for now."""

    def __init__(self, known: Mapping[str, float | None]) -> None:
        self._known = known
        self.prints: dict[str, str] = {}  # by table
        self.asked: dict[str, float | None] = {}

    def share(
        self, left: tuple[str, str], right: tuple[str, str], find: Callable[[], float | None]
    ) -> float | None:
        """Give the share of one (table, column) in another: the known one, else a new one."""
        prints = [self.prints.get(table) for table, _ in (left, right)]
        if None in prints:
            return find()
        key = repr((prints[0], left[1], prints[1], right[1]))
        if key not in self.asked:
            self.asked[key] = self._known[key] if key in self._known else find()
        return self.asked[key]
