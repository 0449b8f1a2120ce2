"""`policy`: the policy in force, what it covers here, and a person's yes to a looser one."""

from typing import Annotated

import typer

from vibecli.console.shell import Shell
from vibecli.errors import ActionNeeded, UsageError
from vibecli.ui.errors import draw_note

_WORD = "loosen"


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(policy)


def policy(
    context: typer.Context,
    action: Annotated[str, typer.Argument(help='"show", or "accept" a looser one.')] = "show",
) -> int:
    """Show the policy with the source of each value and what it covers here.

    \b
    vibecli policy
    vibecli policy accept                      # at a terminal: a looser one than before
    """
    shell: Shell = context.obj
    if action == "accept":
        return _accept(shell)
    if action != "show":
        raise UsageError(f"unknown action: {action}", hint="vibecli policy, or policy accept")
    return _show(shell)


def _show(shell: Shell) -> int:
    from vibecli.console.pages import show_as_asked
    from vibecli.plan.coverage import coverage
    from vibecli.ui.policy import draw_policy

    flow, policing = shell.flow, shell.flow.applying.policing
    sources = [one for one in shell.sources if one.name.partition(".")[0] in ("policy", "egress")]
    covers = coverage(policing.policy, flow.workspace.catalog())
    loosened = policing.loosened()
    told = {"settings": sources, "covers": covers, "loosened": loosened}
    show_as_asked(shell, told, lambda: draw_policy(shell.terminal, sources, covers, loosened))
    return 0


def _accept(shell: Shell) -> int:
    """Have a person type that the policy may be looser. Raises ActionNeeded without a terminal."""
    policing = shell.flow.applying.policing
    shell.check_real()
    lines = policing.loosened()
    if not lines:
        draw_note(shell.terminal, "the policy is not looser than the last one recorded here")
        return 0
    for one in lines:
        shell.terminal.err(f"looser: {one}")
    if shell.globals.yes or not shell.interactive:
        raise ActionNeeded(
            "a looser policy is accepted by a person at a terminal",
            hint="vibecli policy accept, without --yes",
            details={"action": "accept", "loosened": list(lines)},
        )
    answer = shell.terminal.ask(f"type {_WORD} to work under it from now on > ")
    if (answer or "").strip().lower() != _WORD:
        draw_note(shell.terminal, "not accepted; the policy recorded before still holds")
        return 0
    policing.accept(lines)
    draw_note(shell.terminal, "accepted, and told to the audit log")
    return 0
