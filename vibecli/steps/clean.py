"""`clean`: standardised values, with a reason for each change.

What cannot be standardised is listed, not destroyed.
"""

from typing import Literal

from vibecli.model import Model
from vibecli.steps.base import Bench, Finding, Shadow, Step, StepResult

CleanOp = Literal[
    "trim",
    "lower",
    "upper",
    "title",
    "email",
    "phone",
    "name",
    "date",
    "null_placeholders",
    "replace",
]


class CleanRule(Model):
    """One operation on one column.

    `replace` takes (from, to) pairs in args; `date` the target format.
    """

    column: str
    op: CleanOp
    args: tuple[str, ...] = ()


class Clean(Step):
    """Standardise columns of `table` in place; rules on one column run in order."""

    kind: Literal["clean"] = "clean"
    table: str
    rules: tuple[CleanRule, ...]
    where: str | None = None  # SQL predicate on the rows to clean

    def reads(self) -> tuple[str, ...]:
        """Give the table."""
        return (self.table,)

    def writes(self) -> tuple[str, ...]:
        """Give the table."""
        return (self.table,)

    def check(self, bench: Bench) -> list[Finding]:
        """To be built."""
        raise NotImplementedError

    def run(self, shadow: Shadow) -> StepResult:
        """To be built."""
        raise NotImplementedError
