"""Explaining, for the command and the conversation: ask the flow, show it, keep a page.

Owns what is shown of an explanation, and of a row of the plan at hand that is a record or a person.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from vibecli.console.changed import has_rows, show_why
from vibecli.console.pages import page_file, show_document
from vibecli.console.shell import Shell
from vibecli.errors import Blocked, DataError, Stale, Unreachable, UsageError

if TYPE_CHECKING:
    from vibecli.asked_file import AskedFile
    from vibecli.run.explain import ExplainRequest
    from vibecli.run.explanation import Explanation
    from vibecli.run.model import Review


def show_explanation(shell: Shell, request: "ExplainRequest", *, html: Path | None = None) -> None:
    """Explain, show it in the chosen format, and write the page where one is wanted."""
    file = page_file(shell, html)
    show(shell, _explained(shell, request), file=file)


def show(shell: Shell, told: "Explanation", *, file: "AskedFile | None" = None) -> None:
    """Show an explanation."""
    from vibecli.ui.explanation import draw_explanation
    from vibecli.ui.explanation_page import explanation_page

    show_document(
        shell,
        told,
        draw=lambda: draw_explanation(shell.terminal, told),
        page=lambda: explanation_page(told),
        file=file,
    )


def tell_why(shell: Shell, review: "Review | None", key: str, words: tuple[str, ...]) -> None:
    """Tell why rows of a review change; of a record or a person also what that rests on.

    Without a review, or for two records, the identity alone is asked. Raises NotFound, UsageError.
    """
    from vibecli.run.explain import ExplainRequest

    plan = review.plan_id if review and _matches(review) else None
    request = ExplainRequest(words=words, plan=plan, unmask=shell.globals.unmask)
    if review is None or (len(words) > 1 and not has_rows(shell, review, key)):
        show_explanation(shell, request)
        return
    told = _found(shell, request) if words and plan else None
    if told is None or has_rows(shell, review, key):
        show_why(shell, review, key)
    if told is not None:
        show(shell, told)


def _matches(review: "Review") -> bool:
    return any(step.kind == "match" for step in review.plan.steps)


def _found(shell: Shell, request: "ExplainRequest") -> "Explanation | None":
    """Give the explanation of what may be the key of any row."""
    try:
        return _explained(shell, request)
    except (UsageError, DataError, Blocked, Stale, Unreachable):
        return None


def _explained(shell: Shell, request: "ExplainRequest") -> "Explanation":
    from vibecli.ui.progress import Progress

    with Progress(shell.terminal, -1 if shell.globals.quiet else 0) as progress:
        return shell.flow.matching.explain(request, progress.count)
