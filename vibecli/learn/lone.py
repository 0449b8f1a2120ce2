"""Events that lead to no table of customers: which column names them, and the table made of it.

Owns the choice of columns, by tags, names and statistics of the catalog, and the SELECT of the
customers: each value once, with the moment of its first event. It reads the catalog alone.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vibecli.data.catalog import FIRST_EVENT, Catalog, ColumnInfo, Relationship, Role, TableInfo
from vibecli.engine.names import TableName, key_of, quote
from vibecli.engine.types import WHOLE
from vibecli.learn.proposal import entities, times
from vibecli.tagging.name_tokens import name_tokens
from vibecli.tagging.name_words import words
from vibecli.tagging.table_words import ID_WORDS, PERSON_TABLES, THING_TABLES
from vibecli.tagging.tag import Tag

_NUMBERED = re.compile(r"(?:id|no|nr|num|key|code)$")
_PERSON = PERSON_TABLES | {"cust", "uid", "payer", "rider", "player", "cardholder"}
_ENDINGS = ID_WORDS | {"no", "nr", "num", "nummer", "cod", "codigo", "unique", "hash", "hashed"}
_WEAK = frozenset(
    [
        "device",
        "cookie",
        "visitor",
        "anonymous",
        "card",
        "loyalty",
        "household",
        "handset",
        "browser",
    ]
)
_WEAK_TAGS = frozenset({Tag.EMAIL, Tag.PHONE, Tag.DEVICE_ID, Tag.LOYALTY_ID, Tag.USERNAME})
_WEAK_ROLES = frozenset({Role.EMAIL, Role.PHONE})
_NAMES = frozenset({Role.FULL_NAME, Role.GIVEN_NAME, Role.FAMILY_NAME, Role.BIRTH_DATE})
_NO_CODES = frozenset(
    {*_NAMES, Role.TIME, Role.FLAG, Role.CITY, Role.REGION, Role.STREET, Role.POSTCODE}
)
_THINGS = THING_TABLES | words(
    "order orders session sessions transaction transactions invoice invoices basket receipt sku "
    "page visit visits trip booking ticket payment shipment request response trace span log line "
    "row country city zip postal region currency quantity qty price amount total cost status type"
)
_AGAIN = 1.02  # events a customer has on average, at least
_OFTEN = 1.5  # the same where each event says who the customer is, as a record of people does
_FEW, _MOST = 50, 0.95  # values of a column without a telling name; their share of its rows
_EXACT_ROWS, _NEAR = 100_000, 0.03  # counts of values are exact up to so many rows, else so near
_PACKED = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")


class Lone(NamedTuple):
    """Tables of events that lead to no customers, and a column of all of them that may name some.

    The table of the customers has the column as its key, and when the first event of each was.
    """

    events: tuple[TableInfo, ...]
    column: ColumnInfo
    table: TableName

    @property
    def select(self) -> str:
        """The SELECT of the customers."""
        key = quote(self.column.name)
        rows = [
            f"SELECT {key}, {quote(times(one)[0])} AS t FROM {one.table.sql}" for one in self.events
        ]
        if len(rows) > 1:
            source, time = f"({' UNION ALL '.join(rows)})", "t"
        else:
            source, time = self.events[0].table.sql, quote(times(self.events[0])[0])
        return (
            f"SELECT {key}, min({time}) AS {FIRST_EVENT} FROM {source}"
            f" WHERE {key} IS NOT NULL GROUP BY {key}"
        )

    @property
    def sure(self) -> bool:
        """True where the column says by name or tag that it names customers."""
        return self.column.declared or _is_named(self.column) or _is_weak(self.column)


def lone(catalog: Catalog) -> list[list[Lone]]:
    """Give what customers may be told by, a list for each table of events that leads to none."""
    found = [(table, naming(table)) for table in unled(catalog)]
    return [
        [Lone(_sharing(one, table, found), one, _called(table, catalog)) for one in columns]
        for table, columns in found
        if columns
    ]


def unled(catalog: Catalog) -> list[TableInfo]:
    """Give the tables of events that lead to no customers, whatever names these."""
    every = event_tables(catalog)
    return [table for table in every if not any(map(_may_be_customers, _reached(table, catalog)))]


def event_tables(catalog: Catalog) -> list[TableInfo]:
    """Give the tables of events: with a time, and not a row a customer."""
    return [table for table in catalog.tables if _is_events(table)]


def of_persons(table: TableInfo) -> bool:
    """True for a table with a row a person, by what it says, or how it is called."""
    if table.from_events or (name_tokens(table.table.name) or ("",))[-1] in PERSON_TABLES:
        return len(table.key) == 1
    roles = {column.role for column in table.with_role(*_NAMES, *_WEAK_ROLES)}
    often = any(_rows_each(column, table) >= _OFTEN for column in naming(table))
    return len(roles) > 1 and not often


def with_customers(catalog: Catalog, made: Lone) -> Catalog:
    """Give the catalog as it is once the customers of events have a table."""
    column, name = made.column, made.table.text
    key = column.model_copy(
        update={"null_share": 0.0, "role": column.role if column.role in _WEAK_ROLES else Role.KEY}
    )
    time = made.events[0].column(times(made.events[0])[0])
    assert time is not None, "events have a time"
    first = ColumnInfo(name=FIRST_EVENT, type=time.type, role=Role.TIME)
    customers = TableInfo(
        name=name, rows=column.distinct or 0, columns=(key, first), key=(column.name,)
    )
    links = tuple(
        Relationship(
            table=one.name, column=column.name, to_table=name, to_column=column.name, contained=1.0
        )
        for one in made.events
    )
    changed = {one.name: _led(one, column.name) for one in made.events}
    tables = tuple(changed.get(one.name, one) for one in catalog.tables)
    others = tuple(
        one
        for one in catalog.relationships
        if (one.table, one.column) not in {(link.table, link.column) for link in links}
    )
    return catalog.model_copy(
        update={"tables": (*tables, customers), "relationships": (*others, *links)}
    )


def behind(catalog: Catalog, name: str) -> Lone | None:
    """Give what brings a table made from events up to date; None where it is, or is none."""
    table = catalog.table(name)
    if table is None or not table.from_events:
        return None
    links = [
        one
        for one in catalog.relationships
        if key_of(one.to_table) == key_of(name) and one.column.lower() == table.key[0].lower()
    ]
    events = [e for one in links if (e := catalog.table(one.table)) and _is_events(e)]
    lacks = [one for one in links if one.contained is not None and one.contained < 1.0]
    key = events[0].column(table.key[0]) if events else None
    return Lone(tuple(events), key, table.table) if lacks and key else None


def naming(table: TableInfo) -> list[ColumnInfo]:
    """Give the columns that may name the customers of events, but for those that tell the same."""
    able = [column for column in table.columns if _repeats(column, table)]
    said = [c for c in able if c.declared and c.tagged and c.tagged.tag is Tag.CUSTOMER_KEY]
    named = [column for column in able if _is_named(column)]
    weak = [column for column in able if column not in named and _is_weak(column)]
    found = said or [*named, *weak] or _codes(able, table)
    kept: list[ColumnInfo] = []
    for column in found:
        if not any(_same(column, other, table) for other in kept):
            kept.append(column)
    return kept


def _is_events(table: TableInfo) -> bool:
    own = table.kind == "table" and not (table.kept or table.featured or table.from_events)
    return own and bool(table.rows) and bool(times(table)) and not of_persons(table)


def _reached(table: TableInfo, catalog: Catalog) -> Iterator[TableInfo]:
    for name in entities(table.name, catalog):
        if found := catalog.table(name):
            yield found


def _may_be_customers(table: TableInfo) -> bool:
    """True for all but what is named for things: stores, products."""
    return of_persons(table) or not THING_TABLES & set(name_tokens(table.table.name))


def _sharing(
    column: ColumnInfo, table: TableInfo, every: Sequence[tuple[TableInfo, list[ColumnInfo]]]
) -> tuple[TableInfo, ...]:
    """Give the tables of events that have a column: first the one it was found in."""
    more = [
        other
        for other, columns in every
        if other is not table
        and any((c.name.lower(), c.type) == (column.name.lower(), column.type) for c in columns)
    ]
    return (table, *more)


def _called(table: TableInfo, catalog: Catalog) -> TableName:
    schema = "main" if table.read_only else table.table.schema
    plain = TableName(schema, "customers")
    taken = catalog.table(plain.text) is not None
    return TableName(schema, f"{table.table.name}_customers") if taken else plain


def _led(table: TableInfo, key: str) -> TableInfo:
    """Give events beside the table of their customers: they tell of those, and are not of them."""
    columns = tuple(
        column.model_copy(update={"role": Role.FOREIGN_KEY})
        if column.name == key
        else column.model_copy(update={"role": None})
        if column.role in _NAMES | _WEAK_ROLES
        else column
        for column in table.columns
    )
    return table.model_copy(update={"columns": columns})


def _repeats(column: ColumnInfo, table: TableInfo) -> bool:
    """True for values that stand in several rows and may be keys."""
    kind = column.type.upper()
    fit = kind in WHOLE or kind in {"VARCHAR", "UUID"}
    if not fit or column.role in _NAMES or (column.name,) == table.key:
        return False
    return (column.distinct or 0) > 1 and _rows_each(column, table) >= _AGAIN


def _rows_each(column: ColumnInfo, table: TableInfo) -> float:
    """Give how many rows there are of each value, on average."""
    return table.rows * (1.0 - (column.null_share or 0.0)) / max(column.distinct or 0, 1)


def _is_named(column: ColumnInfo) -> bool:
    """True for a number of customers: customer_id, Kunden-Nr, userid, member."""
    said = set(name_tokens(column.name))
    persons = {word for word in said if word in _PERSON or _NUMBERED.sub("", word) in _PERSON}
    return bool(persons) and said - persons <= _ENDINGS and column.role not in _NO_CODES


def _is_weak(column: ColumnInfo) -> bool:
    """True for what customers may have several of, or share: an e-mail, a device, a card."""
    said = set(name_tokens(column.name))
    tag = column.tagged.tag if column.tagged else None
    if column.role in _WEAK_ROLES or tag in _WEAK_TAGS or tag is Tag.CUSTOMER_KEY:
        return True
    return bool(said & _WEAK) and bool(said & _ENDINGS)


def _codes(able: Sequence[ColumnInfo], table: TableInfo) -> list[ColumnInfo]:
    """Give columns of codes by their values alone; those called an id, where there are any."""
    found = [
        column
        for column in able
        if column.role not in _NO_CODES
        and _FEW <= (column.distinct or 0) <= _MOST * table.rows
        and not set(name_tokens(column.name)) & _THINGS
        and not _is_packed_date(column)
        and (column.type.upper() in WHOLE or column.role in (Role.CODE, Role.AMOUNT, Role.KEY))
    ]
    named = [column for column in found if set(name_tokens(column.name)) & _ENDINGS]
    return named or found


def _is_packed_date(column: ColumnInfo) -> bool:
    ends = (column.minimum or "", column.maximum or "")
    return all(map(_PACKED.fullmatch, ends))


def _same(one: ColumnInfo, other: ColumnInfo, table: TableInfo) -> bool:
    """True for columns that tell as many customers in as many events: either will do."""
    if abs((one.null_share or 0.0) - (other.null_share or 0.0)) > _NEAR / 10:
        return False
    near = 0 if table.rows <= _EXACT_ROWS else _NEAR * (other.distinct or 0)
    return abs((one.distinct or 0) - (other.distinct or 0)) <= near
