"""The input line: history, completion, paste as one intent, Alt-Enter for a new line."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from vibecli.ui.text import safe

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import History
    from prompt_toolkit.key_binding import KeyBindings

PROMPT = "vibecli> "
CONTINUED = "       . "


def prompt_session(words: Callable[[], Iterable[str]]) -> "PromptSession[str]":
    """Make the input line; `words` gives what Tab completes (commands, tables, columns)."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import FuzzyCompleter, WordCompleter

    completer = FuzzyCompleter(WordCompleter(lambda: [safe(word) for word in words()], WORD=True))
    return PromptSession(
        PROMPT,
        multiline=True,
        prompt_continuation=CONTINUED,
        history=_history(),
        completer=completer,
        complete_while_typing=False,
        enable_history_search=True,
        key_bindings=_keys(),
    )


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
    try:
        from platformdirs import user_state_path

        path = user_state_path("vibecli") / "history"
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600, exist_ok=True)
    except (OSError, RuntimeError):
        return None
    return path
