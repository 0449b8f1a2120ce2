"""The rules of a cleaning: what was asked for, else what the values ask for, else what roles need.

Owns that order. A proposal is told with its counts, and so is what it leaves alone.
"""

from dataclasses import dataclass

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.notes import Declined
from vibecli.agent.catalogue.predicates import family
from vibecli.agent.catalogue.rows import Rows
from vibecli.data.catalog import ColumnInfo, Role
from vibecli.steps.clean import CleanOp, CleanRule
from vibecli.steps.clean_proposal import Proposal
from vibecli.steps.clean_rule import EVERY_COLUMN

_BY_ROLE: dict[Role, CleanOp] = {
    Role.EMAIL: "email",
    Role.PHONE: "phone",
    Role.FULL_NAME: "name",
    Role.GIVEN_NAME: "name",
    Role.FAMILY_NAME: "name",
    Role.BIRTH_DATE: "date",
    Role.TIME: "date",
}
_SPELT_ONE_WAY = (Role.CITY, Role.REGION, Role.CATEGORY)
TWICE = CleanRule(column=EVERY_COLUMN, op="duplicates")
_KEPT = (Role.KEY, Role.FOREIGN_KEY, Role.CODE)


@dataclass(frozen=True)
class Target:
    """Rows and the columns of them to clean; no columns means all, by role."""

    rows: Rows
    columns: tuple[ColumnInfo, ...]
    op: CleanOp | None
    args: tuple[str, ...] = ()
    everywhere: bool = False  # columns of a kind in every table that has some

    def same_as(self, other: "Target") -> bool:
        """True when it is about just the same columns of the same rows."""
        return (self.rows, self.columns) == (other.rows, other.columns)


def rules_for(cursor: Cursor, target: Target) -> tuple[CleanRule, ...]:
    """Give the rules for a target: what was asked for, what its values or its roles need."""
    found = _proposal_for(cursor, target)
    if found:
        _tell(cursor, target, found)
        asked = [rule for one in found.columns for rule in one.rules]
        return (*asked, *([TWICE] if found.duplicates else []))
    columns = target.columns or _cleanable(target)
    rules = tuple(
        CleanRule(column=c.name, op=op, args=target.args)
        for c in columns
        for op in ((target.op,) if target.op else ops_for(c, named=bool(target.columns)))
    )
    if not rules:
        named = ", ".join(c.name for c in target.columns) or target.rows.table.name
        raise Declined(f"nothing in {named} can be standardised by words alone")
    if not target.columns and target.op is None:
        cursor.assume(
            "columns are chosen by their role; placeholders are kept as they are", "schema"
        )
    return rules


def _proposal_for(cursor: Cursor, target: Target) -> Proposal | None:
    """Give what the values of a whole target ask for; None where they ask for nothing."""
    if target.op or (target.columns and not target.everywhere):
        return None
    found = cursor.world.values.proposal(target.rows.table, target.columns)
    return found if found and (found.columns or found.duplicates) else None


def _tell(cursor: Cursor, target: Target, found: Proposal) -> None:
    """Tell what the proposal would change, most first, and what it leaves alone."""
    name = target.rows.table.name
    of = f" of {found.rows:,} rows looked at" if found.rows is not None else ""
    ranked = ", ".join(f"{one.column} {one.changes:,}" for one in found.columns)
    if ranked:
        cursor.assume(
            f"{name}: what its values ask for, values that change{of}: {ranked}", "sample"
        )
    if found.unsure:
        cursor.assume(f"{name}: left alone, as not sure: {', '.join(found.unsure)}", "sample")
    if found.duplicates:
        rows = "row is" if found.duplicates == 1 else "rows are"
        told = f"{name}: {found.duplicates:,} {rows} another row in every column and removed"
        cursor.assume(told, "sample")


def _cleanable(target: Target) -> tuple[ColumnInfo, ...]:
    texts = (c for c in target.rows.table.columns if family(c) == "text")
    return tuple(c for c in texts if c.role not in _KEPT and c.name not in target.rows.table.key)


def ops_for(column: ColumnInfo, *, named: bool) -> tuple[CleanOp, ...]:
    """Give the operations a column's role calls for; only text is standardised.

    Places and categories are brought to one spelling, unless known to have one each.
    """
    if family(column) != "text":
        return ()
    op = _BY_ROLE.get(column.role, "trim") if column.role else "trim"
    folded = {top.value.strip().casefold() for top in column.top}
    several = len(folded) < len({top.value.strip() for top in column.top})
    one_way = column.role in _SPELT_ONE_WAY and (named or several or not column.top)
    return (op, "spelling") if one_way else (op,)
