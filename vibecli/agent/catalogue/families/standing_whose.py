"""Events told by whose they are: `whenever a gold member places a new order`."""

from vibecli.agent.catalogue.conditions import conditions
from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families import standing_words as said
from vibecli.agent.catalogue.families.learning_wanted import Group
from vibecli.agent.catalogue.families.learning_whom import group
from vibecli.agent.catalogue.families.naming import one_word
from vibecli.agent.catalogue.families.standing_rule import Acts, known_persons
from vibecli.agent.catalogue.families.standing_when import When, of_head
from vibecli.agent.catalogue.predicates import Predicate, both
from vibecli.data.catalog import TableInfo
from vibecli.learn.proposal import times


@reads
def whose_event(cursor: Cursor) -> tuple[TableInfo, Acts] | None:
    """Read `whenever a gold member places a new order`, `each time someone buys a ticket in tx`."""
    if not cursor.take(*said.EVERY):
        return None
    persons = known_persons(cursor, Acts())
    if persons is None:
        return None
    some = group(cursor, persons, until=_does) or cursor.first((_anybody,), persons)
    if some is None and not cursor.take(*said.WHOM, *said.ANYBODY) and cursor.table() != persons:
        return None
    if not cursor.take(*said.DOES):
        return None
    cursor.take(*said.NEW, "another")
    cursor.take(*said.ROW)
    cursor.skip()
    start = cursor.at
    events = cursor.table() or cursor.first((_something_in,))
    if events is None or events == persons:
        return None
    noun = cursor.text.raw(start, cursor.at)
    only = (
        When((), (Predicate(some.where, some.said),), f"only for {some.said}") if some else When()
    )
    only = only.and_(of_head(cursor, events, persons) or When())
    cursor.take("then", "to")
    return events, Acts(when=only, noun=noun)


def _anybody(cursor: Cursor, persons: TableInfo) -> Group | None:
    """Read `someone from Berlin`."""
    start = cursor.at
    found = conditions(cursor, persons, until=_does) if cursor.take(*said.ANYBODY) else []
    return Group(both(found), cursor.text.raw(start, cursor.at), "") if found else None


def _does(cursor: Cursor) -> bool:
    """True for what persons do that is an event: has a new order."""
    with cursor.attempt():
        if not cursor.take(*said.DOES):
            return False
        cursor.take(*said.NEW, "another")
        table = cursor.table() or cursor.first((_something_in,))
        return table is not None and bool(times(table))


def _something_in(cursor: Cursor) -> TableInfo | None:
    """Read `a ticket in bill_tx`: a word for a row of a table."""
    cursor.skip()
    start = cursor.at
    if not one_word(cursor) or not cursor.take("in", "into"):
        return None
    said_of = cursor.text.raw(start, cursor.at - 1)
    table = cursor.table()
    if table is not None:
        cursor.assume(f"{said_of} is a row of {table.name}", "guess")
    return table
