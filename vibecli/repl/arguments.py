"""What stands after a slash command: file names quoted as in a shell, the flags of /load.

Owns how a line is cut into words and what its unfinished last word is. Never opens a file.
"""

import shlex
from dataclasses import dataclass
from pathlib import Path

from vibecli.console.loading import Mode
from vibecli.errors import UsageError

_QUOTES = "'\""
_MODES: dict[str, Mode] = {"--replace": "replace", "--append": "append"}
_NAMES = {"--table", "--schema"}
_LOAD = "/load FILE... [--replace or --append] [--table NAME] [--schema NAME]"


@dataclass(frozen=True)
class LoadArgument:
    """What /load is asked to do."""

    paths: tuple[Path, ...]
    table: str | None = None
    schema: str | None = None
    mode: Mode = "create"


def paths(argument: str) -> list[Path]:
    """Give the paths of a command; a file whose name has spaces needs no quotes when alone."""
    whole = _whole(argument)
    return [whole] if whole else [_path(word) for word in _words(argument)]


def load_argument(argument: str) -> LoadArgument:
    """Read the files and flags of /load. Raises UsageError."""
    if whole := _whole(argument):
        return LoadArgument((whole,))
    files: list[Path] = []
    modes: list[Mode] = []
    named: dict[str, str] = {}
    words = iter(_words(argument))
    for word in words:
        flag, has_value, value = word.partition("=")
        if word in _MODES:
            modes.append(_MODES[word])
        elif flag in _NAMES:
            named[flag] = value if has_value else next(words, "")
        elif word.startswith("--"):
            raise UsageError(f"/load has no {word}", hint=_LOAD)
        else:
            files.append(_path(word))
    if not files or len(modes) > 1 or ("--table" in named and len(files) > 1):
        raise UsageError(_wrong(files, modes), hint=_LOAD)
    mode = modes[0] if modes else "create"
    return LoadArgument(tuple(files), named.get("--table"), named.get("--schema"), mode)


def unfinished(argument: str) -> tuple[str, str]:
    """Give the last word of a line that is being typed: as it stands, and what it means so far."""
    start, quote = 0, ""
    for at, character in enumerate(argument):
        if quote:
            quote = "" if character == quote else quote
        elif character in _QUOTES:
            quote = character
        elif character == " ":
            start = at + 1
    raw = argument[start:]
    return raw, next(iter(_words(raw + quote)), "")


def _wrong(files: list[Path], modes: list[Mode]) -> str:
    if not files:
        return "/load needs a file"
    if len(modes) > 1:
        return "--replace and --append exclude each other"
    return "--table names one table, but several files are given"


def _words(argument: str) -> list[str]:
    try:
        return shlex.split(argument)
    except ValueError as error:
        raise UsageError(f"a quote is not closed: {argument}", hint="'my file.csv'") from error


def _path(word: str) -> Path:
    try:
        return Path(word).expanduser()
    except RuntimeError as error:
        raise UsageError(f"there is no home folder for {word}", hint="give its path") from error


def _whole(argument: str) -> Path | None:
    """Give the one path a whole line is, when there is such a file."""
    try:
        path = Path(argument).expanduser()
        return path if argument and path.exists() else None
    except (OSError, RuntimeError, ValueError):
        return None
