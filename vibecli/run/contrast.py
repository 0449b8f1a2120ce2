"""What differs between two intents: their plans, and what these do to the same data.

Owns the form of the answer. It reads nothing.
"""

from typing import Literal

from vibecli.model import Model
from vibecli.run.model import FORMAT

Kind = Literal["only_a", "only_b", "differently"]


class ContrastCell(Model):
    """One value: as it is, and as either plan leaves it."""

    column: str
    before: str | None
    a: str | None
    b: str | None


class RowContrast(Model):
    """One row that the plans leave in different states; values are text, masked if personal."""

    kind: Kind
    row: str  # its key as text, row number for keyless tables
    a: str  # what A does to it: + ~ - or nothing
    b: str
    cells: tuple[ContrastCell, ...]


class TableContrast(Model):
    """How the changes of one table differ."""

    table: str
    same: int  # rows both plans leave in the same state
    only_a: int
    only_b: int
    differently: int
    shape: tuple[str, ...] = ()  # changes of its shape that only one makes
    samples: tuple[RowContrast, ...] = ()

    @property
    def equal(self) -> bool:
        """True when both plans do the same to it."""
        return not (self.only_a or self.only_b or self.differently or self.shape)


class QueryContrast(Model):
    """How the rows of one query step differ, counted with their repeats."""

    step: str
    same: int
    only_a: int
    only_b: int

    @property
    def equal(self) -> bool:
        """True when both give the same rows."""
        return not (self.only_a or self.only_b)


class IntentContrast(Model):
    """Two intents compared as plans and as data."""

    format: int = FORMAT
    a: str
    b: str
    plan_a: str  # ids
    plan_b: str
    plan: tuple[str, ...]
    tables: tuple[TableContrast, ...]
    queries: tuple[QueryContrast, ...]

    @property
    def same_data(self) -> bool:
        """True when both do the same on this data."""
        return all(one.equal for one in self.tables) and all(one.equal for one in self.queries)

    @property
    def same(self) -> bool:
        """True when they differ in nothing."""
        return not self.plan and self.same_data
