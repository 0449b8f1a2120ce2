"""`ask`, `run`, `check`: from words or saved intents to a reviewed change."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vibecli.console.outcome import conclude, watch
from vibecli.console.planning import dialogue, resumed
from vibecli.console.shell import Shell
from vibecli.errors import ActionNeeded, NotFound, UsageError

if TYPE_CHECKING:
    from vibecli.agent.planner import Asked, Refused
    from vibecli.asked_file import AskedFile
    from vibecli.console.planning import Dialogue
    from vibecli.run.model import CheckOutcome, Review

SUFFIXES = {".yaml", ".yml"}
MAX_INTENT = 20_000  # characters
_AS_ARGUMENT = "give the words, or a file's name, as an argument"


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(ask)
    app.command()(answer)
    app.command()(run)
    app.command()(check)


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
    file = shell.flow.intent_file(save) if save else None
    begun = dialogue(shell, words, answers=answer or (), fresh=fresh)
    outcome = begun.outcome()
    if file:
        keep(shell, outcome, file)
    with told_later(begun):
        return conclude(shell, outcome, exit_code=exit_code, confirmed=confirm or ())


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
    outcome = begun.outcome()
    if file:
        keep(shell, outcome, file)
    with told_later(begun):
        return conclude(shell, outcome, exit_code=exit_code, confirmed=confirm or ())


@contextmanager
def told_later(begun: "Dialogue") -> Iterator[None]:
    """Offer what was answered as entries of the glossary once the outcome is settled."""
    try:
        yield
    except ActionNeeded:
        begun.grow()
        raise
    begun.grow()


def run(
    context: typer.Context,
    file: Annotated[str, typer.Argument(help='Saved intent or plan; "-" reads stdin.')],
    *,
    confirm: Confirm = None,
    exit_code: ExitCode = False,
) -> int:
    """Run a saved intent: no model, no network, same review.

    \b
    vibecli run intents/unify.yaml
    """
    from vibecli.plan.saved import parse_saved, read_saved

    shell: Shell = context.obj
    saved = parse_saved(_stdin(), "stdin") if file == "-" else read_saved(Path(file))
    outcome = watch(shell, shell.flow.rehearse(saved))
    return conclude(shell, outcome, exit_code=exit_code, confirmed=confirm or ())


def check(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Saved intent files or folders.")],
    *,
    junit: Annotated[
        Path | None, typer.Option("--junit", help="Write the results as JUnit XML.")
    ] = None,
) -> int:
    """Dry-run saved intents against their bounds; writes nothing.

    \b
    vibecli check intents --junit results.xml
    """
    from vibecli.asked_file import asked_file
    from vibecli.ui.checks import draw_checks
    from vibecli.ui.formats import write
    from vibecli.ui.junit import JUNIT_FILE
    from vibecli.ui.junit import junit as junit_xml

    shell: Shell = context.obj
    file = asked_file(junit, JUNIT_FILE, shell.settings) if junit else None
    outcomes = [watch(shell, shell.flow.check(path)) for path in _files(paths)]
    if file:
        shell.terminal.err(file.write(junit_xml(outcomes)))
    if shell.globals.output == "text":
        draw_checks(shell.terminal, outcomes)
    else:
        write(shell.terminal, shell.globals.output, outcomes)
    return _worst(outcomes)


def _words(intent: str) -> str:
    """Give the intent, read from stdin for "-". Raises UsageError when it cannot be one."""
    words = (_stdin() if intent == "-" else intent).strip()
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


def _stdin() -> str:
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


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    """Give the saved intents named, folders opened, in name order."""
    found = False
    for path in paths:
        if not path.exists():
            raise NotFound(f"no such file or folder: {path}", hint="vibecli check DIR")
        for file in _inside(path) if path.is_dir() else [path]:
            found = True
            yield file
    if not found:
        raise NotFound("no saved intent there", hint='vibecli ask "..." --save intents/NAME.yaml')


def _inside(folder: Path) -> list[Path]:
    """Give the YAML files of a folder, those in hidden folders left out."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix in SUFFIXES
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def _worst(outcomes: "Sequence[CheckOutcome]") -> int:
    """Give the exit code of the first intent that did not pass; blocked and stale before errors."""
    codes = [outcome.exit_code for outcome in outcomes if outcome.exit_code]
    return max(codes, key=lambda code: (code in {4, 7}, code), default=0)
