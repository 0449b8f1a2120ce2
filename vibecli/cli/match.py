"""`match`: which records are the same person, said in flags instead of words."""

from typing import Annotated

import typer

from vibecli.cli.ask import Confirm, ExitCode, Save, keep
from vibecli.console.outcome import conclude, watch
from vibecli.console.shell import Shell

Tables = Annotated[
    list[str], typer.Argument(help="One table to dedupe, or several to link and dedupe.")
]
Into = Annotated[str | None, typer.Option(help="Identity table to write; customer_identity.")]
Same = Annotated[
    list[str] | None,
    typer.Option("--same", help="Equal values are one person; A=B: two names of the column."),
]
Different = Annotated[
    list[str] | None, typer.Option("--different", help="Different values are two persons.")
]
Ignore = Annotated[list[str] | None, typer.Option(help="A column or role not to compare.")]
OneToOne = Annotated[
    bool | None,
    typer.Option(
        "--one-to-one/--not-one-to-one",
        help="A record has one partner in another table at most; else where that is clear.",
    ),
]
Accept = Annotated[
    float | None, typer.Option(help="Probability merges are accepted from; estimated without.")
]
Doubt = Annotated[float | None, typer.Option("--review", help="And left to review from.")]
Mode = Annotated[str, typer.Option(help="full, incremental (only what is new), or auto.")]


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(match)


def match(  # noqa: PLR0913 - one parameter a flag is how typer reads them
    context: typer.Context,
    tables: Tables,
    *,
    into: Into = None,
    same: Same = None,
    different: Different = None,
    ignore: Ignore = None,
    one_to_one: OneToOne = None,
    accept: Accept = None,
    review: Doubt = None,
    mode: Mode = "full",
    save: Save = None,
    confirm: Confirm = None,
    exit_code: ExitCode = False,
) -> int:
    """Find which records are the same person, and review what that writes.

    The same as ask "match A with B", with flags for words: no planner, no model. A column of a
    rule that a table calls otherwise is found by its role, or named --same NAME=OTHER.

    \b
    vibecli match customers loyalty --same loyalty_id
    vibecli match customers --different birth_date --ignore phone --dry-run
    """
    from vibecli.agent.flags import MatchFlags

    shell: Shell = context.obj
    file = shell.flow.intent_file(save) if save else None
    flags = MatchFlags(
        tables=tuple(tables),
        into=into,
        same=tuple(same or ()),
        different=tuple(different or ()),
        ignore=tuple(ignore or ()),
        one_to_one=one_to_one,
        accept=accept,
        review=review,
        mode=mode,
    )
    outcome = watch(shell, shell.flow.rehearse(shell.flow.matching.intent(flags)))
    if file:
        keep(shell, outcome, file)
    return conclude(shell, outcome, exit_code=exit_code, confirmed=confirm or ())
