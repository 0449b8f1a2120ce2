"""Likenesses: identity columns of two tables that hold the same people, once written in one form.

An e-mail in capitals and a phone with spaces are no equal keys, so that no relationship tells of
them. Reads up to a fixed number of values, and no more rows in all than a fixed number.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

from vibecli.data.catalog import ColumnInfo, Likeness, Role, TableInfo
from vibecli.data.shares import Shares
from vibecli.engine.base import Session
from vibecli.engine.names import quote

FORMS = {
    Role.EMAIL: "lower(trim({}))",
    Role.PHONE: "right(regexp_replace({}, '[^0-9]', '', 'g'), 9)",
}
_VALUES = 1_000
_LEAST = 0.05  # a smaller share may be chance
_ROWS = 2_000_000  # looked at in all; the smaller tables first
_Side = tuple[TableInfo, ColumnInfo]


def likenesses(
    session: Session, tables: Sequence[TableInfo], *, shares: Shares
) -> tuple[Likeness, ...]:
    """Give the pairs of identity columns that share values in their common form."""
    found = []
    for left, right, form in _pairs(tables):
        (table, column), (to_table, to_column) = left, right
        ends = (table.name, f"{column.name} {form}"), (to_table.name, to_column.name)

        def find(left: _Side = left, right: _Side = right, form: str = form) -> float | None:
            return _share(session, left, right, form)

        share = shares.share(*ends, find)
        if share is not None and share >= _LEAST:
            found.append(
                Likeness(
                    table=table.name,
                    column=column.name,
                    to_table=to_table.name,
                    to_column=to_column.name,
                    form=form.format("x"),
                    share=round(share, 4),
                )
            )
    return tuple(sorted(found, key=lambda one: (one.table, one.column, one.to_table)))


def _pairs(tables: Sequence[TableInfo]) -> Iterator[tuple[_Side, _Side, str]]:
    """Give the pairs to look at, the smaller table first, as far as the rows allow."""
    sides = [
        (table, column, form)
        for table in tables
        if table.kind == "table"
        for column in table.columns
        if column.type == "VARCHAR" and column.role and (form := FORMS.get(column.role))
    ]
    sides.sort(key=lambda side: (side[0].rows, side[0].name, side[1].name))
    looked = 0
    for (table, column, form), (other, second, same) in combinations(sides, 2):
        if table is other or form != same:
            continue
        looked += table.rows + other.rows
        if looked > _ROWS:
            return
        yield (table, column), (other, second), form


def _share(session: Session, left: _Side, right: _Side, form: str) -> float | None:
    """Give the share of the left column's values that the right one holds too."""
    mine, theirs = (form.format(quote(column.name)) for _, column in (left, right))
    here, there = (table.table.sql for table, _ in (left, right))
    total, inside = session.rows(
        f"WITH few AS (SELECT DISTINCT {mine} AS v FROM {here} WHERE length({mine}) > 5"
        f" ORDER BY hash(v), v LIMIT {_VALUES:d})"
        " SELECT (SELECT count(*) FROM few), count(DISTINCT v)"
        f" FROM few SEMI JOIN (SELECT {theirs} AS w FROM {there}) ON v = w"
    )[0]
    return inside / total if total else None
