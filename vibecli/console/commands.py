"""Command lines a person can copy: the ones that apply a plan, or answer a question.

Owns their quoting and which global flags must come along. Never runs one.
"""

import re
import shlex
from typing import TYPE_CHECKING

from vibecli.console.shell import Shell
from vibecli.errors import ActionNeeded

if TYPE_CHECKING:
    from vibecli.agent.planner import Asked
    from vibecli.run.model import Review

# What is about no database, or names one itself, stays as it is.
_OF_A_DATABASE = re.compile(
    r"\bvibecli (?=(answer|apply|ask|audit|check|explain|glossary|history|label|load|match|policy|"
    r"prune|report|resume|review|run|show|sessions|split|tables|undo|verify)\b)"
)
_COPYABLE = 300  # a longer intent is not repeated


def command(shell: Shell, *words: str) -> str:
    """Give a vibecli command line for this database and workspace, or its slash command."""
    parts = ["vibecli", *words]
    if (slash := shell.terminal.hint(shlex.join(parts))).startswith("/"):
        return slash
    if shell.globals.db:
        parts += ["--db", shell.globals.db]
    if shell.globals.workspace:
        parts += ["--workspace", shell.globals.workspace]
    return shlex.join(parts)


def flagged(shell: Shell, hint: str) -> str:
    """Give a hint whose commands are for this database and workspace."""
    given = {"--db": shell.globals.db, "--workspace": shell.globals.workspace}
    flags = [word for name, value in given.items() if value for word in (name, value)]
    if not flags or any(name in hint for name, value in given.items() if value):
        return hint
    return _OF_A_DATABASE.sub(lambda _: f"vibecli {shlex.join(flags)} ", hint)


def apply_command(shell: Shell, review: "Review") -> str:
    """Give the exact command line that applies a review."""
    confirms = [f"--confirm={table}" for table in to_confirm(review)]
    return command(shell, "apply", review.short_id, *confirms)


def answer_command(shell: Shell, asked: "Asked") -> str:
    """Give the command line that answers with the default, else with LABEL to be filled in."""
    label = asked.question.default or "LABEL"
    if asked.id:
        return command(shell, "answer", asked.id, label)
    if len(asked.intent) > _COPYABLE:
        return f"the same command with --answer {shlex.quote(label)}"
    return command(shell, "ask", asked.intent, "--answer", label)


def answer_hint(shell: Shell, asked: "Asked") -> str:
    """Give how a question is answered later: by its id, or with the intent said again."""
    label = shlex.quote(asked.question.default or "LABEL")
    again = f", or the same command with --answer {label}" if asked.id else ""
    return answer_command(shell, asked) + again


def to_confirm(review: "Review") -> tuple[str, ...]:
    """Give the tables whose name a person must type."""
    tables = (rule.table for rule in review.rules if rule.status == "confirm")
    return tuple(dict.fromkeys(table for table in tables if table))


def confirmation(review: "Review", tables: list[str]) -> str:
    """Give why the names of tables must be given, as the rules tell it."""
    asking = [rule for rule in review.rules if rule.status == "confirm" and rule.table in tables]
    told = "; ".join(f"{rule.table}: {rule.message}" for rule in asking)
    name = "its name" if len(tables) == 1 else "their names"
    return f"{told}; to apply it, {name} must be given"


def name_needed(shell: Shell, review: "Review", missing: list[str]) -> ActionNeeded:
    """Give the error of names that must still be typed, with the command that does."""
    line = apply_command(shell, review)
    details = {"action": "confirm", "tables": missing, "command": line}
    return ActionNeeded(
        f"{confirmation(review, missing)}; nothing was written",
        hint=line,
        details={"plan_id": review.plan_id, **details},
    )


def unconfirmed(review: "Review", confirmed: "tuple[str, ...] | list[str]") -> list[str]:
    """Give the tables that still need their name typed."""
    typed = {name.strip().casefold() for name in confirmed}
    return [table for table in to_confirm(review) if table.casefold() not in typed]
