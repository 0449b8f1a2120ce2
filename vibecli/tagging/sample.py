"""What is known of a column before it is judged."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from operator import truth

_OPAQUE = (
    *("BOOLEAN", "STRUCT", "MAP", "UNION", "BLOB", "BIT", "INTERVAL", "GEOMETRY", "VARIANT"),
    "TIME",
)


@dataclass(frozen=True)
class ColumnSample:
    """What is known of a column: the engine's type, and distinct non-null values as text."""

    name: str
    type: str
    values: tuple[str, ...]
    rows: int
    distinct: int
    nulls: int

    @property
    def unique(self) -> bool:
        """True when no value is missing and none repeats."""
        return self.rows > 0 and self.nulls == 0 and self.distinct >= self.rows

    @property
    def dated(self) -> bool:
        """True for a type of dates."""
        return self.type.upper().startswith(("DATE", "TIMESTAMP"))

    @property
    def opaque(self) -> bool:
        """True for a type whose values say nothing: flags, lists, structures, bytes, clocks."""
        kind = self.type.upper()
        return kind.endswith("]") or (kind.startswith(_OPAQUE) and not self.dated)

    @cached_property
    def trimmed(self) -> tuple[str, ...]:
        """The values without surrounding space, empty ones left out."""
        return tuple(v.strip() for v in self.values if v.strip())

    def share(self, test: Callable[[str], object]) -> float:
        """Give the share of sampled values that pass a test."""
        return sum(map(truth, map(test, self.trimmed))) / max(len(self.trimmed), 1)

    @property
    def words(self) -> float:
        """The mean number of words in a value."""
        return sum(len(v.split()) for v in self.trimmed) / max(len(self.trimmed), 1)
