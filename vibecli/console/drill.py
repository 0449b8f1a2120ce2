"""Looks into a review from near: one table, one row, the SQL of a step, the lineage of a column.

The same for flags of `review`, slash commands and keys at the question. It approves nothing.
"""

import re
from typing import TYPE_CHECKING

from vibecli.console.pages import show_as_asked
from vibecli.console.shell import Shell

if TYPE_CHECKING:
    from vibecli.run.model import Review

LOOK = re.compile(r"\bvibecli review \w+ --(table|rows?|sql|lineage)\b")  # in a hint


def show_table(shell: Shell, review: "Review", table: str) -> None:
    """Show all that changes in one table. Raises NotFound."""
    from vibecli.run.drilldown import table_of
    from vibecli.ui.review import draw_table_change

    found = table_of(review, table)
    show_as_asked(shell, found, lambda: draw_table_change(shell.terminal, found))


def show_row(shell: Shell, review: "Review", text: str) -> None:
    """Show one changed row, `TABLE:KEY`. Raises UsageError, NotFound."""
    from vibecli.ui.one_row import VERBOSE, draw_row, row_table

    full = text.endswith(VERBOSE) or shell.globals.verbose
    text = text.removesuffix(VERBOSE).strip()
    row = shell.flow.looking.row(review, text, unmask=shell.globals.unmask)
    told = row if shell.documents else row_table(row)
    show_as_asked(shell, told, lambda: draw_row(shell.terminal, row, full=full))


def show_sql(shell: Shell, review: "Review", step: str) -> None:
    """Show the SQL of one step as it ran. Raises NotFound."""
    from vibecli.ui.plans import draw_step_sql

    found = shell.flow.looking.sql(review, step)
    show_as_asked(shell, found, lambda: draw_step_sql(shell.terminal, found))


def show_lineage(shell: Shell, review: "Review", column: str) -> None:
    """Show where the values of `TABLE.COLUMN` come from. Raises UsageError, NotFound."""
    from vibecli.ui.lineage import draw_lineage

    told = shell.flow.looking.lineage(review, column)
    document = told if shell.documents else told.stages
    show_as_asked(shell, document, lambda: draw_lineage(shell.terminal, told))
