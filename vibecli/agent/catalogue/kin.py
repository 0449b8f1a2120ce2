"""Rows named by another table or by their key: customers without orders, orders of customer 5.

Owns reading relationships; only one that is certain is used.
"""

from collections.abc import Callable

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.lexicon import CONCEPTS
from vibecli.agent.catalogue.predicates import Predicate, one_of, related
from vibecli.agent.catalogue.words import name_tokens
from vibecli.data.catalog import ColumnInfo, Relationship, TableInfo
from vibecli.engine.names import TableName

Reader = Callable[[Cursor, TableInfo], list[Predicate]]
_DID = ("placed", "place", "made", "make", "had", "have", "bought", "done", "did", "got", "given")
_OWNED = ("of", "for", "by", "from", "placed by", "made by", "belonging to", "that belong to")


def related_rows(
    cursor: Cursor, table: TableInfo, *, has: bool, reader: Reader | None = None
) -> Predicate | None:
    """A related table after with or without: customers without orders, with orders over 100.

    `reader` reads conditions on the rows of that table; they stand nearest to it.
    """
    with cursor.attempt() as tried:
        cursor.take("matching", "valid", "existing", "known")
        other = cursor.table()
        if other is None or other.name == table.name:
            return None
        pair = {table.name.lower(), other.name.lower()}
        links = [
            r
            for r in cursor.world.catalog.relationships
            if {r.table.lower(), r.to_table.lower()} == pair
        ]
        if len(links) != 1:
            return None
        tried.keep()
        where = reader(cursor, other) if reader else []
        return related(links[0], table.name, has=has, where=where)


def never_related(cursor: Cursor, table: TableInfo, reader: Reader) -> Predicate | None:
    """Read what rows never did: placed an order, made a booking, ordered."""
    if cursor.take("ordered", "order", "bought", "buy", "purchased", "purchase", "booked"):
        orders = [
            r
            for r in cursor.world.catalog.relationships
            if r.to_table.lower() == table.name.lower()
            and CONCEPTS["order"] & set(name_tokens(TableName.parse(r.table).name))
        ]
        if len(orders) != 1:
            return None
        cursor.assume(f"ordering is a row in {orders[0].table}", "schema")
        other = cursor.world.catalog.table(orders[0].table)
        where = reader(cursor, other) if other else []
        return related(orders[0], table.name, has=False, where=where)
    cursor.take(*_DID)
    return related_rows(cursor, table, has=False, reader=reader)


def keyed(cursor: Cursor, table: TableInfo) -> Predicate | None:
    """Read the key of one row after its table: customer 5, order 17, account L-1001."""
    column = table.column(table.key[0]) if len(table.key) == 1 else None
    texts = _key_values(cursor, column) if column else []
    return one_of(column, texts) if column and texts else None


def _key_values(cursor: Cursor, column: ColumnInfo) -> list[str]:
    found = [_key_value(cursor, column)]
    while found[-1]:
        with cursor.attempt() as tried:
            joint = cursor.take("and", ",", "or", ", and")
            more = _key_value(cursor, column) if joint else ""
            if not more:
                return found
            tried.keep()
        found.append(more)
    return []


def _key_value(cursor: Cursor, column: ColumnInfo) -> str:
    """Read a number, a quoted text or a code such as L-1001 that fits a key column."""
    with cursor.attempt() as tried:
        cursor.take("number", "no", "id", "with id", "with number")
        count, text = cursor.phrase(longest=4)
        single = count == 1 or all(word.glue for word in cursor.rest[: count - 1])
        plain = count == 1 and cursor.rest[0].kind == "word"
        if not count or not single or plain or one_of(column, [text]) is None:
            return ""
        cursor.move(count)
        tried.keep()
        return text


def owned(cursor: Cursor, table: TableInfo, *, bare: bool) -> Predicate | None:
    """Read `of customer 5` about a table that refers to customers."""
    del bare
    other = cursor.table() if cursor.take(*_OWNED) else None
    links = _links(cursor, table, other) if other and other.name != table.name else []
    if other is None or len(links) != 1 or links[0].table.lower() != table.name.lower():
        return None
    column, key = table.column(links[0].column), other.column(links[0].to_column)
    if column is None or key is None or other.key != (key.name,):
        return None
    value = _key_value(cursor, key)
    return one_of(column, [value]) if value else None


def _links(cursor: Cursor, table: TableInfo, other: TableInfo) -> list[Relationship]:
    pair = {table.name.lower(), other.name.lower()}
    return [
        r
        for r in cursor.world.catalog.relationships
        if {r.table.lower(), r.to_table.lower()} == pair
    ]
