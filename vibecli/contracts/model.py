"""What vibecli uses of a data contract: tags, classes, keys, required, unique, quality, references.

Owns the models; `contracts.reading` fills them from files of the Open Data Contract Standard.
"""

from collections.abc import Iterable
from typing import Any, Literal, Self

from pydantic import Field

from vibecli.engine.names import TableName
from vibecli.model import Model
from vibecli.tagging.tag import Sensitivity, Tag

Basis = Literal["evidence", "person"]


class Quality(Model):
    """One quality item of a table or a column; names and meaning are those of the standard."""

    type: Literal["library", "sql", "text", "custom"] = "library"
    name: str = ""
    description: str = ""
    severity: str = ""
    dimension: str = ""
    unit: str = ""  # rows or percent
    metric: str = ""  # nullValues, missingValues, invalidValues, duplicateValues, rowCount
    query: str = ""  # of type sql
    arguments: dict[str, Any] = Field(default_factory=dict)
    must_be: Any = None
    must_not_be: Any = None
    must_be_greater_than: float | None = None
    must_be_greater_or_equal_to: float | None = None
    must_be_less_than: float | None = None
    must_be_less_or_equal_to: float | None = None
    must_be_between: tuple[float, ...] = ()
    must_not_be_between: tuple[float, ...] = ()


class Reference(Model):
    """Columns that hold keys of another table."""

    columns: tuple[str, ...]
    to_table: str
    to_columns: tuple[str, ...]


class Declared(Model):
    """What a contract says a column means; what it leaves open is told by the evidence."""

    tag: Tag | None = None
    says_tag: bool = False  # True with no tag: it has none, a person or the evidence said
    sensitivity: Sensitivity | None = None
    confidence: float | None = None
    basis: Basis = "person"  # what was written by hand alone is a person's word
    why: str = ""

    @property
    def silent(self) -> bool:
        """True when nothing is said of the column's meaning."""
        return not self.says_tag and self.sensitivity is None


class ColumnContract(Model):
    """What a contract says of one column."""

    name: str
    declared: Declared = Declared()
    key_position: int | None = None  # from 1, None: not of the key
    required: bool = False
    unique: bool = False
    accepted: tuple[Any, ...] = ()  # `enum`: the values it may hold
    options: dict[str, Any] = Field(default_factory=dict)  # `logicalTypeOptions`: pattern, ...
    quality: tuple[Quality, ...] = ()
    index: int = 0  # which of the table's properties


class ServiceLevel(Model):
    """One service level, such as how fresh or how long kept."""

    property: str  # latency, retention, frequency, ...
    value: Any = None
    unit: str = ""
    element: str = ""  # table.column


class TableContract(Model):
    """What one contract says of one table."""

    table: str  # TableName.text
    file: str  # name of the file in the folder
    columns: tuple[ColumnContract, ...] = ()
    quality: tuple[Quality, ...] = ()
    references: tuple[Reference, ...] = ()
    service_levels: tuple[ServiceLevel, ...] = ()
    remarks: tuple[str, ...] = ()  # what in it means nothing here, each a line
    index: int = 0  # which of the file's tables

    @property
    def key(self) -> tuple[str, ...]:
        """The columns of the declared primary key, in order."""
        keyed = [(c.key_position, c.name) for c in self.columns if c.key_position is not None]
        return tuple(name for _, name in sorted(keyed))

    def column(self, name: str) -> ColumnContract | None:
        """Find a column by name, ignoring case."""
        wanted = name.lower()
        return next((c for c in self.columns if c.name.lower() == wanted), None)


class ContractText(Model):
    """A contract's file as it stands."""

    file: str  # its name in the folder
    text: str


class Contracts(Model):
    """Every contract of a workspace."""

    tables: tuple[TableContract, ...] = ()
    texts: tuple[ContractText, ...] = ()
    print: str = ""  # hash of the texts

    def table(self, name: str) -> TableContract | None:
        """Find the contract of a table by its text name, ignoring case."""
        wanted = TableName.parse(name).text.lower()
        return next((t for t in self.tables if t.table.lower() == wanted), None)

    def about(self, tables: Iterable[str]) -> Self:
        """Give those of these tables, and of tables that refer to them, without any text."""
        keys = {TableName.parse(name).text.lower() for name in tables}
        kept = tuple(
            one
            for one in self.tables
            if one.table.lower() in keys or any(r.to_table.lower() in keys for r in one.references)
        )
        return self.model_copy(update={"tables": kept, "texts": (), "print": ""})

    def text(self, file: str) -> str | None:
        """Give the text of a file, None where there is none."""
        return next((one.text for one in self.texts if one.file == file), None)
