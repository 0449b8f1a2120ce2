"""`sessions` and `resume`: conversations that were left, and going on with one."""

from typing import Annotated

import typer

from vibecli.console.shell import Shell


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(sessions)
    app.command()(resume)


def sessions(context: typer.Context) -> int:
    """List earlier conversations, newest first.

    \b
    vibecli sessions
    """
    from vibecli.repl.session import SessionStore
    from vibecli.ui.formats import write
    from vibecli.ui.receipts import moment
    from vibecli.ui.tables import draw_grid

    shell: Shell = context.obj
    found = SessionStore(shell.settings.state).summaries()
    if shell.globals.output == "text" and not found:
        shell.terminal.err("no conversation has been held in this workspace yet")
    elif shell.globals.output == "text":
        rows = [(s.session, moment(s.at), str(s.turns), s.last) for s in found]
        draw_grid(shell.terminal, ("session", "last used", "turns", "last intent"), rows)
    else:
        write(shell.terminal, shell.globals.output, found)
    return 0


def resume(
    context: typer.Context,
    session: Annotated[str, typer.Argument(help="Session id, or its first letters.")] = "",
) -> int:
    """Go on with a conversation, its plan at hand again.

    \b
    vibecli resume
    """
    from vibecli.errors import UsageError
    from vibecli.repl.loop import converse

    shell: Shell = context.obj
    if not shell.interactive:
        raise UsageError("resume needs a terminal", hint="vibecli review ID, vibecli apply ID")
    return converse(shell, resume=session or "last")
