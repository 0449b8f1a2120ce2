"""The log of an unexpected error: a private file with the traceback, for a bug report.

Never shows anything and never raises.
"""

import os
import tempfile
import traceback
from contextlib import suppress
from pathlib import Path

from vibecli.console.shell import Shell
from vibecli.errors import VibeError

NAME = "error.log"


def log_error(shell: Shell, error: BaseException) -> str:
    """Write an error's traceback to a file only its owner reads; gives its path, or nothing."""
    text = "".join(traceback.format_exception(error))
    with suppress(OSError, VibeError):
        folder = shell.settings.state
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / NAME
        return _write(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), path, text)
    with suppress(OSError):
        descriptor, name = tempfile.mkstemp(prefix="vibecli-", suffix=f"-{NAME}")
        return _write(descriptor, Path(name), text)
    return ""


def _write(descriptor: int, path: Path, text: str) -> str:
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(text)
    return str(path)
