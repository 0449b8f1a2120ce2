"""`query`: rows to read; writes nothing. Later steps may read its result under the step's id."""

from typing import Literal

from vibecli.steps.base import Bench, Finding, Shadow, Slot, Step, StepResult


class Query(Step):
    """A SELECT whose rows are shown."""

    kind: Literal["query"] = "query"
    select: str

    def slots(self) -> tuple[Slot, ...]:
        """Give the SELECT."""
        return (Slot(name="select", sql=self.select),)

    def check(self, bench: Bench) -> list[Finding]:
        """Bind it, and let later steps read it under its id."""
        bench.declare(self.id, bench.bind(self.select))
        return []

    def run(self, shadow: Shadow) -> StepResult:
        """Register the result for later steps and count its rows."""
        shadow.view(self.id, self.select)
        rows = shadow.session.value(f"SELECT count(*) FROM ({self.select})")
        return StepResult(step=self.id, kind=self.kind, headline=f"{rows:,} rows", rows=(self.id,))
