"""How far a batch of a stream may go: `at most 1000 changed rows per batch`.

Owns the words: also `stop if more than 20 % of the events have no known person`. What is not said
is learnt from the trial of the rule.
"""

from typing import NamedTuple

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families.learning_levels import share
from vibecli.agent.catalogue.phrases import phrases
from vibecli.data.catalog import TableInfo
from vibecli.steps.standing import Bounds

_MOST = phrases(
    """at most|no more than|not more than|up to|a maximum of|maximum|max
        |with at most|with no more than|never more than|but at most|but no more than|limited to
        |with a limit of"""
)
_STOP = phrases(
    """stop if more than|stop when more than|stop it if more than|stop the stream if more than
        |but stop if more than|but stop when more than|end it if more than|halt if more than
        |stop once more than|but halt if more than|break off if more than|stop if over
        |stop when over|but stop the stream if more than|hold if more than|pause if more than"""
)
_A_BATCH = phrases(
    "per batch|a batch|in a batch|in one batch|each batch|of a batch|in any batch|every batch"
)
_OF_EVENTS = phrases(
    """of the events|of events|of them|of all events|events|of the rows|of rows|of the new events
        |of a batch|of the batch|of its events"""
)
_UNMATCHED = phrases(
    """have no known person|have no known customer|are of nobody known|are unmatched|unmatched
        |match nobody|match no one|match no customer|match no known customer|are of new persons
        |are of unknown persons|are of new customers|are of unknown customers|of new persons
        |of unknown persons|of unknown customers|of new customers|are not matched|cannot be matched
        |can not be matched|find no customer|find no person|lead to nobody|are of new people
        |lead to no customer|belong to nobody|belong to nobody known|without a known person
        |without a known customer|without a customer|have no known owner|have no customer"""
)
_DEAD = phrases(
    """are dead|are dead letters|dead letters|are bad|are broken|are no good|are invalid
        |bad|broken|dead|are malformed|cannot be read|can not be read|are unreadable"""
)
_CHANGED = phrases(
    """changed rows|rows changed|rows|changes|row changes|changed profiles|profiles|updates
        |profile rows|new or changed rows|rows change|profiles change|rows are changed"""
)
_QUESTIONS = phrases("questions|open questions|cases to review|unsure matches|to review|reviews")


class _Most(NamedTuple):
    """A number, and whether it is a share."""

    number: float
    percent: bool


@reads
def bounds(cursor: Cursor, known: Bounds, persons: TableInfo | None) -> Bounds | None:
    """Read one bound, which is added to those known."""
    cursor.take(",", "and", "but", "with")
    if not cursor.take(*_STOP, *_MOST):
        return None
    most = _most(cursor)
    if most is None:
        return None
    found = _share(cursor, most) if most.percent else _count(cursor, most, persons)
    return known.model_copy(update=found) if found else None


def _most(cursor: Cursor) -> _Most | None:
    with cursor.attempt() as tried:
        cursor.skip()
        word = cursor.rest[0] if cursor.rest else None
        percent = word is not None and (word.text.endswith("%") or _percent_follows(cursor))
        number = share(cursor) if percent else cursor.number()
        if number is None:
            return None
        tried.keep()
        return _Most(number, percent)


def _share(cursor: Cursor, most: _Most) -> dict[str, float]:
    """Read of what a share is."""
    cursor.take(*_OF_EVENTS)
    slot = "unmatched" if cursor.take(*_UNMATCHED) else "dead" if cursor.take(*_DEAD) else ""
    cursor.take(*_OF_EVENTS)
    cursor.take(*_A_BATCH)
    return {slot: most.number} if slot else {}


def _count(cursor: Cursor, most: _Most, persons: TableInfo | None) -> dict[str, int]:
    """Read of what a number is."""
    slot = "rows" if cursor.take(*_CHANGED) else "review" if cursor.take(*_QUESTIONS) else ""
    if not slot and persons is not None and cursor.table() == persons:
        slot = "rows"
        cursor.take("changed", "change", "are changed")
    cursor.take("changed", "to change", "of the profile")
    cursor.take(*_A_BATCH)
    whole = most.number >= 0 and most.number % 1 == 0
    return {slot: int(most.number)} if slot and whole else {}


def _percent_follows(cursor: Cursor) -> bool:
    with cursor.attempt():
        return cursor.number() is not None and bool(cursor.take("%", "percent", "per cent"))
