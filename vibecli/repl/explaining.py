"""`/explain` and `/why`: what stands after them, the same words and flags as after the sub-command.

Owns reading them. It explains nothing.
"""

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vibecli.errors import UsageError
from vibecli.repl.flags import page_place, parted

if TYPE_CHECKING:
    from vibecli.run.explain import ExplainRequest

_FLAGS = ("identity", "plan", "html")
USAGE = "/explain RECORD [RECORD] [--identity TABLE] [--plan ID] [--html FILE]"


@dataclass(frozen=True)
class ExplainArgument:
    """What /explain is asked to do."""

    words: tuple[str, ...]
    flags: dict[str, str]

    @property
    def html(self) -> Path | None:
        """Where the page goes."""
        return page_place(self.flags)

    def request(self, *, unmask: bool) -> "ExplainRequest":
        """Give the request."""
        from vibecli.run.explain import ExplainRequest

        return ExplainRequest(
            words=self.words,
            identity=self.flags.get("identity"),
            plan=self.flags.get("plan"),
            unmask=unmask,
        )


def references(argument: str) -> tuple[str, ...]:
    """Give the words of an argument; one that is quoted in no way a shell knows is a single one."""
    try:
        return tuple(shlex.split(argument))
    except ValueError:
        return (argument.strip(),)


def explain_argument(argument: str) -> ExplainArgument:
    """Read the records and the flags of /explain. Raises UsageError."""
    words, flags = parted(references(argument), _FLAGS, command="/explain", usage=USAGE)
    if not words:
        raise UsageError("/explain needs a record or a person id", hint=USAGE)
    return ExplainArgument(tuple(words), flags)
