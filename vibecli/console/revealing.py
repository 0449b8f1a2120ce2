"""Raw personal values on a screen or in a file: allowed by the policy, and told to the audit log.

Owns how that line says what was shown: the command and its options, never a value typed beside.
"""

from collections.abc import Sequence
from contextlib import suppress

from vibecli.console.shell import Shell
from vibecli.errors import VibeError

_OF_A_PLAN = frozenset({"review", "report", "undo", "show", "apply"})
_SHORTEST_ID = 4


def reveal_if_asked(shell: Shell, command: str, arguments: Sequence[str]) -> None:
    """Have raw values shown where `--unmask` asks for it. Raises Blocked, UsageError."""
    if shell.globals.unmask:
        reveal(shell, command, arguments)


def reveal(shell: Shell, command: str, arguments: Sequence[str] = ()) -> None:
    """Have raw values shown by a command. Raises Blocked where the policy lets nobody see them."""
    options = [one.partition("=")[0] for one in arguments if one.startswith("--")]
    what = " ".join([command or "a conversation", *options])
    plan_id = ""
    named = [one for one in arguments if not one.startswith("-")]
    if command in _OF_A_PLAN and named and len(named[0]) >= _SHORTEST_ID:
        with suppress(VibeError):
            plan_id = shell.flow.store.find(named[0])
    shell.flow.applying.policing.reveal(what, plan_id)
