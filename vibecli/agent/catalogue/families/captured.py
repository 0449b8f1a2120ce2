"""People who are in one table more than once, as people say it: captured twice."""

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.rows import Rows, rows
from vibecli.data.catalog import TableInfo

_ASK = phrases(
    """which|what|find|find all|show|list|show me|give me|get|are|is|are there|are any of|are any
    |do we have|find out which|tell me which|look for|search for|identify|who are the|see which
    |check whether|check if|check for|is there|have we got|find out whether|find out if|do|does"""
)
_PEOPLE = phrases(
    """people|persons|person|somebody|someone|anybody|anyone|the same people|the same person
    |same people|same person|same persons|individuals|who|identical people"""
)
_SAME = phrases(
    """the same people|the same person|same people|same person|same persons|the same persons
    |the same customer|the same customers|same customer|same customers|one and the same person"""
)
_WHO = phrases("that|who|which|some of which|of whom")
_ARE = phrases(
    """are|is|were|was|have been|has been|appear|appears|occur|occurs|show up|shows up|turn up
    |exist|exists|come up|got|might be|may be|could be|are listed|is listed|is|to be|be
    |are probably|are possibly|might have been|may have been|seem to be|are likely"""
)
_IN_THERE = phrases(
    """in there|in it|in|listed|captured|recorded|entered|registered|stored|on file|there|on it
    |in the list|in the table|in the system|in the database|created|typed in|saved|kept"""
)
_TIMES = phrases(
    """more than once|twice|several times|multiple times|two times|repeatedly|double|in duplicate
    |more than one time|two or more times|at least twice|many times|a second time|two times or more
    |under several numbers|with several numbers|with different numbers|under different numbers"""
)
_PROBABLY = ("surely", "probably", "certainly", "likely", "maybe", "possibly", "really", "also",
             "still", "already", "surely also", "often")  # fmt: skip
_SEVERAL = phrases(
    """with a different|with another|with several|with more than one|with different|under several
        |with two|under different|with multiple"""
)
_SUBJECT = ("we", "there", "i")
_HAVE = ("have", "are", "have got", "might be", "may be", "must be", "could have", "might have")


def more_than_once(cursor: Cursor) -> Rows | None:
    """Read the table whose people are asked to be found where they are in it more than once."""
    found = cursor.first((_table_first, _people_first, _same_people))
    if found:
        same_person(cursor, found.table)
    return found


def _table_first(cursor: Cursor) -> Rows | None:
    """Read `which prospects were captured twice`, `find the clients that are in there twice`."""
    cursor.take("check", "search", "look through", "go through", *_ASK)
    cursor.take("some", "any", "some of", "any of", "of")
    found = rows(cursor)
    return found if found and _repeated(cursor) else None


@reads
def _repeated(cursor: Cursor) -> bool:
    if cursor.take("for") and not cursor.take(*_PEOPLE):
        return False
    cursor.take("do we have", *_WHO)
    cursor.take(*_PROBABLY)
    cursor.take(*_ARE)
    cursor.take(*_PROBABLY)
    cursor.take(*_IN_THERE)
    if not cursor.take(*_TIMES):
        return False
    cursor.take(*_IN_THERE)
    return True


def _people_first(cursor: Cursor) -> Rows | None:
    """Read `are there people who are in the leads list more than once`."""
    cursor.take(*_ASK)
    if not cursor.take(*_PEOPLE):
        return None
    cursor.take(*_WHO)
    cursor.take(*_ARE)
    early = cursor.take(*_IN_THERE[3:], *_TIMES)
    times = early in _TIMES or cursor.take(*_TIMES)
    found = rows(cursor) if cursor.take("in", "among", "within", "into", "on", "of") else None
    return found if found and (times or cursor.take(*_TIMES)) else None


def _same_people(cursor: Cursor) -> Rows | None:
    """Read `we surely have the same people several times in the crm`."""
    cursor.take(*_ASK)
    if cursor.take(*_SUBJECT):
        cursor.take(*_PROBABLY)
        cursor.take(*_HAVE)
        cursor.take(*_PROBABLY)
    if not cursor.take(*_SAME):
        return None
    cursor.take(*_ARE)
    times = cursor.take(*_TIMES)
    found = rows(cursor) if cursor.take("in", "among", "within", "on") else None
    return found if found and (times or cursor.take(*_TIMES)) else None


@reads
def same_person(cursor: Cursor, table: TableInfo) -> bool:
    """Read `, the same person with several KundenNr` after it."""
    cursor.take(",")
    cursor.take("i e", "that is", "so", "as")
    same = cursor.take(*_SAME)
    if not cursor.take(*_SEVERAL):
        return bool(same)
    return bool(cursor.columns(table) or cursor.table() or cursor.take("numbers", "ids", "entries"))
