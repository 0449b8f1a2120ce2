"""The input line: history, completion, paste as one intent, Alt-Enter for a new line."""

import re
import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from vibecli.errors import UsageError
from vibecli.input_history import history_file
from vibecli.repl.arguments import unfinished
from vibecli.repl.commands import COMMANDS
from vibecli.ui.text import safe

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import CompleteEvent, Completer, Completion
    from prompt_toolkit.history import History
    from prompt_toolkit.key_binding import KeyBindings

CONTINUED = "       . "
_SPLIT = re.compile(r"[\s'\"\\]")  # what would end a file name, or be read as a quote


class Talk(Protocol):
    """What the input line asks of a conversation."""

    @property
    def prompt(self) -> str:
        """Give the words before the input."""
        ...

    def names(self) -> Iterable[str]:
        """Give the tables and columns that Tab completes."""
        ...


def prompt_session(talk: Talk, *, color: bool = True) -> "PromptSession[str]":
    """Make the input line of a conversation."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.output import ColorDepth

    return PromptSession(
        lambda: talk.prompt,
        multiline=True,
        prompt_continuation=CONTINUED,
        history=_history(),
        completer=_completer(talk),
        complete_while_typing=False,
        color_depth=None if color else ColorDepth.DEPTH_1_BIT,
        enable_history_search=True,
        key_bindings=_keys(),
    )


def _completer(talk: Talk) -> "Completer":
    """Complete commands at the start of a line, paths after /load, names everywhere else."""
    from prompt_toolkit.completion import Completer, FuzzyCompleter, WordCompleter
    from prompt_toolkit.document import Document

    commands = WordCompleter(list(COMMANDS), sentence=True)
    names = FuzzyCompleter(
        WordCompleter(lambda: list(dict.fromkeys(map(safe, talk.names()))), WORD=True)
    )

    class Words(Completer):
        def get_completions(
            self, document: Document, complete_event: "CompleteEvent"
        ) -> "Iterator[Completion]":
            name, argued, argument = document.text_before_cursor.partition(" ")
            takes = COMMANDS[name].takes if name in COMMANDS else ""
            if name.startswith("/") and not argued:
                yield from commands.get_completions(document, complete_event)
            elif takes == "path":
                yield from _paths(argument, complete_event)
            elif takes == "table" or not name.startswith("/"):
                yield from names.get_completions(document, complete_event)

    return Words()


def _paths(argument: str, complete_event: "CompleteEvent") -> "Iterator[Completion]":
    """Complete the last file name of a line, quoted where it has spaces."""
    from prompt_toolkit.completion import Completion, PathCompleter
    from prompt_toolkit.document import Document

    try:
        raw, begun = unfinished(argument)
    except UsageError:
        return
    known = PathCompleter(expanduser=True)
    for found in known.get_completions(Document(begun, len(begun)), complete_event):
        path = begun + found.text
        word = shlex.quote(path) if _SPLIT.search(path) else path
        yield Completion(word, start_position=-len(raw), display=found.display)


def _keys() -> "KeyBindings":
    """Enter sends, Alt-Enter breaks the line; a bracketed paste keeps its lines by itself."""
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

    keys = KeyBindings()

    @keys.add("enter")
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    @keys.add("escape", "enter")
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    return keys


def _history() -> "History":
    """Keep the history in the person's state folder, or only in memory where there is none."""
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    path = _history_path()
    return FileHistory(str(path)) if path else InMemoryHistory()


def _history_path() -> Path | None:
    path = history_file()
    if path is None:
        return None
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600, exist_ok=True)
        with path.open("ab"):
            return path
    except OSError:
        return None
