"""The one JSON document a command writes to stdout: what came of an intent, and what to do next.

    kind      "review", "asked", "refused" or "action"
    action    what a person must do (approve, confirm, answer, consent), null when nothing
    command   the exact command line that does it (for a review: that applies it), null when none
    receipt   what was written, null when nothing was (reviews only)

beside the fields of the Review, Asked or Refused, and what a command tells besides. Owns that form;
it never decides.
"""

from typing import TYPE_CHECKING, Any

from vibecli.console.commands import answer_command, apply_command
from vibecli.console.shell import Shell

if TYPE_CHECKING:
    from vibecli.agent.planner import Asked, Refused
    from vibecli.errors import ActionNeeded
    from vibecli.run.model import Receipt, Review

Document = dict[str, Any]


def review_document(
    shell: Shell, review: "Review", *, action: str | None = None, receipt: "Receipt | None" = None
) -> Document:
    """Give a review with its verdict and what can be done about it."""
    from vibecli.ui.formats import plain

    open_ = receipt is None and review.verdict in {"ready", "confirm"}
    return {
        "kind": "review",
        "short_id": review.short_id,
        "verdict": review.verdict,
        "action": action,
        "command": apply_command(shell, review) if open_ else None,
        "receipt": plain(receipt),
        **plain(review),
    }


def reply_document(shell: Shell, outcome: "Asked | Refused") -> Document:
    """Give a question or a refusal; a question with the command that answers it."""
    from vibecli.ui.formats import plain

    asked = outcome.kind == "asked"
    return {
        **plain(outcome),
        "action": "answer" if asked else None,
        "command": answer_command(shell, outcome) if outcome.kind == "asked" else None,
    }


def action_document(error: "ActionNeeded") -> Document:
    """Give an error that only a person can resolve."""
    from vibecli.ui.formats import plain

    details = plain({key: value for key, value in error.details.items() if key != "action"})
    return {
        "kind": "action",
        "action": error.details.get("action", "approve"),
        "command": error.details.get("command") or error.hint or None,
        "message": error.message,
        **{key: value for key, value in details.items() if key != "command"},
    }


def write_document(shell: Shell, document: Document) -> None:
    """Write the document of this command, in the chosen form of JSON."""
    from vibecli.ui.formats import write

    write(shell.terminal, shell.globals.output, {**document, **shell.beside})
    shell.told = True
