"""How many: rows, filtered rows, distinct values, and either per group."""

from vibecli.agent.catalogue.conditions import conditions
from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families.groups import (
    Arranged,
    Group,
    group_by,
    grouped_select,
    groups,
    sorting,
)
from vibecli.agent.catalogue.families.show import value_key
from vibecli.agent.catalogue.fields import fields
from vibecli.agent.catalogue.notes import Draft
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.predicates import Predicate, both, missing, number_text
from vibecli.agent.catalogue.rows import Rows, rows
from vibecli.agent.catalogue.tails import SIGNS
from vibecli.agent.catalogue.words import name_tokens
from vibecli.engine.names import quote
from vibecli.plan.model import Option, Question
from vibecli.steps.query import Query

ASK = (
    "what is",
    "what are",
    "show",
    "show me",
    "give me",
    "get",
    "calculate",
    "compute",
    "tell me",
    "find",
)
_COUNT = phrases(
    """how many|count|number of|count of|total number of|count the number of|count how many
        |amount of|how much|the number of|a count of|row count of|size of"""
)
_SPREAD = (
    "distribution of",
    "breakdown of",
    "frequency of",
    "frequencies of",
    "values of",
    "spread of",
)
_GONE = ("missing", "empty", "null", "blank")
_DISTINCT = ("distinct", "unique", "different")
_MOST = {
    "has the most": False, "have the most": False, "with the most": False, "had the most": False,
    "has the fewest": True, "have the fewest": True, "has the least": True, "had the fewest": True,
}  # fmt: skip
_FREQUENT = ("most common", "most frequent", "most used", "commonest", "most popular", "frequent")
_EXIST = phrases(
    """are there|do we have|exist|are in the database|do i have|are known|in total|there are
        |we have|are|have we got|are listed|have"""
)


def read(cursor: Cursor) -> Draft | None:
    """Read an intent that counts."""
    with cursor.attempt() as tried:
        draft = _top(cursor) or _most(cursor) or _common(cursor)
        if draft is None:
            asked = cursor.take(*ASK, "list", "display")
            if cursor.take(*_COUNT):
                draft = _distinct(cursor) or _missing(cursor) or _counted(cursor)
            elif cursor.take(*_SPREAD):
                draft = _spread(cursor)
            else:
                draft = _grouped(cursor, asked=bool(asked))
        if draft:
            tried.keep()
        return draft


def _counted(cursor: Cursor) -> Draft | None:
    cursor.take(
        "of", "rows in", "rows of", "records in", "rows are in", "records are in", "rows does"
    )
    found = rows(cursor)
    if found is None:
        return None
    by = groups(cursor, found.table)
    found = _rest(cursor, found)
    by = by or groups(cursor, found.table)
    kept = _rest(cursor, found)
    more = _more_than(cursor, by)
    return _draft(
        kept, "count(*)", "rows", by, "rows", Arranged(up=sorting(cursor, by), having=more)
    )


def _grouped(cursor: Cursor, *, asked: bool) -> Draft | None:
    """Read `orders per month`: rows per group; `show orders by status` may mean both."""
    found = rows(cursor)
    unclear = asked and cursor.sees("by")
    by = groups(cursor, found.table) if found else ()
    if found is None or not by:
        return None
    if unclear and not _counting_meant(cursor, found, by):
        names = ", ".join(quote(g.name) for g in by)
        said = f"show {found.said}, by {' and '.join(g.name for g in by)}"
        ties = "".join(f", {quote(key)}" for key in found.table.key)
        step = Query(
            id="s1", why=said, select=f"SELECT * {found.from_where} ORDER BY {names}{ties}"
        )
        return Draft(f"Rows of {found.table.name}", said, (step,))
    kept = _rest(cursor, found)
    more = _more_than(cursor, by)
    return _draft(
        kept, "count(*)", "rows", by, "rows", Arranged(up=sorting(cursor, by), having=more)
    )


def _more_than(cursor: Cursor, by: tuple[Group, ...]) -> str:
    """Read `, only cities with more than 20`, about the groups; gives a HAVING."""
    with cursor.attempt() as tried:
        cursor.take(", but only", ", only", "but only", "only", ",")
        if len(by) != 1 or not (cursor.take("those", "groups") or _group_noun(cursor, by[0])):
            return ""
        cursor.take("with", "that have", "which have", "having", "where there are")
        sign = cursor.take(*SIGNS)
        value = cursor.number() if sign else None
        if value is None:
            return ""
        cursor.take("rows", "of them", "records")
        tried.keep()
        return f"HAVING count(*) {SIGNS[sign]} {number_text(value)}"


def _group_noun(cursor: Cursor, group: Group) -> bool:
    """Move past the name of what rows are grouped by: cities."""
    stems = name_tokens(group.name)
    if tuple(word.stem for word in cursor.rest[: len(stems)]) != stems:
        return False
    cursor.move(len(stems))
    return True


def _most(cursor: Cursor) -> Draft | None:
    """Read `which country has the most customers`."""
    with cursor.attempt() as tried:
        if not cursor.take("which", "what"):
            return None
        for table in cursor.world.catalog.tables:
            with cursor.attempt() as inner:
                group = group_by(cursor, table)
                lead = cursor.take(*_MOST) if group else ""
                found = rows(cursor) if lead else None
                if group is None or found is None or found.table.name != table.name:
                    continue
                inner.keep()
                tried.keep()
                kept = _rest(cursor, found)
                way = "ASC" if _MOST[lead] else "DESC"
                only = f"QUALIFY rank() OVER (ORDER BY count(*) {way}) = 1"
                return _draft(kept, "count(*)", "rows", (group,), "rows", Arranged(having=only))
    return None


def _common(cursor: Cursor) -> Draft | None:
    """Read `10 most common first names`, `most frequent cities of customers`."""
    with cursor.attempt() as tried:
        cursor.take(*ASK, "list")
        cursor.take("top")
        number = cursor.number()
        found = fields(cursor) if cursor.take(*_FREQUENT) else None
        if found is None or len(found.columns) != 1:
            return None
        tried.keep()
        column = found.columns[0]
        kept = found.rows.plus(conditions(cursor, found.table))
        cursor.take(",")
        after = cursor.take("top", "the top", "the first", "first")
        number = number or cursor.number()
        cursor.take("of them") if number and not after else None
        if number is None:
            cursor.assume("10 values are shown", "guess")
        by = (Group(f"t.{quote(column.name)}", column.name),)
        return _draft(kept, "count(*)", "rows", by, "rows", Arranged(limit=int(number or 10)))


def _counting_meant(cursor: Cursor, found: Rows, by: tuple[Group, ...]) -> bool:
    names = " and ".join(g.name for g in by)
    if any(g.time or g.join or not found.table.column(g.name) for g in by):
        return True
    question = Question(
        question=f"Count {found.table.name} per {names}, or list its rows in that order?",
        about=f"by {names}",
        options=(
            Option(label="count", means=f"how many rows per {names}"),
            Option(label="list", means=f"every row, ordered by {names}"),
        ),
        default="count",
    )
    return cursor.choose(question, {"count": True, "list": False})


def _spread(cursor: Cursor) -> Draft | None:
    """Read `distribution of tiers`: rows per value."""
    found = fields(cursor)
    if found is None or len(found.columns) != 1:
        return None
    column = found.columns[0]
    by = (Group(f"t.{quote(column.name)}", column.name),)
    kept = found.rows.plus(conditions(cursor, found.table))
    return _draft(kept, "count(*)", "rows", by, "rows")


def _missing(cursor: Cursor) -> Draft | None:
    """Read `how many missing emails in customers`, `how many emails are missing in customers`."""
    with cursor.attempt() as tried:
        first = cursor.take(*_GONE)
        found = fields(cursor)
        if found is None or not (first or cursor.take(*(f"are {word}" for word in _GONE))):
            return None
        more = rows(cursor) if cursor.take("in", "from") else None
        if more is not None and more.table.name != found.table.name:
            return None
        tried.keep()
        gone = Predicate(both([missing(c) for c in found.columns]), "")
        names = " and ".join(c.name for c in found.columns)
        kept = found.rows.plus(more.predicates if more else ())
        kept = kept.plus([Predicate(gone.sql, f"{names} is missing")])
        return _draft(kept, "count(*)", "rows", (), "rows")


def _rest(cursor: Cursor, found: Rows) -> Rows:
    """Read `are there`, then conditions; `have` alone must begin a condition."""
    more = conditions(cursor, found.table)
    if not more and cursor.take(*_EXIST):
        more = conditions(cursor, found.table)
    return found.plus(more)


def _distinct(cursor: Cursor) -> Draft | None:
    with cursor.attempt() as tried:
        found = fields(cursor) if cursor.take(*_DISTINCT) else None
        if found is None:
            return None
        kept = _rest(cursor, found.rows)
        by = groups(cursor, found.table)
        tried.keep()
        keys = [value_key(column) for column in found.columns]
        names = " and ".join(column.name for column in found.columns)
        counted = keys[0] if len(keys) == 1 else f"({', '.join(keys)})"
        return _draft(
            kept, f"count(DISTINCT {counted})", f"distinct {names}", by, f"distinct {names}"
        )


def _top(cursor: Cursor) -> Draft | None:
    """Read `top 5 cities by number of customers`."""
    with cursor.attempt() as tried:
        cursor.take(*ASK, "list")
        number = cursor.number() if cursor.take("top") else None
        if number is None:
            return None
        for table in cursor.world.catalog.tables:
            with cursor.attempt() as inner:
                group = group_by(cursor, table)
                found = (
                    rows(cursor) if group and cursor.take("by number of", "by count of") else None
                )
                if group and found and found.table.name == table.name:
                    inner.keep()
                    tried.keep()
                    return _draft(
                        found, "count(*)", "rows", (group,), "rows", Arranged(limit=int(number))
                    )
    return None


def _draft(
    found: Rows,
    measure: str,
    name: str,
    by: tuple[Group, ...],
    what: str,
    arranged: Arranged | None = None,
) -> Draft:
    arranged = arranged or Arranged()
    limit, having = arranged.limit, arranged.having
    select = grouped_select(found, measure, name, by, arranged)
    per = f" per {' and '.join(g.name for g in by)}" if by else ""
    top = f", the first {limit}" if limit else ""
    if having.startswith("QUALIFY"):
        top += ", the fewest only" if " ASC)" in having else ", the most only"
    top += f", {having.lower()}" if having.startswith("HAVING") else ""
    said = f"count {what} of {found.said}{per}{top}"
    return Draft(f"Count of {found.table.name}", said, (Query(id="s1", why=said, select=select),))
