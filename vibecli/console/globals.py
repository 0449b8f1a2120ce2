"""The flags every command takes, before or after its name.

Owns their list and `hoist`, which moves them to the front so that the parser sees them in one
place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# fmt: off
WITH_VALUE = frozenset({
    "--db", "--workspace", "-C", "--output", "-o", "--timeout", "--limit", "--model",
    "--base-url", "--planner", "--lock-timeout", "--attach",
})
WITHOUT_VALUE = frozenset({
    "--quiet", "-q", "--verbose", "-v", "--no-color", "--no-input", "--yes", "-y",
    "--dry-run", "-n", "--unmask",
})
# fmt: on


@dataclass(frozen=True)
class Globals:
    """What the global flags said; None where a flag was not given."""

    db: str | None = None
    workspace: str | None = None
    output: str = "text"
    quiet: bool = False
    verbose: bool = False
    no_color: bool = False
    no_input: bool = False
    yes: bool = False
    dry_run: bool = False
    unmask: bool = False
    timeout: float | None = None
    limit: int | None = None
    model: str | None = None
    base_url: str | None = None
    planner: str | None = None
    lock_timeout: float | None = None
    attach: tuple[str, ...] = ()

    def settings(self) -> dict[str, object]:
        """Give the flags that are settings, under the settings' names, where given."""
        values = {
            "database": self.db,
            "workspace": self.workspace,
            "timeout": self.timeout,
            "limit": self.limit,
            "model": self.model,
            "base_url": self.base_url,
            "planner": self.planner,
            "lock_timeout": self.lock_timeout,
            "attach": self.attach or None,
        }
        return {name: value for name, value in values.items() if value is not None}


def hoist(arguments: Sequence[str]) -> list[str]:
    """Move global flags (with their values) before the command; everything after `--` stays."""
    front: list[str] = []
    rest: list[str] = []
    waiting: Iterator[str] = iter(arguments)
    for argument in waiting:
        name, has_value, _ = argument.partition("=")
        if argument == "--":
            rest += [argument, *waiting]
        elif argument in WITHOUT_VALUE or (name in WITH_VALUE and has_value):
            front.append(argument)
        elif argument in WITH_VALUE:
            front += [argument, *([value] if (value := next(waiting, None)) is not None else [])]
        else:
            rest.append(argument)
    return front + rest
