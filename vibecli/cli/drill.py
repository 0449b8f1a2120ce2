"""The flags of `review` that look into one part of it: which there are, and that one is given."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from vibecli.console.drill import show_lineage, show_row, show_sql, show_table
from vibecli.console.shell import Shell
from vibecli.errors import UsageError

if TYPE_CHECKING:
    from vibecli.run.model import Review

_LOOKS = {"table": show_table, "row": show_row, "sql": show_sql, "lineage": show_lineage}


def drilled(shell: Shell, review: "Review", asked: Mapping[str, str | None]) -> bool:
    """Show the part of a review that a flag asks for; False where none does. Raises UsageError."""
    given = {flag: text for flag, text in asked.items() if text is not None}
    looks = [flag for flag in given if flag in _LOOKS]
    if len(given) > 1:
        flags = " and ".join(f"--{flag}" for flag in given)
        raise UsageError(f"{flags} exclude each other", hint="give one of them")
    for flag in looks:
        _LOOKS[flag](shell, review, given[flag])
    return bool(looks)
