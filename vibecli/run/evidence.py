"""Evidence: side tables a step keeps beside its plan, one parquet file each."""

import re
from collections.abc import Mapping
from pathlib import Path

from vibecli.engine.base import Array, Session
from vibecli.engine.names import literal

_FILE_NAME = re.compile(r"[^A-Za-z0-9_-]+")


def write_evidence(
    session: Session, folder: Path, name: str, rows: Mapping[str, Array] | str
) -> str:
    """Write a side table, arrays or a SELECT, into the plan's folder; gives the name it goes by."""
    safe = _FILE_NAME.sub("_", name).strip("_") or "evidence"
    target = folder / "evidence" / f"{safe}.parquet"
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    form = f"TO {literal(str(target))} (FORMAT parquet, COMPRESSION zstd)"
    if isinstance(rows, str):
        session.run(f"COPY ({rows}) {form}")
        return safe
    session.register("__evidence", rows)
    try:
        session.run(f"COPY (SELECT * FROM __evidence) {form}")
    finally:
        session.unregister("__evidence")
    return safe
