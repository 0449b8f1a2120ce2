"""`query`: rows to read; writes nothing. Later steps may read its result under the step's id."""

from typing import Literal

from vibecli.engine.base import table_sql
from vibecli.sql_slot import Sql
from vibecli.steps.base import Bench, Figure, Finding, Shadow, Slot, Step, StepResult


class Query(Step):
    """A SELECT whose rows are shown."""

    kind: Literal["query"] = "query"
    select: Sql

    def slots(self) -> tuple[Slot, ...]:
        """Give the SELECT."""
        return (Slot(name="select", sql=self.select),)

    def check(self, bench: Bench) -> list[Finding]:
        """Bind it, and let later steps read it under its id."""
        columns = bench.bind(self.select)
        if bench.catalog.table(self.id) is not None:
            return [
                self.finding("id-is-a-table", f"{self.id} is also a table", "give another step id")
            ]
        bench.declare(self.id, columns)
        return []

    def run(self, shadow: Shadow) -> StepResult:
        """Keep the result for later steps and count its rows."""
        shadow.view(self.id, self.select)
        rows = int(shadow.session.value(f"SELECT count(*) FROM {table_sql(self.id)}"))
        return StepResult(
            step=self.id,
            kind=self.kind,
            headline="1 row" if rows == 1 else f"{rows:,} rows",
            figures=(Figure(name="rows", value=rows),),
            rows=(self.id,),
        )
