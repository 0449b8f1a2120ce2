"""Saved intents as people name them: a file, a revision of one in git, or a reviewed plan."""

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from vibecli.console.shell import Shell
from vibecli.errors import NotFound, UsageError

if TYPE_CHECKING:
    from vibecli.plan.saved import SavedIntent

_PLAN_ID = re.compile(r"[0-9a-f]{4,64}", re.IGNORECASE)
_REVISION = re.compile(r"(?P<revision>\w[\w./~^@{}+-]*):(?P<path>.+)")
_GIT_SECONDS = 30


def named_intent(shell: Shell, name: str) -> "tuple[str, SavedIntent]":
    """Give what is called by a file, `REV:FILE` or a plan id. Raises NotFound, UsageError."""
    from vibecli.plan.saved import parse_saved, read_saved

    if Path(name).exists():
        return name, read_saved(Path(name))
    if found := _REVISION.fullmatch(name):
        return name, parse_saved(_from_git(found["revision"], found["path"]), name)
    if _PLAN_ID.fullmatch(name):
        return f"plan {name}", shell.flow.replaying.reviewed(name)
    raise NotFound(f"no file {name}", hint="give a file, REV:FILE as git has it, or a plan id")


def _from_git(revision: str, path: str) -> str:
    """Give a file as it stands in a revision; nothing is run on its content."""
    place = path if path.startswith("/") else f"./{path}"
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and a revision begins with a letter
            ["git", "cat-file", "blob", f"{revision}:{place}"],  # noqa: S607 - the person's own
            capture_output=True,
            timeout=_GIT_SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageError("git cannot be asked", hint="name two files instead") from error
    if done.returncode:
        told = done.stderr.decode("utf-8", "replace").strip().splitlines()[:1]
        reason = told[0].removeprefix("fatal: ") if told else "it is not there"
        raise NotFound(f"git has no {revision}:{path}: {reason}", hint="git log -- FILE")
    try:
        return done.stdout.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        unread = f"{revision}:{path} is no text in UTF-8"
        raise UsageError(unread, hint="name a saved intent, a YAML file") from error
