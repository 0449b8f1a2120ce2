"""Rows that are alike in columns a person names: found, or removed but for the one to keep."""

from dataclasses import dataclass

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families.keeping import KEEP, Kept, kept
from vibecli.agent.catalogue.families.show import value_key
from vibecli.agent.catalogue.faults import reference
from vibecli.agent.catalogue.notes import Declined, Draft, one_of_these
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.predicates import present
from vibecli.agent.catalogue.row_steps import rewritten
from vibecli.agent.catalogue.rows import Rows, must_be_table, rows
from vibecli.data.catalog import ColumnInfo, TableInfo
from vibecli.engine.names import quote
from vibecli.steps.query import Query
from vibecli.steps.remove import Remove

_FIND = phrases(
    """which|find|find all|show|show me|list|are there|are there any|do we have|do any|any|get
        |look for|check for|identify|detect|search for|give me|is there|do we have any"""
)
_REMOVE = phrases("delete|remove|drop|get rid of|eliminate|throw out|purge|erase")
_TWICE = ("duplicate", "duplicated", "double", "repeated", "redundant", "surplus", "superfluous")
_SOME = ("some", "some of", "several", "a few", "many", "there are")
_ARE_TWICE = phrases(
    """are in twice|are in there twice|are there twice|occur twice|are in more than once
        |are in there more than once|are twice in there|appear twice|exist twice|are duplicated
        |are double|occur more than once|appear more than once|exist more than once|are stored twice
        |were captured twice|were entered twice|are listed twice|are in several times"""
)
_SAME = phrases(
    """with the same|that have the same|which have the same|who have the same|sharing the same
        |that share the same|who share the same|which share the same|having the same|share the same
        |have the same|with identical|that have an identical|with an identical|sharing a|sharing an
        |that share a|that share an|who share an|who share a|with equal|of the same
        |that are the same in|with the very same"""
)
_AND_SAME = phrases(
    """and the same|and|in the same|and same|of the same|at the same|within the same|plus the same
        |for the same|on the same|with the same|and in the same"""
)
_CASE = phrases(
    """upper or lower case does not matter|case does not matter|ignoring case|ignore case
        |regardless of case|upper and lower case do not matter|case insensitive|whatever the case
        |not case sensitive|upper lower case does not matter|upper and lower case does not matter
        |in upper or lower case|no matter the case|lower or upper case does not matter"""
)
_REST = phrases(
    """delete the rest|remove the rest|delete the others|remove the others|drop the rest
        |delete all others|remove all others|the rest can go|the others can go
        |delete the other ones|get rid of the rest|get rid of the others|throw away the rest
        |delete the other|drop the others|remove the other ones|the others should go
        |the rest should go|delete all the others"""
)
_STAY = phrases("stay as they are|stay|are kept|should stay|are not touched|remain|must stay")


@dataclass(frozen=True)
class Alike:
    """Rows, and the columns they are alike in."""

    rows: Rows
    columns: tuple[ColumnInfo, ...]

    @property
    def kept(self) -> Rows:
        """The rows that have something in every one of the columns."""
        return self.rows.plus([present(column) for column in self.columns])

    @property
    def parts(self) -> str:
        """The columns as they are compared."""
        return ", ".join(map(value_key, self.columns))

    @property
    def said(self) -> str:
        """The rows in words."""
        return f"{self.rows.said} with the same {' and '.join(c.name for c in self.columns)}"


def read(cursor: Cursor) -> Draft | None:
    """Read an intent about rows that are alike in named columns."""
    return cursor.whole((_removed, _stated, _found))


def _found(cursor: Cursor) -> Draft | None:
    """Read `find customers with the same phone`."""
    cursor.take(*_FIND)
    cursor.take(*_TWICE)
    alike = _alike(cursor)
    if alike is None:
        return None
    _tell(cursor, alike)
    table = alike.rows.table
    order = ", ".join(quote(key) for key in table.key)
    select = (
        f"SELECT * {alike.kept.from_where} QUALIFY count(*) OVER (PARTITION BY {alike.parts}) > 1"
        f" ORDER BY {alike.parts}{', ' if order else ''}{order}"
    )
    said = f"show {alike.said}"
    return Draft(f"Repeated rows of {table.name}", said, (Query(id="s1", why=said, select=select),))


def _removed(cursor: Cursor) -> Draft | None:
    """Read `delete duplicate users with the same mail, keep the oldest`."""
    if not cursor.take(*_REMOVE):
        return None
    cursor.take(*_TWICE)
    alike = _alike(cursor)
    return _rest(cursor, alike) if alike else None


def _stated(cursor: Cursor) -> Draft | None:
    """Read `some users are in twice: same mail in the same company. Keep the smallest id`."""
    cursor.take(*_SOME)
    found = rows(cursor)
    if found is None or not cursor.take(*_ARE_TWICE):
        return None
    cursor.take(",", "with")
    alike = _columns(cursor, found, "the same", "same", "in the same")
    return _rest(cursor, alike) if alike and cursor.sees(*KEEP) else None


@reads
def _alike(cursor: Cursor) -> Alike | None:
    found = rows(cursor)
    return _columns(cursor, found) if found else None


def _columns(cursor: Cursor, found: Rows, *leads: str) -> Alike | None:
    """Read `with the same mail address in the same company`."""
    if not cursor.take(*_SAME, *leads):
        return None
    columns = compared(cursor, found.table)
    while columns and (more := cursor.first((_more,), found.table)):
        columns = (*columns, *more)
    cursor.take(*_CASE)
    while columns and (more := cursor.first((_more,), found.table)):
        columns = (*columns, *more)
    cursor.take(",")
    cursor.take(*_CASE)
    return Alike(found, columns) if columns else None


def _more(cursor: Cursor, table: TableInfo) -> tuple[ColumnInfo, ...]:
    return compared(cursor, table) if cursor.take(*_AND_SAME, ",") else ()


@reads
def compared(cursor: Cursor, table: TableInfo) -> tuple[ColumnInfo, ...]:
    """Read a column, or the other table a column refers to."""
    link = reference(cursor, table)
    column = table.column(link.column) if link else None
    return (column,) if column else cursor.columns(table)


def _rest(cursor: Cursor, alike: Alike) -> Draft | None:
    """Read which row of those alike is kept; asked when it is not said."""
    table = alike.rows.table
    cursor.take(",", "and")
    cursor.take("and", "but")
    keep = kept(cursor, table)
    cursor.take(",", "and")
    cursor.take("and")
    cursor.take(*_REST)
    _told_anyway(cursor, alike)
    return all_but_one(cursor, alike, keep)


def all_but_one(cursor: Cursor, alike: Alike, keep: Kept | None) -> Draft:
    """Give the step that removes all rows that are alike but the one kept, asked if not said.

    Raises Declined for a table without a single key column where it is not said.
    """
    table = alike.rows.table
    must_be_table(table)
    if len(table.key) != 1 and keep is None:
        reason = (
            f"{table.name} has no single key column; say which of the rows that are alike stays"
        )
        raise Declined(reason, f"{cursor.text.text}, keep the newest")
    keep = keep or _asked(cursor, table)
    _tell(cursor, alike)
    if len(table.key) != 1:
        return _one_of_each(alike, keep)
    key = quote(table.key[0])
    select = (
        f"SELECT {key} {alike.kept.from_where}"
        f" QUALIFY row_number() OVER (PARTITION BY {alike.parts} ORDER BY {keep.order}, {key}) > 1"
    )
    said = f"remove {alike.said} but for {keep.said}"
    step = Remove(id="s1", why=said, target=table.name, keys_select=select)
    return Draft(f"Remove repeated rows of {table.name}", said, (step,))


def _one_of_each(alike: Alike, keep: Kept) -> Draft:
    """Give the step that leaves one of the rows that are alike, where no key names the others."""
    table = alike.rows.table
    row = f"CAST(row({', '.join(quote(c.name) for c in table.columns)}) AS VARCHAR)"
    compared = f"({alike.kept.where}) IS TRUE"
    rest = (
        f" QUALIFY NOT {compared} OR row_number() OVER"
        f" (PARTITION BY {compared}, {alike.parts} ORDER BY {keep.order}, {row}) = 1"
    )
    said = f"remove {alike.said} but for {keep.said}"
    step = rewritten(table, "SELECT *", said, rest)
    return Draft(f"Remove repeated rows of {table.name}", said, (step,))


def _told_anyway(cursor: Cursor, alike: Alike) -> None:
    """Move past `users without mail or without company stay as they are`: they do."""
    known = len(cursor.notes)
    with cursor.attempt() as tried:
        cursor.take(",")
        found = rows(cursor)
        if found and found.table == alike.rows.table and cursor.take(*_STAY) and cursor.at_end():
            del cursor.notes[known:]
            tried.keep()


def _asked(cursor: Cursor, table: TableInfo) -> Kept:
    key = table.key[0]
    question = one_of_these(
        f"Which of the rows that are alike stays in {table.name}?",
        f"keep in {table.name}",
        {
            "lowest": f"the one with the lowest {key}",
            "highest": f"the one with the highest {key}",
        },
    )
    name = quote(key)
    ways = {
        label: Kept(f"{name} {order} NULLS LAST", f"the one with the {label} {key}")
        for label, order in (("lowest", "ASC"), ("highest", "DESC"))
    }
    return cursor.choose(question, ways)


def _tell(cursor: Cursor, alike: Alike) -> None:
    names = " or ".join(c.name for c in alike.columns)
    cursor.assume(f"rows without {names} are like no other; case does not count", "schema")
