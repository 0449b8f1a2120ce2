"""A changed table as the rules see it: its delta, its diff, and what was known of it before."""

from collections.abc import Sequence
from dataclasses import dataclass

from vibecli.data.catalog import TableInfo
from vibecli.engine.base import Session
from vibecli.run.delta import Delta
from vibecli.run.model import TableDiff
from vibecli.run.rowname import key_columns, key_values, row_name
from vibecli.run.tables import RID

SHOWN = 3


@dataclass(frozen=True)
class Measured:
    """One changed table."""

    session: Session
    delta: Delta
    diff: TableDiff
    info: TableInfo | None  # as it was before the plan, or as created
    rows_known: bool = True

    @property
    def name(self) -> str:
        """The table's text name."""
        return self.diff.table

    def count(self, condition: str) -> int:
        """Count the delta's rows for which a condition on `__before` and `__after` holds."""
        return int(
            self.session.value(f"SELECT count(*) FROM {self.delta.relation} WHERE {condition}")
        )

    def sample(self, condition: str) -> tuple[str, ...]:
        """Name the first rows of the delta for which a condition holds."""
        key = key_columns(self.info, [c.name for c in self.delta.shape.written])
        values = "".join(f", {value}" for value in key_values(key, "__after"))
        found = self.session.rows(
            f"SELECT {RID}{values} FROM {self.delta.relation} WHERE {condition}"
            f" ORDER BY {RID} LIMIT {SHOWN:d}"
        )
        return tuple(row_name(row[0], key, row[1:], self.info) for row in found)


def rows_told(count: int) -> str:
    """Give a count of rows in words."""
    return "1 row" if count == 1 else f"{count:,} rows"


def listed(names: Sequence[str]) -> str:
    """Give names in a row."""
    return ", ".join(names)
