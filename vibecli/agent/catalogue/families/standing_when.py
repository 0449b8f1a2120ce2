"""When a standing rule acts: `if the amount is above 100`, `only for the high segment`.

Owns the grammar of these conditions, and of which row each is: that of the event, or that of the
person after it. A column that both have is asked about.
"""

from collections.abc import Callable
from typing import NamedTuple

from vibecli.agent.catalogue.adjectives import adjective
from vibecli.agent.catalogue.conditions import condition, conditions
from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families import standing_words as said
from vibecli.agent.catalogue.families.learning_levels import share
from vibecli.agent.catalogue.families.learning_targets import name_of
from vibecli.agent.catalogue.families.learning_whom import group
from vibecli.agent.catalogue.families.learning_words import FROM_SCORE
from vibecli.agent.catalogue.notes import one_of_these
from vibecli.agent.catalogue.predicates import Predicate, both, number_text
from vibecli.agent.catalogue.tails import SIGNS
from vibecli.data.catalog import TableInfo
from vibecli.engine.names import literal, quote

_OF_IT = {word.split()[0] for word in SIGNS} | {"in", "from", "by", "of", "via", "between", "for"}
_EVENT, _PERSON = "the event", "the person"


class When(NamedTuple):
    """Conditions on the row of the event, and on that of the person after it."""

    which: tuple[Predicate, ...] = ()
    when: tuple[Predicate, ...] = ()
    raw: str = ""  # as it was said

    def and_(self, more: "When") -> "When":
        """Give both together."""
        told = " and ".join(filter(None, (self.raw, more.raw)))
        return When((*self.which, *more.which), (*self.when, *more.when), told)

    @property
    def slots(self) -> dict[str, str | None]:
        """The slots of a rule that say so."""
        which, when = (both(one) if one else None for one in (self.which, self.when))
        return {"which": which, "when": when}


class Rows(NamedTuple):
    """The rows a condition may be of: the events, the persons, and the model that scores them."""

    events: TableInfo
    persons: TableInfo
    model: str


@reads
def led(cursor: Cursor, rows: Rows) -> When | None:
    """Read a condition with the word that leads it: `if`, `only for`."""
    cursor.take(",", "and", "but")
    lead = cursor.take(*said.IF, *said.ONLY_FOR)
    if not lead:
        return None
    start = cursor.at
    rules: tuple[Callable[[Cursor, Rows], When | None], ...] = (
        _score,
        _segment,
        _of_event,
        _of_person,
    )
    told = (_of_its_column, *rules, _of_either)
    found = cursor.first(told if lead in said.IF else rules[1:], rows)
    if found is None:
        return None
    found = found._replace(
        raw=f"{'if' if lead in said.IF else 'only for'} {cursor.text.raw(start, cursor.at)}"
    )
    more = reads(_more)(cursor, rows)
    return found.and_(more) if more else found


def _more(cursor: Cursor, rows: Rows) -> When | None:
    """Read a further condition: `and the score is above 0.8`."""
    if not cursor.take("and if", "and only if", "and when", "and"):
        return None
    told = (_of_its_column, _score, _segment, _of_event, _of_person, _of_either)
    return cursor.first(told, rows)


@reads
def of_head(cursor: Cursor, events: TableInfo, persons: TableInfo | None) -> When | None:
    """Read what is said of the event itself: a purchase `over 100 euro`, `from the app channel`."""
    cursor.skip()
    start, first = cursor.at, cursor.rest[0].form if cursor.rest else ""
    found = _until_whose(cursor, events, persons)
    if not found and not of_somebody(cursor, persons):
        by = cursor.take("by")
        cursor.take(*said.IS)
        one = adjective(cursor, events) if by else condition(cursor, events, bare=True)
        found = [one, *reads(_and_more)(cursor, events, persons)] if one else []
    if not found:
        return None
    reads(_own_column)(cursor, events, found[-1])
    lead = "if it is" if first in _OF_IT else "if it"
    return When(tuple(found), (), f"{lead} {cursor.text.raw(start, cursor.at)}")


def _until_whose(cursor: Cursor, events: TableInfo, persons: TableInfo | None) -> list[Predicate]:
    """Read conditions on the event, up to whose it is: over 100 euro from a gold member."""
    return conditions(cursor, events, until=lambda c: _comes(c) or of_somebody(c, persons))


def _and_more(cursor: Cursor, events: TableInfo, persons: TableInfo | None) -> list[Predicate]:
    cursor.take(",")
    cursor.take("and", "but")
    return _until_whose(cursor, events, persons)


def of_somebody(cursor: Cursor, persons: TableInfo | None) -> bool:
    """True where it is told next whose an event is."""
    with cursor.attempt():
        return of_whose(cursor, persons) is not None


def _own_column(cursor: Cursor, events: TableInfo, said_of: Predicate) -> bool:
    """Read the column after its value, which says nothing more: the app `channel`."""
    column = cursor.column(events)
    return column is not None and quote(column.name) in said_of.sql


@reads
def of_whose(cursor: Cursor, persons: TableInfo | None, *leads: str) -> When | None:
    """Read whose an event is: comes in `from a premium member`."""
    start = cursor.at
    led = cursor.take(*(leads or ("from", "of", "by", "for")))
    some = group(cursor, persons) if led and persons else None
    if some is None:
        return None
    raw = cursor.text.raw(start, cursor.at)
    return When((), (Predicate(some.where, some.said),), f"only {raw}")


def _comes(cursor: Cursor) -> bool:
    return cursor.sees(*said.COMES, *said.ACT, *said.MATCH, *said.SCORE, *said.UPDATE, *said.MAKE)


def _score(cursor: Cursor, rows: Rows) -> When | None:
    """Read `the churn score is above 0.8`."""
    cursor.take("its", "their", "his")
    named = cursor.first((name_of,))
    cursor.take(*said.SCORE_NOUN)
    noun = cursor.text.words[cursor.at - 1].form if cursor.at else ""
    if not rows.model or noun not in said.SCORE_ENDS or (named and named.model != rows.model):
        return None
    cursor.take("of the customer", "of the member", "of the person", "of the client")
    cursor.take(*said.IS)
    sign = cursor.take(*SIGNS, *FROM_SCORE)
    at = share(cursor) if sign else None
    if at is None:
        return None
    column = f"{rows.model}_score"
    sql = f"{quote(column)} {SIGNS.get(sign, '>=')} {number_text(at)}"
    return When((), (Predicate(sql, f"{column} {sign} {at:g}"),))


def _segment(cursor: Cursor, rows: Rows) -> When | None:
    """Read `the high segment`, `high risk customers`, `customers in the high segment`."""
    if not rows.model:
        return None
    if cursor.take(*said.WHOM):
        cursor.take("in", "of", "with", "whose", "who are in", "at", "are in", "is in", "is at")
    named = cursor.first((name_of,))
    if named and named.model != rows.model:
        return None
    before = cursor.take("segment", "risk segment", "risk") or named
    cursor.take(*said.IS)
    name = cursor.take(*said.LEVELS)
    after = cursor.take("segment", "risk segment", "risk", "churn risk", "segments")
    if not (name and (before or after)):
        return None
    cursor.take(*said.WHOM)
    column = f"{rows.model}_segment"
    return When((), (Predicate(f"{quote(column)} = {literal(name)}", f"{column} is {name}"),))


def _of_event(cursor: Cursor, rows: Rows) -> When | None:
    """Read `the purchase is over 100 euro`, `it is from the app channel`."""
    if not (cursor.take("it", "this", "the event") or cursor.table() == rows.events):
        return None
    found = of_head(cursor, rows.events, rows.persons)
    return found and found._replace(raw="")


def _of_its_column(cursor: Cursor, rows: Rows) -> When | None:
    """Read `the amount is above 100` of an event that has such a column, with nothing guessed."""
    if cursor.sees(*said.WHOM):
        return None
    with cursor.attempt() as tried:
        if not condition(cursor, rows.events, bare=True) or len(cursor.notes) > tried.notes:
            return None
    return _of_either(cursor, rows)


def _of_person(cursor: Cursor, rows: Rows) -> When | None:
    """Read `gold customers`, `the customer is in Germany`."""
    some = group(cursor, rows.persons)
    if some is not None:
        return When((), (Predicate(some.where, some.said),))
    if not cursor.take(*said.WHOM):
        return None
    cursor.take(*said.IS)
    one = condition(cursor, rows.persons, bare=True)
    return When((), (one,)) if one else None


def _of_either(cursor: Cursor, rows: Rows) -> When | None:
    """Read `the amount is above 100`: of the event or of the person, asked where both have it."""
    reached: dict[str, tuple[int, int]] = {}  # how far, and how little had to be guessed
    for label, table in ((_EVENT, rows.events), (_PERSON, rows.persons)):
        with cursor.attempt() as tried:
            if condition(cursor, table, bare=True):
                reached[label] = cursor.at, tried.notes - len(cursor.notes)
    furthest = max(reached.values(), default=(0, 0))
    fitting = [label for label, at in reached.items() if at == furthest]
    if not fitting:
        return None
    label = fitting[0]
    if len(fitting) > 1:
        tables = {_EVENT: f"a row of {rows.events.name}", _PERSON: f"a row of {rows.persons.name}"}
        raw = cursor.text.raw(cursor.at, furthest[0])
        asked = one_of_these(f"Of which is {raw} said?", raw, tables)
        label = cursor.choose(asked, {one: one for one in fitting})
    table = rows.events if label == _EVENT else rows.persons
    one = condition(cursor, table, bare=True)
    assert one is not None
    return When((one,), ()) if label == _EVENT else When((), (one,))
