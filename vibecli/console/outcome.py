"""What a command does with a review, a question or a refusal: show, get a decision, apply, or stop.

It approves nothing by itself: `--yes`, a typed answer or an `apply` command are the only ways, and
none of them passes a block.
"""

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, TypeVar, cast

from vibecli.console.commands import (
    answer_hint,
    apply_command,
    name_needed,
    unconfirmed,
)
from vibecli.console.document import reply_document, review_document, write_document
from vibecli.console.shell import Shell
from vibecli.errors import ActionNeeded, Blocked, Interrupted, PlanError

if TYPE_CHECKING:
    from vibecli.agent.planner import Asked, Refused
    from vibecli.replaying import FlowEvent
    from vibecli.run.model import Decision, Override, Review

T = TypeVar("T")
OPEN = frozenset({"ready", "confirm"})


def watch(shell: Shell, work: "Generator[FlowEvent, None, T]") -> T:
    """Draw a verb's events as they come and give its outcome. Raises Interrupted on Ctrl-C."""
    from vibecli.ui.progress import Progress

    verbosity = -1 if shell.globals.quiet else int(shell.globals.verbose)
    try:
        heard = shell.flow.runtime.heard
        with Progress(shell.terminal, verbosity, letters=lambda: heard.letters) as progress:
            while True:
                try:
                    progress.show(next(work))
                except StopIteration as stop:
                    return cast("T", stop.value)
    except (KeyboardInterrupt, Interrupted) as error:
        raise Interrupted("stopped; nothing was written") from error
    except PlanError as error:
        if _forbidden(error):
            told = Blocked(f"{error.message}; nothing was written", hint=error.hint)
            raise told from error
        raise
    finally:
        work.close()  # ends the worker, also when the interruption came between two events


def show_review(
    shell: Shell, review: "Review", *, next_line: str = "", applied: bool = False
) -> None:
    """Show a review in the chosen format, or only the rows when the plan just asks the data."""
    from vibecli.console.overriding import applied_overrides
    from vibecli.console.results import show_results
    from vibecli.ui.formats import write
    from vibecli.ui.receipts import draw_overrides
    from vibecli.ui.review import draw_review

    if reads_only(review):
        show_results(shell, review)
    elif shell.documents:
        write_document(shell, review_document(shell, review))
    elif shell.globals.output != "text":
        write(shell.terminal, shell.globals.output, review)
    else:
        when = shell.terminal.hint("vibecli history tells when")
        said = f"This plan was applied: {when}" if applied else ""
        full = shell.globals.verbose
        draw_review(shell.terminal, review, next_line=next_line, full=full, said=said)
        draw_overrides(shell.terminal, applied_overrides(shell, review) if applied else ())


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
        return _rehearsed(shell, outcome, exit_code=exit_code)
    return settle(shell, outcome, confirmed=confirmed)


def settle(shell: Shell, review: "Review", *, confirmed: Sequence[str] = ()) -> int:
    """Show a change and carry out the person's decision on it; gives the exit code."""
    from vibecli.console.decision import ask_decision, asking, commit

    if shell.documents:
        return _settled_in_one_document(shell, review, confirmed)
    needed = action_needed(shell, review, confirmed) if review.verdict in OPEN else None
    if shell.globals.output == "md" and review.verdict in OPEN and not needed:
        return commit(shell, review, _unasked(shell, review, confirmed))
    if shell.interactive and not shell.globals.yes and review.verdict in OPEN:
        with asking(shell, review):
            show_review(shell, review)
            return ask_decision(shell, review, confirmed=confirmed)
    show_review(shell, review)
    refuse_blocked(review)
    if review.verdict not in OPEN:
        return 0
    if needed:
        raise needed
    return commit(shell, review, _unasked(shell, review, confirmed))


def _unasked(shell: Shell, review: "Review", confirmed: Sequence[str]) -> "Decision":
    """Give the decision that a person made beforehand, by `--yes`."""
    return shell.flow.applying.decide(review, channel="yes-flag", confirmed=confirmed)


def reads_only(review: "Review") -> bool:
    """True when the plan only asks the data: nothing to approve."""
    changes = review.diff.tables or review.diff.files or review.rules
    return bool(review.queries) and not changes


def action_needed(
    shell: Shell, review: "Review", confirmed: Sequence[str] = ()
) -> ActionNeeded | None:
    """Give the error that tells which command a person must run, if one must."""
    line = apply_command(shell, review)
    details = {"plan_id": review.plan_id, "command": line}
    missing = unconfirmed(review, [*confirmed])
    if missing:
        return name_needed(shell, review, missing)
    if shell.globals.yes:
        return None
    return ActionNeeded(
        "this change needs a person's approval; nothing was written",
        hint=line,
        details={"action": "approve", **details},
    )


def not_planned(shell: Shell, outcome: "Asked | Refused") -> ActionNeeded | PlanError:
    """Show a question or a refusal and give the error it ends in."""
    from vibecli.ui.replies import draw_question, draw_refusal

    if shell.documents:
        write_document(shell, reply_document(shell, outcome))
    if outcome.kind == "asked":
        if not shell.interactive:  # else it was asked, and left without an answer
            draw_question(shell.terminal, outcome.question, understood=outcome.understood)
        return ActionNeeded(
            "a question must be answered first; nothing was written",
            hint=answer_hint(shell, outcome),
            details={"action": "answer"},
        )
    draw_refusal(shell.terminal, outcome.refusal, understood=outcome.understood)
    return PlanError("no plan was made", hint="say it in other words; vibecli tables lists names")


def refuse_blocked(review: "Review", overrides: "Sequence[Override]" = ()) -> None:
    """Raise Blocked when a rule forbids the change and nobody overrode it."""
    from vibecli.rulebook import NAMES
    from vibecli.run.overriding import standing_blocks

    blocks = standing_blocks(review, overrides)
    if not blocks:
        return
    more = f" (and {len(blocks) - 1} more)" if len(blocks) > 1 else ""
    ours = any(rule.rule in NAMES for rule in blocks)
    hint = "change the intent, mend the data, or change the rule"
    if not ours:  # a constraint of the database, a check of the plan itself
        hint = "change the intent, or mend the data first, in a plan of its own"
    if all(rule.overridable for rule in blocks):
        names = " ".join(dict.fromkeys(f"--override {rule.rule}" for rule in blocks))
        hint = f"vibecli apply {review.short_id} {names} --reason WHY, typed at a terminal"
    raise Blocked(f"blocked: {blocks[0].message}{more}; nothing was written", hint=hint)


def _forbidden(error: PlanError) -> bool:
    """True when what is wrong with a plan is that a policy forbids it."""
    from vibecli.plan.policy import PROTECTED

    findings = error.details.get("findings")
    known = findings if isinstance(findings, list) else []
    codes = {str(finding.get("code", "")) for finding in known if isinstance(finding, dict)}
    return codes == {PROTECTED}


def _rehearsed(shell: Shell, review: "Review", *, exit_code: bool) -> int:
    """Show what would change; nobody is asked."""
    from vibecli.ui.errors import draw_note

    show_review(shell, review, next_line="(dry run)")
    refuse_blocked(review)
    if review.verdict in OPEN and not shell.documents:
        draw_note(shell.terminal, "", hint=apply_command(shell, review))
    return ActionNeeded.exit_code if exit_code and not review.diff.empty else 0


def _settled_in_one_document(shell: Shell, review: "Review", confirmed: Sequence[str]) -> int:
    """Decide first, so that stdout gets one document that tells how it ended."""
    from vibecli.console.decision import write_change

    needed = action_needed(shell, review, confirmed) if review.verdict in OPEN else None
    action = needed.details["action"] if needed else None
    receipt = None
    try:
        if review.verdict in OPEN and not needed:
            receipt = write_change(shell, review, _unasked(shell, review, confirmed))
    finally:
        write_document(shell, review_document(shell, review, action=action, receipt=receipt))
    refuse_blocked(review)
    if needed:
        raise needed
    return 0
