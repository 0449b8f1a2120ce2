"""Rows named by another table or by their key: customers without orders, orders of customer 5.

Owns reading relationships; only one that is certain is used.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.lexicon import CONCEPTS
from vibecli.agent.catalogue.notes import Declined, one_of_these
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.predicates import Predicate, Quantity, one_of, related, yes
from vibecli.agent.catalogue.spans import dated, lapse
from vibecli.agent.catalogue.tails import SIGNS
from vibecli.agent.catalogue.timing import time_column
from vibecli.agent.catalogue.words import name_tokens
from vibecli.data.catalog import ColumnInfo, Relationship, Role, TableInfo
from vibecli.engine.names import TableName, quote

if TYPE_CHECKING:
    from vibecli.agent.catalogue.rows import Rows

Reader = Callable[[Cursor, TableInfo], list[Predicate]]
_DID = phrases(
    """placed|place|made|make|had|have|bought|done|did|got|given|opened|filed|raised|booked|attended
        |visited|submitted|created|started|sent|paid|used|reported|received"""
)
_ORDERED = ("ordered", "order", "bought", "buy", "purchased", "purchase", "booked", "book")
_SORTED = ("ordered by", "order by", "ordered on")
_OWNED = ("of", "for", "by", "from", "placed by", "made by", "belonging to", "that belong to")
_EXACTLY = ("exactly", "just", "only", "precisely")
_OR_MORE = {"or more": ">=", "and more": ">=", "or fewer": "<=", "or less": "<="}
_SEVERAL = ("multiple", "several", "repeated", "more than a single")
_TIMES = {"once": 1, "twice": 2}


@reads
def related_rows(
    cursor: Cursor, table: TableInfo, *, has: bool, reader: Reader | None = None
) -> Predicate | None:
    """A related table after with or without: customers without orders, with more than 3 orders.

    `reader` reads conditions on the rows of that table; they stand nearest to it.
    """
    many = quantity(cursor) if has else None
    cursor.take("matching", "valid", "existing", "known")
    head = _head(cursor)
    link = link_between(cursor, table, head.table) if head else None
    if head is None or link is None:
        return None
    wanted = _Wanted(link, has=has, many=many, where=head.predicates)
    return _related(cursor, table, wanted, reader)


@reads
def of_rows(cursor: Cursor, table: TableInfo, reader: Reader) -> Predicate | None:
    """Read `of gold members`, `by customers in Berlin` about a table that refers to them."""
    head = _head(cursor) if cursor.take(*_OWNED) else None
    link = link_between(cursor, table, head.table) if head else None
    if head is None or link is None or link.table.lower() != table.name.lower():
        return None
    where = [*head.predicates, *reader(cursor, head.table)]
    return related(link, table.name, has=True, where=where) if where else None


def _head(cursor: Cursor) -> "Rows | None":
    """Read a table and the adjectives before it: cancelled orders."""
    from vibecli.agent.catalogue.rows import head_rows  # rows and their kin read each other

    try:
        return head_rows(cursor)
    except Declined:
        return None


@dataclass(frozen=True)
class _Wanted:
    """Which rows of a related table there must be, or must not be."""

    link: Relationship
    has: bool
    many: Quantity | None = None
    where: tuple[Predicate, ...] = ()


def _related(
    cursor: Cursor, table: TableInfo, wanted: _Wanted, reader: Reader | None
) -> Predicate | None:
    link = wanted.link
    child = link.to_table.lower() == table.name.lower()
    other = cursor.world.catalog.table(link.table if child else link.to_table)
    if other is None or (wanted.many and not child):
        return None  # a row has one parent at most: nothing to count
    where = list(wanted.where)
    span = lapse(cursor) if reader and not wanted.has else None
    column = time_column(cursor, other) if span else None
    if span and column:
        where.append(dated(cursor, column, span))
    where += reader(cursor, other) if reader else []
    where += _given(cursor, other, where)
    return related(link, table.name, has=wanted.has, where=where, many=wanted.many)


def _given(cursor: Cursor, other: TableInfo, where: Sequence[Predicate]) -> list[Predicate]:
    """A row of consent may be a no: ask which rows count, unless the words say so."""
    flags = other.with_role(Role.FLAG)
    about = CONCEPTS["consent"] & set(name_tokens(other.table.name))
    agreed = yes(flags[0]) if about and len(flags) == 1 else None
    if agreed is None or any(quote(flags[0].name) in p.sql for p in where):
        return []
    name = flags[0].name
    question = one_of_these(
        f"Which rows of {other.name} count: those that say yes, or all?",
        f"rows of {other.name}",
        {
            "yes": f"only rows where {name} is yes",
            "all": f"every row, whatever {name} says",
        },
        default="yes",
    )
    return cursor.choose(question, {"yes": [agreed], "all": []})


@reads
def quantity(cursor: Cursor) -> Quantity | None:
    """Read `more than 3`, `at least two`, `exactly one`, `3 or more`, `several`."""
    if cursor.take(*_SEVERAL):
        return Quantity(">", 1)
    exactly = cursor.take(*_EXACTLY)
    sign = "=" if exactly else SIGNS.get(cursor.take(*SIGNS), "")
    value = cursor.number()
    if value is None or value < 0 or value % 1:
        return None
    return Quantity(sign or _OR_MORE.get(cursor.take(*_OR_MORE), "="), int(value))


@reads
def _times(cursor: Cursor) -> Quantity | None:
    """Read `more than 3 times`, `at least twice`; a bare `twice` may mean at least: not read."""
    sign = "=" if cursor.take(*_EXACTLY) else SIGNS.get(cursor.take(*SIGNS), "")
    times: float | None = _TIMES.get(cursor.take(*_TIMES))
    if times is None:
        times = cursor.number()
        more = cursor.take(*_OR_MORE)
        if times is None or not cursor.take("times"):
            return None
        sign = sign or _OR_MORE.get(more or cursor.take(*_OR_MORE), "")
    return Quantity(sign, int(times)) if sign and times % 1 == 0 else None


def done(cursor: Cursor, table: TableInfo, reader: Reader, *, has: bool) -> Predicate | None:
    """Read what rows did or never did: placed an order, made 3 bookings, ordered twice or more."""
    if cursor.sees(*_SORTED):
        return None
    if not cursor.take(*_ORDERED):
        did = cursor.take(*_DID)
        return related_rows(cursor, table, has=has, reader=reader) if did or not has else None
    cursor.take("something", "anything", "at all")
    link = _orders_of(cursor, table)
    if link is None:
        return None
    return _related(cursor, table, _Wanted(link, has=has, many=_times(cursor)), reader)


def _orders_of(cursor: Cursor, table: TableInfo) -> Relationship | None:
    """Give the one table of orders that refers to this one."""
    orders = [
        r
        for r in cursor.world.catalog.relationships
        if r.to_table.lower() == table.name.lower()
        and CONCEPTS["order"] & set(name_tokens(TableName.parse(r.table).name))
    ]
    if len(orders) != 1:
        return None
    cursor.assume(f"ordering is a row in {orders[0].table}", "schema")
    return orders[0]


def keyed(cursor: Cursor, table: TableInfo) -> Predicate | None:
    """Read the key of one row after its table: customer 5, order 17, account L-1001."""
    column = table.column(table.key[0]) if len(table.key) == 1 else None
    texts = _key_values(cursor, column) if column else []
    return one_of(column, texts) if column and texts else None


def _key_values(cursor: Cursor, column: ColumnInfo) -> list[str]:
    first = _key_value(cursor, column)
    found = [first] if first else []
    while found and (more := _next_key_value(cursor, column)):
        found.append(more)
    return found


@reads
def _next_key_value(cursor: Cursor, column: ColumnInfo) -> str:
    return _key_value(cursor, column) if cursor.take("and", ",", "or", ", and") else ""


@reads
def _key_value(cursor: Cursor, column: ColumnInfo) -> str:
    """Read a number, a quoted text or a code such as L-1001 that fits a key column."""
    cursor.take("number", "no", "id", "with id", "with number")
    count, text = cursor.phrase(longest=4)
    single = count == 1 or all(word.glue for word in cursor.rest[: count - 1])
    plain = count == 1 and cursor.rest[0].kind == "word"
    if not count or not single or plain or one_of(column, [text]) is None:
        return ""
    cursor.move(count)
    return text


def owned(cursor: Cursor, table: TableInfo) -> Predicate | None:
    """Read `of customer 5` about a table that refers to customers."""
    other = cursor.table() if cursor.take(*_OWNED) else None
    link = link_between(cursor, table, other) if other else None
    if other is None or link is None or link.table.lower() != table.name.lower():
        return None
    column, key = table.column(link.column), other.column(link.to_column)
    if column is None or key is None or other.key != (key.name,):
        return None
    value = _key_value(cursor, key)
    return one_of(column, [value]) if value else None


def link_between(cursor: Cursor, table: TableInfo, other: TableInfo) -> Relationship | None:
    """Give the one relationship of two tables, whichever of them refers to the other."""
    pair = {table.name.lower(), other.name.lower()}
    links = [
        r
        for r in cursor.world.catalog.relationships
        if {r.table.lower(), r.to_table.lower()} == pair
    ]
    return links[0] if len(links) == 1 and len(pair) > 1 else None
