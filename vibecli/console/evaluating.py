"""Judging an identity table, for the command and the conversation: ask the flow, show, keep a page.

Owns what is shown of an evaluation and where the page goes. It counts nothing.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from vibecli.console.pages import page_file, show_document
from vibecli.console.shell import Shell

if TYPE_CHECKING:
    from vibecli.run.evaluate import EvaluationRequest

SHOWN = 3  # misses of each kind on a screen, where nobody said how many


def show_evaluation(
    shell: Shell,
    request: "EvaluationRequest",
    *,
    shown: int | None = None,
    html: Path | None = None,
) -> None:
    """Judge, show it in the chosen format, and write the page where one is wanted."""
    from vibecli.ui.evaluation import draw_evaluation
    from vibecli.ui.evaluation_page import evaluation_page
    from vibecli.ui.progress import Progress

    file = page_file(shell, html)
    with Progress(shell.terminal, -1 if shell.globals.quiet else 0) as progress:
        evaluation = shell.flow.matching.evaluate(request, progress.count)
    show_document(
        shell,
        evaluation,
        draw=lambda: draw_evaluation(shell.terminal, evaluation, SHOWN if shown is None else shown),
        page=lambda: evaluation_page(evaluation),
        file=file,
    )
