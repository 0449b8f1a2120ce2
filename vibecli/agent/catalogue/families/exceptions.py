"""The rows that break a rule or are asked for as faulty: as a check, or shown."""

from collections.abc import Sequence

from vibecli.agent.catalogue.families.properties import select_keys
from vibecli.agent.catalogue.notes import Draft
from vibecli.agent.catalogue.predicates import Predicate
from vibecli.agent.catalogue.rows import Rows
from vibecli.data.catalog import ColumnInfo, TableInfo
from vibecli.engine.names import quote
from vibecli.steps.check import Check
from vibecli.steps.query import Query


def draft_of(
    table: TableInfo, broken: Predicate, *, ruled: bool, columns: Sequence[ColumnInfo] = ()
) -> Draft:
    """Give the rule that there is no such row, or those rows with the columns asked for."""
    found = Rows(table, (broken,))
    if ruled:
        said = f"no {found.said}"
        why, select = f"rule: {said}", select_keys(found, ())
        step = Check(id="s1", why=why, name=said, select=select, severity="block")
        return Draft(f"Rule on {table.name}", f"check that {said}", (step,))
    told = f"show {found.said}"
    shown = ", ".join(quote(column.name) for column in columns) or "*"
    query = Query(id="s1", why=told, select=f"SELECT {shown} {found.from_where}{found.order}")
    return Draft(f"Rows of {table.name}", told, (query,))
