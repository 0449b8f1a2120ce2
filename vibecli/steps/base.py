"""What every step kind has, and what it meets: the empty bench (check), the shadow (run).

A step is a frozen model with typed slots. It never touches the user's tables: it hands SELECTs to
the shadow,
which turns them into row changes.
"""

from abc import abstractmethod
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Literal, Protocol

from vibecli.contracts.agreed import AgreedRule
from vibecli.contracts.model import Declared, TableContract
from vibecli.contracts.rule import Measurement, QualityRule
from vibecli.data.catalog import Catalog, TableInfo
from vibecli.engine.base import Array, Column, Session
from vibecli.identity.seal import Seal
from vibecli.identity.trained import Trained
from vibecli.identity.verdicts import Verdict
from vibecli.learn.definition import FeatureSet
from vibecli.model import Model
from vibecli.steps.alteration import Alteration

Severity = Literal["error", "warning"]
PAIRS = "_pairs"  # the evidence of a match: the id of the step, and this
VALUE_COLUMN, ROLE_COLUMN = "value", "value_role"  # evidence: a value, and what its column means
CLEAN_COLUMN = "clean"  # evidence: what a value has become


class Finding(Model):
    """One thing wrong with a plan, told so that a planner or a person can mend it.

    Data, not an exception.
    """

    step: str | None  # step id
    code: str  # kebab-case, such as unknown-column
    message: str  # one line, never a data value
    hint: str = ""
    severity: Severity = "error"


class Slot(Model):
    """One piece of SQL a step carries. Each must be exactly one SELECT."""

    name: str
    sql: str


class StepResult(Model):
    """What a step did, as shown and saved."""

    step: str
    kind: str
    headline: str  # one line: "2,104 pairs accepted, 87 to review"
    details: tuple[str, ...] = ()  # further lines for --verbose, /why and reports
    figures: tuple["Figure", ...] = ()  # numbers for JSON and bounds
    columns: tuple["Cleaned", ...] = ()  # what a `clean` step did, column by column
    rows: tuple[str, ...] = ()  # names of evidence tables saved beside the plan

    @property
    def pairs(self) -> tuple[str, ...]:
        """The names of those that hold the pairs of a match."""
        return tuple(name for name in self.rows if name.endswith(PAIRS))


class Figure(Model):
    """A named number."""

    name: str
    value: float


class Cleaned(Model):
    """What cleaning came to in one column: how many of its values are in standard form."""

    column: str
    changed: int  # values of rows
    left: int  # could not be standardised
    before: float | None  # share of the values that were in standard form; None without values
    after: float | None
    reasons: tuple[tuple[str, int], ...] = ()  # why values changed, most frequent first


class GateResult(Model):
    """What a `check` step found."""

    name: str
    severity: Literal["warn", "block"]
    failures: int
    columns: tuple[str, ...] = ()
    rule: str = "check"  # the rule by which it holds up the plan; others than check name no rows


class Bench(Protocol):
    """The empty shadow a plan is checked on: real schema, no rows, so no value can leak."""

    catalog: Catalog

    def bind(self, select: str) -> tuple[Column, ...]:
        """Give the result columns of a SELECT. Raises SqlError with the engine's hint."""
        ...

    def columns(self, table: str) -> tuple[Column, ...] | None:
        """Give a table's columns as the plan has left them so far, None when there is no table."""
        ...

    def declare(self, table: str, columns: Sequence[Column]) -> None:
        """Let later steps see a table (or a query step's id) with these columns."""
        ...

    def forget(self, table: str) -> None:
        """Let later steps no longer see a table."""
        ...


class Tagging(Protocol):
    """What is said of the meaning of columns: their comments, and the contracts of tables."""

    def contract(self, table: str) -> TableContract | None:
        """Give the contract of a table as it was before the plan."""
        ...

    def leaves_out(self, table: str, column: str) -> bool:
        """True when a person left this table or column out of the plan."""
        ...

    def comments(self, table: str) -> dict[str, str | None]:
        """Give the comments of a table's columns as they are now."""
        ...

    def declare(
        self,
        table: TableInfo,
        meanings: Mapping[str, Declared],
        comments: Mapping[str, str | None],
    ) -> None:
        """Put the meaning of columns into the table's contract, and comments on the columns."""
        ...

    def agreeing(self, rule: AgreedRule) -> tuple[QualityRule, ...]:
        """Give what a contract would measure with this rule that it does not measure yet."""
        ...

    def agree(self, rule: AgreedRule) -> None:
        """Put a rule into the contract of its table."""
        ...


class Defining(Protocol):
    """The named sets of features."""

    def define(self, features: FeatureSet, table: str, as_of: str) -> FeatureSet:
        """Keep a set under its name, to be written once approved; gives it with its version."""
        ...


class Quality(Protocol):
    """The rules of contracts."""

    def tables(self) -> tuple[str, ...]:
        """Give the tables that have a contract."""
        ...

    def ask(self, table: str) -> tuple[Measurement, ...]:
        """Measure a table's contract as it is now, and tell it in the review."""
        ...

    def measure(self, rules: Sequence[QualityRule]) -> tuple[Measurement, ...]:
        """Measure rules of one table as it is now."""
        ...


class MatchedRecords(Protocol):
    """What is known of the records behind identity tables: a print of each."""

    def standing(self, table: str) -> str | None:
        """Give a relation of the prints behind an identity table, None where none are known."""
        ...

    def keep(self, table: str, select: str, *, whole: bool) -> None:
        """Keep prints (print UBIGINT, there BOOLEAN) with the model of an identity table."""
        ...

    def index_folder(self, table: str) -> Path | None:
        """Give where the index of an identity table may lie, None where there is no such place."""
        ...


class Shadow(Protocol):
    """The shadow a step runs on: reads see all earlier steps, writes go to the change set.

    Every SELECT it is handed may carry `__why` VARCHAR: the reason of each row's change.
    """

    session: Session
    catalog: Catalog  # the base tables
    region: str | None  # ISO country for phone numbers without prefix, when configured
    notices: list[str]  # what a step tells the reviewer on the first screen
    verdicts: tuple[Verdict, ...]  # what persons judged about records, the later ones last
    seal: Seal  # what identifiers of persons are sealed with

    @property
    def matched(self) -> MatchedRecords:
        """What is known of the records behind identity tables."""
        ...

    @property
    def tagging(self) -> Tagging:
        """What is said of the meaning of columns."""
        ...

    @property
    def defining(self) -> Defining:
        """The named sets of features."""
        ...

    @property
    def quality(self) -> Quality:
        """The rules of contracts."""
        ...

    def table(self, name: str) -> TableInfo:
        """Give a table's statistics, roles and key as they are now (profiled anew if changed)."""
        ...

    def exists(self, table: str) -> bool:
        """True when the table is in the base or was created by an earlier step."""
        ...

    def columns(self, table: str) -> tuple[Column, ...]:
        """Give the table's columns as they are now."""
        ...

    def numbered(self, table: str) -> str:
        """Give a relation (for FROM): `__rid` BIGINT, then the table's columns, as they are now."""
        ...

    def create(self, table: str, select: str, *, keys: Sequence[str] = ()) -> int:
        """Make a new table from a SELECT, its rows named by `keys`; gives its rows."""
        ...

    def replace(
        self, table: str, select: str, *, keys: Sequence[str] = (), gone: str | None = None
    ) -> int:
        """Make the table hold exactly the SELECT's rows; `gone` says why others are removed.

        With keys equal rows stay, changed rows are updates.
        """
        ...

    def insert(self, table: str, select: str) -> int:
        """Add the SELECT's rows, columns by name."""
        ...

    def update(self, table: str, select: str) -> int:
        """Change rows: the SELECT yields `__rid` and the changed columns by name.

        Raises StepFailed when a row is matched more than once. Rows that do not differ are left
        out.
        """
        ...

    def delete(self, table: str, select: str) -> int:
        """Remove rows: the SELECT yields `__rid`."""
        ...

    def alter(self, table: str, change: Alteration) -> int:
        """Change a table's shape; gives the rows whose new column is filled."""
        ...

    def drop(self, table: str) -> int:
        """Take a table away; gives its rows."""
        ...

    def view(self, name: str, select: str, words: Collection[str] = ()) -> None:
        """Let later steps read a query step's result under its id; `words` are shown unmasked."""
        ...

    def evidence(self, name: str, rows: Mapping[str, Array] | str) -> str:
        """Save a side table (match pairs, unparsable values) beside the plan: arrays or a SELECT.

        Gives its evidence name.
        """
        ...

    def keep_trained(self, table: str, trained: Trained) -> None:
        """Keep what a match learnt with the plan; once applied it belongs to the table."""
        ...

    def trained(self, table: str) -> Trained | None:
        """Give what the applied match behind an identity table learnt, None where unknown."""
        ...

    def gate(self, result: GateResult, sample: Sequence[Sequence[object]]) -> None:
        """Record what a `check` step found."""
        ...

    def progress(self, done: int, total: int, what: str) -> None:
        """Tell how far the running step is."""
        ...


class Step(Model):
    """The common part of every step.

    `kind` is the discriminator and comes first in each subclass.
    """

    kind: str
    id: str  # unique in the plan: s1, s2, ...
    why: str  # one sentence for the reviewer
    needs: tuple[str, ...] = ()  # ids of steps whose results this one reads

    def slots(self) -> tuple[Slot, ...]:
        """Give the SQL this step carries."""
        return ()

    def reads(self) -> tuple[str, ...]:
        """Give the tables named by typed slots (those inside SQL slots are found by analysis)."""
        return ()

    def writes(self) -> tuple[str, ...]:
        """Give the tables this step creates or changes."""
        return ()

    def registers(self) -> tuple[str, ...]:
        """Give those of the tables it writes that vibecli itself keeps: models, rules."""
        return ()

    @abstractmethod
    def check(self, bench: Bench) -> list[Finding]:
        """Check against schema only, and declare what later steps may read."""

    @abstractmethod
    def run(self, shadow: Shadow) -> StepResult:
        """Run on the shadow."""

    def summary(self) -> str:
        """Give one line that tells a person what this step does."""
        return self.why

    def finding(self, code: str, message: str, hint: str = "") -> Finding:
        """Make a finding about this step."""
        return Finding(step=self.id, code=code, message=message, hint=hint)
