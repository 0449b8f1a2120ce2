"""What a command does with a review, a question or a refusal: show, get a decision, apply, or stop.

It approves nothing by itself: `--yes`, a typed answer or an `apply` command are the only ways, and
none of them passes a block.
"""

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, TypeVar, cast

from vibecli.console.shell import Shell
from vibecli.errors import ActionNeeded, Blocked, PlanError

if TYPE_CHECKING:
    from vibecli.agent.planner import Asked, Refused
    from vibecli.flow import FlowEvent
    from vibecli.run.model import Review
    from vibecli.ui.formats import Format

T = TypeVar("T")


def watch(shell: Shell, work: "Generator[FlowEvent, None, T]") -> T:
    """Draw a verb's events as they come and give its outcome."""
    from vibecli.ui.progress import Progress

    verbosity = -1 if shell.globals.quiet else int(shell.globals.verbose)
    with Progress(shell.terminal, verbosity) as progress:
        while True:
            try:
                progress.show(next(work))
            except StopIteration as stop:
                return cast("T", stop.value)


def show_review(shell: Shell, review: "Review", *, next_line: str = "") -> None:
    """Show a review in the chosen format, or only the rows when the plan just asks the data."""
    from vibecli.ui.formats import write
    from vibecli.ui.review import draw_review

    output = shell.globals.output
    if output != "text" and not reads_only(review):
        write(shell.terminal, cast("Format", output), review)
    elif reads_only(review):
        _show_rows(shell, review)
    else:
        full = shell.globals.verbose
        draw_review(shell.terminal, review, next_line=next_line, full=full)


def conclude(
    shell: Shell,
    outcome: "Review | Asked | Refused",
    *,
    exit_code: bool = False,
    confirmed: Sequence[str] = (),
) -> int:
    """Show an outcome and, for a change, get and carry out a decision; gives the exit code."""
    from vibecli.run.model import Review

    if not isinstance(outcome, Review):
        raise not_planned(shell, outcome)
    if reads_only(outcome):
        show_review(shell, outcome)
        return 0
    if shell.globals.dry_run:
        next_line = f"dry run; apply it with: vibecli apply {outcome.short_id}"
        show_review(shell, outcome, next_line=next_line)
        refuse_blocked(outcome)
        return ActionNeeded.exit_code if exit_code and not outcome.diff.empty else 0
    return settle(shell, outcome, confirmed=confirmed)


def settle(shell: Shell, review: "Review", *, confirmed: Sequence[str] = ()) -> int:
    """Show a change and carry out the person's decision on it."""
    from vibecli.console.decision import ask_decision, commit

    asking = review.verdict in {"ready", "confirm"} and not shell.globals.yes and shell.interactive
    show_review(shell, review, next_line="Nothing is written until you apply." if asking else "")
    refuse_blocked(review)
    if review.verdict == "empty":
        return 0
    if shell.globals.yes:
        return commit(shell, review, channel="yes-flag", confirmed=confirmed)
    if not shell.interactive:
        raise approval_needed(shell, review)
    return ask_decision(shell, review)


def reads_only(review: "Review") -> bool:
    """True when the plan only asks the data: nothing to approve."""
    return bool(review.queries) and not review.diff.tables and not review.rules


def approval_needed(shell: Shell, review: "Review") -> ActionNeeded:
    """Give the error that tells which command a person must run."""
    command = apply_command(shell, review)
    return ActionNeeded(
        "this change needs a person's approval; nothing was written",
        hint=command,
        details={"action": "approve", "plan_id": review.plan_id, "command": command},
    )


def apply_command(shell: Shell, review: "Review") -> str:
    """Give the exact command line that applies a review."""
    import shlex

    parts = ["vibecli", "apply", review.short_id]
    parts += [f"--confirm={table}" for table in to_confirm(review)]
    if shell.globals.db:
        parts += ["--db", shell.globals.db]
    if shell.globals.workspace:
        parts += ["--workspace", shell.globals.workspace]
    return shlex.join(parts)


def to_confirm(review: "Review") -> tuple[str, ...]:
    """Give the tables whose name a person must type."""
    tables = (rule.table for rule in review.rules if rule.status == "confirm")
    return tuple(dict.fromkeys(table for table in tables if table))


def not_planned(shell: Shell, outcome: "Asked | Refused") -> ActionNeeded | PlanError:
    """Show a question or a refusal and give the error it ends in."""
    from vibecli.agent.planner import Asked
    from vibecli.ui.formats import write
    from vibecli.ui.replies import draw_question, draw_refusal

    if shell.globals.output == "json":
        write(shell.terminal, "json", outcome)
    if isinstance(outcome, Asked):
        draw_question(shell.terminal, outcome.question, understood=outcome.understood)
        return ActionNeeded(
            "a question must be answered first",
            hint='the same command with --answer "LABEL"',
            details={"action": "answer"},
        )
    draw_refusal(shell.terminal, outcome.refusal, understood=outcome.understood)
    return PlanError("no plan was made", hint="vibecli ask --help, or set a model (see doctor)")


def refuse_blocked(review: "Review") -> None:
    """Raise Blocked when a rule forbids the change."""
    blocks = [rule.message for rule in review.rules if rule.status == "block"]
    if blocks:
        more = f" (and {len(blocks) - 1} more)" if len(blocks) > 1 else ""
        raise Blocked(f"blocked: {blocks[0]}{more}", hint="change the intent or mend the data")


def _show_rows(shell: Shell, review: "Review") -> None:
    from vibecli.ui.formats import write
    from vibecli.ui.review import draw_understood
    from vibecli.ui.rows import Rows
    from vibecli.ui.tables import draw_rows

    draw_understood(shell.terminal, review)
    for query in review.queries:
        found = shell.flow.query_rows(review, query.step, unmask=shell.globals.unmask)
        if shell.globals.output == "text":
            limit = shell.settings.limit
            draw_rows(shell.terminal, found.columns, found.types, found.rows, found.total, limit)
        else:
            write(shell.terminal, cast("Format", shell.globals.output), Rows.of(found))
