"""The command line as a whole: parses, runs one command, turns every outcome into an exit code.

Nothing heavy is imported here: help must come up in an instant.
"""

import os
import shlex
from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Annotated

import typer
from typer.main import get_command

from vibecli.cli import (
    ask,
    audit,
    clean,
    compare,
    contract,
    customer,
    data,
    demo,
    evaluate,
    explain,
    features,
    forget,
    history,
    intent,
    label,
    match,
    models,
    outbox,
    policy,
    prune,
    quality,
    report,
    review,
    rules,
    saved,
    sessions,
    setup,
    stream,
    tag,
    trials,
    words,
)
from vibecli.console.commands import flagged
from vibecli.console.crash import log_error
from vibecli.console.globals import Globals, hoist
from vibecli.console.revealing import reveal_if_asked
from vibecli.console.shell import Shell
from vibecli.console.stopping import stopped_code, stopping_softly
from vibecli.errors import ActionNeeded, Interrupted, UsageError, VibeError
from vibecli.ui.errors import draw_error, draw_note, draw_unexpected
from vibecli.ui.terminal import Terminal

FAILED = 1
_UNKNOWN = "No such command"
FORMATS = ("text", "json", "jsonl", "csv", "md")
EPILOG = "The global flags (--db, --output, --yes, --dry-run ...) work here too: vibecli --help"
LockTimeout = Annotated[
    float | None, typer.Option("--lock-timeout", help="Seconds to wait for the database.")
]
Attach = Annotated[
    list[str] | None,
    typer.Option("--attach", metavar="NAME=FILE", help="DuckDB file to read beside; once a name."),
]
Unmask = Annotated[bool, typer.Option("--unmask", help="Show personal values; journalled.")]
HELP = """Customer-data work in plain words: plan, shadow run, exact diff, approval, undo.

\b
  vibecli demo                                   see it work, on example data
  vibecli load customers.csv loyalty.csv         bring in your own tables
  vibecli ask "match customers with loyalty"     plan, shadow run, exact diff
  vibecli                                        the same, as a conversation

Nothing touches your tables before you have approved the exact change.
"""


def run(arguments: Sequence[str]) -> int:
    """Run one command line and give its exit code; every error ends as one line and a hint."""
    terminal = Terminal.system(os.environ, color=False if "--no-color" in arguments else None)
    shell = Shell(terminal)
    with stopping_softly(shell), terminal.worded(partial(flagged, shell)):
        try:
            outcome = _command()(
                hoist(arguments), prog_name="vibecli", standalone_mode=False, obj=shell
            )
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - nothing may reach a person raw
            return _failed(shell, error, arguments)
        if outcome == Interrupted.exit_code:  # so typer tells of a Ctrl-C it caught
            return _failed(shell, KeyboardInterrupt())
    return outcome if isinstance(outcome, int) else 0


def _failed(shell: Shell, error: BaseException, arguments: Sequence[str] = ()) -> int:
    """Tell an error in one line and a hint, and give its exit code."""
    terminal = shell.terminal
    if isinstance(error, Interrupted | KeyboardInterrupt):
        terminal.fresh_line()
    match error:
        case Interrupted():
            if error.message:
                draw_note(terminal, error.message, hint=error.hint)
            return stopped_code(shell, error.exit_code)
        case KeyboardInterrupt() | typer.Abort():
            draw_note(terminal, "stopped; nothing was written")
            return stopped_code(shell, Interrupted.exit_code)
        case VibeError():
            _tell_action(shell, error)
            draw_error(terminal, error, verbose=shell.globals.verbose)
            return error.exit_code
        case typer.TyperException():
            usage = _usage(error, arguments)
            draw_error(terminal, usage)
            return usage.exit_code
        case BrokenPipeError():
            return FAILED
        case _:
            draw_unexpected(terminal, error, log_error(shell, error))
            return FAILED


def _tell_action(shell: Shell, error: VibeError) -> None:
    """Give a script the document that says which way a person must act."""
    if isinstance(error, ActionNeeded) and shell.documents and not shell.told:
        from vibecli.console.document import action_document, write_document

        write_document(shell, action_document(error))


def root(  # noqa: PLR0913 - one parameter a global flag is how typer reads them
    context: typer.Context,
    *,
    db: Annotated[str | None, typer.Option("--db", help="DuckDB database file.")] = None,
    workspace: Annotated[
        str | None, typer.Option("--workspace", "-C", help="Folder to work in.")
    ] = None,
    output: Annotated[
        str, typer.Option("--output", "-o", help="text, json, jsonl, csv or md.")
    ] = "text",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress lines.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more.")] = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="No colour.")] = False,
    no_input: Annotated[bool, typer.Option("--no-input", help="Never ask anything.")] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Apply when no rule blocks and none asks.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Review only; nothing to approve.")
    ] = False,
    unmask: Unmask = False,
    timeout: Annotated[
        float | None, typer.Option("--timeout", help="Seconds a plan may run.")
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", help="Rows shown of a result.")] = None,
    model: Annotated[str | None, typer.Option("--model", help="Model to plan with.")] = None,
    base_url: Annotated[
        str | None, typer.Option("--base-url", help="OpenAI-compatible endpoint.")
    ] = None,
    planner: Annotated[
        str | None, typer.Option("--planner", help="auto, offline or model.")
    ] = None,
    lock_timeout: LockTimeout = None,
    attach: Attach = None,
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> int | None:
    """Read the global flags; without a command, converse on a terminal or show help."""
    if version:
        return _version(context)
    shell: Shell = context.obj
    shell.globals = Globals(
        db=db,
        workspace=workspace,
        output=_format(output),
        quiet=quiet,
        verbose=verbose,
        no_color=no_color,
        no_input=no_input,
        yes=yes,
        dry_run=dry_run,
        unmask=unmask,
        timeout=timeout,
        limit=limit,
        model=model,
        base_url=base_url,
        planner=planner,
        lock_timeout=lock_timeout,
        attach=tuple(attach or ()),
    )
    return _begun(context, shell)


def _begun(context: typer.Context, shell: Shell) -> int | None:
    """Hold the flags against the policy, and let the command begin."""
    reveal_if_asked(shell, context.invoked_subcommand or "", context.args)
    return None if context.invoked_subcommand else _bare(context, shell)


def _format(name: str) -> str:
    if name not in FORMATS:
        raise UsageError(f"unknown output format: {name}", hint=f"one of {', '.join(FORMATS)}")
    return name


@cache
def _command() -> Callable[..., object]:
    """Give the command line as typer has it; built once a process."""
    return get_command(_application())


def _application() -> typer.Typer:
    """Build the typer application: global flags, then one command a verb."""
    app = typer.Typer(
        help=HELP,
        rich_markup_mode=None,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(invoke_without_command=True, help=HELP)(root)
    for group in (
        ask,
        saved,
        intent,
        match,
        clean,
        tag,
        quality,
        contract,
        policy,
        review,
        history,
        prune,
        report,
        audit,
        evaluate,
        explain,
        features,
        forget,
        label,
        compare,
        customer,
        models,
        data,
        sessions,
        setup,
        outbox,
        rules,
        stream,
        words,
        trials,
        demo,
    ):
        group.register(app)
    for command in app.registered_commands:
        command.epilog = EPILOG
    return app


def _version(context: typer.Context) -> int:
    from vibecli import __version__

    shell: Shell = context.obj
    shell.terminal.out(f"vibecli {__version__}")
    context.exit(0)


def _bare(context: typer.Context, shell: Shell) -> int:
    """Start the conversation on a terminal; elsewhere show the short help."""
    if shell.interactive:
        from vibecli.repl.loop import converse

        return converse(shell)
    shell.terminal.out(context.get_help())
    return 0


def _usage(error: typer.TyperException, arguments: Sequence[str]) -> UsageError:
    """Turn the parser's complaint into ours: one line, and where to look."""
    message = getattr(error, "format_message", lambda: str(error))()
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "vibecli"
    text = " ".join(message.split()).rstrip(".").partition(", unable to parse")[0]
    text = text.replace("Input should be", "it should be")
    if text.startswith(_UNKNOWN) and (said := _words(text, arguments)):
        first, *others = said.split()
        known = context.command.list_commands(context) if context else ()
        near = next((one for one in (f"{first}s", first.removesuffix("s")) if one in known), None)
        hint = ["vibecli", near, *others] if near else ["vibecli", "ask", said]
        return UsageError(f"{first} is no command", hint=shlex.join(hint))
    return UsageError(text[:1].lower() + text[1:], hint=f"{command} --help")


def _words(complaint: str, arguments: Sequence[str]) -> str:
    """Give the words that were typed in place of a command, where they are several."""
    told = (one for one in arguments if f"{_UNKNOWN} '{' '.join(one.split())}'" in complaint)
    name = next(told, "")
    after = arguments[arguments.index(name) :] if name else ()
    said = " ".join(word for one in after if not one.startswith("-") for word in one.split())
    return said if " " in said else ""
