"""`export_subject`: everything known of one person, counted here and written elsewhere."""

from typing import Literal

from vibecli.engine.base import Column
from vibecli.engine.names import literal
from vibecli.steps.base import Bench, Figure, Finding, Shadow, StepResult
from vibecli.steps.person import PersonStep


class ExportSubject(PersonStep):
    """Find everything known of a person; `vibecli export-subject` writes it to a folder."""

    kind: Literal["export_subject"] = "export_subject"

    def summary(self) -> str:
        """Give whose data is looked for, without naming them."""
        return f"everything known of {self.whom}"

    def check(self, bench: Bench) -> list[Finding]:
        """Somebody is named."""
        bench.declare(self.id, [Column("table", "VARCHAR"), Column("rows", "INTEGER")])
        return [*self.nobody()]

    def run(self, shadow: Shadow) -> StepResult:
        """Count what there is; no value of it is kept with the plan."""
        found = self.subject(shadow)
        counts = {table: len(rows) for table, rows in sorted(found.rows.items())}
        rows = sum(counts.values())
        listed = ", ".join(f"({literal(table)}, {count:d})" for table, count in counts.items())
        shadow.view(self.id, f'SELECT * FROM (VALUES {listed}) AS found("table", "rows")')
        shadow.notices.append("vibecli export-subject IDENTIFIER --to FOLDER writes all of it")
        return StepResult(
            step=self.id,
            kind=self.kind,
            headline=f"{rows:,} rows of one person in {len(counts):,} tables",
            details=tuple(f"{table}: {count:,} rows" for table, count in counts.items()),
            figures=(Figure(name="rows", value=rows),),
        )
