"""What is known about the tables of a database; frozen.

Read by planners, checks, matching and masking.

Owns the models; `data.survey.read_catalog` fills them. Never holds a session.
"""

from enum import StrEnum
from typing import Literal

from vibecli.engine.names import TableName
from vibecli.model import Model
from vibecli.tagging.verdict import TagVerdict

PERSONAL_ROLES: frozenset["Role"]
KEPT = "vibecli_"  # begins the names of tables that vibecli itself keeps: models, rules
FEATURED = frozenset({"as_of", "event_print"})  # columns of every table of features
FIRST_EVENT = "first_event"  # the column of a table of customers that was made from events
REJECTED = "_rejected"  # ends the name of a table of lines that did not fit
REJECT_COLUMNS = {"file": "VARCHAR", "line": "BIGINT", "text": "VARCHAR", "error": "VARCHAR"}


class Role(StrEnum):
    """What a column means in customer data; drives matching, masking and the offline planner."""

    KEY = "key"  # identifies a row of this table
    FOREIGN_KEY = "foreign_key"  # holds another table's key
    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    FULL_NAME = "full_name"
    EMAIL = "email"
    PHONE = "phone"
    BIRTH_DATE = "birth_date"
    STREET = "street"
    CITY = "city"
    POSTCODE = "postcode"
    REGION = "region"  # state, county, country
    CODE = "code"  # an identifying code that is no key: loyalty number, national id, device id
    CATEGORY = "category"  # few distinct values
    FLAG = "flag"  # yes or no
    TIME = "time"  # date or timestamp of an event or a change
    AMOUNT = "amount"  # number
    TEXT = "text"  # free text


PERSONAL_ROLES = frozenset(
    {
        Role.GIVEN_NAME,
        Role.FAMILY_NAME,
        Role.FULL_NAME,
        Role.EMAIL,
        Role.PHONE,
        Role.BIRTH_DATE,
        Role.STREET,
        Role.POSTCODE,
        Role.CODE,
    }
)


class TopValue(Model):
    """A frequent value and how many rows hold it."""

    value: str
    rows: int


class ColumnInfo(Model):
    """One column: type, statistics (None when not profiled) and inferred role."""

    name: str
    type: str
    nullable: bool = True
    generated: bool = False  # computed by the engine from other columns; nothing writes it
    null_share: float | None = None  # 0..1
    distinct: int | None = None  # approximate above 100,000 rows
    minimum: str | None = None  # numbers and dates only
    maximum: str | None = None
    top: tuple[TopValue, ...] = ()  # most frequent values, low-cardinality columns only
    shapes: tuple[str, ...] = ()  # most frequent masked shapes, such as Aaa@aaa.aa
    role: Role | None = None
    record_of: str | None = None  # holds record ids of the tables that this column of it names
    tagged: TagVerdict | None = None  # None when not profiled
    evident: TagVerdict | None = None  # the evidence's verdict, where a contract says another

    @property
    def declared(self) -> bool:
        """True when a contract says what it means."""
        return self.tagged is not None and self.tagged.source == "contract"

    @property
    def personal(self) -> bool:
        """True when the values are personal data and are masked on screen and for a model.

        What a person decided of the column stands, whatever its values look like.
        """
        if self.tagged and self.tagged.source == "contract":
            return self.tagged.sensitivity.masked
        masked = self.tagged is not None and self.tagged.sensitivity.masked
        return masked or self.role in PERSONAL_ROLES

    @property
    def masked_as(self) -> Role | None:
        """The role whose mask the values wear; None when they are shown."""
        if not self.personal:
            return None
        return self.role if self.role in PERSONAL_ROLES else Role.CODE


class TableInfo(Model):
    """One table or view: rows, columns, key."""

    name: str  # TableName.text
    kind: Literal["table", "view"] = "table"
    rows: int = 0
    read_only: bool = False  # of an attached database: every plan may read it, none may write it
    columns: tuple[ColumnInfo, ...] = ()
    key: tuple[
        str, ...
    ] = ()  # declared primary key, else an inferred unique non-null key, else empty
    declared_key: bool = False

    @property
    def table(self) -> TableName:
        """The name in parts."""
        return TableName.parse(self.name)

    def column(self, name: str) -> ColumnInfo | None:
        """Find a column by name, ignoring case."""
        kept = self.__dict__.get("_named")
        if kept is None or kept[0] is not self.columns:  # a copy has the names of other columns
            named = {column.name.lower(): column for column in reversed(self.columns)}
            kept = self.__dict__["_named"] = self.columns, named
        found: ColumnInfo | None = kept[1].get(name.lower())
        return found

    @property
    def rejects(self) -> bool:
        """True when the table keeps the lines of a file that did not fit."""
        names = [column.name for column in self.columns]
        return self.name.endswith(REJECTED) and names == list(REJECT_COLUMNS)

    @property
    def kept(self) -> bool:
        """True for a table that vibecli itself keeps: only its own step kinds write it."""
        return is_kept(self.name)

    @property
    def featured(self) -> bool:
        """True for a table of features: made anew from events whenever asked."""
        return all(self.column(name) for name in FEATURED)

    @property
    def from_events(self) -> bool:
        """True for a table of customers that was made from events: who there is, and since when."""
        return len(self.key) == 1 and self.column(FIRST_EVENT) is not None and not self.featured

    @property
    def key_roles(self) -> tuple[Role | None, ...]:
        """The personal roles of the key's columns, by which a record id is masked."""
        return tuple(column.masked_as if (column := self.column(n)) else None for n in self.key)

    def with_role(self, *roles: Role) -> tuple[ColumnInfo, ...]:
        """Give the columns that have one of these roles."""
        return tuple(c for c in self.columns if c.role in roles)


def is_kept(table: str) -> bool:
    """Tell by its name whether vibecli itself keeps a table."""
    return TableName.parse(table).name.lower().startswith(KEPT)


class Relationship(Model):
    """A column that holds another table's key."""

    table: str
    column: str
    to_table: str
    to_column: str
    declared: bool = False
    contained: float | None = None  # share of distinct values found in the other table


class Likeness(Model):
    """Two identity columns that hold the same people once both are in one form; no join key."""

    table: str
    column: str
    to_table: str
    to_column: str
    form: str  # SQL of `x`
    share: float  # of the first column's distinct values that the other holds too


class Catalog(Model):
    """Every user table of one database, and of those attached (schema `vibecli` left out)."""

    tables: tuple[TableInfo, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    likenesses: tuple[Likeness, ...] = ()
    notes: tuple[str, ...] = ()  # what was left out and why: views that do not bind
    attached: tuple[str, ...] = ()  # names of the databases that are only read

    def table(self, name: str) -> TableInfo | None:
        """Find a table by its text name, ignoring case and a leading `main.`."""
        wanted = TableName.parse(name).text.lower()
        return next((t for t in self.tables if t.name.lower() == wanted), None)

    def attachment(self, name: str) -> str | None:
        """Give the attached database a table is in or would be in, None for the own one."""
        place = TableName.parse(name).place.lower()
        return place if place in self.attached else None
