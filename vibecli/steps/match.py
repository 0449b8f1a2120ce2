"""`match`: identity resolution over one table (dedupe) or several (link and dedupe)."""

from typing import Literal

from vibecli.data.catalog import Role
from vibecli.model import Model
from vibecli.steps.base import Bench, Finding, Shadow, Step, StepResult


class MatchField(Model):
    """One comparison: a role, and the column that plays it in each input (null: absent)."""

    role: Role
    columns: tuple[str | None, ...]


class MatchInput(Model):
    """One table to match, and an optional SQL predicate on its rows."""

    table: str
    where: str | None = None


class Match(Step):
    """Find which records are the same person.

    Writes table `output`: person_id VARCHAR, source VARCHAR (table name), record_id VARCHAR
    (see identity.records.record_id), probability DOUBLE (of belonging to its cluster; 1.0 for singletons).
    """

    kind: Literal["match"] = "match"
    inputs: tuple[MatchInput, ...]
    fields: tuple[MatchField, ...] = ()  # empty: inferred
    ignore: tuple[str, ...] = ()  # roles or column names left out of the comparison
    one_to_one: bool = False
    accept: float | None = (
        None  # probability at and above which pairs are accepted; null: estimated
    )
    review: float | None = (
        None  # probability at and above which pairs go to review; null: estimated
    )
    output: str = "customer_identity"

    def reads(self) -> tuple[str, ...]:
        """Give the inputs."""
        return tuple(i.table for i in self.inputs)

    def writes(self) -> tuple[str, ...]:
        """Give the identity table."""
        return (self.output,)

    def check(self, bench: Bench) -> list[Finding]:
        """To be built."""
        raise NotImplementedError

    def run(self, shadow: Shadow) -> StepResult:
        """To be built."""
        raise NotImplementedError
