"""Files of the state folder that only save time: written whole, for their owner, or not at all.

Losing one is no error, so nothing here raises because a folder refuses or a disk is full.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO


def write_cache(path: Path, text: str) -> None:
    """Put a text in the place of a cache file, where the folder lets us."""
    write_cache_bytes(path, lambda stream: stream.write(text.encode("utf-8")))


def write_cache_bytes(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Put what is written in the place of a cache file, where the folder lets us."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            write(stream)
        part.replace(path)
    except OSError:
        with suppress(OSError):  # where nothing can be written, nothing can be removed
            part.unlink(missing_ok=True)
