"""Files of the state folder that only save time: written whole, for their owner, or not at all.

Losing one is no error, so nothing here raises because a folder refuses or a disk is full.
"""

import os
from contextlib import suppress
from pathlib import Path


def write_cache(path: Path, text: str) -> None:
    """Put a text in the place of a cache file, where the folder lets us."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
        part.replace(path)
    except OSError:
        with suppress(OSError):  # where nothing can be written, nothing can be removed
            part.unlink(missing_ok=True)
