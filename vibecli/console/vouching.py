"""Vouching for a plan: it becomes a verified intent, a file for git."""

from pathlib import Path
from typing import TYPE_CHECKING

from vibecli.console.shell import Shell

if TYPE_CHECKING:
    from vibecli.run.model import Review


def vouch(shell: Shell, review: "Review", path: Path | None = None) -> None:
    """Keep an approved plan as a verified intent. Raises ActionNeeded, UsageError."""
    from vibecli.plan.verified import FOLDER, file_name

    shell.check_real()
    place = path or shell.settings.workspace / FOLDER / file_name(review.intent)
    flow = shell.flow
    shell.terminal.err(flow.save(review, flow.intent_file(place), verified=True))
