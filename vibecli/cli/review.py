"""`review` and `apply`: what happens to a change after it was shown."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vibecli.cli.drill import drilled
from vibecli.console.changed import show_changed_rows
from vibecli.console.decision import commit
from vibecli.console.outcome import conclude, refuse_blocked, settle, show_review, watch
from vibecli.console.overriding import typed_overrides
from vibecli.console.pages import show_as_asked
from vibecli.console.results import show_evidence
from vibecli.console.shell import Shell
from vibecli.errors import Stale, UsageError
from vibecli.ui.errors import draw_note

if TYPE_CHECKING:
    from vibecli.run.model import Review

PlanId = Annotated[str, typer.Argument(help="Plan id, or its first letters.")]
SHORTEST_ID = 4

Rows = Annotated[str | None, typer.Option("--rows", help="Changed rows of a table, or evidence.")]
Where = Annotated[str, typer.Option("--where", help="SQL predicate on those rows (before, after).")]
Table = Annotated[str | None, typer.Option("--table", help="All that changes in one table.")]
Row = Annotated[str | None, typer.Option("--row", help="One row, TABLE:KEY, before and after.")]
Sql = Annotated[str | None, typer.Option("--sql", help="SQL of a step, as it ran.")]
Lineage = Annotated[str | None, typer.Option("--lineage", help="Where TABLE.COLUMN comes from.")]


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(review)
    app.command()(apply)


def review(  # noqa: PLR0913 - the options of the command
    context: typer.Context,
    plan_id: PlanId = "",
    *,
    rows: Rows = None,
    where: Where = "",
    table: Table = None,
    row: Row = None,
    sql: Sql = None,
    lineage: Lineage = None,
    reviews: Annotated[bool, typer.Option("--list", help="List the saved reviews.")] = False,
    without: Annotated[
        list[str] | None,
        typer.Option(
            "--without",
            help="Leave out step:ID, table:T, column:T.C, rows:T, pair:N, mapping:N, rule:N.",
        ),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", help="Keep nothing but these parts.")
    ] = None,
    decisions: Annotated[
        Path | None, typer.Option("--import", help="Decisions file of a reviewer to carry out.")
    ] = None,
) -> int:
    """Show a review again and, on a terminal, decide on it; on a part of it where asked.

    \b
    vibecli review 7f3c
    vibecli review 7f3c --rows unified_profile --limit 20
    vibecli review 7f3c --row customers:C-009
    vibecli review 7f3c --lineage unified_profile.email
    vibecli review 7f3c --without column:customers.phone
    vibecli review --import decisions.json
    """
    shell: Shell = context.obj
    if reviews:
        return _list(shell)
    if decisions is not None:
        return _imported(shell, decisions, plan_id, parts=bool(without or only))
    if without or only:
        return _part(shell, plan_id, without or (), only or ())
    found = shell.flow.review(plan_id)
    if where and rows is None:
        raise UsageError("--where needs --rows TABLE", hint=f"vibecli review {found.short_id}")
    if other := shell.flow.applying.elsewhere(found):
        draw_note(shell.terminal, f"this plan was reviewed on {other}, and applies there alone")
    if found.approvals > 1 and (persons := shell.flow.applying.policing.approvers(found)):
        told = f"{len(persons)} of {found.approvals} persons approved: {'; '.join(persons)}"
        draw_note(shell.terminal, told)
    looks = {"rows": rows, "table": table, "row": row, "sql": sql, "lineage": lineage}
    if drilled(shell, found, looks) or _rows_shown(shell, found, rows, where):
        return 0
    if shell.interactive and not shell.globals.dry_run and not shell.flow.applying.applied(found):
        return settle(shell, found)
    show_review(shell, found, applied=shell.flow.applying.applied(found))
    return 0


def apply(
    context: typer.Context,
    plan_id: PlanId,
    *,
    confirm: Annotated[
        list[str] | None, typer.Option("--confirm", help="Name of a table to change largely.")
    ] = None,
    override: Annotated[
        list[str] | None,
        typer.Option("--override", help="Rule that blocks and may be overridden, at a terminal."),
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why; kept with the plan.")] = "",
    rebase: Annotated[
        bool, typer.Option("--rebase", help="When stale: run the plan anew and show the new diff.")
    ] = False,
) -> int:
    """Commit exactly the change that was reviewed.

    \b
    vibecli apply 7f3c
    """
    shell: Shell = context.obj
    found = shell.flow.review(enough(plan_id))
    overrides = typed_overrides(shell, found, override or (), reason)
    shell.flow.applying.refusing(found, lambda one: refuse_blocked(one, overrides))
    if shell.globals.dry_run:
        shell.flow.applying.check_here(found)
        return conclude(shell, found)
    try:
        shell.flow.applying.check_here(found)
        decision = shell.flow.applying.decide(
            found,
            channel="command",
            confirmed=confirm or (),
            overrides=overrides,
            attended=shell.terminal.interactive,
        )
        return commit(shell, found, decision)
    except Stale as error:
        if not rebase:
            raise
        draw_note(shell.terminal, f"{error.message}; the plan is run anew")
    return settle(shell, watch(shell, shell.flow.rebase(found)))


def _rows_shown(shell: Shell, found: "Review", rows: str | None, where: str) -> bool:
    """Show the rows that are asked for; False where none are."""
    if rows is None:
        return False
    if where or not show_evidence(shell, found, rows):
        show_changed_rows(shell, found, table=rows, where=where)
    return True


def _part(shell: Shell, plan_id: str, without: Sequence[str], only: Sequence[str]) -> int:
    """Make a part of a plan a plan of its own, and show or settle that."""
    from vibecli.console.partial import part_review
    from vibecli.run.selection import part_named

    gone, kept = ([part_named(text) for text in texts] for texts in (without, only))
    return conclude(shell, part_review(shell, shell.flow.review(plan_id), gone, kept))


def _imported(shell: Shell, path: Path, plan_id: str, *, parts: bool) -> int:
    from vibecli.console.importing import import_decisions

    if parts:
        raise UsageError(
            "a decisions file says itself what is left out", hint="give --import alone"
        )
    return import_decisions(shell, path, plan_id)


def _list(shell: Shell) -> int:
    """List the saved reviews, newest first."""
    from vibecli.ui.receipts import draw_reviews

    found = shell.flow.reviews()
    show_as_asked(shell, found, lambda: draw_reviews(shell.terminal, found))
    return 0


def enough(plan_id: str) -> str:
    """Give a plan id that names a plan on purpose; an empty shell variable names none."""
    wanted = plan_id.strip().lower()
    if len(wanted) < SHORTEST_ID:
        raise UsageError(
            f"give at least {SHORTEST_ID} letters of the plan id", hint="vibecli review --list"
        )
    return wanted
