"""A decisions file taken up: checked, shown, and carried out under its reviewer's name.

The file is a person's word, named on a command line by a person; nothing a plan or a model writes
is ever read as one. What it leaves out makes a plan of its own, which is what is applied.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from vibecli.console.commands import apply_command, command
from vibecli.console.decision import commit, discard, write_change
from vibecli.console.document import review_document, write_document
from vibecli.console.outcome import refuse_blocked, show_review
from vibecli.console.partial import part_review, rejudged
from vibecli.console.shell import Shell
from vibecli.errors import ActionNeeded, Stale, UsageError
from vibecli.ui.errors import draw_note

if TYPE_CHECKING:
    from vibecli.run.decisions import Decisions
    from vibecli.run.model import Review


def import_decisions(shell: Shell, path: Path, plan_id: str) -> int:
    """Do what a decisions file says of a plan; gives the exit code.

    Raises UsageError, DataError, NotFound, Stale, Blocked, ActionNeeded.
    """
    from vibecli.run.decisions import read_decisions

    said = read_decisions(path)
    if not said.plan_id.startswith(plan_id.strip().lower()):
        raise UsageError(
            f"{path.name} is about plan {said.plan_id[:8]}, not {plan_id}",
            hint=command(shell, "review", said.plan_id[:8]),
        )
    review = shell.flow.review(said.plan_id)
    _check_names(shell, review, said)
    draw_note(shell.terminal, _told(shell, said))
    if said.verdict == "comment":
        return _kept(shell, review, said)
    if said.verdict == "discard":
        return _discarded(shell, review, said)
    return _applied(shell, review, said)


def _check_names(shell: Shell, review: "Review", said: "Decisions") -> None:
    """Raise where the file marks a part that the plan does not have."""
    from vibecli.run.selection import check_names

    check_names(review, shell.flow.store.record(review.plan_id), [*said.parts()])


def _told(shell: Shell, said: "Decisions") -> str:
    """Tell who decides what, and what is left out."""
    person = shell.flow.runtime.person()
    gone = [part.text for part in said.rejected()]
    gone += [pair.text for pair, judgement in said.pairs() if judgement == "different"]
    verb = {"apply": "applies", "discard": "discards", "comment": "comments on"}[said.verdict]
    without = f" without {', '.join(gone)}" if gone else ""
    return f"{said.reviewer} {verb} plan {said.plan_id[:8]}{without}, imported by {person}"


def _kept(shell: Shell, review: "Review", said: "Decisions") -> int:
    """Keep comments; nothing is decided."""
    if not shell.globals.dry_run:
        shell.flow.store.keep_said(review.plan_id, said)
    done = "would be kept (dry run)" if shell.globals.dry_run else "kept"
    draw_note(shell.terminal, f"comments {done}; nothing is decided and nothing was written")
    return 0


def _discarded(shell: Shell, review: "Review", said: "Decisions") -> int:
    applying = shell.flow.applying
    if applying.applied(review):
        hint = f"vibecli undo {review.short_id}"
        raise Stale(f"plan {review.short_id} is applied already", hint=hint)
    if shell.globals.dry_run:
        draw_note(shell.terminal, "would be discarded (dry run); nothing was written")
        return 0
    shell.flow.store.keep_said(review.plan_id, said)
    return discard(shell, review, applying.decided(review, said))


def _applied(shell: Shell, review: "Review", said: "Decisions") -> int:
    shell.flow.applying.check_open(review)
    made = _chosen(shell, review, said)
    if not said.overrides:
        refuse_blocked(made)
    if shell.globals.dry_run:
        show_review(shell, made, next_line="(dry run)")
        return 0
    for plan in {review.plan_id, made.plan_id}:
        shell.flow.store.keep_said(plan, said)
    if said.runs_anew():
        show_review(shell, made)
        line = apply_command(shell, made)
        raise ActionNeeded(
            "the plan was run anew with what was judged, which nobody has seen; "
            "nothing was written",
            hint=line,
            details={"action": "approve", "plan_id": made.plan_id, "command": line},
        )
    return _written(shell, made, said)


def _chosen(shell: Shell, review: "Review", said: "Decisions") -> "Review":
    """Give the review of what the file lets through."""
    if pairs := [*said.pairs()]:
        review = rejudged(shell, review, pairs, by=said.reviewer.strip())
    rejected = [*said.rejected()]
    return part_review(shell, review, rejected) if rejected else review


def _written(shell: Shell, review: "Review", said: "Decisions") -> int:
    """Apply what was let through, and show it with its receipt."""
    decision = shell.flow.applying.decided(review, said)
    if shell.documents:
        receipt = write_change(shell, review, decision)
        write_document(shell, review_document(shell, review, receipt=receipt))
        return 0
    if shell.globals.output != "md":  # shown there with its receipt
        show_review(shell, review)
    return commit(shell, review, decision)
