"""The change set on disk: what the shadow writes and the commit reads; never edited.

A plan's folder, `<state>/plans/<plan id>/`:

    plan.json            PlanRecord: canonical JSON, no times and no paths; its sha256 is the plan
    id
    changes/<n>.parquet  one row a changed row of table n, ordered by __rid:
                         __rid BIGINT      base rowid; negative: a row added by the plan
                         __why VARCHAR       its records named as `identity.mention` has it
                         __step VARCHAR
                         __before STRUCT   the row in the base, NULL for an added row
                         __after STRUCT    the row after the plan, NULL for a removed row
                         (of a table whose shape changes both are in its new shape: a column
                         that is dropped is in neither, an added one is before as it begins)
    matched/<n>.parquet  prints of the records a match looked at (`run/matched.py`)
    queries/<step>.parquet, evidence/<name>.parquet
    review.json          the Review (masked samples)
    tables.json, records.json  roles of what is shown, keys of what reasons name: for masking
    schema.json          columns of the tables it reads and writes, as they were before: for lineage
    meta.json            PlanMeta: when, how long, facts of the file, decisions

Columns whose type parquet cannot hold exactly are stored as VARCHAR (`StoredColumn.stored`).
"""

from typing import Literal

from vibecli.identity.trained import Trained
from vibecli.learn.definition_file import left_out
from vibecli.model import Model
from vibecli.plan.expectation import Expectation
from vibecli.plan.hash import identity
from vibecli.plan.model import Plan
from vibecli.plan.origin import Origin
from vibecli.plan.saved import Bound
from vibecli.run.decisions import Decisions
from vibecli.run.model import FORMAT, Decision, Derived, FileDiff, FileFacts, Fingerprint, Review
from vibecli.run.place import Place


class StoredColumn(Model):
    """A column of a change set: its type in the table, and the type it is stored as."""

    name: str
    type: str
    stored: str
    source: str = ""  # of a reshaped table: SQL of its value in a row before, `__before`
    was: str = ""  # the column of the table before that it is, whatever it is called now


class ChangedTable(Model):
    """What the change of one table is, in a plan's folder and in the journal alike."""

    table: str
    change: Literal["change", "create", "replace", "drop"]
    columns: tuple[StoredColumn, ...]  # after the plan; of a dropped table, before it
    key: tuple[str, ...]
    added: int
    changed: int
    removed: int
    was: str = ""  # the table's name before, where it is renamed
    inverse: tuple[str, ...] = ()  # of a shape changed in place: what takes it back
    comments: tuple[tuple[str, str | None], ...] = ()  # columns that get another one


class TableChange(ChangedTable):
    """The change of one table in a plan's folder."""

    file: str
    sha256: str
    before_columns: tuple[StoredColumn, ...]  # of __before; empty for create
    rows_before: int
    rows_after: int
    statements: tuple[str, ...] = ()  # ALTERs in place; or what makes the table anew
    declared: str = ""  # hash of the declaration before, where the plan writes a new one
    rebuilt: bool = False  # its rows are carried over into a table made anew

    @property
    def whole(self) -> bool:
        """True when the table is made, dropped or built anew rather than changed row by row."""
        return self.rebuilt or self.change != "change"


class KeptPrints(Model):
    """The prints of the records a match looked at: all of them, or those that changed."""

    file: str
    sha256: str
    whole: bool


class KeptModel(Model):
    """What a match learnt, and the identity table it belongs to."""

    table: str
    trained: Trained
    prints: KeptPrints | None = None


class Held(Model):
    """What a rule counted that rows outside the change set can move; the commit counts again."""

    rule: str
    table: str  # of a view, its name
    columns: tuple[str, ...] = ()
    to_table: str = ""  # of a reference
    to_columns: tuple[str, ...] = ()
    values: tuple[str, ...] = ()  # declared ones
    rows: int = 0
    blocks: bool = False  # any row is one too many


class AttachedPrint(Model):
    """An attached database that a plan read, and one hash of what its tables read held."""

    name: str
    print: str


class Ran(Model):
    """The SELECT that a step's rows came from, as it ran on the shadow."""

    step: str
    table: str  # it was written to
    sql: str


class FileChange(Model):
    """The text of a contract, or of a set of features, before and after the plan."""

    file: str  # its name in its folder
    folder: Literal["contracts", "features"] = "contracts"
    tables: tuple[str, ...]
    before: str | None  # None: there was none
    after: str

    @property
    def name(self) -> str:
        """The file as it is told: one of features with its folder."""
        return self.file if self.folder == "contracts" else f"{self.folder}/{self.file}"

    @property
    def told(self) -> FileDiff:
        """The change as a review tells it."""
        kind: Literal["create", "change"] = "create" if self.before is None else "change"
        return FileDiff(file=self.name, change=kind, tables=self.tables)

    @property
    def notice(self) -> str:
        """The change in words."""
        verb = "makes" if self.before is None else "changes"
        what = "contract" if self.folder == "contracts" else "definition"
        gone = self._gone()
        without = f", without its {', '.join(gone)}" if gone else ""
        return f"{verb} the {what} {self.name} of {', '.join(self.tables)}{without}"

    def _gone(self) -> tuple[str, ...]:
        """Give the features that the file had, and has no more."""
        if self.folder == "contracts" or self.before is None:
            return ()
        return left_out(self.before, self.after, self.file)


class PlanRecord(Model):
    """All that the commit needs, and nothing that differs between two runs on the same inputs."""

    format: int = FORMAT
    intent: str
    understood: str
    planner: str
    plan: Plan
    origin: Origin = Origin()
    derived: Derived | None = None
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    inputs: tuple[Fingerprint, ...]
    attached: tuple[AttachedPrint, ...] = ()
    changes: tuple[TableChange, ...]
    models: tuple[KeptModel, ...] = ()
    files: tuple[FileChange, ...] = ()  # contracts, written after the commit
    bounds: tuple[Bound, ...] = ()  # of the saved intent it comes from
    expect: tuple[Expectation, ...] = ()  # of the same
    held: tuple[Held, ...] = ()
    ran: tuple[Ran, ...] = ()  # of a part of a plan, only what was run again
    shown: str  # sha256 of what a person decides from, see `shown`
    engine: str  # name and version


class PlanMeta(Model):
    """What may differ between two runs on the same inputs."""

    created_at: str
    seconds: float
    database: str
    facts: FileFacts
    places: tuple[Place, ...] = ()  # of each database it was reviewed on
    decisions: tuple[Decision, ...] = ()
    said: tuple[Decisions, ...] = ()  # decisions files imported, with their comments
    number: int = 0  # counts up with each plan that the store takes in, whatever the clock says


def shown(review: Review) -> str:
    """Give one hash of what a person decides from: all of a review but the rows of its queries.

    How many of those it holds is a setting, and nothing is written from them.
    """
    return identity(review.model_copy(update={"plan_id": "", "queries": ()}))
