"""`unify`: merge matched records into golden records of a profile table, with provenance."""

from typing import Literal

from vibecli.model import Model
from vibecli.steps.base import Bench, Finding, Shadow, Step, StepResult

SurvivorshipRuleName = Literal[
    "most_recent",
    "most_frequent",
    "most_complete",
    "source_priority",
    "keep_existing",
    "minimum",
    "maximum",
]


class Survivorship(Model):
    """How one target column gets its value from the matched records."""

    column: str  # target column, or * for every column without its own rule
    rule: SurvivorshipRuleName
    args: tuple[
        str, ...
    ] = ()  # source_priority: tables in order; most_recent: table.column to order by


class PersonFilter(Model):
    """Keep only persons with at least one record of `table` for which `where` holds."""

    table: str
    where: str


class Unify(Step):
    """Write one row a person into `target`.

    An existing target keeps its rows, ids and other columns.
    """

    kind: Literal["unify"] = "unify"
    inputs: tuple[str, ...]  # source tables, as named in the identity table
    identity: str  # output of a match step, or an existing identity table
    target: str
    survivorship: tuple[Survivorship, ...] = ()  # empty: inferred
    ignore: tuple[str, ...] = ()  # target columns left as they are
    only: tuple[PersonFilter, ...] = ()

    def reads(self) -> tuple[str, ...]:
        """Give inputs, identity and target."""
        return (*self.inputs, self.identity, self.target)

    def writes(self) -> tuple[str, ...]:
        """Give the profile table and its provenance table."""
        return (self.target, provenance_table(self.target))

    def check(self, bench: Bench) -> list[Finding]:
        """To be built."""
        raise NotImplementedError

    def run(self, shadow: Shadow) -> StepResult:
        """To be built."""
        raise NotImplementedError


def provenance_table(target: str) -> str:
    """Give the name of the table that tells where each profile value came from."""
    return f"{target}_provenance"
