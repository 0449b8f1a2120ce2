"""The actions of [actions] in vibecli.toml: what a standing rule may set off outside the database.

    [actions]
    offers = { file = "out/offers.ndjson" }
    letter = { command = ["send-letter", "--queue"], timeout = 30 }
    welcome = { webhook = "https://crm.example/hook", token_variable = "CRM_TOKEN", attempts = 8 }

Owns their names and readers. A rule refers to one by its name: no plan and no model can name a
program or an address.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from vibecli.setting import Reader, number, path_in, string, texts, url

ActionKind = Literal["file", "command", "webhook"]
_TIMEOUT, _LONGEST = 10.0, 3_600
_ATTEMPTS, _MOST = 8, 1_000


@dataclass(frozen=True)
class Action:
    """One thing that can be set off, told each event as a JSON object."""

    name: str
    kind: ActionKind
    target: Path | tuple[str, ...] | str
    folder: Path  # a command runs there
    timeout: float = _TIMEOUT  # seconds
    attempts: int = _ATTEMPTS  # after so many it is given up
    token_variable: str | None = None  # of a webhook: the variable with its bearer token

    def __str__(self) -> str:
        told = " ".join(self.target) if isinstance(self.target, tuple) else self.target
        return f"{self.kind} {told}"


def _program(value: object, folder: Path) -> tuple[str, ...]:
    if isinstance(value, str) or not (found := texts(value, folder)):
        raise ValueError("a list of a program and its arguments")
    return found


_READERS: Mapping[str, Reader] = {"file": path_in, "command": _program, "webhook": url}


def actions(value: object, folder: Path) -> dict[str, Action]:
    """Give the actions by name. Raises ValueError that says what is expected."""
    if not isinstance(value, Mapping):
        raise ValueError("a table of names")  # noqa: TRY004 - the one error of every reader
    return {name: _action(name, given, folder) for name, given in value.items()}


def _action(name: str, given: object, folder: Path) -> Action:
    if not re.fullmatch(r"[A-Za-z]\w*", name):
        raise ValueError(f"a name of letters, digits and _, not {name!r}")
    kinds = [kind for kind in _READERS if isinstance(given, Mapping) and kind in given]
    if not isinstance(given, Mapping) or len(kinds) != 1:
        raise ValueError(f'for {name} one of file, command, webhook, as {{ file = "out.ndjson" }}')
    kind: ActionKind = kinds[0]  # type: ignore[assignment]
    known = {kind, "timeout", "attempts", *(("token_variable",) if kind == "webhook" else ())}
    if unknown := sorted(set(given) - known):
        raise ValueError(f"no {unknown[0]} for {name}: {', '.join(sorted(known))}")
    try:
        read = {
            "target": _READERS[kind](given[kind], folder),
            "timeout": number(0.1, _LONGEST)(given.get("timeout", _TIMEOUT), folder),
            "attempts": number(1, _MOST, whole=True)(given.get("attempts", _ATTEMPTS), folder),
        }
        if "token_variable" in given:
            read["token_variable"] = string(given["token_variable"], folder)
    except ValueError as error:
        raise ValueError(f"{error} for {name}") from None
    return Action(name=name, kind=kind, folder=folder, **read)  # type: ignore[arg-type]
