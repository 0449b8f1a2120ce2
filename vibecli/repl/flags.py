"""Words and flags after a slash command, as after the sub-command of its name.

Owns parting them. What they mean is the command's own.
"""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from vibecli.errors import UsageError


def parted(
    words: Iterable[str], known: Collection[str], *, command: str, usage: str
) -> tuple[list[str], dict[str, str]]:
    """Give the words and the values of the flags among them. Raises UsageError."""
    plain: list[str] = []
    flags: dict[str, str] = {}
    given = iter(words)
    for word in given:
        flag, has_value, value = word.removeprefix("--").partition("=")
        if not word.startswith("--"):
            plain.append(word)
        elif flag in known:
            flags[flag] = value if has_value else next(given, "")
        else:
            raise UsageError(f"{command} has no {word}", hint=usage)
    return plain, flags


def page_place(flags: Mapping[str, str]) -> Path | None:
    """Give where the page goes that `--html` asks for."""
    told = flags.get("html")
    return Path(told).expanduser() if told else None
