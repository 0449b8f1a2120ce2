"""`write`: a table built or changed from a SELECT."""

from typing import Literal

from vibecli.steps.base import Bench, Finding, Shadow, Slot, Step, StepResult

WriteMode = Literal["create", "replace", "append", "upsert", "update"]


class Write(Step):
    """Build or change `target` from the rows of `select`, columns by name."""

    kind: Literal["write"] = "write"
    select: str
    target: str
    mode: WriteMode
    keys: tuple[str, ...] = ()  # upsert and update: columns that identify a target row

    def slots(self) -> tuple[Slot, ...]:
        """Give the SELECT."""
        return (Slot(name="select", sql=self.select),)

    def writes(self) -> tuple[str, ...]:
        """Give the target."""
        return (self.target,)

    def check(self, bench: Bench) -> list[Finding]:
        """To be built."""
        raise NotImplementedError

    def run(self, shadow: Shadow) -> StepResult:
        """To be built."""
        raise NotImplementedError
