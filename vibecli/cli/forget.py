"""`forget`, `suppress`, `unsuppress`, `export-subject`: what one person has a right to."""

from pathlib import Path
from typing import Annotated

import typer

from vibecli.cli.ask import Confirm, ExitCode
from vibecli.console.outcome import conclude, watch
from vibecli.console.shell import Shell
from vibecli.console.subject import exported, one_of_several, verified
from vibecli.errors import ActionNeeded

Identifiers = Annotated[
    list[str], typer.Argument(help="Email, phone, loyalty id or source key; TABLE:KEY is a record.")
]


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(forget)
    app.command()(suppress)
    app.command()(unsuppress)
    app.command("export-subject")(export_subject)


def forget(  # noqa: PLR0913 - the options of the command
    context: typer.Context,
    identifiers: Identifiers,
    *,
    only: Annotated[
        list[str] | None, typer.Option("--only", help="Table to forget the person in; repeatable.")
    ] = None,
    keep: Annotated[
        list[str] | None, typer.Option("--keep", help="Table that stays as it is; repeatable.")
    ] = None,
    mode: Annotated[str, typer.Option("--mode", help="delete or pseudonymise.")] = "delete",
    verify: Annotated[
        bool, typer.Option("--verify", help="Look again for a person who was forgotten.")
    ] = False,
    confirm: Confirm = None,
    exit_code: ExitCode = False,
) -> int:
    """Forget one person everywhere: rows, identity, journal, logs; certified by a scan of bytes.

    It is reviewed like any change and cannot be undone. A person with the same household phone
    stays. With --verify the arguments are the plan of a forget, or what the person was known by.

    \b
    vibecli forget ana@example.com
    vibecli forget crm.customers:C-10022 --keep sales.orders
    vibecli forget L-200023 --mode pseudonymise
    vibecli forget --verify c7f8d397
    """
    from vibecli.agent.subject_flags import ForgetFlags

    shell: Shell = context.obj
    if verify:
        return verified(shell, identifiers)
    flags = ForgetFlags(
        identifiers=tuple(identifiers), tables=tuple(only or ()), keep=tuple(keep or ()), mode=mode
    )
    try:
        outcome = watch(shell, shell.flow.rehearse(shell.flow.forgetting.intent(flags)))
    except ActionNeeded as needed:
        flags = flags.model_copy(update={"identifiers": (one_of_several(shell, needed),)})
        outcome = watch(shell, shell.flow.rehearse(shell.flow.forgetting.intent(flags)))
    return conclude(shell, outcome, exit_code=exit_code, confirmed=confirm or ())


def suppress(
    context: typer.Context,
    identifiers: Identifiers,
    *,
    exit_code: ExitCode = False,
) -> int:
    """Keep one person out of every later load and insert; rows that are here stay.

    Kept are keyed hashes, no values. It is reviewed, and undone or lifted like any change.

    \b
    vibecli suppress ana@example.com
    """
    return _suppression(context.obj, identifiers, lift=False, exit_code=exit_code)


def unsuppress(
    context: typer.Context,
    identifiers: Identifiers,
    *,
    exit_code: ExitCode = False,
) -> int:
    """Let a person in again who was suppressed or forgotten; it brings no row back.

    \b
    vibecli unsuppress ana@example.com
    """
    return _suppression(context.obj, identifiers, lift=True, exit_code=exit_code)


def export_subject(
    context: typer.Context,
    identifiers: Identifiers,
    *,
    to: Annotated[Path, typer.Option("--to", help="Folder for subject.json and subject.html.")],
) -> int:
    """Write everything known of one person, as JSON and as a page to read.

    Nothing is masked: it is the person's own data. The audit log is told.

    \b
    vibecli export-subject ana@example.com --to ana-request-17
    """
    return exported(context.obj, identifiers, to)


def _suppression(shell: Shell, identifiers: list[str], *, lift: bool, exit_code: bool) -> int:
    from vibecli.agent.subject_flags import suppress_intent

    outcome = watch(shell, shell.flow.rehearse(suppress_intent(identifiers, lift=lift)))
    return conclude(shell, outcome, exit_code=exit_code)
