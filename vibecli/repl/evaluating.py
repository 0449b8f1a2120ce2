"""`/evaluate`: what stands after it, the same words and flags as after the sub-command.

Owns reading them. It judges nothing and opens no file.
"""

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vibecli.data.truth_columns import Flag
from vibecli.errors import UsageError
from vibecli.repl.flags import page_place, parted

if TYPE_CHECKING:
    from vibecli.run.evaluate import EvaluationRequest

_PARTS: tuple[Flag, ...] = ("record", "entity", "source", "left", "right", "verdict")
_FLAGS = ("identity", "by", "misses", "html", *_PARTS)
USAGE = "/evaluate TRUTH [--by COLUMN] [--identity TABLE] [--misses N] [--html FILE]"


@dataclass(frozen=True)
class EvaluateArgument:
    """What /evaluate is asked to do."""

    truth: str
    flags: dict[str, str]

    @property
    def shown(self) -> int | None:
        """How many mistakes of each kind a person wants to see. Raises UsageError."""
        told = self.flags.get("misses")
        if told is None:
            return None
        if not (told.isascii() and told.isdigit()):
            raise UsageError(f"--misses is no number: {told}", hint=USAGE)
        return int(told)

    @property
    def html(self) -> Path | None:
        """Where the page goes."""
        return page_place(self.flags)

    def request(self, *, unmask: bool) -> "EvaluationRequest":
        """Give the request."""
        from vibecli.run.evaluate import MISSES, EvaluationRequest

        return EvaluationRequest(
            truth=self.truth,
            identity=self.flags.get("identity"),
            by=self.flags.get("by"),
            columns={part: self.flags[part] for part in _PARTS if part in self.flags},
            misses=MISSES if self.shown is None else self.shown,
            unmask=unmask,
        )


def evaluate_argument(argument: str) -> EvaluateArgument:
    """Read the truth and the flags of /evaluate. Raises UsageError."""
    if argument and _there(argument):
        return EvaluateArgument(_path(argument), {})
    try:
        words = shlex.split(argument)
    except ValueError as error:
        raise UsageError(f"a quote is not closed: {argument}", hint=USAGE) from error
    truths, flags = parted(words, _FLAGS, command="/evaluate", usage=USAGE)
    if len(truths) != 1:
        raise UsageError("/evaluate needs one truth: a file or a table", hint=USAGE)
    return EvaluateArgument(_path(truths[0]), flags)


def _there(argument: str) -> bool:
    """Tell whether a whole line is one file, spaces and all."""
    try:
        return Path(_path(argument)).exists()
    except (OSError, ValueError):
        return False


def _path(word: str) -> str:
    """Give a word with a home folder spelt out, as a shell would."""
    try:
        return str(Path(word).expanduser()) if word.startswith("~") else word
    except RuntimeError as error:
        raise UsageError(f"there is no home folder for {word}", hint=USAGE) from error
