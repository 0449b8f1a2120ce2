"""The prompt loop: reads a line, lets the conversation act, keeps the person in control.

Ctrl-C clears the line or stops the work at hand; twice within two seconds it leaves. Ctrl-D leaves.
"""

import threading
import time

from vibecli.console.crash import log_error
from vibecli.console.shell import Shell
from vibecli.errors import Interrupted, VibeError
from vibecli.repl.conversation import Conversation, resume_command
from vibecli.repl.prompt import prompt_session
from vibecli.ui.errors import draw_error, draw_note, draw_unexpected

TWICE_SECONDS = 2.0
TABLES_NAMED = 4


def converse(shell: Shell, *, resume: str = "") -> int:
    """Hold a conversation until the person leaves; gives the exit code.

    Raises Interrupted, with all said, when it was left by Ctrl-C or a signal.
    """
    talk = Conversation(shell)
    line = prompt_session(talk)
    _greet(talk)
    if resume:
        talk.resume(resume)
    threading.Thread(target=_warm, daemon=True).start()
    last_interrupt = float("-inf")
    while not talk.leaving:
        try:
            _hear(talk, line.prompt().strip())
        except EOFError:
            break
        except KeyboardInterrupt:
            now = time.monotonic()
            if shell.stopped_by or now - last_interrupt < TWICE_SECONDS:
                _goodbye(talk)
                raise Interrupted("") from None
            last_interrupt = now
            shell.terminal.err("(Ctrl-C again, or Ctrl-D, leaves)")
    _goodbye(talk)
    return 0


def _hear(talk: Conversation, words: str) -> None:
    """Act on a line; what goes wrong is told, and the conversation goes on."""
    terminal = talk.shell.terminal
    try:
        talk.hear(words)
    except Interrupted as error:
        draw_note(terminal, error.message, hint=error.hint)
        raise KeyboardInterrupt from error
    except KeyboardInterrupt:
        draw_note(terminal, "stopped; nothing was written")
        raise
    except VibeError as error:
        draw_error(terminal, error, verbose=talk.shell.globals.verbose)
    except Exception as error:  # noqa: BLE001 - a fault of ours must not end a conversation
        draw_unexpected(terminal, error, log_error(talk.shell, error))


def _greet(talk: Conversation) -> None:
    """Show in a few lines what is open and what can be said."""
    terminal, settings = talk.shell.terminal, talk.shell.settings
    if not settings.database.exists():
        terminal.out(f"vibecli - no database yet at {settings.database.name}")
        terminal.out("  /load customers.csv   brings a table in;   /help   says more")
        return
    terminal.out(f"vibecli - {settings.database.name}, planner {_planner(talk)}")
    terminal.out(f"  {_tables(talk)}")
    examples = talk.examples(profile=False)
    if examples:
        terminal.out(f'  say for example: "{examples[0]}";   /help   says more')


def _planner(talk: Conversation) -> str:
    try:
        return talk.shell.flow.planner_name()
    except VibeError as error:
        return f"not ready: {error.message}"


def _tables(talk: Conversation) -> str:
    """Name a few tables, or say why there are none."""
    try:
        tables = talk.shell.flow.workspace.catalog(profile=False).tables
    except VibeError as error:
        return error.message
    named = [f"{table.name} {table.rows:,}" for table in tables[:TABLES_NAMED]]
    more = f" and {len(tables) - len(named)} more" if len(tables) > len(named) else ""
    return f"{', '.join(named)}{more}" if named else "no tables yet: /load customers.csv"


def _goodbye(talk: Conversation) -> None:
    told = "bye"
    if talk.session.turns:
        told = f"session saved; go on with: {resume_command(talk)}"
    talk.shell.terminal.err(told)


def _warm() -> None:
    """Import what the first intent needs while the person is still typing."""
    import vibecli.run.launch  # noqa: F401
