"""Values without the form of their kind: invalid e-mails, bad phone numbers, any bad value."""

from collections.abc import Sequence

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families.exceptions import draft_of
from vibecli.agent.catalogue.fields import Fields, fields
from vibecli.agent.catalogue.notes import Declined, Draft
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.predicates import Predicate, both, malformed, present
from vibecli.agent.catalogue.rows import rows
from vibecli.data.catalog import ColumnInfo

_FIND = phrases(
    """find|find all|find me|show|show me|show all|list|list all|which are|are there
    |are there any|search for|look for|spot|identify|detect|give me|get"""
)
_BAD = phrases("bad|invalid|malformed|broken|wrong|incorrect|faulty|not valid")
_VALUES = phrases("values|value|entries|data|contents")
_IN = ("in", "of", "from", "among", "within")


def read(cursor: Cursor) -> Draft | None:
    """Read `find bad values in customers`, `invalid emails of members in Berlin`."""
    cursor.take(*_FIND)
    cursor.take("all", "any")
    if not cursor.take(*_BAD):
        return None
    found = _whole_rows(cursor) if cursor.take(*_VALUES) else fields(cursor, many=True)
    return _draft(found) if found and cursor.at_end() else None


def _whole_rows(cursor: Cursor) -> Fields | None:
    found = rows(cursor) if cursor.take(*_IN) else None
    return Fields(found, found.table.columns) if found else None


def _draft(found: Fields) -> Draft:
    """Give the rows that hold a value out of form. Raises Declined where no form is known."""
    broken = list(_broken(found.columns))
    if not broken:
        named = ", ".join(column.name for column in found.columns[:3])
        what = named if len(found.columns) < len(found.table.columns) else found.table.name
        raise Declined(
            f"nothing tells which values of {what} are bad; of e-mails, phone numbers and dates"
            " kept as text the form is known",
            f"profile {found.table.name}",
        )
    any_of = Predicate(
        f"({' OR '.join(p.sql for p in broken)})", " or ".join(p.said for p in broken)
    )
    met = (*found.rows.predicates, any_of)
    return draft_of(
        found.table, Predicate(both(met), " and ".join(p.said for p in met)), ruled=False
    )


def _broken(columns: Sequence[ColumnInfo]) -> list[Predicate]:
    told = ((column, malformed(column)) for column in columns)
    return [
        Predicate(f"({present(column).sql} AND {shape.sql})", shape.said)
        for column, shape in told
        if shape
    ]
