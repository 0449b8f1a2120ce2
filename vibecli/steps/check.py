"""`check`: a gate; its SELECT must return no row."""

from typing import Literal

from vibecli.sql_slot import Sql
from vibecli.steps.base import (
    Bench,
    Figure,
    Finding,
    GateResult,
    Shadow,
    Slot,
    Step,
    StepResult,
)

_SAMPLE = 5
_FOUND = "temp.main.__gate"


class Check(Step):
    """A rule measured on the data as the earlier steps leave it."""

    kind: Literal["check"] = "check"
    name: str
    select: Sql  # must return no row
    severity: Literal["warn", "block"]

    def slots(self) -> tuple[Slot, ...]:
        """Give the SELECT."""
        return (Slot(name="select", sql=self.select),)

    def check(self, bench: Bench) -> list[Finding]:
        """Bind the SELECT; a gate needs a name to be told by."""
        bench.bind(self.select)
        if not self.name.strip():
            return [self.finding("empty-name", "the check has no name", "say what must hold")]
        return []

    def run(self, shadow: Shadow) -> StepResult:
        """Count the rows that break the rule and keep the first of them."""
        session = shadow.session
        session.run(f"CREATE OR REPLACE TEMP TABLE __gate AS SELECT * FROM ({self.select}\n)")
        failures = int(session.value(f"SELECT count(*) FROM {_FOUND}"))
        columns = session.describe(f"SELECT * FROM {_FOUND}")
        sample = session.rows(
            f"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM {_FOUND} ORDER BY ALL LIMIT {_SAMPLE:d}"
        )
        session.run(f"DROP TABLE {_FOUND}")
        result = GateResult(
            name=self.name,
            severity=self.severity,
            failures=failures,
            columns=tuple(column.name for column in columns),
        )
        shadow.gate(result, sample)
        return StepResult(
            step=self.id,
            kind=self.kind,
            headline=f"{self.name}: {_told(failures)}",
            figures=(Figure(name="failures", value=failures),),
        )


def _told(failures: int) -> str:
    if not failures:
        return "holds"
    return "1 row breaks it" if failures == 1 else f"{failures:,} rows break it"
