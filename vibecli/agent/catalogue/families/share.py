"""How large a part: the share of rows that meet a condition, and how full a column is."""

from vibecli.agent.catalogue.conditions import conditions
from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families.groups import grouped_select, groups
from vibecli.agent.catalogue.fields import fields
from vibecli.agent.catalogue.notes import Draft
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.predicates import Predicate, both, present
from vibecli.agent.catalogue.rows import Rows, head_rows
from vibecli.steps.query import Query

_SHARE = phrases(
    """share of|percentage of|percent of|proportion of|fraction of|part of|rate of|what percentage
        |what percent|what share"""
)
_FULL = phrases(
    """how full is|how filled is|how complete is|fill rate of|fill rate for|completeness of
        |how well filled is|how populated is|coverage of"""
)
_ASK = phrases(
    "what|what is|show|show me|give me|calculate|compute|tell me|get|how large is|how big is|which"
)


def read(cursor: Cursor) -> Draft | None:
    """Read an intent that asks for a share."""
    return cursor.first((_full, _share))


def _share(cursor: Cursor) -> Draft | None:
    """Read `what share of customers has an email`."""
    cursor.take(*_ASK)
    head = head_rows(cursor) if cursor.take(*_SHARE) else None
    met = conditions(cursor, head.table) if head else []
    return _draft(cursor, head, met) if head and met else None


def _full(cursor: Cursor) -> Draft | None:
    """Read `how full is phone in customers`."""
    cursor.take("show", "what is", "show me", "give me")
    found = fields(cursor) if cursor.take(*_FULL) else None
    filled = [present(column) for column in found.columns] if found else []
    return _draft(cursor, found.rows, filled) if found else None


def _draft(cursor: Cursor, found: Rows, met: list[Predicate]) -> Draft:
    by = groups(cursor, found.table)
    # conditions name columns of the one table; a joined group could make them ambiguous
    marked = f'(SELECT *, ({both(met)}) IS TRUE AS "__met" {found.from_where}) AS t'
    said = " and ".join(p.said for p in met)
    measure = (
        'count(*) FILTER (WHERE t."__met") AS "rows", count(*) AS "of",'
        ' round(100.0 * count(*) FILTER (WHERE t."__met") / nullif(count(*), 0), 2)'
    )
    select = grouped_select(found, measure, "percent", by, source=marked)
    per = f" per {' and '.join(group.name for group in by)}" if by else ""
    told = f"share of {found.said} where {said}{per}"
    step = Query(id="s1", why=told, select=select)
    return Draft(f"Share of {found.table.name}", told, (step,))
