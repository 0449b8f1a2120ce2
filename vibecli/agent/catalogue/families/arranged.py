"""How groups are given: the top 10, lowest first, only those with more than 20 rows."""

from dataclasses import dataclass, replace

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.notes import row_count
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.predicates import number_text
from vibecli.agent.catalogue.tails import SIGNS
from vibecli.agent.catalogue.words import name_tokens
from vibecli.data.catalog import Relationship

DOWN = phrases(
    """descending|desc|in descending order|highest first|newest first|largest first
        |from high to low|latest first|biggest first|most first|high to low|decreasing|longest first
        |most expensive first"""
)
UP = phrases(
    """ascending|asc|in ascending order|lowest first|oldest first|smallest first
        |from low to high|alphabetically|low to high|increasing|fewest first|shortest first"""
)
_IN_TIME = ("newest first", "latest first", "oldest first")
_SORT = ("sorted", "sort", "sort them", "ordered", "order", "in order", "ranked")
_MEASURE = phrases(
    "by it|by value|by count|by the count|by number|by the number|by total|by frequency|by rows"
)
_TOP = ("top", "only the top", "only top", "just the top", "just top", "give me the top")
_FIRST = ("first", "limit", "limit to", "limited to", "only the first", "just the first")


@dataclass(frozen=True)
class Group:
    """What rows are grouped by: an expression over `t`, or over `r`, a joined table."""

    sql: str
    name: str
    time: bool = False
    join: Relationship | None = None


By = tuple[Group, ...]


@dataclass(frozen=True)
class Arranged:
    """How many groups are given, in which order, and which are left out."""

    limit: int = 0
    ranked: bool = False  # by their measure, even groups of time
    up: bool = False
    newest: bool = False  # groups of time, the newest first
    having: str = ""  # HAVING or QUALIFY, as SQL

    @property
    def said(self) -> str:
        """The arrangement in words."""
        told = f", the first {self.limit}" if self.limit else ""
        if self.having.startswith("QUALIFY"):
            told += ", the fewest only" if " ASC)" in self.having else ", the most only"
        return told + (f", {self.having.lower()}" if self.having.startswith("HAVING") else "")

    def order(self, by: By, measure: str, names: list[str]) -> str:
        """Give the ORDER BY: by the measure, largest first, or by time."""
        if not (self.limit or self.ranked) and any(group.time for group in by):
            first = f"{names[0]}{' DESC' if self.newest else ''}"
            return ", ".join([first, *names[1:]])
        return f"{measure} {'ASC' if self.up else 'DESC'} NULLS LAST, {', '.join(names)}"


def arranged(cursor: Cursor, by: By) -> Arranged:
    """Read what is said of the groups, in any order."""
    found = Arranged()
    while by and (more := cursor.first((_having, _sorted, _limited), by, found)):
        found = more
    return found


def _sorted(cursor: Cursor, by: By, found: Arranged) -> Arranged | None:
    """Read `sorted by count, lowest first`."""
    cursor.take(",")
    lead = cursor.take(*_SORT)
    measure = cursor.take(*_MEASURE) if lead else ""
    cursor.take(",", "from") if lead else None
    way = cursor.take(*DOWN, *UP)
    if not (way or measure or lead == "ranked"):
        return None
    if by[0].time and way in _IN_TIME:
        return replace(found, newest=way != "oldest first")
    return replace(found, ranked=True, up=way in UP)


def _limited(cursor: Cursor, by: By, found: Arranged) -> Arranged | None:
    """Read `top 10`; the first 10 groups of time are no ranking."""
    cursor.take(",", "and")
    lead = cursor.take(*_TOP, *(() if by[0].time else _FIRST))
    number = cursor.number() if lead else None
    if number is None or number < 1 or number % 1:
        return None
    cursor.take("only", "of them", "rows", "groups") or _noun(cursor, by[0])
    having = "" if found.having.startswith("QUALIFY") else found.having  # the most, so many of them
    return replace(found, limit=row_count(number), having=having)


def _having(cursor: Cursor, by: By, found: Arranged) -> Arranged | None:
    """Read `, only cities with more than 20`, `having count > 20`."""
    cursor.take(", but only", ", only", "but only", "only", ",")
    if not cursor.take("having"):
        if len(by) != 1 or not (cursor.take("those", "groups") or _noun(cursor, by[0])):
            return None
        cursor.take("with", "that have", "which have", "having", "where there are")
    cursor.take("count", "a count of", "a count", "count of")
    sign = cursor.take(*SIGNS)
    value = cursor.number() if sign else None
    if value is None:
        return None
    if not cursor.take("rows", "of them", "records", "entries"):
        cursor.first((_rows_noun,))
    return replace(found, having=f"HAVING count(*) {SIGNS[sign]} {number_text(value)}")


def _rows_noun(cursor: Cursor) -> bool:
    """Move past the noun of the rows counted: more than 10 orders."""
    return cursor.table() is not None


def _noun(cursor: Cursor, group: Group) -> bool:
    """Move past the name of what rows are grouped by: cities."""
    stems = name_tokens(group.name)
    if tuple(word.stem for word in cursor.rest[: len(stems)]) != stems:
        return False
    cursor.move(len(stems))
    return True
