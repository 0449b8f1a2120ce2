"""`remove`: rows taken out of a table."""

from typing import Literal

from vibecli.engine.base import Column
from vibecli.engine.names import quote
from vibecli.sql_slot import Sql
from vibecli.steps.base import Bench, Figure, Finding, Shadow, Slot, Step, StepResult
from vibecli.steps.targets import (
    repeated_columns,
    unfit_types,
    unknown_columns,
    unknown_table,
)


class Remove(Step):
    """Remove the rows of `target` whose values are among the rows of `keys_select`, by name.

    A NULL in the keys stands for a NULL in the target, but a row of nothing but NULLs removes
    nothing: an outer join makes such rows by accident.
    """

    kind: Literal["remove"] = "remove"
    target: str
    keys_select: Sql

    def slots(self) -> tuple[Slot, ...]:
        """Give the SELECT."""
        return (Slot(name="keys_select", sql=self.keys_select),)

    def writes(self) -> tuple[str, ...]:
        """Give the target."""
        return (self.target,)

    def check(self, bench: Bench) -> list[Finding]:
        """The target is there and has the columns the SELECT names."""
        keys = bench.bind(self.keys_select)
        columns = bench.columns(self.target)
        if columns is None:
            return [unknown_table(self, bench, self.target)]
        return [
            *repeated_columns(self, keys),
            *unknown_columns(self, self.target, [key.name for key in keys], columns),
            *unfit_types(self, keys, columns),
        ]

    def run(self, shadow: Shadow) -> StepResult:
        """Remove the rows the SELECT names."""
        keys = shadow.session.describe(f"({self.keys_select}\n)")
        rows = shadow.delete(self.target, self._rids(keys, shadow.numbered(self.target)))
        return StepResult(
            step=self.id,
            kind=self.kind,
            headline=f"{rows:,} {'row' if rows == 1 else 'rows'} removed from {self.target}",
            figures=(Figure(name="removed", value=rows),),
        )

    def _rids(self, keys: tuple[Column, ...], relation: str) -> str:
        same = " AND ".join(
            f"__n.{quote(key.name)} IS NOT DISTINCT FROM __k.{quote(key.name)}" for key in keys
        )
        some = " OR ".join(f"{quote(key.name)} IS NOT NULL" for key in keys)
        return (
            f"SELECT __n.__rid FROM {relation} AS __n SEMI JOIN"
            f" (SELECT DISTINCT * FROM ({self.keys_select}\n) WHERE {some}) AS __k ON {same}"
        )
