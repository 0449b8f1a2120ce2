"""`check`: a gate; its SELECT must return no row."""

from typing import Literal

from vibecli.steps.base import Bench, Finding, Shadow, Slot, Step, StepResult


class Check(Step):
    """A rule measured on the data as the earlier steps leave it."""

    kind: Literal["check"] = "check"
    name: str
    select: str  # must return no row
    severity: Literal["warn", "block"]

    def slots(self) -> tuple[Slot, ...]:
        """Give the SELECT."""
        return (Slot(name="select", sql=self.select),)

    def check(self, bench: Bench) -> list[Finding]:
        """To be built."""
        raise NotImplementedError

    def run(self, shadow: Shadow) -> StepResult:
        """To be built."""
        raise NotImplementedError
