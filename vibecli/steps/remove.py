"""`remove`: rows taken out of a table."""

from typing import Literal

from vibecli.steps.base import Bench, Finding, Shadow, Slot, Step, StepResult


class Remove(Step):
    """Remove the rows of `target` found among the rows of `keys_select` (columns by name)."""

    kind: Literal["remove"] = "remove"
    target: str
    keys_select: str

    def slots(self) -> tuple[Slot, ...]:
        """Give the SELECT."""
        return (Slot(name="keys_select", sql=self.keys_select),)

    def writes(self) -> tuple[str, ...]:
        """Give the target."""
        return (self.target,)

    def check(self, bench: Bench) -> list[Finding]:
        """To be built."""
        raise NotImplementedError

    def run(self, shadow: Shadow) -> StepResult:
        """To be built."""
        raise NotImplementedError
