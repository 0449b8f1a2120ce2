"""The engine's log, taken into the file between two batches: what is in it is held in memory too.

Taking it in rewrites all of a profile whose rows moved, so under load that waits until the log is
long, and where the source has nothing it is done sooner.
"""

from contextlib import suppress
from pathlib import Path

from vibecli.engine.base import Session
from vibecli.errors import DataError, EngineError
from vibecli.run.transaction import is_full

_LONG, _LONG_WHEN_IDLE = 128 << 20, 16 << 20  # bytes
# To change a text packed so, the engine unpacks the 2,048 around it: twelve times the work. In
# return the file holds texts at up to three times the size.
PLAIN_TEXTS = "SET disabled_compression_methods = 'dict_fsst,fsst'"


def take_in(session: Session, database: Path, *, idle: bool) -> bool:
    """Take a long log into the file; true where it was. Raises DataError where it cannot be."""
    size = 0
    with suppress(OSError):
        size = Path(f"{database}.wal").stat().st_size
    if size <= (_LONG_WHEN_IDLE if idle else _LONG):
        return False
    try:
        session.run("CHECKPOINT")
    except EngineError as error:
        why = "no space is left" if is_full(error) else error.message
        raise DataError(
            f"the engine's log was not taken into {database.name}: {why}; nothing is lost",
            hint="free some space on the disk and try again" if is_full(error) else error.hint,
        ) from error
    return True
