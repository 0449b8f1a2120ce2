"""A comparison of two tables: what a worker is asked, and what it found."""

from typing import ClassVar, Literal

from vibecli.data.catalog import TableInfo
from vibecli.model import Model
from vibecli.run.job import Request
from vibecli.run.model import TableDiff

Basis = Literal["given", "declared", "inferred", "rows"]  # what says which rows belong together


class Side(Model):
    """One of the two tables: of a database, or a file that is read as one."""

    name: str  # as a person named it
    database: str = ""
    table: str = ""
    file: str = ""
    info: TableInfo | None = None  # what is known of it already


class CompareRequest(Request):
    """Two tables to compare, with everything of the outside world a worker may know."""

    what: ClassVar[str] = "the comparison"
    left: Side
    right: Side
    key: tuple[str, ...]
    unmask: bool


class Comparison(Model):
    """How the right table differs from the left one."""

    kind: Literal["comparison"] = "comparison"
    left: str
    right: str
    same: bool
    key: tuple[str, ...]  # empty: rows are compared whole, copy by copy
    basis: Basis
    diff: TableDiff  # shape: the schemas; before: the left one, after: the right one
    notices: tuple[str, ...] = ()


class Compared(Model):
    """The comparison is done."""

    event: Literal["compared"] = "compared"
    comparison: Comparison
