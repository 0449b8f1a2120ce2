"""What running a plan gives: diff, rule results, review, decision, receipt.

Each is saved as JSON, versioned.
"""

from typing import Literal

from pydantic import Field

from vibecli.model import Model
from vibecli.plan.model import Plan
from vibecli.plan.origin import Origin
from vibecli.plan.sealing import suppression
from vibecli.run.certificate import Certificate
from vibecli.steps.base import Figure, StepResult

FORMAT = 1
Mark = Literal["+", "~", "-"]
Channel = Literal["terminal", "yes-flag", "command", "file"]  # how a person approves


class Cell(Model):
    """One value of one sample row; values are shown as text, masked when the column is personal."""

    column: str
    before: str | None
    after: str | None


class Sample(Model):
    """One row that stands for `rows` rows changed the same way (0: as the sample before)."""

    mark: Mark
    key: str  # the row's key as text, row number for keyless tables
    why: str
    rows: int
    cells: tuple[Cell, ...]  # changed cells only; for added and removed rows every non-null cell


class ValuePair(Model):
    """A value that becomes another one in so many rows, as text."""

    before: str | None
    after: str | None
    rows: int


class ColumnDiff(Model):
    """How one column changes: NULL is filled, a value is cleared to NULL or replaced by another."""

    column: str
    type: str
    filled: int
    replaced: int
    cleared: int
    before: str | None = None  # example
    after: str | None = None
    personal: bool = False
    nulls_before: int | None = None  # rows of the whole table, where that changes
    nulls_after: int | None = None
    pairs: tuple[ValuePair, ...] = ()  # the most frequent changes, where there are few kinds
    kinds: int = 0  # of changes; 0: not counted


class ShapeChange(Model):
    """One change of a table's shape: `before` and `after` are a name, a type, a default."""

    change: Literal["add", "drop", "rename", "retype", "default", "not_null", "lost", "comment"]
    column: str
    before: str | None = None
    after: str | None = None


class QualityScore(Model):
    """How well a table keeps its contract, 0 to 1, before the plan and after it."""

    before: float | None  # None: there was no table, or nobody knew that it would change
    after: float
    rules: int
    kept: int  # rules that hold after the plan


class TableDiff(Model):
    """How one table changes."""

    table: str
    change: Literal["change", "create", "replace", "drop"]
    rows_before: int
    rows_after: int
    added: int
    changed: int
    removed: int
    columns: tuple[ColumnDiff, ...]  # changed rows only, columns that change
    samples: tuple[Sample, ...]
    shape: tuple[ShapeChange, ...] = ()  # shown before any row
    quality: QualityScore | None = None  # of a table with a contract
    file: str  # parquet change set inside the plan's folder
    sha256: str

    @property
    def empty(self) -> bool:
        """True when nothing in this table changes."""
        changed = self.added or self.changed or self.removed or self.shape
        return self.change == "change" and not changed

    @property
    def commented(self) -> tuple[str, ...]:
        """The columns that get another comment."""
        return tuple(line.column for line in self.shape if line.change == "comment")


class FileDiff(Model):
    """A contract, or a definition of features, that the plan writes."""

    file: str  # its name; one of features with its folder
    change: Literal["create", "change"]
    tables: tuple[str, ...]  # it is about


class Diff(Model):
    """The exact change, table by table."""

    tables: tuple[TableDiff, ...]
    files: tuple[FileDiff, ...] = ()

    @property
    def empty(self) -> bool:
        """True when nothing changes."""
        return not self.files and all(table.empty for table in self.tables)


Status = Literal["pass", "warn", "confirm", "block"]


class RuleResult(Model):
    """One rule measured on the change set. `confirm` needs the person to type the table's name."""

    rule: str
    status: Status
    message: str
    table: str | None = None
    rows: int = 0
    sample: tuple[str, ...] = ()
    overridable: bool = False  # a person may pass this block with a reason
    where: str = ""  # of a contract's rule: the condition on its table that a row breaks it


class Fingerprint(Model):
    """A table's content: row count and two order-free hashes of its rows."""

    table: str
    rows: int
    xor: str
    sum: str
    columns: tuple[str, ...] | None = None  # those that are hashed; without: all of them
    shape: str = ""  # print of the names and types of all columns


class FileFacts(Model):
    """Cheap facts of the database file; equal facts mean unchanged content."""

    size: int
    mtime_ns: int
    wal_size: int
    attached: dict[str, "FileFacts"] = Field(default_factory=dict)  # of those read beside it


class QueryRows(Model):
    """The first rows a query step returns, as text, masked."""

    step: str
    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    total: int
    file: str  # parquet with every row, inside the plan's folder


class Part(Model):
    """One part of a change: a step, table, column, rows gained and lost, pair, mapping, rule."""

    what: Literal["step", "table", "column", "rows", "pair", "mapping", "rule"]
    name: str  # s2, crm.orders, crm.orders.total, crm.orders, its number in the evidence

    @property
    def text(self) -> str:
        """The part as people type it."""
        return f"{self.what}:{self.name}"


class Derived(Model):
    """Where a plan comes from that is a part of another one."""

    plan_id: str  # of the whole plan
    without: tuple[Part, ...]  # what was left out of it


class Review(Model):
    """All a person needs to decide.

    The same model is drawn, saved, sent to CI and to the HTML report.
    """

    format: int = FORMAT
    plan_id: str  # sha256 of the plan folder's plan.json, hex
    intent: str
    understood: str
    planner: str  # catalogue, flags, replay, file, or the model's name
    plan: Plan
    origin: Origin = Origin()
    derived: Derived | None = None
    steps: tuple[StepResult, ...]
    queries: tuple[QueryRows, ...]
    diff: Diff
    rules: tuple[RuleResult, ...]
    inputs: tuple[Fingerprint, ...]  # every table read or written
    figures: tuple[Figure, ...] = ()
    approvals: int = 1  # different persons who must approve it
    policy: str = ""  # print of the policy it was measured under
    notices: tuple[str, ...] = ()

    @property
    def short_id(self) -> str:
        """The id people type."""
        return self.plan_id[:8]

    @property
    def verdict(self) -> Literal["empty", "ready", "confirm", "blocked"]:
        """What may happen next."""
        statuses = {rule.status for rule in self.rules}
        if "block" in statuses:
            return "blocked"
        if self.diff.empty and suppression(self.plan) is None:
            return "empty"
        return "confirm" if "confirm" in statuses else "ready"


class Override(Model):
    """A person's reason to let a change pass that a rule holds up."""

    rule: str
    table: str | None
    reason: str


class Signed(Model):
    """What a person's name stands under."""

    by: str  # OS user, or the reviewer a decisions file names
    imported_by: str = ""  # OS user who brought in that file

    @property
    def told_by(self) -> str:
        """Who it was, and of a file who says so."""
        by = self.by.strip()
        return f"{by}, as imported by {self.imported_by}" if self.imported_by else by


class Decision(Signed):
    """A person's answer to a review, bound to the plan and to the inputs it showed."""

    plan_id: str
    verdict: Literal["apply", "discard"]
    at: str  # ISO time, UTC
    channel: Channel
    confirmed: tuple[str, ...] = ()  # table names typed
    reason: str = ""
    overrides: tuple[Override, ...] = ()
    said_at: str = ""  # time the decisions file gives
    attended: bool = False  # a command typed at a terminal
    approved_by: tuple[str, ...] = ()  # with this decision: every person who approved
    policy: str = ""  # print of the policy it was applied under, which the database keeps


class TableReceipt(Model):
    """Rows written to one table."""

    table: str
    added: int
    changed: int
    removed: int


class LeftRow(Model):
    """A row that an undo does not put back, and why: it is not as the plan left it."""

    table: str
    row: str  # its key as text, or its number; empty for a whole table
    columns: tuple[str, ...] = ()  # of the key
    values: tuple[str | None, ...] = ()
    why: Literal["changed", "gone", "there again", "not the only one", "stays"]


class Receipt(Signed):
    """What a commit or an undo did."""

    plan_id: str
    action: Literal["apply", "undo"]
    at: str
    tables: tuple[TableReceipt, ...]
    already: bool = False  # the plan had been applied before; nothing was written now
    overrides: tuple[Override, ...] = ()
    left_rows: int = 0  # of an undo in part: rows that moved since and stay as they are
    left: tuple[LeftRow, ...] = ()  # the first of them
    unlogged: str = ""  # why the audit log could not be told of it afterwards
    certificate: Certificate | None = None  # of a forget
    files: tuple[str, ...] = ()  # contracts written, or put back
    unwritten: str = ""  # why one was not; the next command tries again


class TakenBack(Model):
    """One undo of a run: what was put back, and how many rows stayed."""

    at: str
    by: str
    tables: tuple[TableReceipt, ...]
    left_rows: int


class Run(Signed):
    """One line of history."""

    plan_id: str
    intent: str
    applied_at: str
    planner: str
    tables: tuple[TableReceipt, ...]
    undone_at: str | None = None
    undone_by: str | None = None
    overrides: tuple[Override, ...] = ()
    undos: tuple[TakenBack, ...] = ()  # all but the last of them in part
    pruned_at: str | None = None  # what it replaced was dropped then
    part_of: str = ""  # id of the whole plan, where a part of one was applied
    approved_by: tuple[str, ...] = ()  # where it took more persons than one

    @property
    def state(self) -> Literal["applied", "partly undone", "undone"]:
        """Whether it stands."""
        if self.undone_at:
            return "undone"
        return "partly undone" if self.undos else "applied"
