"""Rows as people name them: gold members in Berlin, orders since 2024."""

from collections.abc import Sequence
from dataclasses import dataclass

from vibecli.agent.catalogue.adjectives import adjective
from vibecli.agent.catalogue.conditions import conditions
from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.faults import orphaned
from vibecli.agent.catalogue.kin import keyed
from vibecli.agent.catalogue.links import made_by_us
from vibecli.agent.catalogue.notes import Declined
from vibecli.agent.catalogue.predicates import Predicate, both, negated
from vibecli.agent.catalogue.terms import term_table
from vibecli.data.catalog import TableInfo
from vibecli.engine.names import quote

_MOST_ADJECTIVES = 4


@dataclass(frozen=True)
class Rows:
    """A table and conditions on its rows."""

    table: TableInfo
    predicates: tuple[Predicate, ...] = ()

    @property
    def where(self) -> str | None:
        """The conditions as one SQL predicate."""
        return both(self.predicates) if self.predicates else None

    @property
    def said(self) -> str:
        """The rows in words."""
        if not self.predicates:
            return self.table.name
        said = " and ".join(p.said for p in self.predicates)
        return f"{self.table.name} {'' if said.startswith(('with', 'named')) else 'where '}{said}"

    @property
    def from_where(self) -> str:
        """The FROM and WHERE of a SELECT over these rows."""
        where = f" WHERE {self.where}" if self.predicates else ""
        return f"FROM {self.table.table.sql}{where}"

    def plus(self, predicates: Sequence[Predicate]) -> "Rows":
        """Give the rows that meet further conditions as well."""
        return Rows(self.table, (*self.predicates, *predicates))

    @property
    def order(self) -> str:
        """An ORDER BY that makes the order of rows certain."""
        return (
            f" ORDER BY {', '.join(quote(k) for k in self.table.key)}"
            if self.table.key
            else " ORDER BY ALL"
        )


@reads
def rows(cursor: Cursor, *, joining: bool = False) -> Rows | None:
    """Read a table with the adjectives before it and the conditions after it."""
    head = head_rows(cursor)
    until = _rows_follow if joining else None
    return head.plus(conditions(cursor, head.table, until=until)) if head else None


@reads
def _same_rows(cursor: Cursor, table: TableInfo, leads: Sequence[str]) -> Rows | None:
    more = rows(cursor) if cursor.take(*leads) else None
    return more if more and more.table.name == table.name else None


def named_again(cursor: Cursor, found: Rows, *leads: str) -> Rows:
    """Read `for gold members` about the rows at hand: further conditions on them."""
    more = _same_rows(cursor, found.table, leads)
    return found.plus(more.predicates) if more else found


def must_be_table(table: TableInfo) -> None:
    """Raise Declined for a view: its rows are those of other tables."""
    if table.kind == "view":
        raise Declined(f"{table.name} is a view; change the table it reads")


def _rows_follow(cursor: Cursor) -> bool:
    """True when the next party of a match comes, or words about how to match or about whom."""
    with cursor.attempt():
        if cursor.take("without", "for", "only", "just for"):
            return True
        cursor.take("with", "to", "and", "against", "in")
        try:
            return head_rows(cursor) is not None
        except Declined:
            return False


def head_rows(cursor: Cursor) -> Rows | None:
    """Read a table and the adjectives before it."""
    own = term_table(cursor)
    if own:
        return Rows(own[0], (own[1],))
    start = cursor.at
    table = cursor.table()
    if table is None:
        return _with_adjectives(cursor)
    last = cursor.text.words[cursor.at - 1]
    code = cursor.rest and (cursor.rest[0].glue == "-" or cursor.rest[0].kind == "quoted")
    by_key = cursor.at > start and (last.form == last.stem or code)
    named = keyed(cursor, table) if by_key else None
    return Rows(table, (named,) if named else ())


def _with_adjectives(cursor: Cursor) -> Rows | None:
    for count in range(1, _MOST_ADJECTIVES + 1):
        found = _after(cursor, count)
        if found is None:
            continue
        table, end = found
        predicates = _adjectives(cursor, table, cursor.at + count)
        if predicates:
            cursor.move(end - cursor.at)
            return Rows(table, tuple(predicates))
        _only_elsewhere(cursor, table, count)
    return None


def _after(cursor: Cursor, count: int) -> tuple[TableInfo, int] | None:
    """Give the table named after `count` words, and where its name ends; does not move."""
    with cursor.attempt():
        if count >= len(cursor.rest):
            return None
        cursor.at += count
        table = cursor.table()
        return (table, cursor.at) if table else None


@reads
def _adjectives(cursor: Cursor, table: TableInfo, end: int) -> list[Predicate]:
    """Read words up to `end` as adjectives of the table, all of them or none."""
    found: list[Predicate] = []
    while cursor.at < end:
        negative = bool(cursor.take("non", "not"))
        predicate = adjective(cursor, table) or orphaned(cursor, table)
        if predicate is None:
            return []
        found.append(negated(predicate) if negative else predicate)
        cursor.take("and", ",")
    return found if cursor.at == end else []


def _only_elsewhere(cursor: Cursor, table: TableInfo, count: int) -> None:
    """Say so when the adjective is a value of another table only."""
    text = cursor.text.raw(cursor.at, cursor.at + count)
    for other, hit in cursor.world.values.elsewhere(text):
        if other.name != table.name and not made_by_us(other):
            raise Declined(
                f"{text} is a value of {other.name}.{hit.column.name}, not of {table.name}",
                f"show {other.name} where {hit.column.name} is {hit.value}",
            )
