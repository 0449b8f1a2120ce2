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
    from vibecli.run.one_row import one_row
    from vibecli.ui.one_row import VERBOSE, draw_row, row_table

    store, globals_ = shell.flow.store, shell.globals
    full, text = text.endswith(VERBOSE), text.removesuffix(VERBOSE).strip()
    record, folder = store.record(review.plan_id), store.folder(review.plan_id)
    row = one_row(folder, record, review, text, unmask=globals_.unmask)
    full = full or globals_.verbose
    told = row if shell.documents else row_table(row)
    show_as_asked(shell, told, lambda: draw_row(shell.terminal, row, full=full))


def show_sql(shell: Shell, review: "Review", step: str) -> None:
    """Show the SQL of one step as it ran. Raises NotFound."""
    from vibecli.run.closeup import step_sql
    from vibecli.ui.plans import draw_step_sql

    found = step_sql(shell.flow.store, review, step)
    show_as_asked(shell, found, lambda: draw_step_sql(shell.terminal, found))


def show_lineage(shell: Shell, review: "Review", column: str) -> None:
    """Show where the values of `TABLE.COLUMN` come from. Raises UsageError, NotFound."""
    from vibecli.run.closeup import column_lineage
    from vibecli.ui.lineage import draw_lineage

    told = column_lineage(shell.flow.store, review, column)
    document = told if shell.documents else told.stages
    show_as_asked(shell, document, lambda: draw_lineage(shell.terminal, told))
