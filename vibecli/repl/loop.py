"""The prompt loop: reads a line, lets the conversation act, keeps the person in control.

Ctrl-C clears the line or stops the work at hand; twice within two seconds it leaves. Ctrl-D leaves.
"""

import shlex
import threading
import time
from pathlib import Path

from vibecli.console.commands import flagged
from vibecli.console.crash import log_error
from vibecli.console.shell import Shell
from vibecli.errors import Interrupted, VibeError
from vibecli.repl.conversation import Conversation, resume_command
from vibecli.repl.prompt import prompt_session
from vibecli.repl.wording import slashed
from vibecli.ui.errors import draw_error, draw_note, draw_unexpected
from vibecli.ui.lines import labelled

TWICE_SECONDS = 2.0
TABLES_NAMED, FILES_NAMED = 4, 2
LOADABLE = {".csv", ".tsv", ".json", ".ndjson", ".jsonl", ".parquet"}
SAMPLE_FILE = ["customers.csv"]


def converse(shell: Shell, *, resume: str = "") -> int:
    """Hold a conversation until the person leaves; gives the exit code.

    Raises Interrupted, with all said, when it was left by Ctrl-C or a signal.
    """
    talk = Conversation(shell)
    try:
        with shell.terminal.worded(lambda hint: flagged(shell, slashed(hint))):
            _talk(talk, resume)
    except Interrupted:
        _goodbye(talk)
        raise
    _goodbye(talk)
    return 0


def _talk(talk: Conversation, resume: str) -> None:
    """Greet, then hear line after line."""
    terminal = talk.shell.terminal
    line = prompt_session(talk, color=terminal.out_color)
    _greet(talk)
    if resume:
        talk.resume(resume)
    threading.Thread(target=_warm, daemon=True).start()
    last_interrupt = float("-inf")
    while not talk.leaving:
        try:
            words = line.prompt().strip()
            last_interrupt = float("-inf")  # twice means: with nothing said in between
            _hear(talk, words)
        except EOFError:
            break
        except KeyboardInterrupt:
            now = time.monotonic()
            cleared = bool(line.default_buffer.text)
            twice = now - last_interrupt < TWICE_SECONDS and not cleared
            if talk.shell.stopped_by or twice:
                raise Interrupted("") from None
            last_interrupt = now
            dropped = "the question is dropped; " if talk.drop_question() else ""
            terminal.err(f"({dropped}Ctrl-C again, or Ctrl-D, leaves)")


def _hear(talk: Conversation, words: str) -> None:
    """Act on a line; what goes wrong is told, and the conversation goes on."""
    terminal = talk.shell.terminal
    try:
        talk.hear(words)
    except Interrupted as error:
        terminal.fresh_line()
        draw_note(terminal, error.message, hint=error.hint)
        raise KeyboardInterrupt from error
    except KeyboardInterrupt:
        terminal.fresh_line()
        draw_note(terminal, "stopped; nothing was written")
        raise
    except VibeError as error:
        draw_error(terminal, error, verbose=talk.shell.globals.verbose)
    except Exception as error:  # noqa: BLE001 - a fault of ours must not end a conversation
        draw_unexpected(terminal, error, log_error(talk.shell, error))


def _greet(talk: Conversation) -> None:
    """Show in a few lines what is open and what can be said."""
    settings = talk.shell.settings
    if not settings.database.exists():
        _out(talk, "", f"vibecli - no database yet at {settings.database.name}")
        brings = "brings them in" if len(files := _files()) > 1 else "brings a table in"
        _out(talk, "  ", f"/load {shlex.join(files or SAMPLE_FILE)} {brings}; /help says more")
        return
    _out(talk, "", f"vibecli - {settings.database.name}, planner {_planner(talk)}")
    _out(talk, "  ", _tables(talk))
    examples = talk.examples(profile=False)
    if examples:
        _out(talk, "  ", f'say for example "{examples[0]}"; /help says more')


def _files() -> list[str]:
    """Give the first tables in files of the current folder, in name order."""
    try:
        names = sorted(path.name for path in Path().iterdir() if path.suffix.lower() in LOADABLE)
    except OSError:
        return []
    return [name for name in names if not name.startswith(".")][:FILES_NAMED]


def _out(talk: Conversation, indent: str, text: str) -> None:
    talk.shell.terminal.out(list(labelled(indent, text, talk.shell.terminal.canvas)))


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
    if not talk.session.turns:
        draw_note(talk.shell.terminal, "bye")
        return
    told, line = "session saved; go on with:", resume_command(talk)
    beside = len(told) + 1 + len(line) <= talk.shell.terminal.width
    talk.shell.terminal.err(f"{told} {line}" if beside else f"{told}\n{line}")


def _warm() -> None:
    """Import what the first intent needs while the person is still typing."""
    import vibecli.run.launch  # noqa: F401
