"""The glossary grows by answers: each is offered as a new entry, asked or told as a command."""

from typing import TYPE_CHECKING

from vibecli.console.commands import command
from vibecli.console.shell import Shell

if TYPE_CHECKING:
    from vibecli.plan.glossary import Term
    from vibecli.plan.model import Question


def offer_entry(shell: Shell, intent: str, question: "Question", choice: str) -> None:
    """Offer an answer as an entry of the glossary; nothing is written unless a person says so."""
    from vibecli.planning import growth
    from vibecli.ui.errors import draw_note

    term = growth(shell.flow.workspace.glossary, intent, question, choice)
    if term is None:
        return
    if shell.interactive and not shell.globals.yes:
        said = shell.terminal.ask(f"keep for next time: {term.name} is {term.meaning}? (y) >")
        if (said or "").strip().lower() in {"y", "yes"}:
            keep_entry(shell, term)
    elif not shell.globals.quiet:
        draw_note(shell.terminal, "the answer can be kept:", hint=entry_command(shell, term))


def keep_entry(shell: Shell, term: "Term") -> None:
    """Write an entry and tell where it stands."""
    shell.check_real()
    path = shell.flow.workspace.define("terms", term)
    shell.terminal.err(f"glossary: {term.name} stands in {path.name} now")


def entry_command(shell: Shell, term: "Term") -> str:
    """Give the command line that keeps an entry."""
    flags = [f"--synonym={synonym}" for synonym in term.synonyms]
    flags += [f"--answer={term.answer}"] if term.answer else []
    return command(shell, "glossary", "add", term.name, term.meaning, *flags)
