"""Evidence: side tables a step keeps beside its plan, one parquet file each."""

import re
from collections.abc import Mapping
from pathlib import Path

from vibecli.engine.base import Array, Session
from vibecli.engine.names import literal

_FILE_NAME = re.compile(r"[^A-Za-z0-9_-]+")


def write_evidence(session: Session, folder: Path, name: str, arrays: Mapping[str, Array]) -> str:
    """Write a side table into the plan's folder; gives the name it goes by."""
    safe = _FILE_NAME.sub("_", name).strip("_") or "evidence"
    target = folder / "evidence" / f"{safe}.parquet"
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    session.register("__evidence", arrays)
    try:
        session.run(
            f"COPY (SELECT * FROM __evidence) TO {literal(str(target))}"
            " (FORMAT parquet, COMPRESSION zstd)"
        )
    finally:
        session.unregister("__evidence")
    return safe
