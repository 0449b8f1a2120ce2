"""A result set on its way to a screen or a file: columns, types, rows, and how many there are.

Owns the shape the writers share. Never fetches.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vibecli.run.model import QueryRows


@dataclass(frozen=True)
class Rows:
    """A result set; values are exact text (of the types named) or Python values, None for NULL."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: Sequence[Sequence[object]]
    total: int | None = None  # of the query; None: as many as there are here

    @classmethod
    def of(cls, query: "QueryRows") -> "Rows":
        """Give the rows a query step returned."""
        return cls(query.columns, query.types, query.rows, query.total)

    @property
    def left_out(self) -> int:
        """How many rows of the query are not here."""
        return max((self.total or 0) - len(self.rows), 0)

    @property
    def names(self) -> tuple[str, ...]:
        """The column names, made unique for formats that need it: `a`, `a_2`."""
        return tuple(_unique(self.columns))

    def type_of(self, number: int) -> str:
        """Give the type of a column, text when not known."""
        return self.types[number] if number < len(self.types) else "VARCHAR"


def _unique(names: Sequence[str]) -> Iterator[str]:
    taken = set(names)
    used: set[str] = set()
    for name in names:
        candidate, number = name, 2
        while candidate in used or (candidate != name and candidate in taken):
            candidate, number = f"{name}_{number}", number + 1
        used.add(candidate)
        yield candidate
