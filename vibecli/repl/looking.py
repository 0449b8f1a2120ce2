"""Looking at the plan at hand: all of it, one table, rows, one row, SQL, lineage.

Owns what an argument after these slash commands means. It changes nothing.
"""

from typing import TYPE_CHECKING

from vibecli.errors import UsageError

if TYPE_CHECKING:
    from vibecli.repl.conversation import Conversation


def plan(talk: "Conversation", _: str) -> None:
    """Show the steps."""
    from vibecli.ui.plans import draw_plan

    draw_plan(talk.shell.terminal, talk.plan_at_hand())


def diff(talk: "Conversation", table: str) -> None:
    """Show the change in full, or all that changes in one table."""
    from vibecli.console.drill import show_table
    from vibecli.ui.review import draw_review

    if table:
        show_table(talk.shell, talk.plan_at_hand(), table)
    else:
        draw_review(talk.shell.terminal, talk.plan_at_hand(), full=True)


def rows(talk: "Conversation", table: str) -> None:
    """Show the changed rows."""
    from vibecli.console.changed import show_changed_rows

    show_changed_rows(talk.shell, talk.plan_at_hand(), table=table)


def row(talk: "Conversation", text: str) -> None:
    """Show one changed row before and after."""
    from vibecli.console.drill import show_row

    if not text:
        raise UsageError("/row needs a row", hint="/row TABLE:KEY; /rows shows them")
    show_row(talk.shell, talk.plan_at_hand(), text)


def sql(talk: "Conversation", step: str) -> None:
    """Show the SQL of each step, or of one as it ran."""
    from vibecli.console.drill import show_sql
    from vibecli.ui.plans import draw_sql

    if step:
        show_sql(talk.shell, talk.plan_at_hand(), step)
    else:
        draw_sql(talk.shell.terminal, talk.plan_at_hand().plan)


def lineage(talk: "Conversation", column: str) -> None:
    """Show where the values of a column come from."""
    from vibecli.console.drill import show_lineage

    if not column:
        raise UsageError("/lineage needs a column", hint="/lineage TABLE.COLUMN")
    show_lineage(talk.shell, talk.plan_at_hand(), column)
