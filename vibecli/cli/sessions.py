"""`sessions` and `resume`: conversations that were left, and going on with one."""

from typing import Annotated

import typer

from vibecli.cli.ask import Confirm
from vibecli.console.shell import Shell


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(sessions)
    app.command()(resume)


def sessions(context: typer.Context) -> int:
    """List what can be resumed: stopped runs, then earlier conversations, newest first.

    \b
    vibecli sessions
    """
    from vibecli.console.resuming import stopped_runs
    from vibecli.repl.session import SessionStore, draw_sessions
    from vibecli.ui.formats import write
    from vibecli.ui.receipts import moment
    from vibecli.ui.tables import draw_grid

    shell: Shell = context.obj
    runs, found = stopped_runs(shell), SessionStore(shell.settings.state).summaries()
    if shell.globals.output != "text":
        write(shell.terminal, shell.globals.output, [*runs, *found])
        return 0
    if not runs and not found:
        shell.terminal.err("no conversation has been held in this workspace yet")
    if runs:
        rows = [(r.run, moment(r.at), f"stopped in {r.stage}", r.last) for r in runs]
        draw_grid(shell.terminal, ("run", "begun", "state", "intent"), rows)
    if found:
        draw_sessions(shell.terminal, found)
    return 0


def resume(
    context: typer.Context,
    session: Annotated[
        str, typer.Argument(help="Run or session id, or its first letters; last: conversation.")
    ] = "",
    *,
    confirm: Confirm = None,
) -> int:
    """Go on with the run that was stopped last, else with a conversation, its plan at hand again.

    \b
    vibecli resume
    """
    from vibecli.console.resuming import go_on, stopped_run
    from vibecli.errors import NotFound, UsageError
    from vibecli.repl.loop import converse
    from vibecli.repl.session import SessionStore

    shell: Shell = context.obj
    run = stopped_run(shell, session)
    if run is not None:
        return go_on(shell, run, confirmed=confirm or ())
    try:
        found = SessionStore(shell.settings.state).open(session or "last")
    except NotFound as error:
        run_told = "no such run" if session else "no run"
        raise NotFound(f"{error.message}, and {run_told} was stopped", hint=error.hint) from error
    if not shell.interactive:
        what = f"{found.name} is a conversation: to resume it needs a terminal"
        raise UsageError(what, hint="vibecli sessions lists what can be resumed")
    return converse(shell, resume=found.name)
