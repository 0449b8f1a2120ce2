"""Hints in the words of a conversation: a slash command where the command line has a flag.

Everything that tells a hint writes it for the command line; here alone it is said anew. A command
that has no slash form stays what it is: a line for another shell.
"""

import re

from vibecli.console.drill import LOOK
from vibecli.repl.commands import COMMANDS

_COMMAND = re.compile(r"\bvibecli (\w+)")
_FLAGS = (
    (re.compile(r",? or --db FILE\b"), ""),  # a conversation keeps its database
    (re.compile(r"--limit\b"), "/limit"),
    (re.compile(r"--planner offline\b"), "/model offline"),
    (re.compile(r"(?<!\S)(--(?:lock-)?timeout SECONDS)"), r"vibecli resume \1"),
    (re.compile(r"(?<!\S)-v\b"), "/diff"),
)


def slashed(hint: str) -> str:
    """Give a hint as it works at the prompt of a conversation."""
    hint = LOOK.sub(lambda found: "/diff" if found[1] == "table" else f"/{found[1]}", hint)
    hint = _COMMAND.sub(_slash, hint)
    for flag, slash in _FLAGS:
        hint = flag.sub(slash, hint)
    return hint


def _slash(found: re.Match[str]) -> str:
    name = f"/{found[1]}"
    return name if name in COMMANDS else found[0]
