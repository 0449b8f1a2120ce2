"""Judging an identity table, for the command and the conversation: ask the flow, show, keep a page.

Owns what is shown of an evaluation and where the page goes. It counts nothing.
"""

from pathlib import Path
from typing import TYPE_CHECKING

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
    from vibecli.asked_file import asked_file
    from vibecli.ui.evaluation import draw_evaluation
    from vibecli.ui.formats import write
    from vibecli.ui.page import PAGE_FILE
    from vibecli.ui.progress import Progress

    file = asked_file(html, PAGE_FILE, shell.settings) if html else None
    with Progress(shell.terminal, -1 if shell.globals.quiet else 0) as progress:
        evaluation = shell.flow.matching.evaluate(request, progress.count)
    if shell.globals.output == "text":
        draw_evaluation(shell.terminal, evaluation, SHOWN if shown is None else shown)
    else:
        write(shell.terminal, shell.globals.output, evaluation)
        shell.told = True
    if file:
        from vibecli.ui.evaluation_page import evaluation_page

        shell.terminal.err(file.write(evaluation_page(evaluation)))
