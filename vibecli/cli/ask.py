"""`ask` and `answer`: from words to a reviewed change."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vibecli.agent.customer_words import customer_asked
from vibecli.console.outcome import conclude
from vibecli.console.planning import dialogue, resumed
from vibecli.console.resuming import asked, resumable
from vibecli.console.shell import Shell
from vibecli.errors import ActionNeeded, UsageError

if TYPE_CHECKING:
    from vibecli.agent.planner import Asked, Refused
    from vibecli.asked_file import AskedFile
    from vibecli.console.planning import Dialogue
    from vibecli.run.model import Review

MAX_INTENT = 20_000  # characters
_AS_ARGUMENT = "give the words, or a file's name, as an argument"


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(ask)
    app.command()(answer)


Confirm = Annotated[
    list[str] | None, typer.Option("--confirm", help="Name of a table to change largely.")
]
ExitCode = Annotated[
    bool, typer.Option("--exit-code", help="With --dry-run: exit 3 when there are changes.")
]


Save = Annotated[Path | None, typer.Option("--save", help="Keep the plan as a saved intent file.")]


def ask(  # noqa: PLR0913 - one parameter a flag is how typer reads them
    context: typer.Context,
    intent: Annotated[str, typer.Argument(help='What you want, in words; "-" reads stdin.')],
    *,
    answer: Annotated[
        list[str] | None, typer.Option("--answer", help="Answer to the question asked before.")
    ] = None,
    save: Save = None,
    confirm: Confirm = None,
    exit_code: ExitCode = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Plan anew, also where a verified intent is there.")
    ] = False,
    show_prompt: Annotated[
        bool, typer.Option("--show-prompt", help="Show what a model would be sent; send nothing.")
    ] = False,
) -> int:
    """Plan an intent, rehearse it on a shadow, show the exact change.

    Asks before it writes; without a terminal it prints the command that applies.

    \b
    vibecli ask "match customers with loyalty accounts"
    vibecli ask "count customers by city" --output csv
    """
    shell: Shell = context.obj
    words = _words(intent)
    if show_prompt:
        shell.terminal.data(shell.flow.prompt(words) + "\n")
        return 0
    if (identifier := customer_asked(words)) is not None and not (save or answer):
        return told_of(shell, identifier)
    file = shell.flow.intent_file(save) if save else None
    begun = dialogue(shell, words, answers=answer or (), fresh=fresh)
    return _carried_out(begun, file, confirm or (), exit_code=exit_code)


def told_of(shell: Shell, identifier: str) -> int:
    """Show the customer that words ask for; no planner is told whom."""
    from vibecli.console.customer import show_customer
    from vibecli.run.customer_lookup import CustomerRequest

    show_customer(shell, CustomerRequest(identifier, unmask=shell.globals.unmask))
    return 0


def answer(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help='Id of the question; "last" is the newest.')],
    choice: Annotated[str, typer.Argument(help="Its number, its label, or words of your own.")],
    *,
    save: Save = None,
    confirm: Confirm = None,
    exit_code: ExitCode = False,
) -> int:
    """Answer a question that was asked before, and go on with its intent.

    \b
    vibecli answer 3f2a91c4 2
    """
    shell: Shell = context.obj
    file = shell.flow.intent_file(save) if save else None
    begun = resumed(shell, question, choice)
    return _carried_out(begun, file, confirm or (), exit_code=exit_code)


def _carried_out(
    begun: "Dialogue", file: "AskedFile | None", confirmed: Sequence[str], *, exit_code: bool
) -> int:
    """Take an intent to its end, in reach of `resume` until then; gives the exit code."""
    shell = begun.shell
    with resumable(shell, asked(begun, confirmed, exit_code=exit_code)):
        outcome = begun.outcome()
        if file:
            keep(shell, outcome, file)
        with told_later(begun):
            return conclude(shell, outcome, exit_code=exit_code, confirmed=confirmed)


@contextmanager
def told_later(begun: "Dialogue") -> Iterator[None]:
    """Offer what was answered as entries of the glossary once the outcome is settled."""
    try:
        yield
    except ActionNeeded:
        begun.grow()
        raise
    begun.grow()


def _words(intent: str) -> str:
    """Give the intent, read from stdin for "-". Raises UsageError when it cannot be one."""
    words = (read_stdin() if intent == "-" else intent).strip()
    if not words:
        raise UsageError("the intent is empty", hint='vibecli ask "count customers"')
    try:  # an argument holds bytes that the locale could not decode as surrogates
        words = words.encode("utf-8", "surrogateescape").decode("utf-8")
    except UnicodeError as error:
        hint = "check the terminal's encoding"
        raise UsageError("the intent is not valid UTF-8", hint=hint) from error
    if len(words) > MAX_INTENT:
        raise UsageError(
            f"the intent has {len(words):,} characters, more than {MAX_INTENT:,}",
            hint="say it shorter; lasting knowledge belongs in glossary.yaml",
        )
    return words


def read_stdin() -> str:
    """Read all of standard input as UTF-8."""
    if sys.stdin is None or sys.stdin.closed:
        raise UsageError("standard input is closed", hint=_AS_ARGUMENT)
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError("standard input is not valid UTF-8", hint=_AS_ARGUMENT) from error
    except OSError as error:
        what = f"standard input cannot be read: {error.strerror}"
        raise UsageError(what, hint=_AS_ARGUMENT) from error


def keep(shell: Shell, outcome: "Review | Asked | Refused", file: "AskedFile") -> None:
    """Keep the plan of a review as a saved intent; nothing is kept of a question."""
    from vibecli.run.model import Review

    if isinstance(outcome, Review):
        shell.terminal.err(shell.flow.save(outcome, file))
    else:
        shell.terminal.err(f"there is no plan yet; {file.path} was not written")
