"""`drop`: a table taken away with all its rows."""

from typing import Literal

from vibecli.steps.base import Bench, Figure, Finding, Shadow, Step, StepResult
from vibecli.steps.targets import unknown_table


class Drop(Step):
    """Take `table` away."""

    kind: Literal["drop"] = "drop"
    table: str

    def reads(self) -> tuple[str, ...]:
        """Give the table."""
        return (self.table,)

    def writes(self) -> tuple[str, ...]:
        """Give the table."""
        return (self.table,)

    def check(self, bench: Bench) -> list[Finding]:
        """The table is there; later steps do not see it."""
        if bench.columns(self.table) is None:
            return [unknown_table(self, bench, self.table)]
        bench.forget(self.table)
        return []

    def run(self, shadow: Shadow) -> StepResult:
        """Drop it."""
        rows = shadow.drop(self.table)
        told = "1 row" if rows == 1 else f"{rows:,} rows"
        return StepResult(
            step=self.id,
            kind=self.kind,
            headline=f"{self.table} goes with its {told}",
            figures=(Figure(name="removed", value=rows),),
        )
