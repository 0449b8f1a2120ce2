"""`rules`: the standing rules, and one of them with all that is known of it."""

from typing import Annotated

import typer

from vibecli.console.pages import show_as_asked
from vibecli.console.shell import Shell
from vibecli.errors import UsageError

_USAGE = "vibecli rules, or vibecli rules show NAME"


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(rules)


def rules(
    context: typer.Context,
    action: Annotated[str, typer.Argument(help='"show", or nothing: a list.')] = "",
    name: Annotated[str, typer.Argument(help="Standing rule to show.")] = "",
) -> int:
    """List the standing rules, or show one: what it does, how far it came, who approved it.

    A rule is made, changed and retired by plans: vibecli ask "retire the standing rule NAME".

    \b
    vibecli rules
    vibecli rules show purchases
    vibecli rules show purchases --output json
    """
    from vibecli.ui.rules import draw_rule, draw_rules

    shell: Shell = context.obj
    if action not in ("", "show") or bool(name) != (action == "show"):
        raise UsageError(f"rules {action} {name}".strip() + " is not known", hint=_USAGE)
    if name:
        card = shell.flow.streaming.rule(name)
        show_as_asked(shell, card, lambda: draw_rule(shell.terminal, card))
        return 0
    lines = shell.flow.streaming.rules()
    show_as_asked(shell, lines, lambda: draw_rules(shell.terminal, lines))
    return 0
