"""The prompt loop: reads a line, lets the conversation act, keeps the person in control.

Ctrl-C clears the line or stops the work at hand; twice within two seconds it leaves. Ctrl-D leaves.
"""

import threading
import time

from vibecli.console.shell import Shell
from vibecli.errors import Interrupted, VibeError
from vibecli.repl.conversation import Conversation
from vibecli.repl.prompt import prompt_session
from vibecli.ui.errors import draw_error

TWICE_SECONDS = 2.0
INTERRUPTED = 130


def converse(shell: Shell, *, resume: str = "") -> int:
    """Hold a conversation until the person leaves; gives the exit code."""
    talk = Conversation(shell)
    line = prompt_session(talk.words)
    _greet(talk)
    if resume:
        talk.resume(resume)
    threading.Thread(target=_warm, daemon=True).start()
    last_interrupt = 0.0
    while not talk.leaving:
        try:
            words = line.prompt().strip()
            if words:
                _hear(talk, words)
        except EOFError:
            break
        except KeyboardInterrupt:
            now = time.monotonic()
            if now - last_interrupt < TWICE_SECONDS:
                return INTERRUPTED
            last_interrupt = now
            shell.terminal.err("(Ctrl-C again, or Ctrl-D, leaves)")
    shell.terminal.err(_goodbye(talk))
    return 0


def _hear(talk: Conversation, words: str) -> None:
    """Act on a line; what goes wrong is told, and the conversation goes on."""
    try:
        talk.hear(words)
    except Interrupted as error:
        draw_error(talk.shell.terminal, error)
        raise KeyboardInterrupt from error
    except VibeError as error:
        draw_error(talk.shell.terminal, error, verbose=talk.shell.globals.verbose)


def _greet(talk: Conversation) -> None:
    """Show in a line or two what is open and what can be said."""
    terminal, settings = talk.shell.terminal, talk.shell.settings
    if not settings.database.exists():
        terminal.out(f"vibecli - no database yet at {settings.database.name}")
        terminal.out("  /load customers.csv   brings a table in;   /help   says more")
        return
    terminal.out(f"vibecli - {settings.database.name}, planner {talk.shell.flow.planner_name()}")
    examples = talk.examples()
    if examples:
        terminal.out(f'  say for example: "{examples[0]}";   /help   says more')


def _goodbye(talk: Conversation) -> str:
    if not talk.session.turns:
        return "bye"
    return f"session saved; go on with: vibecli resume {talk.session.name}"


def _warm() -> None:
    """Import what the first intent needs while the person is still typing."""
    import vibecli.run.launch  # noqa: F401
